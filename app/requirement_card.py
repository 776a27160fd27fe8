"""Draw the requirements of a clause, and let the buyer change the text, the level or the weight of one."""

from __future__ import annotations

import difflib
from functools import partial
from typing import Any, get_args

import streamlit as st

from app import state
from app.layout import plain
from app.lots_form import draw_lots, lots_mark
from app.words import CARRIERS, LEVELS
from opposable.assembly.build import build
from opposable.assembly.requirement_edit import proposed_requirement, requirement_edit, with_edit
from opposable.legality.checks import LABELS, check_tender
from opposable.legality.finding import Finding
from opposable.model.catalog import Level
from opposable.model.clauses import TenderClause, TenderRequirement
from opposable.model.draft import RequirementEdit
from opposable.model.errors import OpposableError
from opposable.model.tender import Tender
from opposable.store.drafts import Consultation


def draw_requirements(clause: TenderClause, tender: Tender, current: state.Opened) -> None:
    """Draw each requirement of `clause`, with a way to change it where the catalog wrote it."""
    subs = {sub.id: sub.title for criterion in tender.criteria for sub in criterion.sub}
    for requirement in clause.requirements:
        with st.container(border=True):
            judged = subs.get(requirement.criterion, "jugée sur la candidature")
            edited = requirement.id in current.draft.edits.requirements
            mark = " · changée par vous" if edited else ""
            if requirement.lots:
                mark += f" · {lots_mark(requirement.lots)}"
            st.markdown(f"**{requirement.number}** · {LEVELS[requirement.level]} · poids {requirement.weight}{mark}")
            st.markdown(plain(requirement.text))
            st.caption(
                plain(
                    f"Critère : {judged} · Porteur : {CARRIERS[requirement.carried_by]} · "
                    f"Preuve : {' ; '.join(requirement.proof)} · Contrôle : {requirement.controlled_by}"
                )
            )
            with st.container(horizontal=True, gap="small"):
                with st.popover("Comment on la note"):
                    for score, words in sorted(requirement.scale.items()):
                        st.markdown(f"**{score}** {plain(words)}")
                if clause.origin != "acheteur":
                    _open_button(requirement, current)
            if st.session_state.get("changing") == requirement.id:
                _change(requirement, current)
                draw_lots(requirement.id, "Lots que cette exigence concerne", tender, current, clause.lots)


def _open_button(requirement: TenderRequirement, current: state.Opened) -> None:
    """Open the form of a requirement, or close it: one at a time, or the page would hold hundreds of fields."""

    def turn() -> None:
        st.session_state["changing"] = None if is_open else requirement.id
        st.session_state["changing/seen"] = stored

    stored = _stored(current.kept, requirement.id)
    is_open = st.session_state.get("changing") == requirement.id
    label, icon = ("Fermer", ":material/close:") if is_open else ("Changer l'exigence", ":material/edit:")
    st.button(label, key=f"change/{requirement.id}", icon=icon, on_click=turn)


def _change(requirement: TenderRequirement, current: state.Opened) -> None:
    proposed = proposed_requirement(state.catalog(), current.draft, current.kept.launch_date, requirement.id)
    st.markdown(f"**{plain(requirement.number)}** · proposée : {LEVELS[proposed.level]}, poids {proposed.weight}")
    st.caption(
        "Les nombres du texte suivent leur champ, dans la clause. Une exigence minimale écarte l'offre qui n'y répond "
        "pas ; le poids, de 1 à 10, la situe dans son sous-critère."
    )
    key = f"change/{current.id}/{requirement.id}"
    levels: tuple[Level, ...] = get_args(Level)
    with st.form(key, border=False, enter_to_submit=False):
        text = st.text_area("Texte de l'exigence", value=requirement.text, height=160, key=f"{key}/text")
        left, right = st.columns(2)
        level = left.selectbox(
            "Niveau", levels, index=levels.index(requirement.level), format_func=_level, key=f"{key}/level"
        )
        weight = right.number_input("Poids", 1, 10, value=requirement.weight, step=1, key=f"{key}/weight")
        if st.form_submit_button("Enregistrer l'exigence", type="primary"):
            _save(requirement, current, text=text, level=level, weight=int(weight))
    if _stored(current.kept, requirement.id) is None:
        return
    if requirement.original_text is not None:
        st.markdown("**Ce que vous avez changé**")
        st.markdown(difference(requirement.original_text, requirement.text))
    if st.button("Revenir au texte du catalogue", icon=":material/undo:", key=f"{key}/back"):
        _keep(requirement.id, current, None)
        st.rerun()


def _save(requirement: TenderRequirement, current: state.Opened, *, text: str, level: Level, weight: int) -> None:
    """Save the change, or say why not under the form: what was typed stays in it."""
    on = current.kept.launch_date
    try:
        edit = requirement_edit(
            state.catalog(), current.draft, on, requirement.id, text=text, level=level, weight=weight
        )
        raised = _raised(requirement, current, edit)
    except OpposableError as error:
        st.error(plain(str(error)))
        return
    blocking = [finding for finding in raised if finding.severity == "bloquant"]
    for finding in blocking:
        st.error(plain(f"{finding.message} {finding.remedy}"))
    if blocking:
        return
    kept = _keep(requirement.id, current, edit)
    for finding in raised if kept else ():
        st.session_state.setdefault("remarks", []).append(
            f"{finding.place} · {LABELS[finding.severity]} : {finding.message} {finding.remedy}"
        )
    st.rerun()


def _raised(requirement: TenderRequirement, current: state.Opened, edit: RequirementEdit | None) -> list[Finding]:
    """Return what the checks say of the tender with `edit` that they do not say of it as the catalog proposes."""
    make = partial(build, state.catalog(), on=current.kept.launch_date)
    before, after = (
        check_tender(make(with_edit(current.draft, requirement.id, each)), state.catalog(), state.wording())
        for each in (None, edit)
    )
    return [finding for finding in after if finding not in before]


def _keep(id_: str, current: state.Opened, edit: RequirementEdit | None) -> bool:
    """Save `edit` and close the form; where another tab wrote meanwhile, leave it open on what was typed here."""
    new = edit.model_dump(exclude_none=True) if edit is not None else None
    saved = state.save(("edits", "requirements", id_), st.session_state["changing/seen"], new)
    if saved:
        st.session_state["changing"] = None
    else:
        st.session_state["changing/seen"] = _stored(state.drafts().get(current.id), id_)
    return saved


def _stored(kept: Consultation, id_: str) -> Any:
    return kept.draft.get("edits", {}).get("requirements", {}).get(id_)


def _level(level: str) -> str:
    return LEVELS[level].capitalize()


def difference(before: str, after: str) -> str:
    """Return the words taken away struck through, and those added in bold."""
    old, new = before.split(), after.split()
    parts = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(plain(" ".join(old[a:b])))
            continue
        if b > a:
            parts.append(f"~~{plain(' '.join(old[a:b]))}~~")
        if d > c:
            parts.append(f"**{plain(' '.join(new[c:d]))}**")
    return " ".join(parts)
