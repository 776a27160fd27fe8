"""What is measured of the evidence: always the same names, whatever was found."""

from __future__ import annotations

import math

import pytest

from opposable.bids.matching.features import features
from opposable.bids.matching.verdict import VERDICTS, judge_by_rules
from tests.bids.matching.written import ALERT, AROUND, BACKUP, LANGUAGE, evidence_of, passages

FIRM = "Une alerte critique est prise en charge par un analyste en dix minutes, à toute heure du jour."
OPTION = "La prise en charge d'une alerte critique en 15 minutes est proposée en option."
MISSED = "Une alerte critique est prise en charge en une demi-heure."


def measured(lexicon, sought, *texts):
    evidence = evidence_of(sought, passages(*texts, *AROUND) if texts else (), lexicon)
    said = judge_by_rules(evidence)
    return features(evidence, said.verdict, said.rule)


@pytest.mark.parametrize(
    ("sought", "texts"),
    [(ALERT, (FIRM,)), (ALERT, (MISSED, OPTION)), (BACKUP, ("Rien.",)), (LANGUAGE, (LANGUAGE.text,)), (LANGUAGE, ())],
)
def test_the_weighing_of_verdicts_has_exactly_the_features_measured(lexicon, sought, texts):
    weighing, found = lexicon.weighings["verdict"], measured(lexicon, sought, *texts)
    assert (list(weighing.features), VERDICTS) == (list(found), weighing.outcomes)
    assert all(math.isfinite(value) for value in found.values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            FIRM,
            {"tenus": 1, "manques": 0, "tus": 0, "tous_tenus": 1, "retenu_tenu": 1, "regle_ok": 1, "avis_conforme": 1},
        ),
        (MISSED, {"tenus": 0, "manques": 1, "tus": 0, "retenu_manque": 1, "regle_seuil_manque": 1, "mauvais": ...}),
        (OPTION, {"mots_option": 1, "mots_refus": 0, "retenu_attenue": 1, "avis_partiel": 1}),
        ("Les alertes critiques sont prises en charge.", {"tenus": 0, "manques": 0, "tus": 1, "bon": 0, "mauvais": 0}),
    ],
)
def test_the_numbers_and_the_rules_are_measured(lexicon, text, expected):
    found = measured(lexicon, ALERT, text)
    assert {name: found[name] if value is ... else value for name, value in expected.items()} == {
        name: found[name] for name in expected
    }
    assert (found["bon"] > found["mauvais"]) == (found["bon_ou_mauvais"] > 0)
    assert (1.0, 1.0) == (found["chiffre"], found["donnes"])


def test_one_rule_and_one_opinion_are_measured_at_most(lexicon):
    for text in (FIRM, MISSED, OPTION, "Rien."):
        found = measured(lexicon, ALERT, text)
        assert 1.0 == sum(found[f"avis_{name}"] for name in VERDICTS)
        assert sum(value for name, value in found.items() if name.startswith("regle_")) in (0.0, 1.0)


def test_an_answer_tamely_worded_is_measured_as_such(lexicon):
    firm = measured(lexicon, LANGUAGE, "Notre support technique parle français au téléphone comme au courriel.")
    weak = measured(
        lexicon, LANGUAGE, "Nous étudierons un support technique en français, si possible, à votre demande."
    )
    none = measured(lexicon, LANGUAGE, "Nous ne proposons pas de support technique en français.")
    assert weak["attenue_total"] > 0 > firm["attenue_total"]
    assert none["refus_total"] > 0 > firm["refus_total"]
    assert none["refus"] > max(firm["refus"], weak["refus"])


def test_a_word_in_a_note_stands_beside_the_answer(lexicon):
    (called,) = passages("Le support technique répond en français.")
    note = "Le support en français est proposé en option."
    evidence = evidence_of(LANGUAGE, (called.model_copy(update={"notes": (note,)}), *passages(*AROUND)), lexicon)
    found = features(evidence, "partiel", "option")
    assert (0.0, 1.0) == (found["mots_option"], found["a_cote_option"])


def test_a_requirement_copied_is_measured(lexicon):
    assert (1.0, 0.0) == tuple(
        measured(lexicon, LANGUAGE, text)["recopie"] for text in (LANGUAGE.text, "Nous parlons français au téléphone.")
    )


def test_the_shape_and_the_hours_of_an_answer_are_measured(lexicon):
    found = measured(lexicon, ALERT, "Du lundi au vendredi, une alerte critique est prise en charge en dix minutes.")
    assert found["indice_plage_seul"] > 0
    assert math.log(14) == pytest.approx(found["longueur_reponse"])
    assert (0.0, 0.25) == (found["en_ligne"], found["phrases"])
    assert 1.0 == measured(lexicon, ALERT, "Alerte critique | prise en charge en dix minutes")["en_ligne"]
