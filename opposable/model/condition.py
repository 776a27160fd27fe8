"""Conditions of applicability: a small tree of comparisons that explains its verdict in French.

Three values: true, false, unknown. An unanswered question is unknown, never false; a question that was not asked
because it has no object counts as false.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag, model_validator

from opposable.model.base import Model, Slug

Answer = bool | Decimal | date | str | tuple[str, ...]
"""What a buyer answered: yes or no, a number, a date, a text or choice, several choices."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One answer that weighed in a verdict, as a French sentence; `question` is its id."""

    question: str
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """``True``, ``False`` or ``None`` (unknown), and the facts that settled it."""

    holds: bool | None
    because: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a condition is judged on.

    `answers` holds the answered questions, `not_asked` those without object, `figures` the legal figures in force,
    and `labels` how to say a question (``labels[id]``) and a choice (``labels[id + "=" + choice]``) in French.
    """

    answers: Mapping[str, Answer]
    figures: Mapping[str, Decimal] = field(default_factory=dict)
    not_asked: frozenset[str] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict)

    def say(self, question: str, choice: str | None = None) -> str:
        """Return the French label of `question`, or of one of its choices."""
        return self.labels.get(question if choice is None else f"{question}={choice}", choice or question)


class Comparison(Model):
    """One answer against one value: exactly one of the five comparisons is given.

    `at_least` and `below` compare with a number, or with the legal figure named by ``{law: id}``.
    """

    answer: Slug
    is_: bool | str | None = Field(default=None, alias="is")
    in_: tuple[str, ...] | None = Field(default=None, alias="in")
    includes_any: tuple[str, ...] | None = None
    at_least: Decimal | LawBound | None = None
    below: Decimal | LawBound | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Comparison:
        given = [self.is_, self.in_, self.includes_any, self.at_least, self.below]
        if sum(value is not None for value in given) != 1:
            raise ValueError("une comparaison et une seule parmi is, in, includes_any, at_least, below")
        return self

    def choices(self) -> tuple[str, ...]:
        """Return the choices that the comparison names, for the loader to check."""
        single = (self.is_,) if isinstance(self.is_, str) else ()
        return (*single, *(self.in_ or ()), *(self.includes_any or ()))

    def laws(self) -> tuple[str, ...]:
        """Return the legal figures that the comparison names."""
        return tuple(bound.law for bound in (self.at_least, self.below) if isinstance(bound, LawBound))

    def judge(self, facts: Facts) -> Verdict:
        """Compare, and say the answer that decided."""
        if self.answer in facts.not_asked:
            return Verdict(False, (Fact(self.answer, f"« {facts.say(self.answer)} » : sans objet"),))
        if self.answer not in facts.answers:
            return Verdict(None, (Fact(self.answer, f"« {facts.say(self.answer)} » : sans réponse"),))
        given = facts.answers[self.answer]
        return Verdict(self._holds(given, facts), (Fact(self.answer, self._sentence(given, facts)),))

    def _holds(self, given: Answer, facts: Facts) -> bool:
        if self.is_ is not None:
            return given == self.is_
        if self.in_ is not None:
            return given in self.in_
        if self.includes_any is not None:
            chosen = given if isinstance(given, tuple) else (str(given),)
            return any(choice in chosen for choice in self.includes_any)
        bound = _bound(self.at_least if self.at_least is not None else self.below, facts)
        if bound is None:  # the figure is not in force on that day: it triggers nothing
            return False
        value = given if isinstance(given, Decimal) else Decimal(str(given))
        return value >= bound if self.at_least is not None else value < bound

    def _sentence(self, given: Answer, facts: Facts) -> str:
        return f"« {facts.say(self.answer)} » : {_say(self, given, facts)}"


class LawBound(Model):
    """A bound read in the law file at the date of the consultation."""

    law: Slug


class AllOf(Model):
    """True when every branch is true."""

    all: tuple[Condition, ...] = Field(min_length=1)

    def judge(self, facts: Facts) -> Verdict:
        """A false branch settles it, else an unknown one."""
        return _settle([branch.judge(facts) for branch in self.all], decisive=False)


class AnyOf(Model):
    """True when at least one branch is true."""

    any: tuple[Condition, ...] = Field(min_length=1)

    def judge(self, facts: Facts) -> Verdict:
        """A true branch settles it, else an unknown one."""
        return _settle([branch.judge(facts) for branch in self.any], decisive=True)


class Not(Model):
    """True when its branch is false."""

    not_: Condition = Field(alias="not")

    def judge(self, facts: Facts) -> Verdict:
        """Unknown stays unknown."""
        verdict = self.not_.judge(facts)
        return Verdict(None if verdict.holds is None else not verdict.holds, verdict.because)


def _shape(value: Any) -> str:
    if isinstance(value, Mapping):
        for key, tag in (("all", "AllOf"), ("any", "AnyOf"), ("not", "Not")):
            if key in value:
                return tag
        return "Comparison"
    return type(value).__name__


Condition = Annotated[
    Annotated[AllOf, Tag("AllOf")]
    | Annotated[AnyOf, Tag("AnyOf")]
    | Annotated[Not, Tag("Not")]
    | Annotated[Comparison, Tag("Comparison")],
    Discriminator(_shape),
]

for _model in (Comparison, AllOf, AnyOf, Not):
    _model.model_rebuild()


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Walk the tree and yield each comparison."""
    if isinstance(condition, Comparison):
        yield condition
    elif isinstance(condition, Not):
        yield from comparisons(condition.not_)
    else:
        for branch in condition.all if isinstance(condition, AllOf) else condition.any:
            yield from comparisons(branch)


def _bound(bound: Decimal | LawBound | None, facts: Facts) -> Decimal | None:
    return facts.figures.get(bound.law) if isinstance(bound, LawBound) else bound


def _say(comparison: Comparison, given: Answer, facts: Facts) -> str:
    if isinstance(given, bool):
        return "oui" if given else "non"
    if isinstance(given, tuple):
        wanted = comparison.includes_any or ()
        shown = [choice for choice in given if choice in wanted] or list(given)
        return ", ".join(facts.say(comparison.answer, choice) for choice in shown) or "aucun"
    if isinstance(given, str):
        return facts.say(comparison.answer, given)
    return f"{given:f}".replace(".", ",") if isinstance(given, Decimal) else f"{given:%d/%m/%Y}"


def _settle(verdicts: Sequence[Verdict], *, decisive: bool) -> Verdict:
    for wanted in (decisive, None, not decisive):
        found = [verdict for verdict in verdicts if verdict.holds is wanted]
        if found:
            facts = dict.fromkeys(fact for verdict in found for fact in verdict.because)
            return Verdict(wanted, tuple(facts))
    raise AssertionError("unreachable: an empty branch is refused at load")
