"""The widgets of marking: the matrix, the choice of a requirement, the evidence and the mark of each bid."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pandas as pd
import streamlit as st

from app import state
from app.layout import plain
from opposable.bids.record import Reading
from opposable.model.assessment import Mark
from opposable.model.bids import FormAnswer, Suggestion
from opposable.model.french import number
from opposable.model.tender import Tender, TenderRequirement
from opposable.store.bids import StoredBid, StoredMark

LETTERS = {"conforme": "C", "partiel": "P", "non_conforme": "N", "absent": "A"}
VERDICTS = {"conforme": "conforme", "partiel": "partiel", "non_conforme": "non conforme", "absent": "absent"}
DECLARED = {"oui": "oui", "partiel": "partiel", "non": "non", "equivalent": "équivalent"}
LEVELS = {"minimale": "exigence minimale", "notee": "exigence notée", "souhait": "souhait"}

Marks = Mapping[str, Mapping[str, StoredMark]]
Readings = Mapping[str, Reading]


def must_read(requirement: TenderRequirement, suggestion: Suggestion | None) -> bool:
    """Whether a person reads first: the machine doubts, or the requirement is minimal."""
    return requirement.level == "minimale" or suggestion is None or suggestion.to_read


def draw_matrix(tender: Tender, stored: tuple[StoredBid, ...], found: Readings, marks: Marks) -> None:
    """Draw requirements by bids: the suggestion's letter, « ? » where it doubts, and the mark once given."""
    done = sum(r.id in marks[bid.bidder] for r in tender.judged for bid in stored)
    total = len(tender.judged) * len(stored)
    st.progress(done / total if total else 0.0, text=f"{done} notes données sur {total}")
    with st.expander("Vue d'ensemble : exigences et offres"):
        rows = []
        for requirement in tender.judged:
            row = {"N°": requirement.number, "Exigence": requirement.text[:90]}
            for bid in stored:
                row[bid.bidder] = _cell(found, marks, bid.bidder, requirement.id)
            rows.append(row)
        st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", height=320)
        st.caption(
            "C conforme, P partiel, N non conforme, A absent : suggestions de lecture. « ? » : à lire d'abord. "
            "Le nombre est la note donnée."
        )


def _cell(found: Readings, marks: Marks, bidder: str, requirement: str) -> str:
    suggestion = found[bidder].suggestions.get(requirement) if bidder in found else None
    letter = LETTERS[suggestion.verdict] + ("?" if suggestion.to_read else "") if suggestion else "–"
    mark = marks[bidder].get(requirement)
    return f"{letter} · {number(mark.mark.mark)}" if mark else letter


def choose_requirement(
    tender: Tender, stored: tuple[StoredBid, ...], found: Readings, marks: Marks
) -> TenderRequirement:
    """Let the evaluator choose a requirement, or go to the next that lacks a mark."""
    judged = list(tender.judged)
    ids = [r.id for r in judged]
    if st.session_state.get("requirement") not in ids:
        st.session_state["requirement"] = ids[0]

    def open_ones(requirement: TenderRequirement) -> bool:
        return any(requirement.id not in marks[bid.bidder] for bid in stored)

    def label(id_: str) -> str:
        requirement = next(r for r in judged if r.id == id_)
        first = any(must_read(requirement, found[b.bidder].suggestions.get(id_)) for b in stored if b.bidder in found)
        sign = "○" if open_ones(requirement) else "●"
        return f"{sign} {requirement.number} {'(à lire d’abord) ' if first else ''}{requirement.text[:100]}"

    def go_next() -> None:
        here = ids.index(st.session_state["requirement"])
        order = judged[here + 1 :] + judged[: here + 1]
        target = next((r for r in order if open_ones(r)), None)
        if target is not None:
            st.session_state["requirement"] = target.id

    left, right = st.columns([5, 1], vertical_alignment="bottom")
    left.selectbox("Exigence", ids, format_func=label, key="requirement")
    right.button("Suivante sans note", on_click=go_next, shortcut="Alt+N", width="stretch")
    return next(r for r in judged if r.id == st.session_state["requirement"])


def draw_requirement(
    tender: Tender,
    requirement: TenderRequirement,
    stored: tuple[StoredBid, ...],
    found: Readings,
    marks: Marks,
    author: str,
) -> None:
    """Draw what is asked, then each bid: declared, suggested, quoted, marked."""
    st.subheader(f"{requirement.number} · {LEVELS[requirement.level]} · poids {requirement.weight}")
    st.markdown(plain(requirement.text))
    parameter = tender.parameter_of(requirement)
    if parameter is not None and parameter.measured:
        st.caption(plain(f"Mesure : {parameter.measured}"))
    st.caption(plain(" · ".join(f"{mark} : {words}" for mark, words in sorted(requirement.scale.items()))))
    columns = st.columns(min(len(stored), 3))
    for index, bid in enumerate(stored):
        with columns[index % len(columns)].container(border=True):
            st.markdown(f"**{plain(bid.bidder)}**")
            if bid.bidder in found:
                _evidence(found[bid.bidder], requirement)
            _mark_form(bid, requirement, marks[bid.bidder].get(requirement.id), author)


def _evidence(reading: Reading, requirement: TenderRequirement) -> None:
    answer = reading.bid.form.answers.get(requirement.id) if reading.bid.form else None
    suggestion = reading.suggestions.get(requirement.id)
    _declaration(answer)
    if suggestion is None:
        st.caption("Aucune suggestion.")
        return
    doubt = " · **à lire**" if must_read(requirement, suggestion) else ""
    st.markdown(f"Suggestion : {VERDICTS[suggestion.verdict]}{doubt}")
    for reason in suggestion.reasons:
        st.caption(plain(reason))
    for value in suggestion.values[:4]:
        sign = {True: ":material/fact_check:", False: ":material/warning:", None: "•"}[value.meets]
        st.caption(f"{sign} {plain(value.text)}")
    for passage in suggestion.passages[:3]:
        st.markdown(f"> {plain(passage.text)}")
        st.caption(plain(f"{passage.file}, {passage.where}"))
    if not suggestion.passages:
        st.caption("Aucun passage trouvé dans les fichiers de l'offre.")


def _declaration(answer: FormAnswer | None) -> None:
    if answer is None or answer.declared is None:
        st.markdown("Déclaré : rien")
        return
    value = f" · {plain(answer.value_text)}" if answer.value_text else ""
    st.markdown(f"Déclaré : {DECLARED[answer.declared]}{value}")
    if answer.answer:
        st.caption(plain(answer.answer[:400]))


def _mark_form(bid: StoredBid, requirement: TenderRequirement, stored: StoredMark | None, author: str) -> None:
    version = stored.version if stored else 0
    key = f"mark/{bid.id}/{requirement.id}/{version}"
    options = [0, 1, 2, 3, 4]
    with st.form(key, border=False, enter_to_submit=False):
        given = int(stored.mark.mark) if stored else None
        mark = st.radio("Note", options, index=given, horizontal=True, key=f"{key}/mark")
        reason = st.text_area("Motif", value=stored.mark.reason if stored else "", key=f"{key}/reason", height=90)
        if st.form_submit_button("Enregistrer la note"):
            if mark is None or not reason.strip():
                st.error("Donnez une note et écrivez son motif.")
                return
            value = Mark(mark=Decimal(mark), reason=reason.strip(), author=author)
            state.attempt(lambda: state.bids().save_mark(bid.id, requirement.id, value, version))
            st.rerun()
    if stored:
        st.caption(plain(f"Noté par {stored.mark.author or 'un évaluateur non nommé'}"))
