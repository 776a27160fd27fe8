"""Write Excel workbooks from a master: named styles, protection, printing, and the same bytes each time."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lxml import etree
from openpyxl import load_workbook
from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from opposable.documents.layout import GUIDE_SHEET, SEAL_LABELS, SEAL_SHEET, UNSEALED
from opposable.model.errors import OpposableError
from opposable.model.french import typeset
from opposable.model.tender import Tender

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

TITLE, SUBTITLE, BODY = "Opposable Titre", "Opposable Sous-titre", "Opposable Texte"
HEADER, LOCKED, INPUT, COMPUTED = (
    "Opposable En-tête",
    "Opposable Verrouillé",
    "Opposable Saisie",
    "Opposable Calcul",
)
MINIMAL, TOTAL = "Opposable Minimale", "Opposable Total"
STYLES = (TITLE, SUBTITLE, BODY, HEADER, LOCKED, INPUT, COMPUTED, MINIMAL, TOTAL)
STYLES_SHEET = "Styles"
CONTENT = "{{ contenu }}"
_BROKEN = (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_CUSTOM_HEIGHT = re.compile(rb' customHeight="(?:1|true)"')
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_FONT_PARTS = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name", "family",
    "charset", "scheme",
)  # fmt: skip
_LONGEST = 32_000
_LINE_HEIGHT, _PADDING = 1.32, 4
"""Height of a line as a multiple of its font size, and what is left free around it, in points."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its title, its width in characters, the style of its cells."""

    title: str
    width: float
    style: str = LOCKED


def open_master(content: bytes, name: str) -> tuple[Workbook, Worksheet, int]:
    """Open a master workbook; return it with its guide sheet and the row where the guide's text begins.

    Raises `OpposableError` naming the master `name` when it does not open or lacks a style.
    """
    try:
        workbook = load_workbook(io.BytesIO(content))
    except _BROKEN:
        raise OpposableError(
            "Ce modèle ne s'ouvre pas.", where=name, hint="Enregistrez-le au format .xlsx, ou reprenez celui d'origine."
        ) from None
    missing = [style for style in STYLES if style not in workbook.named_styles]
    if missing:
        raise OpposableError(
            f"Le style de cellule « {missing[0]} » manque au modèle.",
            where=name,
            hint="Recréez-le dans Excel (Accueil, Styles de cellules), ou repartez du modèle d'origine.",
        )
    guide = workbook[GUIDE_SHEET] if GUIDE_SHEET in workbook.sheetnames else workbook.create_sheet(GUIDE_SHEET, 0)
    for other in [sheet for sheet in workbook.sheetnames if sheet != guide.title]:
        del workbook[other]
    return workbook, guide, _content_row(guide)


def _content_row(guide: Worksheet) -> int:
    for row in guide.iter_rows(max_col=1):
        if row[0].value == CONTENT:
            row[0].value = None
            return int(row[0].row or 1)
    return guide.max_row + 2 if guide.max_row > 1 else 1


def put(sheet: Worksheet, row: int, column: int, value: str | Decimal | float | None, style: str) -> Any:
    """Write `value` as data, never as a formula: a text that begins with ``=`` stays a text. Return the cell.

    Texts are set as French printers do.
    """
    cell = sheet.cell(row, column)
    cell.style = style
    if isinstance(value, str):
        cell.value = typeset(_UNPRINTABLE.sub("", value)[:_LONGEST])
        if value[:1] in ("=", "+", "-", "@"):
            cell.data_type = "s"
            cell.quotePrefix = True
    else:
        cell.value = value
    return cell


def formula(sheet: Worksheet, row: int, column: int, text: str, style: str = COMPUTED) -> Any:
    """Write a formula of ours; return the cell."""
    cell = sheet.cell(row, column)
    cell.style = style
    cell.value = text
    return cell


def unlock(cell: Any, number_format: str = "General") -> None:
    """Let the bidder write in `cell`."""
    cell.protection = Protection(locked=False)
    cell.number_format = number_format


def write_headers(sheet: Worksheet, row: int, columns: Sequence[Column]) -> None:
    """Write the titles of `columns` in `row`, set their widths, and keep the titles in sight."""
    for index, column in enumerate(columns, start=1):
        put(sheet, row, index, column.title, HEADER)
        sheet.column_dimensions[get_column_letter(index)].width = column.width
    sheet.print_title_rows = f"{row}:{row}"


