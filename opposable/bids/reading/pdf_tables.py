"""Tables of a PDF page drawn with lines: which piece of text stands in which cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from opposable.bids.reading.pdf_page import PageText, Piece

_NEAR = 3.0
_MAX_STROKES = 400
_LONG_CELL = 1500


@dataclass(frozen=True)
class Cell:
    """The lines of one cell from top to bottom, each a list of pieces from left to right."""

    lines: tuple[tuple[Piece, ...], ...] = ()

    @property
    def bold(self) -> bool:
        """Whether all its text is bold."""
        return all(piece.bold for line in self.lines for piece in line)

    @property
    def length(self) -> int:
        """Number of its characters."""
        return sum(len(piece.text) for line in self.lines for piece in line)


@dataclass(frozen=True)
class Table:
    """A drawn table: rows of cells, and the box that it fills; `narrow` when text stands in one column only."""

    rows: tuple[tuple[Cell, ...], ...]
    x0: float
    x1: float
    top: float
    bottom: float
    narrow: bool = False

    @property
    def pieces(self) -> list[Piece]:
        """All its text."""
        return [piece for row in self.rows for cell in row for line in cell.lines for piece in line]


@dataclass(frozen=True)
class _Line:
    """Strokes end to end: at `at`, from `low` to `high`."""

    at: float
    low: float
    high: float

    def covers(self, position: float) -> bool:
        return self.low - _NEAR <= position <= self.high + _NEAR


def drawn_tables(page: PageText) -> tuple[list[Table], list[Piece]]:
    """Return the tables drawn on `page`, and the pieces of text that stand outside them."""
    flats = _merge((s.y0, s.x0, s.x1) for s in page.strokes if s.flat)
    walls = _merge((s.x0, s.y0, s.y1) for s in page.strokes if not s.flat)
    tables: list[Table] = []
    left = page.pieces
    if len(walls) < 3 or len(flats) < 2 or len(walls) + len(flats) > 2 * _MAX_STROKES:
        return tables, left
    for rows, columns in _components(flats, walls):
        grid = _Grid(rows, columns)
        inside = [piece for piece in left if grid.holds(piece)]
        table = grid.fill(inside) if grid.drawn and inside else None
        if table is not None:
            tables.append(table)
            kept = set(map(id, inside))
            left = [piece for piece in left if id(piece) not in kept]
    return tables, left


def lines_of(pieces: Iterable[Piece]) -> tuple[tuple[Piece, ...], ...]:
    """Group `pieces` by baseline, from top to bottom, each line from left to right."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (-p.y, p.x0)):
        if lines and abs(lines[-1][0].y - piece.y) <= 0.45 * max(piece.size, lines[-1][0].size):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return tuple(tuple(sorted(line, key=lambda p: p.x0)) for line in lines)


class _Grid:
    """Rows and columns of one set of crossing lines."""

    def __init__(self, flats: Sequence[_Line], walls: Sequence[_Line]) -> None:
        self.flats, self.walls = flats, walls
        self.ys = _cluster((line.at for line in flats), reverse=True)
        self.xs = _cluster(line.at for line in walls)

    @property
    def drawn(self) -> bool:
        """Whether it has at least two columns and one row."""
        return len(self.xs) >= 3 and len(self.ys) >= 2

    def holds(self, piece: Piece) -> bool:
        """Whether the middle of `piece` is inside."""
        x, y = (piece.x0 + piece.x1) / 2, piece.y + 0.3 * piece.size
        return self.xs[0] < x < self.xs[-1] and self.ys[-1] < y < self.ys[0]

    def fill(self, pieces: Sequence[Piece]) -> Table | None:
        """Put `pieces` into cells; nothing when what is drawn is a frame around running text."""
        cells: dict[tuple[int, int], list[Piece]] = {}
        for piece in pieces:
            cells.setdefault(self._anchor(piece), []).append(piece)
        narrow = len({column for _, column in cells}) < 2
        if narrow and len(cells) > 1:
            return None
        made = {place: Cell(lines_of(found)) for place, found in cells.items()}
        if len({row for row, _ in cells}) <= 2 and max(cell.length for cell in made.values()) > _LONG_CELL:
            return None
        rows = [self._row(made, number) for number in range(len(self.ys) - 1)]
        kept = tuple(row for row in rows if row)
        return Table(kept, self.xs[0], self.xs[-1], self.ys[0], self.ys[-1], narrow)

    def _row(self, cells: dict[tuple[int, int], Cell], number: int) -> tuple[Cell, ...]:
        own = any(row == number for row, _ in cells)
        if not own:
            return ()
        found = []
        for column in range(len(self.xs) - 1):
            if cell := cells.get((number, column)):
                found.append(cell)
            elif (anchor := self._raised(number, column)) is not None:
                found.append(cells.get((anchor, column), Cell()))
            elif self._wall_at(column, (self.ys[number] + self.ys[number + 1]) / 2):
                found.append(Cell())
        return tuple(found)

    def _raised(self, row: int, column: int) -> int | None:
        """Return the row where the cell begins that a merge draws over `row`, if there is one."""
        x = (self.xs[column] + self.xs[column + 1]) / 2
        start = row
        while start > 0 and not self._flat_at(start, x):
            start -= 1
        return start if start != row else None

    def _anchor(self, piece: Piece) -> tuple[int, int]:
        """Return row and column of the cell that holds `piece`, merged cells counted by their first corner."""
        x, y = (piece.x0 + piece.x1) / 2, piece.y + 0.3 * piece.size
        row = sum(1 for line in self.ys[1:-1] if y < line)
        column = sum(1 for line in self.xs[1:-1] if x > line)
        while column > 0 and not self._wall_at(column, y):
            column -= 1
        while row > 0 and not self._flat_at(row, x):
            row -= 1
        return row, column

    def _wall_at(self, column: int, y: float) -> bool:
        return any(abs(line.at - self.xs[column]) <= _NEAR and line.covers(y) for line in self.walls)

    def _flat_at(self, row: int, x: float) -> bool:
        return any(abs(line.at - self.ys[row]) <= _NEAR and line.covers(x) for line in self.flats)


def _merge(strokes: Iterable[tuple[float, float, float]]) -> list[_Line]:
    """Join strokes that lie on one line and touch."""
    lines: list[_Line] = []
    for at, low, high in sorted(strokes):
        last = next(
            (n for n in range(len(lines) - 1, max(-1, len(lines) - 40), -1) if _touch(lines[n], at, low, high)), None
        )
        if last is None:
            lines.append(_Line(at, low, high))
        else:
            lines[last] = _Line(lines[last].at, min(lines[last].low, low), max(lines[last].high, high))
    return lines


def _touch(line: _Line, at: float, low: float, high: float) -> bool:
    return abs(line.at - at) <= 1.5 and low <= line.high + _NEAR and high >= line.low - _NEAR


def _components(flats: list[_Line], walls: list[_Line]) -> list[tuple[list[_Line], list[_Line]]]:
    """Group the lines that cross each other, directly or through others."""
    groups: list[tuple[list[_Line], list[_Line]]] = []
    for flat in flats:
        crossing = [wall for wall in walls if flat.covers(wall.at) and wall.covers(flat.at)]
        own = (list[_Line]([flat]), crossing)
        apart = []
        for group in groups:
            if any(wall in group[1] for wall in own[1]):
                own = ([*group[0], *own[0]], [*group[1], *(wall for wall in own[1] if wall not in group[1])])
            else:
                apart.append(group)
        groups = [*apart, own]
    return [group for group in groups if group[1]]


def _cluster(values: Iterable[float], *, reverse: bool = False) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found[::-1] if reverse else found
