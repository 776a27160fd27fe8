"""The widgets of the last step: regularity decisions, ranking table and chart, report."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import get_args

import altair as alt
import pandas as pd
import streamlit as st

from app import state
from app.layout import plain
from opposable.documents.package import write_report
from opposable.documents.pagination import paginate
from opposable.evaluation.marks_file import marks_yaml
from opposable.imports.cells import read_amount
from opposable.model.assessment import REGULARITY_LABELS, Assessment, Judgements, Regularity, RegularityStatus
from opposable.model.errors import OpposableError
from opposable.model.french import euros, number
from opposable.model.tender import Tender
from opposable.store.bids import StoredBid

SIGNS = {"bloquant": ":material/block:", "a_examiner": ":material/manage_search:", "information": ":material/info:"}


def draw_regularity(tender_id: int, lot: str, stored: tuple[StoredBid, ...], assessment: Assessment) -> None:
    """Draw, for each bid, what to look at, and the decision of the people in charge."""
    st.subheader("Régularité des offres")
    decisions = state.bids().decisions(tender_id, lot)
    ids = {bid.bidder: bid.id for bid in stored}
    for bid in assessment.bids:
        decision, version = decisions.get(bid.bidder, (None, 0))
        label = REGULARITY_LABELS[decision.status] if decision else "à décider"
        with st.expander(f"{plain(bid.bidder)} · {label}", expanded=decision is None):
            for flag in bid.flags:
                st.markdown(f"{SIGNS[flag.severity]} {plain(flag.text)}")
            if not bid.flags:
                st.caption("Rien à signaler.")
            _decision_form(ids[bid.bidder], decision, version)


def _decision_form(bid_id: int, decision: Regularity | None, version: int) -> None:
    options: list[RegularityStatus] = list(get_args(RegularityStatus))
    with st.form(f"decision/{bid_id}/{version}", border=False, enter_to_submit=False):
        status = st.selectbox(
            "Décision",
            options,
            index=options.index(decision.status) if decision else None,
            format_func=REGULARITY_LABELS.__getitem__,
            placeholder="Choisissez",
        )
        reason = st.text_area("Motif", value=decision.reason if decision else "", height=80)
        author = st.text_input("Qui décide ?", value=decision.author if decision else "", placeholder="Fonction")
        if st.form_submit_button("Enregistrer la décision"):
            if status is None:
                st.error("Choisissez une décision.")
                return
            value = Regularity(status=status, reason=reason.strip(), author=author.strip())
            state.attempt(lambda: state.bids().save_decision(bid_id, value, version))
            st.rerun()


def draw_prices(tender: Tender, tender_id: int, lot: str, assessment: Assessment) -> None:
    """Let a person type the amount of each bid whose price schedule could not be read, or does not exist."""
    unpriced = [bid for bid in assessment.bids if bid.bid.prices is None]
    if not unpriced or not any(criterion.kind == "prix" for criterion in tender.criteria):
        return
    base = tender.method.tax_base.upper()
    st.subheader("Montants saisis")
    st.caption("Aucun bordereau de prix n'a été lu pour ces offres. Le rapport dira que le montant a été saisi.")
    notes = state.bids().notes(tender_id, lot)
    for bid in unpriced:
        value, version = notes.get(f"price/{bid.bidder}", ("", 0))
        widget = f"price/{tender_id}/{lot}/{bid.bidder}/{version}"

        def save(bidder: str = bid.bidder, seen: int = version, where: str = widget) -> None:
            typed = st.session_state[where]
            state.attempt(lambda: state.bids().save_price(tender_id, bidder, _amount(typed), seen, lot))

        st.text_input(
            f"{plain(bid.bidder)} : montant en euros {base}",
            value=number(Decimal(value), 2) if value else "",
            key=widget,
            placeholder="400 000,00",
            on_change=save,
        )


def _amount(typed: str) -> Decimal | None:
    """Read an amount in euros; an empty field is none. Raises `OpposableError` for anything else."""
    if not typed.strip():
        return None
    amount = read_amount(typed.replace("€", ""))
    if amount is None:
        raise OpposableError(f"« {typed} » n'est pas un montant.", hint="Écrivez par exemple « 400 000,00 ».")
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def draw_texts(tender_id: int, lot: str) -> None:
    """Draw the committee's own words: who judges, and the proposal."""
    _text(tender_id, lot, "committee", "Comité d'analyse (fonctions)", 68)
    _text(tender_id, lot, "proposal", "Proposition du comité au représentant de l'acheteur", 100)


