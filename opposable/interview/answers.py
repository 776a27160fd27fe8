"""Turn what a buyer typed, on screen or in a file, into checked answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from opposable.model.catalog import Catalog, Question
from opposable.model.condition import Answer
from opposable.model.errors import OpposableError, nearest
from opposable.model.french import number

_YES = {"oui": True, "true": True, "vrai": True, "non": False, "false": False, "faux": False}


def read_answer(question: Question, raw: Any) -> Answer:
    """Return the checked answer to `question`.

    Raises `OpposableError` saying what is wrong and what is expected.
    """
    match question.kind:
        case "oui_non":
            return _yes_no(question, raw)
        case "nombre" | "montant":
            return _number(question, raw)
        case "date":
            return _date(question, raw)
        case "choix":
            return _choice(question, raw)
        case "choix_multiple":
            items = raw if isinstance(raw, (list, tuple)) else [raw]
            return tuple(dict.fromkeys(_choice(question, item) for item in items))
        case "liste":
            items = raw.splitlines() if isinstance(raw, str) else raw if isinstance(raw, (list, tuple)) else [raw]
            return tuple(text for item in items if (text := str(item).strip()))
        case "texte":
            return _text(question, raw)


def read_answers(catalog: Catalog, raw: Mapping[str, Any]) -> tuple[dict[str, Answer], list[OpposableError]]:
    """Read all the answers of a file; return the good ones, and a problem for each of the others.

    ``null`` means « je ne sais pas » and leaves the question unanswered.
    """
    answers: dict[str, Answer] = {}
    problems: list[OpposableError] = []
    for id_, value in raw.items():
        question = catalog.questions.get(str(id_))
        if question is None:
            hint = nearest(str(id_), catalog.questions)
            problems.append(OpposableError(f"La question « {id_} » n'existe pas.", hint=hint))
            continue
        if value is None:
            continue
        try:
            answers[question.id] = read_answer(question, value)
        except OpposableError as error:
            problems.append(error)
    return answers, problems


def _refuse(question: Question, raw: Any, expected: str) -> OpposableError:
    return OpposableError(f"« {question.label} » : « {raw} » ne convient pas.", where=question.id, hint=expected)


def _yes_no(question: Question, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    if str(raw).strip().lower() in _YES:
        return _YES[str(raw).strip().lower()]
    raise _refuse(question, raw, "Répondez oui ou non.")


def _number(question: Question, raw: Any) -> Decimal:
    text = str(raw).replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("€", "").replace(",", ".")
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise _refuse(question, raw, "Écrivez un nombre en chiffres.") from None
    if isinstance(raw, bool) or not value.is_finite():
        raise _refuse(question, raw, "Écrivez un nombre en chiffres.")
    if question.range and not question.range[0] <= value <= question.range[1]:
        low, high = (number(bound) for bound in question.range)
        raise _refuse(question, raw, f"Donnez un nombre entre {low} et {high}.")
    if question.kind == "nombre" and value != value.to_integral_value():
        raise _refuse(question, raw, "Donnez un nombre entier.")
    return value


def _date(question: Question, raw: Any) -> date:
    if isinstance(raw, date):
        return raw
    text = str(raw).strip()
    try:
        if "/" in text:
            day, month, year = (int(part) for part in text.split("/"))
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        raise _refuse(question, raw, "Écrivez une date : AAAA-MM-JJ ou JJ/MM/AAAA.") from None


def _choice(question: Question, raw: Any) -> str:
    choices = {choice.id for choice in question.choices}
    if raw in choices:
        return str(raw)
    raise _refuse(question, raw, nearest(str(raw), choices) or f"Choix possibles : {', '.join(sorted(choices))}.")


def _text(question: Question, raw: Any) -> str:
    text = str(raw).strip()
    if not text:
        raise _refuse(question, raw, "Écrivez au moins un mot.")
    if len(text) > 2000:
        raise _refuse(question, f"{text[:40]}…", "Raccourcissez ce texte à 2 000 caractères.")
    return text
