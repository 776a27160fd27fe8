"""How much of a bidder's file is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds on one file: `seconds` of reading, `memory` and `unpacked` in bytes, the rest are counts.

    Beyond `seconds`, `memory`, `size`, `unpacked`, `parts` and `ratio` the file is refused; beyond `pages`,
    `columns`, `cells`, `passages` and `scanned_pages` the rest of it is left unread and a problem or a warning says so.
    """

    seconds: float = 120.0
    memory: int = 1 << 30
    size: int = 100 << 20
    unpacked: int = 200 << 20
    parts: int = 5000
    ratio: int = 200
    pages: int = 2000
    columns: int = 256
    cells: int = 500_000
    passages: int = 100_000
    scanned_pages: int = 40
