"""All that speaks for or against one requirement in one bid, gathered before any verdict."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from opposable.bids.matching.commitments import Candidate, anchors, candidates, retained, speaks_of
from opposable.bids.matching.finding import Query, SearchableBid
from opposable.bids.matching.flags import Flag, passage_flags
from opposable.bids.matching.index import Scores
from opposable.bids.matching.index import best as best_places
from opposable.bids.matching.tokens import sentences, stems
from opposable.model.bids import SoughtQuantity


@dataclass(frozen=True, slots=True)
class Marked:
    """A flag with the passage where it stands; `share` is how much of the answer its sentence says.

    `aside` tells that it stands in another row or item of the same list, that answers the same requirement.
    """

    flag: Flag
    place: int
    share: float = 1.0
    in_note: bool = False
    aside: bool = False


@dataclass(frozen=True)
class Numbers:
    """A quantity asked and the numbers found for it: the one that binds, and all candidates, best first."""

    asked: SoughtQuantity
    bound: Candidate | None
    found: tuple[Candidate, ...]


@dataclass(frozen=True)
class Hazard:
    """A sentence that says what the requirement forbids."""

    id: str
    place: int
    span: tuple[int, int]


@dataclass(frozen=True)
class Evidence:
    """What was found for one requirement in one bid."""

    query: Query
    bid: SearchableBid
    score: float
    strength: float
    places: tuple[tuple[int, float], ...]
    copied: tuple[int, ...]
    mine: frozenset[int]
    marks: tuple[Marked, ...]
    numbers: tuple[Numbers, ...]
    hazards: tuple[Hazard, ...]
    coverage: float
    components: tuple[tuple[str, float], ...]


class Speakers:
    """How much each requirement explains a sentence: to know whose sentence it is."""

    def __init__(self, queries: Sequence[Query], bid: SearchableBid) -> None:
        worth: dict[str, list[tuple[int, float]]] = {}
        for row, query in enumerate(queries):
            ideal = bid.index.ideal(query.terms)
            for term, weight in query.terms.items():
                worth.setdefault(term, []).append((row, weight * bid.index.idf(term) / ideal))
        self._worth = {
            term: (np.array([row for row, _ in rows]), np.array([share for _, share in rows]))
            for term, rows in worth.items()
        }
        self._size, self._lexicon = len(queries), bid.lexicon
        self._known: dict[str, Scores] = {}

    def shares(self, text: str) -> Scores:
        """Return for each requirement how much of it the sentence says."""
        if text not in self._known:
            totals = np.zeros(self._size)
            stemmed = stems(text)
            for term in dict.fromkeys((*stemmed, *self._lexicon.concepts_in(stemmed))):
                if term in self._worth:
                    rows, shares = self._worth[term]
                    totals[rows] += shares
            self._known[text] = totals
        return self._known[text]


def gather(row: int, queries: Sequence[Query], bid: SearchableBid, table: Scores, speakers: Speakers) -> Evidence:
    """Gather the passages, numbers, turns of phrase and forbidden things for the requirement of `row`."""
    query, rules = queries[row], bid.lexicon.rules
    scores = _raised(table[row], query, bid)
    order = [place for place in best_places(scores, 25) if scores[place] > 0]
    copied = tuple(place for place in order if bid.copied(place, query))
    order = [place for place in order if place not in copied]
    best = float(scores[order[0]]) if order else 0.0
    places = tuple((place, float(scores[place]) / best) for place in order[:12])
    pool = [(place, relative) for place, relative in places if relative >= rules["verdict.pool"]]
    mine = frozenset(place for place, _ in places if table[row, place] >= table[:, place].max())
    return Evidence(
        query=query, bid=bid, score=best, strength=_strength(table, table[row], order),
        places=places, copied=copied, mine=mine,
        marks=(*_marks(row, _speaking(places, bid), bid, speakers), *_aside(places, mine, bid)),
        numbers=tuple(_numbers(row, query, bid, pool, speakers)),
        hazards=tuple(_hazards(query, bid, scores)),
        coverage=_coverage(query, bid, pool[:4]),
        components=_components(query, bid, pool[:4]),
    )  # fmt: skip


def _raised(scores: Scores, query: Query, bid: SearchableBid) -> Scores:
    """Raise the best passages that hold a number of the kind asked."""
    raised = scores.copy()
    bonus = bid.lexicon.rules["retrieval.number"]
    if query.sought.quantities:
        for place in best_places(scores, 12):
            if any(speaks_of(asked, place, bid) for asked in query.sought.quantities):
                raised[place] *= bonus
    return raised


def _strength(table: Scores, scores: Scores, order: Sequence[int]) -> float:
    """Return how surely the best passage answers: its score, raised when it stands alone and is nobody else's."""
    if not order:
        return 0.0
    best = float(scores[order[0]])
    second = float(scores[order[1]]) if len(order) > 1 else 0.1 * best
    gap = min(best / max(second, 1e-9), 10.0)
    own = best / max(float(table[:, order[0]].max()), 1e-9)
    return float(best * gap**0.25 * math.exp(own - 1))


def _numbers(
    row: int, query: Query, bid: SearchableBid, pool: Sequence[tuple[int, float]], speakers: Speakers
) -> list[Numbers]:
    def owned(sentence: str) -> float:
        shares = speakers.shares(sentence)
        rival = float(shares.max())
        return 1.0 if rival < _NOBODYS else 0.3 + 0.7 * float(shares[row]) / rival

    asked = query.sought.quantities
    found = [candidates(each, anchors(query.sought, each, bid.lexicon), bid, pool, owned) for each in asked]
    bound = retained(found, asked, bid)
    return [Numbers(each, bound[place], tuple(found[place])) for place, each in enumerate(asked)]


