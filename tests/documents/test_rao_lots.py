"""One report for all lots: what they share once, then each lot with its own bids, marks and ranking."""

from __future__ import annotations

from decimal import Decimal

from docx.oxml.ns import qn

from opposable.assembly.seal import publish
from opposable.documents.rao_lots import write_lots_rao
from opposable.model.assessment import Assessment
from opposable.model.french import number
from opposable.model.lots import of_lot
from opposable.model.tender import Lot
from tests.documents.word_tenders import BIDDERS, MASTER, assessed, draft, headings, opened, tables, words

LOTS = (Lot(number="1", title="SOC"), Lot(number="2", title="Données"))


def limited():
    """Detection is asked in the first lot, personal data in the second."""
    clauses = tuple(
        clause.model_copy(update={"lots": ("1",) if clause.theme == "detection" else ("2",)})
        if clause.requirements
        else clause
        for clause in draft().clauses
    )
    whole = draft(lots=LOTS, clauses=clauses)
    price, technical = whole.criteria
    detection, data = technical.sub
    by_lot = {
        "1": (
            price,
            technical.model_copy(update={"sub": (detection.model_copy(update={"weight": technical.weight}),)}),
        ),
        "2": (price, technical.model_copy(update={"sub": (data.model_copy(update={"weight": technical.weight}),)})),
    }
    return publish(whole.model_copy(update={"lot_criteria": by_lot}))


TENDER = limited()
ASSESSMENTS = {lot.number: assessed(TENDER, lot=lot.number) for lot in LOTS}
WRITTEN = write_lots_rao(TENDER, ASSESSMENTS, MASTER)
EMPTY = Assessment(bids=(), ranking=None, no_award="Aucun pli reçu.")


def test_each_lot_is_a_chapter_after_what_they_share():
    assert [
        "Objet et cadre",
        "Synthèse par lot",
        "Méthode de notation",
        "Lot 1 : SOC",
        "Lot 2 : Données",
        "Suite donnée au rapport",
    ] == headings(WRITTEN, "1")
    chapters = headings(WRITTEN, "2")
    assert 2 == chapters.count("Classement") == chapters.count("Critères de jugement") == chapters.count("Proposition")


def test_the_summary_says_the_first_of_each_lot_with_the_points_of_its_ranking():
    rows = tables(WRITTEN)["Synthèse par lot"][1:]
    for row, lot in zip(rows, LOTS, strict=True):
        first = ASSESSMENTS[lot.number].ranking.leaders[0]
        assert [lot.number, lot.title, "3", f"Premier : {first.bid}, {number(first.total, 2)} points sur 100"] == row


def test_the_bids_of_a_lot_are_compared_with_its_own_estimate():
    lots = (Lot(number="1", title="SOC", estimate_ht=Decimal(800000)), LOTS[1])
    shared = publish(draft(lots=lots))
    first, second = (
        tables(write_lots_rao(shared, {**dict.fromkeys("12", EMPTY), lot: assessed(shared, lot=lot)}, MASTER))
        for lot in "12"
    )
    assert ["+25,0 %", "–"] == [found["Montants des offres"][1][-1] for found in (first, second)]


def test_a_requirement_is_analysed_in_its_lot_only():
    captions = tables(WRITTEN)
    assert {"DET-01", "DET-02", "DET-03", "RGD-01"} == {
        caption.removeprefix("Notes de l'exigence ")
        for caption in captions
        if caption.startswith("Notes de l'exigence")
    }
    assert ["RGD-01"] == [r.number for r in of_lot(TENDER, "2").judged]


def test_no_bookmark_is_written_twice_when_lots_share_their_requirements():
    shared = publish(draft(lots=LOTS))
    written = write_lots_rao(shared, {lot.number: assessed(shared, lot=lot.number) for lot in LOTS}, MASTER)
    names = [mark.get(qn("w:name")) for mark in opened(written).element.body.iter(qn("w:bookmarkStart"))]
    assert {"EX_DET_01_L1", "EX_DET_01_L2"} <= set(names)
    assert len(names) == len(set(names))
    assert ["Critères de jugement"] == [title for title in headings(written, "1", "2") if title.startswith("Critères")]


def test_a_lot_without_bid_says_why_and_leaves_the_report_complete():
    written = write_lots_rao(TENDER, {**ASSESSMENTS, "2": EMPTY}, MASTER)
    text = words(written)
    assert text.index("Aucune offre n'a été reçue pour ce lot.") < text.index("Aucun pli reçu.")
    assert ["2", "Données", "0", "Rien à classer"] == tables(written)["Synthèse par lot"][-1]
    assert "brouillon" not in text.lower()
    assert 1 == headings(written, "2").count("Critères de jugement")


def test_a_report_of_which_one_lot_is_not_ranked_is_a_draft_that_says_what_is_missing():
    waiting = assessed(TENDER, marked=False, lot="2")
    text = words(write_lots_rao(TENDER, {**ASSESSMENTS, "2": waiting}, MASTER))
    assert "Ce rapport est un brouillon." in text
    assert f"Lot 2, Données : {BIDDERS[0]} : 1 exigence(s) sans note (RGD-01)." in text
    assert "Non classé : il manque des décisions ou des notes" in text


def test_the_same_lots_give_the_same_bytes():
    assert WRITTEN == write_lots_rao(TENDER, ASSESSMENTS, MASTER)
