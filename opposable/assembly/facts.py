"""Gather what conditions are judged on: answers, legal figures in force, questions without object."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from opposable.model.catalog import Catalog, Question
from opposable.model.condition import Answer, Facts
from opposable.model.errors import OpposableError
from opposable.model.french import day, number, quantity
from opposable.model.units import UNITS

_SINGULAR = re.compile(r"\b(?!mois\b)(\w+)s\b")


def gather_facts(catalog: Catalog, answers: Mapping[str, Answer], on: date) -> Facts:
    """Return what conditions are judged on: answers, figures in force on `on`, labels, questions without object.

    A question is without object when its own condition is false; an answer given earlier to such a question is
    set aside, not used. Groups are read in order, so a question may depend on those above it.
    """
    labels, figures = _labels(catalog), _figures(catalog, on)
    kept: dict[str, Answer] = {}
    not_asked: set[str] = set()
    for group in catalog.groups:
        for question in group.questions:
            facts = Facts(kept, figures, frozenset(not_asked), labels)
            holds = True if question.asked_when is None else question.asked_when.judge(facts).holds
            if holds is False:
                not_asked.add(question.id)
            elif question.id in answers:
                kept[question.id] = answers[question.id]
    return Facts(kept, figures, frozenset(not_asked), labels)


def answer_text(question: Question, answer: Answer) -> str:
    """Say an answer in French: « oui », « 1 200 postes », « CHU ou CHR »."""
    if isinstance(answer, bool):
        return "oui" if answer else "non"
    labels = {choice.id: choice.label for choice in question.choices}
    if isinstance(answer, tuple):
        return "\u00a0; ".join(labels.get(item, item) for item in answer) or "aucun"
    if isinstance(answer, date):
        return day(answer)
    if isinstance(answer, str):
        return labels.get(answer, answer)
    if question.unit in UNITS:
        return quantity(answer, UNITS[question.unit])
    unit = question.unit if abs(answer) >= 2 else _SINGULAR.sub(r"\1", question.unit)
    return f"{number(answer)}\u00a0{unit}".strip()


def _figures(catalog: Catalog, on: date) -> dict[str, Decimal]:
    figures: dict[str, Decimal] = {}
    for id_, figure in catalog.figures.items():
        try:
            value = figure.at(on).value
        except OpposableError:  # not in force yet, or repealed: a text that needs it will say so
            continue
        if value is not None:
            figures[id_] = value
    return figures


def _labels(catalog: Catalog) -> dict[str, str]:
    labels = {id_: question.label for id_, question in catalog.questions.items()}
    for id_, question in catalog.questions.items():
        labels.update({f"{id_}={choice.id}": choice.label for choice in question.choices})
    return labels
