"""Clauses, requirements and prices are limited to the lots named; a lot shares 100 points among what it judges."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from opposable.assembly.build import build
from opposable.assembly.decide import decide
from opposable.assembly.lots import lot_problems
from opposable.assembly.publication import publication_problems
from opposable.assembly.seal import canonical
from opposable.catalog.load import load_catalog
from opposable.interview.draft import read_draft_gently
from opposable.model.catalog import Catalog
from opposable.model.draft import Draft, Edits
from opposable.model.errors import OpposableError
from opposable.model.lots import by_lot, of_lot
from opposable.model.tender import Tender
from tests.small_catalog import write_catalog

DAY = date(2026, 11, 22)
ANSWERS: dict[str, Any] = {
    "etab.type": "chu",
    "etab.urgences": True,
    "etab.postes": Decimal(60),
    "besoin.prestations": ("soc",),
    "consultation.lots": ("SOC", "Audits", "Formation"),
}
QUESTIONS = """
id: consultation
order: 3
title: Consultation
questions:
  - {id: consultation.lots, label: Lots, kind: liste}
"""
OWN = {
    "key": "badge",
    "title": "Badges",
    "theme": "env",
    "text": "Le titulaire badge.",
    "requirements": [{"text": "Badge.", "criterion": "technique.env", "answer": {"asks": "Lequel ?"}}],
}


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The small catalog, with the question that divides a tender into lots."""
    root = write_catalog(tmp_path_factory.mktemp("catalog"))
    (root / "questions" / "3.yaml").write_text(QUESTIONS, encoding="utf-8")
    return load_catalog(root)


def built(catalog: Catalog, answers: dict[str, Any] = ANSWERS, **edits: Any) -> Tender:
    return build(catalog, Draft(answers=answers, edits=Edits.model_validate(edits)), DAY)


def problems(catalog: Catalog, **edits: Any) -> list[str]:
    given = Edits.model_validate(edits)
    tender = build(catalog, Draft(answers=ANSWERS, edits=given), DAY)
    return [str(each) for each in publication_problems(catalog, decide(catalog, ANSWERS, DAY), tender, given)]


def numbers(tender: Tender) -> list[list[str]]:
    return [[requirement.number for requirement in narrowed.judged] for narrowed in by_lot(tender)]


def test_a_clause_an_own_clause_and_a_price_are_kept_in_the_lots_named(catalog: Catalog) -> None:
    tender = built(catalog, own=[OWN], lots={"detection.soc": [1, 3], "acheteur.badge": ["2"], "SOC-1": [3]})
    assert [["DET-01", "ENV-01"], ["ENV-01", "ACH-011"], ["DET-01", "ENV-01"]] == numbers(tender)
    assert [0, 0, 1] == [len(narrowed.prices) for narrowed in by_lot(tender)]
    assert {"detection.soc": ("1", "3"), "env.mesures": (), "acheteur.badge": ("2",)} == {
        clause.id: clause.lots for clause in tender.clauses
    }


def test_a_requirement_is_kept_in_fewer_lots_than_its_clause(catalog: Catalog) -> None:
    limits = {"env.mesures": [1, 2], "env.mesures.plan": [2, 3], "acheteur.badge.e1": [1, 2, 3]}
    tender = built(catalog, own=[OWN], lots=limits)
    assert [["DET-01", "ACH-011"], ["DET-01", "ENV-01", "ACH-011"], ["DET-01", "ACH-011"]] == numbers(tender)
    assert {"ENV-01": ("2",), "ACH-011": ()} == {r.number: r.lots for r in tender.requirements if r.level == "notee"}


def test_a_criterion_without_requirement_leaves_the_lot_and_the_others_share_its_points(catalog: Catalog) -> None:
    tender = built(catalog, lots={"detection.soc": [1]})
    general = {sub.id: sub.weight for criterion in tender.criteria for sub in criterion.sub}
    assert ["technique.detection", "technique.env"] == list(general)
    assert Decimal(60) == sum(general.values())
    second = of_lot(tender, "2").criteria
    assert [("prix", Decimal(40)), ("technique", Decimal(60))] == [(each.id, each.weight) for each in second]
    assert [("technique.env", Decimal(60))] == [(sub.id, sub.weight) for sub in second[1].sub]
    assert ["2", "3"] == list(tender.lot_criteria)
    assert tender.criteria == of_lot(tender, "1").criteria


def test_the_parts_of_a_criterion_are_proposed_from_the_requirements_of_the_lot(catalog: Catalog) -> None:
    """Two requirements on detection are asked in the first lot only: the second weighs as if they did not exist."""
    more = [{**OWN["requirements"][0], "criterion": "technique.detection", "weight": 9} for _ in range(2)]  # type: ignore[index]
    own = {**OWN, "requirements": more}
    tender = built(catalog, own=[own], lots={"acheteur.badge": [1]})
    alone = built(catalog)
    assert tender.criteria == of_lot(tender, "1").criteria
    assert alone.criteria == of_lot(tender, "2").criteria
    assert tender.criteria != alone.criteria


def test_parts_that_the_buyer_weighed_stay_in_proportion_in_every_lot(catalog: Catalog) -> None:
    more = [{**OWN["requirements"][0], "criterion": "technique.detection", "weight": 9}]  # type: ignore[index]
    own = {**OWN, "requirements": more}
    weights = {"technique.detection": 25, "technique.env": 35}
    tender = built(catalog, own=[own], weights=weights, lots={"acheteur.badge": [1]})
    assert {} == tender.lot_criteria
    assert weights == {sub.id: sub.weight for sub in of_lot(tender, "2").criteria[1].sub}


