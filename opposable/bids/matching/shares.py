"""Shares written as counts or fractions, in a French text: « 95 soignants sur 100 », « un quart des postes »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from opposable.bids.matching.numerals import Number
from opposable.bids.matching.tokens import holds

_OUT_OF = re.compile(r"(?: (?!et |ou |a )[a-z'-]+){0,3} sur (cents?|dix|100|10)\b(?! ?[\d%/])")
_BASES = {"cent": 100, "cents": 100, "100": 100, "dix": 10, "10": 10}
_FRACTION = re.compile(
    r"\b(?:(?:un|le) (?P<one>quart|tiers|cinquieme|dixieme)|la (?P<half>moitie)|"
    r"(?P<more>deux tiers|trois quarts|quatre cinquiemes|neuf dixiemes)) "
    r"(?:des|du|de (?:la|l'|vos|nos|ses|leurs)|d'un)\b"
)
_SIGNS = ("quart", "tiers", "moitie", "cinquieme", "dixieme")
_PARTS = {
    "quart": "25", "tiers": "33.3", "cinquieme": "20", "dixieme": "10", "moitie": "50", "deux tiers": "66.7",
    "trois quarts": "75", "quatre cinquiemes": "80", "neuf dixiemes": "90",
}  # fmt: skip


def out_of(folded: str, number: Number) -> tuple[Decimal, int] | None:
    """Return in percent a count out of ten or a hundred that begins with `number`, and where it ends."""
    match = _OUT_OF.match(folded, number.end)
    if match is None or number.value > _BASES[match[1]]:
        return None
    return number.value * 100 / _BASES[match[1]], match.end()


def fractions(folded: str) -> Iterator[tuple[Decimal, tuple[int, int]]]:
    """Yield the fractions written in words, in percent, with their places."""
    for match in _FRACTION.finditer(folded) if holds(folded, _SIGNS) else ():
        yield Decimal(_PARTS[match["one"] or match["half"] or match["more"]]), match.span()
