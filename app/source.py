"""From a quote back to its source: the page of the PDF as it is, or the paragraphs around it."""

from __future__ import annotations

from html import escape

import streamlit as st

from app import state
from app.layout import plain
from app.reading_steps import passages_of
from opposable.bids.context import surroundings
from opposable.bids.page_image import draw_page
from opposable.model.bids import Evidence, Passage
from opposable.model.errors import OpposableError
from opposable.store.bids import StoredBid


@st.dialog("Dans le fichier du candidat", width="large")
def show_source(bid: StoredBid, quoted: Evidence) -> None:
    """Show where a quoted passage stands, and offer the original file."""
    st.markdown(f"**{plain(bid.bidder)}** · {plain(quoted.file)}, {plain(quoted.where)}")
    digest = dict(bid.files).get(quoted.file)
    if digest is None:
        st.info("Ce passage vient du cadre de réponse, ou d'un fichier qui a été retiré.")
        return
    st.download_button(
        "Télécharger le fichier d'origine",
        data=lambda: state.bids().content(bid.id, quoted.file) or b"",
        file_name=quoted.file.rsplit("/", 1)[-1],
        on_click="ignore",
        icon=":material/download:",
    )
    with st.spinner("Lecture du fichier…"):
        around = surroundings(passages_of(bid.bidder, quoted.file, digest, bid.id), quoted)
    if around is None:
        st.info("Le passage n'est plus à cette place dans le fichier.")
        return
    if around.passage.heading:
        st.html(f'<div style="opacity:.7;font-size:.9rem">{escape(around.passage.heading)}</div>')
    for passage in around.before:
        _neighbour(passage)
    st.html(
        f'<div style="border-left:4px solid #0B5C6B;padding-left:.7rem"><strong>{escape(quoted.text)}</strong></div>'
    )
    for passage in around.after:
        _neighbour(passage)
    if around.passage.page is not None and quoted.file.lower().endswith(".pdf"):
        _page(bid, quoted, digest, around.passage.page)


def _neighbour(passage: Passage) -> None:
    st.html(f'<div style="opacity:.85;padding-left:.95rem">{escape(passage.text[:1500])}</div>')


def _page(bid: StoredBid, quoted: Evidence, digest: str, page: int) -> None:
    try:
        st.image(_drawn(digest, page, quoted.text, bid.id, quoted.file), caption=f"Page {page}", width="stretch")
    except OpposableError as error:
        st.warning(plain(str(error)))


@st.cache_data(max_entries=40, show_spinner="La page s'affiche…")
def _drawn(digest: str, page: int, words: str, _bid_id: int, _name: str) -> bytes:  # noqa: ARG001 (the cache key)
    return draw_page(state.bids().content(_bid_id, _name) or b"", page, words)
