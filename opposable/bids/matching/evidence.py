"""All that speaks for or against one requirement in one bid, gathered before any verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from opposable.bids.matching.anchors import anchors
from opposable.bids.matching.candidates import Candidate, Pool, candidates
from opposable.bids.matching.commitments import retained
from opposable.bids.matching.coverage import components, coverage
from opposable.bids.matching.finding import Query, SearchableBid, Table
from opposable.bids.matching.flags import Flag, passage_flags
from opposable.bids.matching.index import Scores
from opposable.bids.matching.index import best as best_places
from opposable.bids.matching.ranking import rank
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
    """What was found for one requirement in one bid.

    `chance` is how likely the best passage is to answer. `answer` holds those of its sentences that speak of the
    requirement, `second` those of the next passage when it is close; `sayings` every sentence of the best passage,
    with how much of the requirement and of the requirement it says best it says.
    """

    query: Query
    bid: SearchableBid
    score: float
    chance: float
    strength: float
    places: tuple[tuple[int, float], ...]
    copied: tuple[int, ...]
    mine: frozenset[int]
    marks: tuple[Marked, ...]
    numbers: tuple[Numbers, ...]
    hazards: tuple[Hazard, ...]
    coverage: float
    components: tuple[tuple[str, float], ...]
    answer: str
    second: str
    sayings: tuple[tuple[str, float, float], ...]


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
        self._known: dict[str, tuple[Scores, float]] = {}

    def shares(self, text: str) -> Scores:
        """Return for each requirement how much of it the sentence says."""
        return self._heard(text)[0]

    def most(self, text: str) -> float:
        """Return how much the sentence says of the requirement it says best."""
        return self._heard(text)[1]

    def _heard(self, text: str) -> tuple[Scores, float]:
        if text not in self._known:
            stemmed = stems(text)
            said = dict.fromkeys((*stemmed, *self._lexicon.concepts_in(stemmed)))
            worth = [each for each in map(self._worth.get, said) if each is not None]
            rows = np.concatenate([_NO_ROW, *(each for each, _ in worth)])
            shares = np.concatenate([_NOBODY, *(each for _, each in worth)])
            totals = np.asarray(np.bincount(rows, shares, minlength=self._size), dtype=np.float64)
            self._known[text] = totals, float(totals.max())
        return self._known[text]


def gather(
    row: int, queries: Sequence[Query], bid: SearchableBid, table: Table, speakers: Speakers, own: Sequence[int] = ()
) -> Evidence:
    """Gather the passages, numbers, turns of phrase and forbidden things for the requirement of `row`.

    `own` are the cells of the response form written for this very requirement: they come first.
    """
    query = queries[row]
    ranked = rank(row, query, bid, table, own)
    copied = tuple(place for place, _, _ in ranked if bid.copied(place, query))
    kept = [each for each in ranked if each[0] not in copied]
    best = kept[0][1] if kept else 0.0
    places = tuple((place, min(score / best, 1.0)) for place, score, _ in kept[:12])
    mine = frozenset(place for place, _ in places if table.shared[row, place] >= table.shared_most[place])
    answering = [place for place, relative in places if relative >= bid.lexicon.rules["verdict.pool"]][:4]
    sayings = _sayings(row, places[0][0], bid, speakers) if places else ()
    close = len(places) > 1 and places[1][1] > _CLOSE
    return Evidence(
        query=query, bid=bid, score=best, chance=kept[0][2] if kept else 0.0,
        strength=_strength(table, row, [place for place, _, _ in kept]),
        places=places, copied=copied, mine=mine,
        marks=(*_marks(row, _speaking(places, bid), bid, speakers), *_aside(places, mine, bid)),
        numbers=tuple(_numbers(row, query, bid, best, mine, places, speakers)),
        hazards=tuple(_hazards(query, bid, table.shared[row])),
        coverage=coverage(query, bid, answering),
        components=components(query, bid, answering),
        answer=_flow(sayings), sayings=sayings,
        second=_flow(_sayings(row, places[1][0], bid, speakers)) if close else "",
    )  # fmt: skip


def _sayings(row: int, place: int, bid: SearchableBid, speakers: Speakers) -> tuple[tuple[str, float, float], ...]:
    text = bid.passages[place].text
    said = [text[start:end] for start, end in sentences(text)]
    return tuple((each, float(speakers.shares(each)[row]), speakers.most(each)) for each in said)


def _flow(sayings: Sequence[tuple[str, float, float]]) -> str:
    """Return the sentence that says most of the requirement, with its neighbours until another subject begins."""
    if not sayings:
        return ""
    best = max(range(len(sayings)), key=lambda each: sayings[each][1])
    first, last = best, best
    while last + 1 < len(sayings) and not _foreign(sayings[last + 1]):
        last += 1
    while first and not _foreign(sayings[first - 1]) and sayings[first - 1][1] >= _SAYS:
        first -= 1
    return " ".join(text for text, _, _ in sayings[first : last + 1])


def _foreign(saying: tuple[str, float, float]) -> bool:
    """Tell a sentence that clearly speaks of another requirement."""
    _, own, rival = saying
    return rival > _SPEAKS and own < 0.5 * rival


def _strength(table: Table, row: int, order: Sequence[int]) -> float:
    """Return how surely the best passage answers: its score, raised when it stands alone and is nobody else's."""
    if not order:
        return 0.0
    best = float(table.shared[row, order[0]])
    second = max((float(table.shared[row, place]) for place in order[1:]), default=0.1 * best)
    gap = min(best / max(second, 1e-9), 10.0)
    own = best / max(float(table.shared_most[order[0]]), 1e-9)
    return float(best * gap**0.25 * math.exp(own - 1))


