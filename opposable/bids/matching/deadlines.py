"""Deadlines written as in a schedule: « J+15 », « T0 + 6 semaines », « mois 9 », « fin S16 », a cell « S16 »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

_OFFSET = re.compile(
    r"\b(j|j0|d0|t0|t|m|h|s) ?\+ ?(\d+(?:[.,]\d+)?)"
    r"(?: ?(jours?|j|semaines?|mois|minutes?|min|mn|heures?|h|ans?))?( ?ouvres?| ?calendaires?)?\b"
)
_OFFSET_UNITS = {"j": "jour", "m": "mois", "h": "heure", "s": "semaine", "t0": "jour", "t": "jour", "j0": "jour",
                 "d0": "jour"}  # fmt: skip
_SPELT_UNITS = {"jo": "jour", "j": "jour", "se": "semaine", "mo": "mois", "mi": "minute", "mn": "minute",
                "he": "heure", "h": "heure", "an": "an"}  # fmt: skip
_NUMBERED = re.compile(
    r"\b(?:(?<!par )(?<!chaque )(semaine|mois)|(?:fin|en|au plus tard(?: en)?|des) (?:de |du |la )?([sm])) ?(\d{1,2})"
    r"(?![\w%/])(?! ?(?:h|heures?)\b| ?%)"
)
_CELL = re.compile(r"(?:^|(?<=\| ))([sm]) ?(\d{1,2})(?= \||$)")
_NUMBERED_SIGN = re.compile(r"\d(?:(?<=[esm]\d)|(?<=[esm] \d))")
_SURFACE = re.compile(r"(?i:en|des)\sm[23²³]")
_NUMBERED_UNITS = {"s": "semaine", "m": "mois"}
_BY = re.compile(
    r"\b(?:avant|au plus tard|d'ici|des|fin|au terme|a l'issue|a la fin|au|a|dans|passe|jusqu'a|"
    r"au cours|dernier jour)"
    r"(?: (?:a|le|la|du|de|au))*\s$"
)


def deadlines(folded: str, text: str) -> Iterator[tuple[Decimal, str, tuple[int, int]]]:
    """Yield each deadline counted from the start, as a value, a unit and a place in the folded text.

    `text` is the same before folding: « en M2 » is a month, « en m2 » a surface.
    """
    if "+" in folded:
        yield from _offsets(folded)
    for match in _NUMBERED.finditer(folded) if _NUMBERED_SIGN.search(folded) else ():
        if not _SURFACE.fullmatch(text, *match.span()):
            yield Decimal(match[3]), match[1] or _NUMBERED_UNITS[match[2]], match.span()
    for match in _CELL.finditer(folded) if " | " in folded else ():
        yield Decimal(match[2]), _NUMBERED_UNITS[match[1]], match.span()


def counts_down(folded: str, start: int) -> bool:
    """Tell whether the words before `start` make an ordinal a deadline: « avant la dix-huitième heure »."""
    return _BY.search(folded[max(0, start - 30) : start]) is not None


def _offsets(folded: str) -> Iterator[tuple[Decimal, str, tuple[int, int]]]:
    for match in _OFFSET.finditer(folded):
        letter, value, unit, calendar = match.groups()
        name = _SPELT_UNITS[unit[:2]] if unit else _OFFSET_UNITS[letter]
        if name == "jour" and calendar and "ouvre" in calendar:
            name = "jour_ouvre"
        yield Decimal(value.replace(",", ".")), name, match.span()
