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
    [("Il tourne tous les 45 jours.", "45"), ("Il change chaque semaine.", "7"), ("Il est mensuel.", None)],
)
def test_a_recurrence_is_an_interval_when_it_says_every(text, days):
    read = recurrence(read_quantities(text)[0], measure("jours"), text)
    assert days == (None if read is None else str(round(read[0])))


def test_words_that_take_a_promise_out_of_the_contract_are_a_doubt():
    text = "Le délai est de huit heures ; il s'agit d'un objectif et non d'un engagement."
    assert "doute" in {flag.flag_class for flag in passage_flags(text, load_lexicon())}
