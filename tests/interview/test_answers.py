"""Answers are checked with French messages, and nothing good is lost with the bad."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from opposable.assembly.facts import gather_facts
from opposable.catalog.load import load_catalog
from opposable.interview.answers import read_answer, read_answers
from opposable.interview.draft import plain_draft, read_draft, read_draft_file
from opposable.interview.progress import missing_answers, progress
from opposable.model.catalog import Catalog, Choice, Question
from opposable.model.draft import Edits
from opposable.model.errors import OpposableError
from tests.small_catalog import write_catalog


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return load_catalog(write_catalog(tmp_path_factory.mktemp("catalog")))


def question(kind: Any, **more: Any) -> Question:
    choices = (Choice(id="a", label="A"), Choice(id="b", label="B")) if kind.startswith("choix") else ()
    return Question(id="q.q", label="Question", kind=kind, choices=choices, **more)


@pytest.mark.parametrize(
    ("kind", "raw", "expected"),
    [
        ("oui_non", "Oui", True),
        ("oui_non", False, False),
        ("nombre", "1 200", Decimal(1200)),
        ("montant", "12 500,50 €", Decimal("12500.50")),
        ("date", "21/11/2026", date(2026, 11, 21)),
        ("date", "2026-11-21", date(2026, 11, 21)),
        ("choix", "a", "a"),
        ("choix_multiple", ["a", "b", "a"], ("a", "b")),
        ("liste", "un\n\n deux ", ("un", "deux")),
        ("texte", "  mot ", "mot"),
    ],
)
def test_a_good_answer_is_read(kind: str, raw: Any, expected: Any) -> None:
    assert read_answer(question(kind), raw) == expected


@pytest.mark.parametrize(
    ("kind", "raw", "words"),
    [
        ("oui_non", "peut-être", "Répondez oui ou non"),
        ("nombre", "beaucoup", "Écrivez un nombre en chiffres"),
        ("nombre", "1,5", "Donnez un nombre entier"),
        ("nombre", "NaN", "Écrivez un nombre en chiffres"),
        ("nombre", True, "Écrivez un nombre en chiffres"),
        ("date", "31/02/2026", "AAAA-MM-JJ"),
        ("choix", "c", "Choix possibles"),
        ("choix_multiple", ["a", "z"], "Choix possibles"),
        ("texte", "   ", "au moins un mot"),
        ("texte", "x" * 3000, "2 000 caractères"),
    ],
)
def test_a_bad_answer_says_what_is_expected(kind: str, raw: Any, words: str) -> None:
    with pytest.raises(OpposableError, match=words):
        read_answer(question(kind), raw)


def test_a_number_out_of_range_gives_the_range() -> None:
    with pytest.raises(OpposableError, match="entre 1 et 10"):
        read_answer(question("nombre", range=(Decimal(1), Decimal(10))), 11)


def test_good_answers_stay_when_others_are_wrong(catalog: Catalog) -> None:
    answers, problems = read_answers(catalog, {"etab.type": "chu", "etab.postes": "dix", "etab.tipe": "x"})
    assert answers == {"etab.type": "chu"}
    assert len(problems) == 2
    assert "« etab.type »" in str(problems[1])


def test_null_leaves_a_question_unanswered(catalog: Catalog) -> None:
    assert read_answers(catalog, {"etab.urgences": None}) == ({}, [])


def test_a_file_tells_its_lines(catalog: Catalog) -> None:
    content = "answers:\n  etab.type: chu\n  etab.postes: dix\n"
    with pytest.raises(OpposableError, match=r"r\.yaml:3 : .*« dix » ne convient pas"):
        read_draft_file(catalog, content, "r.yaml")


def test_an_unknown_heading_is_refused(catalog: Catalog) -> None:
    with pytest.raises(OpposableError, match="« reponses » n'est pas une rubrique"):
        read_draft_file(catalog, "reponses: {}\nanswers: {}\n", "r.yaml")


def test_a_draft_reads_back_the_same(catalog: Catalog) -> None:
    raw = {
        "answers": {"etab.type": "chu", "etab.postes": 12, "besoin.prestations": ["soc"], "etab.urgences": True},
        "edits": {"parameters": {"detection.soc.gti": "2"}, "dropped": {"detection.jour": ""}},
    }
    draft = read_draft(catalog, raw)
    assert read_draft(catalog, plain_draft(draft)) == draft
    assert draft.edits == Edits(parameters={"detection.soc.gti": Decimal(2)}, dropped={"detection.jour": ""})


def test_a_question_appears_only_when_it_matters(catalog: Catalog) -> None:
    def shown(answers: dict[str, Any]) -> list[str]:
        facts = gather_facts(catalog, answers, date(2026, 11, 22))
        return [q.id for q in progress(catalog, facts)[0].shown]

    assert shown({}) == ["etab.type", "etab.postes"]
    assert shown({"etab.type": "chu"}) == ["etab.type", "etab.urgences", "etab.postes"]


def test_required_questions_are_listed_until_answered(catalog: Catalog) -> None:
    facts = gather_facts(catalog, {"etab.type": "chu"}, date(2026, 11, 22))
    assert [q.id for q in missing_answers(catalog, facts)] == ["besoin.prestations"]


def test_a_file_that_is_not_there_is_said_in_french(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from opposable.cli import main

    out = tmp_path / "out"
    assert main(["build", str(tmp_path / "rien.yaml"), "--date", "2026-11-22", "--out", str(out)]) == 1
    assert "n'est pas lisible" in capsys.readouterr().err
    assert not out.exists()
