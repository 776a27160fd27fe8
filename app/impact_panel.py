"""What today's catalog would change in a version published earlier."""

from __future__ import annotations

import streamlit as st

from app import state
from app.layout import plain
from opposable.catalog.impact import Change, impact
from opposable.model.french import plural
from opposable.model.tender import Tender

_WORDS = {"ajoutee": "ajoutée", "modifiee": "modifiée", "retiree": "retirée"}


def draw_impact(current: state.Opened, tender: Tender) -> None:
    """Draw the clauses that the catalog would add, change or retire; nothing when the catalog has not moved.

    A tender written elsewhere and imported owes nothing to the catalog.
    """
    if tender.origin == "importe" or tender.catalog.fingerprint == state.catalog().fingerprint:
        return
    kept = {decision.clause.id: decision.reasons for decision in current.selection.kept}
    found = impact(tender, state.catalog(), kept)
    changes = [change for change in found.changes if change.status in _WORDS]
    with st.expander(
        f"Le catalogue a changé depuis : {plural(len(changes), 'clause concernée', 'clauses concernées')}"
    ):
        st.caption("Cette version est scellée : elle ne change pas. Ces écarts vaudraient pour une nouvelle version.")
        for change in changes:
            st.markdown(_line(change))


def _line(change: Change) -> str:
    reasons = " ".join(plain(reason) for reason in change.reasons)
    return f"- **{plain(change.title)}**, {_WORDS[change.status]}. {reasons}"
