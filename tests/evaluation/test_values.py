"""The value function: thresholds published in advance, a suggestion that never gets worse with a better value."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opposable.evaluation.values import suggested_mark, thresholds
from opposable.model.catalog import Gain, ValueFunction
from opposable.model.clauses import TenderParameter

FUNCTION = ValueFunction(met=2, gains=(Gain(gain=Decimal("0.33"), mark=3), Gain(gain=Decimal("0.6"), mark=4)))


def parameter(value: str, better: Literal["lower", "higher", "none"], unit: str = "minute") -> TenderParameter:
    asked = Decimal(value)
    return TenderParameter(
        name="p", label="P", unit=unit, value=asked, default=asked, range=(Decimal(0), Decimal(1000)), better=better
    )


def test_a_shorter_delay_is_worth_more() -> None:
    steps = [(str(step.value), step.mark) for step in thresholds(parameter("15", "lower"), FUNCTION)]
    assert steps == [("15", 2), ("10.05", 3), ("6", 4)]


def test_a_percentage_gains_on_what_is_left_to_100() -> None:
    steps = [(str(step.value), step.mark) for step in thresholds(parameter("99.5", "higher", "pourcent"), FUNCTION)]
    assert steps == [("99.5", 2), ("99.67", 3), ("99.8", 4)]


@pytest.mark.parametrize(("committed", "mark"), [("20", 0), ("15", 2), ("11", 2), ("10", 3), ("6", 4), ("1", 4)])
def test_a_committed_value_suggests_a_mark(committed: str, mark: int) -> None:
    assert suggested_mark(parameter("15", "lower"), FUNCTION, Decimal(committed)) == mark


def test_without_a_better_direction_nothing_is_suggested() -> None:
    assert suggested_mark(parameter("15", "none"), FUNCTION, Decimal(15)) is None


@given(a=st.decimals(1, 100, places=1), b=st.decimals(1, 100, places=1))
def test_a_better_value_never_suggests_less(a: Decimal, b: Decimal) -> None:
    asked = parameter("30", "lower")
    low, high = sorted((a, b))
    assert (suggested_mark(asked, FUNCTION, low) or 0) >= (suggested_mark(asked, FUNCTION, high) or 0)
