"""Lines of a PDF region: their pieces, the notes they call, and the tables that their blanks draw."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from opposable.bids.reading.pdf_page import Piece
from opposable.bids.reading.pdf_words import same_line

BULLET = re.compile(r"^(?:[•▪■□◦‣●○➢➤✓✔❖\uf000-\uf0ff]|[-–—*](?=\s))\s*")
_MARK_ONLY = re.compile(r"^(?:\(?\d{1,2}[).]?(?:\d{1,2}\.?)*|\(?[a-z][).])$")


class Line(NamedTuple):
    """One line of a region; `y` is its baseline, `cells` its pieces grouped where no wide blank separates them."""

    pieces: tuple[Piece, ...]
    text: str
    size: float
    y: float
    bold: bool
    calls: tuple[str, ...]
    cells: tuple[tuple[Piece, ...], ...]

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.pieces[0].x0

    @property
    def x1(self) -> float:
        """Right edge."""
        return self.pieces[-1].x1


def line_of(pieces: tuple[Piece, ...]) -> Line:
    """Put `pieces` on one line; a small figure that follows text is a call to a note, not text."""
    kept: list[Piece] = []
    calls: list[str] = []
    for piece in pieces:
        if kept and piece.text.isdecimal() and len(piece.text) < 3 and piece.size < 0.8 * kept[-1].size:
            calls.extend([piece.text])
        else:
            kept.append(piece)
        calls.extend(piece.calls)
    long, high = max(kept, key=lambda piece: len(piece.text)), max(kept, key=lambda piece: piece.size)
    bold = all(piece.bold for piece in kept)
    return Line(tuple(kept), same_line(kept), long.size, high.y, bold, tuple(calls), _cells(kept))


def _cells(pieces: Iterable[Piece]) -> tuple[tuple[Piece, ...], ...]:
    """Group `pieces` where no wide blank separates them."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        wide = bool(groups) and piece.x0 - groups[-1][-1].x1 > 1.4 * piece.size
        if not groups or (wide and not _is_mark(groups[-1])):
            groups.append([piece])
        else:
            groups[-1].append(piece)
    return tuple(map(tuple, groups))


def _is_mark(pieces: Sequence[Piece]) -> bool:
    text = "".join(piece.text for piece in pieces).strip()
    return bool(_MARK_ONLY.match(text)) or (len(text) <= 2 and bool(BULLET.match(text + " ")))


def leading_of(lines: Sequence[Line]) -> float:
    """Return the usual distance between the baselines of two lines."""
    gaps = [
        above.y - below.y
        for above, below in pairwise(lines)
        if abs(above.size - below.size) < 0.5 and 0.8 * above.size < above.y - below.y < 2 * above.size
    ]
    if not gaps:
        return 1.3 * (lines[0].size if lines else 10.0)
    return sorted(gaps)[len(gaps) // 3] if len(gaps) > 2 else median(gaps)


def column_starts(lines: Sequence[Line]) -> list[float]:
    """Return where the columns begin, from the lines that have several cells."""
    found: list[float] = []
    for start in sorted(group[0].x0 for line in lines for group in line.cells):
        if not found or start - found[-1] > 8:
            found.append(start)
    return found


def table_height(lines: Sequence[Line], leading: float) -> int:
    """Return how many of the first lines form a table by their aligned blanks, or zero."""
    if len(lines) < 2 or len(lines[0].cells) < 2:
        return 0
    starts = [group[0].x0 for group in lines[0].cells]
    several, count, last = 1, 1, 1
    for above, line in pairwise(lines):
        groups = line.cells
        if above.y - line.y > 3 * leading:
            break
        if len(groups) > 1:
            if not any(_near(group[0].x0, starts[1:]) for group in groups[1:]):
                break
            starts.extend(group[0].x0 for group in groups)
            several += 1
            last = count + 1
        elif not _near(groups[0][0].x0, starts) or above.y - line.y > 1.3 * leading:
            break
        elif not _near(groups[0][0].x0, starts[:1]):
            last = count + 1
        count += 1
    return last if several > 1 else 0


def _near(x: float, starts: Sequence[float]) -> bool:
    return any(abs(x - start) <= 6 for start in starts)
