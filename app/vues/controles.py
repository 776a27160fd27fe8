"""What stands in the way of publishing, and what deserves a second look."""

import streamlit as st

from app import state
from app.layout import frame, next_step, plain
from opposable.legality.checks import check_tender

LABELS = {
    "bloquant": ":material/block: Bloquant",
    "a_justifier": ":material/warning: À justifier",
    "conseil": ":material/lightbulb: Conseil",
}

current = state.opened()
frame("Contrôles", "Ce qui empêche de publier, ce qu'il faudra justifier, et ce que nous conseillons.")
tender = state.draft_tender(current)
blocking = state.missing_before_publication(current, tender)
findings = check_tender(tender, state.catalog(), state.wording())
if not blocking and not findings:
    st.success("Rien ne s'oppose à la publication.")
for problem in blocking:
    with st.container(border=True):
        st.markdown(f"**:material/block: Bloquant** · {plain(problem.message)}")
        if problem.hint:
            st.caption(plain(problem.hint))
        st.page_link(str(state.VUES / "entretien.py"), label="Compléter l'entretien")
for finding in findings:
    with st.container(border=True):
        st.markdown(f"**{LABELS[finding.severity]}** · {plain(finding.message)}")
        st.caption(plain(f"Où : {finding.place} · Que faire : {finding.remedy}"))
        if finding.source:
            st.caption(plain(f"Source : {finding.source}"))
next_step(str(state.VUES / "documents.py"), "produire les documents et publier")
