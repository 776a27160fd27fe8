"""The numbers of a bid that may answer a quantity asked, each with what is measured of it and its chance."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from opposable.bids.matching.anchors import Anchors, terms
from opposable.bids.matching.asked import in_measure, plausible, read_quantities, recurrence, sentence_of
from opposable.bids.matching.finding import SearchableBid
from opposable.bids.matching.flags import Flag, passage_flags
from opposable.bids.matching.measures import Measure, measure
from opposable.bids.matching.quantities import Quantity
from opposable.bids.matching.tokens import fold
from opposable.model.bids import Passage, SoughtQuantity

_SOFT = frozenset({"option", "condition", "doute", "vague", "en_cours"})
_EMPHATIC = frozenset({"vague.discours", "vague.adaptation", "vague.generalites"})
_INTERVAL = re.compile(r"\b(?:intervalle|periodicite|frequence|renouvel\w+|rotation|espacement|cadence)\b")
_FIRST, _BINDS = 0.8, 0.45
_AGAINST = re.compile(r"(?<!par )\bcontre (?:les |un |une |environ )?$")


@dataclass(frozen=True, slots=True)
class Candidate:
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
    "racine_pres",
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
    return replace(candidate, score=chance, firm=candidate.firm or (not candidate.past and chance >= _BINDS))


def measured_candidates(
    asked: SoughtQuantity, named: Anchors, bid: SearchableBid, pool: Pool
) -> list[tuple[Candidate, tuple[float, ...]]]:
    """Return the numbers that may answer, in order of place, each with what is measured of it (`MEASURES`)."""
    measured = measure(asked.unit, bid.lexicon.families)
    found = []
    for spoken in _spoken(pool.places, bid):
        for quantity in read_quantities(spoken.passage.text):
            candidate = _candidate(spoken, quantity, bid, asked, measured, named, pool)
            if candidate is not None:
                found.append((candidate, _measures(candidate, spoken, bid, asked, measured, named, pool)))
    return found


def _spoken(places: Sequence[tuple[int, float]], bid: SearchableBid) -> list[_Spoken]:
    """Follow each passage by its notes, which restrict it; leave out what only recalls the need."""
    found: dict[int, _Spoken] = {}
    for place, relative, caller in _with_notes(places, bid):
        if place in found or bid.classes[place] & {"besoin", "sommaire", "attendu", "mots_cles"}:
            continue
        whole = set(_passage_terms(bid.passages[place], bid))
        if caller is not None:
            whole |= set(_passage_terms(bid.passages[caller], bid))
        found[place] = _Spoken(place, bid.passages[place], relative, caller, frozenset(whole))
    return list(found.values())


def speaks_of(asked: SoughtQuantity, place: int, bid: SearchableBid) -> bool:
    """Tell whether a passage holds a plausible number of the kind asked."""
    passage = bid.passages[place]
    measured = measure(asked.unit, bid.lexicon.families)
    for quantity in read_quantities(passage.text):
        read = in_measure(
            quantity,
            measured,
            passage.text,
            sentence_of(passage.text, quantity),
            passage.header,
            least=asked.operator == ">=",
        )
        if read is not None and plausible(read[0], asked, measured):
            return True
    return False


def _with_notes(places: Sequence[tuple[int, float]], bid: SearchableBid) -> list[tuple[int, float, int | None]]:
    """Follow each passage by its notes, which restrict it."""
    found: list[tuple[int, float, int | None]] = []
    for place, relative in places:
        found.append((place, relative, None))
        found += [
            (bid.note_places[note], relative, place) for note in bid.passages[place].notes if note in bid.note_places
        ]
    return found


def _passage_terms(passage: Passage, bid: SearchableBid) -> tuple[str, ...]:
    return terms(f"{passage.text} . {passage.heading} . {passage.header}", bid.lexicon)


def _candidate(
    spoken: _Spoken, quantity: Quantity, bid: SearchableBid, asked: SoughtQuantity, measured: Measure, named: Anchors,
    pool: Pool,
) -> Candidate | None:  # fmt: skip
    """Return a number of a passage as a candidate, or nothing when it measures something else."""
    passage, text = spoken.passage, spoken.passage.text
    span, least = sentence_of(text, quantity), asked.operator == ">="
    read = in_measure(quantity, measured, text, span, passage.header, least=least)
    unnamed = read is None and spoken.relative >= _FIRST
    if unnamed:
        read = in_measure(quantity, measured, text, span, passage.header, least=least, named=False)
    if read is None and _INTERVAL.search(fold(asked.name)):
        read = recurrence(quantity, measured, text)
    if read is None or not plausible(read[0], asked, measured):
        return None
    value, worst, approximate = read
    marks = [flag for flag in passage_flags(text, bid.lexicon) if span[0] <= flag.start < span[1]]
    past = any(flag.flag_class in ("passe", "besoin") and _reaches(flag, quantity, text) for flag in marks)
    past = past or _AGAINST.search(fold(text[max(0, quantity.start - 16) : quantity.start])) is not None
    past = past or ("references" in bid.classes[spoken.place] and "referent" not in named.wanted)
    soft = any(_softens(flag) for flag in marks) or "option" in bid.classes[spoken.place]
    soft = soft or (quantity.bound == "jusqu_a" and least and quantity.dimension != "duree")
    return Candidate(
        place=spoken.place, quantity=quantity, value=value, worst=worst, firm=not soft and not past, past=past,
        score=0.0, sentence=span, approximate=approximate, caller=spoken.caller,
        top=bool(pool.places) and spoken.place == pool.places[0][0], unnamed=unnamed, softened=soft,
    )  # fmt: skip


def _measures(
    candidate: Candidate, spoken: _Spoken, bid: SearchableBid, asked: SoughtQuantity, measured: Measure,
    named: Anchors, pool: Pool,
) -> tuple[float, ...]:  # fmt: skip
    """Measure what tells that a number is the one asked: the words around it, its passage, its size, its unit."""
    passage, text, quantity = spoken.passage, spoken.passage.text, candidate.quantity
    near, sentence, whole, other = _around(named, spoken, quantity, candidate.sentence, bid)
    local = max(near + 0.7 * sentence + 0.35 * whole - 0.4 * other, 0.0)
    owned = pool.owned(text if " | " in text else text[slice(*candidate.sentence)])
    relative, place = spoken.relative, spoken.place if spoken.caller is None else spoken.caller
    ranks = [each for each, _ in pool.places]
    gap = min(abs(math.log(float(candidate.value / asked.value))), 4.0) if candidate.value > 0 < asked.value else 4.0
    classes = {f.flag_class for f in passage_flags(text, bid.lexicon) if _within(f, candidate.sentence)}
    top, bound = float(candidate.top), quantity.bound
    wanted = "au_plus" if asked.operator == "<=" else "au_moins"
    return (
        near, sentence, whole, other, local * (0.15 + 0.85 * relative * owned), relative, owned, relative * pool.score,
        top, float(place in pool.mine), 1 / (1 + ranks.index(place)), float(quantity.unit == measured.unit), gap,
        float(gap > 2), float(gap > 3), float(gap < 0.001), float(spoken.caller is not None), float(" | " in text),
        float(bool(classes & _SOFT)), float(candidate.past), float("besoin" in classes), float("fermete" in classes),
        float(bool(bound)), float(bound == wanted), float(bound == "jusqu_a"), float(quantity.dated),
        float(candidate.approximate), float("presentation" in bid.classes[spoken.place]),
        float(passage.kind == "cellule"), quantity.start / max(len(text), 1), text.count(" ") / 100,
        float(candidate.unnamed), near * relative,
        sentence * relative, (near + 0.7 * sentence) * owned, near * top, relative * owned, near**0.5,
    )  # fmt: skip


def _within(flag: Flag, span: tuple[int, int]) -> bool:
    return span[0] <= flag.start < span[1]


def _reaches(flag: Flag, quantity: Quantity, text: str) -> bool:
    """Tell whether a word about the past speaks of this number and not of another that stands between them."""
    first, last = sorted((flag.start, quantity.start))
    return not any(
        first < other.start < last for other in read_quantities(text) if other.dimension == quantity.dimension
    )


def _softens(flag: Flag) -> bool:
    return flag.flag_class in _SOFT and flag.id not in _EMPHATIC


def _column(passage: Passage, quantity: Quantity) -> str:
    """Return the head of the column where the number stands."""
    heads = passage.header.split(" | ")
    column = passage.text[: quantity.start].count(" | ")
    return heads[column] if column < len(heads) else ""


def _around(
    named: Anchors, spoken: _Spoken, quantity: Quantity, span: tuple[int, int], bid: SearchableBid
) -> tuple[float, float, float, float]:
    """Return which share of the words that name a quantity stands near a number, in its sentence, in its passage.

    The last share is that of the words that name the other quantity and stand near.
    """
    text, lexicon = spoken.passage.text, bid.lexicon
    sentence = set(terms(text[slice(*span)], lexicon))
    near = set(terms(text[max(span[0], quantity.start - 70) : min(span[1], quantity.end + 50)], lexicon))
    if " | " in text:
        sentence |= set(terms(text.split(" | ", maxsplit=1)[0], lexicon))
        sentence |= set(terms(_column(spoken.passage, quantity), lexicon))
        near |= sentence
        sentence |= set(terms(text, lexicon))
    if spoken.caller is not None:
        sentence |= spoken.whole
    total, shares = 0.0, [0.0, 0.0, 0.0]
    for term, weight in named.wanted.items():
        worth = weight * bid.index.idf(term)
        total += worth
        for each, said in enumerate((near, sentence, spoken.whole)):
            if term in said:
                shares[each] += worth
                break
    total = total or 1.0
    other = math.fsum(bid.index.idf(term) for term in named.unwanted & near)
    return shares[0] / total, shares[1] / total, shares[2] / total, other / total
