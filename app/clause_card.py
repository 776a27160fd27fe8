"""Draw one clause: its text, numbers and requirements, why it is here, and what the buyer may do with it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import streamlit as st

from app import state
from app.bound import bind, saver
from app.clause_filters import changed
from app.layout import plain
from app.lots_form import draw_lots, lots_mark
from app.requirement_card import difference, draw_requirements
from opposable.assembly.fill import check_holes
from opposable.model.clauses import LeftOut, TenderClause, TenderParameter
from opposable.model.errors import OpposableError
from opposable.model.french import day, number, quantity
from opposable.model.tender import Tender
from opposable.model.units import unit


def draw_kept(clause: TenderClause, tender: Tender, current: state.Opened) -> None:
    """Draw a clause of the tender, closed; opening it shows its life."""
    marks = [f"{len(clause.requirements)} exigence{'s' if len(clause.requirements) > 1 else ''}"]
    if clause.obligation == "loi":
        marks.append("imposée par un texte")
    if changed(clause, current.draft.edits.requirements):
        marks.append("changée par vous")
    if clause.lots:
        marks.append(lots_mark(clause.lots))
    with st.expander(f"{plain(clause.title)} · {' · '.join(marks)}", key=f"clause/{clause.id}"):
        text, life = st.columns([3, 2], gap="large")
        with text:
            st.markdown(_readable(clause.text))
            for parameter in clause.parameters:
                _parameter(clause, parameter, current)
            draw_lots(clause.id, "Lots que cette clause concerne", tender, current)
            draw_requirements(clause, tender, current)
        with life:
            _life(clause)
            if clause.origin != "acheteur":
                _edit_text(clause, current)
                _drop(clause, current)


def draw_left_out(item: LeftOut, current: state.Opened) -> None:
    """Draw a clause that is not in the tender, with its reasons and a way back."""
    left, right = st.columns([4, 1], vertical_alignment="center")
    why = f"Écartée par vous : {item.reason or 'sans motif écrit'}" if item.dropped_by_buyer else ""
    left.markdown(f"**{plain(item.title)}**")
    left.caption(plain(why or " ; ".join(item.reasons)))
    if right.button("Réintégrer", key=f"back/{item.id}"):
        edits = current.kept.draft.get("edits", {})
        if item.dropped_by_buyer:
            done = state.save(("edits", "dropped", item.id), edits.get("dropped", {}).get(item.id), None)
        else:
            done = state.save(("edits", "kept", item.id), None, "Réintégrée par l'acheteur")
        if done:
            st.rerun()


def _readable(text: str) -> str:
    """Keep paragraphs and lists of the clause, neutralise the rest of Markdown."""
    lines = []
    for line in text.split("\n"):
        bullet = line.strip().startswith("- ")
        lines.append("- " + plain(line.strip()[2:]) if bullet else plain(line))
    return "\n".join(lines)


def _parameter(clause: TenderClause, parameter: TenderParameter, current: state.Opened) -> None:
    name = f"{clause.id}.{parameter.name}"
    stored = current.kept.draft.get("edits", {}).get("parameters", {}).get(name)
    path = ("edits", "parameters", name)
    key = bind(path, stored, number(parameter.value))
    low, high = parameter.range
    words = unit(parameter.unit)

    def convert(typed: str) -> Any:
        try:
            value = Decimal(typed.replace(",", ".").replace("\u202f", "").replace("\u00a0", "").replace(" ", ""))
        except InvalidOperation:
            raise ValueError(f"« {parameter.label} » : « {typed} » n'est pas un nombre.") from None
        if not low <= value <= high:
            raise ValueError(
                f"« {parameter.label} » : {number(value)} sort de l'intervalle admis, "
                f"de {number(low)} à {quantity(high, words)}."
            )
        return None if value == parameter.default else f"{value:f}"

    label = (
        f"{parameter.label} ({words.plural}, de {number(low)} à {number(high)}, proposé : {number(parameter.default)})"
    )
    st.text_input(label, key=key, on_change=saver(path, convert))


def _life(clause: TenderClause) -> None:
    st.markdown("**Pourquoi elle est là**")
    st.markdown(plain(clause.because))
    st.caption(plain(" ; ".join(clause.reasons)))
    if clause.origin not in ("catalogue", "acheteur"):
        st.caption(plain(f"Origine : {clause.origin}"))
    if clause.note:
        st.info(plain(clause.note))
    if clause.buyer_tasks:
        st.markdown("**Ce que l'établissement doit faire**")
        st.markdown("\n".join(f"- {plain(task)}" for task in clause.buyer_tasks))
    st.markdown("**Sources**")
    for source in clause.sources:
        st.caption(plain(f"{source.title} (vérifié le {day(source.checked_on)})"))


def _edit_text(clause: TenderClause, current: state.Opened) -> None:
    stored = current.kept.draft.get("edits", {}).get("texts", {}).get(clause.id)
    with st.popover("Changer le texte"):
        path = ("edits", "texts", clause.id)
        key = bind(path, stored, stored or clause.text)
        original = clause.original_text or clause.text
        st.text_area(
            "Texte de la clause",
            key=key,
            height=300,
            on_change=saver(path, lambda typed: _clause_text(clause, original, typed)),
        )
        if clause.original_text is not None:
            st.markdown("**Ce que vous avez changé**")
            st.markdown(difference(clause.original_text, clause.text))
            if st.button("Revenir au texte d'origine", key=f"text-back/{clause.id}") and state.save(path, stored, None):
                st.rerun()


def _clause_text(clause: TenderClause, original: str, typed: str) -> str | None:
    text = typed.strip()
    try:
        check_holes(
            text, {parameter.name for parameter in clause.parameters}, f"texte de « {clause.title} »", state.catalog()
        )
    except OpposableError as error:
        raise ValueError(str(error)) from None
    return None if text in ("", original) else text


def _drop(clause: TenderClause, current: state.Opened) -> None:
    with st.popover("Écarter la clause"):
        imposed = clause.obligation == "loi"
        reason = st.text_area(
            "Motif (nécessaire : un texte impose cette clause)" if imposed else "Motif (facultatif)",
            key=f"why/{clause.id}",
        )
        if st.button("Écarter", key=f"drop/{clause.id}"):
            if imposed and not reason.strip():
                st.error("Écrivez le motif : un texte impose cette clause.")
                return
            edits = current.kept.draft.get("edits", {})
            if clause.id in edits.get("kept", {}):
                state.save(("edits", "kept", clause.id), edits["kept"][clause.id], None)
            if state.save(("edits", "dropped", clause.id), edits.get("dropped", {}).get(clause.id), reason.strip()):
                st.rerun()