def _numbers(
    row: int, query: Query, bid: SearchableBid, best: float, mine: frozenset[int],
    places: Sequence[tuple[int, float]], speakers: Speakers,
) -> list[Numbers]:  # fmt: skip
    pool = number_pool(row, best, mine, places, speakers, bid)
    asked = query.sought.quantities
    found = [candidates(each, anchors(query.sought, each, bid.lexicon), bid, pool) for each in asked]
    bound = retained(found, asked, bid)
    return [Numbers(each, bound[place], tuple(found[place])) for place, each in enumerate(asked)]


def number_pool(
    row: int, best: float, mine: frozenset[int], places: Sequence[tuple[int, float]], speakers: Speakers,
    bid: SearchableBid,
) -> Pool:  # fmt: skip
    """Return the passages where the numbers of the requirement of `row` are looked for."""

    def owned(sentence: str) -> float:
        rival = speakers.most(sentence)
        return 1.0 if rival < _NOBODYS else 0.3 + 0.7 * float(speakers.shares(sentence)[row]) / rival

    least = bid.lexicon.rules["verdict.pool_numbers"]
    return Pool([each for each in places if each[1] >= least], best, mine, owned)


def _speaking(places: Sequence[tuple[int, float]], bid: SearchableBid) -> list[tuple[int, float]]:
    """Return the passage to read for turns of phrase; behind a cell of the form, the proposal's best one too."""
    first = list(places[:1])
    if first and bid.passages[first[0][0]].kind == "cellule":
        first += [each for each in places if bid.passages[each[0]].kind != "cellule" and each[1] >= 0.5][:1]
    return first


_NOBODYS = 0.08
_CLOSE = 0.4
_SAYS, _SPEAKS = 0.03, 0.2
_DECIDING = frozenset({"option", "en_cours", "refus"})
_NOBODY, _NO_ROW = np.zeros(0), np.zeros(0, dtype=np.int64)


def _marks(row: int, places: Sequence[tuple[int, float]], bid: SearchableBid, speakers: Speakers) -> list[Marked]:
    found = []
    for place, _ in places:
        passage = bid.passages[place]
        for flag in passage_flags(passage.text, bid.lexicon):
            said = _sentence_at(flag.start, passage.text)
            own, rival = (float(speakers.shares(said)[row]), speakers.most(said)) if said else (0.0, 0.0)
            whole = float(speakers.shares(passage.text)[row])
            foreign = rival > 0.3 and own < 0.2 * rival
            if not foreign:
                found.append(Marked(flag, place, share=own / whole if whole else 1.0))
        for note in passage.notes:
            found += [Marked(flag, place, in_note=True) for flag in passage_flags(note, bid.lexicon)]
    return found


def _sentence_at(place: int, text: str) -> str:
    return next((text[start:end] for start, end in sentences(text) if start <= place < end), "")


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
