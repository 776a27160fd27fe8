"""Read the numbers that bidders type: prices, rates, and values with a unit."""

from __future__ import annotations

import re
from decimal import Decimal

from opposable.bids.matching.quantities import quantities
from opposable.documents.layout import folded
from opposable.model.errors import OpposableError
from opposable.model.french import quantity as written
from opposable.model.units import UNITS, Unit, convert, unit

_NUMBER = re.compile(r"^[+-]?\d+(?:\.\d+)?$")
_THOUSANDS = re.compile(r"^[+-]?\d{1,3}(?:\.\d{3})+,\d+$")
_AMBIGUOUS = re.compile(r"^[+-]?\d{1,3}(?:\.\d{3})+$")
_BLANKS = re.compile(r"[\s\u00a0\u202f]+")
_LEADING = re.compile(r"^(?:[<>≤≥=~]=?|au plus|au maximum|au moins|maximum|minimum|max\.?|min\.?|moins de|plus de) *")
_TRAILING = re.compile(r" *(?:au plus|au maximum|maximum|maxi|max\.?|au moins|au minimum|minimum|mini|garantie?s?)$")
_VALUE = re.compile(r"^([+-]?\d[\d .,]*?) *([^\d.,\s].*)?$")
_CLOCK = re.compile(r"^(\d{1,2}):(\d{2})$")
_HOURS = re.compile(r"^(\d+) *h(?:eures?)? *(\d{1,2})(?: *(?:min|mn|minutes?))?$")
_DATE = re.compile(r"^\d{1,2}/\d{1,2}/\d{4}")
_SHORT = {
    "s": "seconde", "sec": "seconde", "min": "minute", "mn": "minute", "'": "minute", "h": "heure", "j": "jour",
    "jo": "jour_ouvre", "j ouvres": "jour_ouvre", "h ouvrees": "heure_ouvree", "annee": "an", "annees": "an",
    "go": "octet_go", "to": "octet_to", "pourcent": "pourcent", "pour cent": "pourcent", "percent": "pourcent",
}  # fmt: skip
_CURRENCY = re.compile(r" *(?:€|eur(?:os?)?)? *(?:h\.?t\.?)?$")


def read_number(text: str) -> Decimal | None:
    """Return the number that `text` writes in French digits (``1 200,50``), or ``None``.

    ``1.200`` is refused: nobody can tell whether it is a thousand or a little more than one.
    """
    compact = _BLANKS.sub("", text)
    if _AMBIGUOUS.match(compact):
        return None
    if _THOUSANDS.match(compact):
        compact = compact.replace(".", "")
    plain = compact.replace(",", ".", 1)
    return Decimal(plain) if len(plain) <= 30 and _NUMBER.match(plain) else None


def read_price(text: str) -> Decimal | None:
    """Return a price in euros HT (``1 200,50 €``), or ``None`` when it is not one."""
    return read_number(_CURRENCY.sub("", folded(text)))


def read_rate(text: str) -> Decimal | None:
    """Return a rate in percent: ``20``, ``20 %``; ``None`` when it is not one."""
    return read_number(text.replace("%", ""))


def read_committed(text: str, unit_id: str) -> Decimal:
    """Return the value that `text` promises, in the unit asked: « 0,25 h » for minutes is 15.

    Raises `OpposableError` when it holds no number, several, or one in a unit that does not convert.
    """
    asked, cleaned = unit(unit_id), _TRAILING.sub("", _LEADING.sub("", folded(text)))
    if _DATE.match(cleaned):
        raise OpposableError(f"« {text} » est une date.", hint=f"Écrivez un nombre, en {asked.plural}.")
    if (number := read_number(cleaned)) is not None:
        return number
    if (hours := _HOURS.match(cleaned) or _CLOCK.match(cleaned)) is not None:
        return _converted(text, Decimal(hours[1]) * 60 + Decimal(hours[2]), UNITS["minute"], asked)
    if (found := _VALUE.match(cleaned)) is not None and (number := read_number(found[1])) is not None:
        named = _named(found[2] or "", asked)
        if named is not None:
            return _converted(text, number, named, asked)
    return _written_out(text, asked)


def _named(word: str, asked: Unit) -> Unit | None:
    wanted = word.strip().rstrip(".")
    if wanted in (folded(asked.singular), folded(asked.plural)):
        return asked
    if wanted in _SHORT:
        return UNITS[_SHORT[wanted]]
    for known in UNITS.values():
        if wanted in (folded(known.singular), folded(known.plural)):
            return known
    return None


def _converted(text: str, value: Decimal, source: Unit, asked: Unit) -> Decimal:
    converted = convert(value, source, asked)
    if converted is None:
        raise OpposableError(
            f"« {text} » ne se convertit pas en {asked.plural}.", hint=f"Demandez la valeur en {asked.plural}."
        )
    return converted


def _written_out(text: str, asked: Unit) -> Decimal:
    """Read a value written in a sentence, when there is one and only one."""
    found = [q for q in quantities(text) if q.unit in UNITS]
    values = [v for q in found if (v := convert(q.value, UNITS[q.unit], asked)) is not None]
    if len(found) == 1 and len(values) == 1:
        return values[0]
    if len(set(values)) > 1:
        shown = ", ".join(written(value, asked) for value in values)
        raise OpposableError(f"« {text} » contient plusieurs valeurs ({shown}).", hint="Demandez laquelle engage.")
    raise OpposableError(f"« {text} » n'est pas une valeur en {asked.plural}.", hint="Demandez un nombre au candidat.")
