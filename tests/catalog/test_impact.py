"""What a newer catalog would change in a tender is told clause by clause; the tender itself never moves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from opposable.assembly.build import build
from opposable.assembly.decide import decide
from opposable.assembly.seal import publish, write_tender
from opposable.catalog.impact import Impact, impact, impact_lines
from opposable.catalog.load import load_catalog
from opposable.cli import main
from opposable.model.catalog import Catalog
from opposable.model.condition import Answer
from opposable.model.draft import Draft, Edits
from opposable.model.tender import Tender
from tests.small_catalog import write_catalog

ON = date(2026, 11, 22)
ANSWERS: dict[str, Answer] = {
    "etab.type": "chu",
    "etab.urgences": True,
    "etab.postes": Decimal(500),
    "besoin.prestations": ("soc",),
}
NEW = """
id: env.bilan
version: 1
title: Bilan
theme: env
document: cctp
because: Il le faut.
text: Un bilan.
sources: [t.loi]
"""


@pytest.fixture
def tender(tmp_path: Path) -> Tender:
    return build(load_catalog(write_catalog(tmp_path / "avant")), Draft(answers=ANSWERS), ON)


def newer(tmp_path: Path, **changes: str | tuple[str, str]) -> Catalog:
    return load_catalog(write_catalog(tmp_path / "apres", **changes))


def statuses(found: Impact) -> dict[str, str]:
    return {change.clause: change.status for change in found.changes}


def reasons(found: Impact, clause: str) -> tuple[str, ...]:
    return next(change.reasons for change in found.changes if change.clause == clause)


def test_the_same_catalog_changes_nothing(tmp_path: Path, tender: Tender) -> None:
    found = impact(tender, newer(tmp_path))
    assert {"detection.soc": "inchangee", "env.mesures": "inchangee"} == statuses(found)
    assert ["Ce dossier a été fait avec ce catalogue : rien ne change."] == impact_lines(found)


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("version: 1", "version: 2", "Version 1 dans le dossier, 2 au catalogue."),
        ("prend en charge toute alerte", "traite toute alerte", "Le texte change."),
        ("title: Supervision", "title: Veille", "Le titre devient « Veille »."),
        ("range: [1, 8]", "range: [1, 6]", "L'intervalle de « Prise en charge » devient 1 à 6."),
        ("{value: 1, when", "{value: 3, when", "La valeur proposée de « Prise en charge » n'est plus 1."),
        ("text: Prise en charge en", "text: Réponse en", "L'exigence DET-01 a un texte différent"),
        ("weight: 5", "weight: 6", "L'exigence DET-01 a un niveau ou un poids différent"),
        ("2: assez", "2: juste assez", "L'exigence DET-01 a une échelle ou une preuve différente"),
    ],
)
def test_each_change_is_told(tmp_path: Path, tender: Tender, before: str, after: str, reason: str) -> None:
    found = impact(tender, newer(tmp_path, soc=(before, after)))
    assert "modifiee" == statuses(found)["detection.soc"]
    assert [True] == [text.startswith(reason) for text in reasons(found, "detection.soc")]


def test_a_requirement_that_comes_and_one_that_goes_are_told(tmp_path: Path, tender: Tender) -> None:
    catalog = newer(tmp_path, mesures=("mesures.plan\n    number: ENV-01", "mesures.bilan\n    number: ENV-02"))
    assert ("Exigence ajoutée : ENV-02.", "Exigence retirée : ENV-01.") == reasons(
        impact(tender, catalog), "env.mesures"
    )


def test_a_value_outside_the_newer_range_is_told(tmp_path: Path) -> None:
    old = load_catalog(write_catalog(tmp_path / "avant"))
    edits = Edits(parameters={"detection.soc.gti": Decimal(8)})
    tender = build(old, Draft(answers=ANSWERS, edits=edits), ON)
    found = impact(tender, newer(tmp_path, soc=("range: [1, 8]", "range: [1, 6]")))
    assert "La valeur 8 de « Prise en charge » sort de l'intervalle." in reasons(found, "detection.soc")


def test_a_text_that_the_buyer_rewrote_is_compared_with_the_one_it_came_from(tmp_path: Path) -> None:
    old = load_catalog(write_catalog(tmp_path / "avant"))
    edits = Edits(texts={"detection.soc": "Notre texte, en {{ gti }}."})
    tender = build(old, Draft(answers=ANSWERS, edits=edits), ON)
    assert "inchangee" == statuses(impact(tender, newer(tmp_path)))["detection.soc"]


def test_a_retired_clause_says_why(tmp_path: Path, tender: Tender) -> None:
    found = impact(tender, newer(tmp_path, soc=("version: 1", "version: 1\nstatus: retiree")))
    assert ("retiree", ("Le catalogue l'a retirée.",)) == (
        statuses(found)["detection.soc"],
        reasons(found, "detection.soc"),
    )


def test_without_answers_a_new_clause_is_to_study_and_one_left_out_stays_so(tmp_path: Path, tender: Tender) -> None:
    root = write_catalog(tmp_path / "apres")
    (root / "clauses" / "env" / "bilan.yaml").write_text(NEW, encoding="utf-8")
    found = impact(tender, load_catalog(root))
    assert ["env.bilan"] == [change.clause for change in found.of("ajoutee")]
    assert ("Nouvelle au catalogue : à étudier avec vos réponses.",) == reasons(found, "env.bilan")


def test_with_answers_the_reasons_are_those_of_the_decision(tmp_path: Path, tender: Tender) -> None:
    catalog = newer(tmp_path, soc=("includes_any: [soc]", "includes_any: [audit]"))
    kept = {d.clause.id: d.reasons for d in decide(catalog, ANSWERS, ON).kept}
    found = impact(tender, catalog, kept)
    assert {"detection.soc": "retiree", "env.mesures": "inchangee", "detection.jour": "ajoutee"} == statuses(found)
    assert ("Vos réponses ne la retiennent plus.",) == reasons(found, "detection.soc")
    assert ("Toujours utile, quelles que soient les réponses",) == reasons(found, "detection.jour")


def test_a_clause_that_the_buyer_dropped_does_not_come_back(tmp_path: Path) -> None:
    old = load_catalog(write_catalog(tmp_path / "avant"))
    tender = build(old, Draft(answers=ANSWERS, edits=Edits(dropped={"detection.soc": "Trop cher."})), ON)
    catalog = newer(tmp_path, jour=("Moins cher.", "Moins coûteux."))
    kept = {d.clause.id: d.reasons for d in decide(catalog, ANSWERS, ON).kept}
    assert "detection.soc" not in statuses(impact(tender, catalog, kept))


def test_a_sealed_tender_says_that_it_does_not_change(tmp_path: Path, tender: Tender) -> None:
    sealed = publish(tender)
    before = write_tender(sealed)
    found = impact(sealed, newer(tmp_path, soc=("version: 1", "version: 2")))
    assert found.sealed
    assert "scellé : il ne change pas" in impact_lines(found)[-1]
    assert before == write_tender(sealed)


def test_the_command_reads_a_tender_and_answers(
    tmp_path: Path, tender: Tender, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_catalog(tmp_path / "apres", soc=("includes_any: [soc]", "includes_any: [audit]"))
    path, answers = tmp_path / "tender.json", tmp_path / "reponses.yaml"
    path.write_text(write_tender(tender), encoding="utf-8")
    answers.write_text("answers:\n  etab.type: chu\n  etab.urgences: true\n  etab.postes: 500\n", encoding="utf-8")
    assert 0 == main(["catalog", "impact", str(path), "--answers", str(answers), "--catalog", str(root)])
    out = capsys.readouterr().out
    assert "Clauses retirées : 1\n  detection.soc : Supervision" in out
    assert "Clauses inchangées : 1" in out