def _speaking(places: Sequence[tuple[int, float]], bid: SearchableBid) -> list[tuple[int, float]]:
    """Return the passage to read for turns of phrase; behind a cell of the form, the proposal's best one too."""
    first = list(places[:1])
    if first and bid.passages[first[0][0]].kind == "cellule":
        first += [each for each in places if bid.passages[each[0]].kind != "cellule" and each[1] >= 0.5][:1]
    return first


_NOBODYS = 0.08
_DECIDING = frozenset({"option", "en_cours", "refus"})
_NOBODY = np.zeros(0)


def _marks(row: int, places: Sequence[tuple[int, float]], bid: SearchableBid, speakers: Speakers) -> list[Marked]:
    found = []
    for place, _ in places:
        passage = bid.passages[place]
        spans = [(start, end, speakers.shares(passage.text[start:end])) for start, end in sentences(passage.text)]
        whole = float(speakers.shares(passage.text)[row])
        for flag in passage_flags(passage.text, bid.lexicon):
            shares = next((s for start, end, s in spans if start <= flag.start < end), _NOBODY)
            own, rival = (float(shares[row]), float(shares.max())) if len(shares) else (0.0, 0.0)
            foreign = rival > 0.3 and own < 0.2 * rival
            if not foreign:
                found.append(Marked(flag, place, share=own / whole if whole else 1.0))
        for note in passage.notes:
            found += [Marked(flag, place, in_note=True) for flag in passage_flags(note, bid.lexicon)]
    return found


def _aside(places: Sequence[tuple[int, float]], mine: frozenset[int], bid: SearchableBid) -> list[Marked]:
    """Read the other rows or items under the same heading that answer this requirement and no other."""
    if not places:
        return []
    best, found = bid.passages[places[0][0]], []
    for place, relative in places[1:]:
        if relative < bid.lexicon.rules["verdict.aside"]:
            break
        passage = bid.passages[place]
        listed = passage.kind == "liste" or " | " in passage.text
        if place in mine and listed and passage.heading == best.heading and passage.file == best.file:
            found += [
                Marked(flag, place, aside=True)
                for flag in passage_flags(passage.text, bid.lexicon)
                if flag.flag_class in _DECIDING
            ]
    return found


def _coverage(query: Query, bid: SearchableBid, pool: Sequence[tuple[int, float]]) -> float:
    """Return the share of the requirement's words, by rarity, that the best passages say."""
    said = _said(bid, pool)
    worth = {term: weight * bid.index.idf(term) for term, weight in query.terms.items()}
    return float(sum(value for term, value in worth.items() if term in said) / (sum(worth.values()) or 1.0))


_LONG = re.compile(r"[^\W\d_]{4,}|\d+")
_LEAST_WORDS = 4
_PARTS = re.compile(r"[.;:,]\s+|\s(?:et|ou|dont|y compris|ainsi que|avec|sans|lorsque)\s")


def _components(query: Query, bid: SearchableBid, pool: Sequence[tuple[int, float]]) -> tuple[tuple[str, float], ...]:
    """Return the parts of the requirement, each with the share of its words that the best passages say."""
    said = _said(bid, pool)
    found: list[tuple[str, float]] = []
    for part in parts(query.sought.text):
        terms = [t for t in _part_terms(part, bid) if t in query.terms]
        if len(_plain(terms)) >= 2:
            worth = {term: bid.index.idf(term) * (0.5 if term.startswith("@") else 1.0) for term in terms}
            reached = sum(value for term, value in worth.items() if term in said)
            found.append((part.strip(), reached / (sum(worth.values()) or 1.0)))
    return tuple(found)


def parts(text: str) -> list[str]:
    """Cut a requirement where it asks for one more thing; a part of less than four long words joins the next one."""
    cuts = [0, *(match.start() for match in _PARTS.finditer(text)), len(text)]
    found: list[str] = []
    for start, end in pairwise(cuts):
        piece = text[start:end]
        if found and len(_LONG.findall(found[-1])) < _LEAST_WORDS:
            found[-1] += piece
        else:
            found.append(piece)
    if len(found) > 1 and len(_LONG.findall(found[-1])) < _LEAST_WORDS:
        last = found.pop()
        found[-1] += last
    return [piece.strip(" ,;:.") for piece in found]


def _part_terms(part: str, bid: SearchableBid) -> tuple[str, ...]:
    stemmed = stems(part)
    return (*stemmed, *bid.lexicon.concepts_in(stemmed))


def _plain(terms: Sequence[str]) -> set[str]:
    return {term for term in terms if not term.startswith("@")}


def _said(bid: SearchableBid, pool: Sequence[tuple[int, float]]) -> set[str]:
    return {term for place, _ in pool for term in bid.said(place)}


def _hazards(query: Query, bid: SearchableBid, scores: Scores) -> list[Hazard]:
    """Search the whole bid for what the requirement forbids, and for what its author said contradicts it."""
    highest = max(float(scores.max(initial=0.0)), 1e-9)
    reach = {near: _above(scores, (0.5 if near else 0.15) * highest) for near in {e.near for e in query.hazards}}
    return [
        Hazard(entry.id, place, span)
        for entry in query.hazards
        for place, span in bid.hazards(entry, reach[entry.near])
    ]


def _above(scores: Scores, least: float) -> list[int]:
    """Return the places of the 150 best scores from `least` up, best first."""
    near = np.flatnonzero(scores >= least)
    return [int(near[each]) for each in best_places(scores[near], 150)]
