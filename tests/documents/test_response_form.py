"""The response form: what it holds, what a bidder may write in it, and how it is made."""

from __future__ import annotations

import io
import shutil
import zipfile

import openpyxl
import PIL.Image
import pytest
from openpyxl.drawing.image import Image
from openxml_audit import OpenXmlValidator, ValidationSeverity

from opposable.documents import layout, sheets
from opposable.documents.response_form import form_parts, write_response_form
from opposable.model.errors import OpposableError
from opposable.model.french import typeset
from tests.filling import change, empty_form, fill_form, find_row, form_master, resave
from tests.sheet_tenders import draft_tender, sealed_tender

TENDER = sealed_tender()
FORM = empty_form(TENDER)
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def workbook():
    return openpyxl.load_workbook(io.BytesIO(FORM))


def cell(book, number, title):
    sheet, row = find_row(book, number)
    return sheet.cell(row, layout.FORM_COLUMNS.index(title) + 1)


def test_there_is_a_sheet_for_each_criterion_and_none_for_the_price():
    expected = [
        "Mode d’emploi",
        "Candidat",
        "Critères",
        "Valeur technique",
        "Performance environnementale",
        "Engagements chiffrés",
        "Complétude",
        "Pièces jointes",
        "Scellé",
    ]
    assert expected == workbook().sheetnames


def test_every_requirement_judged_on_the_bid_has_one_row_and_no_other_has():
    rows = [r.number for part in form_parts(TENDER) for r, _ in part.rows]
    assert sorted(r.number for r in TENDER.judged) == sorted(rows)
    assert "REF-01" not in rows


def test_a_row_recalls_level_weight_text_question_proof_and_unit():
    book = workbook()
    assert cell(book, "DET-01", layout.LEVEL).value == "Minimale"
    assert cell(book, "DET-02", layout.SUB_CRITERION).value == typeset("Détection (40 points)")
    assert cell(book, "DET-02", layout.TEXT).value == typeset(TENDER.judged[1].text)
    assert "Preuve attendue" in cell(book, "DET-02", layout.QUESTION).value
    assert cell(book, "DET-02", layout.UNIT).value == "minutes"


def test_only_the_cells_of_the_bidder_are_unlocked():
    book = workbook()
    free = {title for title in layout.FORM_COLUMNS if not cell(book, "DET-02", title).protection.locked}
    assert {
        layout.DECLARED,
        layout.ANSWER,
        layout.VALUE,
        layout.EQUIVALENCE,
        layout.PROOF,
        layout.PROOF_PLACE,
        layout.SECRET,
    } == free
    assert cell(book, "DET-01", layout.VALUE).protection.locked
    assert all(sheet.protection.sheet for sheet in book.worksheets)
    assert not any(sheet.protection.password for sheet in book.worksheets)


def test_the_declaration_is_a_drop_down_and_the_value_a_number():
    validations = workbook()["Valeur technique"].data_validations.dataValidation
    assert ['"oui,partiel,non,équivalent"', "0"] == [v.formula1 for v in validations]
    assert ["list", "decimal"] == [v.type for v in validations]


def test_the_sealed_sheet_is_hidden_and_holds_identity_and_fingerprints():
    sheet = workbook()[layout.SEAL_SHEET]
    values = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(1, 5)}
    assert "hidden" == sheet.sheet_state
    assert {
        "Format": layout.FORM_FORMAT,
        "Consultation": TENDER.reference,
        "Version": "1",
        "Scellé": TENDER.seal,
    } == values
    prints = {row[1].value: row[2].value for row in sheet.iter_rows(min_row=7)}
    assert {r.id: layout.fingerprint(r.text) for r in TENDER.judged} == prints


def test_a_text_that_begins_like_a_formula_stays_a_text():
    assert "s" == cell(workbook(), "EXE-01", layout.TEXT).data_type


def test_the_fingerprint_ignores_blanks_and_typography_but_not_words():
    assert layout.fingerprint("L'alerte : 15 minutes") == layout.fingerprint("L’alerte\u00a0:  15\u00a0minutes")
    assert layout.fingerprint("en 15 minutes") != layout.fingerprint("en 16 minutes")


