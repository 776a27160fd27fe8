"""Which passages of a bid speak of which requirement."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

import numpy as np

from opposable.bids.matching.asked import asked_in, read_quantities
from opposable.bids.matching.flags import hazard_in, hazards_for, heading_classes
from opposable.bids.matching.index import Index, Scores
from opposable.bids.matching.lexicon import HazardEntry, Lexicon
from opposable.bids.matching.phrases import Said, phrases
from opposable.bids.matching.readings import Readings
from opposable.bids.matching.terms import Terms
from opposable.bids.matching.tokens import fold, stems
from opposable.model.bids import Passage, Sought

_SILENT = frozenset({"titre", "entete"})
_DEMOTING = frozenset({"besoin", "sommaire", "attendu"})
_UNREAD = (-1, -1)
_LONG_PASSAGE = 60
_SEPARATORS = ",;/•·"


@dataclass(frozen=True)
class Query:
    """A requirement ready to be looked for: weighted terms, word groups that betray a copy, what contradicts it.

    `title` holds the terms of the title alone; `bounds_given` is false when its bounds were read in its own words.
    """

    sought: Sought
    terms: Mapping[str, float]
    title: Mapping[str, float]
    grams: frozenset[tuple[str, ...]]
    hazards: tuple[HazardEntry, ...]
    bounds_given: bool = True


def query(sought: Sought, lexicon: Lexicon) -> Query:
    """Turn a requirement into weighted terms: its own words, what bidders call them, and what the lexicon adds."""
    given = bool(sought.quantities)
    if not given:
        sought = sought.model_copy(update={"quantities": asked_in(sought.text)})
    rules = lexicon.rules
    terms: dict[str, float] = {}
    for text, weight in ((sought.title, rules["retrieval.title"]), (sought.text, rules["retrieval.text"])):
        for term in _searched(text, lexicon):
            terms[term] = terms.get(term, 0.0) + weight
    for find in sought.finds:
        for term in _searched(find, lexicon):
            terms[term] = max(terms.get(term, 0.0), rules["retrieval.finds"])
    told = ((sought.title, 1.0), (sought.text, 1.0), *((find, rules["retrieval.finds"]) for find in sought.finds))
    for text, weight in told:
        for concept in lexicon.concepts_in(stems(text)):
            terms[concept] = max(terms.get(concept, 0.0), weight * rules["retrieval.concept"])
    whole = f"{sought.title}. {sought.text}"
    named = stems(sought.title)
    title = {term: 1.0 for term in sorted({*named, *lexicon.concepts_in(named)}) if term in terms}
    return Query(
        sought, dict(sorted(terms.items())), title, grams(whole), _hazards(sought, whole, lexicon), bounds_given=given
    )


def _hazards(sought: Sought, whole: str, lexicon: Lexicon) -> tuple[HazardEntry, ...]:
    """Return what contradicts the requirement: by the lexicon, then by its author."""
    known = hazards_for(whole, lexicon)
    return (*known, _own_hazard(sought.id, sought.contradicted_by)) if sought.contradicted_by else known


@lru_cache(maxsize=2000)
def _own_hazard(requirement: str, words: tuple[str, ...]) -> HazardEntry:
    return HazardEntry(
        id=f"contredit.{requirement}", when=(), words=words, positive="", negative="",
        guard=("aucun*", "jamais", "ne … pas", "n … pas", "ne … plus", "sans", "ni", "supprim*", "interdi*",
               "en renfort"),
    )  # fmt: skip


def _searched(text: str, lexicon: Lexicon) -> list[str]:
    empty = lexicon.stop | lexicon.boilerplate
    return [term for term in stems(text) if term not in empty and len(term) > 1]


def grams(text: str, size: int = 4) -> frozenset[tuple[str, ...]]:
    """Return the groups of `size` consecutive words of `text`."""
    stemmed = stems(text)
    return frozenset(zip(*(stemmed[start:] for start in range(size)), strict=False))


class SearchableBid:
    """The passages of one bid, indexed with their headings, table headers, introductions and notes."""

    def __init__(self, passages: Sequence[Passage], lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        heads = {passage.header for passage in passages if passage.header}
        self.passages = tuple(p for p in passages if p.kind not in _SILENT and p.text.strip() and p.text not in heads)
        self.note_places = {p.text: place for place, p in enumerate(self.passages) if p.kind == "note"}
        self.terms = Terms(self.passages, lexicon)
        self.index = Index(self.terms.counted(), k1=lexicon.rules["retrieval.k1"], b=lexicon.rules["retrieval.b"])
        self._said = Said([fold(passage.text) for passage in self.passages])
        self.readings = Readings(self.passages, lexicon, self.terms)
        self._traits: dict[int, tuple[float, ...]] = {}
        self._grams: dict[int, frozenset[tuple[str, ...]]] = {}
        self._hazards: dict[str, dict[int, tuple[int, int] | None]] = {}
        self.classes = [self._classes(place) for place in range(len(self.passages))]

    def _classes(self, place: int) -> frozenset[str]:
        passage = self.passages[place]
        found = set(heading_classes(passage.heading, self.lexicon))
        if "annexes" in found and passage.kind == "liste" and self.terms.length(place) < 12:
            found.add("sommaire")
        if is_keyword_list(passage.text):
            found.add("mots_cles")
        return frozenset(found)

    @cached_property
    def weights(self) -> Scores:
        """How much each passage can answer at all: a recalled need or a list of keywords answers little."""
        demoted = self.lexicon.rules["retrieval.demoted"]
        return np.array([demoted if classes & (_DEMOTING | {"mots_cles"}) else 1.0 for classes in self.classes])

    def traits(self, place: int) -> tuple[float, ...]:
        """Return what is measured of a passage alone: length, row, item, presentation, references, empty words."""
        if place not in self._traits:
            passage, classes = self.passages[place], self.classes[place]
            self._traits[place] = (
                min(passage.text.count(" ") / _LONG_PASSAGE, 2.0), float(" | " in passage.text),
                float(passage.kind == "liste"), float("presentation" in classes), float("references" in classes),
                self.lexicon.wording.odds(passage.text, "rien").mean(8),
            )  # fmt: skip
        return self._traits[place]

    def hazards(self, entry: HazardEntry, places: Iterable[int]) -> Iterator[tuple[int, tuple[int, int]]]:
        """Give those of `places` that say what `entry` forbids, and where; each is read once for each entry."""
        known = self._hazards.get(entry.id)
        if known is None:
            possible = phrases(entry.words).places(self._said)
            known = self._hazards[entry.id] = dict.fromkeys(possible, _UNREAD)
        for place in places:
            if place in known and not self.classes[place] & _DEMOTING:
                if known[place] is _UNREAD:
                    known[place] = hazard_in(self.passages[place].text, entry)
                if (span := known[place]) is not None:
                    yield place, span

    def copied(self, place: int, asked: Query) -> bool:
        """Tell whether most words of a passage are copied from the requirement, without a value of its own."""
        text = self.passages[place].text
        own = self._grams.get(place)
        if own is None:
            own = self._grams[place] = grams(text)
        if len(own) < 4 or len(own & asked.grams) / len(own) < self.lexicon.rules["retrieval.copied"]:
            return False
        return _values(text) <= _values(asked.sought.text)


def _values(text: str) -> set[tuple[Decimal, str]]:
    return {(quantity.value, quantity.unit) for quantity in read_quantities(text)}


def is_keyword_list(text: str) -> bool:
    """Tell an enumeration of key words, which promises nothing, from a sentence."""
    listed = text.rsplit(" : ", maxsplit=1)[-1].rsplit(": ", maxsplit=1)[-1]
    if sum(map(listed.count, _SEPARATORS)) < 6:
        return False
    parts = [part.strip() for part in re.split(f"[{_SEPARATORS}]", listed) if part.strip()]
    if len(parts) < 7:
        return False
    short = sum(len(part.split()) <= 3 for part in parts)
    return short >= 0.8 * len(parts)


@dataclass(frozen=True)
class Table:
    """How well each passage answers each requirement, from 0 to about 1: one row a requirement, one column a passage.

    `found` counts words and concepts, `words` the words alone, `titles` those of the title. In `shared` a passage
    belongs first to the requirement that explains it best, and a recalled need or a list of keywords counts little.
    """

    found: Scores
    words: Scores
    titles: Scores
    shared: Scores

    @cached_property
    def found_most(self) -> Scores:
        """The best of `found` for each passage, whatever the requirement."""
        return np.asarray(self.found.max(axis=0))

    @cached_property
    def shared_most(self) -> Scores:
        """The best of `shared` for each passage, whatever the requirement."""
        return np.asarray(self.shared.max(axis=0))


def match(queries: Sequence[Query], bid: SearchableBid) -> Table:
    """Score every passage of a bid for every requirement."""
    if not bid.passages or not queries:
        none = np.zeros((len(queries), len(bid.passages)))
        return Table(none, none, none, none)
    concepts = np.stack([_scored({t: w for t, w in q.terms.items() if t[0] == "@"}, q.terms, bid) for q in queries])
    words = np.stack([_scored({t: w for t, w in q.terms.items() if t[0] != "@"}, q.terms, bid) for q in queries])
    titles = np.stack([_scored(q.title, q.title, bid) for q in queries])
    found = words + concepts
    kept, share = found * bid.weights, bid.lexicon.rules["retrieval.ownership"]
    best = np.maximum(kept.max(axis=0), 1e-12)
    return Table(found, words, titles, kept * (1 - share + share * kept / best))


def _scored(terms: Mapping[str, float], ideal: Mapping[str, float], bid: SearchableBid) -> Scores:
    return bid.index.scores(terms) / bid.index.ideal(ideal)
