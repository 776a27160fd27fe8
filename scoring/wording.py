"""Numbers and sentences as French readers write them."""

from __future__ import annotations

import re
from decimal import Decimal

from scoring.rounding import fits, round_half_up

NBSP = "\u00a0"


def typeset(text: str) -> str:
    """Return `text` with the no-break spaces of French typography, its line breaks made spaces."""
    flowing = re.sub(r"[ \n]+", " ", text).strip()
    return re.sub(r" (?=[:;?!%»€])|(?<=«) ", NBSP, flowing)


def number(value: Decimal, decimals: int | None = None) -> str:
    """Write `value` with a decimal comma; without `decimals`, whole numbers bare and others as they are.

    >>> number(Decimal("1234.5"), 2).replace(NBSP, "_")
    '1_234,50'
    """
    if decimals is None:
        shown = f"{value:,.0f}" if fits(value, 0) else f"{value.normalize():,f}"
    else:
        shown = f"{round_half_up(value, decimals):,f}"
    return shown.replace(",", NBSP).replace(".", ",").replace("-", "−")


def amount(value: Decimal) -> str:
    """Write a sum of money: no decimals when it is round, else at least two."""
    return number(value, 2) if not fits(value, 0) and fits(value, 2) else number(value)


def points(value: Decimal, decimals: int = 2) -> str:
    """Write `value` as a count of points: « 1,00 point », « 33,33 points »."""
    plural = "s" if abs(value) >= 2 else ""
    return f"{number(value, decimals)}{NBSP}point{plural}"


def listed(names: tuple[str, ...]) -> str:
    """Join `names` as a sentence does: « a, b et c »."""
    return " et ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
