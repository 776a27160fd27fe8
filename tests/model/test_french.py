"""Numbers, quantities and dates as French writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from opposable.model.french import day, euros, listing, moment, number, plural, quantity
from opposable.model.units import convert, unit


@pytest.mark.parametrize(
    ("value", "name", "expected"),
    [
        ("1", "heure", "1\u00a0heure"),
        ("1.5", "heure", "1,5\u00a0heure"),
        ("2", "heure", "2\u00a0heures"),
        ("99.90", "pourcent", "99,9\u00a0%"),
        ("1", "exercice_par_an", "1\u00a0exercice par an"),
        ("2", "jour_ouvre", "2\u00a0jours ouvrés"),
        ("3", "mois", "3\u00a0mois"),
        ("12500", "euro_ht", "12\u202f500\u00a0€\u00a0HT"),
    ],
)
def test_a_quantity_agrees_with_its_number(value: str, name: str, expected: str) -> None:
    assert quantity(Decimal(value), unit(name)) == expected


def test_amounts_have_two_decimals_rounded_half_up() -> None:
    assert euros(Decimal("1234.005"), "HT") == "1\u202f234,01\u00a0€\u00a0HT"


def test_whole_numbers_keep_their_zeros() -> None:
    assert (number(100), number(Decimal("10.0")), number(Decimal("1E+3"))) == ("100", "10", "1\u202f000")


def test_the_first_of_a_month_is_ordinal() -> None:
    assert (day(date(2026, 3, 1)), day(date(2026, 11, 21))) == ("1er\u00a0mars\u00a02026", "21\u00a0novembre\u00a02026")


def test_lists_and_plurals() -> None:
    assert listing(["a", "b", "c"]) == "a, b et c"
    assert (plural(0, "offre"), plural(1, "offre"), plural(2, "offre")) == (
        "0\u00a0offre",
        "1\u00a0offre",
        "2\u00a0offres",
    )


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        ("240", "minute", "heure", "4"),
        ("0.25", "heure", "minute", "15"),
        ("4", "semaine", "jour", "28"),
        ("2", "fois_par_mois", "fois_par_an", "24"),
    ],
)
def test_units_convert(value: str, source: str, target: str, expected: str) -> None:
    assert convert(Decimal(value), unit(source), unit(target)) == Decimal(expected)


@pytest.mark.parametrize(("source", "target"), [("jour_ouvre", "jour"), ("heure", "pourcent"), ("agent", "site")])
def test_units_that_measure_something_else_do_not(source: str, target: str) -> None:
    assert convert(Decimal(1), unit(source), unit(target)) is None


def test_a_moment_is_said_at_the_hour_of_paris() -> None:
    assert moment(datetime(2026, 11, 22, 14, 2, tzinfo=UTC)) == "22\u00a0novembre\u00a02026 à 15\u00a0h\u00a002"
    assert moment(datetime(2026, 8, 1, 22, 30, tzinfo=UTC)) == "2\u00a0août\u00a02026 à 0\u00a0h\u00a030"
    assert moment(datetime(2026, 8, 1, 9, 5)) == "1er\u00a0août\u00a02026 à 9\u00a0h\u00a005"  # noqa: DTZ001
