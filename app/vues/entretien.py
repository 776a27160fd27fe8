"""The interview: one subject at a time, saved at each answer, with what the answers change."""

import streamlit as st

from app import state
from app.changes import show_changes
from app.layout import frame, next_step, problems
from app.lots_form import draw_lot_amounts, lot_titles
from app.questions import ask, ask_launch_date, describe
from opposable.interview.progress import progress

current = state.opened()
frame(
    "Établissement et besoin",
    "Répondez dans l'ordre qui vous convient ; chaque réponse est enregistrée aussitôt et peut être changée.",
)
problems(current.problems)
states = progress(state.catalog(), current.selection.facts)
titles = {s.group.id: s.group.title for s in states}
# The key outlives the page: leaving and coming back shows the same subject.
if st.session_state.get("sujet") not in titles:
    st.session_state["sujet"] = st.session_state.get("dernier-sujet", states[0].group.id)
chosen = st.segmented_control(
    "Sujet", list(titles), format_func=titles.__getitem__, key="sujet", label_visibility="collapsed"
)
group = next((s for s in states if s.group.id == chosen), states[0])
st.session_state["dernier-sujet"] = group.group.id
st.caption(" · ".join(describe(s) for s in states))
questions, changes = st.columns([3, 2], gap="large")
with questions:
    st.subheader(group.group.title)
    st.caption(group.group.about)
    if group.group.id == "consultation":
        ask_launch_date(current)
    for question in group.shown:
        if question.id == "consultation.motif_lot_unique" and len(lot_titles(current)) > 1:
            continue
        ask(question, current)
        if question.id == "consultation.lots":
            draw_lot_amounts(current)
with changes:
    show_changes(current)
next_step(str(state.VUES / "exigences.py"), "relire les exigences")
