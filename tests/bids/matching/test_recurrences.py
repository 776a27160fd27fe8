"""Volumes a day, days a month, intervals told as recurrences, and what a delay becomes at night."""

from __future__ import annotations

from decimal import Decimal

import pytest

from opposable.bids.matching.asked import in_measure, read_quantities, recurrence
from opposable.bids.matching.flags import passage_flags
from opposable.bids.matching.lexicon import load_lexicon
from opposable.bids.matching.measures import measure


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("Le forfait comprend 500 Go de journaux par jour.", "Go/jour", 500),
        ("Les 250 premiers gigaoctets quotidiens sont inclus.", "Go/jour", 250),
        ("Il est présent huit jours par mois.", "jours/mois", 8),
    ],
)
def test_a_quantity_by_period_is_read_in_the_unit_asked(text, unit, expected):
    found = [in_measure(each, measure(unit), text, (0, len(text))) for each in read_quantities(text)]
    assert [Decimal(expected)] == [each[0] for each in found if each is not None]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Il tourne tous les 45 jours.", "45"),
        ("Il change chaque semaine.", "7"),
        ("Il est mensuel.", "30"),
        ("Il tourne une fois par mois.", "30"),
        ("Il tourne deux fois par mois.", None),
    ],
)
def test_a_recurrence_is_an_interval_when_it_says_every_or_once(text, days):
    period = next(each for each in read_quantities(text) if each.dimension == "frequence")
    read = recurrence(period, measure("jours"), text)
    assert days == (None if read is None else str(round(read[0])))


def test_words_that_take_a_promise_out_of_the_contract_are_a_doubt():
    text = "Le délai est de huit heures ; il s'agit d'un objectif et non d'un engagement."
    assert "doute" in {flag.flag_class for flag in passage_flags(text, load_lexicon())}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le forfait annuel comprend 40 jours d'intervention.", 40),
        ("Chacun suit cinq heures de cours par an.", None),
        ("Nous répondons en 40 jours.", None),
        ("Le bilan annuel est remis dans les 40 jours.", None),
    ],
)
def test_days_beside_a_yearly_word_are_days_a_year_unless_they_are_a_delay(text, expected):
    read = [in_measure(each, measure("jours/an"), text, (0, len(text))) for each in read_quantities(text)]
    assert ([(Decimal(expected), True)] if expected else []) == [
        (each[0], each[2]) for each in read if each is not None
    ]


def test_hours_by_period_are_read_over_the_words_between():
    text = "Tout dirigeant suit cinq heures d'instruction par an sur le risque."
    read = [in_measure(each, measure("heures/an"), text, (0, len(text))) for each in read_quantities(text)]
    assert [(Decimal(5), Decimal(5), False)] == [each for each in read if each is not None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("couvert pour 5 M€", 5), ("trois millions d'euros par sinistre", 3), ("à hauteur de 800 k€", 0.8)],
)
def test_an_amount_is_read_in_the_millions_asked(text, expected):
    (money,) = read_quantities(text)
    assert expected == float(in_measure(money, measure("millions d'euros"), text, (0, len(text)))[0])
    assert expected * 10**6 == float(in_measure(money, measure("euros HT"), text, (0, len(text)))[0])
