"""The price schedule: its sheets, its formulas, and what a bidder may write in it."""

from __future__ import annotations

import io
import shutil

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator, ValidationSeverity

from opposable.documents import layout
from opposable.documents.price_schedule import write_price_schedule
from opposable.model.errors import OpposableError
from tests.filling import empty_prices, fill_prices, resave
from tests.sheet_tenders import sealed_tender

TENDER = sealed_tender()
PRICES = empty_prices(TENDER)
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def workbook():
    return openpyxl.load_workbook(io.BytesIO(PRICES))


def test_it_has_rules_prices_simulation_checks_and_a_hidden_seal():
    book = workbook()
    assert ["Règles", "BPU", "DQE", "Contrôles", "Scellé"] == book.sheetnames
    assert "hidden" == book["Scellé"].sheet_state


def test_price_rate_and_remark_are_the_only_unlocked_cells():
    sheet = workbook()["BPU"]
    assert {6, 7, 8} == {cell.column for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert 20 == sheet["G5"].value
    assert sheet["F5"].value is None


def test_the_simulation_is_made_of_formulas_and_locked():
    sheet = workbook()["DQE"]
    assert 36 == sheet["D5"].value
    assert all(sheet.cell(5, column).data_type == "f" for column in range(5, 10))
    assert all(cell.protection.locked for row in sheet.iter_rows() for cell in row)


def test_the_same_tender_gives_the_same_bytes():
    assert empty_prices(TENDER) == PRICES


def test_excel_would_open_it_without_repair(tmp_path):
    path = tmp_path / "prix.xlsx"
    path.write_bytes(PRICES)
    found = OpenXmlValidator().validate(str(path)).errors
    assert [] == [error for error in found if error.severity is ValidationSeverity.ERROR]


def test_a_master_that_is_not_a_workbook_is_refused():
    with pytest.raises(OpposableError, match=r"bordereau-de-prix.xlsx : Ce modèle ne s'ouvre pas"):
        write_price_schedule(TENDER, b"")


@needs_office
@pytest.mark.office
def test_the_formulas_give_totals_and_checks(tmp_path):
    filled = fill_prices(PRICES, {"SUP-1": 100.005, "INC-1": 0, "DEM-1": 500})
    book = openpyxl.load_workbook(io.BytesIO(resave(filled, tmp_path)), data_only=True)
    total = [book["DQE"].cell(9, column).value for column in (6, 8, 9)]
    assert [pytest.approx(4100.18), pytest.approx(820.04), pytest.approx(4920.22)] == total
    checks = {row[0].value: row[1].value for row in book["Contrôles"].iter_rows(min_row=5)}
    assert 1 == checks["Prix manquants"]
    assert 1 == checks["Prix nuls, à confirmer"]
    assert 0 == checks["Prix négatifs, non admis"]
    assert layout.GRAND_TOTAL == book["DQE"]["A9"].value
