"""What the tender asks, as the reader of bids looks for it."""

from __future__ import annotations

from typing import Literal

from opposable.model.bids import Sought, SoughtQuantity
from opposable.model.clauses import TenderRequirement
from opposable.model.tender import Tender


def sought_in(tender: Tender) -> tuple[Sought, ...]:
    """Return one search for each requirement judged on the bid, in document order."""
    return tuple(_sought(tender, requirement) for requirement in tender.judged)


def _sought(tender: Tender, requirement: TenderRequirement) -> Sought:
    clause = tender.clause_of(requirement.id)
    return Sought(
        id=requirement.id,
        title=clause.title if clause else "",
        text=requirement.text,
        mandatory=requirement.level == "minimale",
        finds=requirement.finds,
        contradicted_by=requirement.contradicted_by,
        quantities=_quantities(tender, requirement),
        proof=requirement.proof,
    )


def _quantities(tender: Tender, requirement: TenderRequirement) -> tuple[SoughtQuantity, ...]:
    parameter = tender.parameter_of(requirement)
    if parameter is None:
        return requirement.expected
    operators: dict[str, Literal["<=", ">=", "="]] = {"lower": "<=", "higher": ">=", "none": "="}
    return (
        SoughtQuantity(
            name=requirement.quantity or parameter.label,
            operator=operators[parameter.better],
            value=parameter.value,
            unit=parameter.unit,
        ),
        *requirement.expected,
    )
