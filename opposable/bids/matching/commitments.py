"""What a bid promises in numbers for one quantity asked, compared in the right direction."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from opposable.bids.matching.finding import SearchableBid
from opposable.bids.matching.flags import Flag, passage_flags
from opposable.bids.matching.lexicon import Lexicon
from opposable.bids.matching.measures import Measure, in_unit, measure, noun_stems, size_in_base
from opposable.bids.matching.quantities import Quantity, quantities
from opposable.bids.matching.tokens import fold, sentences, stems
from opposable.model.bids import Passage, Sought, SoughtQuantity

_SOFT = frozenset({"option", "condition", "doute", "vague", "en_cours"})
_CONTRAST = re.compile(
    r"\b(?:sinon|en dehors|hors|ho|hno|la nuit|le week-?end|de nuit|le reste|au-dela|sauf|jours? feries?|dimanche|non ouvre|weekend|"
    r"les autres|pour (?:un |une |les |le |la |l')?(?:\w+ )?(?:hopita\w+|ehpad|sites?|etablissements?|structures?|petits?|grands?|"
    r"maisons?|autres?|ville|campagne|communes?|rural\w*))\b"
)
_GENERIC = frozenset(stems("délai durée nombre taux maximal maximum minimum minimal annuel moyenne moyen an par mois jour jours heure heures semaine année fois minute de d pour le la les un une à deux trois quatre cinq six calendaires ouvrés suivant"))

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
    for clause in _asking_clauses(sought.text, asked):
        for term in _terms(clause, lexicon):
            terms.setdefault(term, 1.2)
    return terms


@lru_cache(maxsize=30_000)
def _terms(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    stemmed = stems(text)
    plain = [term for term in stemmed if term not in lexicon.stop and term not in _GENERIC and len(term) > 1]
    return (*plain, *(concept for concept in lexicon.concepts_in(stemmed) if concept not in _TIMES))


def _asking_clauses(text: str, asked: SoughtQuantity) -> list[str]:
    """Return the parts of the requirement around the bound itself."""
    measured = measure(asked.unit)
    found = []
    for quantity in quantities(text):
        read = _in_measure(quantity, measured, text, (0, len(text)))
        if read is not None and abs(read[0] - asked.value) <= abs(asked.value) / 50:
            left = re.split(r"[,;.:]| et (?=[a-z]+ )", text[: quantity.start])[-1]
            right = re.split(r"[,;.:]| et (?=[a-z]+ )", text[quantity.end :])[0]
            found.append(f"{left} {right}")
    return found


def candidates(
    asked: SoughtQuantity, named: Anchors, bid: SearchableBid, places: Sequence[tuple[int, float]], owned: Callable[[str], float]
) -> list[Candidate]:  # fmt: skip
    """Return the numbers of the passages `places` (with their relative scores) and of their notes that may answer.

    `owned` tells how much of a sentence belongs to the requirement rather than to another. Best first.
    """
    measured, found, read_already = measure(asked.unit), [], set()
    for place, relative, caller in _with_notes(places, bid):
        passage = bid.passages[place]
        if place in read_already or bid.classes[place] & {"besoin", "sommaire", "attendu", "mots_cles"}:
            continue
        read_already.add(place)
        whole = set(_passage_terms(passage, bid)) | (set() if caller is None else set(_passage_terms(bid.passages[caller], bid)))
        for quantity in read_quantities(passage.text):
            span = _sentence_of(passage.text, quantity)
            read = _in_measure(quantity, measured, passage.text, span, passage.header, least=asked.operator == ">=")
            if read is None or not _plausible(read[0], asked, measured):
                continue
            shared = relative if caller is not None else relative * owned(passage.text[slice(*span)])
            candidate = _candidate(passage, place, quantity, read, span, named, whole, shared, bid, asked, caller)
            same_unit = quantity.unit == measured.unit
            found.append(replace(candidate, score=candidate.score * (1.1 if same_unit else 1.0), top=place == places[0][0]))
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.place, candidate.quantity.start))


def speaks_of(asked: SoughtQuantity, passage: Passage) -> bool:
    """Tell whether a passage holds a plausible number of the kind asked."""
    measured = measure(asked.unit)
    for quantity in read_quantities(passage.text):
        read = _in_measure(quantity, measured, passage.text, _sentence_of(passage.text, quantity), passage.header, least=asked.operator == ">=")
        if read is not None and _plausible(read[0], asked, measured):
            return True
    return False


def _with_notes(places: Sequence[tuple[int, float]], bid: SearchableBid) -> list[tuple[int, float, int | None]]:
    """Follow each passage by its notes, which restrict it."""
    found: list[tuple[int, float, int | None]] = []
    for place, relative in places:
        found.append((place, relative, None))
        found += [(bid.note_places[note], relative, place) for note in bid.passages[place].notes if note in bid.note_places]
    return found


@lru_cache(maxsize=20_000)
def read_quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of a passage, read once."""
    return tuple(quantities(text))


