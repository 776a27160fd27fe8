"""Turns of phrase that weaken, refuse, prove or merely recall: found in a text with their exact words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from opposable.bids.matching.lexicon import HazardEntry, Lexicon
from opposable.bids.matching.phrases import Phrases, compiled, phrases
from opposable.bids.matching.tokens import CACHED, fold, sentences

_CLAUSE = re.compile(r"[,;:]")


class Flag(NamedTuple):
    """A lexicon entry found in a text: which, of what class, where, in what words."""

    id: str
    flag_class: str
    start: int
    end: int
    words: str


def flags(text: str, lexicon: Lexicon) -> tuple[Flag, ...]:
    """Return the flags of `text` in order of place."""
    folded = fold(text)
    found = set()
    for phrase in _flag_phrases(lexicon).possible(folded):
        for match in compiled(phrase).finditer(folded):
            for entry in lexicon.flags_of[phrase]:
                if not _excused(entry.unless, folded, *match.span()):
                    words = text[match.start() : match.end()]
                    found.add(Flag(entry.id, entry.flag_class, *match.span(), words))
    return tuple(sorted(found, key=lambda flag: (flag.start, flag.end, flag.id)))


@lru_cache(maxsize=8)
def _flag_phrases(lexicon: Lexicon) -> Phrases:
    return phrases(lexicon.flag_words)


@lru_cache(maxsize=CACHED)
def passage_flags(text: str, lexicon: Lexicon) -> tuple[Flag, ...]:
    """Return the flags of a passage, read once."""
    return flags(text, lexicon)


def _excused(unless: tuple[str, ...], folded: str, start: int, end: int) -> bool:
    return bool(unless) and any(first < end and start < last for first, last in phrases(unless).spans(folded))


@lru_cache(maxsize=CACHED)
def heading_classes(heading: str, lexicon: Lexicon) -> frozenset[str]:
    """Return the classes of the headings that the path `heading` (joined by `` > ``) goes through."""
    folded = fold(heading)
    return frozenset(entry.heading_class for entry in lexicon.headings if phrases(entry.words).stand_in(folded))


def hazards_for(requirement: str, lexicon: Lexicon) -> tuple[HazardEntry, ...]:
    """Return what the lexicon says would contradict a requirement that reads `requirement`."""
    folded = fold(requirement)
    return tuple(entry for entry in lexicon.hazards if phrases(entry.when).stand_in(folded))


def hazard_in(text: str, entry: HazardEntry) -> tuple[int, int] | None:
    """Return the place of a sentence of `text` that says what `entry` forbids and does not deny it."""
    folded, forbidden = fold(text), phrases(entry.words)
    if not forbidden.possible(folded):
        return None
    spans = ((0, len(text)),) if " | " in text else sentences(text)
    for start, end in spans:
        sentence = folded[start:end]
        for first, last in forbidden.spans(sentence):
            around = _CLAUSE.split(sentence[max(0, first - 60) : first])[-1] + sentence[first : last + 40]
            if not phrases(entry.guard).stand_in(around):
                return start, end
    return None
