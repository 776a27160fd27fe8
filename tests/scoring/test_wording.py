"""Numbers and sentences as French readers write them."""

from __future__ import annotations

from decimal import Decimal

from scoring.wording import NBSP, amount, listed, number, points, typeset


def test_thousands_are_set_apart_and_decimals_follow_a_comma() -> None:
    assert f"1{NBSP}234,50" == number(Decimal("1234.5"), 2)
    assert f"1{NBSP}234,5" == number(Decimal("1234.50"))
    assert f"100{NBSP}000" == number(Decimal("1E+5"))
    assert "−0,25" == number(Decimal("-0.25"))


def test_money_has_two_decimals_or_none() -> None:
    assert "1,50" == amount(Decimal("1.5"))
    assert f"12{NBSP}000" == amount(Decimal("12000.00"))
    assert "1,255" == amount(Decimal("1.255"))


def test_points_are_plural_from_two() -> None:
    assert f"1,99{NBSP}point" == points(Decimal("1.99"))
    assert f"2,00{NBSP}points" == points(Decimal(2))


def test_names_are_listed_as_a_sentence_does() -> None:
    assert "" == listed(())
    assert "A" == listed(("A",))
    assert "A, B et C" == listed(("A", "B", "C"))


def test_high_punctuation_keeps_to_its_word() -> None:
    assert f"«{NBSP}Prix{NBSP}»{NBSP}: 40{NBSP}%" == typeset("« Prix »\n: 40 %\n")
