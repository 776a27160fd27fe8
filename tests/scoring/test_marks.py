"""The scale of marks and the points that weighted marks earn."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.marks import HALF_MARKS, SCALE, check_mark, weighted_points

D = Decimal
NAMES = ["a", "b", "c", "d"]
marks_of = st.fixed_dictionaries({name: st.integers(0, 4).map(Decimal) for name in NAMES})
weights_of = st.fixed_dictionaries({name: st.integers(1, 10).map(Decimal) for name in NAMES})


def test_points_are_the_weighted_share_of_the_best_marks() -> None:
    # 40 × (3 × 3 + 1 × 2) / (4 × 4) = 27.5
    assert D("27.5") == weighted_points({"a": D(3), "b": D(2)}, {"a": D(3), "b": D(1)}, D(40))


def test_a_requirement_of_another_sub_criterion_does_not_count() -> None:
    assert D(40) == weighted_points({"a": D(4), "x": D(0)}, {"a": D(3)}, D(40))


def test_missing_marks_are_all_named() -> None:
    with pytest.raises(KeyError, match="no mark for b, c"):
        weighted_points({"a": D(4)}, {"c": D(1), "a": D(1), "b": D(1)}, D(40))


@pytest.mark.parametrize("mark", ["-1", "4.5", "5", "NaN", "Infinity"])
def test_a_mark_off_the_scale_is_refused(mark: str) -> None:
    with pytest.raises(ValueError, match="between 0 and 4"):
        check_mark(D(mark), HALF_MARKS)


def test_half_marks_need_to_have_been_chosen() -> None:
    assert D("2.5") == check_mark(D("2.5"), HALF_MARKS)
    with pytest.raises(ValueError, match=r"multiple of 1, got 2\.5"):
        check_mark(D("2.5"))
    with pytest.raises(ValueError, match=r"multiple of 0\.5, got 2\.25"):
        check_mark(D("2.25"), HALF_MARKS)


def test_weights_must_weigh() -> None:
    with pytest.raises(ValueError, match="add up to zero"):
        weighted_points({"a": D(4)}, {"a": D(0)}, D(40))
    with pytest.raises(ValueError, match="must not be negative"):
        weighted_points({"a": D(4), "b": D(4)}, {"a": D(2), "b": D(-1)}, D(40))


def test_every_whole_mark_has_a_meaning() -> None:
    assert [0, 1, 2, 3, 4] == list(SCALE)


@given(marks_of, weights_of, st.integers(1, 100).map(Decimal))
def test_points_stay_between_zero_and_the_available_ones(
    marks: dict[str, Decimal], weights: dict[str, Decimal], available: Decimal
) -> None:
    assert 0 <= weighted_points(marks, weights, available) <= available


@given(marks_of, weights_of, st.sampled_from(NAMES))
def test_a_better_mark_earns_more(marks: dict[str, Decimal], weights: dict[str, Decimal], name: str) -> None:
    worse, better = {**marks, name: D(1)}, {**marks, name: D(2)}
    assert weighted_points(worse, weights, D(60)) < weighted_points(better, weights, D(60))


@given(weights_of)
def test_the_best_marks_earn_everything_exactly(weights: dict[str, Decimal]) -> None:
    assert D(60) == weighted_points(dict.fromkeys(weights, D(4)), weights, D(60))
