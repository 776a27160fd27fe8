"""What a bid promises in numbers for one quantity asked, compared in the right direction."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from opposable.bids.matching.asked import in_measure, plausible, read_quantities, recurrence, sentence_of
from opposable.bids.matching.finding import SearchableBid
from opposable.bids.matching.flags import Flag, passage_flags
from opposable.bids.matching.lexicon import Lexicon
from opposable.bids.matching.measures import Measure, measure
from opposable.bids.matching.quantities import Quantity
from opposable.bids.matching.tokens import fold, stems
from opposable.model.bids import Passage, Sought, SoughtQuantity

_SOFT = frozenset({"option", "condition", "doute", "vague", "en_cours"})
_EMPHATIC = frozenset({"vague.discours", "vague.adaptation", "vague.generalites"})
_CONTRAST = re.compile(
    r"\b(?:sinon|en dehors|hors|ho|hno|la nuit|le week-?end|de nuit|le reste|au-dela|sauf|jours? feries?|dimanche|"
    r"non ouvre|weekend|les autres|"
    r"pour (?:un |une |les |le |la |l')?(?:\w+ )?(?:hopita\w+|ehpad|sites?|etablissements?|"
    r"structures?|petits?|grands?|maisons?|autres?|ville|campagne|communes?|rural\w*))\b"
)
_GENERIC = frozenset(
    stems(
        "délai durée nombre taux maximal maximum minimum minimal annuel moyenne moyen an par mois jour jours heure "
        "heures semaine année fois minute de d pour le la les un une à deux trois quatre cinq six calendaires "
        "ouvrés suivant"
    )
)
_INTERVAL = re.compile(r"\b(?:intervalle|periodicite|frequence|renouvel\w+|rotation|espacement|cadence)\b")
_BECOMES = re.compile(
    r"\b(?:mont\w+ a|pass\w+ a|port\w+ a|ramen\w+ a|all?ong\w+ a|tomb\w+ a|descend\w* a|(?:est|sera) (?:alors )?de|"
    r"comptez|compter) (?:environ )?$"
)
_AGAINST = re.compile(r"(?<!par )\bcontre (?:les |un |une |environ )?$")
_TIMES = frozenset({"@annuel", "@mensuel", "@trimestriel", "@quotidien", "@delai"})


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


@dataclass(frozen=True)
class Anchors:
    """The words that name a quantity, weighted, and those that name its neighbour."""

    wanted: dict[str, float]
    unwanted: frozenset[str]


def anchors(sought: Sought, asked: SoughtQuantity, lexicon: Lexicon) -> Anchors:
    """Return the words that name `asked`: its name, the clause of the requirement where its bound stands, the title."""
    own = _named(sought, asked, lexicon)
    others: set[str] = set()
    for other in sought.quantities:
        if other != asked:
            others |= set(_named(sought, other, lexicon))
    wanted = dict.fromkeys(_terms(sought.text, lexicon), 0.3)
    for term in _terms(sought.title, lexicon):
        wanted[term] = max(wanted.get(term, 0), 0.8)
    for term, weight in own.items():
        wanted[term] = max(wanted.get(term, 0), weight * (1.0 if term not in others else 0.5))
    for term in others - set(own):
        wanted.pop(term, None)
    return Anchors(wanted, frozenset(others - set(own)))


def _named(sought: Sought, asked: SoughtQuantity, lexicon: Lexicon) -> dict[str, float]:
    terms = dict.fromkeys(_terms(asked.name, lexicon), 2.0)
    for clause in _asking_clauses(sought.text, asked, lexicon):
        for term in _terms(clause, lexicon):
            terms.setdefault(term, 1.2)
    return terms


@lru_cache(maxsize=30_000)
def _terms(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    stemmed = stems(text)
    plain = [term for term in stemmed if term not in lexicon.stop and term not in _GENERIC and len(term) > 1]
    return (*plain, *(concept for concept in lexicon.concepts_in(stemmed) if concept not in _TIMES))


def _asking_clauses(text: str, asked: SoughtQuantity, lexicon: Lexicon) -> list[str]:
    """Return the parts of the requirement around the bound itself."""
    measured = measure(asked.unit, lexicon.families)
    found = []
    for quantity in read_quantities(text):
        read = in_measure(quantity, measured, text, (0, len(text)))
        if read is not None and abs(read[0] - asked.value) <= abs(asked.value) / 50:
            left = re.split(r"[,;.:]| et (?=[a-z]+ )", text[: quantity.start])[-1]
            right = re.split(r"[,;.:]| et (?=[a-z]+ )", text[quantity.end :])[0]
            found.append(f"{left} {right}")
    return found


@dataclass(frozen=True)
class _Spoken:
    """A passage that may hold the number: how well it matches, and the passage that calls it when it is a note."""

    place: int
    passage: Passage
    relative: float
    caller: int | None
    whole: frozenset[str]


@dataclass(frozen=True)
class _Search:
    """What is looked for: the quantity asked, the words that name it, and whose sentence a sentence is."""

    asked: SoughtQuantity
    measured: Measure
    named: Anchors
    owned: Callable[[str], float]
    top: int


def candidates(
    asked: SoughtQuantity,
    named: Anchors,
    bid: SearchableBid,
    places: Sequence[tuple[int, float]],
    owned: Callable[[str], float],
) -> list[Candidate]:
    """Return the numbers of the passages `places` (with their relative scores) and of their notes that may answer.

    `owned` tells how much of a sentence belongs to the requirement rather than to another. Best first.
    """
    top = places[0][0] if places else -1
    search = _Search(asked, measure(asked.unit, bid.lexicon.families), named, owned, top)
    found = []
    for spoken in _spoken(places, bid):
        for quantity in read_quantities(spoken.passage.text):
            candidate = _candidate(spoken, quantity, bid, search)
            if candidate is not None:
                found.append(candidate)
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.place, candidate.quantity.start))


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
    return _terms(f"{passage.text} . {passage.heading} . {passage.header}", bid.lexicon)


def _candidate(spoken: _Spoken, quantity: Quantity, bid: SearchableBid, search: _Search) -> Candidate | None:
    """Return a number of a passage as a candidate, or nothing when it measures something else."""
    passage, text, asked = spoken.passage, spoken.passage.text, search.asked
    span, least = sentence_of(text, quantity), asked.operator == ">="
    read = in_measure(quantity, search.measured, text, span, passage.header, least=least)
    if read is None and _INTERVAL.search(fold(asked.name)):
        read = recurrence(quantity, search.measured, text)
    if read is None or not plausible(read[0], asked, search.measured):
        return None
    value, worst, approximate = read
    marks = [flag for flag in passage_flags(text, bid.lexicon) if span[0] <= flag.start < span[1]]
    past = any(flag.flag_class in ("passe", "besoin") and _reaches(flag, quantity, text) for flag in marks)
    past = past or _AGAINST.search(fold(text[max(0, quantity.start - 16) : quantity.start])) is not None
    past = past or ("references" in bid.classes[spoken.place] and "referent" not in search.named.wanted)
    soft = any(_softens(flag) for flag in marks) or "option" in bid.classes[spoken.place]
    soft = soft or (quantity.bound == "jusqu_a" and least and quantity.dimension != "duree")
    whose = text if " | " in text else text[slice(*span)]
    relative = spoken.relative * (search.owned(whose) if spoken.caller is None else 1.0)
    score = _local(search.named, spoken, quantity, span, bid) * (0.15 + 0.85 * relative)
    return Candidate(
        place=spoken.place, quantity=quantity, value=value, worst=worst, firm=not soft and not past, past=past,
        score=score * (1.1 if quantity.unit == search.measured.unit else 1.0), sentence=span, approximate=approximate,
        caller=spoken.caller, top=spoken.place == search.top,
    )  # fmt: skip


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


def _local(named: Anchors, spoken: _Spoken, quantity: Quantity, span: tuple[int, int], bid: SearchableBid) -> float:
    """Return how much the words around a number name the quantity: its clause first, its sentence, its passage."""
    text, lexicon = spoken.passage.text, bid.lexicon
    sentence = set(_terms(text[slice(*span)], lexicon))
    near = set(_terms(text[max(span[0], quantity.start - 70) : min(span[1], quantity.end + 50)], lexicon))
    if " | " in text:
        sentence |= set(_terms(text.split(" | ", maxsplit=1)[0], lexicon))
        sentence |= set(_terms(_column(spoken.passage, quantity), lexicon))
        near |= sentence
        sentence |= set(_terms(text, lexicon))
    if spoken.caller is not None:
        sentence |= spoken.whole
    total = reached = 0.0
    for term, weight in named.wanted.items():
        worth = weight * bid.index.idf(term)
        total += worth
        reached += worth * (1.0 if term in near else 0.7 if term in sentence else 0.35 if term in spoken.whole else 0.0)
    reached -= 0.4 * sum(bid.index.idf(term) for term in named.unwanted & near)
    return max(reached, 0.0) / (total or 1.0)


def meets(candidate: Candidate, asked: SoughtQuantity) -> bool:
    """Tell whether the worst end of a candidate satisfies what is asked; conventions leave 2.5 %."""
    slack = abs(asked.value) * (Decimal("0.025") if candidate.approximate else Decimal("0.000001"))
    if asked.operator == "<=":
        return max(candidate.value, candidate.worst) <= asked.value + slack
    if asked.operator == ">=":
        return min(candidate.value, candidate.worst) >= asked.value - slack
    return abs(candidate.value - asked.value) <= slack


def retained(
    found: Sequence[Sequence[Candidate]], asked: Sequence[SoughtQuantity], bid: SearchableBid
) -> list[Candidate | None]:
    """Return for each quantity the firm number that binds; one number never answers two quantities.

    It is the best placed, or the least favourable where several hold at different hours or places.
    """
    floor = bid.lexicon.rules["verdict.number"]
    firm = [[c for c in each if c.firm and (c.score >= floor or c.top)][:6] for each in found]
    chosen = _assigned(firm) if len(firm) == 2 else [each[0] if each else None for each in firm]
    bound: list[Candidate | None] = []
    for place, best in enumerate(chosen):
        taken = {_spot(other) for i, other in enumerate(chosen) if other is not None and i != place}
        bound.append(None if best is None else _least_favourable(best, firm[place], asked[place], taken, bid))
    return bound


def _spot(candidate: Candidate) -> tuple[int, int]:
    return candidate.place, candidate.quantity.start


def _assigned(firm: Sequence[Sequence[Candidate]]) -> list[Candidate | None]:
    """Share the numbers between two quantities: the pair fitting best, in the order asked when together."""
    best: tuple[float, list[Candidate | None]] = (-1.0, [None, None])
    for first in (*firm[0], None):
        for second in (*firm[1], None):
            if first is not None and second is not None and _spot(first) == _spot(second):
                continue
            worth = sum(each.score for each in (first, second) if each is not None)
            if (
                first is not None
                and second is not None
                and first.place == second.place
                and first.quantity.start < second.quantity.start
            ):
                worth += 0.04
            if worth > best[0]:
                best = (worth, [first, second])
    return best[1]


def _least_favourable(
    best: Candidate, firm: Sequence[Candidate], asked: SoughtQuantity, taken: set[tuple[int, int]], bid: SearchableBid
) -> Candidate:
    rivals = [best]
    for other in firm:
        least = 0.2 if _becomes(other, bid) else 0.6
        same = other.place == best.place and other.score >= least * best.score and _contrasted(best, other, bid)
        if _spot(other) not in taken and (same or other.caller == best.place):
            rivals.append(other)
    sign = 1 if asked.operator == "<=" else -1
    return max(rivals, key=lambda candidate: sign * candidate.worst)


def _becomes(other: Candidate, bid: SearchableBid) -> bool:
    """Tell whether a number is what the first one becomes: « la nuit, le délai monte à 75 minutes »."""
    text = fold(bid.passages[other.place].text)
    return _BECOMES.search(text[: other.quantity.start]) is not None


def _contrasted(best: Candidate, other: Candidate, bid: SearchableBid) -> bool:
    """Tell whether two numbers of one passage hold for different hours or places."""
    if other is best:
        return True
    text = fold(bid.passages[best.place].text)
    first, last = sorted((best, other), key=lambda c: c.quantity.start)
    between = text[first.quantity.end : last.quantity.end + 30]
    return bool(_CONTRAST.search(between)) and last.quantity.start - first.quantity.end < 160
