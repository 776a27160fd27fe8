"""The coverage table says which measure is answered, by what, and which is not."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from opposable.catalog.coverage import coverage, coverage_csv, coverage_table, coverage_totals
from opposable.catalog.load import load_catalog
from opposable.cli import main
from opposable.model.catalog import Catalog
from opposable.model.errors import OpposableError
from opposable.paths import data_root
from tests.small_catalog import write_catalog

TWO = "measures: [{id: '1', title: Former}, {id: '2', title: '=SOMME(A1)'}]"


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return load_catalog(write_catalog(tmp_path, frameworks=("measures: [{id: '1', title: Former}]", TWO)))


def test_a_measure_names_what_answers_it_and_another_that_nothing_does(catalog: Catalog) -> None:
    first, second = coverage(catalog)
    assert (("DET-01",), ("detection.soc",), True) == (first.requirements, first.clauses, first.covered)
    assert ((), (), False) == (second.requirements, second.clauses, second.covered)


def test_a_whole_clause_may_answer(tmp_path: Path) -> None:
    root = write_catalog(tmp_path, jour=("sources: [t.loi]", "sources: [t.loi]\ncorresponds_to: ['hygiene: 1']"))
    (row,) = coverage(load_catalog(root))
    assert ("detection.jour", "detection.soc") == tuple(sorted(row.clauses))


def test_a_clause_that_is_not_in_force_covers_nothing(tmp_path: Path) -> None:
    root = write_catalog(tmp_path, soc=("version: 1", "version: 1\nstatus: retiree"))
    assert [False] == [row.covered for row in coverage(load_catalog(root))]


def test_the_table_and_its_totals_are_in_french(catalog: Catalog) -> None:
    rows = coverage(catalog)
    assert [
        "",
        "Guide : 1 sur 2",
        "  1            DET-01",
        "  2            sans clause",
        "",
        "Total : 1 mesures sur 2.",
    ] == (coverage_table(rows))
    assert (("Guide", 1, 2),) == coverage_totals(rows)


def test_the_csv_reads_back_and_holds_no_formula(catalog: Catalog) -> None:
    rows = list(csv.reader(io.StringIO(coverage_csv(coverage(catalog))), delimiter=";"))
    assert ["hygiene", "1", "Former", "oui", "DET-01", "detection.soc"] == rows[1]
    assert "'=SOMME(A1)" == rows[2][2]


def test_an_unknown_framework_names_the_nearest(catalog: Catalog) -> None:
    with pytest.raises(OpposableError, match=r"« hygene » n'existe pas\. Vouliez-vous dire « hygiene »"):
        coverage(catalog, "hygene")


def test_the_command_prints_and_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "sous" / "couverture.csv"
    assert 0 == main(["catalog", "coverage", "--framework", "hds_v2", "--csv", str(out)])
    assert "EXI 01" in capsys.readouterr().out
    assert out.read_bytes().startswith("\ufeffréférentiel;mesure".encode())


def test_every_requirement_of_the_health_hosting_framework_is_answered() -> None:
    rows = coverage(load_catalog(data_root() / "requirements_catalog"), "hds_v2")
    assert [] == [row.measure.id for row in rows if not row.covered]
