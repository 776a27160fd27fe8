"""One page of a PDF as pieces of text with their place."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw

from opposable.bids.reading.pdf_drawings import Box, Stroke, read_drawings

_LINE = re.compile("[^\r\n\x02\ufffe]+[\x02\ufffe]?")
_CALL = re.compile(r"(?<=[^\W\d_]|[.,;:!?»)%’])\s?(\d{1,2})(?=[\s.,;:!?»)\u00a0]|$)")
_DIGIT = re.compile(r"\d")
HYPHEN = "\ufffe"
_SUPERSCRIPT = 0.8
_CELL_GAP = 1.5


class Piece(NamedTuple):
    """A run of text on one line, from `x0` to `x1`; `y` is its baseline, `size` its height, in points.

    `calls` are the footnote numbers found in superscript, taken out of `text`.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False
    calls: tuple[str, ...] = ()

    @property
    def top(self) -> float:
        """Top of its capitals, about."""
        return self.y + 0.75 * self.size

    @property
    def bottom(self) -> float:
        """Bottom of its descenders, about."""
        return self.y - 0.25 * self.size


@dataclass
class PageText:
    """What is read of a page: size in points, pieces of text, straight lines, and its number of images."""

    number: int
    width: float
    height: float
    pieces: list[Piece] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    images: int = 0


