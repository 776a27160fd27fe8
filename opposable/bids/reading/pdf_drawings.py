"""The straight lines drawn on a page of a PDF, and its number of images."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from ctypes import byref, c_float
from typing import Any, NamedTuple

import pypdfium2
from pypdfium2 import raw

Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points."""

_MAX_PATHS = 4000
_FORMS = 2


class Stroke(NamedTuple):
    """A horizontal or vertical line, or one side of a drawn box."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def flat(self) -> bool:
        """Whether it is horizontal."""
        return self.x1 - self.x0 > self.y1 - self.y0


def read_drawings(
    page: pypdfium2.PdfPage, turned: Callable[[float, float, float, float], Box]
) -> tuple[list[Stroke], int]:
    """Return the straight lines of `page`, each box `turned` the way its reader sees it, and the number of images.

    Raises `pypdfium2.PdfiumError` when the parser does not know what it holds.
    """
    strokes: list[Stroke] = []
    paths = images = 0
    for kind, item in _objects(page.raw, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, _FORMS):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            images += 1
        elif kind == raw.FPDF_PAGEOBJ_PATH and paths < _MAX_PATHS:
            paths += 1
            strokes.extend(_strokes(turned(*_bounds(item))))
    return strokes, images


def _objects(
    holder: Any, count: Callable[[Any], int], get: Callable[[Any, int], Any], depth: int
) -> Iterator[tuple[int, Any]]:
    """Give the kind and the handle of what `holder` draws; `depth` is 1 where a form inside is not opened.

    The parser's own values for them cost much more, and most objects are text, of which nothing is asked here.
    """
    for index in range(count(holder)):
        item = get(holder, index)
        kind = raw.FPDFPageObj_GetType(item) if item else raw.FPDF_PAGEOBJ_UNKNOWN
        if kind == raw.FPDF_PAGEOBJ_UNKNOWN:
            raise pypdfium2.PdfiumError("unknown object")
        yield kind, item
        if kind == raw.FPDF_PAGEOBJ_FORM and depth > 1:
            yield from _objects(item, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, depth - 1)


def _bounds(item: Any) -> Box:
    left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
    if not raw.FPDFPageObj_GetBounds(item, byref(left), byref(bottom), byref(right), byref(top)):
        return 0.0, 0.0, 0.0, 0.0
    return left.value, bottom.value, right.value, top.value


def _strokes(box: Box) -> list[Stroke]:
    """Turn a thin box into a line, a wide one into its four sides."""
    left, bottom, right, top = box
    width, height = right - left, top - bottom
    if height <= 2.5 and width >= 10:
        middle = (bottom + top) / 2
        return [Stroke(left, middle, right, middle)]
    if width <= 2.5 and height >= 5:
        middle = (left + right) / 2
        return [Stroke(middle, bottom, middle, top)]
    if width < 10 or height < 6:
        return []
    return [
        Stroke(left, bottom, right, bottom),
        Stroke(left, top, right, top),
        Stroke(left, bottom, left, top),
        Stroke(right, bottom, right, top),
    ]
