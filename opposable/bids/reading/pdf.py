"""Read PDF files."""

from __future__ import annotations

from opposable.bids.reading.content import Content
from opposable.bids.reading.limits import Limits


def read_pdf(content: bytes, limits: Limits) -> Content:
    """Read a PDF."""
    del content, limits
    return Content(())
