"""Draw one question of the interview as the widget that fits it, bound to the saved answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from app import state
from app.bound import bind, saver
from opposable.interview.answers import read_answer
from opposable.interview.progress import GroupProgress
from opposable.model.catalog import Question
from opposable.model.errors import OpposableError

DONT_KNOW = "__inconnu__"
_FEW = 5
"""Up to this many choices are shown as radio buttons, more as a list."""
_YES_NO = {"oui": "Oui", "non": "Non", DONT_KNOW: "Je ne sais pas"}


def describe(progress: GroupProgress) -> str:
    """Say how far a page of the interview is: « Votre établissement : 7 sur 11, à compléter »."""
    state_ = ", à compléter" if progress.missing else ", complet" if progress.answered == len(progress.shown) else ""
    return f"{progress.group.title}\u00a0: {progress.answered} sur {len(progress.shown)}{state_}"


def ask(question: Question, current: state.Opened) -> None:
    """Draw `question` with its help; the answer is saved at each change."""
    stored = current.kept.draft.get("answers", {}).get(question.id)
    unknown = question.id in (current.kept.draft.get("unknown") or {})
    draw = {
        "oui_non": _yes_no,
        "choix": _choice,
        "choix_multiple": _choices,
        "nombre": _number,
        "montant": _number,
        "date": _date,
        "texte": _text,
        "liste": _list,
    }[question.kind]
    draw(question, stored, unknown)
    if question.required and stored is None and not unknown:
        st.caption(":material/warning: Réponse nécessaire pour publier.")


def ask_launch_date(current: state.Opened) -> None:
    """Ask the date of sending for publication: the law is read at that date."""
    key = f"{current.id}/launch"
    if st.session_state.get(f"seen/{key}") != current.kept.launch_date or key not in st.session_state:
        st.session_state[key] = st.session_state[f"seen/{key}"] = current.kept.launch_date

    def save() -> None:
        state.attempt(
            lambda: state.drafts().set_launch_date(
                current.id, st.session_state[f"seen/{key}"], st.session_state[key] or current.kept.launch_date
            )
        )

    st.date_input(
        "Date d'envoi à la publication",
        key=key,
        on_change=save,
        format="DD/MM/YYYY",
        help="Les seuils et obligations appliqués sont ceux de cette date.",
    )


def _label(question: Question) -> str:
    return question.label


def _saver(question: Question, convert: Callable[[Any], Any]) -> Callable[[], None]:
    """Return a callback that checks the answer, saves it, and forgets « je ne sais pas » once answered."""
    path = ("answers", question.id)

    def checked(shown: Any) -> Any:
        value = convert(shown)
        if value in (None, "", [], DONT_KNOW):
            return None
        try:
            answer = read_answer(question, value)
        except OpposableError as error:
            raise ValueError(str(error.message) + " " + error.hint) from error
        return _plain(answer)

    save = saver(path, checked)

    def on_change() -> None:
        key = f"{state.opened_id()}/answers/{question.id}"
        says_unknown = st.session_state[key] == DONT_KNOW
        unknown = (state.drafts().get(state.opened_id() or 0).draft.get("unknown") or {}).get(question.id)
        save()
        if says_unknown != bool(unknown):
            state.save(("unknown", question.id), unknown, True if says_unknown else None)

    return on_change


def _plain(answer: Any) -> Any:
    if isinstance(answer, Decimal):
        return f"{answer:f}"
    if isinstance(answer, date):
        return answer.isoformat()
    return list(answer) if isinstance(answer, tuple) else answer


def _yes_no(question: Question, stored: Any, unknown: bool) -> None:
    shown = DONT_KNOW if unknown else {True: "oui", False: "non"}.get(stored)
    key = bind(("answers", question.id), stored, shown)
    st.radio(
        _label(question),
        list(_YES_NO),
        format_func=_YES_NO.__getitem__,
        key=key,
        index=None,
        horizontal=True,
        help=question.help or None,
        on_change=_saver(question, lambda value: value),
    )


def _choice(question: Question, stored: Any, unknown: bool) -> None:
    labels = {choice.id: choice.label for choice in question.choices}
    if not question.required:
        labels[DONT_KNOW] = "Je ne sais pas"
    key = bind(("answers", question.id), stored, DONT_KNOW if unknown else stored)
    save, help_ = _saver(question, lambda value: value), question.help or None
    if len(labels) <= _FEW:
        st.radio(_label(question), list(labels), None, labels.__getitem__, key, help=help_, on_change=save)
    else:
        st.selectbox(
            _label(question),
            list(labels),
            index=None,
            format_func=labels.__getitem__,
            key=key,
            help=help_,
            on_change=save,
            placeholder="Choisissez",
        )


def _choices(question: Question, stored: Any, _: bool) -> None:
    labels = {choice.id: choice.label for choice in question.choices}
    key = bind(("answers", question.id), stored, list(stored or []))
    st.multiselect(
        _label(question),
        list(labels),
        format_func=labels.__getitem__,
        key=key,
        placeholder="Choisissez une ou plusieurs réponses",
        help=question.help or None,
        on_change=_saver(question, list),
    )


def _number(question: Question, stored: Any, _: bool) -> None:
    key = bind(("answers", question.id), stored, int(Decimal(str(stored))) if stored is not None else None)
    low, high = question.range or (Decimal(0), Decimal(10) ** 12)
    unit = f" ({question.unit})" if question.unit and question.unit not in question.label.lower() else ""
    st.number_input(
        _label(question) + unit,
        min_value=int(low),
        max_value=int(high),
        step=1,
        key=key,
        placeholder="En chiffres",
        help=question.help or None,
        on_change=_saver(question, lambda value: value),
    )


def _date(question: Question, stored: Any, _: bool) -> None:
    key = bind(("answers", question.id), stored, date.fromisoformat(stored) if stored else None)
    st.date_input(
        _label(question),
        key=key,
        format="DD/MM/YYYY",
        help=question.help or None,
        on_change=_saver(question, lambda value: value),
    )


def _text(question: Question, stored: Any, _: bool) -> None:
    key = bind(("answers", question.id), stored, stored or "")
    st.text_input(
        _label(question),
        key=key,
        placeholder=question.placeholder,
        help=question.help or None,
        on_change=_saver(question, str.strip),
    )


def _list(question: Question, stored: Any, _: bool) -> None:
    key = bind(("answers", question.id), stored, "\n".join(stored or []))
    st.text_area(
        _label(question),
        key=key,
        help=question.help or None,
        on_change=_saver(question, lambda text: [line for line in text.splitlines() if line.strip()]),
    )
