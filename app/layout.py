"""The frame of every page: title, one sentence, messages, « enregistré à », what comes next."""

from __future__ import annotations

import re

import streamlit as st

from app import state
from opposable.model.errors import OpposableError

_ANYWHERE = re.compile(r"[\\`*_\[\]<>$~|]|:(?=[a-z+_-])")
_AT_START = re.compile(r"^(\s*\d*)([#+-](?=\s)|(?<=\d)[.)](?=\s))")
"""What Markdown would take for a title or a list at the start of a line."""

CSS = """
<style>
[data-testid="InputInstructions"] {display: none;}
[data-testid="stFileUploaderDropzone"] button p {font-size: 0;}
[data-testid="stFileUploaderDropzone"] button p::after {content: "Choisir des fichiers"; font-size: 1rem;}
[data-testid="stFileUploaderDropzoneInstructions"] {font-size: 0;}
[data-testid="stFileUploaderDropzoneInstructions"] * {font-size: 0 !important;}
[data-testid="stFileUploaderDropzoneInstructions"]::after {
  content: "Déposez les fichiers ici (50 Mo au plus chacun)"; font-size: .9rem;}
</style>
"""


def frame(title: str, purpose: str) -> None:
    """Draw the head of a page: its title, what it is for, and any message waiting."""
    st.html(CSS)
    st.title(title)
    st.caption(purpose)
    # Always the same places, filled or not: what stands below keeps its state (an open clause stays open).
    with st.container():
        for message in st.session_state.pop("messages", []):
            st.error(message)
        for remark in st.session_state.pop("remarks", []):
            st.warning(plain(remark))
    with st.container():
        saved = st.session_state.get("saved_at")
        if saved is not None:
            st.caption(f"Enregistré à {saved:%H:%M}")


def header(current: state.Opened) -> None:
    """Say in the side bar which consultation is open, its step and its seal."""
    with st.sidebar:
        st.markdown(f"**{plain(current.kept.title)}**")
        published = state.bids().tenders(current.id)
        if published:
            tender = published[-1][1]
            st.caption(f"Version {tender.version} publiée · scellé {(tender.seal or '')[:12]}")
        else:
            st.caption("En préparation")


def next_step(page: str, label: str) -> None:
    """Draw the link to what comes next."""
    st.divider()
    st.page_link(page, label=f"Suite\u00a0: {label}", icon=":material/arrow_forward:")


def problems(found: tuple[OpposableError, ...] | list[OpposableError]) -> None:
    """Show a list of problems, one line each."""
    for problem in found:
        st.warning(str(problem.message + (f" {problem.hint}" if problem.hint else "")))


def plain(text: str) -> str:
    """Neutralise Markdown in a text that a person or a vendor typed; words and punctuation stay as they are."""
    return "\n".join(_AT_START.sub(r"\1\\\2", _ANYWHERE.sub(r"\\\g<0>", line)) for line in text.split("\n"))
