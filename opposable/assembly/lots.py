"""Limit clauses, requirements and prices to the lots that the buyer names, and share the points of each lot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from opposable.assembly.weights import TOTAL, check_weights, judged_weights, propose_parts, share
from opposable.model.catalog import Catalog, CriterionSpec
from opposable.model.clauses import TenderClause, TenderRequirement
from opposable.model.draft import Edits, LotAmounts
from opposable.model.errors import OpposableError, nearest
from opposable.model.french import euros, plural
from opposable.model.lots import by_lot, concerns, lot_mention
from opposable.model.tender import Criterion, Lot, PriceLine, Tender

Wanted = Mapping[str, tuple[str, ...]]


def check_names(catalog: Catalog, edits: Edits) -> None:
    """Refuse a limit on what is neither a clause, a requirement, nor a price; `OpposableError` names the nearest."""
    known = {line.code for line in catalog.prices.values()}
    for clause in catalog.clauses.values():
        known |= {clause.id, *(requirement.id for requirement in clause.requirements)}
    for own in edits.own:
        known |= {f"acheteur.{own.key}", *(f"acheteur.{own.key}.e{n + 1}" for n in range(len(own.requirements)))}
    for word in sorted(edits.lots.keys() - known):
        raise OpposableError(
            f"« {word} » n'est ni une clause, ni une exigence, ni un prix : ses lots ne peuvent être dits.",
            hint=nearest(word, known),
        )


def limit_clauses(clauses: Iterable[TenderClause], wanted: Wanted, lots: tuple[Lot, ...]) -> tuple[TenderClause, ...]:
    """Return `clauses` with the lots each is for, and its requirements with theirs where they are fewer."""
    if len(lots) == 1 or not wanted:
        return tuple(clauses)
    return tuple(_limited(clause, wanted, lots) for clause in clauses)


def limit_prices(lines: Iterable[PriceLine], wanted: Wanted, lots: tuple[Lot, ...]) -> tuple[PriceLine, ...]:
    """Return the lines of the price schedule with the lots each is for."""
    if len(lots) == 1 or not wanted:
        return tuple(lines)
    everywhere = tuple(lot.number for lot in lots)
    return tuple(line.model_copy(update={"lots": _limits(wanted.get(line.code, ()), everywhere)}) for line in lines)


def price_lots(lots: tuple[Lot, ...], amounts: Mapping[str, LotAmounts]) -> tuple[Lot, ...]:
    """Return `lots` with the estimate and the maximum of each; those of a single lot are the tender's own."""
    if len(lots) == 1:
        return lots
    return tuple(lot.model_copy(update=dict(amounts[lot.number])) if lot.number in amounts else lot for lot in lots)


def share_by_lot(
    specs: Mapping[str, CriterionSpec],
    general: tuple[Criterion, ...],
    clauses: Iterable[TenderClause],
    lots: tuple[Lot, ...],
    edits: Edits,
) -> dict[str, tuple[Criterion, ...]]:
    """Return the criteria of each lot that does not judge on `general` as it stands; `specs` are the catalog's.

    A criterion without requirement in a lot leaves it, and the others share its points in proportion. The parts of a
    criterion are proposed from the requirements of the lot, as they are for one lot; where the buyer weighed them,
    they stay in proportion to what was chosen. The weights that the buyer chose for a lot replace what is proposed.
    """
    clauses = tuple(clauses)
    found = {}
    for lot in lots if len(lots) > 1 else ():
        used = judged_weights(_asked_in(clauses, lot.number))
        chosen = edits.lot_weights.get(lot.number, {})
        points = _points(general, used, chosen)
        criteria = tuple(
            _criterion(c, points[c.id], _parts(specs.get(c.id), c, points[c.id], used, edits.weights) | chosen, used)
            for c in general
            if c.id in points
        )
        if criteria != general:
            found[lot.number] = criteria
    return found


def lot_problems(tender: Tender, edits: Edits) -> tuple[OpposableError, ...]:
    """Return every reason not to publish that comes from the lots."""
    several = len(tender.lots) > 1
    return (
        *_unknown_lots(tender, edits),
        *(_nowhere(tender, edits) if several else ()),
        *(_totals(tender) if several else ()),
        *(problem for narrowed in by_lot(tender) if several for problem in _problems_of(narrowed, edits)),
    )


def _limited(clause: TenderClause, wanted: Wanted, lots: tuple[Lot, ...]) -> TenderClause:
    everywhere = tuple(lot.number for lot in lots)
    own = _limits(wanted.get(clause.id, ()), everywhere)
    requirements = tuple(
        requirement.model_copy(update={"lots": _limits(wanted.get(requirement.id, ()), own or everywhere)})
        for requirement in clause.requirements
    )
    return clause.model_copy(update={"lots": own, "requirements": requirements})


def _limits(wanted: tuple[str, ...], among: tuple[str, ...]) -> tuple[str, ...]:
    """Return the lots wanted that are `among` those possible, in order; nothing when they are all, or none."""
    kept = tuple(number for number in among if number in wanted)
    return () if kept == among else kept


