"""How bidders word what they promise: which words stand in full, weakened, refused or empty answers.

The counts come from short answers sorted by hand (`formulations.tsv`, written by `python -m benchmarks.learning`).
A text is compared by naive Bayes on its words and pairs of words: every word's part in the result can be shown.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from opposable.bids.matching.tokens import CACHED, fold

Kind = Literal["ferme", "attenue", "refus", "rien"]
KINDS: tuple[Kind, ...] = ("ferme", "attenue", "refus", "rien")
_TOKEN, _FIGURE = re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+"), re.compile(r"\d+(?:[.,]\d+)*")
_DIGIT = re.compile(r"\d")
_PRIOR = 1.0
_LEAST = 2


class Odds(NamedTuple):
    """How much more a text reads as one kind than as another (natural logarithm), and on how many known groups."""

    total: float
    known: int

    def mean(self, least: int = 5) -> float:
        """Return the odds for one known group of words; short texts count as `least` groups."""
        return self.total / max(self.known, least)


def worded(text: str) -> frozenset[str]:
    """Return the words and pairs of neighbouring words of `text`.

    Accents and capitals are dropped and every figure is « 0 ».
    """
    words = _words(text)
    return frozenset((*words, *(f"{first} {second}" for first, second in pairwise(words))))


def _words(text: str) -> list[str]:
    folded = fold(text)
    found: list[str] = _TOKEN.findall(folded)
    if _DIGIT.search(folded) is None:
        return found
    return [word if word.isalpha() else _FIGURE.sub("0", word) for word in found]


@dataclass(frozen=True, eq=False)
class Wording:
    """In how many answers of each kind a word or pair of words was seen."""

    counts: Mapping[str, tuple[int, ...]]

    @cached_property
    def _logs(self) -> dict[str, tuple[float, ...]]:
        totals = [sum(seen[place] for seen in self.counts.values()) for place in range(len(KINDS))]
        size = _PRIOR * (len(self.counts) or 1)
        return {
            group: tuple(math.log((count + _PRIOR) / (total + size)) for count, total in zip(seen, totals, strict=True))
            for group, seen in self.counts.items()
        }

    @cached_property
    def _pairs(self) -> dict[tuple[str, str], tuple[float, ...]]:
        """The logarithms of the known pairs of words."""
        cut = ((group.partition(" "), logs) for group, logs in self._logs.items())
        return {(first, second): logs for (first, _, second), logs in cut if second}

    def odds(self, text: str, kind: Kind, against: Kind = "ferme") -> Odds:
        """Return how much more `text` reads as `kind` than as `against`."""
        count, sums = _read(self, text)
        return Odds(sums[KINDS.index(kind)] - sums[KINDS.index(against)] if count else 0.0, count)

    def read(self, text: str) -> tuple[int, tuple[float, ...]]:
        """Return on how many known groups of words `text` is judged, and the logarithm of its odds for each kind."""
        logs, pairs, words = self._logs, self._pairs, _words(text)
        parts = [*map(logs.get, set(words)), *map(pairs.get, set(pairwise(words)))]
        known = [part for part in parts if part is not None]
        return len(known), tuple(map(math.fsum, zip(*known, strict=True)))


@lru_cache(maxsize=CACHED)
def _read(wording: Wording, text: str) -> tuple[int, tuple[float, ...]]:
    return wording.read(text)


def count_words(answers: Iterable[tuple[str, Kind]]) -> Wording:
    """Count the words of sorted answers; groups seen less than twice are left out."""
    seen: dict[Kind, Counter[str]] = {kind: Counter() for kind in KINDS}
    for text, kind in answers:
        seen[kind].update(worded(text))
    total = sum(seen.values(), Counter[str]())
    kept = sorted(group for group, count in total.items() if count >= _LEAST)
    return Wording({group: tuple(seen[kind][group] for kind in KINDS) for group in kept})


def written_wording(wording: Wording) -> str:
    """Write the counts as lines of tab-separated values: group, then one count a kind."""
    lines = ["\t".join(("mots", *KINDS))]
    lines += ["\t".join((group, *map(str, counts))) for group, counts in sorted(wording.counts.items())]
    return "\n".join(lines) + "\n"


def read_wording(text: str) -> Wording:
    """Read what `written_wording` wrote."""
    rows = (line.split("\t") for line in text.splitlines()[1:])
    return Wording({group: tuple(map(int, counts)) for group, *counts in rows})
