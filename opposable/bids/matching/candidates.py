"""The numbers of a bid that may answer a quantity asked, each with what is measured of it and its chance."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from opposable.bids.matching.anchors import Anchors
from opposable.bids.matching.asked import plausible
from opposable.bids.matching.finding import SearchableBid
from opposable.bids.matching.measures import Measure
from opposable.bids.matching.quantities import Quantity
from opposable.bids.matching.readings import SOFT, Reading, Setting
from opposable.bids.matching.tokens import fold
from opposable.model.bids import Passage, SoughtQuantity

_UNSAID = frozenset({"besoin", "sommaire", "attendu", "mots_cles"})
_INTERVAL = re.compile(r"\b(?:intervalle|periodicite|frequence|renouvel\w+|rotation|espacement|cadence)\b")
_FIRST, _BINDS = 0.8, 0.45
_ARTICLES = frozenset({"un", "une"})


class Candidate(NamedTuple):
    """A number of the bid that may answer the quantity asked: `value` in the unit asked, `quantity` as written."""

    place: int
    quantity: Quantity
    value: Decimal
    worst: Decimal
    firm: bool
    past: bool
    score: float
    sentence: tuple[int, int]
    approximate: bool = False
    caller: int | None = None
    top: bool = False
    unnamed: bool = False
    softened: bool = False


@dataclass(frozen=True)
class _Spoken:
    """A passage that may hold the number: how well it matches, and the passage that calls it when it is a note."""

    place: int
    passage: Passage
    relative: float
    caller: int | None
    whole: frozenset[str]


@dataclass(frozen=True)
class _Sought:
    """A quantity asked, with what each word that names it, or its neighbour, is worth in this bid.

    `least` tells that a minimum is asked, `referent` that persons in charge are spoken of.
    """

    asked: SoughtQuantity
    measured: Measure
    least: bool
    wanted: Sequence[tuple[str, float]]
    total: float
    unwanted: Mapping[str, float]
    referent: bool


@dataclass(frozen=True)
class Pool:
    """The passages that may hold the number, most likely first, each with its score relative to the first one's.

    `score` is the score of the first one; `mine` those that answer no other requirement better; `owned` tells how
    much of a sentence belongs to the requirement rather than to another.
    """

    places: Sequence[tuple[int, float]]
    score: float
    mine: frozenset[int]
    owned: Callable[[str], float]


MEASURES = (
    "pres", "phrase", "passage", "autre", "mots", "rang_relatif", "part_propre", "force", "premier", "propre", "rang",
    "meme_unite", "ecart", "ecart_grand", "ecart_enorme", "egal", "note", "ligne", "attenue", "passe", "besoin",
    "ferme", "borne", "bonne_borne", "jusqu_a", "date", "convention", "presentation", "cellule", "position",
    "longueur", "sans_nom", "pres_x_rang", "phrase_x_rang", "mots_x_part", "pres_x_premier", "rang_x_part",
    "racine_pres", "article",
)  # fmt: skip


def candidates(asked: SoughtQuantity, named: Anchors, bid: SearchableBid, pool: Pool) -> list[Candidate]:
    """Return the numbers of the passages of `pool` and of their notes that may answer, most likely first."""
    found = measured_candidates(asked, named, bid, pool)
    if not found:
        return []
    rows = np.array([row for _, row in found], dtype=np.float64)
    chances = bid.lexicon.weighings["nombre"].chances(rows)[:, 0]
    scored = [_scored(candidate, float(chance)) for (candidate, _), chance in zip(found, chances, strict=True)]
    return sorted(scored, key=lambda candidate: (-candidate.score, candidate.place, candidate.quantity.start))


def _scored(candidate: Candidate, chance: float) -> Candidate:
    """Give a number its chance; one that is very likely the one asked binds whatever words stand beside it."""
    return candidate._replace(score=chance, firm=candidate.firm or (not candidate.past and chance >= _BINDS))


def measured_candidates(
    asked: SoughtQuantity, named: Anchors, bid: SearchableBid, pool: Pool
) -> list[tuple[Candidate, tuple[float, ...]]]:
    """Return the numbers that may answer, in order of place, each with what is measured of it (`MEASURES`)."""
    sought = _sought(asked, named, bid)
    recurring = _INTERVAL.search(fold(asked.name)) is not None
    found = []
    for spoken in _spoken(pool.places, bid):
        first = spoken.relative >= _FIRST
        for reading in bid.readings.of(
            spoken.place, asked.unit, least=sought.least, recurring=recurring, unnamed=first
        ):
            if plausible(reading.value, asked, sought.measured):
                setting = bid.readings.setting(spoken.place, reading)
                candidate = _candidate(spoken, reading, setting, bid, sought, pool)
                found.append((candidate, _measures(candidate, spoken, setting, bid, sought, pool)))
    return found


def _sought(asked: SoughtQuantity, named: Anchors, bid: SearchableBid) -> _Sought:
    wanted = [(term, weight * bid.index.idf(term)) for term, weight in named.wanted.items()]
    total = 0.0
    for _, worth in wanted:
        total += worth
    unwanted = {term: bid.index.idf(term) for term in named.unwanted}
    return _Sought(
        asked, bid.readings.measure(asked.unit), asked.operator == ">=", wanted, total or 1.0, unwanted,
        "referent" in named.wanted,
    )  # fmt: skip


def _spoken(places: Sequence[tuple[int, float]], bid: SearchableBid) -> list[_Spoken]:
    """Follow each passage by its notes, which restrict it; leave out what only recalls the need."""
    found: dict[int, _Spoken] = {}
    for place, relative, caller in _with_notes(places, bid):
        if place in found or bid.classes[place] & _UNSAID:
            continue
        whole = bid.readings.whole(place)
        if caller is not None:
            whole |= bid.readings.whole(caller)
        found[place] = _Spoken(place, bid.passages[place], relative, caller, whole)
    return list(found.values())


def speaks_of(asked: SoughtQuantity, place: int, bid: SearchableBid) -> bool:
    """Tell whether a passage holds a plausible number of the kind asked."""
    found = bid.readings.of(place, asked.unit, least=asked.operator == ">=")
    measured = bid.readings.measure(asked.unit)
    return any(plausible(reading.value, asked, measured) for reading in found)


def _with_notes(places: Sequence[tuple[int, float]], bid: SearchableBid) -> list[tuple[int, float, int | None]]:
    """Follow each passage by its notes, which restrict it."""
    found: list[tuple[int, float, int | None]] = []
    for place, relative in places:
        found.append((place, relative, None))
        found += [
            (bid.note_places[note], relative, place) for note in bid.passages[place].notes if note in bid.note_places
        ]
    return found


def _candidate(
    spoken: _Spoken, reading: Reading, setting: Setting, bid: SearchableBid, sought: _Sought, pool: Pool
) -> Candidate:
    """Return a number of a passage as a candidate."""
    quantity, classes = reading.quantity, bid.classes[spoken.place]
    past = setting.past or ("references" in classes and not sought.referent)
    soft = setting.soft or "option" in classes
    soft = soft or (quantity.bound == "jusqu_a" and sought.least and quantity.dimension != "duree")
    return Candidate(
        place=spoken.place, quantity=quantity, value=reading.value, worst=reading.worst, firm=not soft and not past,
        past=past, score=0.0, sentence=setting.sentence, approximate=reading.approximate, caller=spoken.caller,
        top=bool(pool.places) and spoken.place == pool.places[0][0], unnamed=reading.unnamed,
        softened=soft,
    )  # fmt: skip


def _measures(
    candidate: Candidate, spoken: _Spoken, setting: Setting, bid: SearchableBid, sought: _Sought, pool: Pool
) -> tuple[float, ...]:
    """Measure what tells that a number is the one asked: the words around it, its passage, its size, its unit."""
    asked, passage, text, quantity = sought.asked, spoken.passage, spoken.passage.text, candidate.quantity
    near, sentence, whole, other = _around(sought, spoken, setting)
    local = max(near + 0.7 * sentence + 0.35 * whole - 0.4 * other, 0.0)
    owned = pool.owned(text if " | " in text else text[slice(*candidate.sentence)])
    relative, place = spoken.relative, spoken.place if spoken.caller is None else spoken.caller
    ranks = [each for each, _ in pool.places]
    gap = min(abs(math.log(float(candidate.value / asked.value))), 4.0) if candidate.value > 0 < asked.value else 4.0
    classes = setting.classes
    top, bound = float(candidate.top), quantity.bound
    wanted = "au_plus" if asked.operator == "<=" else "au_moins"
    return (
        near, sentence, whole, other, local * (0.15 + 0.85 * relative * owned), relative, owned, relative * pool.score,
        top, float(place in pool.mine), 1 / (1 + ranks.index(place)), float(quantity.unit == sought.measured.unit),
        gap, float(gap > 2), float(gap > 3), float(gap < 0.001), float(spoken.caller is not None),
        float(" | " in text), float(bool(classes & SOFT)), float(candidate.past), float("besoin" in classes),
        float("fermete" in classes), float(bool(bound)), float(bound == wanted), float(bound == "jusqu_a"),
        float(quantity.dated), float(candidate.approximate),
        float("presentation" in bid.classes[spoken.place]), float(passage.kind == "cellule"),
        quantity.start / max(len(text), 1), text.count(" ") / 100,
        float(candidate.unnamed), near * relative,
        sentence * relative, (near + 0.7 * sentence) * owned, near * top, relative * owned, near**0.5,
        float(quantity.end - quantity.start < 4 and fold(text[quantity.start : quantity.end]) in _ARTICLES),
    )  # fmt: skip


def _around(sought: _Sought, spoken: _Spoken, setting: Setting) -> tuple[float, float, float, float]:
    """Return which share of the words that name a quantity stands near a number, in its sentence, in its passage.

    The last share is that of the words that name the other quantity and stand near.
    """
    close = setting.around if spoken.caller is None else setting.around | spoken.whole
    near = sentence = whole = 0.0
    for term, worth in sought.wanted:
        if term in setting.near:
            near += worth
        elif term in close:
            sentence += worth
        elif term in spoken.whole:
            whole += worth
    total = sought.total
    other = math.fsum(worth for term, worth in sought.unwanted.items() if term in setting.near)
    return near / total, sentence / total, whole / total, other / total
