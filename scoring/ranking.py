"""Rank the retained bids, keeping every term of each total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from scoring.criteria import Criterion, Sub, available_points, check_criteria, price_criterion, whole
from scoring.marks import HIGHEST, WHOLE_MARKS, total_weight, weighted_points, weighted_sum
from scoring.price import PriceResult, price_points
from scoring.rounding import EXACT, round_half_up
from scoring.wording import listed, number, points, typeset

Marks = Mapping[str, Decimal]


@dataclass(frozen=True)
class RequirementTerm:
    """What one requirement brings: `points` out of `available`, not rounded: they explain, they don't add."""

    id: str
    mark: Decimal
    weight: Decimal
    available: Decimal
    points: Decimal


@dataclass(frozen=True)
class SubTerm:
    """A sub-criterion's rounded points, with the working in French."""

    id: str
    available: Decimal
    points: Decimal
    working: str
    requirements: tuple[RequirementTerm, ...]


@dataclass(frozen=True)
class CriterionTerm:
    """A criterion's points: the sum of its sub-criteria's, or the price's with its working."""

    id: str
    kind: str
    weight: Decimal
    points: Decimal
    subs: tuple[SubTerm, ...] = ()
    price: PriceResult | None = None


@dataclass(frozen=True)
class RankedBid:
    """One bid, its terms and its place.

    `decided_by` names the criteria of the tie-break rule that separated it from bids of the same total;
    `note` says a tie, broken or not, in French; it is empty where the total alone gives the rank.
    """

    bid: str
    total: Decimal
    criteria: tuple[CriterionTerm, ...]
    rank: int = 0
    ex_aequo: bool = False
    decided_by: tuple[str, ...] = ()
    note: str = ""

    def term(self, criterion: str) -> CriterionTerm:
        """Return the term of `criterion`; KeyError if there is none."""
        return {term.id: term for term in self.criteria}[criterion]


@dataclass(frozen=True)
class Ranking:
    """Bids by rank, then by name, with what the computation used; `out_of` is the total of a perfect bid."""

    rows: tuple[RankedBid, ...]
    method_id: str
    parameters: Mapping[str, Decimal]
    decimals: int
    tie_break: tuple[str, ...]
    step: Decimal
    out_of: Decimal

    @property
    def leaders(self) -> tuple[RankedBid, ...]:
        """The bid of rank 1, or all of them if they are ex æquo."""
        return tuple(row for row in self.rows if row.rank == 1)

    def row(self, bid: str) -> RankedBid:
        """Return the row of `bid`; KeyError if it was not ranked."""
        return {row.bid: row for row in self.rows}[bid]


def rank(  # noqa: PLR0913 (the sealed method, one keyword each)
    criteria: Sequence[Criterion],
    marks: Mapping[str, Marks],
    prices: Mapping[str, Decimal],
    method_id: str,
    *,
    parameters: Mapping[str, Decimal] | None = None,
    decimals: int = 2,
    tie_break: Sequence[str] = (),
    step: Decimal = WHOLE_MARKS,
) -> Ranking:
    """Return the ranking of the retained bids under the sealed method.

    `marks` (bid → requirement → mark) and `prices` (bid → amount) hold the retained bids and no other: a bid
    set aside as irregular takes no part, not even in the lowest price. Points are rounded half up to
    `decimals` places once, at the sub-criterion and at the price; a criterion is the sum of its rounded
    sub-criteria and the total the sum of the criteria, so that what is printed adds up. Bids of equal total
    share a rank and are ex æquo, unless `tie_break`, a list of criterion ids tried in turn (points, or for
    the price the lowest amount), separates them. Raises KeyError for a missing mark or price, ValueError for
    figures that `scoring.marks`, `scoring.price` or `scoring.criteria` refuse and for an unknown tie-break
    criterion.
    """
    check_criteria(criteria, decimals)
    _check_bids(criteria, marks, prices, tie_break)
    priced = _priced(criteria, prices, method_id, parameters, decimals)
    scored = [score(bid, criteria, marks[bid], priced.get(bid), decimals=decimals, step=step) for bid in sorted(marks)]
    rows = place(scored, criteria, tuple(tie_break))
    return Ranking(rows, method_id, dict(parameters or {}), decimals, tuple(tie_break), step, whole(criteria))


def score(
    bid: str,
    criteria: Sequence[Criterion],
    marks: Marks,
    price: PriceResult | None,
    *,
    decimals: int = 2,
    step: Decimal = WHOLE_MARKS,
) -> RankedBid:
    """Return the terms and the total of `bid`, not yet placed among the others."""
    try:
        terms = tuple(_criterion_term(criterion, marks, price, decimals, step) for criterion in criteria)
    except KeyError as missing:
        raise KeyError(f"{bid}: {missing.args[0]}") from None
    except ValueError as wrong:
        raise ValueError(f"{bid}: {wrong}") from None
    return RankedBid(bid, sum((term.points for term in terms), Decimal(0)), terms)


def place(
    scored: Sequence[RankedBid], criteria: Sequence[Criterion], tie_break: tuple[str, ...] = ()
) -> tuple[RankedBid, ...]:
    """Return `scored` in order, each with its rank; after two bids ranked 1 comes rank 3."""
    keys = {row.bid: _key(row, tie_break) for row in scored}
    labels = {criterion.id: criterion.label for criterion in criteria}
    placed = [replace(row, rank=1 + sum(key > keys[row.bid] for key in keys.values())) for row in scored]
    ordered = sorted(placed, key=lambda row: (row.rank, row.bid))
    return tuple(_with_ties(row, ordered, tie_break, labels) for row in ordered)


