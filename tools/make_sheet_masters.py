"""Make the two Excel masters of `templates/`; once made, they are edited in Excel or LibreOffice, not here."""

from __future__ import annotations

import io
import sys
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

from opposable.documents import price_schedule, response_form, sheets
from opposable.documents.layout import GUIDE_SHEET

INK, TEAL, PALE, CREAM, GREY, ROSE = "1F2933", "0F4C5C", "E3EEF0", "FFF9E6", "F4F6F7", "F8E3DC"
FONT = "Arial"
THIN = Side(style="thin", color="B8C4CA")
FRAME = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def main(folder: Path) -> None:
    """Write both masters into `folder`."""
    for name in (response_form.MASTER, price_schedule.MASTER):
        (folder / name).write_bytes(_master())


def _master() -> bytes:
    workbook = Workbook()
    guide = workbook.active
    guide.title = GUIDE_SHEET
    guide.column_dimensions["A"].width = 100
    guide["A1"] = sheets.CONTENT
    samples = workbook.create_sheet(sheets.STYLES_SHEET)
    samples.column_dimensions["A"].width, samples.column_dimensions["B"].width = 28, 70
    for row, (style, about) in enumerate(_styles(), start=1):
        workbook.add_named_style(style)
        samples.cell(row, 1, style.name).style = style.name
        samples.cell(row, 2, about)
    guide["A1"].style = sheets.BODY
    workbook.properties.creator = "Opposable"
    workbook.properties.created = datetime(2026, 1, 1)  # noqa: DTZ001
    buffer = io.BytesIO()
    workbook.save(buffer)
    return sheets.timeless(buffer.getvalue(), datetime(2026, 1, 1).date())  # noqa: DTZ001


def _styles() -> list[tuple[NamedStyle, str]]:
    body = Font(name=FONT, size=10, color=INK)
    bold = Font(name=FONT, size=10, color=INK, bold=True)
    title, note, head = (
        Font(name=FONT, size=size, color=color, bold=True) for size, color in ((16, TEAL), (11, TEAL), (10, "FFFFFF"))
    )
    return [
        (_style(sheets.TITLE, title, wrap=False), "Titre d'une feuille"),
        (
            _style(sheets.SUBTITLE, note, wrap=False),
            "Sous-titre, note de tête",
        ),
        (_style(sheets.BODY, Font(name=FONT, size=11, color=INK)), "Texte du mode d'emploi"),
        (
            _style(sheets.HEADER, head, fill=TEAL, frame=True, middle=True),
            "Titre de colonne",
        ),
        (_style(sheets.LOCKED, body, fill=GREY, frame=True), "Cellule verrouillée"),
        (_style(sheets.INPUT, body, fill=CREAM, frame=True, locked=False), "Cellule à remplir par le candidat"),
        (_style(sheets.COMPUTED, body, fill=PALE, frame=True), "Cellule calculée"),
        (_style(sheets.MINIMAL, bold, fill=ROSE, frame=True), "Numéro et niveau d'une exigence minimale"),
        (_style(sheets.TOTAL, bold, fill=PALE, frame=True), "Ligne de total, critère"),
    ]


def _style(
    name: str,
    font: Font,
    *,
    fill: str = "",
    frame: bool = False,
    wrap: bool = True,
    middle: bool = False,
    locked: bool = True,
) -> NamedStyle:
    return NamedStyle(
        name=name,
        font=font,
        fill=PatternFill("solid", fgColor=fill) if fill else PatternFill(),
        border=FRAME if frame else Border(),
        alignment=Alignment(wrap_text=wrap, vertical="center" if middle else "top"),
        protection=Protection(locked=locked),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "templates"))
