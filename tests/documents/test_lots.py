"""What a tender of several lots publishes: forms by lot, criteria and points by lot, and the rule to answer."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest
from docx.oxml.ns import qn

from opposable.documents import layout
from opposable.documents.buyer_notes import write_buyer_notes
from opposable.documents.ccap import write_ccap
from opposable.documents.package import write_package
from opposable.documents.rc import write_rc
from opposable.model.french import number
from opposable.model.lots import by_lot, of_lot
from opposable.model.tender import Lot
from opposable.paths import data_root
from tests.documents.word_tenders import MASTER, headings, opened, plain, sealed, tables, words
from tests.filling import empty_form, empty_prices
from tests.lot_tenders import two_lots
from tests.sheet_tenders import sealed_tender

TENDER = two_lots()
RULES = write_rc(TENDER, MASTER)


def written(content: bytes) -> dict[str, list[str]]:
    """The texts of each sheet of a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [str(c.value) for row in sheet.iter_rows() for c in row if c.value] for sheet in book}


def priced():
    """Two lots, one of which says its estimate, which is not printed, and its maximum, which is."""
    lots = (
        Lot(number="1", title="SOC", estimate_ht=Decimal(1812345), maximum_ht=Decimal(2000000)),
        Lot(number="2", title="Exercices"),
    )
    return sealed(lots=lots)


@pytest.mark.parametrize("write", [write_rc, write_ccap])
def test_the_maximum_of_each_lot_is_published_and_never_its_estimate(write):
    content = write(priced(), MASTER)
    assert [
        ["Lot", "Intitulé", "Montant maximum"],
        ["1", "SOC", "2 000 000,00 € HT"],
        ["2", "Exercices", "–"],
    ] == tables(content)["Lots"]
    text = words(content)
    assert "Le montant maximum de chaque lot, reconductions comprises, figure au tableau des lots" in text
    assert "2 600 000,00 € HT (article R. 2162-4 du code de la commande publique)." in text
    assert "1 812 345" not in text


def test_the_note_to_the_buyer_holds_the_estimate_of_each_lot():
    rows = tables(write_buyer_notes(priced(), MASTER))["Montants de chaque lot"]
    assert ["1", "SOC", "1 812 345,00 € HT", "2 000 000,00 € HT"] == rows[1]
    assert "Montants de chaque lot" not in tables(write_buyer_notes(TENDER, MASTER))


def test_lots_without_maximum_share_that_of_the_whole():
    content = write_rc(sealed(lots=(*priced().lots[1:], Lot(number="3", title="Audits"))), MASTER)
    assert "Le montant maximum de l'ensemble des lots, reconductions comprises, est de" in words(content)
    assert ["Lot", "Intitulé"] == tables(content)["Lots"][0]


@pytest.mark.parametrize("lot", ["1", "2"])
def test_the_form_and_the_prices_of_a_lot_hold_only_what_concerns_it(lot):
    narrowed = of_lot(TENDER, lot)
    form, prices = written(empty_form(narrowed)), written(empty_prices(narrowed))
    texts = {text for sheet in form.values() for text in sheet}
    asked = {r.number for r in TENDER.judged}
    assert {r.number for r in narrowed.judged} == asked & texts
    codes = {line.code for line in TENDER.prices}
    assert {line.code for line in narrowed.prices} == codes & set(prices[layout.PRICES_SHEET])


@pytest.mark.parametrize("write", [empty_form, empty_prices])
def test_a_form_says_its_lot_to_the_bidder_and_to_the_machine(write):
    found = written(write(of_lot(TENDER, "2")))
    guide = next(iter(found.values()))
    assert any(plain(text).startswith("Lot 2 : Exercices.") for text in guide)
    hidden = found[layout.SEAL_SHEET]
    assert "2" == hidden[hidden.index("Lot") + 1]
    assert TENDER.seal == hidden[hidden.index("Scellé") + 1]
    assert "Lot" not in written(write(sealed_tender()))[layout.SEAL_SHEET]


def test_the_package_holds_one_form_and_one_price_schedule_by_lot():
    names = {name.removeprefix("dce/2026-CYB-07_") for name in write_package(TENDER, data_root() / "templates")}
    assert {
        "Cadre-de-reponse_lot-1_v1.xlsx",
        "Cadre-de-reponse_lot-2_v1.xlsx",
        "Bordereau-de-prix_lot-1_v1.xlsx",
        "Bordereau-de-prix_lot-2_v1.xlsx",
    } == {name for name in names if name.endswith(".xlsx")}
    assert {"CCTP_v1.docx", "RC_v1.docx"} <= names


def test_the_rules_give_the_criteria_of_each_lot_and_the_points_of_each_requirement():
    assert ["Lot 1 : Supervision", "Lot 2 : Exercices"] == [t for t in headings(RULES, "2") if t.startswith("Lot ")]
    found = all_tables(RULES, "Critères et sous-critères")
    for rows, narrowed in zip(found, by_lot(TENDER), strict=True):
        expected = [c.title for c in narrowed.criteria], [number(c.weight) for c in narrowed.criteria]
        general = [row for row in rows[1:-1] if not row[0].startswith("–")]
        assert expected == ([row[0] for row in general], [row[2] for row in general])
        assert "100" == rows[-1][2]
    assert ["EXE-01"] == [row[0] for row in tables(RULES)["Points par exigence : Formation"][1:]]
    assert 2 == len(all_tables(RULES, "Points par exigence : Mesures"))


def test_the_rules_say_how_to_answer_several_lots():
    text = words(RULES)
    assert "Un candidat répond à un lot, à plusieurs ou à tous" in text
    assert "Cadre de réponse : tableur à remplir, une ligne par exigence, un par lot" in text
    assert "dit ceux qu'elle concerne" in text
    assert "dit ceux qu'elle concerne" not in words(write_rc(two_lots({}), MASTER))


def test_the_points_of_the_price_are_told_by_lot_where_they_are_not_the_same():
    chosen = {"prix": 50, "technique": 40, "environnement": 10}
    text = words(write_rc(two_lots({}, lot_weights={"2": chosen}), MASTER))
    assert "Ici, B = 35 points pour le lot 1, 50 points pour le lot 2." in text
    assert "Ici, B = 35 points." in words(write_rc(two_lots({}), MASTER))


def all_tables(content: bytes, caption: str) -> list[list[list[str]]]:
    """Every table of this caption, in order."""
    found = []
    for table in opened(content).tables:
        mark = table._tbl.find(f"{qn('w:tblPr')}/{qn('w:tblCaption')}")
        if plain(mark.get(qn("w:val"))) == caption:
            found.append([[plain(cell.text) for cell in row.cells] for row in table.rows])
    return found
