"""Price formulas: from the prices of the retained bids to points, with the working of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, localcontext

from scoring.rounding import EXACT, fits, portion, round_half_up
from scoring.wording import amount, number, typeset

SAMPLE_RATIOS = tuple(Decimal(ratio) for ratio in ("1.00", "1.10", "1.25", "1.5", "2", "3"))
"""The prices drawn on the card of a method, as multiples of the lowest."""


@dataclass(frozen=True)
class PriceResult:
    """The points of one price: `ratio` is price / lowest at four places, `working` the formula filled in."""

    price: Decimal
    lowest: Decimal
    ratio: Decimal
    points: Decimal
    working: str


@dataclass(frozen=True)
class CurvePoint:
    """The points of a price that is `ratio` times the lowest."""

    ratio: Decimal
    points: Decimal


@dataclass(frozen=True)
class _Case:
    """What a formula may look at: one price among all of them."""

    weight: Decimal
    price: Decimal
    lowest: Decimal
    highest: Decimal
    parameters: Mapping[str, Decimal]


@dataclass(frozen=True)
class _Formula:
    """One formula: its exact points, the same in writing, and the default of each of its parameters."""

    exact: Callable[[_Case], Decimal]
    written: Callable[[_Case], str]
    defaults: Mapping[str, Decimal] = field(default_factory=dict)


def price_points(
    method_id: str,
    prices: Mapping[str, Decimal],
    weight: Decimal,
    *,
    parameters: Mapping[str, Decimal] | None = None,
    decimals: int = 2,
) -> Mapping[str, PriceResult]:
    """Return the points of each bid of `prices` under the formula `method_id`, out of `weight`.

    `prices` holds the retained bids only, all in the same tax base. The lowest price earns the whole weight,
    equal prices earn equal points, a higher price never earns more, no points are negative; each result is
    rounded once, half up. Raises ValueError for no bid, an unknown method or parameter, a weight that
    `decimals` places can't write, and a price that is not above zero: such a bid must first be examined by a
    person.
    """
    formula = _formula(method_id)
    chosen = {**formula.defaults, **_known(parameters or {}, formula, method_id)}
    _check(prices, weight, decimals)
    lowest, highest = min(prices.values()), max(prices.values())
    return {
        bid: _result(formula, _Case(weight, price, lowest, highest, chosen), decimals) for bid, price in prices.items()
    }


def curve(
    method_id: str,
    weight: Decimal,
    *,
    parameters: Mapping[str, Decimal] | None = None,
    decimals: int = 2,
) -> tuple[CurvePoint, ...]:
    """Return the points of bids at 1.00, 1.10, 1.25, 1.5, 2 and 3 times the lowest price.

    A formula that looks at the highest price sees it at 3 times the lowest.
    """
    prices = {str(ratio): 1000 * ratio for ratio in SAMPLE_RATIOS}
    results = price_points(method_id, prices, weight, parameters=parameters, decimals=decimals)
    return tuple(CurvePoint(ratio, results[str(ratio)].points) for ratio in SAMPLE_RATIOS)


def known_methods() -> tuple[str, ...]:
    """Return the ids of the formulas that `price_points` computes."""
    return tuple(_FORMULAS)


def default_parameters(method_id: str) -> Mapping[str, Decimal]:
    """Return the parameters of `method_id` with the values they have when none is given."""
    return dict(_formula(method_id).defaults)


def _result(formula: _Formula, case: _Case, decimals: int) -> PriceResult:
    with localcontext(EXACT):
        points = round_half_up(max(Decimal(0), formula.exact(case)), decimals)
        ratio = round_half_up(case.price / case.lowest, 4)
    working = typeset(f"{formula.written(case)} = {number(points, decimals)}")
    return PriceResult(case.price, case.lowest, ratio, points, working)


def _formula(method_id: str) -> _Formula:
    if method_id not in _FORMULAS:
        raise ValueError(f"method_id must be one of {', '.join(_FORMULAS)}, got {method_id}")
    return _FORMULAS[method_id]


def _known(parameters: Mapping[str, Decimal], formula: _Formula, method_id: str) -> Mapping[str, Decimal]:
    for name, value in parameters.items():
        if name not in formula.defaults:
            raise ValueError(f"{method_id} has no parameter {name}")
        if not value.is_finite() or value <= 1:
            raise ValueError(f"{name} must be above 1, got {value}")
    return parameters


def _check(prices: Mapping[str, Decimal], weight: Decimal, decimals: int) -> None:
    if not prices:
        raise ValueError("prices must hold at least one retained bid")
    if weight <= 0 or not fits(weight, decimals):
        raise ValueError(f"weight must be above zero with at most {decimals} decimals, got {weight}")
    for bid, price in prices.items():
        if not price.is_finite() or price <= 0:
            raise ValueError(f"the price of {bid} must be above zero, got {price}: a person must examine it first")


def _proportional(case: _Case) -> Decimal:
    return portion(case.weight, case.lowest, case.price)


def _proportional_written(case: _Case) -> str:
    return f"{number(case.weight)} × {amount(case.lowest)} / {amount(case.price)}"


def _fixed_pivot(case: _Case) -> Decimal:
    multiple = case.parameters["multiple"]
    return portion(case.weight, multiple * case.lowest - case.price, (multiple - 1) * case.lowest)


def _fixed_pivot_written(case: _Case) -> str:
    multiple, lowest = number(case.parameters["multiple"]), amount(case.lowest)
    rise = f"({multiple} × {lowest} − {amount(case.price)})"
    filled = f"{number(case.weight)} × {rise} / (({multiple} − 1) × {lowest})"
    return f"{filled}, ramené à zéro" if _fixed_pivot(case) < 0 else filled


def _straight_line(case: _Case) -> Decimal:
    if case.lowest == case.highest:
        return case.weight
    return portion(case.weight, case.highest - case.price, case.highest - case.lowest)


def _straight_line_written(case: _Case) -> str:
    if case.lowest == case.highest:
        return "Tous les prix sont égaux : note maximale"
    highest = amount(case.highest)
    return f"{number(case.weight)} × ({highest} − {amount(case.price)}) / ({highest} − {amount(case.lowest)})"


_FORMULAS: Mapping[str, _Formula] = {
    "proportionnelle": _Formula(_proportional, _proportional_written),
    "pivot_fixe": _Formula(_fixed_pivot, _fixed_pivot_written, {"multiple": Decimal(2)}),
    "lineaire_daj": _Formula(_straight_line, _straight_line_written),
}
