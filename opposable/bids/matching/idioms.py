"""Durations said by an idiom rather than a number: « une demi-heure », « le lendemain », « dans le mois »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

_IDIOMS = (
    (re.compile(r"\b(?:(?:une|la|d'une|en) )?demi[- ]heure\b"), "demi", Decimal(30), "minute"),
    (re.compile(r"\b(?:un|le|d'un|1) quart d'heure\b|\bquart d'heure\b"), "quart d'heure", Decimal(15), "minute"),
    (re.compile(r"\b(?:trois|3) quarts d'heure\b"), "quarts d'heure", Decimal(45), "minute"),
    (re.compile(r"\b(?:trois|3) quarts de minute\b"), "quarts de minute", Decimal(45), "seconde"),
    (re.compile(r"\b(?:une |la |en )?demi[- ]minute\b"), "demi", Decimal(30), "seconde"),
    (re.compile(r"\b(?:dans )?l'heure et demie\b"), "l'heure et demie", Decimal("1.5"), "heure"),
    (re.compile(r"\btoutes les demi[- ]heures\b"), "demi", Decimal(30), "minute"),
    (re.compile(r"\btoutes les heures\b"), "toutes les heures", Decimal(1), "heure"),
    (re.compile(r"\bdans l'heure\b"), "dans l'heure", Decimal(1), "heure"),
    (re.compile(r"\bdans la journee\b"), "dans la journee", Decimal(1), "jour"),
    (re.compile(r"\bdans la semaine\b"), "dans la semaine", Decimal(1), "semaine"),
    (re.compile(r"\bdans le mois\b"), "dans le mois", Decimal(1), "mois"),
    (re.compile(r"\b(?:avertis?|prevenus?|informes?|jusqu'a|au plus tard|annoncee?s?) la veille\b"), "la veille",
     Decimal(1), "jour"),
    (re.compile(r"\ben moins d'une heure\b|\bsous une heure\b"), "une heure", Decimal(1), "heure"),
    (re.compile(r"\b(?:une |la )?demi[- ]journee\b"), "demi", Decimal("0.5"), "jour"),
    (re.compile(r"\b(?:le |au |du )?jour ouvre (?:suivant|d'apres|qui suit|qui suivra)\b|\blendemain ouvre\b"), "ouvre",
     Decimal(1), "jour_ouvre"),
    (re.compile(r"\b(?:des |au |le )lendemain\b"), "lendemain", Decimal(1), "jour"),
    (re.compile(r"\ble jour suivant\b"), "le jour suivant", Decimal(1), "jour"),
    (re.compile(r"\ble jour meme\b"), "le jour meme", Decimal(0), "jour"),
    (re.compile(r"\b(?:sous|dans la|de) huitaine\b"), "huitaine", Decimal(8), "jour"),
    (re.compile(r"\b(?:sous|dans la) quinzaine\b"), "quinzaine", Decimal(15), "jour"),
    (re.compile(r"\b(?:sous|dans|en|pendant|durant) (?:le |au plus un )?trimestre\b|"
                r"(?<!une fois )\bun trimestre\b(?! sur)"), "trimestre", Decimal(3), "mois"),
    (re.compile(r"\b(?:sous|dans|en|pendant|durant) (?:le |au plus un )?semestre\b|"
                r"(?<!une fois )\bun semestre\b(?! sur)"), "semestre", Decimal(6), "mois"),
)  # fmt: skip
_COUNTED = re.compile(
    r"(?:ieme|\d(?:e|er|eme)?|premier|second|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|quinze|vingt)\s$"
)


def idioms(folded: str) -> Iterator[tuple[Decimal, str, tuple[int, int]]]:
    """Yield each duration said by an idiom, as a value, a unit and a place in the folded text."""
    taken: list[tuple[int, int]] = []
    for pattern, sign, value, unit in _IDIOMS:
        if sign not in folded:
            continue
        for match in pattern.finditer(folded):
            if _COUNTED.search(folded[: match.start()]):
                continue
            if not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                yield value, unit, match.span()
