"""Fill the Excel files as a bidder would, and spoil them as some do."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from opposable.documents import layout
from opposable.documents.price_schedule import MASTER as PRICES_MASTER
from opposable.documents.price_schedule import write_price_schedule
from opposable.documents.response_form import MASTER as FORM_MASTER
from opposable.documents.response_form import write_response_form
from opposable.model.tender import Tender

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


@cache
def form_master() -> bytes:
    return (TEMPLATES / FORM_MASTER).read_bytes()


@cache
def prices_master() -> bytes:
    return (TEMPLATES / PRICES_MASTER).read_bytes()


def empty_form(tender: Tender) -> bytes:
    return write_response_form(tender, form_master())


def empty_prices(tender: Tender) -> bytes:
    return write_price_schedule(tender, prices_master())


def change(content: bytes, edit: Callable[[Any], None]) -> bytes:
    """Open a workbook, apply `edit` to it, and save it."""
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    edit(workbook)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def fill_form(content: bytes, answers: Mapping[str, Mapping[str, Any]]) -> bytes:
    """Write `answers` (printed number, then column title) into a form."""

    def edit(workbook: Any) -> None:
        for number, values in answers.items():
            sheet, row = find_row(workbook, number)
            for title, value in values.items():
                sheet.cell(row, layout.FORM_COLUMNS.index(title) + 1).value = value

    return change(content, edit)


def fill_prices(content: bytes, prices: Mapping[str, Any], column: str = layout.PRICE) -> bytes:
    """Write `prices` (code to what is typed) into the BPU."""

    def edit(workbook: Any) -> None:
        sheet = workbook[layout.PRICES_SHEET]
        for row in range(1, sheet.max_row + 1):
            if sheet.cell(row, 1).value in prices:
                cell = sheet.cell(row, layout.PRICE_COLUMNS.index(column) + 1)
                cell.value = prices[sheet.cell(row, 1).value]

    return change(content, edit)


def find_row(workbook: Any, number: str) -> tuple[Any, int]:
    """Return the sheet and row of a requirement."""
    for sheet in workbook.worksheets:
        if sheet.title not in (layout.SEAL_SHEET, "Engagements chiffrés"):
            for row in range(1, sheet.max_row + 1):
                if sheet.cell(row, 1).value == number:
                    return sheet, row
    raise KeyError(number)


def resave(content: bytes, folder: Path, suffix: str = "xlsx") -> bytes:
    """Open and save a workbook in LibreOffice, formulas computed."""
    soffice = shutil.which("soffice")
    assert soffice is not None
    source, out = folder / "fichier.xlsx", folder / "sortie"
    source.write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder / 'profil'}"
    command = [soffice, profile, "--headless", "--convert-to", suffix, "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (out / f"fichier.{suffix}").read_bytes()