def test_the_same_tender_gives_the_same_bytes():
    assert empty_form(TENDER) == FORM
    with zipfile.ZipFile(io.BytesIO(FORM)) as archive:
        assert {(1980, 1, 1, 0, 0, 0)} == {info.date_time for info in archive.infolist()}
        assert b"2026-11-22T00:00:00Z" in archive.read("docProps/core.xml")


def test_excel_would_open_it_without_repair(tmp_path):
    path = tmp_path / "cadre.xlsx"
    path.write_bytes(FORM)
    found = OpenXmlValidator().validate(str(path)).errors
    assert [] == [error for error in found if error.severity is ValidationSeverity.ERROR]


def test_a_draft_says_that_it_is_not_sealed():
    book = openpyxl.load_workbook(io.BytesIO(empty_form(draft_tender())))
    assert layout.UNSEALED == book[layout.SEAL_SHEET].cell(4, 2).value


def test_a_master_without_a_style_is_refused_with_its_name():
    def rename(book):
        next(style for style in book._named_styles if style.name == sheets.INPUT).name = "Saisie maison"

    with pytest.raises(OpposableError) as caught:
        write_response_form(TENDER, change(form_master(), rename), "maison.xlsx")
    assert str(caught.value).startswith("maison.xlsx : Le style de cellule « Opposable Saisie » manque au modèle.")


def test_a_master_that_is_not_a_workbook_is_refused():
    with pytest.raises(OpposableError, match=r"cadre-de-reponse.xlsx : Ce modèle ne s'ouvre pas"):
        write_response_form(TENDER, b"nothing")


def test_what_a_buyer_writes_above_the_guide_is_kept():
    def brand(book):
        guide = book[layout.GUIDE_SHEET]
        guide["A1"] = "GHT de Brumeval, direction des achats"
        guide["A3"] = sheets.CONTENT

    book = openpyxl.load_workbook(io.BytesIO(write_response_form(TENDER, change(form_master(), brand))))
    guide = book[layout.GUIDE_SHEET]
    assert ["GHT de Brumeval, direction des achats", "Cadre de réponse technique"] == [
        guide["A1"].value,
        guide["A3"].value,
    ]


def test_the_logo_of_a_buyer_is_kept():
    picture = io.BytesIO()
    PIL.Image.new("RGB", (40, 20), "navy").save(picture, "PNG")

    def brand(book):
        book[layout.GUIDE_SHEET].add_image(Image(picture), "A1")

    form = write_response_form(TENDER, change(form_master(), brand))
    with zipfile.ZipFile(io.BytesIO(form)) as archive:
        assert ["xl/media/image1.png"] == [name for name in archive.namelist() if name.startswith("xl/media/")]


def test_sheet_names_suit_excel_and_stay_different():
    assert "Qualité de la réponse aux" == layout.sheet_name("Qualité de la réponse aux [incidents]", [])
    assert "Prix (2)" == layout.sheet_name("Prix", ["prix"])


@needs_office
@pytest.mark.office
def test_the_counters_follow_the_answers(tmp_path):
    filled = fill_form(
        FORM,
        {
            "DET-01": {layout.DECLARED: "oui", layout.ANSWER: "Trois équipes.", layout.PROOF: "Annexe 2"},
            "DET-02": {layout.DECLARED: "oui", layout.VALUE: 10},
            "DET-03": {layout.DECLARED: "partiel"},
        },
    )
    book = openpyxl.load_workbook(io.BytesIO(resave(filled, tmp_path)), data_only=True)
    rows = [[c.value for c in row] for row in book["Complétude"].iter_rows(min_row=5, max_row=7, max_col=6)]
    assert ["Valeur technique", 4, 1, 0, 1, 2] == rows[0]
    assert ["Total", 5, 2, 0, 1, 2] == rows[2]
    summary = {row[0].value: (row[4].value, row[6].value) for row in book["Engagements chiffrés"].iter_rows(min_row=5)}
    assert (10, "Demande satisfaite") == summary["DET-02"]
    assert "À remplir" == summary["DET-03"][1]
