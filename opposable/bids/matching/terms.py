"""The terms of the passages of one bid, with those of what stands around them: headings, introductions, notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from opposable.bids.matching.lexicon import Lexicon
from opposable.bids.matching.tokens import stems
from opposable.model.bids import Passage


class Terms:
    """The stems and concepts that each passage says, alone or with its headings, table header and notes."""

    def __init__(self, passages: Sequence[Passage], lexicon: Lexicon) -> None:
        self._passages, self._lexicon = passages, lexicon
        self._stems = [stems(passage.text) for passage in passages]
        self._parts: dict[str, Sequence[str]] = {}
        self._headed: dict[int, frozenset[str]] = {}
        self._noted: dict[int, frozenset[str]] = {}

    def length(self, place: int) -> int:
        """Return the number of words of a passage."""
        return len(self._stems[place])

    def counted(self) -> list[dict[str, float]]:
        """Count the terms of each passage and of its notes, then, for less, those of what stands around it."""
        return [self._bag(place, introduction) for place, introduction in enumerate(_introductions(self._passages))]

    def headed(self, place: int) -> frozenset[str]:
        """Return the terms of a passage, its headings and its table header, read as one text."""
        if place not in self._headed:
            passage = self._passages[place]
            if _in_capitals(passage):
                stemmed = stems(f"{passage.text} . {passage.heading} . {passage.header}")
            else:
                stemmed = self._stems[place] + stems(passage.heading) + stems(passage.header)
            self._headed[place] = frozenset(self._terms(stemmed))
        return self._headed[place]

    def said(self, place: int) -> frozenset[str]:
        """Return the terms of a passage, its headings, table header and notes, read as one text."""
        passage = self._passages[place]
        if not passage.notes and not _in_capitals(passage):
            return self.headed(place)
        if place not in self._noted:
            text = f"{passage.text} {passage.heading} {passage.header} {' '.join(passage.notes)}"
            self._noted[place] = frozenset(self._terms(stems(text)))
        return self._noted[place]

    def _bag(self, place: int, introduction: str) -> dict[str, float]:
        passage, stop = self._passages[place], self._lexicon.stop
        own = Counter(self._terms(self._stems[place]))
        for note in passage.notes:
            own.update(self._terms(stems(note)))
        counted: dict[str, float] = {term: times for term, times in own.items() if term not in stop and len(term) > 1}
        weight = self._lexicon.rules["retrieval.heading"]
        for part in (_leaf(passage.heading), passage.header, introduction):
            for term in self._around(part):
                counted[term] = counted.get(term, 0.0) + weight
        return counted

    def _around(self, text: str) -> Sequence[str]:
        """Return the terms worth counting of a heading, of a table header, of an introduction: read once a bid."""
        if text not in self._parts:
            stop = self._lexicon.stop
            self._parts[text] = [t for t in self._terms(stems(text)) if len(t) > 1 and t not in stop]
        return self._parts[text]

    def _terms(self, stemmed: tuple[str, ...]) -> tuple[str, ...]:
        return stemmed + self._lexicon.concepts_in(stemmed)


def _in_capitals(passage: Passage) -> bool:
    """Tell a passage of which a part is all in capitals: what marks an acronym there depends on the whole text."""
    return passage.text.isupper() or passage.heading.isupper() or passage.header.isupper()


def _leaf(heading: str) -> str:
    return " ".join(heading.split(" > ")[-2:])


def _introductions(passages: Sequence[Passage]) -> list[str]:
    """Give each list item the sentence ending in a colon that introduces its list."""
    found, current, heading = [], "", ""
    for passage in passages:
        if passage.heading != heading or passage.kind not in ("liste", "paragraphe"):
            current, heading = "", passage.heading
        found.append(current if passage.kind == "liste" else "")
        if passage.kind != "liste":
            current = passage.text if passage.text.rstrip().endswith(":") else ""
    return found
