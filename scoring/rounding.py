"""Exact decimal arithmetic, and the one rounding of the method: half up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

EXACT = Context(prec=34, rounding=ROUND_HALF_UP)
"""The context of every computation: 34 digits whatever the host program has set."""


def round_half_up(value: Decimal, decimals: int = 2) -> Decimal:
    """Return `value` at `decimals` places; a half goes away from zero.

    >>> round_half_up(Decimal("33.335"))
    Decimal('33.34')
    """
    return value.quantize(Decimal(1).scaleb(-decimals), context=EXACT)


def fits(value: Decimal, decimals: int) -> bool:
    """Say whether `value` is finite and needs no more than `decimals` places."""
    return value.is_finite() and value == round_half_up(value, decimals)


def portion(amount: Decimal, numerator: Decimal, denominator: Decimal) -> Decimal:
    """Return `amount` × `numerator` / `denominator`, multiplied before it is divided."""
    return EXACT.divide(EXACT.multiply(amount, numerator), denominator)


def apportion(amount: Decimal, weights: tuple[Decimal, ...], decimals: int = 2) -> tuple[Decimal, ...]:
    """Share `amount` in proportion to `weights`, at `decimals` places, so that the shares add up to it.

    The units that rounding down leaves over go to the largest remainders, the first listed if they are equal.

    >>> apportion(Decimal(50), (Decimal(1), Decimal(1), Decimal(1)))
    (Decimal('16.67'), Decimal('16.67'), Decimal('16.66'))
    """
    unit = Decimal(1).scaleb(-decimals)
    whole = sum(weights, Decimal(0))
    exact = [portion(amount, weight, whole) for weight in weights]
    shares = [share // unit * unit for share in exact]
    left_over = int((amount - sum(shares, Decimal(0))) / unit)
    by_remainder = sorted(range(len(weights)), key=lambda place: (shares[place] - exact[place], place))
    for place in by_remainder[:left_over]:
        shares[place] += unit
    return tuple(shares)
