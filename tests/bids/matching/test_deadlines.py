"""Deadlines as schedules write them, and what looks like one and is none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from opposable.bids.matching.deadlines import counts_down, deadlines
from opposable.bids.matching.quantities import quantities
from opposable.bids.matching.tokens import fold


def read(text):
    return [(value, unit, text[slice(*span)]) for value, unit, span in deadlines(fold(text), text)]


@pytest.mark.parametrize(
    ("text", "value", "unit", "words"),
    [
        ("Remis à J+15.", "15", "jour", "J+15"),
        ("Remis à J + 10 jours ouvrés.", "10", "jour_ouvre", "J + 10 jours ouvrés"),
        ("Remis à J+10 ouvrés.", "10", "jour_ouvre", "J+10 ouvrés"),
        ("Remis à J+10 calendaires.", "10", "jour", "J+10 calendaires"),
        ("Bascule à T0 + 6 semaines.", "6", "semaine", "T0 + 6 semaines"),
        ("Bascule à T0 + 1,5 mois.", "1.5", "mois", "T0 + 1,5 mois"),
        ("Bascule à T0 + 90 min.", "90", "minute", "T0 + 90 min"),
        ("Appel à T+30 minutes.", "30", "minute", "T+30 minutes"),
        ("Rapport à H+4.", "4", "heure", "H+4"),
        ("Rapport à H+4 ouvrés.", "4", "heure", "H+4 ouvrés"),
        ("Rapport à J + 3 h.", "3", "heure", "J + 3 h"),
        ("Bilan à M+2.", "2", "mois", "M+2"),
        ("Bilan à S + 3.", "3", "semaine", "S + 3"),
        ("Bilan à T0+2 ans.", "2", "an", "T0+2 ans"),
        ("Pilote au mois 9.", "9", "mois", "mois 9"),
        ("Pilote fin S16.", "16", "semaine", "fin S16"),
        ("Pilote dès M3.", "3", "mois", "dès M3"),
        ("Pilote en M2.", "2", "mois", "en M2"),
        ("Pilote au plus tard en M6.", "6", "mois", "au plus tard en M6"),
    ],
)
def test_a_deadline_is_read_with_its_unit_and_its_place(text, value, unit, words):
    assert [(Decimal(value), unit, words)] == read(text)


@pytest.mark.parametrize(
    "text",
    [
        "Un profil bac+5 est exigé.",
        "La surface est donnée en m2.",
        "Le prix des m² chauffés et du volume en m³.",
        "Par mois 3 exercices sont animés.",
        "Chaque semaine 2 agents passent.",
        "Au mois 12 % des tickets restent ouverts.",
        "Semaine 12/52.",
        "Ouvert en semaine 8 h à 18 h.",
        "Le mois 100 n'existe pas.",
    ],
)
def test_what_only_looks_like_a_deadline_is_none(text):
    assert [] == read(text)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("Le rapport est remis avant la ", True),
        ("Le rapport est remis au plus tard à la ", True),
        ("L'incident de la ", False),
        ("Avant la fin, nous relisons longuement et calmement la ", False),
    ],
)
def test_an_ordinal_is_a_deadline_after_words_that_count_down(before, expected):
    assert expected == counts_down(fold(f"{before}dix-huitième heure"), len(before))


def test_an_ordinal_that_counts_down_is_a_delay_and_another_is_none():
    found = quantities("Le rapport est remis avant la dix-huitième heure.")
    assert [(Decimal(18), "heure")] == [(each.value, each.unit) for each in found]
    assert [] == [each for each in quantities("La dix-huitième heure fut calme.") if each.dimension == "duree"]


def test_a_deadline_counted_from_the_start_is_dated_and_a_plain_delay_is_not():
    assert [True, False] == [each.dated for each in quantities("Livré à J+15 ; corrigé en 15 jours.")]