def _asked_in(clauses: Iterable[TenderClause], number: str) -> Iterator[TenderRequirement]:
    """Give every requirement of a lot."""
    for clause in clauses:
        yield from (r for r in clause.requirements if concerns(r.lots or clause.lots, number))


def _points(
    general: tuple[Criterion, ...], used: Mapping[str, int], chosen: Mapping[str, Decimal]
) -> dict[str, Decimal]:
    """Return the points of each criterion that a lot judges on."""
    kept = [c for c in general if c.kind == "prix" or any(sub.id in used for sub in c.sub)]
    points = {criterion.id: criterion.weight for criterion in kept}
    if len(kept) < len(general):
        points = share(TOTAL, points)
    return points | {id_: weight for id_, weight in chosen.items() if id_ in points}


def _parts(
    spec: CriterionSpec | None,
    criterion: Criterion,
    weight: Decimal,
    used: Mapping[str, int],
    weighed: Mapping[str, Decimal],
) -> dict[str, Decimal]:
    """Return the points of each part of a criterion that a lot judges on."""
    if spec is not None and not any(sub.id in weighed for sub in criterion.sub):
        return propose_parts(spec, weight, used)
    kept = {sub.id: sub.weight for sub in criterion.sub if sub.id in used}
    as_it_stands = len(kept) == len(criterion.sub) and weight == criterion.weight
    return kept if as_it_stands else share(weight, kept)


def _criterion(
    criterion: Criterion, weight: Decimal, points: Mapping[str, Decimal], used: Mapping[str, int]
) -> Criterion:
    subs = tuple(sub.model_copy(update={"weight": points[sub.id]}) for sub in criterion.sub if sub.id in used)
    return criterion.model_copy(update={"weight": weight, "sub": subs})


def _unknown_lots(tender: Tender, edits: Edits) -> Iterator[OpposableError]:
    known = {lot.number for lot in tender.lots}
    several = plural(len(known), "lot")
    for word, numbers in edits.lots.items():
        for number in (number for number in numbers if number not in known):
            yield OpposableError(
                f"« {_shown(tender, word)} » est limité au lot « {number} », qui n'existe pas.",
                hint=f"La consultation a {several} : corrigez les siens.",
            )
    for what, given in (("poids", edits.lot_weights.keys()), ("montants", edits.lot_amounts.keys())):
        for number in sorted(given - known):
            yield OpposableError(
                f"Des {what} sont donnés pour le lot « {number} », qui n'existe pas.",
                hint=f"La consultation a {several} : retirez-les.",
            )


def _nowhere(tender: Tender, edits: Edits) -> Iterator[OpposableError]:
    """Tell what the buyer limits to no lot at all, or to lots that its clause is not for."""
    for word, numbers in edits.lots.items():
        clause = tender.clause_of(word)
        if not numbers or (clause is not None and clause.lots and not set(numbers) & set(clause.lots)):
            yield OpposableError(
                f"« {_shown(tender, word)} » n'est gardé pour aucun lot.",
                hint="Donnez-lui un lot de sa clause, ou écartez la clause.",
            )


def _totals(tender: Tender) -> Iterator[OpposableError]:
    """Tell the amounts of lots that do not total that of the whole, as far as they are said."""
    procedure = tender.procedure
    for name, field, whole in (
        ("estimations", "estimate_ht", procedure.estimate_ht),
        ("maximums", "maximum_ht", procedure.maximum_ht),
    ):
        said = [amount for lot in tender.lots if (amount := getattr(lot, field)) is not None]
        total = sum(said, Decimal(0))
        if whole is not None and said and (total > whole or (len(said) == len(tender.lots) and total != whole)):
            yield OpposableError(
                f"Les {name} des lots totalisent {euros(total, 'HT')} au lieu de {euros(whole, 'HT')}.",
                hint="Corrigez ceux des lots, ou le montant de la consultation.",
            )


def _shown(tender: Tender, word: str) -> str:
    requirement: TenderRequirement | None = tender.requirement(word)
    clause = next((clause.title for clause in tender.clauses if clause.id == word), word)
    return requirement.number if requirement is not None else clause


def _problems_of(narrowed: Tender, edits: Edits) -> Iterator[OpposableError]:
    (lot,) = narrowed.lots
    name = lot_mention(lot)
    if not narrowed.judged:
        yield OpposableError(f"{name} : aucune exigence n'y est à juger.", hint="Gardez-en une au moins pour ce lot.")
    if not narrowed.prices:
        yield OpposableError(f"{name} : son bordereau ne contient aucun prix.", hint="Gardez-en un pour ce lot.")
    for problem in check_weights(narrowed.criteria):
        yield OpposableError(f"{name} : {problem.message}", hint=problem.hint)
    weighed = {id_ for c in narrowed.criteria for id_ in (c.id, *(sub.id for sub in c.sub))}
    for id_ in sorted(edits.lot_weights.get(lot.number, {}).keys() - weighed):
        yield OpposableError(
            f"{name} : un poids est donné à « {id_} », qui n'y est pas jugé.",
            hint=nearest(id_, weighed) or "Retirez-le.",
        )
