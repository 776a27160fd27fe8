"""Each kind of structure gets the families of clauses it needs, in a set of its own size."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from opposable.assembly.build import build
from opposable.assembly.decide import Selection, decide
from opposable.catalog.load import load_catalog
from opposable.interview.answers import read_answers
from opposable.model.catalog import Catalog
from opposable.model.draft import Draft
from opposable.paths import data_root

PROFILES = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parents[1] / "cases" / "profils").glob("*.yaml"))
}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(data_root() / "requirements_catalog")


def chosen(catalog: Catalog, profile: dict[str, Any]) -> Selection:
    answers, problems = read_answers(catalog, profile["answers"])
    assert [] == [str(problem) for problem in problems]
    return decide(catalog, answers, profile["launch_date"])


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_gets_its_families_and_no_other(catalog: Catalog, name: str) -> None:
    profile = PROFILES[name]
    kept = {decision.clause.theme for decision in chosen(catalog, profile).kept}
    assert set() == set(profile["themes"]) - kept
    assert set() == set(profile["absent"]) & kept
    assert set() == {*profile["themes"], *profile["absent"]} - catalog.themes.keys()


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_gets_a_set_of_its_size(catalog: Catalog, name: str) -> None:
    profile = PROFILES[name]
    kept = [decision.clause for decision in chosen(catalog, profile).kept]
    requirements = sum(len(clause.requirements) for clause in kept)
    assert profile["clauses"][0] <= len(kept) <= profile["clauses"][1], len(kept)
    assert profile["requirements"][0] <= requirements <= profile["requirements"][1], requirements


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_that_answered_all_waits_for_nothing_and_builds(catalog: Catalog, name: str) -> None:
    profile = PROFILES[name]
    selection = chosen(catalog, profile)
    assert [] == [(d.clause.id, d.waits_for) for d in selection.waiting]
    answers, _ = read_answers(catalog, profile["answers"])
    tender = build(catalog, Draft(answers=answers), profile["launch_date"])
    assert len(selection.kept) == len(tender.clauses)
    assert [] == [clause.id for clause in tender.clauses if "{{" in clause.text]


def test_there_are_twelve_profiles_or_more_of_as_many_structures() -> None:
    assert len({profile["answers"]["etablissement.type"] for profile in PROFILES.values()}) >= 12


def test_a_practice_reads_less_than_a_care_home_which_reads_less_than_a_hospital(catalog: Catalog) -> None:
    sizes = [
        len(chosen(catalog, PROFILES[name]).kept)
        for name in ("cabinet_sauvegarde", "ehpad_abonnement", "ght_supervision")
    ]
    assert sorted(sizes) == sizes
    assert sizes[0] * 2 <= sizes[1]
    assert sizes[1] * 2 <= sizes[2]
