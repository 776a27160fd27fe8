"""The log of a search is only added to, and what was read of a file is found again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from opposable.assembly.seal import publish
from opposable.bids.reading import read_files
from opposable.model.assessment import SetAside
from opposable.model.bids import Evidence
from opposable.model.errors import OpposableError
from opposable.store.bids import Bids
from opposable.store.drafts import Drafts
from opposable.store.engine import open_engine
from opposable.store.searches import Searches
from tests.sheet_tenders import draft_tender

NOW = datetime(2026, 11, 22, 14, 2, tzinfo=UTC)
PASSAGE = Evidence(text="Nos locaux sont à Brest.", file="m.docx", where="page 3")


@pytest.fixture
def stores(tmp_path: Path) -> tuple[Drafts, Bids, Searches]:
    engine = open_engine(f"sqlite:///{tmp_path / 'o.sqlite'}")
    return Drafts(engine, lambda: NOW), Bids(engine, lambda: NOW), Searches(engine, lambda: NOW)


@pytest.fixture
def bid(stores: tuple[Drafts, Bids, Searches]) -> int:
    tender_id = stores[1].publish(stores[0].create("Essai", date(2026, 11, 22)), publish(draft_tender()))
    return stores[1].add_files(tender_id, "A", {"m.docx": b"x"})


def test_a_passage_set_aside_is_logged_with_its_reason(stores: tuple[Drafts, Bids, Searches], bid: int) -> None:
    stores[2].dismiss(bid, "DET-01", PASSAGE, " Parle des locaux. ", "RSSI")
    found = stores[2].dismissals(bid)[0]
    assert (found.where, found.text, found.reason, found.author) == (
        "page 3",
        "Nos locaux sont à Brest.",
        "Parle des locaux.",
        "RSSI",
    )
    assert stores[0].journal(1)[-1][1:] == ("passage écarté", "A, DET-01 : m.docx, page 3 (RSSI) Parle des locaux.")


def test_a_passage_taken_back_leaves_both_lines_in_the_journal(stores: tuple[Drafts, Bids, Searches], bid: int) -> None:
    stores[2].restore(stores[2].dismiss(bid, "DET-01", PASSAGE, "Motif.", ""))
    assert stores[2].dismissals(bid) == ()
    assert [action for _, action, _ in stores[0].journal(1)][-2:] == ["passage écarté", "passage repris"]


def test_a_passage_is_not_set_aside_without_a_reason(stores: tuple[Drafts, Bids, Searches], bid: int) -> None:
    with pytest.raises(OpposableError, match="Le motif est vide"):
        stores[2].dismiss(bid, "DET-01", PASSAGE, "  ", "RSSI")
    assert stores[2].dismissals(bid) == ()


def test_the_reading_of_a_file_is_found_again(stores: tuple[Drafts, Bids, Searches]) -> None:
    first = read_files("A", {"m.md": b"# Titre\n\nUn paragraphe."}, cache=stores[2])
    assert read_files("B", {"m.md": b"# Titre\n\nUn paragraphe."}, cache=stores[2])[1] == tuple(
        passage.model_copy(update={"bid": "B"}) for passage in first[1]
    )


@pytest.mark.usefixtures("bid")
def test_a_typed_price_is_kept_with_its_version(stores: tuple[Drafts, Bids, Searches]) -> None:
    store = stores[1]
    assert store.save_price(1, "A", Decimal("1200.50"), 0) == 1
    assert store.judgement(1).prices == {"A": Decimal("1200.50")}
    with pytest.raises(OpposableError, match="entre-temps"):
        store.save_price(1, "A", Decimal(1), 0)
    with pytest.raises(OpposableError, match="supérieur à zéro"):
        store.save_price(1, "A", Decimal(0), 1)
    store.save_price(1, "A", None, 1)
    assert store.judgement(1).prices == {}


def test_the_judgement_holds_what_is_set_aside_and_not_what_was_taken_back(
    stores: tuple[Drafts, Bids, Searches], bid: int
) -> None:
    stores[2].restore(stores[2].dismiss(bid, "DET-02", PASSAGE, "Repris.", ""))
    stores[2].dismiss(bid, "DET-01", PASSAGE, "Parle des locaux.", "RSSI")
    kept = SetAside(text=PASSAGE.text, file="m.docx", where="page 3", reason="Parle des locaux.", author="RSSI", at=NOW)
    assert {"A": {"DET-01": (kept,)}} == stores[1].judgement(1).set_aside
