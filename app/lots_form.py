"""Say for which lots a clause, a requirement or a price is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from app import state
from app.bound import bind, saver
from opposable.model.tender import Tender


def draw_lots(word: str, label: str, tender: Tender, current: state.Opened, among: Sequence[str] = ()) -> None:
    """Let the buyer limit `word` (id of a clause or of a requirement, code of a price) to some lots, `among` those.

    Nothing is drawn for a single lot, unless lots that are gone are still named: they can then be taken away.
    """
    stored = current.kept.draft.get("edits", {}).get("lots", {}).get(word)
    path = ("edits", "lots", word)
    if len(tender.lots) == 1:
        if stored is not None:
            _forget(word, path, stored)
        return
    titles = {lot.number: f"{lot.number} · {lot.title}" for lot in tender.lots if not among or lot.number in among}
    kept = [number for number in titles if number in {str(each) for each in stored or ()}]
    key = bind(path, stored, kept)
    # The lots of the clause may have changed under those of its requirement.
    st.session_state[key] = [number for number in st.session_state[key] if number in titles]
    st.multiselect(
        label,
        list(titles),
        format_func=titles.__getitem__,
        placeholder="Tous les lots" if not among else "Tous ceux de la clause",
        key=key,
        on_change=saver(path, lambda chosen: limits(list(titles), chosen)),
    )


def limits(every: Sequence[str], chosen: Sequence[str]) -> list[str] | None:
    """Return the lots `chosen`, in order; nothing when there is none, or all of them."""
    kept = [number for number in every if number in chosen]
    return kept if kept and len(kept) < len(every) else None


def lots_mark(lots: Sequence[str]) -> str:
    """Say the lots in a label: « lots 1, 3 »; empty for all."""
    return f"lot{'s' if len(lots) > 1 else ''} {', '.join(lots)}" if lots else ""


def _forget(word: str, path: tuple[str, ...], stored: Any) -> None:
    st.caption(f"Limité à des lots qui n'existent plus : {', '.join(str(each) for each in stored)}.")
    if st.button("Retirer cette limite", key=f"lots-out/{word}", icon=":material/undo:"):
        state.save(path, stored, None)
        st.rerun()
