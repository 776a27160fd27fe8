"""What people wrote goes to a file and comes back the same."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from opposable.chain import load_judgement
from opposable.evaluation.marks_file import marks_yaml
from opposable.model.assessment import Judgement, Judgements, Mark, Regularity, SetAside
from opposable.model.errors import OpposableError

ASIDE = SetAside(
    text="Nos locaux : « Brest »\n- un site",
    file="mémoire.docx",
    where="§ 3, paragraphe 2",
    reason="Parle d'autre chose.",
    author="RSSI",
    at=datetime(2026, 11, 22, 14, 2, 7, 1200, tzinfo=UTC),
)
WHOLE = Judgement(
    committee="RSSI, acheteur",
    regularity={"A": Regularity(status="regularisee", reason="Pièce jointe.")},
    marks={
        "A": {"x.y": Mark(mark=Decimal("2.5"), reason="oui", author="RSSI"), "x.z": Mark(mark=Decimal(3), reason="12")}
    },
    appreciations={"A": {"technique": "Solide : lu."}},
    proposal="Attribuer.",
    prices={"A": Decimal("120000.50")},
    set_aside={"A": {"x.y": (ASIDE,)}},
)


def read(content: str, tmp_path: Path) -> Judgement:
    path = tmp_path / "notes.yaml"
    path.write_text(content, encoding="utf-8")
    return load_judgement(path)


LOTS = Judgements(committee="RSSI", lots={"1": WHOLE, "2": Judgement(no_award="Aucun pli reçu.")})


@pytest.mark.parametrize("judgement", [WHOLE, Judgement(), LOTS])
def test_the_file_read_back_is_the_same_judgement(judgement: Judgement, tmp_path: Path) -> None:
    assert Judgements(**dict(judgement)) == read(marks_yaml(judgement), tmp_path)


def test_the_number_of_a_lot_may_be_written_without_quotes(tmp_path: Path) -> None:
    assert {"2": Judgement(no_award="Aucun pli.")} == read("lots: {2: {no_award: Aucun pli.}}", tmp_path).lots


def test_a_wrong_mark_of_a_lot_is_told_with_its_line(tmp_path: Path) -> None:
    content = "lots:\n  2:\n    marks:\n      A:\n        DET-01: {mark: 7, reason: Motif.}\n"
    with pytest.raises(OpposableError, match=r"notes.yaml:5 : « lots\.2\.marks\.A\.DET-01\.mark » doit être au plus 4"):
        read(content, tmp_path)


def test_a_time_written_by_hand_is_read(tmp_path: Path) -> None:
    content = """
set_aside:
  A:
    DET-01:
    - {text: Un site., file: m.docx, where: page 2, reason: Hors sujet., at: 2026-11-22 15:02:00}
"""
    found = read(content, tmp_path).set_aside["A"]["DET-01"][0]
    assert (datetime(2026, 11, 22, 15, 2), "") == (found.at, found.author)  # noqa: DTZ001 (a time of Paris, as written)


def test_a_passage_set_aside_without_reason_is_refused_with_its_line(tmp_path: Path) -> None:
    content = marks_yaml(WHOLE).replace("reason: Parle d'autre chose.", "reason: ''")
    line = next(n for n, text in enumerate(content.splitlines(), start=1) if text.strip() == "reason: ''")
    with pytest.raises(OpposableError, match=f"notes.yaml:{line} : .*reason"):
        read(content, tmp_path)
