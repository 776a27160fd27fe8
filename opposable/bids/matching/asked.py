"""A number of a bid read in the unit that was asked: durations, shares, hours a day, counts, times a year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from opposable.bids.matching.measures import Dimension, Measure, in_unit, noun_stems, size_in_base
from opposable.bids.matching.quantities import Quantity, quantities
from opposable.bids.matching.tokens import fold, sentences, stems
from opposable.model.bids import SoughtQuantity

_BOUNDS: dict[str, Literal["<=", ">="]] = {"au_plus": "<=", "au_moins": ">="}
_WITHIN = re.compile(r"(?:dans (?:les|un delai de|le delai de)|sous|en|delai (?:maximal )?de)\s$")
_WORKED = {"jour": "jour", "jours": "jour", "journee": "jour", "journees": "jour", "heure": "heure", "heures": "heure"}
_CUT, _YEARLY = re.compile(r"[.;:!?|]"), re.compile(r"\bannuel\w*|\bannees?\b|\bpar an\b|\bl'an\b|\bexercice\b")
_NEAR, _FAR = 40, 120
_EVERY = (
    "tous les",
    "toutes les",
    "chaque",
    "quotidien",
    "hebdomadaire",
    "mensuel",
    "trimestriel",
    "semestriel",
    "annuel",
)
_ONCE = re.compile(r"\bune (?:fois )?$")
_DURING = re.compile(r"(?:pendant|durant|duree (?:minimale )?de)\s$")


def asked_in(text: str) -> tuple[SoughtQuantity, ...]:
    """Return the delays and shares that a requirement bounds in its own words, when nobody wrote them down apart.

    At most two, each named by the words around it: « en 4 heures », « au moins 12 mois », « au moins deux tests
    par an ».
    """
    found = []
    for quantity in quantities(text):
        operator, unit = _operator(quantity, text), _asked_unit(quantity, text)
        if operator is not None and unit and quantity.value > 0:
            left = re.split(r"[,;.:]", text[: quantity.start])[-1]
            right = re.split(r"[,;.:]", text[quantity.end :])[0]
            name = " ".join(f"{left} {right}".split())
            found.append(SoughtQuantity(name=name, operator=operator, value=quantity.value, unit=unit))
    return tuple(found[:2])


def _operator(quantity: Quantity, text: str) -> Literal["<=", ">="] | None:
    if quantity.bound in _BOUNDS:
        return _BOUNDS[quantity.bound]
    before = fold(text[max(0, quantity.start - 22) : quantity.start])
    if quantity.dimension != "duree" or quantity.bound:
        return None
    return "<=" if _WITHIN.search(before) else ">=" if _DURING.search(before) else None


def _asked_unit(quantity: Quantity, text: str) -> str:
    """Return the unit of a bound: a duration, a share, or a noun counted by the year."""
    if quantity.dimension in ("duree", "part"):
        return quantity.unit
    after = re.match(r"\s*(\w+)[^,;.:]{0,40}?\bpar an\b", fold(text[quantity.end :]))
    return f"{after[1]}/an" if quantity.dimension == "nombre" and after else ""


@lru_cache(maxsize=20_000)
def read_quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of a passage, read once."""
    return tuple(quantities(text))


def sentence_of(text: str, quantity: Quantity) -> tuple[int, int]:
    """Return the place of the sentence, or of the cell, where a quantity stands."""
    for start, end in sentences(text):
        if start <= quantity.start < end:
            return start, end
    return 0, len(text)


def plausible(value: Decimal, asked: SoughtQuantity, measured: Measure) -> bool:
    """Tell whether a number is near enough to what is asked to be about the same thing."""
    if measured.dimension == "part":
        return (asked.value < 50) == (value < 50) or asked.value <= 20
    return asked.value == 0 or asked.value / _FAR <= value <= asked.value * _FAR or value == 0


_ANSWERED_BY: dict[Dimension, tuple[Dimension, ...]] = {
    "duree": ("duree", "frequence"),
    "frequence": ("duree", "frequence", "nombre"),
}


def may_answer(quantity: Quantity, measured: Measure) -> bool:
    """Tell whether `in_measure` or `recurrence` may read a quantity of this dimension in the unit asked."""
    return quantity.dimension in _ANSWERED_BY.get(measured.dimension, (measured.dimension,))