def heaviest_first(criteria: Sequence[Criterion]) -> tuple[str, ...]:
    """Return a usual tie-break rule: the heaviest criterion first, the first listed among equals."""
    return tuple(criterion.id for criterion in sorted(criteria, key=lambda criterion: -criterion.weight))


def rounding_rule(decimals: int = 2) -> str:
    """Return the rounding rule as a règlement de la consultation prints it."""
    units = {0: ("au point", "un demi-point"), 1: ("au dixième", "un demi-dixième")}
    unit, half = units.get(decimals, ("au centième", "un demi-centième"))
    if decimals > 2:
        unit, half = f"à {decimals} décimales", "un 5 à la décimale suivante"
    return typeset(
        "Les calculs sont conduits sans arrondi intermédiaire. Les points de chaque sous-critère et ceux du "
        f"prix sont arrondis une seule fois, {unit} ; {half} est arrondi vers le haut. "
        "Les points d'un critère sont la somme des points arrondis de ses sous-critères, et le total d'une "
        "offre est la somme des points de ses critères. "
        "Les points par exigence sont donnés à titre d'explication."
    )


def tie_rule(criteria: Sequence[Criterion], tie_break: Sequence[str] = ()) -> str:
    """Return the tie-break rule as a règlement de la consultation prints it."""
    if not tie_break:
        return "Les offres qui ont le même total de points sont classées ex æquo."
    labels = {c.id: "le prix le plus bas" if c.is_price else f"les points du critère « {c.label} »" for c in criteria}
    return typeset(
        f"Les offres qui ont le même total de points sont départagées, dans l'ordre, par "
        f"{listed(tuple(labels[name] for name in tie_break))} ; à défaut, elles sont classées ex æquo."
    )


def _check_bids(
    criteria: Sequence[Criterion],
    marks: Mapping[str, Marks],
    prices: Mapping[str, Decimal],
    tie_break: Sequence[str],
) -> None:
    if not marks:
        raise ValueError("there must be at least one retained bid")
    unknown = sorted(set(tie_break) - {criterion.id for criterion in criteria})
    if unknown:
        raise ValueError(f"tie_break names unknown criteria: {', '.join(unknown)}")
    if price_criterion(criteria) and (missing := sorted(marks.keys() - prices.keys())):
        raise KeyError(f"no price for {', '.join(missing)}")
    if strangers := sorted(prices.keys() - marks.keys()):
        raise KeyError(f"a price but no marks for {', '.join(strangers)}")


def _priced(
    criteria: Sequence[Criterion],
    prices: Mapping[str, Decimal],
    method_id: str,
    parameters: Mapping[str, Decimal] | None,
    decimals: int,
) -> Mapping[str, PriceResult]:
    criterion = price_criterion(criteria)
    if criterion is None:
        return {}
    return price_points(method_id, prices, criterion.weight, parameters=parameters, decimals=decimals)


def _criterion_term(
    criterion: Criterion, marks: Marks, price: PriceResult | None, decimals: int, step: Decimal
) -> CriterionTerm:
    if criterion.is_price:
        if price is None:
            raise KeyError("no price")
        return CriterionTerm(criterion.id, criterion.kind, criterion.weight, price.points, price=price)
    shares = available_points(criterion, decimals)
    subs = tuple(_sub_term(sub, shares[sub.id], marks, decimals, step) for sub in criterion.sub)
    earned = sum((sub.points for sub in subs), Decimal(0))
    return CriterionTerm(criterion.id, criterion.kind, criterion.weight, earned, subs)


def _sub_term(sub: Sub, available: Decimal, marks: Marks, decimals: int, step: Decimal) -> SubTerm:
    earned = round_half_up(weighted_points(marks, sub.requirements, available, step), decimals)
    weight = total_weight(sub.requirements)
    working = (
        f"{number(available)} × {number(weighted_sum(marks, sub.requirements, step))}"
        f" / ({number(HIGHEST)} × {number(weight)}) = {number(earned, decimals)}"
    )
    with localcontext(EXACT):
        terms = tuple(
            RequirementTerm(
                name,
                marks[name],
                own,
                available * own / weight,
                available * own * marks[name] / (HIGHEST * weight),
            )
            for name, own in sub.requirements.items()
        )
    return SubTerm(sub.id, available, earned, typeset(working), terms)


def _key(row: RankedBid, tie_break: tuple[str, ...]) -> tuple[Decimal, ...]:
    return (row.total, *(_tie_value(row.term(name)) for name in tie_break))


def _tie_value(term: CriterionTerm) -> Decimal:
    return -term.price.price if term.price else term.points


def _with_ties(
    row: RankedBid, rows: Sequence[RankedBid], tie_break: tuple[str, ...], labels: Mapping[str, str]
) -> RankedBid:
    rivals = [other for other in rows if other.total == row.total and other.bid != row.bid]
    if not rivals:
        return row
    equals = tuple(other.bid for other in rivals if other.rank == row.rank)
    apart = tuple(other.bid for other in rivals if other.rank != row.rank)
    deciding = {_separates(row, other, tie_break) for other in rivals if other.rank != row.rank}
    decided_by = tuple(name for name in tie_break if name in deciding)
    sentences = []
    if apart:
        used = listed(tuple(f"« {labels[name]} »" for name in decided_by))
        sentences.append(f"Même total que {listed(apart)}, {points(row.total)} ; départage par {used}.")
    if equals:
        sentences.append(f"Ex æquo avec {listed(equals)}, {points(row.total)}.")
    return replace(row, ex_aequo=bool(equals), decided_by=decided_by, note=typeset(" ".join(sentences)))


def _separates(row: RankedBid, other: RankedBid, tie_break: tuple[str, ...]) -> str:
    return next(name for name in tie_break if _tie_value(row.term(name)) != _tie_value(other.term(name)))
