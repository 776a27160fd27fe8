"""Read bids file after file, one at each drawing of the page, so that reading can be watched, stopped and resumed."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import state
from opposable.bids.pipeline import read_bid, suggest_for
from opposable.bids.reading import read_files
from opposable.bids.record import write_reading
from opposable.model.bids import Passage
from opposable.model.tender import Tender
from opposable.store.bids import StoredBid

_AT_ONCE = 2
"""Files read at each drawing: as many as a small machine parses together."""


def start() -> None:
    """Begin, or go on."""
    st.session_state["reading"] = True


def stop() -> None:
    """Stop after the files being read."""
    st.session_state["reading"] = False


def is_running() -> bool:
    """Whether the reading goes on at each drawing."""
    return bool(st.session_state.get("reading"))


def done_files(bids: tuple[StoredBid, ...]) -> int:
    """Return how many files of bids not wholly read were read in this session."""
    known = _known()
    return sum(file in known for bid in bids for file in bid.files)


def read_next(tender: Tender, bid: StoredBid, key: str) -> None:
    """Read the next files of `bid`; once all are, gather the bid, suggest, and keep its reading under `key`."""
    known = _known()
    left = [file for file in bid.files if file not in known][:_AT_ONCE]
    reader = partial(read_files, cache=state.searches())
    if left:
        contents = {name: state.bids().content(bid.id, name) for name, _ in left}
        files = {name: content for name, content in contents.items() if content is not None}
        read_bid(tender, bid.bidder, files, lambda _: None, reader=reader)
        known.update(left)
        return
    found = read_bid(tender, bid.bidder, state.bids().contents(bid.id), lambda _: None, reader=reader)
    suggestions = suggest_for(tender, (found,))
    state.bids().keep_reading(bid.id, key, write_reading(found, suggestions.get(bid.bidder, {})))


@st.cache_resource(max_entries=60, show_spinner=False)
def passages_of(bidder: str, name: str, digest: str, _bid_id: int) -> tuple[Passage, ...]:  # noqa: ARG001
    """Return the passages of one original file, parsed once for its hash; none when the file left."""
    content = state.bids().content(_bid_id, name)
    if content is None:
        return ()
    return read_files(bidder, {name: content}, cache=state.searches())[1]


def _known() -> set[tuple[str, str]]:
    known: set[tuple[str, str]] = st.session_state.setdefault("read-files", set())
    return known
