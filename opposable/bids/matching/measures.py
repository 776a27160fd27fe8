"""Words of units: what a tender or a bid calls them, and how two measures compare."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from opposable.bids.matching.tokens import fold, stem
from opposable.model.units import UNITS, convert

Dimension = Literal["duree", "part", "amplitude", "frequence", "nombre", "grandeur", "montant"]

_DURATIONS = {
    "seconde": r"secondes?|seconds?\b|sec\b|s\b",
    "minute": r"minutes?|mins?\b|mn\b",
    "heure_ouvree": r"(?:heures?|h) ?ouvr(?:ee?|able)s?|(?:business|working|office) hours?",
    "heure": r"heures?|hours?\b|hrs?\b|h\b",
    "jour_ouvre": r"(?:jours?|j) ?(?:\(s\) )?(?:ouvres?|travailles?)|jo\b|(?:business|working) days?",
    "jour_ouvrable": r"(?:jours?|j) ?ouvrables?",
    "jour_calendaire": r"(?:jours?|j) ?(?:calendaires?|francs?|civils?|consecutifs?)|calendar days?",
    "jour": r"jours?|journees?|days?\b|jrs?\b|j\b",
    "semaine": r"semaines?|weeks?\b|sem\b",
    "mois": r"mois\b|months?\b",
    "an": r"ans?\b|annees?|years?\b",
}
DURATION = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _DURATIONS.items())
_SIZES = {
    "ko": ("octets", "0.001"), "mo": ("octets", "1"), "go": ("octets", "1000"), "to": ("octets", "1000000"),
    "gigaoctet": ("octets", "1000"), "gigaoctets": ("octets", "1000"), "teraoctets": ("octets", "1000000"),
    "kbit/s": ("debit", "0.001"), "mbit/s": ("debit", "1"), "mbits/s": ("debit", "1"), "mbps": ("debit", "1"),
    "mb/s": ("debit", "1"), "gbit/s": ("debit", "1000"), "gbits/s": ("debit", "1000"), "gbps": ("debit", "1000"),
    "gb/s": ("debit", "1000"), "mm": ("longueur", "0.001"), "cm": ("longueur", "0.01"), "m": ("longueur", "1"),
    "metre": ("longueur", "1"), "metres": ("longueur", "1"), "km": ("longueur", "1000"),
    "kilometre": ("longueur", "1000"), "kilometres": ("longueur", "1000"), "centimetres": ("longueur", "0.01"),
    "kilos": ("masse", "1"), "kilogrammes": ("masse", "1"), "decibels": ("bruit", "1"), "gigas": ("octets", "1000"),
    "megaoctets": ("octets", "1"), "g": ("masse", "0.001"),
    "kg": ("masse", "1"), "tonne": ("masse", "1000"), "tonnes": ("masse", "1000"), "w": ("puissance", "1"),
    "kw": ("puissance", "1000"), "db": ("bruit", "1"), "db(a)": ("bruit", "1"), "m2": ("surface", "1"),
    "°c": ("temperature", "1"), "lux": ("lumiere", "1"), "ms": ("latence", "1"), "bits": ("cle", "1"),
    "bit": ("cle", "1"),
}  # fmt: skip
SIZE = "|".join(re.escape(word) for word in sorted(_SIZES, key=len, reverse=True))
_PERIODS = {
    "an": 1, "annee": 1, "annuel": 1, "annuelle": 1, "semestre": 2, "trimestre": 4, "mois": 12, "semaine": 52,
    "jour": 365,
}  # fmt: skip
PER = re.compile(r"^(.*?)\s*(?:/|\bpar\b|_par_)\s*(an|annee|semestre|trimestre|mois|semaine|jour)s?$")
_MONEY = re.compile(r"(k|m|milliers?|millions?)?(?: d'| d | )?(?:euros?|€)(?:[ _/].*)?")
_MONEY_SCALES = {"": 1, "k": 1000, "millier": 1000, "m": 10**6, "million": 10**6}
_DAY = 1440


@dataclass(frozen=True, slots=True)
class Measure:
    """What a unit measures: its dimension, the noun counted, and the periods in a year for a frequency.

    `unit` is an identifier of `opposable.model.units` where there is one, else the word as written; `family` holds
    the stems of the nouns that bidders use for the one counted; `factor` how many euros the unit of an amount is worth.
    """

    unit: str
    dimension: Dimension
    noun: str = ""
    periods: int = 1
    factor: int = 1
    family: frozenset[str] = frozenset()


@lru_cache(maxsize=2000)
def measure(word: str, families: tuple[frozenset[str], ...] = ()) -> Measure:
    """Read the unit `word` of a requirement: an identifier, or a free French word such as « campagnes/an »."""
    found = _measure(word)
    own = noun_stems(found.noun)
    return replace(found, family=own.union(*(family for family in families if own & family)))


def _measure(word: str) -> Measure:
    text = fold(word).strip()
    if text in ("%", "pourcent", "pour cent", "pourcentage"):
        return Measure("pourcent", "part")
    if money := _MONEY.fullmatch(text):
        scale = _MONEY_SCALES[(money[1] or "").rstrip("s")]
        return Measure(word if scale > 1 else text if text in UNITS else "euro_ht", "montant", factor=scale)
    if amplitude := re.fullmatch(r"(heures?|h)\s*(?:/|par|_par_)\s*(jour|j|24 h)s?", text):
        return Measure("heure_par_jour", "amplitude", amplitude[1])
    if per := PER.match(text):
        noun = per[1].strip()
        if noun in _SIZES:
            return Measure(noun, "grandeur", _SIZES[noun][0])
        return Measure(word, "frequence", "" if noun in ("fois", "") else noun, _PERIODS[per[2]])
    if duration := re.fullmatch(DURATION, text.replace("_", " ")):
        return Measure(duration.lastgroup or "jour", "duree")
    text = text.removeprefix("octet_")
    if text in _SIZES:
        return Measure(text, "grandeur", _SIZES[text][0])
    return Measure(word, "nombre", text.replace("_", " "))


def duration_unit(match: re.Match[str]) -> str | None:
    """Return the unit of duration named by `match`, or ``None``."""
    groups = match.groupdict()
    return next((name for name in _DURATIONS if groups.get(name)), None)


def size_in_base(value: Decimal, word: str) -> tuple[Decimal, str]:
    """Return a physical size in the base of its kind, with the name of the kind."""
    kind, factor = _SIZES[word]
    return value * Decimal(factor), kind


def noun_stems(noun: str) -> frozenset[str]:
    """Return the stems of the noun that a measure counts."""
    return frozenset(stem(part) for part in noun.split() if len(part) > 2)


def in_unit(value: Decimal, source: str, target: str) -> tuple[Decimal, bool]:
    """Return a duration in another unit, and whether the conversion needed a convention.

    Working days count as 1.4 calendar days from three on and two more below, which is the longest they can last
    with one week-end; a working hour is an hour. Conventions are said to the reader, who decides.
    """
    if source == target:
        return value, False
    if (exact := convert(value, UNITS[source], UNITS[target])) is not None:
        mixed = {source, target} & {"mois", "an"} and not {source, target} <= {"mois", "an"}
        return exact, bool(mixed)
    calendar_days = _calendar_minutes(value, source) / _DAY
    return _from_calendar(calendar_days, target), True


def _calendar_minutes(value: Decimal, source: str) -> Decimal:
    factor = UNITS[source].factor
    minutes = value * factor.numerator / factor.denominator
    if source in ("jour_ouvre", "jour_ouvrable"):
        return (value * Decimal("1.4") if value >= 3 else value + 2) * _DAY
    return minutes


def _from_calendar(days: Decimal, target: str) -> Decimal:
    if target in ("jour_ouvre", "jour_ouvrable"):
        return days / Decimal("1.4") if days >= 4 else days
    factor = UNITS[target].factor
    return days * _DAY * factor.denominator / factor.numerator