def _passage_terms(passage: Passage, bid: SearchableBid) -> tuple[str, ...]:
    return _terms(" . ".join((passage.text, passage.heading, passage.header)), bid.lexicon)


def _sentence_of(text: str, quantity: Quantity) -> tuple[int, int]:
    for start, end in sentences(text):
        if start <= quantity.start < end:
            return start, end
    return 0, len(text)


def _candidate(
    passage: Passage, place: int, quantity: Quantity, read: tuple[Decimal, Decimal, bool], span: tuple[int, int],
    named: Anchors, whole: set[str], relative: float, bid: SearchableBid, asked: SoughtQuantity,
    caller: int | None,
) -> Candidate:  # fmt: skip
    text, lexicon = passage.text, bid.lexicon
    row = " | " in text
    sentence = set(_terms(text[slice(*span)], lexicon))
    if row:
        sentence |= set(_terms(text.split(" | ")[0], lexicon)) | set(_terms(_column(passage, quantity), lexicon))
    near = set(_terms(text[max(span[0], quantity.start - 70) : min(span[1], quantity.end + 50)], lexicon))
    if row:
        near |= sentence
    if caller is not None:
        sentence |= whole
    local = _local(named, near, sentence, whole, bid)
    marks = [flag for flag in passage_flags(text, lexicon) if span[0] <= flag.start < span[1]]
    past = any(flag.flag_class in ("passe", "besoin") and _reaches(flag, quantity, text) for flag in marks) or bool(_AGAINST.search(fold(text[max(0, quantity.start - 16) : quantity.start])))
    soft = any(_softens(flag) for flag in marks) or "option" in bid.classes[place]
    if quantity.bound == "jusqu_a" and asked.operator == ">=" and quantity.dimension != "duree":
        soft = True
    value, worst, approximate = read
    return Candidate(place, quantity, value, worst, not soft and not past, past, local * (0.15 + 0.85 * relative), span, approximate, caller)


def _reaches(flag: Flag, quantity: Quantity, text: str) -> bool:
    """Tell whether a word about the past speaks of this number and not of another that stands between them."""
    first, last = sorted((flag.start, quantity.start))
    return not any(first < other.start < last for other in read_quantities(text) if other.dimension == quantity.dimension)


def _softens(flag: Flag) -> bool:
    return flag.flag_class in _SOFT and flag.id != "vague.discours"


def _column(passage: Passage, quantity: Quantity) -> str:
    """Return the head of the column where the number stands."""
    heads = passage.header.split(" | ")
    column = passage.text[: quantity.start].count(" | ")
    return heads[column] if column < len(heads) else ""


def _local(named: Anchors, near: set[str], sentence: set[str], whole: set[str], bid: SearchableBid) -> float:
    total = reached = 0.0
    for term, weight in named.wanted.items():
        worth = weight * bid.index.idf(term)
        total += worth
        reached += worth * (1.0 if term in near else 0.7 if term in sentence else 0.35 if term in whole else 0.0)
    for term in named.unwanted & near:
        reached -= 0.4 * bid.index.idf(term)
    return max(reached, 0.0) / (total or 1.0)


