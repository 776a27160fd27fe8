"""From the marks that evaluators gave alone to the mark that a person signs for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoring.marks import WHOLE_MARKS, check_mark
from scoring.wording import listed, number, typeset


@dataclass(frozen=True)
class Spread:
    """The marks of one requirement, by evaluator, and the evaluators who gave none."""

    requirement: str
    marks: tuple[tuple[str, Decimal], ...]
    without_mark: tuple[str, ...] = ()

    @property
    def lowest(self) -> Decimal | None:
        """The lowest mark; None while nobody has marked."""
        return min((mark for _, mark in self.marks), default=None)

    @property
    def highest(self) -> Decimal | None:
        """The highest mark; None while nobody has marked."""
        return max((mark for _, mark in self.marks), default=None)

    @property
    def gap(self) -> Decimal:
        """The highest mark less the lowest; zero while fewer than two evaluators have marked."""
        values = [mark for _, mark in self.marks]
        return max(values) - min(values) if values else Decimal(0)

    @property
    def unanimous(self) -> bool:
        """Whether every evaluator gave a mark, and the same; it still takes a person to agree on it."""
        return bool(self.marks) and not self.without_mark and self.gap == 0

    @property
    def sentence(self) -> str:
        """The spread in French, for the committee: evaluators, marks, gap."""
        given = ", ".join(f"{name} : {number(mark)}" for name, mark in self.marks) or "aucune note"
        missing = f" ; sans note : {listed(self.without_mark)}" if self.without_mark else ""
        gap = f" ; écart {number(self.gap)}" if len(self.marks) > 1 else ""
        return typeset(f"{given}{gap}{missing}.")


@dataclass(frozen=True)
class AgreedMark:
    """The mark that the committee keeps, who signs it, and why."""

    requirement: str
    mark: Decimal
    decided_by: str
    reason: str
    individual: tuple[tuple[str, Decimal], ...]


def spreads(
    individual: Mapping[str, Mapping[str, Decimal]],
    requirements: Sequence[str],
    step: Decimal = WHOLE_MARKS,
) -> tuple[Spread, ...]:
    """Return the spread of each of `requirements`, in their order.

    `individual` is evaluator → requirement → mark, for one bid. Raises ValueError for a mark off the scale.
    """
    return tuple(_spread(individual, requirement, step) for requirement in requirements)


def to_discuss(found: Sequence[Spread], gap: Decimal = Decimal(1)) -> tuple[Spread, ...]:
    """Return the spreads wider than `gap` or with a mark missing, the widest first."""
    open_ones = [spread for spread in found if spread.gap > gap or spread.without_mark]
    return tuple(sorted(open_ones, key=lambda spread: (-spread.gap, spread.requirement)))


def agree(spread: Spread, mark: Decimal, decided_by: str, reason: str, step: Decimal = WHOLE_MARKS) -> AgreedMark:
    """Return the mark that `decided_by` signs for the committee.

    Nothing is averaged: the mark is the person's. It may lie outside the individual marks, which stay beside
    it. Raises ValueError without a person or a reason, and for a mark off the scale.
    """
    if not decided_by.strip():
        raise ValueError(f"the agreed mark of {spread.requirement} needs a person")
    if not reason.strip():
        raise ValueError(f"the agreed mark of {spread.requirement} needs a reason")
    return AgreedMark(spread.requirement, check_mark(mark, step), decided_by.strip(), reason.strip(), spread.marks)


def _spread(individual: Mapping[str, Mapping[str, Decimal]], requirement: str, step: Decimal) -> Spread:
    given = sorted((name, marks[requirement]) for name, marks in individual.items() if requirement in marks)
    missing = sorted(name for name, marks in individual.items() if requirement not in marks)
    return Spread(requirement, tuple((name, check_mark(mark, step)) for name, mark in given), tuple(missing))
