"""The command that ranks, on a tender of several lots: each lot on its own, one report for all."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml

from opposable.assembly.seal import write_tender
from opposable.cli import main
from opposable.model.lots import of_lot
from tests.lot_tenders import files_of, two_lots

TENDER = two_lots()
BIDDERS = {"1": ("Aldérion", "Novalquint"), "2": ("Novalquint",)}


@pytest.fixture(scope="module")
def tender(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tender") / "tender.json"
    path.write_text(write_tender(TENDER), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def bids(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Aldérion answers the first lot, Novalquint both, with one proposal for the two."""
    root = tmp_path_factory.mktemp("offres")
    for lot, bidders in BIDDERS.items():
        for times, bidder in enumerate(bidders, start=1):
            folder = root / bidder / f"lot-{lot}"
            folder.mkdir(parents=True)
            for name, content in files_of(TENDER, lot, times).items():
                (folder / name).write_bytes(content)
    (root / "Novalquint" / "memoire.md").write_text("# Équipe\n\nDeux analystes la nuit.", encoding="utf-8")
    return root


def marks(**changes: Any) -> dict[str, Any]:
    lots: dict[str, Any] = {}
    for lot, bidders in BIDDERS.items():
        numbers = [r.number for r in of_lot(TENDER, lot).judged]
        lots[lot] = {
            "regularity": {bidder: {"status": "reguliere", "reason": "Complète."} for bidder in bidders},
            "marks": {b: {n: {"mark": 3, "reason": f"Motif de {b}."} for n in numbers} for b in bidders},
            "proposal": f"La commission propose, au lot {lot}, l'offre classée première.",
        }
    return {"committee": "RSSI, acheteur", "lots": {**lots, **changes}}


def score(tender: Path, bids: Path, written: dict[str, Any], out: Path) -> int:
    path = out / "notes.yaml"
    path.write_text(yaml.safe_dump(written, allow_unicode=True), encoding="utf-8")
    return main(["score", str(tender), str(bids), "--marks", str(path), "--out", str(out)])


def first_lot_alone(bids: Path, root: Path) -> Path:
    """Return a folder of bids where only Aldérion answers, and only the first lot."""
    folder = root / "Aldérion" / "lot-1"
    folder.mkdir(parents=True)
    for file in (bids / "Aldérion" / "lot-1").iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return root


def alone(written: dict[str, Any]) -> dict[str, Any]:
    for part in ("regularity", "marks"):
        del written["lots"]["1"][part]["Novalquint"]
    return written


@pytest.fixture(scope="module")
def scored(tender: Path, bids: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sortie")
    assert 0 == score(tender, bids, marks(), out)
    return out


def test_each_lot_has_its_ranking(scored: Path) -> None:
    found = {lot: json.loads((scored / f"ranking-lot-{lot}.json").read_text(encoding="utf-8")) for lot in BIDDERS}
    assert {lot: lot for lot in BIDDERS} == {lot: value["lot"] for lot, value in found.items()}
    ranked = {lot: [row["bidder"] for row in value["ranking"]] for lot, value in found.items()}
    assert {"1": ["Aldérion", "Novalquint"], "2": ["Novalquint"]} == ranked
    assert not (scored / "ranking.json").exists()


def test_the_report_has_a_chapter_for_each_lot(scored: Path) -> None:
    report = docx.Document(io.BytesIO((scored / "rao.docx").read_bytes()))
    chapters = [p.text.replace("\u00a0", " ") for p in report.paragraphs if p.style.name == "Heading 1"]
    assert ["Lot 1 : Supervision", "Lot 2 : Exercices"] == [title for title in chapters if title.startswith("Lot")]
    words = "\n".join(p.text for p in report.paragraphs)
    assert all(f"au lot {lot}" in words for lot in BIDDERS)


def test_the_ranks_are_told_lot_by_lot(tender: Path, bids: Path, tmp_path: Path, capsys: Any) -> None:
    score(tender, bids, marks(), tmp_path)
    told = capsys.readouterr().out.splitlines()
    first, second = told.index("Lot 1 : Supervision"), told.index("Lot 2 : Exercices")
    assert ["1. Aldérion", "2. Novalquint"] == [line.split(" : ")[0] for line in told[first + 1 : second]]
    assert told[second + 1].startswith("1. Novalquint : ")


def test_the_reading_writes_one_file_of_suggestions_for_each_lot(tender: Path, bids: Path, tmp_path: Path) -> None:
    command = ["read", str(tender), str(bids), "--out", str(tmp_path), "--passages", str(tmp_path / "p.json")]
    assert 0 == main(command)
    for lot, bidders in BIDDERS.items():
        found = json.loads((tmp_path / f"suggestions-lot-{lot}.json").read_text(encoding="utf-8"))["bids"]
        asked = {r.id for r in of_lot(TENDER, lot).judged}
        assert dict.fromkeys(bidders, asked) == {bidder: set(each) for bidder, each in found.items()}
    passages = json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))
    assert ["1", "2"] == [p["lot"] for p in passages if p["text"] == "Deux analystes la nuit."]


def test_a_missing_mark_and_a_lot_without_bid_are_told_with_their_lot(
    tender: Path, bids: Path, tmp_path: Path, capsys: Any
) -> None:
    only = first_lot_alone(bids, tmp_path / "offres")
    written = alone(marks())
    del written["lots"]["2"]
    del written["lots"]["1"]["marks"]["Aldérion"]["DET-02"]
    assert 1 == score(tender, only, written, tmp_path)
    said = capsys.readouterr().err
    assert "- Lot 1, Supervision : Aldérion : 1 exigence(s) sans note (DET-02)." in said
    assert "- Lot 2, Exercices : Aucune offre n'a été chargée." in said
    assert "sous « lots », « 2 », « no_award »" in said
    assert not (tmp_path / "rao.docx").exists()


def test_marks_written_without_their_lot_are_refused(tender: Path, bids: Path, tmp_path: Path, capsys: Any) -> None:
    assert 1 == score(tender, bids, marks()["lots"]["1"], tmp_path)
    assert "La consultation a 2 lots, et « marks » est écrit pour tous à la fois." in capsys.readouterr().err


def test_a_lot_stated_without_bid_lets_the_others_be_ranked(
    tender: Path, bids: Path, tmp_path: Path, capsys: Any
) -> None:
    only = first_lot_alone(bids, tmp_path / "offres")
    written = alone(marks(**{"2": {"no_award": "Aucun pli reçu avant la date limite."}}))
    assert 0 == score(tender, only, written, tmp_path)
    assert "Rien à classer : Aucun pli reçu avant la date limite." in capsys.readouterr().out
    assert [] == json.loads((tmp_path / "ranking-lot-2.json").read_text(encoding="utf-8"))["ranking"]
    report = docx.Document(io.BytesIO((tmp_path / "rao.docx").read_bytes()))
    words = [p.text for p in report.paragraphs]
    assert words.index("Aucune offre n’a été reçue pour ce lot.") < words.index("Aucun pli reçu avant la date limite.")
