"""The CISO Assistant library has the shape that the tool imports, from a tender as from the catalog."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from opposable.assembly.build import build
from opposable.assembly.seal import publish, write_tender
from opposable.catalog.load import load_catalog
from opposable.cli import main
from opposable.exports.ciso_assistant import ciso_assistant_library, write_ciso_assistant
from opposable.model.catalog import Catalog
from opposable.model.draft import Draft
from opposable.model.tender import Tender
from opposable.paths import data_root
from tests.small_catalog import write_catalog

ANSWERS = {
    "etab.type": "chu",
    "etab.urgences": True,
    "etab.postes": Decimal(500),
    "besoin.prestations": ("soc",),
    "besoin.hebergement": "sur_site",
}


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return load_catalog(write_catalog(tmp_path / "catalogue", mesures=("sources:", "buyer_tasks: [Nommer.]\nsources:")))


@pytest.fixture
def tender(catalog: Catalog) -> Tender:
    return publish(build(catalog, Draft(answers=ANSWERS), date(2026, 11, 22)))


def nodes(library: dict[str, Any]) -> list[dict[str, Any]]:
    return library["objects"]["framework"]["requirement_nodes"]


def check_shape(library: dict[str, Any]) -> None:
    """Hold the library to what the tool requires of one: names, URNs in lower case, parents above, groups known."""
    required = {"urn", "ref_id", "name", "locale", "copyright", "version", "provider", "packager", "objects"}
    assert set() == required - {key for key, value in library.items() if value}
    assert isinstance(library["version"], int)
    framework = library["objects"]["framework"]
    groups = {group["ref_id"] for group in framework["implementation_groups_definition"]}
    depths: dict[str, int] = {}
    for node in nodes(library):
        assert re.fullmatch(r"urn:[a-z0-9_-]+:risk:req_node:[a-z0-9_-]+:[a-z0-9._-]+", node["urn"]), node["urn"]
        assert node["urn"] not in depths
        assert node["depth"] == 1 + depths.get(node.get("parent_urn", ""), 0)
        assert node.get("name") or node.get("description")
        assert set(node.get("implementation_groups", ())) <= groups
        assert node["assessable"] == (node["depth"] == 3)
        depths[node["urn"]] = node["depth"]


def test_the_shipped_catalog_makes_a_library() -> None:
    check_shape(ciso_assistant_library(load_catalog(data_root() / "requirements_catalog")))


def test_a_tender_makes_a_library_with_its_settled_values(tender: Tender) -> None:
    library = ciso_assistant_library(tender)
    check_shape(library)
    node = next(item for item in nodes(library) if item.get("ref_id") == "DET-01")
    assert "Prise en charge en 1\u00a0heure au plus." == node["description"]
    assert ["titulaire", "acheteur"] == node["implementation_groups"]
    assert "- Convention de service" == node["typical_evidence"]
    assert tender.seal is not None
    assert tender.seal in library["description"]


def test_the_buyer_follows_its_own_tasks_too(tender: Tender) -> None:
    tasks = [item for item in nodes(ciso_assistant_library(tender)) if item.get("ref_id") == "env.mesures.tache_1"]
    assert [("Nommer.", ["acheteur"])] == [(task["description"], task["implementation_groups"]) for task in tasks]


def test_the_catalog_shows_the_usual_value(catalog: Catalog) -> None:
    node = next(item for item in nodes(ciso_assistant_library(catalog)) if item.get("ref_id") == "DET-01")
    assert "Prise en charge en [2\u00a0heures] au plus." == node["description"]
    assert "Correspond à : hygiene:1" in node["annotation"]


def test_marks_are_those_of_the_committee(tender: Tender) -> None:
    framework = ciso_assistant_library(tender)["objects"]["framework"]
    assert (0, 4) == (framework["min_score"], framework["max_score"])
    assert [0, 1, 2, 3, 4] == [level["score"] for level in framework["scores_definition"]]


def test_the_yaml_reads_back_the_same(tender: Tender) -> None:
    text = write_ciso_assistant(tender)
    assert text == write_ciso_assistant(tender)
    assert ciso_assistant_library(tender) == yaml.safe_load(text)


def test_the_command_exports_a_tender(tmp_path: Path, tender: Tender) -> None:
    path, out = tmp_path / "tender.json", tmp_path / "suivi.yaml"
    path.write_text(write_tender(tender), encoding="utf-8")
    assert 0 == main(["catalog", "export", "--format", "ciso-assistant", "--tender", str(path), "--out", str(out)])
    assert ciso_assistant_library(tender) == yaml.safe_load(out.read_text(encoding="utf-8"))
