"""The sheets of an OpenDocument workbook, with the text that its cells show."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from opposable.bids.reading.archive import Archive
from opposable.bids.reading.content import clean
from opposable.bids.reading.odt import OFFICE, STYLE, TABLE, TEXT
from opposable.bids.reading.sheets_model import Budget, Sheet
from opposable.model.errors import OpposableError

_CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")


def read_ods_sheets(archive: Archive, budget: Budget) -> Iterator[Sheet]:
    """Give the sheets in the order of the tabs; raise `OpposableError` when there is no body."""
    root = archive.xml("content.xml")
    body = root.find(f"{OFFICE}body/{OFFICE}spreadsheet")
    if body is None:
        raise OpposableError(
            "Le classeur OpenDocument n’a pas de corps lisible.",
            hint="Demandez au candidat de l’enregistrer de nouveau.",
        )
    masked = _masked_styles(root)
    for table in body.findall(f"{TABLE}table"):
        sheet = Sheet(clean(table.get(f"{TABLE}name", "")), table.get(f"{TABLE}style-name", "") in masked)
        _fill(sheet, table, budget)
        yield sheet


def _masked_styles(root: etree._Element) -> set[str]:
    return {
        style.get(f"{STYLE}name", "")
        for style in root.iter(f"{STYLE}style")
        if any(found.get(f"{TABLE}display") == "false" for found in style.findall(f"{STYLE}table-properties"))
    }


def _fill(sheet: Sheet, table: etree._Element, budget: Budget) -> None:
    number = 1
    for row in table.iter(f"{TABLE}table-row"):
        cells = _cells(sheet, row, budget)
        if not budget.take(sheet.name, number, cells):
            return
        if any(cells):
            sheet.rows.append((number, cells))
        number += _repeated(row, "number-rows-repeated")


def _cells(sheet: Sheet, row: etree._Element, budget: Budget) -> list[str]:
    cells: list[str] = []
    for cell in row.iterchildren(*_CELLS):
        text = _text(cell)
        if not text and cell.get(f"{TABLE}formula") and cell.get(f"{OFFICE}value-type") is None:
            sheet.uncomputed += 1
        room = budget.limits.columns - len(cells)
        count = _repeated(cell, "number-columns-repeated")
        if text and count > room:
            budget.too_wide(sheet.name)
        cells.extend([text] * min(count, room))
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(cell: etree._Element) -> str:
    lines = []
    for paragraph in cell.iterchildren(f"{TEXT}p"):
        pieces = [paragraph.text or ""]
        for element in paragraph.iterdescendants():
            blank = element.tag in (f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break")
            pieces.extend([" " if blank else element.text or "", element.tail or ""])
        lines.append("".join(pieces))
    return clean(" ".join(lines))


def _repeated(element: etree._Element, attribute: str) -> int:
    given = element.get(f"{TABLE}{attribute}", "1")
    return max(1, int(given)) if given.isascii() and given.isdecimal() and len(given) < 8 else 1
