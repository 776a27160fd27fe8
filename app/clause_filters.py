"""Choose which clauses the page shows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import streamlit as st
from rapidfuzz import fuzz, utils

from opposable.model.clauses import LeftOut, TenderClause
from opposable.model.tender import Tender

ALL = "Tous les thèmes"
EVERY = "Toutes"
CHANGED = "Changées par moi"
MINIMAL = "Avec une exigence minimale"
OUT = "Écartées ou en attente"


@dataclass(frozen=True, slots=True)
class Filters:
    """A theme, a kind of clause, words to search; `edited` are the requirements that the buyer changed."""

    theme: str
    which: str
    words: str
    edited: frozenset[str] = frozenset()

    @property
    def only_out(self) -> bool:
        """Whether only what is left out is wanted."""
        return self.which == OUT

    def keeps(self, clause: TenderClause) -> bool:
        """Whether a clause of the tender is shown."""
        if self.only_out or self.theme not in {ALL, clause.theme}:
            return False
        if self.which == CHANGED and not changed(clause, self.edited):
            return False
        if self.which == MINIMAL and all(r.level != "minimale" for r in clause.requirements):
            return False
        text = " ".join([clause.title, clause.text, *(r.text + " " + r.number for r in clause.requirements)])
        return _matches(self.words, text)

    def keeps_out(self, item: LeftOut) -> bool:
        """Whether a clause left out is shown."""
        return (self.theme in {ALL, item.theme}) and _matches(self.words, item.title)


def changed(clause: TenderClause, edited: Collection[str]) -> bool:
    """Whether the buyer wrote a clause or changed its text, a number, or a requirement whose id is among `edited`."""
    numbers = any(parameter.value != parameter.default for parameter in clause.parameters)
    requirements = any(requirement.id in edited for requirement in clause.requirements)
    limited = bool(clause.lots) or any(requirement.lots for requirement in clause.requirements)
    return clause.original_text is not None or clause.origin == "acheteur" or numbers or requirements or limited


def choose_filters(tender: Tender, themes: dict[str, str], edited: Collection[str]) -> Filters:
    """Draw the filters and return what was chosen."""
    counts = {theme: sum(clause.theme == theme for clause in tender.clauses) for theme in themes}
    options = [ALL, *(theme for theme in themes if counts[theme] or any(o.theme == theme for o in tender.left_out))]
    left, middle, right = st.columns(3)
    theme = left.selectbox(
        "Thème", options, format_func=lambda id_: f"{themes[id_]} ({counts[id_]})" if id_ in themes else id_
    )
    which = middle.selectbox("Clauses", [EVERY, CHANGED, MINIMAL, OUT])
    words = right.text_input("Chercher", placeholder="sauvegarde, GTI, DET-01…")
    return Filters(theme, which, words, frozenset(edited))


def _matches(words: str, text: str) -> bool:
    if not words.strip():
        return True
    wanted, given = utils.default_process(words), utils.default_process(text)
    return wanted in given or fuzz.partial_ratio(wanted, given) >= 88
