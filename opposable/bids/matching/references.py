"""Numbers that measure nothing: dates, articles, versions, norms, the number of a clause."""

from __future__ import annotations

import re
from collections.abc import Iterator

from opposable.bids.matching.periods import MONTHS
from opposable.bids.matching.tokens import begun, holds

_MONTH = "|".join(MONTHS)
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAYS = (
    rf"\b\d{{1,2}}(?:er)? (?:{_MONTH})\b|"
    r"\b\d{1,2}/\d{1,2}(?:/\d{2,4})?(?= |$|[.,;)])(?<!/[234])"
)
_DATES_WITHOUT_YEAR = re.compile(_DAYS)
_DATES = re.compile(
    rf"\b(?:{_MONTH}|en|depuis|printemps|"
    r"automne|annee|fin|de|des|jusqu'en)\s+(?:19|20)\d\d\b|"
    r"\b(?:19|20)\d\d\b(?! ?(?:lits|postes|agents|serveurs|euros|€|"
    r"utilisateurs|appels|heures|interventions|eur))|"
    rf"{_DAYS}|\b\d{{1,2}}/(?:19|20)\d\d\b"
)
_NAMES = (
    "article", "articles", "art\\.?", "annexe", "annexes", "chapitre", "chapitres", "paragraphe", "partie", "section",
    "rubrique", "option", "options", "lot", "lots", "page", "pages", "figure", "tableau", "piece", "phase", "etape",
    "niveau", "niveaux", "version", "tls", "aes", "iso(?:/(?:cei|iec))?", "nf(?: en)?", "rsa", "sha", "tier", "classe",
    "numero", "n°", "no", "§", "windows", "wpa", "ipv", "type", "activite", "norme", "cat(?:egorie)?\\.?", "priorite",
)  # fmt: skip
_CLAUSE_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?(?= +[^\W\d])(?! ?(?:h|min|jours?|mois|ans?|go|to|km)\b)")
_REFERENCES = re.compile(
    rf"{begun(_NAMES)}"
    r"[ .-]*(?:n° ?)?[a-z]?\d+(?:[.,]\d+)*"
    r"(?:(?: ?(?:,|et|a|ou|-|/) ?)\d+(?:\.\d+)*(?! ?(?:h|heure|min|jour|mois|an|%)))*"
)
_DAY_SIGNS = ("/", *(f" {month}" for month in MONTHS))


def named_numbers(folded: str) -> Iterator[tuple[int, int]]:
    """Give the places of dates and references, whose numbers measure nothing."""
    if _YEAR.search(folded):
        yield from (match.span() for match in _DATES.finditer(folded))
    elif holds(folded, _DAY_SIGNS):
        yield from (match.span() for match in _DATES_WITHOUT_YEAR.finditer(folded))
    if number := _CLAUSE_NUMBER.match(folded):
        yield number.span()
    yield from (match.span() for match in _REFERENCES.finditer(folded))
