"""Free annexes in Excel or OpenDocument workbooks: each row a passage, with the header of its columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from opposable.bids.reading.archive import Archive
from opposable.bids.reading.content import Block, Content, clean, join_cells, looks_like_header
from opposable.bids.reading.limits import Limits
from opposable.bids.reading.sheets_model import Budget, Sheet
from opposable.bids.reading.sheets_ods import read_ods_sheets
from opposable.bids.reading.sheets_xlsx import drawn_texts, read_xlsx_sheets, xlsx_warnings
from opposable.bids.reading.sniff import sniff
from opposable.model.errors import OpposableError
from opposable.model.french import listing, plural

_HEADER_ROWS = 15


def read_xlsx(archive: Archive, limits: Limits) -> Content:
    """Read an Excel workbook; formulas keep the value that Excel stored, and are never computed."""
    budget = Budget(limits)
    found = _content(read_xlsx_sheets(archive, budget), budget)
    return Content(
        (*found.blocks, *drawn_texts(archive)), None, found.problems, (*found.warnings, *xlsx_warnings(archive))
    )


def read_ods(archive: Archive, limits: Limits) -> Content:
    """Read an OpenDocument workbook."""
    budget = Budget(limits)
    return _content(read_ods_sheets(archive, budget), budget)


def read_sheets(content: bytes, limits: Limits) -> tuple[Sheet, ...]:
    """Return the sheets of an .xlsx or .ods workbook, cell by cell.

    Raises `OpposableError` when it is broken, locked, too heavy, holds macros, or is no workbook.
    """
    kind = sniff(content, limits)
    if kind not in ("xlsx", "ods") or len(content) > limits.size:
        raise OpposableError(
            "Ce fichier n'est pas un classeur lisible.", hint="Demandez au candidat le fichier .xlsx rempli."
        )
    archive, budget = Archive(content, limits), Budget(limits)
    return tuple((read_xlsx_sheets if kind == "xlsx" else read_ods_sheets)(archive, budget))


def _content(sheets: Iterable[Sheet], budget: Budget) -> Content:
    blocks, hidden, pending = [], [], 0
    for sheet in sheets:
        blocks.extend(_blocks(sheet))
        pending += sheet.uncomputed
        if sheet.hidden:
            hidden.append(f"« {sheet.name} »")
    warnings = []
    if hidden:
        warnings.append(f"Feuilles masquées, lues comme les autres : {listing(hidden)}.")
    if pending:
        warnings.append(
            f"{plural(pending, 'formule')} sans résultat enregistré : la cellule paraît vide, mais ne l’est pas. "
            "Ouvrez le classeur et enregistrez-le."
        )
    return Content(tuple(blocks), None, tuple(budget.problems), tuple(warnings))


def _blocks(sheet: Sheet) -> list[Block]:
    blocks: list[Block] = []
    header, width = "", 0
    for position, (number, cells) in enumerate(sheet.rows):
        text = join_cells(cells)
        if not text:
            continue
        filled = sum(1 for cell in cells if cell.strip())
        opens = position < _HEADER_ROWS and filled > max(1, width) and looks_like_header(_trimmed(cells))
        place = f"feuille {sheet.name}{' (masquée)' if sheet.hidden else ''}, ligne {number}"
        blocks.append(Block(text, place, "ligne", sheet.name, "" if opens else header))
        if opens:
            header, width = text, filled
    return blocks


def _trimmed(cells: Sequence[str]) -> list[str]:
    texts = [clean(cell) for cell in cells]
    filled = [index for index, text in enumerate(texts) if text]
    return texts[filled[0] : filled[-1] + 1] if filled else []
