"""Read bidders' free-text files, which are hostile input, into passages."""

from __future__ import annotations

from opposable.bids.reading.limits import Limits
from opposable.bids.reading.reader import read_file

__all__ = ["Limits", "read_file"]
