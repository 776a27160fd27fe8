"""Each example of `examples/profils` is a tender that can be published as it stands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from opposable.assembly.build import build
from opposable.assembly.decide import decide
from opposable.assembly.publication import publication_problems
from opposable.assembly.seal import check_seal, publish
from opposable.catalog.load import load_catalog
from opposable.interview.draft import read_draft_file
from opposable.legality.checks import check_tender
from opposable.model.catalog import Catalog
from opposable.model.tender import Tender
from opposable.paths import data_root

LAUNCH = date(2026, 11, 22)
EXAMPLES = {path.stem: path for path in sorted((data_root() / "examples" / "profils").glob("*.yaml"))}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(data_root() / "requirements_catalog")


@pytest.fixture(scope="module", params=EXAMPLES)
def sealed(request: pytest.FixtureRequest, catalog: Catalog) -> Tender:
    return published(catalog, EXAMPLES[request.param])


def published(catalog: Catalog, path: Path) -> Tender:
    draft = read_draft_file(catalog, path.read_text(encoding="utf-8"), path.name)
    tender = build(catalog, draft, LAUNCH)
    selection = decide(catalog, draft.answers, LAUNCH)
    assert [] == [str(p) for p in publication_problems(catalog, selection, tender, draft.edits)]
    return publish(tender)


def test_the_six_examples_are_there() -> None:
    expected = {"cabinet-sauvegarde", "ehpad-abonnement", "ch-pacs", "ght-soc", "chu-entrepot", "travaux-gtb"}
    assert expected == EXAMPLES.keys()


def test_an_example_is_sealed_and_no_check_blocks_it(catalog: Catalog, sealed: Tender) -> None:
    check_seal(sealed)
    assert [] == [finding.message for finding in check_tender(sealed, catalog) if finding.severity == "bloquant"]


def test_an_example_speaks_of_the_buyer_and_the_holder_in_the_third_person(sealed: Tender) -> None:
    words = (text for clause in sealed.clauses for text in (clause.text, *(r.text for r in clause.requirements)))
    assert [] == [text for text in words if {"vous", "votre", "vos"} & set(text.lower().split())]


def test_works_are_under_their_own_general_terms(catalog: Catalog) -> None:
    works = published(catalog, EXAMPLES["travaux-gtb"])
    assert "travaux" == works.procedure.ccag
    assert [] == [clause.id for clause in works.clauses if "CCAG-TIC" in clause.text]


def test_an_example_defines_the_words_it_uses_and_no_other(sealed: Tender) -> None:
    terms = [definition.term for definition in sealed.definitions]
    assert len(terms) == len(set(terms))
    assert {"Titulaire", "Établissement"} <= set(terms)
