"""Bounds that a requirement states in its own words, when its author wrote none apart."""

from __future__ import annotations

from decimal import Decimal

import pytest

from opposable.bids.matching.asked import asked_in
from opposable.model.bids import Sought
from tests.bids.matching.written import asked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Toute alerte est qualifiée en 30 minutes au plus.", [("<=", 30, "minute")]),
        ("Le plan est remis dans les 30 jours calendaires suivant la notification.", [("<=", 30, "jour_calendaire")]),
        ("Les journaux sont conservés au moins 12 mois.", [(">=", 12, "mois")]),
        ("La copie est gardée pendant 90 jours.", [(">=", 90, "jour")]),
        ("La disponibilité est d'au moins 99,9 %.", [(">=", 99.9, "pourcent")]),
        ("Il conduit au moins quatre campagnes d'hameçonnage par an.", [(">=", 4, "campagnes/an")]),
        ("Il intervient à distance en 2 heures et sur site en 8 heures.", [("<=", 2, "heure"), ("<=", 8, "heure")]),
        ("Le titulaire emploie douze personnes depuis 2019.", []),
        ("Les flux sont chiffrés en TLS 1.2.", []),
    ],
)
def test_a_bound_is_read_in_the_text(text, expected):
    assert expected == [(q.operator, float(q.value), q.unit) for q in asked_in(text)]


def test_a_list_without_bounds_written_apart_is_still_compared(judge):
    sought = Sought(id="x", title="Alerte critique", text="Toute alerte critique est qualifiée en 30 minutes au plus.")
    assert "non_conforme" == judge(sought, "Une alerte critique est qualifiée en une heure.").verdict
    assert "conforme" == judge(sought, "Une alerte critique est qualifiée en un quart d'heure.").verdict


def test_a_value_in_another_unit_is_shown_in_the_unit_asked(judge):
    sought = Sought(id="x", title="Déploiement", text="Le déploiement du parc est achevé en 90 jours au plus.")
    (reason, *_) = judge(sought, "Le déploiement du parc est achevé en treize semaines et demie.").reasons
    expected = "proposé « treize semaines et demie » (94,5 jours), demandé 90 jours au plus"
    assert expected in reason.replace("\u202f", " ").replace("\u00a0", " ")


def test_a_size_is_given_in_the_unit_asked(judge):
    speed = Sought(
        id="debit",
        title="Débit de la liaison",
        text="Le débit de la liaison est d'au moins 200 Mbit/s.",
        quantities=(asked("débit de la liaison", ">=", 200, "Mbit/s"),),
    )
    found = judge(speed, "La liaison offre un débit garanti de 1 Gbit/s.")
    assert (True, Decimal(1000), "Mbit/s") == (found.values[0].meets, found.values[0].value, found.values[0].unit)
