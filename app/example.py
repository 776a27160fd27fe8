"""Open the example as a consultation: answers, published tender, three fictional bids, read and marked."""

from __future__ import annotations

from datetime import date

from app import state
from app.bids_panel import expected_key
from opposable.assembly.build import build
from opposable.assembly.seal import publish
from opposable.bids.pipeline import read_bids
from opposable.bids.reading import read_folder
from opposable.bids.record import write_reading
from opposable.chain import load_judgement, read_text
from opposable.interview.draft import plain_draft, read_draft_file
from opposable.model.tender import Tender
from opposable.paths import data_root

EXAMPLE = data_root() / "examples" / "ght-supervision"
LAUNCH = date(2026, 11, 22)


def open_example() -> int:
    """Write the example into the database and return its consultation."""
    draft = read_draft_file(state.catalog(), read_text(EXAMPLE / "answers.yaml"), "answers.yaml")
    title = f"Exemple : {draft.answers.get('consultation.objet', 'supervision de sécurité')}"
    consultation = state.drafts().create(title, LAUNCH, plain_draft(draft))
    tender = publish(build(state.catalog(), draft, LAUNCH))
    _load_bids(state.bids().publish(consultation, tender), tender)
    return consultation


def _load_bids(tender_id: int, tender: Tender) -> None:
    store = state.bids()
    folders = read_folder(EXAMPLE / "bids")
    ids = {bidder: store.add_files(tender_id, bidder, files) for bidder, files in folders.items()}
    bids, suggestions = read_bids(tender, folders)
    keys = {bid.bidder: expected_key(tender, bid) for bid in store.bids(tender_id)}
    for bid in bids:
        store.keep_reading(ids[bid.bidder], keys[bid.bidder], write_reading(bid, suggestions.get(bid.bidder, {})))
    judgement = load_judgement(EXAMPLE / "marks.yaml")
    requirements = {r.number: r.id for r in tender.judged}
    for bidder, decision in judgement.regularity.items():
        store.save_decision(ids[bidder], decision, 0)
    for bidder, marks in judgement.marks.items():
        for word, mark in marks.items():
            store.save_mark(ids[bidder], requirements.get(word, word), mark, 0)
    for note, text in (("committee", judgement.committee), ("proposal", judgement.proposal)):
        if text:
            store.save_note(tender_id, note, text, 0)
    for bidder, texts in judgement.appreciations.items():
        for sub, text in texts.items():
            store.save_note(tender_id, f"appreciation/{bidder}/{sub}", text, 0)
