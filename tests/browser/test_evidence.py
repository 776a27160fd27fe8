"""The evidence view in a real browser: reading stopped and resumed, passages set aside, the keyboard."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from opposable.imports.command import read_scale
from opposable.imports.requirements import read_requirements
from opposable.imports.tender import Heading, tender_of
from opposable.paths import data_root
from opposable.store.bids import Bids
from opposable.store.drafts import Drafts
from opposable.store.engine import open_engine
from opposable.store.searches import Searches
from tests.browser.hand import Hand

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NOW = datetime(2026, 11, 22, tzinfo=UTC)
LIST = """
requirements:
- {id: D01, title: Veille, text: "Un analyste veille à toute heure, l'astreinte seule est refusée.", mandatory: true}
- {id: D02, title: Délai, text: Le titulaire qualifie une alerte critique en 30 minutes au plus.}
- {id: D03, title: Locaux, text: Le titulaire dispose d'un second site.}
"""
PROPOSALS = data_root() / "benchmarks" / "sets" / "bids_dev" / "bids"
FILES = 40
WHY = "Ce passage parle des locaux, pas de la veille."


@pytest.fixture
def stores(tmp_path: Path, page: Page) -> tuple[Bids, Searches]:
    """A list of three requirements and a bid of forty files, not read yet, opened in the browser."""
    engine = open_engine(f"sqlite:///{tmp_path / 'o.sqlite'}")
    heading = Heading(reference="M-1", title="Essai", on=date(2026, 11, 22), price_weight=Decimal(40))
    scale = read_scale(data_root() / "requirements_catalog" / "scale.yaml")
    tender = tender_of(read_requirements("liste.yaml", LIST.encode()), heading, scale, LIST.encode())
    id_ = Drafts(engine, lambda: NOW).create("Essai", date(2026, 11, 22))
    bids = Bids(engine, lambda: NOW)
    tender_id = bids.publish(id_, tender)
    files = {path.name: path.read_bytes() for path in sorted(PROPOSALS.glob("*.docx"))[:4]}
    files |= {f"annexe-{n}.md": f"# Annexe {n}\n\nUn plan de formation.".encode() for n in range(FILES - len(files))}
    bids.add_files(tender_id, "Alpha", files)
    page.goto(f"/?dossier={id_}")
    return bids, Searches(engine, lambda: NOW)


def test_a_search_is_stopped_resumed_and_proven(page: Page, stores: tuple[Bids, Searches]) -> None:
    bids, searches = stores
    hand = Hand(page)
    hand.settle()
    stop_and_resume(hand, bids)
    hand.go("Analyse")
    hand.write("Qui note ?", "RSSI, A. B.")
    set_aside(hand, searches)
    next_by_keyboard(hand, bids)


def stop_and_resume(hand: Hand, bids: Bids) -> None:
    """Stop while files are read: nothing more is read until the reading is resumed, and it then ends."""
    hand.go("Offres")
    hand.page.get_by_role("button", name="Lire les offres", exact=True).click()
    under_way = hand.page.get_by_text(re.compile(rf"^[1-9]\d*\sfichiers lus sur {FILES} · en cours : Alpha$"))
    expect(under_way).to_be_visible(timeout=30_000)
    hand.page.get_by_role("button", name="Arrêter la lecture").click()
    expect(hand.page.get_by_role("button", name="Reprendre la lecture")).to_be_visible(timeout=30_000)
    hand.settle()
    stopped = hand.page.get_by_text(re.compile(rf"^1\soffre à lire · \d+\sfichiers lus sur {FILES}$"))
    said = stopped.inner_text()
    hand.page.wait_for_timeout(1500)
    assert said == stopped.inner_text()
    assert [None] == [bid.reading for bid in bids.bids(1)]
    hand.page.get_by_role("button", name="Reprendre la lecture").click()
    expect(hand.page.get_by_text("Toutes les offres sont lues.")).to_be_visible(timeout=60_000)
    assert bids.bids(1)[0].reading is not None


def set_aside(hand: Hand, searches: Searches) -> None:
    """Set the first passage aside: refused without a reason, kept with one, still there after a reload."""
    hand.sees("D01 · exigence minimale")
    hand.press("Écarter")
    dialog = hand.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Écarter ce passage").click()
    expect(dialog.get_by_text("Écrivez le motif.")).to_be_visible()
    reason = dialog.get_by_role("textbox", name="Pourquoi ce passage ne répond pas")
    reason.fill(WHY)
    reason.press("Tab")
    dialog.get_by_role("button", name="Écarter ce passage").click()
    expect(dialog).to_have_count(0)
    hand.settle()
    hand.sees(f"Écarté par RSSI, A. B. : {WHY}")
    hand.page.reload()
    hand.settle()
    hand.sees("D01 · exigence minimale")
    hand.sees(f"Écarté par RSSI, A. B. : {WHY}")
    struck = hand.page.locator(".op-passage.op-ecarte")
    expect(struck).to_have_count(1)
    (kept,) = searches.dismissals(1)
    assert (WHY, "RSSI, A. B.") == (kept.reason, kept.author)
    assert " ".join(kept.text.split()) == " ".join(struck.inner_text().split())


def next_by_keyboard(hand: Hand, bids: Bids) -> None:
    """Alt+N goes from one requirement without mark to the next, and leaves out the one that has just had its own."""
    seen = [shown(hand)]
    for _ in range(2):
        seen.append(press_next(hand, seen[-1]))
    assert {"D01", "D02", "D03"} == set(seen)
    form = hand.page.get_by_test_id("stForm").first
    form.get_by_role("radiogroup", name="Note").get_by_text("3", exact=True).click()
    form.get_by_role("textbox", name="Motif").fill("Second site décrit.")
    form.get_by_role("button", name="Enregistrer la note").click()
    hand.sees("Noté par")
    hand.settle()
    assert [seen[-1]] == list(bids.marks(1))
    after = [press_next(hand, seen[-1])]
    after.append(press_next(hand, after[-1]))
    assert set(seen[:2]) == set(after)


def press_next(hand: Hand, here: str) -> str:
    """Press Alt+N outside of any field and return the requirement then shown."""
    heading = hand.page.get_by_role("heading", level=3, name=re.compile(rf"^{here} · "))
    heading.click()
    hand.page.keyboard.press("Alt+n")
    expect(heading).to_have_count(0, timeout=30_000)
    hand.settle()
    return shown(hand)


def shown(hand: Hand) -> str:
    heading = hand.page.get_by_role("heading", level=3, name=re.compile(r"^D\d\d · "))
    return heading.inner_text().split(" · ")[0]
