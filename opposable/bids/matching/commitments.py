"""What a bid promises in numbers for one quantity asked, compared in the right direction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from opposable.bids.matching.candidates import Candidate
from opposable.bids.matching.finding import SearchableBid
from opposable.bids.matching.tokens import fold
from opposable.model.bids import SoughtQuantity

_CONTRAST = re.compile(
    r"\b(?:sinon|en dehors|hors|ho|hno|la nuit|le week-?end|de nuit|le reste|au-dela|sauf|jours? feries?|dimanche|"
    r"non ouvre|weekend|les autres|"
    r"pour (?:un |une |les |le |la |l')?(?:\w+ )?(?:hopita\w+|ehpad|sites?|etablissements?|"
    r"structures?|petits?|grands?|maisons?|autres?|ville|campagne|communes?|rural\w*))\b"
)
_BECOMES = re.compile(
    r"\b(?:mont\w+ a|pass\w+ a|port\w+ a|ramen\w+ a|all?ong\w+ a|tomb\w+ a|descend\w* a|(?:est|sera) (?:alors )?de|"
    r"comptez|compter) (?:environ )?$"
)


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
        least = 0.1 if _becomes(other, bid) else 0.3
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
