"""How little it would take to change the first place: marks, price, weights. Internal, never a criterion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from scoring.bench import Bench, Finding, bench
from scoring.criteria import Criterion, price_criterion
from scoring.marks import HIGHEST
from scoring.ranking import Marks, RankedBid, Ranking, place, rank, score
from scoring.rounding import EXACT, round_half_up
from scoring.wording import amount, listed, number, points, typeset

__all__ = [
    "Bench",
    "Finding",
    "MarkChange",
    "PriceRise",
    "Sensitivity",
    "WeightSwing",
    "bench",
    "sensitivity",
]

DEAREST = 90_000
"""The highest rise tried, in hundredths of a percent: ten times the price."""


@dataclass(frozen=True)
class MarkChange:
    """One mark moved by one point that changes who is first; `leaders` are first afterwards."""

    bid: str
    requirement: str
    before: Decimal
    after: Decimal
    leaders: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class PriceRise:
    """The smallest rise, in percent, at which `bid` is no longer first alone; None above 900 %."""

    bid: str
    percent: Decimal | None
    price: Decimal | None
    sentence: str


@dataclass(frozen=True)
class WeightSwing:
    """The weight of `criterion` at which `rival` joins the first, the others in proportion."""

    criterion: str
    weight: Decimal
    swing: Decimal
    rival: str
    sentence: str


@dataclass(frozen=True)
class Sensitivity:
    """What the first place rests on; `margin` is in points, None when there is one bid."""

    first: str
    second: str | None
    margin: Decimal | None
    mark_changes: tuple[MarkChange, ...]
    marks_tried: int
    price_rise: PriceRise | None
    weight_swings: tuple[WeightSwing, ...]
    sentences: tuple[str, ...]


def sensitivity(
    ranking: Ranking,
    criteria: Sequence[Criterion],
    marks: Mapping[str, Marks],
    prices: Mapping[str, Decimal],
) -> Sensitivity:
    """Return how fragile the first place of `ranking` is.

    `criteria`, `marks` and `prices` are those that gave `ranking`; its formula, rounding and tie-break are
    applied again. With one bid there is nothing to compare; with several first ex æquo only the marks are
    tried.
    """
    first, *others = ranking.rows
    if not others:
        return Sensitivity(first.bid, None, None, (), 0, None, (), ("Une seule offre est classée.",))
    changes, tried = _mark_changes(ranking, criteria, marks)
    alone = len(ranking.leaders) == 1
    rise = _price_rise(ranking, criteria, marks, prices) if alone and price_criterion(criteria) else None
    swings = tuple(_weight_swings(ranking, criteria)) if alone else ()
    margin = first.total - others[0].total
    sentences = (
        _margin_sentence(ranking, margin),
        _marks_sentence(changes, tried),
        *((rise.sentence,) if rise else ()),
        *(swing.sentence for swing in swings),
    )
    return Sensitivity(first.bid, others[0].bid, margin, changes, tried, rise, swings, sentences)


def _margin_sentence(ranking: Ranking, margin: Decimal) -> str:
    first, second = ranking.rows[:2]
    names = tuple(row.bid for row in ranking.leaders)
    if len(names) > 1:
        return typeset(f"{listed(names)} sont premiers ex æquo.")
    if margin == 0:
        return typeset(
            f"{first.bid} et {second.bid} ont le même total ; le départage donne le premier rang à {first.bid}."
        )
    return typeset(f"{first.bid} devance {second.bid} de {points(margin)} sur {number(ranking.out_of)}.")


def _marks_sentence(changes: tuple[MarkChange, ...], tried: int) -> str:
    if not changes:
        return typeset(f"Aucune note déplacée d'un point ne change le premier rang ({tried} essais).")
    return typeset(
        f"Une note déplacée d'un point suffit à changer le premier rang "
        f"dans {len(changes)} essai{'s' if len(changes) > 1 else ''} sur {tried}."
    )


def _mark_changes(
    ranking: Ranking, criteria: Sequence[Criterion], marks: Mapping[str, Marks]
) -> tuple[tuple[MarkChange, ...], int]:
    """Take one point from each mark of the first, give one to each mark of the others."""
    leaders = {row.bid for row in ranking.leaders}
    changes, tried = [], 0
    for row in ranking.rows:
        delta = Decimal(-1) if row.bid in leaders else Decimal(1)
        for requirement, reach in _reach(row).items():
            before = marks[row.bid][requirement]
            after = min(HIGHEST, max(Decimal(0), before + delta))
            tried += before != after
            if before == after or not _near(row, reach, ranking):
                continue
            moved = _moved(row, {**marks[row.bid], requirement: after}, ranking, criteria)
            if {leader.bid for leader in moved} != leaders:
                changes.append(_change(row.bid, requirement, before, after, moved))
    return tuple(changes), tried


def _reach(row: RankedBid) -> Mapping[str, Decimal]:
    """Return the points that one mark more brings, by requirement."""
    reach: dict[str, Decimal] = {}
    for term in (term for c in row.criteria for sub in c.subs for term in sub.requirements):
        reach[term.id] = reach.get(term.id, Decimal(0)) + term.available / HIGHEST
    return reach


def _near(row: RankedBid, reach: Decimal, ranking: Ranking) -> bool:
    """Say whether `reach`, with some rounding, could close the gap to the first, or the first's to the second.

    Each sub-criterion is rounded before and after: moving the mark moves it by a unit more than `reach`, at most.
    A first ex æquo is level with another first, so that any point closes its gap.
    """
    first, second = ranking.rows[:2]
    rival = second if row.bid == first.bid else first
    slack = Decimal(1).scaleb(-ranking.decimals) * sum(len(term.subs) for term in row.criteria)
    return abs(row.total - rival.total) <= reach + slack


def _moved(row: RankedBid, marks: Marks, ranking: Ranking, criteria: Sequence[Criterion]) -> tuple[RankedBid, ...]:
    """Return the first of the ranking once `row` has `marks`."""
    price = next((term.price for term in row.criteria if term.price), None)
    again = score(row.bid, criteria, marks, price, decimals=ranking.decimals, step=ranking.step)
    rows = place([again if other.bid == row.bid else other for other in ranking.rows], criteria, ranking.tie_break)
    return tuple(other for other in rows if other.rank == 1)


def _change(bid: str, requirement: str, before: Decimal, after: Decimal, leaders: Sequence[RankedBid]) -> MarkChange:
    names = tuple(leader.bid for leader in leaders)
    outcome = "sont premiers ex æquo" if len(names) > 1 else "est premier"
    sentence = (
        f"Si {bid} avait {number(after)} au lieu de {number(before)} sur « {requirement} », {listed(names)} {outcome}."
    )
    return MarkChange(bid, requirement, before, after, names, typeset(sentence))


def _price_rise(
    ranking: Ranking,
    criteria: Sequence[Criterion],
    marks: Mapping[str, Marks],
    prices: Mapping[str, Decimal],
) -> PriceRise:
    """Search by halves: the lead never grows with the first bid's own price."""
    first = ranking.rows[0].bid

    def holds(hundredths: int) -> bool:
        raised = {**prices, first: _raised(prices[first], hundredths)}
        again = rank(
            criteria,
            marks,
            raised,
            ranking.method_id,
            parameters=ranking.parameters,
            decimals=ranking.decimals,
            tie_break=ranking.tie_break,
            step=ranking.step,
        )
        return [row.bid for row in again.leaders] == [first]

    if holds(DEAREST):
        sentence = f"{first} reste premier même si son prix est multiplié par dix."
        return PriceRise(first, None, None, typeset(sentence))
    kept, lost = 0, DEAREST
    while lost - kept > 1:
        middle = (kept + lost) // 2
        kept, lost = (middle, lost) if holds(middle) else (kept, middle)
    percent, price = Decimal(lost) / 100, _raised(prices[first], lost)
    sentence = (
        f"{first} n'est plus seul premier si son prix monte de {number(percent, 2)} %, "
        f"de {amount(prices[first])} à {amount(round_half_up(price))}."
    )
    return PriceRise(first, percent, price, typeset(sentence))


