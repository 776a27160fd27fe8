"""All that speaks for or against one requirement in one bid, gathered before any verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from opposable.bids.matching.commitments import Candidate, anchors, candidates, retained
from opposable.bids.matching.finding import Query, SearchableBid
from opposable.bids.matching.flags import Flag, flags, hazard_in, hazards_for
from opposable.bids.matching.index import Scores
from opposable.bids.matching.lexicon import HazardEntry, Lexicon
from opposable.bids.matching.tokens import sentences, stems
from opposable.model.bids import SoughtQuantity


@dataclass(frozen=True, slots=True)
class Marked:
    """A flag with the passage where it stands; `near` when its sentence speaks of the requirement."""

    flag: Flag
    place: int
    near: bool
    in_note: bool = False


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
    places: tuple[tuple[int, float], ...]
    copied: tuple[int, ...]
    marks: tuple[Marked, ...]
    numbers: tuple[Numbers, ...]
    hazards: tuple[Hazard, ...]
    coverage: float


class Speakers:
    """How much each requirement explains a sentence: to know whose sentence it is."""

    def __init__(self, queries: Sequence[Query], bid: SearchableBid) -> None:
        self._worth: dict[str, list[tuple[int, float]]] = {}
        for row, query in enumerate(queries):
            ideal = bid.index.ideal(query.terms)
            for term, weight in query.terms.items():
                self._worth.setdefault(term, []).append((row, weight * bid.index.idf(term) / ideal))
        self._lexicon = bid.lexicon

    def shares(self, text: str) -> Mapping[int, float]:
        """Return for each requirement how much of it the sentence says."""
        stemmed = stems(text)
        totals: dict[int, float] = {}
        for term in {*stemmed, *self._lexicon.concepts_in(stemmed)}:
            for row, worth in self._worth.get(term, ()):
                totals[row] = totals.get(row, 0.0) + worth
        return totals


def gather(row: int, queries: Sequence[Query], bid: SearchableBid, table: Scores, speakers: Speakers) -> Evidence:
    """Gather the passages, numbers, turns of phrase and forbidden things for the requirement of `row`."""
    query, rules = queries[row], bid.lexicon.rules
    scores = table[row]
    order = [int(place) for place in np.lexsort((np.arange(len(scores)), -scores)) if scores[place] > 0][:40]
    copied = tuple(place for place in order if bid.copied(place, query.grams) >= rules["retrieval.copied"])
    order = [place for place in order if place not in copied]
    best = float(scores[order[0]]) if order else 0.0
    places = tuple((place, float(scores[place]) / best) for place in order[:12])
    pool = [(place, relative) for place, relative in places if relative >= rules["verdict.pool"]]
    return Evidence(
        query=query, bid=bid, score=best, places=places, copied=copied,
        marks=tuple(_marks(row, places[:1], bid, speakers)),
        numbers=tuple(_numbers(query, asked, bid, pool) for asked in query.sought.quantities),
        hazards=tuple(_hazards(query, bid, scores)),
        coverage=_coverage(query, bid, pool[:4]),
    )  # fmt: skip


def _numbers(query: Query, asked: SoughtQuantity, bid: SearchableBid, pool: Sequence[tuple[int, float]]) -> Numbers:
    named = anchors(query.sought, asked, bid.lexicon)
    found = candidates(asked, named, bid, pool)
    return Numbers(asked, retained(found, asked, bid), tuple(found))


def _marks(row: int, places: Sequence[tuple[int, float]], bid: SearchableBid, speakers: Speakers) -> list[Marked]:
    found = []
    for place, _ in places:
        passage = bid.passages[place]
        spans = [(start, end, speakers.shares(passage.text[start:end])) for start, end in sentences(passage.text)]
        whole = speakers.shares(passage.text).get(row, 0.0)
        for flag in passage_flags(passage.text, bid.lexicon):
            shares = next((s for start, end, s in spans if start <= flag.start < end), {})
            own, rival = shares.get(row, 0.0), max(shares.values(), default=0.0)
            near = own >= 0.2 * whole and own >= 0.5 * rival
            foreign = rival > 0.12 and own < 0.4 * rival
            if not foreign:
                found.append(Marked(flag, place, near))
        for note in passage.notes:
            found += [Marked(flag, place, True, in_note=True) for flag in passage_flags(note, bid.lexicon)]
    return found


@lru_cache(maxsize=50_000)
def passage_flags(text: str, lexicon: Lexicon) -> tuple[Flag, ...]:
    """Return the flags of a passage, read once."""
    return flags(text, lexicon)


def _coverage(query: Query, bid: SearchableBid, pool: Sequence[tuple[int, float]]) -> float:
    """Return the share of the requirement's words, by rarity, that the best passages say."""
    said: set[str] = set()
    for place, _ in pool:
        stemmed = stems(f"{bid.passages[place].text} {bid.passages[place].heading} {bid.passages[place].header}")
        said |= {*stemmed, *bid.lexicon.concepts_in(stemmed)}
    worth = {term: weight * bid.index.idf(term) for term, weight in query.terms.items()}
    return sum(value for term, value in worth.items() if term in said) / (sum(worth.values()) or 1.0)


def _hazards(query: Query, bid: SearchableBid, scores: Scores) -> list[Hazard]:
    """Search the whole bid for what the requirement forbids, and for what its author said contradicts it."""
    sought = query.sought
    entries = list(hazards_for(f"{sought.title}. {sought.text}", bid.lexicon))
    if sought.contradicted_by:
        entries.append(_own_hazard(sought.id, sought.contradicted_by))
    found = []
    for entry in entries:
        for place, passage in enumerate(bid.passages):
            if bid.classes[place] & {"besoin", "sommaire", "attendu"} or scores[place] < 0.15 * max(float(scores.max()), 1e-9):
                continue
            if (span := hazard_in(passage.text, entry)) is not None:
                found.append(Hazard(entry.id, place, span))
    return found


@lru_cache(maxsize=2000)
def _own_hazard(requirement: str, words: tuple[str, ...]) -> HazardEntry:
    return HazardEntry(
        id=f"contredit.{requirement}", when=(), words=words, positive="", negative="",
        guard=("aucun*", "jamais", "ne … pas", "n … pas", "ne … plus", "sans", "ni", "supprim*", "interdi*", "en renfort"),
    )  # fmt: skip
