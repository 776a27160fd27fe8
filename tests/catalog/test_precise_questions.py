"""A question that says more about the purchase leaves out the clauses that have no object."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from opposable.assembly.build import build
from opposable.assembly.decide import Selection, decide
from opposable.catalog.load import load_catalog
from opposable.interview.answers import read_answers
from opposable.model.catalog import Catalog
from opposable.model.condition import Answer
from opposable.model.draft import Draft
from opposable.paths import data_root

DAY = date(2026, 11, 22)
PROFILES = Path(__file__).parents[1] / "cases" / "profils"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(data_root() / "requirements_catalog")


def given(catalog: Catalog, profile: str, **more: Any) -> Mapping[str, Answer]:
    """The answers of a known profile, its `besoin.…` answers replaced by `more`; None takes one away."""
    raw = yaml.safe_load((PROFILES / f"{profile}.yaml").read_text(encoding="utf-8"))["answers"]
    raw |= {f"besoin.{name}": value for name, value in more.items()}
    answers, problems = read_answers(catalog, {name: value for name, value in raw.items() if value is not None})
    assert [] == [str(problem) for problem in problems]
    return answers


def chosen(catalog: Catalog, profile: str, **more: Any) -> Selection:
    return decide(catalog, given(catalog, profile, **more), DAY)


def kept(selection: Selection) -> set[str]:
    return {decision.clause.id for decision in selection.kept}


HOSPITAL = {"achats": ["materiel_it"], "systemes_batiment": None}
MATERIAL = {"materiel.impression", "materiel.mobiles", "materiel.gestion_serveurs", "materiel.reseau_actif"}


@pytest.mark.parametrize(
    ("bought", "expected"),
    [
        ("impression", {"materiel.impression"}),
        ("mobiles", {"materiel.mobiles"}),
        ("serveurs", {"materiel.gestion_serveurs"}),
        ("reseau", {"materiel.reseau_actif"}),
        ("postes", set()),
    ],
)
def test_a_kind_of_equipment_brings_its_own_clause_only(catalog: Catalog, bought: str, expected: set[str]) -> None:
    assert expected == kept(chosen(catalog, "travaux_gtb", **HOSPITAL, materiels=[bought])) & MATERIAL


def test_what_every_equipment_needs_waits_for_no_detail(catalog: Catalog) -> None:
    clauses = kept(chosen(catalog, "travaux_gtb", **HOSPITAL))
    assert {"materiel.etat_livraison", "materiel.integrite_livraison", "materiel.remplacement"} <= clauses


def test_a_detail_not_given_leaves_its_clauses_waiting(catalog: Catalog) -> None:
    waiting = {decision.clause.id for decision in chosen(catalog, "travaux_gtb", **HOSPITAL).waiting}
    assert waiting >= MATERIAL


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("transport", {"intervenants.transport"}),
        ("destruction", {"intervenants.destruction_papier"}),
        ("nettoyage", set()),
    ],
)
def test_cleaners_are_not_asked_to_carry_nor_to_shred(catalog: Catalog, service: str, expected: set[str]) -> None:
    selection = chosen(
        catalog,
        "travaux_gtb",
        achats=["service_non_it"],
        systemes_batiment=None,
        services_non_it=[service],
        donnees_sante=True,
    )
    assert expected == kept(selection) & {"intervenants.transport", "intervenants.destruction_papier"}


def test_a_building_without_badge_nor_camera_gets_no_clause_on_them(catalog: Catalog) -> None:
    assert "batiments.acces_video" not in kept(chosen(catalog, "travaux_gtb", systemes_batiment=["gtb"]))
    assert "batiments.acces_video" in kept(chosen(catalog, "travaux_gtb", systemes_batiment=["video"]))


def test_cameras_alone_need_no_local_working_of_vital_functions(catalog: Catalog) -> None:
    assert "batiments.fonctionnement_local" not in kept(chosen(catalog, "travaux_gtb", systemes_batiment=["video"]))


@pytest.mark.parametrize("leaving", [True, False])
def test_the_handover_is_there_when_somebody_leaves(catalog: Catalog, leaving: bool) -> None:
    answers = given(catalog, "clinique_detection", sortant=leaving)
    tender = build(catalog, Draft(answers=dict(answers)), DAY)
    assert leaving == ("demarrage.reprise_sortant" in {clause.id for clause in tender.clauses})
    assert leaving == ("CT-02" in {line.code for line in tender.prices})
