"""The widgets of marking: the matrix, what to read first, one requirement against every bid, the mark of each."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pandas as pd
import streamlit as st

from app import state
from app.evidence import CSS, SIGNS, draw_absence_doubt, draw_evidence
from app.layout import plain
from app.words import LEVELS
from opposable.bids.matching.phrasing import written
from opposable.bids.record import Reading
from opposable.bids.sought import sought_in
from opposable.evaluation.reading_order import Pending, next_pending, reading_queue
from opposable.evaluation.values import suggested_mark, thresholds_text
from opposable.model.assessment import Mark
from opposable.model.bids import SoughtQuantity
from opposable.model.clauses import TenderRequirement
from opposable.model.french import number, plural
from opposable.model.tender import Tender
from opposable.store.bids import StoredBid, StoredMark

LETTERS = {"conforme": "C", "partiel": "P", "non_conforme": "N", "absent": "A"}
AT_ONCE = 5

Marks = Mapping[str, Mapping[str, StoredMark]]
Readings = Mapping[str, Reading]


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
        st.dataframe(
            pd.DataFrame(rows),
            hide_index=True,
            width="stretch",
            height=320,
            key="matrix",
            on_select=lambda: _open_row(tender),
            selection_mode="single-row",
        )
        st.caption(
            "C conforme, P partiel, N non conforme, A absent : suggestions de lecture. « ? » : à lire d'abord. "
            "Le nombre est la note donnée. Cochez une ligne pour ouvrir l'exigence."
        )


def _open_row(tender: Tender) -> None:
    rows = st.session_state["matrix"]["selection"]["rows"]
    if rows:
        st.session_state["requirement"] = tender.judged[rows[0]].id


def _cell(found: Readings, marks: Marks, bidder: str, requirement: str) -> str:
    suggestion = found[bidder].suggestions.get(requirement) if bidder in found else None
    letter = LETTERS[suggestion.verdict] + ("?" if suggestion.to_read else "") if suggestion else "–"
    mark = marks[bidder].get(requirement)
    return f"{letter} · {number(mark.mark.mark)}" if mark else letter


def choose_requirement(
    tender: Tender, stored: tuple[StoredBid, ...], found: Readings, marks: Marks
) -> TenderRequirement:
    """Let the evaluator choose a requirement, or go to the next to read: most pressing first."""
    judged = {requirement.id: requirement for requirement in tender.judged}
    suggestions = {bidder: reading.suggestions for bidder, reading in found.items()}
    queue = reading_queue(tender, suggestions, {bid.bidder: frozenset(marks[bid.bidder]) for bid in stored})
    ids = list(judged)
    first = queue[0].requirement.id if queue else ids[0]
    kept = st.session_state.get("requirement", st.session_state.get("requirement/last"))
    # Written at each run: the labels of the list change with the marks, and a list whose labels change forgets.
    st.session_state["requirement"] = st.session_state["requirement/last"] = kept if kept in judged else first
    _queue_line(queue)
    pending = {each.requirement.id: each for each in queue}
    labels = {id_: _label(requirement, pending.get(id_)) for id_, requirement in judged.items()}
    here = ids.index(st.session_state["requirement"])

    def go(id_: str) -> None:
        st.session_state["requirement"] = id_

    before, middle, behind, following = st.columns([3, 8, 3, 3], vertical_alignment="bottom")
    previous, subsequent = ids[max(0, here - 1)], ids[min(len(ids) - 1, here + 1)]
    before.button("Précédente", on_click=go, args=(previous,), shortcut="Alt+P", width="stretch", disabled=here == 0)
    middle.selectbox("Exigence", ids, format_func=labels.__getitem__, key="requirement")
    behind.button(
        "Suivante", on_click=go, args=(subsequent,), shortcut="Alt+S", width="stretch", disabled=subsequent == ids[here]
    )
    target = next_pending(queue, ids[here])
    following.button(
        "Sans note",
        help="La prochaine exigence à lire qui n'a pas toutes ses notes",
        on_click=go,
        args=(target or ids[here],),
        shortcut="Alt+N",
        width="stretch",
        disabled=target is None,
        type="primary",
    )
    return judged[st.session_state["requirement"]]


def _queue_line(queue: tuple[Pending, ...]) -> None:
    first = [each for each in queue if each.reason]
    if not queue:
        st.success("Chaque exigence a une note pour chaque offre.")
        return
    st.caption(
        f"{plural(len(queue), 'exigence')} sans toutes leurs notes, dont {len(first)} à lire d'abord : les minimales, "
        "puis celles où la lecture doute ou contredit la déclaration. « Sans note » mène à la suivante dans cet ordre."
    )


def _label(requirement: TenderRequirement, pending: Pending | None) -> str:
    sign = "○" if pending else "●"
    reason = f"({pending.reason}) " if pending and pending.reason else ""
    return f"{sign} {requirement.number} {reason}{requirement.text[:100]}"


def draw_requirement(
    tender: Tender,
    requirement: TenderRequirement,
    stored: tuple[StoredBid, ...],
    found: Readings,
    marks: Marks,
    author: str,
) -> None:
    """Draw what is asked on the left, always in view, and one column a bid: evidence, then the mark."""
    st.html(CSS)
    asked = _asked(tender).get(requirement.id, ())
    shown = _choose_bids(stored)
    left, right = st.columns([3, 7])
    with left.container(key="exigence-lue"):
        _requirement(tender, requirement, asked)
    with right.container(key="offres-lues"):
        columns = st.columns(max(1, len(shown)), wrap=False, gap="small")
        for column, bid in zip(columns, shown, strict=False):
            with column.container(border=True):
                st.markdown(f"#### {plain(bid.bidder)}")
                if bid.bidder in found:
                    asides = state.searches().dismissals(bid.id)
                    draw_evidence(bid, found[bid.bidder], requirement, asked, asides, author)
                else:
                    st.caption("Offre non lue.")
                given = marks[bid.bidder].get(requirement.id)
                _proposed(tender, requirement, found.get(bid.bidder))
                _mark_form(bid, requirement, given, author)
                if given is not None and bid.bidder in found:
                    draw_absence_doubt(bid, found[bid.bidder], requirement, given.mark.reason)


@st.cache_resource(max_entries=20, show_spinner=False)
def _quantities(key: str, _tender: Tender) -> Mapping[str, tuple[SoughtQuantity, ...]]:  # noqa: ARG001 (cache key)
    return {sought.id: sought.quantities for sought in sought_in(_tender)}


def _asked(tender: Tender) -> Mapping[str, tuple[SoughtQuantity, ...]]:
    return _quantities(f"{tender.seal}/{tender.lot}", tender)


def _choose_bids(stored: tuple[StoredBid, ...]) -> tuple[StoredBid, ...]:
    """Let the evaluator choose the bids shown side by side when there are several."""
    if len(stored) < 3:
        return stored
    names = [bid.bidder for bid in stored]
    chosen = st.pills(
        "Offres affichées (les colonnes défilent vers la droite)",
        names,
        selection_mode="multi",
        default=names[:AT_ONCE],
        format_func=plain,
        key="shown-bids",
    )
    return tuple(bid for bid in stored if bid.bidder in chosen)


def _requirement(tender: Tender, requirement: TenderRequirement, asked: tuple[SoughtQuantity, ...]) -> None:
    st.subheader(f"{plain(requirement.number)} · {LEVELS[requirement.level]}")
    clause = tender.clause_of(requirement.id)
    if clause is not None and clause.title:
        st.markdown(f"**{plain(clause.title)}**")
    st.markdown(plain(requirement.text))
    for quantity in asked:
        value = f"{written(quantity.value, quantity.unit)} {SIGNS[quantity.operator]}"
        st.markdown(f":material/straighten: {plain(quantity.name)} : **{plain(value.strip())}**")
    parameter = tender.parameter_of(requirement)
    if parameter is not None and parameter.measured:
        st.caption(plain(f"Mesure : {parameter.measured}"))
    scale = thresholds_text(tender, requirement)
    if scale:
        st.caption(plain(f"Barème publié : note {scale}. Une proposition, pas une note."))
    if requirement.proof:
        st.caption(plain("Preuve attendue : " + " ; ".join(requirement.proof)))
    st.markdown(f"**Échelle** (poids {requirement.weight})")
    for mark, words in sorted(requirement.scale.items()):
        st.markdown(f"**{mark}** · {plain(words)}")
    st.caption("Alt+N : suivante sans note · Alt+P, Alt+S : précédente, suivante · flèches : changer la note.")


def _proposed(tender: Tender, requirement: TenderRequirement, reading: Reading | None) -> None:
    """Say the mark that the published thresholds propose for the value committed in the form."""
    form = reading.bid.form if reading else None
    answer = form.answers.get(requirement.id) if form else None
    parameter = tender.parameter_of(requirement)
    if answer is None or answer.value is None or parameter is None or requirement.value_function is None:
        return
    mark = suggested_mark(parameter, requirement.value_function, answer.value)
    if mark is not None:
        st.caption(f"Barème publié : la valeur engagée propose la note {mark}. Vous notez au vu de toute la réponse.")


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