def in_measure(
    quantity: Quantity, measured: Measure, text: str, span: tuple[int, int], header: str = "", *, least: bool = False,
    named: bool = True,
) -> tuple[Decimal, Decimal, bool] | None:  # fmt: skip
    """Return a quantity in the unit asked: its least and greatest value, and whether a convention was needed.

    A count or a number of times must stand with the noun asked or one of its family, unless `named` is false.
    """
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
        return low / measured.factor, high / measured.factor, False
    if measured.dimension == "frequence" and (worked := _WORKED.get(measured.noun)):
        return _worked_by_period(quantity, measured, worked, text, header)
    if measured.dimension == "frequence":
        return _frequency(quantity, measured, text, span, header, named=named)
    counted = measured.dimension == quantity.dimension == "nombre"
    return (low, high, False) if counted and (not named or _counts(quantity, measured, text, span, header)) else None


def _worked_by_period(
    quantity: Quantity, measured: Measure, worked: str, text: str, header: str
) -> tuple[Decimal, Decimal, bool] | None:
    """Read « six jours par mois » when days or hours by period are asked, or « 40 jours » beside a yearly word."""
    if quantity.dimension != "duree" or not quantity.unit.startswith(worked):
        return None
    after = next((q for q in read_quantities(text) if q.dimension == "frequence" and q.start >= quantity.end), None)
    if after is not None and not _CUT.search(text[quantity.end : after.start]) and after.start - quantity.end < _NEAR:
        factor, convention = after.value / measured.periods, False
    elif _YEARLY.search(fold(f"{header} {text}")) and not _WITHIN.search(fold(text[: quantity.start][-25:])):
        factor, convention = Decimal(1) / measured.periods, True
    else:
        return None
    return quantity.value * factor, (quantity.high or quantity.value) * factor, convention


def recurrence(quantity: Quantity, measured: Measure, text: str) -> tuple[Decimal, Decimal, bool] | None:
    """Read « tous les 45 jours » or « une fois par mois » as the time between two times, when that is what is asked."""
    if quantity.dimension != "frequence" or measured.dimension != "duree":
        return None
    said, before = fold(text[quantity.start : quantity.end]), fold(text[: quantity.start][-10:])
    if not said.startswith(_EVERY) and not _ONCE.search(before):
        return None
    days, about = in_unit(Decimal(365) / quantity.value, "jour", measured.unit)
    return round(days, 4), round(days, 4), about or "jour" not in said


def _frequency(
    quantity: Quantity, measured: Measure, text: str, span: tuple[int, int], header: str, *, named: bool
) -> tuple[Decimal, Decimal, bool] | None:
    yearly = [q for q in read_quantities(text) if q.dimension == "frequence" and span[0] <= q.start < span[1]]
    counts = [
        q
        for q in read_quantities(text)
        if q.dimension == "nombre" and span[0] <= q.start < span[1] and _frequent(q, measured, text)
    ]
    if quantity.dimension == "frequence":
        if quantity.dated:
            return None
        if any(abs(count.start - quantity.start) < 60 for count in counts):
            return None
        said = set(stems(f"{text[slice(*span)]} {text.split(' | ', maxsplit=1)[0]}"))
        if named and not said & measured.family:
            return None
        return quantity.value / measured.periods, quantity.value / measured.periods, False
    if quantity.dimension != "nombre" or (named and not _frequent(quantity, measured, text)):
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
    if following.startswith("fois par") and not re.match(
        r"fois par (?:an|mois|trim|sem|jour|quin)", fold(text[quantity.end : quantity.end + 20]).strip()
    ):
        return False
    if following.startswith(
        ("fois", "par an", "/an", "/ an", "par annee", "chaque annee", "par mois", "par trimestre")
    ):
        return True
    return bool(set(quantity.noun) & measured.family)


def _counts(quantity: Quantity, measured: Measure, text: str, span: tuple[int, int], header: str) -> bool:
    reach = 1 if quantity.value == 1 else 3
    if set(quantity.noun[:reach]) & measured.family:
        return True
    cell = text[slice(*span)]
    lonely = not quantity.noun or quantity.noun[0] in {"sur", "contr", "auparav", "en", "selon", "mesur"}
    if not lonely:
        return False
    spoken = set(stems(f"{text.split(' | ', maxsplit=1)[0]} {header} {cell}"))
    bare = set(noun_stems(measured.noun)) or {measured.noun}
    return bool(spoken & (measured.family if " | " in text else bare))
