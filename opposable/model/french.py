"""Numbers, quantities, dates and lists written as French typography wants them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from opposable.model.units import Unit

NBSP = "\u00a0"
NNBSP = "\u202f"
PARIS = ZoneInfo("Europe/Paris")
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def number(value: Decimal | int, decimals: int | None = None) -> str:
    """Write `value` with a comma and narrow spaces between thousands: ``12 500,5``.

    `decimals` fixes the digits after the comma (rounded half up); without it, useless zeros are dropped.
    """
    exact = Decimal(value)
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{exact:,f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(",", NNBSP).replace(".", ",")


def quantity(value: Decimal | int, unit: Unit) -> str:
    """Write `value` with its unit: ``1 heure``, ``2 heures``, ``99,9 %``; the plural starts at two."""
    word = unit.plural if abs(Decimal(value)) >= 2 else unit.singular
    return f"{number(value)}{NBSP}{word}"


def euros(value: Decimal, suffix: str = "") -> str:
    """Write an amount in euros with two decimals: ``1 234,50 €``, then `suffix` (``HT``, ``TTC``)."""
    return f"{number(value, 2)}{NBSP}€" + (f"{NBSP}{suffix}" if suffix else "")


def day(value: date) -> str:
    """Write a date in full: ``1er mars 2026``, ``21 novembre 2026``."""
    ordinal = "1er" if value.day == 1 else str(value.day)
    return f"{ordinal}{NBSP}{_MONTHS[value.month - 1]}{NBSP}{value.year}"


def moment(value: datetime) -> str:
    """Write a day and an hour of Paris: ``22 novembre 2026 à 15 h 02``; without zone, `value` is that hour already."""
    local = value if value.tzinfo is None else value.astimezone(PARIS)
    return f"{day(local)} à {local.hour}{NBSP}h{NBSP}{local.minute:02d}"


def listing(items: Sequence[str], last: str = "et") -> str:
    """Join `items` with commas, and `last` before the final one."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def plural(count: int, singular: str, plural_form: str | None = None) -> str:
    """Write a count with its noun: ``1 exigence``, ``3 exigences``; the plural starts at two."""
    word = singular if abs(count) < 2 else (plural_form or f"{singular}s")
    return f"{number(count)}{NBSP}{word}"


def typeset(text: str) -> str:
    """Return `text` as French printers set it: no-break spaces, typographic apostrophes and ellipses.

    Spaces are made unbreakable where they stand, never added, so that addresses and hours stay whole:
    narrow before ``; ! ?`` and between thousands, plain before ``: % » €``, after ``«``, and between a number and
    its unit, ``n°`` or the letter of an article and its number. Applying it twice changes nothing more.
    """
    for pattern, written in _TYPESETTING:
        text = pattern.sub(written, text)
    return text


_TYPESETTING = (
    (re.compile(r"\.\.\."), "…"),
    (re.compile(r"(?<=\w)'(?=[\w«])"), "’"),
    (re.compile(r"(?<!^)(?<!\n)[ \u00a0](?=[;!?](?!\w))"), NNBSP),
    (re.compile(r"(?<!^)(?<!\n) (?=[:%»€])|(?<=«) "), NBSP),
    (re.compile(r"(?<=\bn°) (?=\d)|(?<=\b[LRDA]\.) (?=\d)|(?<=\bart\.) (?=\d)|(?<=\barticle) (?=[\dLRDA])"), NBSP),
    (re.compile(r"(?<=\d) (?=\d{3}\b(?! ?\d{4}))"), NNBSP),
    (re.compile(r"(?<=\d) (?=(?:h|heures?|minutes?|secondes?|jours?|mois|ans?|Go|To|points?|pages?)\b)"), NBSP),
    (re.compile(r"(?<=\d\u00a0h) (?=\d)"), NBSP),
)
