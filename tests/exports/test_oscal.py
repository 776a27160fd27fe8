"""The OSCAL export is valid, complete, and the same each time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from opposable.catalog.load import load_catalog
from opposable.cli import main
from opposable.exports.oscal import oscal_catalog, write_oscal
from opposable.model.catalog import Catalog
from opposable.paths import data_root
from tests.small_catalog import write_catalog


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    return load_catalog(data_root() / "requirements_catalog")


def controls(catalog: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every control, those inside another included."""
    waiting = [control for group in catalog["groups"] for control in group["controls"]]
    while waiting:
        control = waiting.pop(0)
        waiting += control.get("controls", [])
        yield control


def test_trestle_accepts_the_shipped_catalog(shipped: Catalog, tmp_path: Path) -> None:
    from trestle.oscal.catalog import Catalog as Oscal

    path = tmp_path / "catalog.json"
    path.write_text(write_oscal(shipped), encoding="utf-8")
    read = Oscal.oscal_read(path)
    assert read is not None
    assert "Catalogue d'exigences de cybersécurité des marchés de santé" == read.metadata.title


def test_every_clause_and_requirement_in_force_is_there_once(shipped: Catalog) -> None:
    ids = [control["id"] for control in controls(oscal_catalog(shipped)["catalog"])]
    live = [clause for clause in shipped.clauses.values() if clause.status == "en_vigueur"]
    assert sorted(ids) == sorted([c.id for c in live] + [r.id for c in live for r in c.requirements])


def test_every_link_and_inserted_parameter_leads_somewhere(shipped: Catalog) -> None:
    catalog = oscal_catalog(shipped)["catalog"]
    ids = {c["id"] for c in controls(catalog)} | {r["uuid"] for r in catalog["back-matter"]["resources"]}
    links = {link["href"].removeprefix("#") for c in controls(catalog) for link in c.get("links", [])}
    params = {param["id"] for c in controls(catalog) for param in c.get("params", [])}
    inserted = set(re.findall(r"insert: param, ([^ ]+)", json.dumps(catalog)))
    assert set() == links - ids
    assert set() == inserted - params


def test_no_hole_of_ours_is_left(shipped: Catalog) -> None:
    assert [] == re.findall(r"\{\{(?! insert: param, )", write_oscal(shipped))


def test_every_part_has_its_own_id(shipped: Catalog) -> None:
    parts = [part["id"] for c in controls(oscal_catalog(shipped)["catalog"]) for part in c["parts"]]
    assert len(parts) == len(set(parts))


def test_the_same_catalog_gives_the_same_bytes_and_another_gives_another_identifier(tmp_path: Path) -> None:
    one = load_catalog(write_catalog(tmp_path / "a"))
    same = load_catalog(write_catalog(tmp_path / "b"))
    other = load_catalog(write_catalog(tmp_path / "c", jour=("Moins cher.", "Moins coûteux.")))
    assert write_oscal(one) == write_oscal(same)
    assert oscal_catalog(one)["catalog"]["uuid"] != oscal_catalog(other)["catalog"]["uuid"]


def test_a_legal_figure_is_named_where_its_value_would_be_dated(tmp_path: Path) -> None:
    text = write_oscal(load_catalog(write_catalog(tmp_path)))
    assert "au taux de [TVA]" in text
    assert "{{ insert: param, detection.soc.prm.gti }}" in text


def test_a_framework_is_cited_by_its_point_only(tmp_path: Path) -> None:
    text = write_oscal(load_catalog(write_catalog(tmp_path)))
    assert "hygiene:1" in text
    assert "Former" not in text


def test_the_command_writes_the_file_and_refuses_a_tender(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "oscal.json"
    asked = [
        "catalog",
        "export",
        "--format",
        "oscal",
        "--out",
        str(out),
        "--catalog",
        str(write_catalog(tmp_path / "c")),
    ]
    assert 0 == main(asked)
    assert "catalog" in json.loads(out.read_text(encoding="utf-8"))
    assert 1 == main([*asked, "--tender", str(out)])
    assert "ne s'exporte pas en OSCAL" in capsys.readouterr().err
