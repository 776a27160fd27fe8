"""Regions of a PDF turned into titles, paragraphs, list items, table rows and notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from opposable.bids.reading.content import clean, join_cells, leading_number, looks_like_header
from opposable.bids.reading.pdf_layout import Item
from opposable.bids.reading.pdf_lines import BULLET, Line, column_starts, leading_of, line_of, table_height
from opposable.bids.reading.pdf_page import Piece
from opposable.bids.reading.pdf_tables import Cell, Table, lines_of
from opposable.bids.reading.pdf_words import Words, same_line
from opposable.model.bids import PassageKind

_ITEM = re.compile(r"^\(?(\d{1,2}|[a-z])[).](?=\s|[^\W\d_])")
_NOTE = re.compile(r"^\(?(\d{1,2})\)?\s*(?=[^\W\d_]|«)")
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*\d+\s*$|…{2,}\s*\d+\s*$")
_STOP = (".", "!", "?", ":", ";", "»")


@dataclass
class Draft:
    """A block under construction; `level` is set on titles, `row` holds the cells of a table row."""

    page: int
    lines: list[str]
    kind: PassageKind
    size: float
    bold: bool = False
    calls: list[str] = field(default_factory=list)
    level: int | None = None
    header: str = ""
    number: str = ""
    filled: bool = False
    text: str = ""
    cells: tuple[str, ...] = ()


def body_size(pieces: Iterable[Piece]) -> float:
    """Return the size in which most of the document is set."""
    sizes: Counter[float] = Counter()
    for piece in pieces:
        sizes[round(piece.size * 2) / 2] += len(piece.text)
    return max(sorted(sizes), key=lambda size: sizes[size], default=10.0)


class Flow:
    """Turns the regions of a document, in reading order, into drafts."""

    def __init__(self, words: Words, body: float) -> None:
        self._words, self._body = words, body
        self.drafts: list[Draft] = []
        self._header: tuple[str, ...] = ()

    def add(self, page: int, region: Sequence[Item]) -> None:
        """Read one region of `page`."""
        pieces = [item for item in region if isinstance(item, Piece)]
        tables = sorted((item for item in region if isinstance(item, Table)), key=lambda t: -t.top)
        if tables and not any(piece.y > tables[0].top for piece in pieces):
            tables[0] = self._finish_row(page, tables[0])
        pieces.extend(piece for table in tables if table.narrow for piece in table.pieces)
        tables = [table for table in tables if table.rows and not table.narrow]
        lines = [line_of(found) for found in lines_of(pieces)]
        running, notes = self._split_notes(lines)
        leading = leading_of(running)
        edges = (min((line.x0 for line in running), default=0.0), max((line.x1 for line in running), default=0.0))
        for table in tables:
            above = [line for line in running if line.y > table.top]
            running = running[len(above) :]
            self._add_lines(page, above, leading, edges)
            self._add_table(page, table)
        self._add_lines(page, running, leading, edges)
        self._add_notes(page, notes)

    def _finish_row(self, page: int, table: Table) -> Table:
        """Give the end of a row cut by a page back to its beginning, and return the rest of `table`."""
        last = next((draft for draft in reversed(self.drafts) if draft.kind != "note"), None)
        texts = [self._cell(cell) for cell in table.rows[0]] if table.rows else []
        if last is None or last.page != page - 1 or len(last.cells) != len(texts) or texts == list(self._header):
            return table
        filled = [text for text in texts if text]
        if texts[0] and not all(text[:1].islower() for text in filled):
            return table
        last.cells = tuple(self._words.join(both) for both in zip(last.cells, texts, strict=True))
        last.lines = [join_cells(last.cells)]
        return replace(table, rows=table.rows[1:], narrow=False)

    def _split_notes(self, lines: list[Line]) -> tuple[list[Line], list[Line]]:
        """Set apart the small lines at the foot of the region, when one opens with a number."""
        first = len(lines)
        while first > 0 and lines[first - 1].size <= 0.92 * self._body:
            first -= 1
        while first < len(lines) and not _NOTE.match(lines[first].text):
            first += 1
        return lines[:first], lines[first:]

    def _add_notes(self, page: int, lines: Sequence[Line]) -> None:
        for line in lines:
            found = _NOTE.match(line.text)
            if found:
                draft = Draft(page, [line.text[found.end() :]], "note", line.size, number=found.group(1))
                self.drafts.append(draft)
            else:
                self.drafts[-1].lines.append(line.text)

    def _add_table(self, page: int, table: Table) -> None:
        texts = [tuple(self._cell(cell) for cell in row) for row in table.rows]
        self._add_rows(page, texts, bold=all(cell.bold for cell in table.rows[0]) if table.rows else False)

    def _add_rows(self, page: int, rows: Sequence[tuple[str, ...]], *, bold: bool) -> None:
        header = ""
        continued = bool(rows) and rows[0] == self._header and bool(join_cells(rows[0]))
        for number, row in enumerate(rows):
            text = join_cells(row)
            opens = number == 0 and len(rows) > 1 and (continued or looks_like_header(row, bold=bold))
            if text and not (opens and continued):
                shown = "" if opens else header
                self.drafts.append(Draft(page, [text], "ligne", self._body, header=shown, cells=row))
            if opens:
                header, self._header = text, row

    def _cell(self, cell: Cell) -> str:
        return clean(self._words.join(same_line(line) for line in cell.lines))

    def _add_lines(self, page: int, lines: list[Line], leading: float, edges: tuple[float, float]) -> None:
        above: Line | None = None
        position = 0
        while position < len(lines):
            count = table_height(lines[position:], leading)
            if count:
                self._add_rows(page, self._gap_rows(lines[position : position + count]), bold=False)
                position, above = position + count, None
                continue
            line = lines[position]
            if not _leads_to_page(line.text):
                self._add_line(page, above, line, leading, edges)
                above = line
            position += 1

    def _add_line(self, page: int, above: Line | None, line: Line, leading: float, edges: tuple[float, float]) -> None:
        draft = self.drafts[-1] if above is not None else None
        if draft is None or above is None or self._opens(above, line, leading, edges):
            marked = BULLET.match(line.text) if line.size <= 1.12 * self._body else None
            kind: PassageKind = "liste" if marked or _ITEM.match(line.text) else "paragraphe"
            text = line.text[marked.end() :] if marked else line.text
            draft = Draft(page, [text], kind, line.size, line.bold)
            self.drafts.append(draft)
        else:
            draft.lines.append(line.text)
            draft.bold = draft.bold and line.bold
        draft.calls.extend(line.calls)
        draft.filled = line.x1 > edges[0] + 0.8 * (edges[1] - edges[0])

    def _opens(self, above: Line, line: Line, leading: float, edges: tuple[float, float]) -> bool:
        """Whether `line` begins a new block under `above`."""
        scale = max(above.size, line.size) / self._body
        if abs(above.size - line.size) > 0.08 * self._body or above.y - line.y > 1.3 * leading * max(1.0, scale):
            return True
        if line.size <= 1.12 * self._body and self._is_item(above, line):
            return True
        if above.bold != line.bold and (above.bold or line.bold):
            return above.bold or above.text.endswith(_STOP)
        short = above.x1 < edges[0] + 0.85 * (edges[1] - edges[0])
        return short and above.text.endswith(_STOP) and not line.text[:1].islower()

    def _is_item(self, above: Line, line: Line) -> bool:
        """Whether `line` opens a list item: a bullet, or the number that follows the last one."""
        found = _ITEM.match(line.text)
        if found is None or above.text.endswith(_STOP):
            return bool(found or BULLET.match(line.text))
        first = _ITEM.match(self.drafts[-1].lines[0])
        return first is not None and _successor(first.group(1)) == found.group(1)

    def _gap_rows(self, lines: list[Line]) -> list[tuple[str, ...]]:
        """Turn lines with aligned blanks into rows; a line without first cell continues the row above."""
        starts = column_starts(lines)
        rows: list[list[list[str]]] = []
        for line in lines:
            cells: list[list[str]] = [[] for _ in starts]
            for group in line.cells:
                column = min(range(len(starts)), key=lambda n: abs(starts[n] - group[0].x0))
                cells[column].append(same_line(group))
            if not rows or (cells[0] and len(line.cells) > 1):
                rows.append(cells)
            else:
                for column, texts in enumerate(cells):
                    rows[-1][column].extend(texts)
        return [tuple(clean(self._words.join(cell)) for cell in row) for row in rows]

    def finish(self) -> list[Draft]:
        """Join blocks cut by a column or a page, tell titles from text, and return all drafts."""
        for draft in self.drafts:
            draft.text = clean(self._words.join(draft.lines))
        self._set_titles()
        found: list[Draft] = []
        last: Draft | None = None
        for draft in self.drafts:
            if draft.kind == "note":
                found.append(draft)
            elif last is not None and self._continues(last, draft):
                last.lines.extend(draft.lines)
                last.calls.extend(draft.calls)
                last.filled = draft.filled
                last.text = clean(self._words.join(last.lines))
            else:
                found.append(draft)
                last = draft
        return [draft for draft in found if draft.text]

    def _continues(self, above: Draft, below: Draft) -> bool:
        if above.kind not in ("paragraphe", "liste") or below.kind != "paragraphe" or not below.text or not above.text:
            return False
        if abs(above.size - below.size) > 0.08 * self._body or above.text.endswith(_STOP):
            return False
        return below.text[:1].islower() or (above.filled and not above.bold and not below.bold)

    def _set_titles(self) -> None:
        titles = [draft for draft in self.drafts if draft.kind in ("paragraphe", "liste") and self._is_title(draft)]
        sizes = sorted({round(d.size * 2) / 2 for d in titles if d.size > 1.06 * self._body}, reverse=True)
        for draft in titles:
            number = leading_number(draft.text)
            size = round(draft.size * 2) / 2
            draft.kind = "titre"
            if size in sizes:
                draft.level = sizes.index(size) + 1
            else:
                draft.level = len(sizes) + 1 + (number.count(".") + 1 if number else 0)

    def _is_title(self, draft: Draft) -> bool:
        if len(draft.text) > 150 or len(draft.lines) > 4 or not any(char.isalpha() for char in draft.text):
            return False
        if draft.size > 1.12 * self._body:
            return True
        numbered = bool(leading_number(draft.text))
        ends = draft.text.endswith((".", ";", ",")) and not numbered
        if draft.bold:
            return not ends and (numbered or len(draft.lines) == 1)
        return draft.size > 1.06 * self._body and numbered and not ends


def _leads_to_page(text: str) -> bool:
    """Whether `text` is a line of a table of contents: dots, then the number of a page."""
    return text.rstrip()[-1:].isdecimal() and _LEADERS.search(text) is not None


def _successor(mark: str) -> str:
    return str(int(mark) + 1) if mark.isdecimal() else chr(ord(mark[0]) + 1)
