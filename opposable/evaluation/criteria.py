"""The tender's criteria as the arithmetic of `scoring` wants them."""

from __future__ import annotations

from decimal import Decimal

from opposable.model.tender import Tender
from scoring.criteria import Criterion, Sub


def scoring_criteria(tender: Tender) -> tuple[Criterion, ...]:
    """Return the announced criteria: sub-criteria in points, requirements with their relative weight."""
    weights: dict[str, dict[str, Decimal]] = {}
    for requirement in tender.judged:
        weights.setdefault(requirement.criterion, {})[requirement.id] = Decimal(requirement.weight)
    return tuple(
        Criterion(
            id=criterion.id,
            kind=criterion.kind,
            weight=criterion.weight,
            title=criterion.title,
            sub=tuple(
                Sub(id=sub.id, weight=sub.weight, requirements=weights[sub.id], title=sub.title)
                for sub in criterion.sub
                if sub.id in weights
            ),
        )
        for criterion in tender.criteria
    )
