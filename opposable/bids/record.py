"""Keep what was read of a bid as text, and read it back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from pydantic import Field

from opposable.model.base import Model
from opposable.model.bids import Bid, Suggestion


class Reading(Model):
    """One bid as read, without its passages (the original files give them again), and the suggestions."""

    bid: Bid
    suggestions: dict[str, Suggestion] = Field(default_factory=dict)


def write_reading(bid: Bid, suggestions: Mapping[str, Suggestion]) -> str:
    """Return the JSON of a reading."""
    kept = bid.model_copy(update={"passages": ()})
    return Reading(bid=kept, suggestions=dict(suggestions)).model_dump_json()


def load_reading(text: str) -> Reading:
    """Read back what `write_reading` wrote."""
    return Reading.model_validate_json(text)


def reading_key(seal: str, engine: str, digests: Iterable[str]) -> str:
    """Return what a reading depends on: the tender's seal, the engine's version, the files of every bid."""
    return hashlib.sha256("\n".join([seal, engine, *sorted(digests)]).encode()).hexdigest()