def write_heading(sheet: Worksheet, title: str, notes: Iterable[str] = ()) -> int:
    """Write the title of a sheet and one line for each note; return the first free row."""
    put(sheet, 1, 1, title, TITLE)
    row = 2
    for note in notes:
        put(sheet, row, 1, note, SUBTITLE)
        row += 1
    return row


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of `text`, each on one line."""
    return [" ".join(block.split()) for block in text.strip().split("\n\n")]


def drop_down(sheet: Worksheet, cells: str, words: Sequence[str], message: str) -> None:
    """Offer `words` in `cells`; anything else is refused with `message`."""
    validation = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True, showErrorMessage=True)
    _explain(validation, message)
    sheet.add_data_validation(validation)
    validation.add(cells)


def numbers_only(sheet: Worksheet, cells: Iterable[str], message: str) -> None:
    """Refuse in `cells` what is not a number from zero on, with `message`."""
    validation = DataValidation(
        type="decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True, showErrorMessage=True
    )
    _explain(validation, message)
    sheet.add_data_validation(validation)
    for cell in cells:
        validation.add(cell)


def _explain(validation: DataValidation, message: str) -> None:
    validation.errorTitle, validation.error = "Saisie refusée", message


def finish_sheet(sheet: Worksheet, tender: Tender, freeze: str | None = None) -> None:
    """Protect `sheet` without a password, leave its widths free, and set it up for A4 landscape."""
    _fit_rows(sheet)
    protection = sheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = protection.formatCells = False
    protection.autoFilter = protection.sort = False
    if freeze:
        sheet.freeze_panes = freeze
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.65, 0.3, 0.3
    sheet.sheet_view.showGridLines = False
    footer: Any = sheet.oddFooter
    footer.left.text = f"{tender.reference} · version {tender.version}".replace("&", "&&")
    footer.center.text = f"Scellé : {(tender.seal or UNSEALED)[:16]}"
    footer.right.text = "Page &P / &N"


def _fit_rows(sheet: Worksheet) -> None:
    """Give each row the height of its longest wrapped text; a program that opens the file may change it."""
    for row in sheet.iter_rows():
        lines = max((_lines(sheet, cell) for cell in row), default=1)
        size = max((cell.font.sz or 11 for cell in row if cell.value is not None), default=11)
        if row[0].row is not None:
            height = lines * size * _LINE_HEIGHT + _PADDING
            sheet.row_dimensions[row[0].row].height = round(height, 1)


def _lines(sheet: Worksheet, cell: Any) -> int:
    """Estimate the lines of a text; a formula and a text that does not wrap take one."""
    if not isinstance(cell.value, str) or cell.value.startswith("=") or not cell.alignment.wrap_text:
        return 1
    width = sheet.column_dimensions[cell.column_letter].width * 1.08 * 11 / (cell.font.sz or 11)
    if cell.font.b:
        width *= 0.92
    return sum(max(1, math.ceil(len(line) / max(1.0, width - 1.5))) for line in cell.value.split("\n"))


def write_seal_sheet(
    workbook: Workbook, tender: Tender, format_id: str, header: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    """Add the hidden sheet that says which tender and version the file belongs to, and the fingerprint of each row."""
    sheet = workbook.create_sheet(SEAL_SHEET)
    values = {
        "format": format_id,
        "reference": tender.reference,
        "version": str(tender.version),
        "seal": tender.seal or UNSEALED,
    }
    if tender.lot:
        values["lot"] = tender.lot
    for row, (key, value) in enumerate(values.items(), start=1):
        put(sheet, row, 1, SEAL_LABELS[key], LOCKED)
        put(sheet, row, 2, value, LOCKED)
    for row, texts in enumerate([header, *rows], start=len(values) + 2):
        for column, text in enumerate(texts, start=1):
            put(sheet, row, column, text, LOCKED)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 18, 60
    sheet.protection.sheet = True
    sheet.sheet_state = "hidden"


def save(workbook: Workbook, tender: Tender, title: str) -> bytes:
    """Return the bytes of `workbook`; they depend on nothing but its content and the tender."""
    moment = datetime.combine(tender.dated, time())
    properties = workbook.properties
    properties.title, properties.creator, properties.language = title, tender.buyer.name, "fr-FR"
    properties.subject, properties.lastModifiedBy = tender.reference, None
    properties.created = properties.modified = moment
    workbook.security = WorkbookProtection(lockStructure=True)
    workbook.active = 0
    buffer = io.BytesIO()
    workbook.save(buffer)
    return timeless(buffer.getvalue(), tender.dated)


def timeless(content: bytes, dated: date) -> bytes:
    """Rewrite the archive `content` with one date for all its parts: openpyxl writes the time of day."""
    stamp = f"{dated.isoformat()}T00:00:00Z".encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as target:
        for part in source.infolist():
            data = source.read(part)
            if part.filename == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", data)
            if part.filename == "xl/styles.xml":
                data = _order_fonts(data)
            if part.filename.startswith("xl/worksheets/"):
                data = _CUSTOM_HEIGHT.sub(b"", data)  # so that a row grows as the bidder writes
            info = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            target.writestr(info, data)
    return buffer.getvalue()


def _order_fonts(styles: bytes) -> bytes:
    """Put the parts of each font in the order of the standard, which openpyxl does not follow."""
    root = etree.fromstring(styles)
    for font in root.iter(f"{_MAIN}font"):
        font[:] = sorted(font, key=lambda part: _FONT_PARTS.index(etree.QName(part).localname))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
