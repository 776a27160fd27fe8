"""The sheets of an Excel workbook, read from its XML with the values that Excel stored."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from lxml import etree

from opposable.bids.reading.archive import Archive
from opposable.bids.reading.content import Block, clean
from opposable.bids.reading.sheets_model import Budget, Sheet

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_REFERENCE = re.compile(r"^([A-Z]{1,3})[0-9]{1,7}$")
_DATE_CODES = re.compile(r"[dmyhs]", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_DATES = frozenset([*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)])
_PERCENTS = frozenset([9, 10])
_FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001  (Excel dates know no time zone)


def read_xlsx_sheets(archive: Archive, budget: Budget) -> Iterator[Sheet]:
    """Give the sheets in the order of the tabs; raise `OpposableError` when a part is broken."""
    workbook = archive.xml("xl/workbook.xml")
    targets = _targets(archive)
    strings, formats = _strings(archive), _formats(archive)
    for element in workbook.iter(f"{_S}sheet"):
        target = targets.get(element.get(_R, ""), "")
        if target not in archive or "worksheets" not in target:
            continue
        sheet = Sheet(clean(element.get("name", "")), element.get("state", "visible") != "visible")
        _fill(sheet, archive.xml(target), strings, formats, budget)
        yield sheet


def drawn_texts(archive: Archive) -> tuple[Block, ...]:
    """Return the texts of the shapes drawn over the sheets."""
    names = [name for name in archive.names if re.fullmatch(r"xl/drawings/drawing\d{1,4}\.xml", name)]
    found = []
    for number, name in enumerate(names, 1):
        for paragraph in archive.xml(name).iter(f"{_A}p"):
            text = clean("".join(run.text or "" for run in paragraph.iter(f"{_A}t")))
            if text:
                found.append(Block(text, f"dessin {number}", "zone_de_texte"))
    return tuple(found)


def xlsx_warnings(archive: Archive) -> tuple[str, ...]:
    """Return what of the workbook was left unread."""
    warnings = []
    if any(name.startswith(("xl/comments", "xl/threadedComments/")) for name in archive.names):
        warnings.append("Les commentaires des cellules ne sont pas lus.")
    if any(name.startswith("xl/externalLinks/") for name in archive.names):
        warnings.append("Le classeur appelle d’autres classeurs, qui n’ont pas été suivis.")
    if any("/embeddings/" in name for name in archive.names):
        warnings.append("Le classeur porte des fichiers incorporés : leur contenu n’est pas lu.")
    return tuple(warnings)


def _targets(archive: Archive) -> dict[str, str]:
    name = "xl/_rels/workbook.xml.rels"
    if name not in archive:
        return {}
    relations = archive.xml(name).iter(_REL)
    return {relation.get("Id", ""): _resolve(relation.get("Target", "")) for relation in relations}


def _resolve(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


def _strings(archive: Archive) -> list[str]:
    if "xl/sharedStrings.xml" not in archive:
        return []
    return [_rich_text(item) for item in archive.xml("xl/sharedStrings.xml").iter(f"{_S}si")]


def _rich_text(item: etree._Element) -> str:
    parts = (part.text or "" for part in item.iter(f"{_S}t") if _parent_tag(part) != f"{_S}rPh")
    return "".join(parts)


def _parent_tag(element: etree._Element) -> object:
    parent = element.getparent()
    return None if parent is None else parent.tag


def _formats(archive: Archive) -> list[str]:
    """Return for each cell style « date », « percent » or nothing."""
    if "xl/styles.xml" not in archive:
        return []
    root = archive.xml("xl/styles.xml")
    codes = {item.get("numFmtId", ""): item.get("formatCode", "") for item in root.iter(f"{_S}numFmt")}
    styles = root.find(f"{_S}cellXfs")
    return [] if styles is None else [_format(style.get("numFmtId", "0"), codes) for style in styles]


def _format(identifier: str, codes: dict[str, str]) -> str:
    code = _QUOTED.sub("", codes.get(identifier, ""))
    number = int(identifier) if identifier.isascii() and identifier.isdecimal() and len(identifier) < 6 else 0
    if number in _PERCENTS or "%" in code:
        return "percent"
    return "date" if number in _DATES or _DATE_CODES.search(code) else ""


def _fill(sheet: Sheet, root: etree._Element, strings: list[str], formats: list[str], budget: Budget) -> None:
    number = 0
    for row in root.iter(f"{_S}row"):
        given = row.get("r", "")
        number = int(given) if given.isascii() and given.isdecimal() and len(given) < 8 else number + 1
        cells: list[str] = []
        for cell in row.iter(f"{_S}c"):
            column = _column(cell.get("r", ""), len(cells))
            if column >= budget.limits.columns:
                budget.too_wide(sheet.name)
                break
            cells.extend([""] * (column - len(cells)))
            cells[column:] = [_cell(cell, strings, formats, sheet)]
        if not budget.take(sheet.name, number, cells):
            return
        if any(cells):
            sheet.rows.append((number, cells))


def _column(reference: str, following: int) -> int:
    found = _REFERENCE.match(reference)
    if not found:
        return following
    column = 0
    for letter in found.group(1):
        column = column * 26 + ord(letter) - 64
    return max(column - 1, following)


def _cell(cell: etree._Element, strings: list[str], formats: list[str], sheet: Sheet) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return clean(_rich_text(cell))
    value = cell.findtext(f"{_S}v") or ""
    if not value:
        if cell.find(f"{_S}f") is not None:
            sheet.uncomputed += 1
            sheet.uncomputed_cells.append(cell.get("r", ""))
        return ""
    if kind == "s":
        index = int(value) if value.isascii() and value.isdecimal() and len(value) < 9 else -1
        return clean(strings[index]) if 0 <= index < len(strings) else ""
    if kind == "b":
        return "VRAI" if value == "1" else "FAUX"
    style = cell.get("s", "")
    index = int(style) if style.isascii() and style.isdecimal() and len(style) < 6 else -1
    return _number(value, formats[index] if 0 <= index < len(formats) else "") if kind == "n" else clean(value)


def _number(value: str, style: str) -> str:
    try:
        exact = Decimal(repr(float(value)))
    except (InvalidOperation, ValueError, OverflowError):
        return clean(value)
    if not exact.is_finite() or abs(exact) > Decimal(10) ** 15:
        return clean(value)
    if style == "date":
        return _date(exact)
    text = f"{(exact * 100 if style == 'percent' else exact).normalize():f}".replace(".", ",")
    return f"{text}\u00a0%" if style == "percent" else text


def _date(days: Decimal) -> str:
    if not 0 <= days < 2958466:
        return f"{days.normalize():f}".replace(".", ",")
    moment = _FIRST_DAY + timedelta(seconds=round(float(days) * 86400))
    if days < 1:
        return f"{moment:%H:%M}"
    return f"{moment:%d/%m/%Y}" if days == int(days) else f"{moment:%d/%m/%Y %H:%M}"