def test_a_lot_without_anything_judged_is_left_with_its_price_and_told(catalog: Catalog) -> None:
    limits = {"detection.soc": [1], "env.mesures": [1, 2]}
    assert [Decimal(100)] == [each.weight for each in of_lot(built(catalog, lots=limits), "3").criteria]
    assert "Lot 3, Formation : aucune exigence n'y est à juger. Gardez-en une au moins pour ce lot." in problems(
        catalog, lots=limits
    )


def test_the_weights_of_a_lot_are_those_that_the_buyer_chose_for_it(catalog: Catalog) -> None:
    chosen = {"2": {"prix": 30, "technique": 70, "technique.detection": 50, "technique.env": 20}}
    tender = built(catalog, lot_weights=chosen)
    weights = {each.id: each.weight for c in of_lot(tender, "2").criteria for each in (c, *c.sub)}
    assert {key: Decimal(value) for key, value in chosen["2"].items()} == weights
    assert ["2"] == list(tender.lot_criteria)
    assert [] == problems(catalog, lot_weights=chosen)


def test_weights_of_a_lot_that_do_not_total_are_told_with_the_lot(catalog: Catalog) -> None:
    weights = {2: {"prix": 30}, 5: {"prix": 30}, 3: {"prixx": 40}}
    assert [
        "Des poids sont donnés pour le lot « 5 », qui n'existe pas. La consultation a 3 lots : retirez-les.",
        "Des montants sont donnés pour le lot « 4 », qui n'existe pas. La consultation a 3 lots : retirez-les.",
        "Lot 2, Audits : Les poids des critères totalisent 90 au lieu de 100. Ajoutez 10 point(s).",
        "Lot 3, Formation : un poids est donné à « prixx », qui n'y est pas jugé. Vouliez-vous dire « prix » ?",
    ] == [plain(each) for each in problems(catalog, lot_weights=weights, lot_amounts={4: {}})]


def test_a_lot_carries_its_estimate_and_its_maximum_which_replace_those_of_the_whole(catalog: Catalog) -> None:
    tender = built(catalog, lot_amounts={2: {"estimate_ht": 30000, "maximum_ht": 45000}})
    assert [(None, None), (Decimal(30000), Decimal(45000)), (None, None)] == [
        (narrowed.procedure.estimate_ht, narrowed.procedure.maximum_ht) for narrowed in by_lot(tender)
    ]


def test_a_single_lot_has_the_amounts_of_the_tender_only(catalog: Catalog) -> None:
    alone = {key: value for key, value in ANSWERS.items() if key != "consultation.lots"}
    assert canonical(built(catalog, alone)) == canonical(built(catalog, alone, lot_amounts={1: {"estimate_ht": 5}}))


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        ({1: 60, 2: 30, 3: 10}, []),
        ({1: 60, 2: 30}, []),
        ({1: 60, 2: 30, 3: 5}, ["Les estimations des lots totalisent 95,00 € HT au lieu de 100,00 € HT."]),
        ({1: 60, 2: 50}, ["Les estimations des lots totalisent 110,00 € HT au lieu de 100,00 € HT."]),
    ],
)
def test_the_estimates_of_lots_total_that_of_the_whole(
    catalog: Catalog, amounts: dict[int, int], said: list[str]
) -> None:
    edits = Edits.model_validate({"lot_amounts": {lot: {"estimate_ht": each} for lot, each in amounts.items()}})
    made = build(catalog, Draft(answers=ANSWERS, edits=edits), DAY)
    whole = made.model_copy(update={"procedure": made.procedure.model_copy(update={"estimate_ht": Decimal(100)})})
    assert said == [plain(each.message) for each in lot_problems(whole, edits)]


def test_a_lot_that_does_not_exist_and_a_requirement_in_none_are_told(catalog: Catalog) -> None:
    limits = {"detection.soc": [1, 4], "env.mesures": [1], "env.mesures.plan": [2]}
    said = [plain(sentence) for sentence in problems(catalog, lots=limits)]
    unknown = (
        "« Supervision » est limité au lot « 4 », qui n'existe pas. La consultation a 3 lots : corrigez les siens."
    )
    assert unknown in said
    assert any(sentence.startswith("« ENV-01 » n'est gardé pour aucun lot.") for sentence in said)


def test_a_limit_on_an_unknown_word_names_the_nearest(catalog: Catalog) -> None:
    with pytest.raises(OpposableError, match=r"« detection.sok » n'est ni une clause.*« detection.soc »"):
        built(catalog, lots={"detection.sok": [1]})


def test_lots_that_are_not_a_list_are_refused_in_french(catalog: Catalog) -> None:
    _, found = read_draft_gently(catalog, {"edits": {"lots": {"detection.soc": 1}}})
    assert ["« lots.detection.soc » doit être une liste."] == [each.message for each in found]


def test_naming_every_lot_is_naming_none(catalog: Catalog) -> None:
    assert canonical(built(catalog)) == canonical(built(catalog, lots={"detection.soc": [1, 2, 3], "SOC-1": [3, 2, 1]}))


def test_a_single_lot_is_built_as_if_lots_were_never_named(catalog: Catalog) -> None:
    alone = {key: value for key, value in ANSWERS.items() if key != "consultation.lots"}
    bare = canonical(built(catalog, alone))
    assert bare == canonical(built(catalog, alone, lots={"detection.soc": [1]}, lot_weights={1: {"prix": 30}}))
    assert b"lot_criteria" not in bare
    assert 1 == bare.count(b'"lots"')


def plain(sentence: str) -> str:
    return sentence.replace("\u00a0", " ")
