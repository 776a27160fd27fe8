"""The test bench, against the figures of the decisions that made it necessary."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scoring.bench import bench
from scoring.criteria import Criterion, Sub
from scoring.price import known_methods
from scoring.wording import NBSP

D = Decimal


def weights(price: int, other: int) -> tuple[Criterion, ...]:
    """Return a price criterion and a technical one."""
    priced = Criterion("prix", "prix", D(price))
    if other == 0:
        return (priced,)
    return (priced, Criterion("t", "technique", D(other), (Sub("t.a", D(1), {"r": D(1)}),)))


def said(price: int, method_id: str, name: str, **more: object) -> tuple[bool, Decimal, str]:
    """Return what one finding says of `price` points of price out of a hundred."""
    found = bench(weights(price, 100 - price), method_id, **more).finding(name)  # type: ignore[arg-type]
    return found.holds, found.figure, found.sentence.replace(NBSP, " ")


def test_the_proportional_formula_passes_everything_at_forty_points() -> None:
    found = bench(weights(40, 60), "proportionnelle")
    assert ((), ()) == (found.blocking, found.warnings)


def test_a_doubled_price_loses_half_under_the_proportional_formula() -> None:
    expected = "Une offre deux fois plus chère perd 20,00 points sur les 40 du prix (50 %)."
    assert (True, D(20), expected) == said(40, "proportionnelle", "amplitude")


def test_the_formula_of_belleville_crushes_the_price() -> None:
    # 20 points, a doubled price loses 3.33.
    holds, loss, sentence = said(20, "pivot_fixe", "amplitude", parameters={"multiple": D(7)})
    assert (False, D("3.33")) == (holds, loss)
    assert "perd 3,33 points sur les 20 du prix (17 %). Le prix pèse moins que son poids annoncé" in sentence


@pytest.mark.parametrize(("multiple", "holds"), [("3", True), ("3.1", False)])
def test_half_of_the_weight_is_the_least_a_doubled_price_should_lose(multiple: str, holds: bool) -> None:
    assert holds == said(40, "pivot_fixe", "amplitude", parameters={"multiple": D(multiple)})[0]


def test_the_formula_of_techno_logistique_is_blocked_at_sixty_points() -> None:
    # Price 60: the dearest, 1 % above and perfect elsewhere, has 40 at most.
    holds, lead, sentence = said(60, "lineaire_daj", "peut_gagner")
    assert (False, D(-20)) == (holds, lead)
    assert "La formule élimine cette offre par le seul prix" in sentence
    assert ["peut_gagner"] == [f.id for f in bench(weights(60, 40), "lineaire_daj").blocking]


def test_against_an_average_rival_the_gap_is_that_of_the_decision() -> None:
    # 16/20 against 8/20, that is 80 against 40 out of 100.
    assert (False, D(-40)) == said(60, "lineaire_daj", "gagne_sur_moyenne")[:2]


@pytest.mark.parametrize(("price", "blocked"), [(49, False), (50, True)])
def test_the_straight_line_is_blocked_from_half_the_weight(price: int, blocked: bool) -> None:
    assert blocked == bool(bench(weights(price, 100 - price), "lineaire_daj").blocking)


def test_ten_percent_dearer_is_told_in_points_and_in_marks() -> None:
    # 40 − 40/1.1 = 3.64 ; 4 × 3.64 / 60 = 0.24
    holds, loss, sentence = said(40, "proportionnelle", "dix_pour_cent")
    assert (True, D("3.64")) == (holds, loss)
    assert "doit avoir 3,64 points de plus sur les autres critères" in sentence
    assert "0,24 point de plus par note sur l'échelle de 0 à 4" in sentence


def test_ten_percent_can_be_more_than_all_the_rest() -> None:
    holds, _, sentence = said(95, "pivot_fixe", "dix_pour_cent")
    assert not holds
    assert sentence.endswith("perd 9,50 points, plus que les 5 des autres critères.")


def test_a_third_bid_that_moves_the_others_is_told() -> None:
    holds, change, sentence = said(40, "lineaire_daj", "offre_tierce")
    assert (False, D(32)) == (holds, change)
    assert "une offre à 112 a 0,00 point ; qu'une offre tierce à 160 arrive, elle en a 32,00" in sentence
    assert said(40, "pivot_fixe", "offre_tierce")[0]


def test_the_floor_of_the_pivot_is_told() -> None:
    assert (False, D(2)) == said(40, "pivot_fixe", "plancher")[:2]
    assert said(40, "proportionnelle", "plancher")[0]


@pytest.mark.parametrize("method_id", known_methods())
def test_the_properties_hold_for_every_formula(method_id: str) -> None:
    assert said(40, method_id, "proprietes")[0]


def test_price_alone_is_a_tender_where_the_dearer_never_wins() -> None:
    found = bench(weights(100, 0), "proportionnelle")
    assert not found.finding("peut_gagner").holds
    with pytest.raises(ValueError, match="there must be a price criterion"):
        bench(weights(40, 60)[1:], "proportionnelle")
