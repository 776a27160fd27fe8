"""What « better than asked » is worth: the published thresholds of a commitment, and the mark they suggest."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from opposable.model.catalog import ValueFunction
from opposable.model.clauses import TenderParameter, TenderRequirement
from opposable.model.french import quantity
from opposable.model.tender import Tender
from opposable.model.units import unit

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A value, in the unit asked, from which a mark is suggested."""

    value: Decimal
    mark: int


def thresholds(parameter: TenderParameter, function: ValueFunction) -> tuple[Threshold, ...]:
    """Return the published thresholds of a commitment, from the value asked to the best.

    The gain is a share of the value asked, or of what is left to 100 for a percentage to raise. A parameter with no
    better direction has none.
    """
    if parameter.better == "none":
        return ()
    steps = [Threshold(parameter.value, function.met)]
    steps += [Threshold(_better(parameter, step.gain), step.mark) for step in function.gains]
    return tuple(steps)


def suggested_mark(parameter: TenderParameter, function: ValueFunction, committed: Decimal) -> int | None:
    """Return the mark that a committed value suggests; ``None`` without direction, 0 below what is asked.

    A suggestion only: a person marks, on the whole of the answer.
    """
    steps = thresholds(parameter, function)
    if not steps:
        return None
    lower = parameter.better == "lower"
    reached = [step.mark for step in steps if (committed <= step.value if lower else committed >= step.value)]
    return max(reached, default=0)


def thresholds_text(tender: Tender, requirement: TenderRequirement) -> str:
    """Say the published thresholds in French: « 2 jusqu'à 15 minutes ; 3 jusqu'à 10 minutes »; empty if none."""
    parameter = tender.parameter_of(requirement)
    if parameter is None or requirement.value_function is None:
        return ""
    word = "jusqu'à" if parameter.better == "lower" else "à partir de"
    steps = thresholds(parameter, requirement.value_function)
    return "\u00a0; ".join(f"{step.mark} {word} {quantity(step.value, unit(parameter.unit))}" for step in steps)


def _better(parameter: TenderParameter, gain: Decimal) -> Decimal:
    asked = parameter.value
    if parameter.better == "lower":
        value = asked * (1 - gain)
    elif parameter.unit == "pourcent":
        value = asked + gain * (_HUNDRED - asked)
    else:
        value = asked * (1 + gain)
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP).normalize()
