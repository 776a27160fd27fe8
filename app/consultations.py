"""One line of the home page: a consultation, its step, its deadline and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from app import state
from app.layout import plain
from opposable.assembly.decide import decide
from opposable.interview.draft import read_draft_gently
from opposable.interview.progress import missing_answers
from opposable.model.french import day, plural
from opposable.model.lots import by_lot
from opposable.store.drafts import Consultation


@dataclass(frozen=True, slots=True)
class NextAction:
    """What to do next, and the page where it is done."""

    text: str
    page: str


def draw_consultation(consultation: Consultation) -> None:
    """Draw a consultation with the button that leads to its next action."""
    action = next_action(consultation)
    answers = consultation.draft.get("answers", {})
    with st.container(border=True):
        name, step, button = st.columns([5, 4, 2], vertical_alignment="center")
        name.markdown(f"**{plain(consultation.title)}**")
        buyer = answers.get("etablissement.nom", "Établissement à préciser")
        name.caption(f"{plain(str(buyer))} · droit applicable au {day(consultation.launch_date)}")
        stage = f"Version {consultation.published} publiée" if consultation.published else "En préparation"
        step.write(stage)
        deadline = answers.get("consultation.date_limite")
        step.caption(action.text + (f" · offres dues le {day(date.fromisoformat(str(deadline)))}" if deadline else ""))
        if button.button("Ouvrir", key=f"ouvrir-{consultation.id}", width="stretch"):
            state.open_consultation(consultation.id)
            st.switch_page(state.VUES / action.page)


def next_action(consultation: Consultation) -> NextAction:
    """Say what the consultation waits for: answers, publication, bids, reading, marks, or nothing more."""
    if not consultation.published:
        return _before_publication(consultation)
    tender_id, tender = state.bids().tenders(consultation.id)[-1]
    asked = {narrowed.lots[0].number: len(narrowed.judged) for narrowed in by_lot(tender)}
    bids = [bid for lot in asked for bid in state.bids().bids(tender_id, lot)]
    if not bids:
        return NextAction("Charger les offres reçues", "offres.py")
    if any(bid.reading is None for bid in bids):
        return NextAction("Lire les offres", "offres.py")
    given = sum(len(state.bids().marks(bid.id)) for bid in bids)
    left = sum(asked[bid.lot] for bid in bids) - given
    if left > 0:
        return NextAction(f"{plural(left, 'note')} à donner", "analyse.py")
    return NextAction("Classer et écrire le rapport", "classement.py")


def _before_publication(consultation: Consultation) -> NextAction:
    draft, _ = read_draft_gently(state.catalog(), consultation.draft)
    facts = decide(state.catalog(), draft.answers, consultation.launch_date).facts
    missing = len(missing_answers(state.catalog(), facts))
    if missing:
        return NextAction(f"{plural(missing, 'question attend', 'questions attendent')} une réponse", "entretien.py")
    return NextAction("Relire les exigences et publier", "exigences.py")
