"""The criteria announced to bidders: weights, sub-criteria, and the points that each can earn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from scoring.marks import total_weight
from scoring.rounding import apportion, fits

PRICE = "prix"
"""The kind of the criterion that a formula marks; people mark every other kind."""


@dataclass(frozen=True)
class Sub:
    """A sub-criterion: `weight` beside those of its siblings, `requirements` with the weight of each."""

    id: str
    weight: Decimal
    requirements: Mapping[str, Decimal] = field(hash=False)
    title: str = ""

    @property
    def label(self) -> str:
        """The title, or the id where there is none."""
        return self.title or self.id


@dataclass(frozen=True)
class Criterion:
    """A criterion: `kind` is « prix » or another word, `weight` the points it can earn."""

    id: str
    kind: str
    weight: Decimal
    sub: tuple[Sub, ...] = ()
    title: str = ""

    @property
    def label(self) -> str:
        """The title, or the id where there is none."""
        return self.title or self.id

    @property
    def is_price(self) -> bool:
        """Whether a formula marks this criterion."""
        return self.kind == PRICE


def available_points(criterion: Criterion, decimals: int = 2) -> Mapping[str, Decimal]:
    """Return the points that each sub-criterion can earn; they add up to the weight of `criterion`.

    They are announced with the weights. Where a share falls between two hundredths, the hundredths left over
    go to the largest remainders: 50 points over three equal sub-criteria are 16.67, 16.67 and 16.66.
    """
    shares = apportion(criterion.weight, tuple(sub.weight for sub in criterion.sub), decimals)
    return dict(zip((sub.id for sub in criterion.sub), shares, strict=True))


def price_criterion(criteria: Sequence[Criterion]) -> Criterion | None:
    """Return the criterion that a formula marks, or None where price is not a criterion."""
    return next((criterion for criterion in criteria if criterion.is_price), None)


def whole(criteria: Sequence[Criterion]) -> Decimal:
    """Return the points that a perfect bid earns."""
    return sum((criterion.weight for criterion in criteria), Decimal(0))


def check_criteria(criteria: Sequence[Criterion], decimals: int = 2) -> None:
    """Raise ValueError for criteria that can't be computed: doubles, weights, a misplaced sub-criterion."""
    if not criteria:
        raise ValueError("there must be at least one criterion")
    _no_doubles([criterion.id for criterion in criteria], "criterion")
    if sum(criterion.is_price for criterion in criteria) > 1:
        raise ValueError("there must be at most one price criterion")
    for criterion in criteria:
        _check_criterion(criterion, decimals)


def _check_criterion(criterion: Criterion, decimals: int) -> None:
    _positive(criterion.id, criterion.weight)
    if not fits(criterion.weight, decimals):
        raise ValueError(f"the weight of {criterion.id} must have at most {decimals} decimals, got {criterion.weight}")
    if criterion.is_price == bool(criterion.sub):
        rule = "must have no sub-criterion" if criterion.is_price else "must have a sub-criterion"
        raise ValueError(f"{criterion.id}, of kind {criterion.kind}, {rule}")
    _no_doubles([sub.id for sub in criterion.sub], f"sub-criterion of {criterion.id}")
    for sub in criterion.sub:
        _positive(sub.id, sub.weight)
        total_weight(sub.requirements)


def _positive(name: str, weight: Decimal) -> None:
    if not weight.is_finite() or weight <= 0:
        raise ValueError(f"the weight of {name} must be above zero, got {weight}")


def _no_doubles(ids: list[str], what: str) -> None:
    if doubles := sorted(name for name, times in Counter(ids).items() if times > 1):
        raise ValueError(f"each {what} must be listed once: {', '.join(doubles)}")
