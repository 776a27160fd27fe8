"""Announced criteria: their available points and what can't be computed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scoring.criteria import Criterion, Sub, available_points, check_criteria, price_criterion, whole
from tests.scoring.tenders import CRITERIA

D = Decimal
PRICE = Criterion("prix", "prix", D(40))


def technical(weight: str = "60", *subs: Sub) -> Criterion:
    """Return a technical criterion, with one sub-criterion when none is given."""
    return Criterion("t", "technique", D(weight), subs or (Sub("t.a", D(1), {"r": D(1)}),))


def test_sub_criteria_share_the_points_of_their_criterion() -> None:
    assert {"technique.detection": D(30), "technique.reponse": D(20)} == available_points(CRITERIA[1])


def test_three_equal_sub_criteria_of_fifty_points_add_up() -> None:
    subs = tuple(Sub(name, D(1), {"r": D(1)}) for name in "abc")
    expected = {"a": D("16.67"), "b": D("16.67"), "c": D("16.66")}
    assert expected == available_points(technical("50", *subs))


def test_a_label_is_the_title_or_the_id() -> None:
    assert ("Valeur technique", "environnement") == (CRITERIA[1].label, CRITERIA[2].label)
    assert ["Détection", "technique.reponse"] == [sub.label for sub in CRITERIA[1].sub]


def test_the_price_is_found_where_there_is_one() -> None:
    assert CRITERIA[0] == price_criterion(CRITERIA)
    assert None is price_criterion(CRITERIA[1:])
    assert D(100) == whole(CRITERIA)


def test_criteria_are_values_that_can_be_compared_and_hashed() -> None:
    assert {technical()} == {technical()}


@pytest.mark.parametrize(
    ("criteria", "message"),
    [
        ((), "at least one criterion"),
        ((PRICE, PRICE), "each criterion must be listed once: prix"),
        ((PRICE, Criterion("p2", "prix", D(10))), "at most one price criterion"),
        ((Criterion("prix", "prix", D(40), technical().sub),), "must have no sub-criterion"),
        ((Criterion("t", "technique", D(60)),), "must have a sub-criterion"),
        ((technical("0"),), "the weight of t must be above zero, got 0"),
        ((technical("33.333"),), r"at most 2 decimals, got 33\.333"),
        ((technical("60", Sub("s", D(0), {"r": D(1)})),), "the weight of s must be above zero"),
        ((technical("60", Sub("s", D(1), {})),), "add up to zero"),
        (
            (technical("60", *technical().sub, *technical().sub),),
            "each sub-criterion of t must be listed once",
        ),
    ],
)
def test_criteria_that_cannot_be_computed_are_refused(criteria: tuple[Criterion, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        check_criteria(criteria)
