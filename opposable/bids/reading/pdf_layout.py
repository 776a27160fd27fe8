"""The reading order of a PDF page: columns one after the other, never mixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from opposable.bids.reading.pdf_page import Piece
from opposable.bids.reading.pdf_tables import Table

Item = Piece | Table
_STEP = 2.0
_GUTTER = 8.0
_LINES = 4
_DEPTH = 3


@dataclass(frozen=True)
class Gutter:
    """A vertical blank between two columns."""

    left: float
    right: float

    def crossed_by(self, item: Item) -> bool:
        """Whether `item` stands on both sides."""
        return item.x0 < self.left and item.x1 > self.right


def find_gutter(items: Sequence[Item]) -> Gutter | None:
    """Return the blank that separates two columns of running text, or nothing."""
    if len(items) < 2 * _LINES:
        return None
    found = [gutter for gutter in _blanks(items) if _separates(gutter, items)]
    return max(found, key=lambda g: min(len(s) for s in _sides(g, items)), default=None)


def reading_order(
    items: Sequence[Item], gutter: Gutter | None, known: Gutter | None = None, depth: int = 0
) -> list[list[Item]]:
    """Return regions of one column each, in the order in which they are read.

    `gutter` is what `find_gutter` says of `items`; `known` is that of other pages, used where this page has too few
    lines to show its own.
    """
    if gutter is None and known is not None and _fits(known, items):
        gutter = known
    if gutter is None:
        return [list(items)] if items else []
    regions: list[list[Item]] = []
    for band in _bands(gutter, items):
        if len(band) == 1 and gutter.crossed_by(band[0]):
            if regions and all(gutter.crossed_by(item) for item in regions[-1]):
                regions[-1].append(band[0])
            else:
                regions.append(band)
            continue
        for side in _sides(gutter, band):
            inner = find_gutter(side) if depth + 1 < _DEPTH else None
            regions.extend(reading_order(side, inner, depth=depth + 1))
    return regions


def _blanks(items: Sequence[Item]) -> list[Gutter]:
    """Return the vertical strips that few items cross, away from the edges."""
    low, high = min(item.x0 for item in items), max(item.x1 for item in items)
    bins = int((high - low) / _STEP) + 2
    changes = [0] * (bins + 1)
    for item in items:
        changes[max(0, int((item.x0 - low) / _STEP))] += 1
        changes[min(bins, int((item.x1 - low) / _STEP) + 1)] -= 1
    allowed, crossing, found, start = 0.15 * len(items), 0, [], None
    for number in range(bins):
        crossing += changes[number]
        inside = 0.15 * bins < number < 0.85 * bins and crossing <= allowed
        if inside and start is None:
            start = number
        elif not inside and start is not None:
            found.append((start, number))
            start = None
    gutters = [Gutter(low + a * _STEP, low + b * _STEP) for a, b in found]
    return [gutter for gutter in gutters if gutter.right - gutter.left >= _GUTTER]


def _separates(gutter: Gutter, items: Sequence[Item]) -> bool:
    left, right = _sides(gutter, [item for item in items if not gutter.crossed_by(item)])
    if not (_is_column(left) and _is_column(right)):
        return False
    overlap = min(_top(left), _top(right)) - max(_bottom(left), _bottom(right))
    return overlap > 0.5 * min(_top(left) - _bottom(left), _top(right) - _bottom(right))


def _is_column(items: Sequence[Item]) -> bool:
    """Whether the lines of one side look like running text: enough of them, most of them filled."""
    pieces = [item for item in items if isinstance(item, Piece)]
    if len(pieces) < _LINES:
        return False
    width = max(item.x1 for item in items) - min(item.x0 for item in items)
    long = [piece for piece in pieces if len(piece.text) > 3]
    filled = median((piece.x1 - piece.x0) / width for piece in long) if long and width > 0 else 0
    return filled >= 0.55 and sum(len(piece.text) for piece in long) / max(1, len(long)) >= 18


def _fits(gutter: Gutter, items: Sequence[Item]) -> bool:
    crossing = sum(1 for item in items if gutter.crossed_by(item))
    left, right = _sides(gutter, items)
    return bool(left) and bool(right) and crossing <= 0.2 * len(items)


def _bands(gutter: Gutter, items: Sequence[Item]) -> list[list[Item]]:
    """Cut the page where something crosses the gutter: above, that thing, below."""
    bands: list[list[Item]] = [[]]
    for item in sorted(items, key=lambda i: -i.top):
        if gutter.crossed_by(item):
            bands.extend([[item], []])
        else:
            bands[-1].append(item)
    return [band for band in bands if band]


def _sides(gutter: Gutter, items: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    middle = (gutter.left + gutter.right) / 2
    left = [item for item in items if (item.x0 + item.x1) / 2 <= middle]
    return left, [item for item in items if (item.x0 + item.x1) / 2 > middle]


def _top(items: Sequence[Item]) -> float:
    return max(item.top for item in items)


def _bottom(items: Sequence[Item]) -> float:
    return min(item.bottom for item in items)
