"""Read OpenDocument sheets."""

from __future__ import annotations

from opposable.bids.reading.archive import Archive
from opposable.bids.reading.content import Content
from opposable.bids.reading.limits import Limits


def read_xlsx(archive: Archive, limits: Limits) -> Content:
    """Read an OpenDocument text."""
    del archive, limits
    return Content(())


def read_ods(archive: Archive, limits: Limits) -> Content:
    """Read an OpenDocument text."""
    del archive, limits
    return Content(())
