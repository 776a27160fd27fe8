"""How firmly a number of a French text is bounded: « au plus », « au moins », « jusqu'à », « environ »."""

from __future__ import annotations

import re
from typing import Literal

from opposable.bids.matching.tokens import holds

Bound = Literal["", "au_plus", "au_moins", "jusqu_a", "environ"]

_MOST = re.compile(
    r"(?:au plus(?: tard)?|au maximum|maximum|maximal\w*|max|au pire|dans le pire des cas|"
    r"inferieur\w* (?:ou egal\w* )?a|n'excede\w* pas|sans (?:jamais )?(?:exceder|depasser)|moins de|"
    r"ne depasse\w* pas|jamais plus d[e']|pas plus d[e'])"
)
_LEAST = re.compile(
    r"(?:au moins|au minimum|minimum|minimal\w*|min\b|plus de|superieur\w* (?:ou egal\w* )?a|"
    r"jamais moins d[e']|pas moins d[e'])"
)
_MOST_AFTER = re.compile(rf"\W*(?:ouvr\w+ |calend\w+ )?{_MOST.pattern}")
_LEAST_AFTER = re.compile(rf"\W*(?:\w+ )?{_LEAST.pattern}")
_BEFORE_STOP, _AFTER_STOP = re.compile(r"[.;:!?|(),]"), re.compile(r"[.;:!?|()]")
_SIGN = re.compile(r"([<≤>≥])\s*=?\s*$")
_UP_TO = ("jusqu'a", "pouvant aller", "pouvant atteindre")
_BOUNDING = ("plus", "moins", "max", "min", "pire", "inferieur", "superieur", "exce", "depasse")
_ABOUT = re.compile(r"(?:environ|de l'ordre de|approximativement|autour de|pres de|une? \w+aine de)")
_ABOUT_SIGNS = ("environ", "ordre de", "approx", "autour", "pres de", "aine de")


def bound_of(folded: str, start: int, end: int) -> Bound:
    """Read « au plus », « au moins », « jusqu'à », « environ » just before or after a number."""
    before, after = folded[max(0, start - 34) : start], folded[end : end + 28]
    before = _BEFORE_STOP.split(before)[-1]
    after = _AFTER_STOP.split(after, 1)[0]
    if holds(before, _UP_TO):
        return "jusqu_a"
    if sign := _SIGN.search(before):
        return "au_plus" if sign[1] in "<≤" else "au_moins"
    if holds(before, _BOUNDING) or holds(after, _BOUNDING):
        if _MOST.search(before) or _MOST_AFTER.match(after):
            return "au_plus"
        if _LEAST.search(before) or _LEAST_AFTER.match(after):
            return "au_moins"
    return "environ" if holds(before, _ABOUT_SIGNS) and _ABOUT.search(before) else ""