class PageReader:
    """Reads the text of one loaded page, turned the way its reader sees it."""

    def __init__(self, page: pypdfium2.PdfPage, number: int) -> None:
        self._page, self._textpage = page, page.get_textpage()
        self._handle = self._textpage.raw
        self._turn = page.get_rotation() % 360
        left, bottom, right, top = page.get_cropbox()
        self._box = (left, bottom, right, top)
        width, height = right - left, top - bottom
        self._size = (height, width) if self._turn in (90, 270) else (width, height)
        self._name, self._flags = ctypes.create_string_buffer(128), ctypes.c_int()
        self._matrix, self._text = raw.FS_MATRIX(), ""
        self._sides = tuple(ctypes.c_double() for _ in range(4))
        self._matrix_at, self._sides_at = ctypes.byref(self._matrix), tuple(map(ctypes.byref, self._sides))
        self._sizes: dict[int, float] = {}
        self._last: tuple[tuple[int, int], list[Box]] = (-1, -1), []
        self.number = number

    def read(self) -> PageText:
        """Return the pieces and the strokes of the page; a piece never crosses a vertical line."""
        result = PageText(self.number, *self._size)
        result.strokes, result.images = read_drawings(self._page, self._turned_box)
        walls = [stroke for stroke in result.strokes if not stroke.flat]
        for start, end in self._lines():
            for first, last in self._split_gaps(start, end):
                result.pieces.extend(self._cut_at_walls(first, last, walls))
        return result

    def _lines(self) -> Iterator[tuple[int, int]]:
        self._text = self._read_text()
        for found in _LINE.finditer(self._text):
            start, end = self._trim(*found.span())
            if start < end:
                yield start, end

    def _read_text(self) -> str:
        count = raw.FPDFText_CountChars(self._handle)
        text: str = self._textpage.get_text_range(errors="replace") if count > 0 else ""
        if len(text) != count:
            text = "".join(
                chr(raw.FPDFText_GetUnicode(self._handle, index) % 0x110000) for index in range(max(count, 0))
            )
        return text

    def _trim(self, start: int, end: int) -> tuple[int, int]:
        part = self._text[start:end]
        return start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())

    def _cut_at_walls(self, start: int, end: int, walls: list[Stroke]) -> Iterator[Piece]:
        piece = self._piece(start, end)
        middle = piece.y + 0.3 * piece.size
        xs = [w.x0 for w in walls if piece.x0 + 1 < w.x0 < piece.x1 - 1 and w.y0 <= middle <= w.y1]
        if not xs:
            yield piece
            return
        for first, last in self._cut(xs, start, end):
            trimmed = self._trim(first, last)
            if trimmed[0] < trimmed[1]:
                yield self._piece(*trimmed)

    def _cut(self, xs: list[float], start: int, end: int) -> list[tuple[int, int]]:
        """Cut the characters `start` to `end` where they pass one of the abscissas `xs`."""
        spans, begin, column = [], start, -1
        for index in range(start, end):
            left, _, right, _ = self._char_box(index)
            if right <= left:
                continue
            here = sum(1 for x in xs if (left + right) / 2 > x)
            if column not in (-1, here):
                spans.append((begin, index))
                begin = index
            column = here
        return [*spans, (begin, end)]

    def _split_gaps(self, start: int, end: int) -> list[tuple[int, int]]:
        """Cut a line where a wide blank separates two cells or two columns."""
        boxes = self._rects(start, end)
        if len(boxes) == 1:
            return [(start, end)]
        wide = _CELL_GAP * self._font_size(start)
        gaps = [after[0] - before[2] for before, after in pairwise(boxes)]
        if not any(gap > wide or gap < -5 * wide for gap in gaps):
            return [(start, end)]
        spans, begin, edge = [], start, None
        for index in range(start, end):
            if self._text[index].isspace():
                continue
            left, _, right, _ = self._char_box(index)
            if right <= left:
                continue
            if edge is not None and (left - edge > wide or left < edge - 5 * wide):
                spans.append(self._trim(begin, index))
                begin = index
            edge = right
        return [*spans, self._trim(begin, end)]

    def _piece(self, start: int, end: int) -> Piece:
        first, last = self._font_size(start), self._font_size(end - 1)
        size = first if first == last else sorted((first, self._font_size((start + end) // 2), last))[1]
        bold = self._is_bold(start) and self._is_bold(end - 1)
        boxes = self._rects(start, end) or [(0.0, 0.0, 0.0, 0.0)]
        text, calls = self._take_calls(start, end, size)
        left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
        return Piece(text, left, right, self._baseline(start if first >= last else end - 1), size, bold, calls)

    def _take_calls(self, start: int, end: int, size: float) -> tuple[str, tuple[str, ...]]:
        text, calls = self._text[start:end].replace("\x02", HYPHEN), list[str]()
        if _DIGIT.search(text) is None:
            return text, ()
        for found in reversed(list(_CALL.finditer(text))):
            if self._font_size(start + found.start(1)) < _SUPERSCRIPT * size:
                calls.append(found.group(1))
                text = text[: found.start()] + text[found.end() :]
        return text, tuple(reversed(calls))

    def _is_bold(self, index: int) -> bool:
        if raw.FPDFText_GetFontWeight(self._handle, index) >= 600:
            return True
        raw.FPDFText_GetFontInfo(self._handle, index, self._name, len(self._name), ctypes.byref(self._flags))
        return b"bold" in self._name.value.lower()

    def _font_size(self, index: int) -> float:
        if index not in self._sizes:
            self._sizes[index] = self._measured_size(index)
        return self._sizes[index]

    def _measured_size(self, index: int) -> float:
        scale = 1.0
        if raw.FPDFText_GetMatrix(self._handle, index, self._matrix_at):
            scale = math.hypot(self._matrix.c, self._matrix.d) or 1.0
        size = float(raw.FPDFText_GetFontSize(self._handle, index)) * scale
        return size if 0.5 < size < 1000 else 10.0

    def _baseline(self, index: int) -> float:
        x, y, _, _ = self._told(raw.FPDFText_GetCharOrigin(self._handle, index, *self._sides_at[:2]))
        return self._turned(x, y)[1]

    def _rects(self, start: int, end: int) -> list[Box]:
        if self._last[0] == (start, end):
            return self._last[1]
        count = raw.FPDFText_CountRects(self._handle, start, end - start)
        found = []
        for index in range(count):
            left, top, right, bottom = self._told(raw.FPDFText_GetRect(self._handle, index, *self._sides_at))
            found.append(self._turned_box(left, bottom, right, top))
        self._last = (start, end), found
        return found

    def _char_box(self, index: int) -> Box:
        left, right, bottom, top = self._told(raw.FPDFText_GetCharBox(self._handle, index, *self._sides_at))
        return self._turned_box(left, bottom, right, top)

    def _told(self, success: int) -> Box:
        """Return the four numbers that the parser has just written, zeros when it failed."""
        first, second, third, fourth = self._sides
        return (first.value, second.value, third.value, fourth.value) if success else (0.0, 0.0, 0.0, 0.0)

    def _turned(self, x: float, y: float) -> tuple[float, float]:
        left, bottom, right, top = self._box
        if not self._turn:
            return x - left, y - bottom
        turned = {
            90: (y - bottom, right - x),
            180: (right - x, top - y),
            270: (top - y, x - left),
        }
        return turned.get(self._turn, (x - left, y - bottom))

    def _turned_box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        if not self._turn:
            left, bottom = self._box[:2]
            return x0 - left, y0 - bottom, x1 - left, y1 - bottom
        (a, b), (c, d) = self._turned(x0, y0), self._turned(x1, y1)
        return min(a, c), min(b, d), max(a, c), max(b, d)
