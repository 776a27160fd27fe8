"""What takes back a part of an answer: other rows, other values, other sentences; and what leaves it whole."""

from __future__ import annotations

import pytest

from opposable.bids.matching.coverage import parts
from opposable.bids.matching.suggest import suggest
from opposable.model.bids import Passage, Sought
from tests.bids.matching.written import ALERT, AROUND, BACKUP, asked, passages

HEADER = "Objet | Engagement"
MEALS = Sought(
    id="repas",
    title="Repas adaptés",
    text="Le titulaire sert des repas mixés et des repas sans sel dans chaque service.",
)
VISITS = Sought(
    id="visites",
    title="Durée de conservation des fiches de visite",
    text="Le titulaire conserve les fiches de visite pendant au moins 36 mois.",
    quantities=(asked("durée de conservation des fiches de visite", ">=", 36, "mois"),),
)


def rows(*texts):
    return tuple(
        Passage(bid="a", file="memoire.docx", where=f"ligne {place}", heading="4. Tableau", text=text,
                header=HEADER, kind="ligne", index=100 + place)
        for place, text in enumerate(texts)
    )  # fmt: skip


def judged(sought, lexicon, *found):
    return suggest([sought], {"a": (*passages(*AROUND), *found)}, lexicon)["a"][sought.id]


def test_another_row_that_turns_a_part_into_an_option_is_said(lexicon):
    found = judged(
        MEALS, lexicon, *rows("Repas mixés | Servis dans chaque service", "Repas sans sel | En option au bordereau")
    )
    assert "partiel" == found.verdict
    assert found.to_read


def test_a_longer_text_and_a_row_that_disagree_on_one_value_are_both_shown(lexicon):
    body = passages("Les fiches de visite sont conservées cinq ans.", heading="2. Visites")
    found = judged(VISITS, lexicon, *body, *rows("Conservation des fiches de visite | 24 mois"))
    assert found.verdict != "conforme"
    assert any("Une autre valeur ferme suffirait" in reason for reason in found.reasons)
    assert {"cinq ans", "24 mois"} <= {value.text for value in found.values}


def test_a_refusal_about_something_else_does_not_undo_a_kept_promise(judge):
    found = judge(
        BACKUP,
        "La copie de sauvegarde hors ligne est conservée 120 jours dans un coffre. Nous n'avons pas besoin de clé.",
    )
    assert "conforme" == found.verdict


def test_past_figures_beside_a_binding_number_need_no_reading(judge):
    found = judge(
        ALERT,
        "Toute alerte critique est prise en charge en dix minutes, à toute heure du jour et de la nuit. "
        "L'an dernier, la médiane constatée fut de quatre.",
    )
    assert ("conforme", False) == (found.verdict, found.to_read)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le titulaire lave les draps.", ["Le titulaire lave les draps"]),
        (
            "Le titulaire lave, repasse et livre le linge des chambres, et remplace chaque drap usé sous huit jours.",
            [
                "Le titulaire lave, repasse et livre le linge des chambres",
                "et remplace chaque drap usé sous huit jours",
            ],
        ),
        ("Les repas du soir sont livrés chauds avec pain.", ["Les repas du soir sont livrés chauds avec pain"]),
    ],
)
def test_a_requirement_is_cut_into_parts_that_say_something(text, expected):
    assert expected == parts(text)
