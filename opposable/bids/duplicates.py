"""Long passages that two bidders share word for word: said neutrally, for a person to explain."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from opposable.model.bids import Passage

_WORD = re.compile("(?:[^\\W_][\u0300-\u036f]*)+")
_RUN = 8
_FEWEST_WORDS = 25
_COMMON = 8
Gram = tuple[str, ...]


@dataclass(frozen=True)
class SharedPassage:
    """Two passages of different bids that share `share` (0 to 1) of their runs of eight words.

    `share` is measured on the shorter one; `words` is the length of the longest common run, `excerpt` its text as
    written in `first`.
    """

    first: Passage
    second: Passage
    share: float
    words: int
    excerpt: str

    @property
    def sentence(self) -> str:
        """What is observed, without a word on its cause."""
        return (
            f"Texte très proche dans deux offres : « {self.first.bid} » ({self.first.file}, {self.first.where}) et "
            f"« {self.second.bid} » ({self.second.file}, {self.second.where}) ont {self.share:.0%} de leurs suites "
            f"de {_RUN} mots en commun, dont une de {self.words} mots. Une source commune (éditeur, texte public, "
            "sous-traitant) peut l’expliquer."
        ).replace("%", "\u00a0%")


def shared_passages(
    passages: Iterable[Passage], tender_texts: Iterable[str] = (), *, at_least: float = 0.5
) -> tuple[SharedPassage, ...]:
    """Return the pairs of long passages of two bids that are nearly the same, the closest first.

    Runs of words that come from `tender_texts` (what the buyer published) do not count, nor do passages of fewer than
    25 words, nor runs found in more than eight passages, which are stock phrases.
    """
    known = {gram for text in tender_texts for gram in _grams(_words(text))}
    long = [passage for passage in passages if passage.kind != "entete"]
    grams = [_distinct(passage.text, known) for passage in long]
    places: defaultdict[Gram, list[int]] = defaultdict(list)
    for index, own in enumerate(grams):
        for gram in own:
            places[gram].append(index)
    counts: defaultdict[tuple[int, int], int] = defaultdict(int)
    for found in places.values():
        for first, second in _pairs(found, long):
            counts[first, second] += 1
    shared = (
        _describe(long[first], long[second], count / min(len(grams[first]), len(grams[second])))
        for (first, second), count in counts.items()
        if count >= at_least * min(len(grams[first]), len(grams[second]))
    )
    return tuple(sorted(shared, key=_closeness))


def _pairs(found: Sequence[int], passages: Sequence[Passage]) -> list[tuple[int, int]]:
    if not 2 <= len(found) <= _COMMON:
        return []
    return [(a, b) for n, a in enumerate(found) for b in found[n + 1 :] if passages[a].bid != passages[b].bid]


def _distinct(text: str, known: set[Gram]) -> set[Gram]:
    words = _words(text)
    return set() if len(words) < _FEWEST_WORDS else set(_grams(words)) - known


def _describe(first: Passage, second: Passage, share: float) -> SharedPassage:
    start, length = _longest_run(_words(first.text), _words(second.text))
    spans = [found.span() for found in _WORD.finditer(first.text)]
    excerpt = first.text[spans[start][0] : spans[start + length - 1][1]] if length else ""
    return SharedPassage(first, second, round(share, 3), length, excerpt)


def _longest_run(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """Return start in `one` and length of the longest run of words that stands in both."""
    best, start = 0, 0
    above = [0] * (len(other) + 1)
    for i, word in enumerate(one):
        here = [0] * (len(other) + 1)
        for j, candidate in enumerate(other):
            if word == candidate:
                here[j + 1] = above[j] + 1
                if here[j + 1] > best:
                    best, start = here[j + 1], i + 1 - here[j + 1]
        above = here
    return start, best


def _closeness(shared: SharedPassage) -> tuple[float, int, str, int, str, int]:
    first, second = shared.first, shared.second
    return -shared.share, -shared.words, first.bid, first.index, second.bid, second.index


def _words(text: str) -> list[str]:
    return [_bare(found.group()) for found in _WORD.finditer(text.lower())]


def _bare(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word)
    return "".join(char for char in folded if not unicodedata.combining(char))


def _grams(words: Sequence[str]) -> Iterable[Gram]:
    return (tuple(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1))
