"""The rows of a Word table: deleted rows left out, merged cells repeated, long cells cut by paragraph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from opposable.bids.reading.content import clean, long_row
from opposable.bids.reading.docx_styles import W, switched, value
from opposable.bids.reading.docx_text import MC, Inline, choices, deleted_mark, merge


@dataclass
class Cell:
    """One cell: its paragraphs and the tables nested in it."""

    element: etree._Element
    inlines: list[Inline] = field(default_factory=list)
    tables: list[etree._Element] = field(default_factory=list)

    @property
    def paragraphs(self) -> list[str]:
        """The texts of its paragraphs that have one."""
        return [text for text in (clean(inline.text) for inline in self.inlines) if text]

    @property
    def text(self) -> str:
        """Its paragraphs on one line."""
        return " ".join(self.paragraphs)


@dataclass(frozen=True)
class Row:
    """One row; `is_header` when Word repeats it on each page."""

    cells: tuple[Cell, ...]
    is_header: bool

    @property
    def bold(self) -> bool:
        """Whether every letter of it is bold."""
        inlines = [inline for cell in self.cells for inline in cell.inlines]
        length = sum(inline.length for inline in inlines)
        return length > 0 and sum(inline.bold for inline in inlines) == length


def read_rows(table: etree._Element, inline: Callable[[etree._Element], Inline]) -> list[Row]:
    """Return the rows of `table` that are not deleted; `inline` reads a paragraph."""
    rows: list[Row] = []
    above: dict[int, Cell] = {}
    for element in _children(table, f"{W}tr"):
        properties = element.find(f"{W}trPr")
        if properties is not None and properties.find(f"{W}del") is not None:
            continue
        row = Row(_read_cells(element, above, inline), switched(properties, "tblHeader"))
        if row.cells:
            rows.append(row)
    return rows


def row_texts(row: Row) -> tuple[str, ...]:
    """Return the text of the row, in several parts when one of its cells is very long."""
    return long_row([cell.paragraphs for cell in row.cells])


def _read_cells(
    row: etree._Element, above: dict[int, Cell], inline: Callable[[etree._Element], Inline]
) -> tuple[Cell, ...]:
    cells, column = [], 0
    for element in _children(row, f"{W}tc"):
        properties = element.find(f"{W}tcPr")
        if properties is not None and properties.find(f"{W}cellDel") is not None:
            continue
        merged = None if properties is None else properties.find(f"{W}vMerge")
        cell = _read_cell(element, inline)
        if merged is not None and merged.get(f"{W}val", "continue") == "continue" and not cell.text and column in above:
            cell = Cell(element, [Inline(list(part.pieces)) for part in above[column].inlines])
        above[column] = cell
        cells.append(cell)
        span = value(properties, "gridSpan")
        column += int(span) if span.isdecimal() and span.isascii() and len(span) < 4 else 1
    return tuple(cells)


def _read_cell(element: etree._Element, inline: Callable[[etree._Element], Inline]) -> Cell:
    cell = Cell(element)
    carried: list[Inline] = []
    for child in _children(element, f"{W}p", f"{W}tbl"):
        if child.tag == f"{W}tbl":
            cell.tables.append(child)
            continue
        carried.append(inline(child))
        if not deleted_mark(child):
            cell.inlines.append(merge(carried))
            carried = []
    if carried:
        cell.inlines.append(merge(carried))
    return cell


def _children(container: etree._Element, *tags: str) -> list[etree._Element]:
    """Return the children of these `tags`, looking through content controls and insertions."""
    found: list[etree._Element] = []
    for child in container:
        if child.tag in tags:
            found.append(child)
        elif child.tag in (
            f"{W}sdt",
            f"{W}sdtContent",
            f"{W}ins",
            f"{W}moveTo",
            f"{W}customXml",
            f"{W}smartTag",
        ):
            found.extend(_children(child, *tags))
        elif child.tag == f"{MC}AlternateContent":
            found.extend(element for branch in choices(child) for element in _children(branch, *tags))
    return found
