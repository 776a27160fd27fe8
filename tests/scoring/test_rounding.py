"""Exact decimals, rounded once, and shares that add up."""

from __future__ import annotations

from decimal import Decimal, localcontext

from hypothesis import given
from hypothesis import strategies as st

from scoring.rounding import apportion, fits, portion, round_half_up


def test_a_half_goes_up() -> None:
    assert Decimal("2.68") == round_half_up(Decimal("2.675"))
    assert Decimal("0.13") == round_half_up(Decimal("0.125"))


def test_the_host_programs_precision_changes_nothing() -> None:
    with localcontext(prec=3):
        assert Decimal("34.78") == round_half_up(portion(Decimal(40), Decimal(100000), Decimal(115000)))


def test_a_value_fits_when_nothing_is_lost() -> None:
    assert fits(Decimal("12.50"), 1)
    assert not fits(Decimal("12.55"), 1)
    assert not fits(Decimal("NaN"), 2)


def test_three_equal_shares_of_fifty_add_up() -> None:
    expected = (Decimal("16.67"), Decimal("16.67"), Decimal("16.66"))
    assert expected == apportion(Decimal(50), (Decimal(1), Decimal(1), Decimal(1)))


def test_exact_shares_are_left_alone() -> None:
    assert (Decimal(20), Decimal(40)) == apportion(Decimal(60), (Decimal(1), Decimal(2)))


@given(
    st.decimals("0.01", "100", places=2),
    st.lists(st.decimals("0.1", "50", places=1), min_size=1, max_size=12),
    st.integers(2, 4),
)
def test_shares_add_up_and_stay_within_a_unit_of_the_exact_share(
    amount: Decimal, weights: list[Decimal], decimals: int
) -> None:
    shares = apportion(amount, tuple(weights), decimals)
    assert amount == sum(shares)
    unit = Decimal(1).scaleb(-decimals)
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - portion(amount, weight, sum(weights, Decimal(0)))) < unit
