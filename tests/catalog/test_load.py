"""The loader tells every mistake of a catalog, with its place and the nearest valid name."""

from __future__ import annotations

from pathlib import Path

import pytest

from opposable.catalog.load import fingerprint, load_catalog
from opposable.cli import main
from opposable.model.errors import CatalogError
from opposable.paths import data_root
from tests.small_catalog import write_catalog


def problems(root: Path) -> list[str]:
    with pytest.raises(CatalogError) as caught:
        load_catalog(root)
    return [str(problem) for problem in caught.value.problems]


def test_the_small_catalog_is_correct(tmp_path: Path) -> None:
    catalog = load_catalog(write_catalog(tmp_path))
    assert set(catalog.clauses) == {"detection.soc", "detection.jour", "env.mesures"}


def test_the_shipped_catalog_is_correct() -> None:
    assert load_catalog(data_root() / "requirements_catalog").clauses


@pytest.mark.parametrize(
    ("file", "before", "after", "words"),
    [
        ("soc", "includes_any: [soc]", "includes_any: [sok]", ["soc.yaml:", "« sok » n'est pas un choix", "« soc »"]),
        ("soc", "etab.postes, at_least", "etab.poste, at_least", ["« etab.poste » n'existe pas", "« etab.postes »"]),
        ("soc", "{law: seuils.s}", "{law: seuils.t}", ["La donnée de droit « seuils.t »", "« seuils.s »"]),
        ("soc", "penalty: penalites.retard", "penalty: penalites.retar", ["La pénalité", "« penalites.retard »"]),
        ("soc", "criterion: technique.detection", "criterion: technique.detect", ["Le sous-critère"]),
        ("soc", "parameter: gti", "parameter: gtr", ["Le paramètre « gtr » n'existe pas"]),
        ("soc", "{{ gti }} au plus, au", "{{ gtii }} au plus, au", ["Le paramètre « gtii »", "« gti »"]),
        ("soc", "droit:fiscalite.tva", "droit:fiscalite.tvb", ["La donnée de droit « fiscalite.tvb »"]),
        ("soc", "hygiene:1", "hygiene:99", ["Le point du référentiel « hygiene » « 99 »"]),
        ("soc", "sur_site: partage", "surs_ite: partage", ["Le mode d'hébergement « surs_ite »"]),
        ("soc", "theme: detection", "theme: detektion", ["Le thème « detektion »", "« detection »"]),
        ("soc", "sources: [t.loi]", "sources: [t.lois]", ["La source « t.lois »", "« t.loi »"]),
        ("soc", "number: DET-01", "number: ENV-01", ["doit commencer par « DET- »"]),
        ("soc", "level: minimale", "level: minimal", ["« minimal » ; valeurs admises : minimale, notee, souhait"]),
        ("soc", "weight: 5", "weight: 50", ["« requirements.1.weight » doit être au plus 10"]),
        ("soc", "version: 1", "version: 1\nversion: 2", ["soc.yaml:4", "La clé « version » est écrite deux fois"]),
        ("soc", "title: Supervision", "titel: Supervision", ["« titel » n'est pas une rubrique", "« title »"]),
        ("soc", "{value: 2}", "{value: 9}", ["sort de l'intervalle 1 à 8"]),
        ("soc", "3: bien, ", "", ["cinq notes"]),
        ("soc", "unit: heure", "unit: heurre", ["L'unité « heurre »", "« heure »"]),
        ("soc", "id: detection.soc\n", "id: detection.sok\n", ["ne répète pas le chemin"]),
        ("jour", "requires: [env.mesures]", "requires: [env.mesure]", ["La clause « env.mesure »", "« env.mesures »"]),
        ("jour", "because: Moins cher.", "because: [", ["n'est pas du YAML valide"]),
        ("c", "weight: 60", "weight: 61", ["totalisent 101 au lieu de 100"]),
        ("settings", "fiscalite.tva", "fiscalite.tvx", ["La donnée de droit « fiscalite.tvx »"]),
        ("1", "{answer: etab.type, is: chu}", "{answer: etab.type, is: true}", ["attend is: true"]),
    ],
)
def test_each_mistake_has_its_message(tmp_path: Path, file: str, before: str, after: str, words: list[str]) -> None:
    found = "\n".join(problems(write_catalog(tmp_path, **{file: (before, after)})))
    assert [word for word in words if word not in found] == []


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    root = write_catalog(
        tmp_path, soc=("sources: [t.loi]", "sources: [x.y]"), jour=("sources: [t.loi]", "sources: [x.z]")
    )
    assert len(problems(root)) == 2


def test_an_identifier_written_twice_names_both_places(tmp_path: Path) -> None:
    a, b = "{id: a, code: AA, title: A}", "{id: a, code: AB, title: A}"
    twice = f"themes: [{a}, {{id: detection, code: DET, title: D}}, {b}, {{id: env, code: ENV, title: E}}]"
    assert "« a » sert déjà" in "\n".join(problems(write_catalog(tmp_path, themes=twice)))


def test_a_missing_folder_is_told_in_french(tmp_path: Path) -> None:
    assert "n'existe pas" in "\n".join(problems(tmp_path / "rien"))


def test_the_fingerprint_changes_with_one_letter(tmp_path: Path) -> None:
    before = fingerprint(write_catalog(tmp_path / "a"))
    after = fingerprint(write_catalog(tmp_path / "b", jour=("Moins cher.", "Moins chers.")))
    assert before != after
    assert before == fingerprint(write_catalog(tmp_path / "c"))


def test_the_command_prints_every_problem_and_exits_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write_catalog(tmp_path, soc=("sources: [t.loi]", "sources: [x.y]"))
    assert main(["catalog", "check", "--catalog", str(root)]) == 1
    assert "La source « x.y » n'existe pas" in capsys.readouterr().err


def test_the_command_counts_a_correct_catalog(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalog", "check", "--catalog", str(write_catalog(tmp_path))]) == 0
    assert "3\u00a0clauses, 2\u00a0exigences" in capsys.readouterr().out
