"""Numbers as bidders write them: words, fractions, ranges, calendars, hours of opening, times a year."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opposable.bids.matching.measures import in_unit, measure
from opposable.bids.matching.numerals import numbers
from opposable.bids.matching.quantities import quantities
from opposable.bids.matching.tokens import fold


def read(text, dimension):
    return [(float(q.value), q.unit) for q in quantities(text) if q.dimension == dimension]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("quinze minutes", (15, "minute")),
        ("0,25 h", (0.25, "heure")),
        ("1/4 d'heure", (0.25, "heure")),
        ("un quart d'heure", (15, "minute")),
        ("trois quarts d'heure", (45, "minute")),
        ("une demi-heure", (30, "minute")),
        ("une heure et demie", (1.5, "heure")),
        ("1 h 30", (1.5, "heure")),
        ("deux heures trente", (2.5, "heure")),
        ("J+1", (1, "jour")),
        ("J + 15 calendaires", (15, "jour")),
        ("J+5 ouvrés", (5, "jour_ouvre")),
        ("T0 + 6 semaines", (6, "semaine")),
        ("treize semaines et demie", (13.5, "semaine")),
        ("dans l'heure et demie", (1.5, "heure")),
        ("toutes les demi-heures", (30, "minute")),
        ("exportés dans le mois", (1, "mois")),
        ("avertis la veille par un bandeau", (1, "jour")),
        ("un semestre de plus au tarif en cours", (6, "mois")),
        ("S24 | Bloc en production", (24, "semaine")),
        ("au cours de la cinquième semaine", (5, "semaine")),
        ("4 heures ouvrées", (4, "heure_ouvree")),
        ("au cinquième jour ouvré", (5, "jour_ouvre")),
        ("le 8e jour ouvré du mois", (8, "jour_ouvre")),
        ("le jour ouvré suivant", (1, "jour_ouvre")),
        ("le jour ouvré qui suit votre appel", (1, "jour_ouvre")),
        ("sous quinzaine", (15, "jour")),
        ("une quinzaine de jours", (15, "jour")),
        ("90 jours calendaires", (90, "jour_calendaire")),
        ("les 100 derniers jours", (100, "jour")),
        ("en 12 semaines après la commande", (12, "semaine")),
        ("quatre-vingt-dix jours", (90, "jour")),
        ("vingt et un jours", (21, "jour")),
        ("soixante-quinze minutes", (75, "minute")),
        ("deux mille heures", (2000, "heure")),
        ("48h", (48, "heure")),
        ("1h30", (1.5, "heure")),
        ("0h30", (0.5, "heure")),
        ("72h00", (72, "heure")),
        ("cinq (5) ans", (5, "an")),
        ("15 (quinze) jours calendaires", (15, "jour_calendaire")),
        ("J0 + 45", (45, "jour")),
        ("≤ 4 heures", (4, "heure")),
    ],
)
def test_a_duration_is_read(text, expected):
    assert [expected] == read(text, "duree")


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("de 8 h à 18 h 30, du lundi au vendredi", 10.5),
        ("7 h – 20 h", 13),
        ("de neuf heures à dix-huit heures", 9),
        ("24/7/365", 24),
        ("H24", 24),
        ("24 heures sur 24", 24),
    ],
)
def test_hours_of_opening_are_a_span_and_not_two_delays(text, hours):
    assert [(hours, "heure_par_jour")] == read(text, "amplitude")
    assert [] == read(text, "duree")


@pytest.mark.parametrize(
    ("text", "times"),
    [("trimestriel", 4), ("tous les deux mois", 6), ("chaque semestre", 2), ("mensuelle", 12), ("tous les ans", 1)],
)
def test_a_period_is_read_as_times_a_year(text, times):
    assert [(times, "fois_par_an")] == read(text, "frequence")


@pytest.mark.parametrize(
    "text",
    [
        "le 12 octobre 2026",
        "jusqu'en 11/2028",
        "TLS 1.2",
        "ISO 27001",
        "article 28",
        "annexe 4",
        "à 6 h 45",
        "trois heures du matin",
    ],
)
def test_dates_references_and_hours_of_the_clock_are_no_quantity(text):
    assert [] == quantities(text)


@pytest.mark.parametrize("text", ["comptez quatre à six mois", "4-6 mois", "entre 4 et 6 mois", "de 4 à 6 mois"])
def test_a_range_keeps_both_ends(text):
    (found,) = quantities(text)
    assert (Decimal(4), Decimal(6), "mois") == (found.value, found.high, found.unit)


@pytest.mark.parametrize("text", ["4/an", "4 x par an", "quatre par an", "4 fois/an"])
def test_a_count_by_the_year_keeps_its_number_and_its_period(text):
    assert [4.0] == [float(q.value) for q in quantities(text) if q.dimension == "nombre"]
    assert [1.0] == [float(q.value) for q in quantities(text) if q.dimension == "frequence"]


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("au plus tard 24 heures après", "au_plus"),
        ("en 90 min max", "au_plus"),
        ("au moins 12 mois", "au_moins"),
        ("jusqu'à 99,99 %", "jusqu_a"),
        ("environ 3 jours", "environ"),
        ("< 4 h", "au_plus"),
        ("≥ 99,9 %", "au_moins"),
    ],
)
def test_the_side_of_a_bound_is_read(text, bound):
    assert [bound] == [q.bound for q in quantities(text)]


def test_listed_activities_are_counted():
    assert [5.0] == [
        float(q.value) for q in quantities("couvre les activités 1, 2, 3, 4 et 6.") if q.dimension == "nombre"
    ]
    assert [6.0] == [
        float(q.value) for q in quantities("porte sur les activités 1 à 6 du référentiel") if q.dimension == "nombre"
    ]


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        (4, "semaine", "jour", 28),
        (240, "minute", "heure", 4),
        (10, "jour_ouvre", "jour", 14),
        (1, "jour_ouvre", "jour", 3),
        (24, "heure", "jour", 1),
        (1, "an", "mois", 12),
    ],
)
def test_durations_convert_with_the_longest_that_working_days_can_last(value, source, target, expected):
    assert expected == in_unit(Decimal(value), source, target)[0]


@pytest.mark.parametrize(
    ("word", "unit", "dimension"),
    [
        ("jours ouvrés", "jour_ouvre", "duree"),
        ("jour_calendaire", "jour_calendaire", "duree"),
        ("%", "pourcent", "part"),
        ("heures/jour", "heure_par_jour", "amplitude"),
        ("campagnes/an", "campagnes/an", "frequence"),
        ("exercice_par_an", "exercice_par_an", "frequence"),
        ("activités", "activités", "nombre"),
        ("Mbit/s", "mbit/s", "grandeur"),
        ("PUE", "PUE", "nombre"),
    ],
)
def test_units_of_any_list_are_understood(word, unit, dimension):
    found = measure(word)
    assert (unit, dimension) == (found.unit, found.dimension)


@given(st.integers(min_value=0, max_value=999_999))
def test_digits_with_thousands_are_read_back(value):
    written = f"{value:,}".replace(",", " ")
    assert [Decimal(value)] == [number.value for number in numbers(f"total de {written}")]


@given(st.text(alphabet="0123456789 ,./hjmin%àéeouvrés+–-|T", max_size=60))
def test_any_text_is_read_without_error_and_places_are_inside_it(text):
    for found in quantities(text):
        assert 0 <= found.start < found.end <= len(text)


@given(st.text(max_size=80))
def test_folding_keeps_every_place(text):
    assert len(text) == len(fold(text))


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("95 soignants sur 100", [95]),
        ("neuf fois sur dix, vous avez l'un d'eux en ligne", [90]),
        ("trois sur cent de ce que nous louons", [3]),
        ("soit un quart des équipements", [25]),
        ("les trois quarts de nos clients", [75]),
        ("deux fois sur trois", []),
        ("24 heures sur 24", []),
        ("un quart d'heure", []),
        ("un tiers de confiance", []),
        ("110 appels sur 100", []),
    ],
)
def test_a_count_out_of_a_hundred_and_a_fraction_are_shares(text, shares):
    assert shares == [value for value, _ in read(text, "part")]


def test_the_number_of_a_clause_counts_nothing():
    assert [] == quantities("4.5. Confidentialité. Les personnels signent.")
    assert [2] == [q.value for q in quantities("2.3 Relances. Deux messages sont émis.")]
    assert [("jour", 1.5)] == [(q.unit, float(q.value)) for q in quantities("1.5 jours par agent")]


@pytest.mark.parametrize("text", ["la veille technologique est assurée", "S24 est ferme", "une fois par trimestre"])
def test_words_that_look_like_a_duration_are_none(text):
    assert [] == read(text, "duree")
