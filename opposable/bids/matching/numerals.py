"""Numbers written in French, in digits or in words, with their places in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from opposable.bids.matching.tokens import begun, holds

_UNITS = {
    "zero": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8,
    "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
}  # fmt: skip
_TENS = {
    "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "huitante": 80,
    "octante": 80, "nonante": 90,
}  # fmt: skip
_COLLECTIVE = {"huitaine": 8, "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30,
               "quarantaine": 40, "cinquantaine": 50, "centaine": 100}  # fmt: skip
_SCALES = {"cent": 100, "cents": 100, "mille": 1000, "million": 10**6, "millions": 10**6}
_ORDINALS = {
    "premier": 1, "premiere": 1, "deuxieme": 2, "second": 2, "seconde": 2, "troisieme": 3, "quatrieme": 4,
    "cinquieme": 5, "sixieme": 6, "septieme": 7, "huitieme": 8, "neuvieme": 9, "dixieme": 10, "onzieme": 11,
    "douzieme": 12, "treizieme": 13, "quatorzieme": 14, "quinzieme": 15, "seizieme": 16, "vingtieme": 20,
    "trentieme": 30, "quarantieme": 40, "cinquantieme": 50, "soixantieme": 60, "centieme": 100, "unieme": 1,
}  # fmt: skip
_SMALL = {**_UNITS, **_TENS, "vingts": 20}
_ANY = sorted({*_SMALL, *_SCALES}, key=lambda word: (-len(word), word))
_WORDS = re.compile(rf"{begun(_ANY)}(?:(?:[ -]et[ -](?=une?\b|onze\b)|[ -])(?:{'|'.join(_ANY)}))*\b")
_GROUPS = re.compile(rf"\b(?:une |la |)({'|'.join(_COLLECTIVE)})\b")
_ORDINAL = re.compile(rf"\b(?:({'|'.join([*_TENS, 'dix'])})(?:[ -]et)?[ -])?({'|'.join(_ORDINALS)})\b")
_ORDINAL_SIGNS = ("ieme", "premier", "second")
_ORDINAL_FIGURE = re.compile(r"\b(\d{1,2})(?:e|eme|er|ere|e)\b")
_ORDINAL_SIGN = re.compile(r"\de")
_DIGIT, _BETWEEN = re.compile(r"\d"), re.compile(r"[ -]+")
_DIGITS = re.compile(
    r"(?<![\w,./-])(?:(\d{1,3}(?:[ .]\d{3})+(?![\d])|\d+)(?:[.,](\d+))?|([1-3])/([234]))"
    r"(?!\d|/\d)(?!-\d)(?=[^\w]|[a-z%]|$)"
)


class Number(NamedTuple):
    """A number and its place; `worded` when written in letters, `ordinal` for « cinquième »."""

    value: Decimal
    start: int
    end: int
    worded: bool = False
    ordinal: bool = False


def numbers(folded: str) -> list[Number]:
    """Return the numbers of a folded text, in order of place."""
    digits = _DIGIT.search(folded) is not None
    found = [*_digits(folded)] if digits else []
    found += _worded(folded)
    if "aine" in folded:
        found += _collectives(folded)
    if digits and _ORDINAL_SIGN.search(folded):
        found += _ordinal_figures(folded)
    if holds(folded, _ORDINAL_SIGNS):
        found += _ordinals(folded)
    if len(found) < 2:
        return found
    found.sort(key=lambda number: (number.start, -number.end))
    kept: list[Number] = []
    for number in found:
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
    return kept


def _digits(folded: str) -> Iterator[Number]:
    for match in _DIGITS.finditer(folded):
        whole, fraction, top, bottom = match.groups()
        if top:
            yield Number(Decimal(top) / Decimal(bottom), match.start(), match.end())
            continue
        text = whole.replace(" ", "").replace(".", "") + (f".{fraction}" if fraction else "")
        yield Number(Decimal(text), match.start(), match.end())


def _worded(folded: str) -> Iterator[Number]:
    for match in _WORDS.finditer(folded):
        yield Number(Decimal(_read(_BETWEEN.split(match[0]))), match.start(), match.end(), worded=True)


def _read(parts: list[str]) -> int:
    """Return the value of number words: « quatre-vingt-dix-neuf » is 99, « deux mille trois cents » 2300."""
    total = current = 0
    for part in parts:
        if part in ("vingt", "vingts") and current % 100 == 4:
            current += 76
        elif part in _SMALL:
            current += _SMALL[part]
        elif part in ("cent", "cents"):
            current = max(current, 1) * 100
        elif part in _SCALES:
            total += max(current, 1) * _SCALES[part]
            current = 0
    return total + current


def _collectives(folded: str) -> Iterator[Number]:
    for match in _GROUPS.finditer(folded):
        yield Number(Decimal(_COLLECTIVE[match[1]]), match.start(), match.end(), worded=True)


def _ordinal_figures(folded: str) -> Iterator[Number]:
    for match in _ORDINAL_FIGURE.finditer(folded):
        yield Number(Decimal(match[1]), match.start(), match.end(), ordinal=True)


def _ordinals(folded: str) -> Iterator[Number]:
    for match in _ORDINAL.finditer(folded):
        value = _ORDINALS[match[2]] + (_SMALL[match[1]] if match[1] else 0)
        yield Number(Decimal(value), match.start(), match.end(), worded=True, ordinal=True)