def _plausible(value: Decimal, asked: SoughtQuantity, measured: Measure) -> bool:
    if measured.dimension == "part":
        return (asked.value < 50) == (value < 50) or asked.value <= 20
    return asked.value == 0 or asked.value / 40 <= value <= asked.value * 40 or value == 0


def _in_measure(
    quantity: Quantity, measured: Measure, text: str, span: tuple[int, int], header: str = "", *, least: bool = False
) -> tuple[Decimal, Decimal, bool] | None:
    """Return a quantity in the unit asked: its least and greatest value, and whether a convention was needed."""
    low, high = quantity.value, quantity.high or quantity.value
    if measured.dimension == quantity.dimension == "duree":
        if quantity.dated and least:
            return None
        first, second = in_unit(low, quantity.unit, measured.unit), in_unit(high, quantity.unit, measured.unit)
        return first[0], second[0], first[1]
    if measured.dimension == quantity.dimension == "grandeur":
        if quantity.noun[:1] != (measured.noun,):
            return None
        factor = size_in_base(Decimal(1), measured.unit)[0]
        return low / factor, high / factor, False
    if measured.dimension == quantity.dimension and measured.dimension in ("part", "amplitude", "montant"):
        return low, high, False
    if measured.dimension == "frequence":
        return _frequency(quantity, measured, text, span, header)
    if measured.dimension == "nombre" and quantity.dimension in ("nombre",):
        return (low, high, False) if _counts(quantity, measured, text, span, header) else None
    return None


def _frequency(quantity: Quantity, measured: Measure, text: str, span: tuple[int, int], header: str) -> tuple[Decimal, Decimal, bool] | None:
    yearly = [q for q in read_quantities(text) if q.dimension == "frequence" and span[0] <= q.start < span[1]]
    counts = [q for q in read_quantities(text) if q.dimension == "nombre" and span[0] <= q.start < span[1] and _frequent(q, measured, text)]
    if quantity.dimension == "frequence":
        if quantity.dated:
            return None
        if any(abs(count.start - quantity.start) < 60 for count in counts):
            return None
        if not set(stems(f"{text[slice(*span)]} {text.split(' | ')[0]}")) & _noun_family(measured.noun):
            return None
        return quantity.value / measured.periods, quantity.value / measured.periods, False
    if quantity.dimension != "nombre" or not _frequent(quantity, measured, text):
        return None
    if any(_direct(count, yearly) for count in counts) and not _direct(quantity, yearly):
        return None
    nearest = min(yearly, key=lambda q: abs(q.start - quantity.start), default=None)
    if nearest is None:
        told = re.search(r"\bpar an\b|/ ?an\b|annuel", fold(f"{header} {text[slice(*span)]}"))
        return (quantity.value, quantity.high or quantity.value, True) if told else None
    factor = nearest.value / measured.periods
    return quantity.value * factor, (quantity.high or quantity.value) * factor, False


def _direct(count: Quantity, yearly: Sequence[Quantity]) -> bool:
    """Tell whether a period stands right after a count: « seize fois par an »."""
    return any(0 <= period.start - count.end < 16 for period in yearly)


def _frequent(quantity: Quantity, measured: Measure, text: str) -> bool:
    """Tell a count of times or of the thing asked: « deux fois », « quatre vagues », « six campagnes »."""
    following = fold(text[quantity.end : quantity.end + 12]).strip()
    if following.startswith("fois par") and not re.match(r"fois par (?:an|mois|trim|sem|jour|quin)", fold(text[quantity.end : quantity.end + 20]).strip()):
        return False
    if following.startswith(("fois", "par an", "/an", "/ an", "par annee", "chaque annee", "par mois", "par trimestre")):
        return True
    return bool(set(quantity.noun) & _noun_family(measured.noun))