def _raised(price: Decimal, hundredths: int) -> Decimal:
    with localcontext(EXACT):
        return price * (10_000 + hundredths) / 10_000


def _weight_swings(ranking: Ranking, criteria: Sequence[Criterion]) -> Iterator[WeightSwing]:
    """Give, for each criterion, the nearest weight below and above at which a rival joins the first."""
    for criterion in criteria:
        meetings = [
            (weight, rival.bid)
            for rival in ranking.rows[1:]
            if (weight := _meeting(ranking, rival, criterion)) is not None
        ]
        below = max((m for m in meetings if m[0] <= criterion.weight), default=None)
        above = min((m for m in meetings if m[0] > criterion.weight), default=None)
        for weight, rival in filter(None, (below, above)):
            yield _swing(criterion, weight, rival, ranking)


def _meeting(ranking: Ranking, rival: RankedBid, criterion: Criterion) -> Decimal | None:
    """Return the weight of `criterion` at which `rival` has the first's total, None if no weight does.

    The lead is a straight line of that weight: it is `here` per point of the criterion and `elsewhere` per
    point of the others, whose weights keep their proportions.
    """
    first = ranking.rows[0]
    with localcontext(EXACT):
        lead = first.term(criterion.id).points - rival.term(criterion.id).points
        rest = ranking.out_of - criterion.weight
        if rest == 0:
            return None
        here, elsewhere = lead / criterion.weight, (first.total - rival.total - lead) / rest
        if here == elsewhere:
            return None
        weight = ranking.out_of * elsewhere / (elsewhere - here)
    return weight if 0 <= weight <= ranking.out_of else None


def _swing(criterion: Criterion, weight: Decimal, rival: str, ranking: Ranking) -> WeightSwing:
    shown = round_half_up(weight)
    sentence = (
        f"Si « {criterion.label} » pesait {number(shown, 2)} au lieu de {number(criterion.weight)} "
        f"(les autres en proportion), {rival} rejoindrait {ranking.rows[0].bid}."
    )
    return WeightSwing(criterion.id, shown, shown - criterion.weight, rival, typeset(sentence))
