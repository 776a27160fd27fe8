"""Share the 100 points between criteria and sub-criteria, so that they always total exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_FLOOR, Decimal

from opposable.model.catalog import Catalog, CriterionSpec
from opposable.model.clauses import TenderRequirement
from opposable.model.errors import OpposableError
from opposable.model.french import number
from opposable.model.tender import Criterion, SubCriterion

TOTAL = Decimal(100)
STEP = Decimal(1)
"""Smallest share given by the tool: one point. The buyer may write tenths."""


def share(total: Decimal, wanted: Mapping[str, Decimal], step: Decimal = STEP) -> dict[str, Decimal]:
    """Divide `total` in proportion to `wanted`, in whole `step`s, by largest remainder; the parts total exactly.

    Every part gets at least one step when there are enough; ties go to the first named.
    """
    base = sum(wanted.values(), Decimal(0))
    if not wanted or base <= 0:
        return {}
    exact = {key: total * weight / base for key, weight in wanted.items()}
    parts = {
        key: max((value / step).to_integral_value(ROUND_FLOOR) * step, min(step, total)) for key, value in exact.items()
    }
    gap = total - sum(parts.values())
    order = sorted(parts, key=lambda key: exact[key] - parts[key], reverse=gap > 0)
    index = 0
    while abs(gap) >= step and index < 100 * len(order):
        key = order[index % len(order)]
        move = step if gap > 0 else -step
        if parts[key] + move >= step:
            parts[key] += move
            gap -= move
        index += 1
    parts[order[0]] += gap
    return parts


def propose_criteria(
    catalog: Catalog, requirements: Iterable[TenderRequirement], chosen: Mapping[str, Decimal]
) -> tuple[Criterion, ...]:
    """Return the criteria that have something to judge, with weights that total 100.

    A criterion or sub-criterion without requirement leaves, and the others share its points; `chosen` weights
    (points out of 100) replace the proposal, criterion by criterion or sub-criterion by sub-criterion.
    """
    used = judged_weights(requirements)
    specs = [spec for spec in catalog.criteria.values() if spec.kind == "prix" or any(s.id in used for s in spec.sub)]
    weights = share(TOTAL, {spec.id: spec.weight for spec in specs})
    weights |= {key: value for key, value in chosen.items() if key in weights}
    return tuple(_criterion(spec, weights[spec.id], used, chosen) for spec in specs)


def judged_weights(requirements: Iterable[TenderRequirement]) -> dict[str, int]:
    """Return the weight of all the requirements judged on the bid, by sub-criterion."""
    used: dict[str, int] = {}
    for requirement in requirements:
        if requirement.stage == "offre":
            used[requirement.criterion] = used.get(requirement.criterion, 0) + requirement.weight
    return used


def propose_parts(spec: CriterionSpec, weight: Decimal, used: Mapping[str, int]) -> dict[str, Decimal]:
    """Share the `weight` of a criterion among its sub-criteria that have something to judge, as `used` says.

    Between the catalog's usual share and the mass of requirements kept: neither rules alone, so that one lone
    requirement does not weigh as much as forty.
    """
    return share(weight, {sub.id: (sub.weight * used[sub.id]).sqrt() for sub in spec.sub if sub.id in used})


def check_weights(criteria: Iterable[Criterion]) -> list[OpposableError]:
    """Return one problem for each total that is wrong: 100 for criteria, the criterion's weight for its parts."""
    criteria = tuple(criteria)
    problems = []
    total = sum((criterion.weight for criterion in criteria), Decimal(0))
    if total != TOTAL:
        problems.append(
            OpposableError(
                f"Les poids des critères totalisent {number(total)} au lieu de 100.",
                hint=f"{'Retirez' if total > TOTAL else 'Ajoutez'} {number(abs(total - TOTAL))} point(s).",
            )
        )
    for criterion in criteria:
        parts = sum((sub.weight for sub in criterion.sub), Decimal(0))
        if criterion.sub and parts != criterion.weight:
            problems.append(
                OpposableError(
                    f"Les sous-critères de « {criterion.title} » totalisent {number(parts)} "
                    f"au lieu de {number(criterion.weight)}.",
                    hint="Corrigez leurs poids.",
                )
            )
        weighed = [(criterion.title, criterion.weight), *((sub.title, sub.weight) for sub in criterion.sub)]
        problems.extend(
            OpposableError(f"Le poids de « {title} » doit être plus grand que zéro.")
            for title, weight in weighed
            if weight <= 0
        )
    return problems


def requirement_points(criteria: Iterable[Criterion], requirements: Iterable[TenderRequirement]) -> dict[str, Decimal]:
    """Return the most points each requirement can bring, out of the 100 of the whole (not rounded)."""
    weights = {sub.id: sub.weight for criterion in criteria for sub in criterion.sub}
    judged = [r for r in requirements if r.stage == "offre"]
    sums: dict[str, int] = {}
    for requirement in judged:
        sums[requirement.criterion] = sums.get(requirement.criterion, 0) + requirement.weight
    return {r.id: weights[r.criterion] * r.weight / sums[r.criterion] for r in judged if r.criterion in weights}


def _criterion(
    spec: CriterionSpec, weight: Decimal, used: Mapping[str, int], chosen: Mapping[str, Decimal]
) -> Criterion:
    subs = [sub for sub in spec.sub if sub.id in used]
    weights = propose_parts(spec, weight, used)
    weights |= {key: value for key, value in chosen.items() if key in weights}
    return Criterion(
        id=spec.id,
        kind=spec.kind,
        title=spec.title,
        about=spec.about,
        weight=weight,
        sub=tuple(SubCriterion(id=s.id, title=s.title, measures=s.measures, weight=weights[s.id]) for s in subs),
    )
