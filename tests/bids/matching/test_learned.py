"""Linear models: chances that add up, weights that find what separates, whatever the order of what is learned."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opposable.bids.matching.learned import Weighing, learn

ONE = Weighing(outcomes=("oui",), intercepts=(0.5,), features={"a": (1.0, 2.0, 3.0), "b": (0.0, 1.0, -1.0)})
THREE = Weighing(
    outcomes=("x", "y", "z"), intercepts=(0.0, 0.0, 1.0), features={"a": (0.0, 1.0, 1.0, -1.0, 0.0)}
)  # fmt: skip
DIRECTION = np.array([3.0, -2.0, 0.0, 1.0])


def invented(count=1500, seed=7):
    """Return rows of four features of unlike spreads, and whether each lies on the right side of `DIRECTION`."""
    rows = np.random.default_rng(seed).normal(size=(count, 4)) * [1.0, 5.0, 2.0, 0.1] + [0.0, 10.0, -3.0, 1.0]
    sides = ((rows - [0.0, 10.0, -3.0, 1.0]) / [1.0, 5.0, 2.0, 0.1]) @ DIRECTION
    return rows, ["oui" if side > 0 else "" for side in sides]


def turned(count=900, seed=11):
    """Return rows of a plane, and in which third of the turn each lies."""
    rows = np.random.default_rng(seed).normal(size=(count, 2))
    thirds = ((np.arctan2(rows[:, 1], rows[:, 0]) + math.pi) / (2 * math.pi / 3)).astype(int)
    return rows, ["xyz"[min(third, 2)] for third in thirds]


def weights_of(weighing):
    return np.array([values[2:] for values in weighing.features.values()])


def test_the_chance_of_a_single_outcome_is_the_logistic_of_its_score():
    expected = 1 / (1 + math.exp(-(0.5 + (4 - 1) / 2 * 3 - 2)))
    assert expected == pytest.approx(ONE.of({"a": 4.0, "b": 2.0})["oui"])


def test_a_missing_feature_counts_as_zero():
    assert ONE.of({"a": 4.0, "b": 0.0}) == ONE.of({"a": 4.0})
    assert ONE.of({"a": 4.0}) != ONE.of({"a": 4.0, "b": 1.0})


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6))
def test_chances_lie_between_0_and_1_and_shares_add_up_however_far_the_measures(values):
    shares = THREE.chances(np.array([[each] for each in values]))
    assert [1.0] * len(values) == pytest.approx(shares.sum(axis=1).tolist())
    alone = ONE.chances(np.array([[each, -each] for each in values]))
    for chances in (shares, alone):
        assert chances.min() >= 0
        assert chances.max() <= 1


def test_a_known_direction_is_recovered():
    rows, truth = invented()
    learned = learn(rows, truth, "abcd", ("oui",), penalty=1.0, even=False)
    found = weights_of(learned)[:, 0]
    assert float(found @ DIRECTION / np.linalg.norm(found) / np.linalg.norm(DIRECTION)) > 0.995
    fresh, said = invented(seed=8)
    right = (learned.chances(fresh)[:, 0] > 0.5) == np.array([each == "oui" for each in said])
    assert right.mean() > 0.97


def test_several_outcomes_are_told_apart():
    rows, truth = turned()
    learned = learn(rows, truth, "ab", "xyz", penalty=1.0, even=False)
    guessed = np.array(list("xyz"))[learned.chances(rows).argmax(axis=1)]
    assert (guessed == np.array(truth)).mean() > 0.95


@pytest.mark.parametrize("even", [False, True])
@pytest.mark.parametrize("order", ["yxz", "zyx", "yzx"])
def test_the_order_of_the_outcomes_changes_nothing(order, even):
    rows, truth = turned()
    first = learn(rows, truth, "ab", "xyz", penalty=3.0, even=even)
    other = learn(rows, truth, "ab", order, penalty=3.0, even=even)
    for row in rows[:40]:
        named = dict(zip("ab", row, strict=True))
        assert first.of(named) == pytest.approx(other.of(named), abs=1e-3)


def test_the_order_of_the_rows_changes_nothing():
    rows, truth = turned()
    first = learn(rows, truth, "ab", "xyz", penalty=3.0, even=True)
    other = learn(rows[::-1], truth[::-1], "ab", "xyz", penalty=3.0, even=True)
    assert weights_of(first) == pytest.approx(weights_of(other), abs=1e-3)


def test_learning_twice_gives_the_same_weights():
    rows, truth = invented(300)
    assert learn(rows, truth, "abcd", ("oui",), penalty=3.0, even=False) == learn(
        rows.copy(), list(truth), "abcd", ("oui",), penalty=3.0, even=False
    )


def test_two_models_are_equal_when_they_say_the_same_in_the_same_order_used_or_not():
    used, fresh = ONE.model_copy(), Weighing.model_validate(ONE.model_dump())
    used.of({"a": 1.0})
    fresh.of({"a": 1.0})
    assert used == fresh == Weighing.model_validate(ONE.model_dump())
    assert used != Weighing(outcomes=("oui",), intercepts=(0.6,), features=ONE.features)
    assert used != Weighing(outcomes=("oui",), intercepts=(0.5,), features=dict(reversed(ONE.features.items())))
    assert used != "oui"


def test_a_measure_that_never_changes_weighs_nothing():
    rows, truth = invented(300)
    rows[:, 2] = 4.0
    assert (4.0, 1.0, 0.0) == learn(rows, truth, "abcd", ("oui",), penalty=3.0, even=False).features["c"]


def test_a_greater_penalty_shrinks_the_weights():
    rows, truth = invented(300)
    sizes = [
        np.linalg.norm(weights_of(learn(rows, truth, "abcd", ("oui",), penalty=each, even=False)))
        for each in (1, 30, 900)
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] < 0.5 * sizes[0]


def test_without_anything_to_tell_them_apart_chances_are_the_frequencies_or_even():
    rows = np.random.default_rng(3).normal(size=(400, 2))
    truth = ["x" if place % 10 else "y" for place in range(400)]
    as_met = learn(rows, truth, "ab", "xy", penalty=1e5, even=False).of({})
    level = learn(rows, truth, "ab", "xy", penalty=1e5, even=True).of({})
    assert {"x": 0.9, "y": 0.1} == pytest.approx(as_met, abs=0.01)
    assert {"x": 0.5, "y": 0.5} == pytest.approx(level, abs=0.01)
    alone = learn(rows, truth, "ab", ("y",), penalty=1e5, even=False).of({})
    assert {"y": 0.1} == pytest.approx(alone, abs=0.01)