_FAMILIES = (
    "campagne vague simulation test envoi opération série", "exercice entraînement simulation mise atelier jeu répétition scénario",
    "séance session atelier formation module intervention réunion cours passage groupe", "essai test restauration contrôle exercice bascule remontée vérification relecture",
    "visite passage déplacement tournée rencontre venue rendez", "test audit pentest campagne essai intrusion",
    "réunion comité point instance séance copil revue rencontre", "rapport bilan compte synthèse état tableau",
    "référence client établissement opération réalisation prestation mission chantier contrat hôpital attestation marché", "agent personne salarié collaborateur place professionnel utilisateur soignant participant stagiaire",
    "activité", "analyste opérateur personne technicien ingénieur agent", "intervenant technicien personne consultant ingénieur",
    "revue recertification campagne contrôle examen vérification habilitation", "site établissement implantation agence", "poste ordinateur machine équipement pc terminal", "jour journée", "maintenance entretien visite passage vérification",
)  # fmt: skip


@lru_cache(maxsize=500)
def _noun_family(noun: str) -> frozenset[str]:
    own = {term for term in stems(noun) if len(term) > 2}
    family = set(own)
    for line in _FAMILIES:
        members = set(stems(line))
        if own & members:
            family |= members
    return frozenset(family)


def _counts(quantity: Quantity, measured: Measure, text: str, span: tuple[int, int], header: str) -> bool:
    family = _noun_family(measured.noun)
    reach = 1 if quantity.value == 1 else 3
    if set(quantity.noun[:reach]) & family:
        return True
    cell = text[slice(*span)]
    lonely = not quantity.noun or quantity.noun[0] in {"sur", "contr", "auparav", "en", "selon", "mesur"}
    if not lonely:
        return False
    spoken = set(stems(f"{text.split(' | ')[0]} {header} {cell}"))
    bare = {term for term in noun_stems(measured)} or {measured.noun}
    return bool(spoken & (family if " | " in text else bare))


def meets(candidate: Candidate, asked: SoughtQuantity) -> bool:
    """Tell whether the worst end of a candidate satisfies what is asked; conventions leave 2.5 %."""
    slack = abs(asked.value) * (Decimal("0.025") if candidate.approximate else Decimal("0.000001"))
    if asked.operator == "<=":
        return max(candidate.value, candidate.worst) <= asked.value + slack
    if asked.operator == ">=":
        return min(candidate.value, candidate.worst) >= asked.value - slack
    return abs(candidate.value - asked.value) <= slack


def retained(found: Sequence[Sequence[Candidate]], asked: Sequence[SoughtQuantity], bid: SearchableBid) -> list[Candidate | None]:
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
    """Share the numbers between two quantities: the pair that fits best, in the order asked when they stand together."""
    best: tuple[float, list[Candidate | None]] = (-1.0, [None, None])
    for first in (*firm[0], None):
        for second in (*firm[1], None):
            if first is not None and second is not None and _spot(first) == _spot(second):
                continue
            worth = sum(each.score for each in (first, second) if each is not None)
            if first is not None and second is not None and first.place == second.place and first.quantity.start < second.quantity.start:
                worth += 0.04
            if worth > best[0]:
                best = (worth, [first, second])
    return best[1]


def _least_favourable(
    best: Candidate, firm: Sequence[Candidate], asked: SoughtQuantity, taken: set[tuple[int, int]], bid: SearchableBid
) -> Candidate:
    rivals = [best]
    for other in firm:
        same = other.place == best.place and other.score >= 0.6 * best.score and _contrasted(best, other, bid)
        if _spot(other) not in taken and (same or other.caller == best.place):
            rivals.append(other)
    sign = 1 if asked.operator == "<=" else -1
    return max(rivals, key=lambda candidate: sign * candidate.worst)


def _contrasted(best: Candidate, other: Candidate, bid: SearchableBid) -> bool:
    """Tell whether two numbers of one passage hold for different hours or places."""
    if other is best:
        return True
    text = fold(bid.passages[best.place].text)
    first, last = sorted((best, other), key=lambda c: c.quantity.start)
    between = text[first.quantity.end : last.quantity.end + 30]
    return bool(_CONTRAST.search(between)) and last.quantity.start - first.quantity.end < 160
