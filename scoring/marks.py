"""The scale of marks, 0 to 4, and the points that weighted marks earn."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, localcontext

from scoring.rounding import EXACT
from scoring.wording import typeset

HIGHEST = Decimal(4)
"""The best mark; the lowest is 0."""

WHOLE_MARKS = Decimal(1)
HALF_MARKS = Decimal("0.5")

SCALE: Mapping[int, str] = {
    0: typeset("Aucune réponse, ou réponse contraire à l'exigence."),
    1: typeset("Réponse insuffisante : l'exigence n'est couverte qu'en petite partie ou sans engagement."),
    2: typeset("Réponse partielle : l'essentiel est couvert, des réserves ou des manques demeurent."),
    3: typeset("Réponse satisfaisante : l'exigence est couverte et la réponse est étayée."),
    4: typeset("Réponse très satisfaisante : l'exigence est couverte, prouvée, et apporte un avantage concret."),
}
"""What a mark means where the requirement gives no descriptor of its own."""


def check_mark(mark: Decimal, step: Decimal = WHOLE_MARKS) -> Decimal:
    """Return `mark` if it is on the scale of step `step`; raise ValueError otherwise."""
    if not mark.is_finite() or not 0 <= mark <= HIGHEST:
        raise ValueError(f"a mark must be between 0 and {HIGHEST}, got {mark}")
    if mark % step:
        raise ValueError(f"a mark must be a multiple of {step}, got {mark}")
    return mark


def weighted_points(
    marks: Mapping[str, Decimal],
    weights: Mapping[str, Decimal],
    available: Decimal,
    step: Decimal = WHOLE_MARKS,
) -> Decimal:
    """Return `available` × Σ weight × mark / (4 × Σ weight), not rounded.

    `marks` and `weights` are by requirement; marks of other requirements are ignored. Raises KeyError naming
    the requirements without a mark, ValueError for a mark off the scale, a negative weight or weights that
    are all zero.

    >>> weighted_points({"a": Decimal(3), "b": Decimal(2)}, {"a": Decimal(3), "b": Decimal(1)}, Decimal(40))
    Decimal('27.5')
    """
    with localcontext(EXACT):
        return available * weighted_sum(marks, weights, step) / (HIGHEST * total_weight(weights))


def weighted_sum(marks: Mapping[str, Decimal], weights: Mapping[str, Decimal], step: Decimal = WHOLE_MARKS) -> Decimal:
    """Return Σ weight × mark over the requirements of `weights`; raises as `weighted_points` does."""
    if missing := sorted(weights.keys() - marks.keys()):
        raise KeyError(f"no mark for {', '.join(missing)}")
    with localcontext(EXACT):
        return sum((weight * check_mark(marks[name], step) for name, weight in weights.items()), Decimal(0))


def total_weight(weights: Mapping[str, Decimal]) -> Decimal:
    """Return the sum of `weights`; raise ValueError when one is negative or all are zero."""
    for name, weight in weights.items():
        if not weight.is_finite() or weight < 0:
            raise ValueError(f"the weight of {name} must not be negative, got {weight}")
    total = sum(weights.values(), Decimal(0))
    if total == 0:
        raise ValueError(f"the weights of {', '.join(sorted(weights)) or 'nothing'} add up to zero")
    return total
