"""Read bidders' free-text files, which are hostile input, into passages."""

from __future__ import annotations

from opposable.bids.reading.cache import FolderCache, ReadingCache
from opposable.bids.reading.folder import read_folder
from opposable.bids.reading.limits import Limits
from opposable.bids.reading.reader import read_file
from opposable.bids.reading.sandbox import Sandbox, read_files

__all__ = ["FolderCache", "Limits", "ReadingCache", "Sandbox", "read_file", "read_files", "read_folder"]
