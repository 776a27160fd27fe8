"""Numbers with units in a French text: delays, shares, hours of opening, counts, frequencies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from opposable.bids.matching.bounds import Bound, bound_of
from opposable.bids.matching.deadlines import counts_down, deadlines
from opposable.bids.matching.idioms import idioms
from opposable.bids.matching.measures import DURATION, SIZE, Dimension, duration_unit, size_in_base
from opposable.bids.matching.numerals import Number, numbers
from opposable.bids.matching.periods import periods
from opposable.bids.matching.references import named_numbers
from opposable.bids.matching.shares import fractions, out_of
from opposable.bids.matching.tokens import fold, holds, stem


class Quantity(NamedTuple):
    """A number with what it measures, where it is said, and how firmly bounded.

    `noun` holds the stems that follow a count (« deux exercices de crise » : exercic, cris); `high` the top of a range.
    """

    value: Decimal
    unit: str
    dimension: Dimension
    start: int
    end: int
    noun: tuple[str, ...] = ()
    high: Decimal | None = None
    bound: Bound = ""
    dated: bool = False


_ROUND = re.compile(
    r"\bh ?24\b|\b24 ?/ ?7\b|\b24 ?h(?:eures)?(?: ?/ ?| sur )24\b|\b7 ?j(?:ours)?(?: ?/ ?| sur )7\b|"
    r"\bvingt[- ]quatre heures sur vingt[- ]quatre\b|\bsept jours sur sept\b|\bjour et nuit\b|\bnuit et jour\b"
)
_CLOCK = r"(\d{1,2})(?: ?(?:h|heures?|:) ?(\d\d)?)"
_SPAN = re.compile(
    rf"(?:\bde |\bentre )?\b(\d{{1,2}}) ?(?:h|heures?|:)? ?(\d\d)? ?(?:–|—|-|a|et|→|/) ?{_CLOCK}(?: ?heures?)?(?![\w/])"
)
_AFTER = re.compile(rf"\s*-?(?:d'|de )?(?:(?:dernier|premier|prochain)(?:es|e|s)? )?(?:{DURATION})(?![a-z0-9])")
_PERCENT = re.compile(r"\s*(?:%|pour ?cents?\b|pct\b)")
_MONEY = re.compile(r"\s*(?:d')?(k|m)?(?:€|euros?\b|eur\b)")
_MONEY_SCALES = {"": 1, "k": 1000, "m": 10**6}
_SIZED = re.compile(rf"\s*(?:premiers )?({SIZE})(?![\w/])")
_HALF = re.compile(r" et demie?\b")
_MINUTES_AFTER = re.compile(
    r" ?(\d{2})(?!\d)(?: ?(?:min|mn|minutes?)\b)?(?![\w%/])|(?: et| )? ?(\d{1,2}) ?(?:min|mn|minutes?)\b"
)
_WORDED_MINUTES = re.compile(
    r"\s+(?:et )?(quart|(?:[a-z]+-)?(?:dix|quinze|vingt|trente|quarante|cinquante|cinq))\b(?! *(?:jours|heures))"
)
_RANGE = re.compile(r"\s*(?:a|ou|et|–|—|-)\s*$")
_ROUND_SIGNS = ("24", "7j", "7 j", "sur vingt", "sur sept", "et nuit", "nuit et")
_HALF_DAYS = (" du matin", " du soir", " de l'apres-midi", " de la nuit")
_DIGIT, _HOUR = re.compile(r"\d"), re.compile(r"\d ?[h:]")
_HIDDEN = "\x00"
_HYPHEN = re.compile(r"(?<=\d)-(?=\d+ ?(?:h|heures?|min|mn|minutes?|j|jours?|semaines?|mois|ans?|%)(?![a-z]))")
_REPEATED = re.compile(r"\s*\(([a-z0-9 ,-]{1,30})\)")
_HOURS_MINUTES = re.compile(r" ?h ?([0-5]\d)(?!\d)(?: ?(?:min|mn)\b)?")
_AT_OCLOCK = re.compile(
    r"\b(?:[5-9]|1\d|2[0-3]) ?h ?[0-5]\d et (?:[5-9]|1\d|2[0-3]) ?h ?[0-5]\d\b|"
    r"(?<=\b[a] )(?:[5-9]|1\d|2[0-3]) ?h ?[0-5]\d\b|(?<=\b[a] )(?:1[3-9]|2[0-3]) ?h\b|"
    r"\b(?:avant|des|passe|a partir de) (?:[5-9]|1\d|2[0-3]) ?h(?:eures?)?\b(?! ?(?:ouvr|de |d'|apres|suiv))|"
    r"\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lendemain|soir|matin) a \d+ ?h(?:eures?)?\b|"
    r"(?<=vers )\d+ ?h(?:eures)?(?: ?[0-5]\d)?\b|"
    r"\b(?:\d+|[a-z]+) ?(?:h|heures?)(?: ?[0-5]\d)? (?:du matin|du soir|de l'apres-midi|de la nuit)\b"
)
_CLAUSE_STOP, _LETTERS = re.compile(r"[.;:!?|()\n]"), re.compile(r"[a-z]+")
_ENUMERATION = re.compile(r"(?:activites?|niveaux|zones|lots|sites) ((?:\d(?: ?(?:,|et|a) ?)?){2,})")


def quantities(text: str) -> list[Quantity]:
    """Return the quantities of `text` in order of place."""
    folded = fold(text)
    if digits := _DIGIT.search(folded) is not None:
        folded = _HYPHEN.sub("–", folded) if "-" in folded else folded
    around = list(_ROUND.finditer(folded)) if holds(folded, _ROUND_SIGNS) else []
    found = list(_opening_hours(folded, around, digits=digits))
    masked = _mask(_mask_of(folded, found), [match.span() for match in around])
    if digits:
        enumerated = list(_enumerations(masked))
        masked = _mask_of(masked, enumerated)
        found += enumerated
        masked = _mask(masked, list(named_numbers(masked)))
    if (digits and _HOUR.search(folded)) or holds(folded, _HALF_DAYS):
        masked = _mask(masked, [match.span() for match in _AT_OCLOCK.finditer(masked)])
    fixed = [*_offsets(masked, text), *_fixed(masked)]
    fixed += [Quantity(share, "pourcent", "part", *span) for share, span in fractions(_mask_of(masked, fixed))]
    masked = _mask_of(masked, fixed)
    found += fixed
    frequencies = [
        Quantity(yearly, "fois_par_an", "frequence", *span, dated=alone) for yearly, span, alone in periods(masked)
    ]
    found += frequencies
    found += _numbered(_mask_of(masked, frequencies))
    return sorted(found, key=lambda q: (q.start, q.end))


def _mask_of(text: str, found: Iterable[Quantity]) -> str:
    return _mask(text, [(q.start, q.end) for q in found])


def _mask(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = f"{text[:start]}{_HIDDEN * (end - start)}{text[end:]}"
    return text


def _opening_hours(folded: str, around: Iterable[re.Match[str]], *, digits: bool) -> Iterator[Quantity]:
    for match in around:
        if not match[0].startswith(("7", "sept", "jour", "nuit")):
            yield Quantity(Decimal(24), "heure_par_jour", "amplitude", *match.span())
    for match in _SPAN.finditer(folded) if digits and _HOUR.search(folded) else ():
        hours = _hours(match)
        if hours is not None:
            yield Quantity(hours, "heure_par_jour", "amplitude", *match.span())


def _hours(match: re.Match[str]) -> Decimal | None:
    """Return the length of « 8 h à 18 h 30 », or ``None`` for « 4 h à 8 h », which may be two delays."""
    first, first_minutes, last, last_minutes = (int(group or 0) for group in match.groups())
    start, end = first * 60 + first_minutes, last * 60 + last_minutes
    explicit = match[0].startswith(("de ", "entre ")) or match[2] or match[4]
    if first > 24 or last > 24 or (end - start < 240 and end > start) or (not explicit and first < 5):
        return None
    return Decimal((end - start) % 1440) / 60 if end != start else None


def _enumerations(folded: str) -> Iterator[Quantity]:
    """« activités 1, 2, 3, 4 et 6 » are five, « activités 1 à 6 » are six."""
    for match in _ENUMERATION.finditer(folded):
        listed: set[int] = set()
        for first, last in re.findall(r"(\d)(?: a (\d))?", match[1]):
            listed |= set(range(int(first), int(last or first) + 1))
        noun = match[0].split()[0]
        if len(listed) > 1:
            yield Quantity(Decimal(len(listed)), "", "nombre", *match.span(), noun=(stem(noun),))


def _offsets(folded: str, text: str) -> Iterator[Quantity]:
    for value, unit, span in deadlines(folded, text):
        yield Quantity(value, unit, "duree", *span, dated=True)


def _fixed(folded: str) -> Iterator[Quantity]:
    for value, unit, span in idioms(folded):
        yield Quantity(value, unit, "duree", *span, bound=bound_of(folded, *span))


def _numbered(folded: str) -> list[Quantity]:
    found: list[Quantity] = []
    for number in numbers(folded):
        quantity = _one(folded, number)
        if quantity is not None and (not found or quantity.start >= found[-1].end):
            bound = bound_of(folded, quantity.start, quantity.end)
            found.append(quantity._replace(bound=bound) if bound else quantity)
    return _merge(folded, found)


def _one(folded: str, number: Number) -> Quantity | None:
    """Return what a number measures, from the words that follow it."""
    value, end = number.value, number.end
    if (repeated := _REPEATED.match(folded, end)) and any(n.value == value for n in numbers(repeated[1])):
        end = repeated.end()
    if not number.ordinal and (clock := _HOURS_MINUTES.match(folded, end)):
        return Quantity(value + Decimal(clock[1]) / 60, "heure", "duree", number.start, clock.end())
    if half := _HALF.match(folded, end):
        value, end = value + Decimal("0.5"), half.end()
    if unit := _AFTER.match(folded, end):
        return _duration(folded, number, value, unit)
    return None if number.ordinal else _other(folded, number, value, end)


def _duration(folded: str, number: Number, value: Decimal, unit: re.Match[str]) -> Quantity | None:
    name, stop = duration_unit(unit) or "jour", unit.end()
    if number.ordinal and not name.startswith("jour") and (value < 2 or not counts_down(folded, number.start)):
        return None
    if name == "heure" and (more := _minutes_after(folded, stop)):
        return Quantity(value + more[0] / 60, name, "duree", number.start, more[1], dated=number.ordinal)
    if half := _HALF.match(folded, stop):
        value, stop = value + Decimal("0.5"), half.end()
    return Quantity(value, name, "duree", number.start, stop, dated=number.ordinal)


def _other(folded: str, number: Number, value: Decimal, end: int) -> Quantity:
    if percent := _PERCENT.match(folded, end):
        return Quantity(value, "pourcent", "part", number.start, percent.end())
    if share := out_of(folded, number):
        return Quantity(share[0], "pourcent", "part", number.start, share[1])
    if money := _MONEY.match(folded, end):
        scale = _MONEY_SCALES[money[1] or ""]
        return Quantity(value * scale, "euro_ht", "montant", number.start, money.end())
    if sized := _SIZED.match(folded, end):
        base, kind = size_in_base(value, sized[1])
        return Quantity(base, sized[1], "grandeur", number.start, sized.end(), noun=(kind,))
    return Quantity(value, "", "nombre", number.start, end, noun=_following(folded, end))


def _minutes_after(folded: str, end: int) -> tuple[Decimal, int] | None:
    if digits := _MINUTES_AFTER.match(folded, end):
        return Decimal(digits[1] or digits[2]), digits.end()
    if worded := _WORDED_MINUTES.match(folded, end):
        value = Decimal(15) if worded[1] == "quart" else numbers(worded[1])[0].value
        return value, worded.end()
    return None


def _following(folded: str, end: int) -> tuple[str, ...]:
    """Return the stems of the four words that follow a count, up to the end of the clause."""
    after = _CLAUSE_STOP.split(folded[end : end + 60], 1)[0]
    return tuple(stem(word) for word in _LETTERS.findall(after)[:5] if len(word) > 2)


def _merge(folded: str, found: list[Quantity]) -> list[Quantity]:
    """Join « quatre à six mois » into one quantity with both ends."""
    merged: list[Quantity] = []
    for quantity in found:
        last = merged[-1] if merged else None
        if (
            last
            and last.dimension in ("nombre", quantity.dimension)
            and _RANGE.fullmatch(folded[last.end : quantity.start])
        ):
            between = folded[last.end : quantity.start].strip()
            if last.unit == quantity.unit == "heure" and last.value >= 6 and quantity.value - last.value >= 4:
                span = quantity.value - last.value
                merged[-1] = quantity._replace(
                    value=span, unit="heure_par_jour", dimension="amplitude", start=last.start
                )
                continue
            if last.value < quantity.value and (between != "et" or folded[: last.start].rstrip().endswith("entre")):
                merged[-1] = quantity._replace(value=last.value, high=quantity.value, start=last.start)
                continue
        merged.append(quantity)
    return merged
