"""Price formulas against the published figures and the properties that judges require."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.price import curve, default_parameters, known_methods, price_points
from scoring.wording import NBSP

D = Decimal
FOUR_PRICES = {"A": D(100_000), "B": D(115_000), "C": D(130_000), "D": D(180_000)}

methods = st.sampled_from(known_methods())
fields = st.dictionaries(
    st.text("ABCDEFGH", min_size=1, max_size=3),
    st.decimals("0.01", "99999999.99", places=2),
    min_size=1,
    max_size=8,
)
weights = st.decimals("0.01", "100", places=2)


def awarded(method_id: str, prices: Mapping[str, Decimal], weight: int = 40, **more: object) -> list[Decimal]:
    """Return the points in the order of `prices`."""
    return [r.points for r in price_points(method_id, prices, D(weight), **more).values()]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("method_id", "expected"),
    [
        ("proportionnelle", ["40", "34.78", "30.77", "22.22"]),
        ("lineaire_daj", ["40", "32.5", "25", "0"]),
        ("pivot_fixe", ["40", "34", "28", "8"]),
    ],
)
def test_the_common_example_on_forty_points(method_id: str, expected: list[str]) -> None:
    assert [D(points) for points in expected] == awarded(method_id, FOUR_PRICES)


def test_the_vat_example_of_caa_toulouse_22tl20276() -> None:
    # Without VAT the exempt bidder had 38.09 of 40 (cut there, not rounded); with VAT it is the cheapest.
    assert [D(40), D("38.10")] == awarded("proportionnelle", {"taxed": D(12_000), "exempt": D(12_600)})
    assert [D(35), D(40)] == awarded("proportionnelle", {"taxed": D(14_400), "exempt": D(12_600)})


def test_the_formula_censured_in_belleville_is_a_pivot_of_seven() -> None:
    # CE, 3 November 2014, n° 373362: N = 10/3 × (7 − P/P0).
    prices = {ratio: 100_000 * D(ratio) for ratio in ("1", "1.15", "1.3", "1.5", "2", "3", "7")}
    expected = [D(p) for p in ("20", "19.5", "19", "18.33", "16.67", "13.33", "0")]
    assert expected == awarded("pivot_fixe", prices, 20, parameters={"multiple": D(7)})


@pytest.mark.parametrize(
    ("second", "straight", "proportional"), [("100001", 0, "40"), ("101000", 0, "39.60"), ("200000", 0, "20")]
)
def test_two_bids_on_the_straight_line_are_all_or_nothing(second: str, straight: int, proportional: str) -> None:
    prices = {"A": D(100_000), "B": D(second)}
    assert [D(40), D(straight)] == awarded("lineaire_daj", prices)
    assert [D(40), D(proportional)] == awarded("proportionnelle", prices)


def test_a_third_bid_moves_the_second_on_the_straight_line_only() -> None:
    two = {"A": D(100_000), "B": D(112_000)}
    three = {**two, "C": D(160_000)}
    assert (D(0), D(32)) == (awarded("lineaire_daj", two)[1], awarded("lineaire_daj", three)[1])
    assert awarded("proportionnelle", two)[1] == awarded("proportionnelle", three)[1]
    assert awarded("pivot_fixe", two)[1] == awarded("pivot_fixe", three)[1]


def test_the_working_shows_the_formula_filled_in() -> None:
    results = price_points("proportionnelle", {"A": D(100_000), "B": D(120_000)}, D(40))
    assert "40 × 100 000 / 120 000 = 33,33" == results["B"].working.replace(NBSP, " ")
    assert (D(120_000), D(100_000), D("1.2")) == (results["B"].price, results["B"].lowest, results["B"].ratio)


def test_the_working_says_when_the_floor_applies() -> None:
    results = price_points("pivot_fixe", {"A": D(100), "B": D("250.5")}, D(40))
    assert D(0) == results["B"].points
    assert results["B"].working.endswith("/ ((2 − 1) × 100), ramené à zéro = 0,00")


def test_the_working_says_when_all_prices_are_equal() -> None:
    results = price_points("lineaire_daj", {"A": D(100), "B": D(100)}, D(40))
    assert "Tous les prix sont égaux : note maximale = 40,00" == results["A"].working.replace(NBSP, " ")
    assert D(40) == results["B"].points


def test_a_later_pivot_leaves_half_at_twice_the_price() -> None:
    prices = {"A": D(100), "B": D(200)}
    assert [D(40), D(20)] == awarded("pivot_fixe", prices, parameters={"multiple": D(3)})


def test_rounding_happens_once_and_half_up() -> None:
    # 1 × 8 / 64 = 0.125
    assert D("0.13") == awarded("proportionnelle", {"A": D(8), "B": D(64)}, 1)[1]
    assert D("0.1") == awarded("proportionnelle", {"A": D(8), "B": D(64)}, 1, decimals=1)[1]


@pytest.mark.parametrize("price", ["0", "-1", "NaN", "Infinity"])
@pytest.mark.parametrize("method_id", known_methods())
def test_a_price_not_above_zero_needs_a_person(method_id: str, price: str) -> None:
    with pytest.raises(ValueError, match=r"the price of B must be above zero, got .*: a person must examine it"):
        price_points(method_id, {"A": D(100), "B": D(price)}, D(40))


def test_developers_mistakes_are_named() -> None:
    with pytest.raises(ValueError, match="one of proportionnelle, pivot_fixe, lineaire_daj, got moyenne"):
        price_points("moyenne", {"A": D(100)}, D(40))
    with pytest.raises(ValueError, match="at least one retained bid"):
        price_points("proportionnelle", {}, D(40))
    with pytest.raises(ValueError, match=r"at most 2 decimals, got 33\.333"):
        price_points("proportionnelle", {"A": D(100)}, D("33.333"))
    with pytest.raises(ValueError, match="proportionnelle has no parameter multiple"):
        price_points("proportionnelle", {"A": D(100)}, D(40), parameters={"multiple": D(2)})
    with pytest.raises(ValueError, match="multiple must be above 1, got 1"):
        price_points("pivot_fixe", {"A": D(100)}, D(40), parameters={"multiple": D(1)})


def test_the_card_shows_six_prices() -> None:
    found = [(point.ratio, point.points) for point in curve("proportionnelle", D(40))]
    ratios = [D(r) for r in ("1.00", "1.10", "1.25", "1.5", "2", "3")]
    expected = [D(p) for p in ("40", "36.36", "32", "26.67", "20", "13.33")]
    assert list(zip(ratios, expected, strict=True)) == found


def test_default_parameters_are_a_copy() -> None:
    assert {"multiple": D(2)} == default_parameters("pivot_fixe")
    assert {} == default_parameters("proportionnelle")


@given(methods, fields, weights)
def test_the_lowest_price_earns_the_whole_weight(method_id: str, prices: dict[str, Decimal], weight: Decimal) -> None:
    results = price_points(method_id, prices, weight)
    lowest = min(prices.values())
    assert all(result.points == weight for result in results.values() if result.price == lowest)


@given(methods, fields, weights)
def test_points_are_never_negative_nor_above_the_weight(
    method_id: str, prices: dict[str, Decimal], weight: Decimal
) -> None:
    assert all(0 <= result.points <= weight for result in price_points(method_id, prices, weight).values())


@given(methods, fields, weights)
def test_a_higher_price_never_earns_more_and_equal_prices_earn_the_same(
    method_id: str, prices: dict[str, Decimal], weight: Decimal
) -> None:
    results = price_points(method_id, prices, weight)
    by_price = sorted(results.values(), key=lambda result: result.price)
    for cheaper, dearer in pairwise(by_price):
        assert cheaper.points >= dearer.points
        assert cheaper.price != dearer.price or cheaper.points == dearer.points


@given(methods, fields, weights, st.randoms(use_true_random=False))
def test_the_order_of_bids_does_not_matter(
    method_id: str, prices: dict[str, Decimal], weight: Decimal, shuffle: object
) -> None:
    names = list(prices)
    shuffle.shuffle(names)  # type: ignore[attr-defined]
    shuffled = price_points(method_id, {name: prices[name] for name in names}, weight)
    assert dict(price_points(method_id, prices, weight)) == dict(shuffled)


@given(methods, fields, st.integers(2, 1000))
def test_the_currency_unit_does_not_matter(method_id: str, prices: dict[str, Decimal], factor: int) -> None:
    larger = {bid: price * factor for bid, price in prices.items()}
    assert awarded(method_id, prices) == awarded(method_id, larger)