def draw_no_award(tender_id: int, lot: str, assessment: Assessment) -> None:
    """Where no bid was received or retained, let people state it: the report then says why nothing is ranked."""
    decided = all(bid.regularity is not None for bid in assessment.bids)
    if assessment.no_award or (decided and not assessment.retained):
        st.subheader("Aucune offre à classer")
        label = "Constat, que le rapport reprend (lot infructueux)"
        _text(tender_id, lot, "no_award", label, 80, "Aucune offre n'a été reçue avant la date limite.")


def _text(tender_id: int, lot: str, key: str, label: str, height: int, example: str = "") -> None:
    value, version = state.bids().notes(tender_id, lot).get(key, ("", 0))
    widget = f"note/{tender_id}/{lot}/{key}/{version}"

    def save() -> None:
        typed = st.session_state[widget].strip()
        state.attempt(lambda: state.bids().save_note(tender_id, key, typed, version, lot))

    st.text_area(label, value=value, key=widget, height=height, placeholder=example or None, on_change=save)


def draw_missing(assessment: Assessment) -> None:
    """List what still prevents ranking, and the remarks worth a second look."""
    if assessment.missing:
        st.subheader("Avant de classer")
        for sentence in assessment.missing:
            st.warning(plain(sentence))
    for remark in assessment.remarks:
        st.info(plain(remark))


def draw_ranking(tender: Tender, assessment: Assessment) -> None:
    """Draw the ranking with the terms of each total, a chart, and how fragile it is."""
    ranking = assessment.ranking
    if ranking is None:
        return
    st.subheader("Classement")
    titles = {criterion.id: criterion.title for criterion in tender.criteria}
    rows, points = [], []
    for row in ranking.rows:
        line = {"Rang": f"{row.rank}{' ex æquo' if row.ex_aequo else ''}", "Candidat": row.bid}
        for term in row.criteria:
            line[f"{titles[term.id]} / {number(term.weight)}"] = number(term.points, ranking.decimals)
            points.append({"Candidat": row.bid, "Critère": titles[term.id], "Points": float(term.points)})
        bid = assessment.bid(row.bid)
        amount = euros(bid.compared, tender.method.tax_base.upper()) if bid.compared is not None else ""
        line["Montant comparé"] = f"{amount} (saisi)" if bid.typed_price else amount
        line["Total / 100"] = number(row.total, ranking.decimals)
        rows.append(line)
    st.table(pd.DataFrame(rows).set_index("Rang"))
    legend = alt.Legend(orient="bottom", title=None, labelLimit=0)
    chart = (
        alt.Chart(pd.DataFrame(points))
        .mark_bar()
        .encode(
            x=alt.X("Points:Q", title="Points sur 100", scale=alt.Scale(domain=[0, 100])),
            y=alt.Y("Candidat:N", sort=None, title=None, axis=alt.Axis(labelLimit=300)),
            color=alt.Color("Critère:N", sort=list(titles.values()), legend=legend),
        )
    )
    # The axis and the legend take their share of this height: without it, two bids would lie one upon the other.
    st.altair_chart(chart.properties(height=150 + 40 * len(ranking.rows)), width="stretch")
    for row in ranking.rows:
        if row.note:
            st.caption(plain(row.note))
    with st.expander("Ce qui ferait changer le premier rang (note interne)"):
        for sentence in assessment.sensitivity:
            st.markdown(f"- {plain(sentence)}")


def draw_report(tender: Tender, assessments: Mapping[str, Assessment], judgements: Judgements) -> None:
    """Offer the analysis report, a draft while something is missing, and all that people wrote as a file."""
    st.subheader("Rapport d'analyse des offres")
    if len(tender.lots) > 1:
        waiting = ", ".join(lot for lot, assessment in assessments.items() if not assessment.complete)
        left = f" Lots encore incomplets : {waiting}." if waiting else ""
        st.caption(f"Un seul rapport pour tous les lots, avec un chapitre par lot.{left}")
    if not all(assessment.complete for assessment in assessments.values()):
        st.caption("Le rapport porte la mention « brouillon » tant qu'il manque une note ou une décision.")
    folder = state.templates()
    st.download_button(
        "Télécharger le rapport (Word)",
        data=lambda: paginate({"rao.docx": write_report(tender, assessments, folder)})["rao.docx"],
        file_name=f"{tender.reference}_RAO.docx",
        mime="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        on_click="ignore",
        type="primary",
    )
    st.download_button(
        "Télécharger les notes (YAML)",
        data=lambda: marks_yaml(judgements),
        file_name=f"{tender.reference}_notes.yaml",
        mime="application/yaml",
        help="Notes, motifs, décisions et passages écartés : avec le dossier scellé et les fichiers des offres, "
        "quiconque recalcule le classement et le rapport.",
        on_click="ignore",
    )
