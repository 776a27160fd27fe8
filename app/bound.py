"""Widgets bound to a saved value: saved at each change, refreshed when another tab changed it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from app import state


def bind(path: tuple[str, ...], stored: Any, shown: Any) -> str:
    """Prepare the widget of the draft value at `path` and return its key.

    `stored` is the value kept, `shown` how the widget shows it. The widget is set from the store when it appears,
    and again when the store changed under it (another tab): what a person sees is always what was last read.
    """
    key = f"{state.opened_id()}/{'/'.join(path)}"
    seen = f"seen/{key}"
    if key not in st.session_state or st.session_state.get(seen) != stored:
        st.session_state[key] = shown
        st.session_state[seen] = stored
    return key


def saver(path: tuple[str, ...], to_stored: Callable[[Any], Any]) -> Callable[[], None]:
    """Return the callback that saves the widget bound at `path`."""

    def on_change() -> None:
        key = f"{state.opened_id()}/{'/'.join(path)}"
        try:
            new = to_stored(st.session_state[key])
        except ValueError as error:
            # What was typed stands in the message; the field shows again what is kept, so that neither misleads.
            st.session_state.setdefault("messages", []).append(str(error))
            del st.session_state[key]
            return
        if state.save(path, st.session_state[f"seen/{key}"], new):
            st.session_state[f"seen/{key}"] = new
        else:  # draw the stored value again; the message keeps what was typed
            del st.session_state[key]

    return on_change
