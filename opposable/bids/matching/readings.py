"""What the numbers of a bid's passages say, whatever the requirement: each passage is read once for each unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from opposable.bids.matching.anchors import naming, terms
from opposable.bids.matching.asked import in_measure, may_answer, read_quantities, recurrence, sentence_of
from opposable.bids.matching.flags import Flag, passage_flags
from opposable.bids.matching.lexicon import Lexicon
from opposable.bids.matching.measures import Measure, measure
from opposable.bids.matching.quantities import Quantity
from opposable.bids.matching.terms import Terms
from opposable.bids.matching.tokens import fold
from opposable.model.bids import Passage

SOFT = frozenset({"option", "condition", "doute", "vague", "en_cours"})
"""The classes of turns of phrase that weaken a number."""

_EMPHATIC = frozenset({"vague.discours", "vague.adaptation", "vague.generalites"})
_AGAINST = re.compile(r"(?<!par )\bcontre (?:les |un |une |environ )?$")


class Reading(NamedTuple):
    """The `number`-th quantity of a passage in the unit asked: least, greatest, whether a convention was needed.

    `unnamed` tells that it stands without the noun asked.
    """

    number: int
    quantity: Quantity
    value: Decimal
    worst: Decimal
    approximate: bool
    unnamed: bool


class Setting(NamedTuple):
    """Where a number stands: its sentence, the turns of phrase there, the words near it and in its sentence.

    `past` tells a number about the past or the need, `soft` one that a turn of phrase weakens.
    """

    sentence: tuple[int, int]
    classes: frozenset[str]
    past: bool
    soft: bool
    near: frozenset[str]
    around: frozenset[str]


class Readings:
    """The numbers of the passages of one bid, read when first asked."""

    def __init__(self, passages: Sequence[Passage], lexicon: Lexicon, said: Terms) -> None:
        self._passages, self._lexicon, self._terms = passages, lexicon, said
        self._measures: dict[str, Measure] = {}
        self._numbers: dict[int, Sequence[tuple[Quantity, tuple[int, int]]]] = {}
        self._read: dict[tuple[int, str, bool, bool, bool], tuple[Reading, ...]] = {}
        self._settings: dict[tuple[int, int], Setting] = {}
        self._whole: dict[int, frozenset[str]] = {}

    def measure(self, unit: str) -> Measure:
        """Return what `unit` measures, with the nouns that the lexicon counts for the one it names."""
        if unit not in self._measures:
            self._measures[unit] = measure(unit, self._lexicon.families)
        return self._measures[unit]

    def of(
        self, place: int, unit: str, *, least: bool, recurring: bool = False, unnamed: bool = False
    ) -> tuple[Reading, ...]:
        """Return the numbers of a passage that `unit` can measure, in order.

        `least` tells that a minimum is asked; `recurring` that « tous les 45 jours » answers as a duration;
        `unnamed` that a count may stand without the noun asked.
        """
        if not self.placed(place):
            return ()
        key = place, unit, least, recurring, unnamed
        if key not in self._read:
            self._read[key] = tuple(self._readings(place, unit, least=least, recurring=recurring, unnamed=unnamed))
        return self._read[key]

    def _readings(self, place: int, unit: str, *, least: bool, recurring: bool, unnamed: bool) -> Iterator[Reading]:
        measured, text, header = self.measure(unit), self._passages[place].text, self._passages[place].header
        for number, (quantity, span) in enumerate(self.placed(place)):
            if not may_answer(quantity, measured):
                continue
            read = in_measure(quantity, measured, text, span, header, least=least)
            alone = read is None and unnamed
            if alone:
                read = in_measure(quantity, measured, text, span, header, least=least, named=False)
            if read is None and recurring:
                read = recurrence(quantity, measured, text)
            if read is not None:
                yield Reading(number, quantity, *read, alone)

    def placed(self, place: int) -> Sequence[tuple[Quantity, tuple[int, int]]]:
        """Return the quantities of a passage, each with the place of its sentence."""
        if place not in self._numbers:
            text = self._passages[place].text
            self._numbers[place] = [(each, sentence_of(text, each)) for each in read_quantities(text)]
        return self._numbers[place]

    def setting(self, place: int, reading: Reading) -> Setting:
        """Return where a number of a passage stands."""
        key = place, reading.number
        if key not in self._settings:
            self._settings[key] = _setting(self._passages[place], reading.quantity, self._lexicon)
        return self._settings[key]

    def whole(self, place: int) -> frozenset[str]:
        """Return the words that may name a quantity in a passage, its headings and its table header."""
        if place not in self._whole:
            self._whole[place] = naming(self._terms.headed(place), self._lexicon)
        return self._whole[place]


def _setting(passage: Passage, quantity: Quantity, lexicon: Lexicon) -> Setting:
    text = passage.text
    start, end = span = sentence_of(text, quantity)
    marks = [flag for flag in passage_flags(text, lexicon) if start <= flag.start < end]
    past = any(flag.flag_class in ("passe", "besoin") and _reaches(flag, quantity, text) for flag in marks)
    against = _AGAINST.search(fold(text[max(0, quantity.start - 16) : quantity.start])) is not None
    near, around = _around(passage, quantity, span, lexicon)
    return Setting(
        sentence=span, classes=frozenset(flag.flag_class for flag in marks), past=past or against,
        soft=any(_softens(flag) for flag in marks), near=near, around=around,
    )  # fmt: skip


def _reaches(flag: Flag, quantity: Quantity, text: str) -> bool:
    """Tell whether a word about the past speaks of this number and not of another that stands between them."""
    first, last = sorted((flag.start, quantity.start))
    return not any(
        first < other.start < last for other in read_quantities(text) if other.dimension == quantity.dimension
    )


def _softens(flag: Flag) -> bool:
    return flag.flag_class in SOFT and flag.id not in _EMPHATIC


def _around(
    passage: Passage, quantity: Quantity, span: tuple[int, int], lexicon: Lexicon
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words near a number, and those of its sentence; in a table, of its row and column."""
    text = passage.text
    sentence = set(terms(text[slice(*span)], lexicon))
    near = set(terms(text[max(span[0], quantity.start - 70) : min(span[1], quantity.end + 50)], lexicon))
    if " | " in text:
        sentence |= set(terms(text.split(" | ", maxsplit=1)[0], lexicon))
        sentence |= set(terms(_column(passage, quantity), lexicon))
        near |= sentence
        sentence |= set(terms(text, lexicon))
    return frozenset(near), frozenset(sentence)


def _column(passage: Passage, quantity: Quantity) -> str:
    """Return the head of the column where the number stands."""
    heads = passage.header.split(" | ")
    column = passage.text[: quantity.start].count(" | ")
    return heads[column] if column < len(heads) else ""
