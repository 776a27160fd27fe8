"""The command that reads bids, on tenders and bids of any origin."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from opposable.assembly.seal import write_tender
from opposable.bids import batch
from opposable.cli import main
from tests.sheet_tenders import sealed_tender

SET = Path(__file__).resolve().parents[1] / "benchmarks" / "sets" / "bids_dev"


@pytest.fixture(scope="module")
def tender(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("tender") / "tender.json"
    path.write_text(write_tender(sealed_tender()), encoding="utf-8")
    return path


@pytest.fixture
def bids(tmp_path) -> Path:
    folder = tmp_path / "offres"
    (folder / "Aldérion").mkdir(parents=True)
    (folder / "Aldérion" / "mémoire.md").write_text("# Équipe\n\nDeux analystes la nuit.", encoding="utf-8")
    (folder / "Aldérion" / "annexe.docx").write_bytes(b"PK\x03\x04coupe")
    (folder / "Tramontys.pdf").write_text("Un texte, non un PDF.", encoding="utf-8")
    return folder


def test_every_passage_is_written_with_its_place(tender, bids, tmp_path):
    assert 0 == main(
        ["read", str(tender), str(bids), "--out", str(tmp_path), "--passages", str(tmp_path / "passages.json")]
    )

    passages = json.loads((tmp_path / "passages.json").read_text(encoding="utf-8"))
    assert {
        "bid": "Aldérion",
        "file": "mémoire.md",
        "where": "«\u00a0Équipe\u00a0», ligne 3",
        "heading": "Équipe",
        "text": "Deux analystes la nuit.",
    } in passages
    assert {"Aldérion", "Tramontys"} == {passage["bid"] for passage in passages}


def test_each_refused_or_doubtful_file_is_named_with_its_reason(tender, bids, tmp_path, capsys):
    main(["read", str(tender), str(bids), "--out", str(tmp_path)])

    told = capsys.readouterr().out.splitlines()
    assert any(re.match(r"Aldérion, annexe\.docx\u00a0: Le fichier est tronqué", line) for line in told)
    assert any(re.match(r"Tramontys, Tramontys\.pdf\u00a0: L’extension est «.\.pdf.»", line) for line in told)


def test_a_cache_changes_nothing_but_the_time(tender, bids, tmp_path):
    command = ["read", str(tender), str(bids), "--cache", str(tmp_path / "cache"), "--out"]
    main([*command, str(tmp_path / "1")])
    main([*command, str(tmp_path / "2")])

    first, second = ((tmp_path / name / "suggestions.json").read_bytes() for name in "12")
    assert first == second
    assert 3 == len(list((tmp_path / "cache").rglob("*.json")))


def test_the_words_of_a_user_reach_the_suggestions(tender, bids, tmp_path):
    words = tmp_path / "mots.yaml"
    words.write_text(
        "flags:\n- id: essai.analystes\n  class: condition\n  words: [deux analystes]\n"
        "  positive: Deux analystes la nuit.\n  negative: Un analyste la nuit.\n  source: consultation\n",
        encoding="utf-8",
    )
    main(["read", str(tender), str(bids), "--out", str(tmp_path), "--lexicon", str(words)])

    suggestions = (tmp_path / "suggestions.json").read_text(encoding="utf-8")
    assert "essai.analystes" in suggestions


def test_a_scheduler_that_does_not_answer_is_told(tender, bids, tmp_path, capsys, monkeypatch):
    pytest.importorskip("distributed", reason="the extra « dask » is not installed")
    monkeypatch.setattr(batch, "PATIENCE", 0.5)

    code = main(["read", str(tender), str(bids), "--out", str(tmp_path), "--scheduler", "tcp://127.0.0.1:1"])

    assert 1 == code
    assert "Aucun ordonnanceur Dask ne répond" in capsys.readouterr().err


def test_one_file_per_bidder_is_enough(tmp_path):
    tender = tmp_path / "tender.json"
    assert 0 == main(
        ["import-requirements", str(SET / "requirements.yaml"), "--out", str(tender), "--date", "2026-11-21"]
    )

    assert 0 == main(["read", str(tender), str(SET / "bids"), "--out", str(tmp_path)])

    found = json.loads((tmp_path / "suggestions.json").read_text(encoding="utf-8"))["bids"]
    assert 5 == len(found)
    assert {36} == {len(suggestions) for suggestions in found.values()}
