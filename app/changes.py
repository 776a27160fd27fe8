"""Show what the answers change: the clauses that just came in or went out, and the size of the tender."""

from __future__ import annotations

import streamlit as st

from app import state
from app.layout import plain
from opposable.model.french import plural


def show_changes(current: state.Opened) -> None:
    """Compare the selection with the one last drawn, and list what moved with its reason."""
    st.subheader("Ce que vos réponses changent")
    kept = {d.clause.id: d for d in current.selection.kept}
    memory = f"clauses/{current.id}"
    before = st.session_state.get(memory)
    if before is not None and before != set(kept):
        st.session_state[f"{memory}/moved"] = (set(kept) - before, before - set(kept))
    st.session_state[memory] = set(kept)
    requirements = sum(len(d.clause.requirements) for d in kept.values())
    waiting = len(current.selection.waiting)
    left, right = st.columns(2)
    left.metric("Clauses", len(kept))
    right.metric("Exigences", requirements)
    if waiting:
        st.caption(f"{plural(waiting, 'clause')} en attente d'une réponse.")
    came, went = st.session_state.get(f"{memory}/moved", (set(), set()))
    for sign, ids in ((":material/add:", came), (":material/remove:", went)):
        for id_ in sorted(ids)[:12]:
            decision = current.selection.get(id_)
            if decision is not None:
                st.markdown(f"{sign} **{plain(decision.clause.title)}**")
                st.caption("parce que " + plain(" ; ".join(decision.reasons[:2])))
        if len(ids) > 12:
            st.caption(f"… et {plural(len(ids) - 12, 'autre clause', 'autres clauses')}.")
