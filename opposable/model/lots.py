"""One lot of a tender: what concerns it, and the tender narrowed to it."""

from __future__ import annotations

from opposable.model.clauses import TenderClause
from opposable.model.errors import OpposableError
from opposable.model.tender import Lot, Tender


def concerns(lots: tuple[str, ...], number: str) -> bool:
    """Whether what is limited to `lots` (all of them when empty) holds for the lot `number`."""
    return not lots or number in lots


def differ(tender: Tender) -> bool:
    """Whether some lot is asked, priced or judged on something that another is not."""
    if len(tender.lots) == 1:
        return False
    limits = [each.lots for part in (tender.clauses, tender.requirements, tender.prices) for each in part]
    return bool(tender.lot_criteria) or any(limits)


def lot_name(lot: Lot) -> str:
    """Name a lot as a heading does: « Lot 2 : Audits »."""
    return f"Lot {lot.number} : {lot.title}"


def lot_mention(lot: Lot) -> str:
    """Name a lot as a message does, before what it says: « Lot 2, Audits »."""
    return f"Lot {lot.number}, {lot.title}"


def find_lot(tender: Tender, number: str) -> Lot:
    """Return the lot of this number; `OpposableError` when there is none."""
    found = next((lot for lot in tender.lots if lot.number == number), None)
    if found is None:
        known = ", ".join(lot.number for lot in tender.lots)
        raise OpposableError(f"Le lot « {number} » n'existe pas.", hint=f"Lots de la consultation : {known}.")
    return found


def of_lot(tender: Tender, number: str) -> Tender:
    """Return `tender` with only what concerns one lot, under the seal of the whole; itself when it has no other.

    The estimate and the maximum are those of the lot, if said; the budget, which is that of all lots, is left out.
    Raises `OpposableError` for an unknown lot.
    """
    lot = find_lot(tender, number)
    if len(tender.lots) == 1:
        return tender
    criteria = tender.lot_criteria.get(number, tender.criteria)
    judged = {criterion.id for criterion in criteria}
    order = tuple(id_ for id_ in tender.method.tie_break_order if id_ in judged)
    return tender.model_copy(
        update={
            "lot": number,
            "lots": (lot,),
            "clauses": tuple(_clause(clause, number) for clause in tender.clauses if concerns(clause.lots, number)),
            "prices": tuple(line for line in tender.prices if concerns(line.lots, number)),
            "criteria": criteria,
            "lot_criteria": {},
            "method": tender.method.model_copy(update={"tie_break_order": order}),
            "procedure": tender.procedure.model_copy(
                update={"estimate_ht": lot.estimate_ht, "maximum_ht": lot.maximum_ht, "budget_ttc": None}
            ),
        }
    )


def by_lot(tender: Tender) -> tuple[Tender, ...]:
    """Return the tender narrowed to each of its lots, in order; itself alone when it has one."""
    return tuple(of_lot(tender, lot.number) for lot in tender.lots)


def _clause(clause: TenderClause, number: str) -> TenderClause:
    kept = tuple(requirement for requirement in clause.requirements if concerns(requirement.lots, number))
    return clause if len(kept) == len(clause.requirements) else clause.model_copy(update={"requirements": kept})
