"""Turns of phrase that weaken, refuse, prove or merely recall: found in a text with their exact words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opposable.bids.matching.lexicon import FlagEntry, HazardEntry, HeadingEntry, Lexicon, pattern
from opposable.bids.matching.tokens import fold, sentences


@dataclass(frozen=True, slots=True)
class Flag:
    """A lexicon entry found in a text: which, of what class, where, in what words."""

    id: str
    flag_class: str
    start: int
    end: int
    words: str


def flags(text: str, lexicon: Lexicon, *, only: Sequence[str] = ()) -> tuple[Flag, ...]:
    """Return the flags of `text` in order of place, those of the classes `only` when given."""
    folded = fold(text)
    found = [flag for entry in lexicon.flags if not only or entry.flag_class in only for flag in _found(entry, text, folded)]
    return tuple(sorted(found, key=lambda flag: (flag.start, flag.id)))


def _found(entry: FlagEntry, text: str, folded: str) -> list[Flag]:
    hits = list(pattern(entry.words).finditer(folded))
    if not hits:
        return []
    excused = [match.span() for match in pattern(entry.unless).finditer(folded)]
    return [
        Flag(entry.id, entry.flag_class, *match.span(), text[match.start() : match.end()])
        for match in hits
        if not any(start < match.end() and match.start() < end for start, end in excused)
    ]


def heading_classes(heading: str, lexicon: Lexicon) -> frozenset[str]:
    """Return the classes of the headings that the path `heading` (joined by `` > ``) goes through."""
    folded = fold(heading)
    return frozenset(entry.heading_class for entry in lexicon.headings if _heads(entry, folded))


def _heads(entry: HeadingEntry, folded: str) -> bool:
    return pattern(entry.words).search(folded) is not None


def hazards_for(requirement: str, lexicon: Lexicon) -> tuple[HazardEntry, ...]:
    """Return what the lexicon says would contradict a requirement that reads `requirement`."""
    folded = fold(requirement)
    return tuple(entry for entry in lexicon.hazards if pattern(entry.when).search(folded))


def hazard_in(text: str, entry: HazardEntry) -> tuple[int, int] | None:
    """Return the place of a sentence of `text` that says what `entry` forbids and does not deny it."""
    folded = fold(text)
    if not pattern(entry.words).search(folded):
        return None
    for start, end in sentences(text):
        sentence = folded[start:end]
        for match in pattern(entry.words).finditer(sentence):
            around = sentence[max(0, match.start() - 60) : match.end() + 40]
            if not pattern(entry.guard).search(around):
                return start, end
    return None
