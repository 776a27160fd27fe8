"""Everything is saved at once, and two tabs never overwrite each other silently."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from opposable.assembly.build import build
from opposable.assembly.seal import publish
from opposable.catalog.load import load_catalog
from opposable.model.assessment import Mark, Regularity
from opposable.model.draft import Draft
from opposable.model.errors import OpposableError
from opposable.model.tender import Tender
from opposable.store.bids import Bids
from opposable.store.drafts import ConflictError, Drafts
from opposable.store.engine import open_engine
from tests.small_catalog import write_catalog

NOW = datetime(2026, 11, 22, 14, 2, tzinfo=UTC)
DAY = date(2026, 11, 22)


@pytest.fixture
def stores(tmp_path: Path) -> tuple[Drafts, Bids]:
    engine = open_engine(f"sqlite:///{tmp_path / 'db' / 'o.sqlite'}")
    return Drafts(engine, lambda: NOW), Bids(engine, lambda: NOW)


@pytest.fixture(scope="module")
def tender(tmp_path_factory: pytest.TempPathFactory) -> Tender:
    catalog = load_catalog(write_catalog(tmp_path_factory.mktemp("catalog")))
    answers = {"etab.type": "chu", "etab.urgences": True, "etab.postes": Decimal(60), "besoin.prestations": ("soc",)}
    return publish(build(catalog, Draft(answers=answers), DAY))


def test_a_change_is_there_for_another_session(stores: tuple[Drafts, Bids], tmp_path: Path) -> None:
    id_ = stores[0].create("Essai", DAY)
    stores[0].change(id_, ("answers", "etab.type"), None, "chu")
    other = Drafts(open_engine(f"sqlite:///{tmp_path / 'db' / 'o.sqlite'}"), lambda: NOW)
    assert other.get(id_).draft["answers"] == {"etab.type": "chu"}


def test_two_tabs_that_change_the_same_answer_conflict(stores: tuple[Drafts, Bids]) -> None:
    drafts = stores[0]
    id_ = drafts.create("Essai", DAY)
    drafts.change(id_, ("answers", "q"), None, "premier")
    with pytest.raises(ConflictError, match=r"entre-temps.*« premier »") as caught:
        drafts.change(id_, ("answers", "q"), None, "second")
    assert caught.value.theirs == "premier"
    assert drafts.get(id_).draft["answers"] == {"q": "premier"}


def test_two_tabs_that_change_different_answers_both_win(stores: tuple[Drafts, Bids]) -> None:
    drafts = stores[0]
    id_ = drafts.create("Essai", DAY)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: drafts.change(id_, ("answers", f"q{n}"), None, n), range(24)))
    assert drafts.get(id_).draft["answers"] == {f"q{n}": n for n in range(24)}


def test_removing_a_value_leaves_no_trace_but_in_the_journal(stores: tuple[Drafts, Bids]) -> None:
    drafts = stores[0]
    id_ = drafts.create("Essai", DAY)
    drafts.change(id_, ("edits", "texts", "c"), None, "x")
    drafts.change(id_, ("edits", "texts", "c"), "x", None)
    assert drafts.get(id_).draft["edits"] == {"texts": {}}
    assert [action for _, action, _ in drafts.journal(id_)] == ["création", "edits/texts/c", "edits/texts/c"]


def test_the_launch_date_conflicts_too(stores: tuple[Drafts, Bids]) -> None:
    id_ = stores[0].create("Essai", DAY)
    stores[0].set_launch_date(id_, DAY, date(2026, 12, 1))
    with pytest.raises(ConflictError):
        stores[0].set_launch_date(id_, DAY, date(2026, 12, 2))


def test_an_unknown_consultation_is_said(stores: tuple[Drafts, Bids]) -> None:
    with pytest.raises(OpposableError, match="n'existe pas"):
        stores[0].get(99)


def test_a_version_is_published_once(stores: tuple[Drafts, Bids], tender: Tender) -> None:
    id_ = stores[0].create("Essai", DAY)
    stores[1].publish(id_, tender)
    with pytest.raises(OpposableError, match="déjà publiée"):
        stores[1].publish(id_, tender)
    assert [kept for _, kept in stores[1].tenders(id_)] == [tender]


def test_an_unsealed_tender_is_not_kept(stores: tuple[Drafts, Bids], tender: Tender) -> None:
    id_ = stores[0].create("Essai", DAY)
    with pytest.raises(OpposableError, match="n'est pas publié"):
        stores[1].publish(id_, tender.model_copy(update={"seal": None}))


@pytest.fixture
def bid(stores: tuple[Drafts, Bids], tender: Tender) -> tuple[Bids, int, int]:
    id_ = stores[0].create("Essai", DAY)
    tender_id = stores[1].publish(id_, tender)
    return stores[1], tender_id, stores[1].add_files(tender_id, "  Aldérion   Santé ", {"a.docx": b"un"})


def test_original_files_are_kept_byte_for_byte(bid: tuple[Bids, int, int]) -> None:
    store, tender_id, bid_id = bid
    store.add_files(tender_id, "Aldérion Santé", {"b.xlsx": b"deux"})
    assert store.contents(bid_id) == {"a.docx": b"un", "b.xlsx": b"deux"}
    assert [b.bidder for b in store.bids(tender_id)] == ["Aldérion Santé"]


def test_a_new_file_makes_the_reading_stale(bid: tuple[Bids, int, int]) -> None:
    store, tender_id, bid_id = bid
    store.keep_reading(bid_id, "clé", "{}")
    store.add_files(tender_id, "Aldérion Santé", {"c.docx": b"trois"})
    assert store.bids(tender_id)[0].reading is None


def test_a_bidder_needs_a_name(bid: tuple[Bids, int, int]) -> None:
    with pytest.raises(OpposableError, match="nom du candidat est vide"):
        bid[0].add_files(bid[1], "  ", {})


def test_a_mark_keeps_its_author_and_reason(bid: tuple[Bids, int, int]) -> None:
    store, _, bid_id = bid
    mark = Mark(mark=Decimal(3), reason="Planning fourni.", author="RSSI")
    assert store.save_mark(bid_id, "r", mark, 0) == 1
    stored = store.marks(bid_id)["r"]
    assert (stored.mark, stored.version) == (mark, 1)


def test_two_evaluators_on_one_mark_conflict(bid: tuple[Bids, int, int]) -> None:
    store, _, bid_id = bid
    store.save_mark(bid_id, "r", Mark(mark=Decimal(3), reason="Planning fourni."), 0)
    with pytest.raises(ConflictError, match="Planning fourni"):
        store.save_mark(bid_id, "r", Mark(mark=Decimal(1), reason="Rien."), 0)


def test_decisions_and_texts_make_the_judgement(bid: tuple[Bids, int, int]) -> None:
    store, tender_id, bid_id = bid
    store.save_decision(bid_id, Regularity(status="reguliere", reason="Complète."), 0)
    store.save_note(tender_id, "proposal", "Retenir.", 0)
    store.save_note(tender_id, "appreciation/Aldérion Santé/technique.detection", "Solide.", 0)
    judgement = store.judgement(tender_id)
    assert judgement.regularity["Aldérion Santé"].status == "reguliere"
    assert judgement.appreciations == {"Aldérion Santé": {"technique.detection": "Solide."}}
    assert judgement.proposal == "Retenir."
    with pytest.raises(ConflictError):
        store.save_note(tender_id, "proposal", "Écarter.", 0)
