"""Periods that return, in a French text: monthly, every two months, each quarter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from opposable.bids.matching.numerals import numbers
from opposable.bids.matching.tokens import holds

_PERIOD = re.compile(
    r"\b(?:(?P<every>tous|toutes) les (?P<every_n>\w+ )?(?P<every_unit>jours|semaines|mois|ans|trimestres|semestres)|"
    r"(?:chaque|par|/) ?(?P<per>jour|semaine|mois|trimestre|semestre|an|annee)\b|"
    r"(?:a |l')(?P<per2>an|annee)\b|"
    r"(?P<adj>quotidien|hebdomadaire|mensuel|bimestriel|bimensuel|trimestriel|semestriel|bisannuel|annuel)(?:le|s|les|lement|ment)?\b)"
)
_SIGNS = (
    "tous les ", "toutes les ", "chaque", "par", "/", "a an", "l'an", "quotidien", "hebdomadaire", "mensuel",
    "mestriel", "annuel",
)  # fmt: skip
_ALTERNATE = re.compile(r"\b(?:une annee|un an) sur (deux|trois)\b")
_SEASONS = re.compile(
    r"\b(?:(?:par|chaque) saison\b|au printemps(?: puis)? et a l'automne\b|a l'automne et au printemps\b)"
)
MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
    "decembre",
)  # fmt: skip
_MONTH = rf"(?:{'|'.join(MONTHS)})"
_MONTHS = re.compile(rf"\ben {_MONTH}(?:, (?:en )?{_MONTH})*,? et (?:en )?{_MONTH}\b(?! (?:19|20)\d\d)")
_IN_MONTHS = tuple(f"en {month}" for month in MONTHS)
_PER_YEAR = {"jour": 365, "semaine": 52, "mois": 12, "trimestre": 4, "semestre": 2, "an": 1, "annee": 1}
_ADJECTIVES = {"quotidien": 365, "hebdomadaire": 52, "bimensuel": 24, "mensuel": 12, "bimestriel": 6, "trimestriel": 4,
               "semestriel": 2, "bisannuel": 2, "annuel": 1}  # fmt: skip


def periods(folded: str) -> Iterator[tuple[Decimal, tuple[int, int], bool]]:
    """Yield times a year with their place: « trimestriel » is 4, « tous les deux mois » 6, « chaque jour » 365.

    The last value is true for « par an » alone, which says how a count is spread and not how often.
    """
    for match in _PERIOD.finditer(folded) if holds(folded, _SIGNS) else ():
        yearly = _yearly(match)
        if yearly is not None:
            alone = bool(match["per2"]) or (bool(match["per"]) and match[0].startswith(("par", "/")))
            yield yearly, match.span(), alone
    for match in _ALTERNATE.finditer(folded) if holds(folded, (" sur deux", " sur trois")) else ():
        yield Decimal(1) / (2 if match[1] == "deux" else 3), match.span(), False
    for match in _SEASONS.finditer(folded) if holds(folded, ("saison", "automne")) else ():
        yield Decimal(4 if "saison" in match[0] else 2), match.span(), False
    for match in _MONTHS.finditer(folded) if " et " in folded and holds(folded, _IN_MONTHS) else ():
        yield Decimal(len(re.findall(_MONTH, match[0]))), match.span(), False


def _yearly(match: re.Match[str]) -> Decimal | None:
    if match["every_unit"]:
        base = Decimal(_PER_YEAR[match["every_unit"].rstrip("s").replace("moi", "mois")])
        if not match["every_n"]:
            return base
        count = numbers(match["every_n"].strip() + " ")
        return base / count[0].value if count and count[0].value else None
    if match["adj"]:
        return Decimal(_ADJECTIVES[match["adj"]])
    return Decimal(_PER_YEAR[match["per"] or match["per2"]])
