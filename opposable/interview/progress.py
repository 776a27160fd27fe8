"""Which questions are asked, which wait for an answer, and how far the interview is."""

from __future__ import annotations

from dataclasses import dataclass

from opposable.model.catalog import Catalog, Question, QuestionGroup
from opposable.model.condition import Facts


@dataclass(frozen=True, slots=True)
class GroupProgress:
    """One page of the interview: the questions shown, and how many are answered or still due."""

    group: QuestionGroup
    shown: tuple[Question, ...]
    answered: int
    missing: tuple[Question, ...]


def progress(catalog: Catalog, facts: Facts) -> tuple[GroupProgress, ...]:
    """Return the state of each page; a question whose condition is still unknown is not shown yet."""
    return tuple(_group_progress(group, facts) for group in catalog.groups)


def missing_answers(catalog: Catalog, facts: Facts) -> tuple[Question, ...]:
    """Return the required questions that still wait for an answer."""
    return tuple(question for state in progress(catalog, facts) for question in state.missing)


def _group_progress(group: QuestionGroup, facts: Facts) -> GroupProgress:
    shown = tuple(q for q in group.questions if _is_shown(q, facts))
    return GroupProgress(
        group,
        shown,
        sum(question.id in facts.answers for question in shown),
        tuple(question for question in shown if question.required and question.id not in facts.answers),
    )


def _is_shown(question: Question, facts: Facts) -> bool:
    return question.asked_when is None or question.asked_when.judge(facts).holds is True
