"""Search the catalog and draw one clause as its author wrote it."""

from __future__ import annotations

import streamlit as st

from app.layout import plain
from app.words import LEVELS
from opposable.catalog.search import search_clauses
from opposable.model.catalog import Catalog, ClauseSpec
from opposable.model.french import day, number, quantity
from opposable.model.units import unit


def search(catalog: Catalog, words: str, theme: str) -> tuple[ClauseSpec, ...]:
    """Return the clauses that answer the words, best first, in one theme or all."""
    found = search_clauses(catalog, words)
    return tuple(clause for clause in found if not theme or clause.theme == theme)


def draw_clause(catalog: Catalog, clause: ClauseSpec) -> None:
    """Draw the text, the numbers, the requirements and the sources of a clause."""
    origin = f" · origine : {clause.origin}" if clause.origin else ""
    st.caption(plain(f"{clause.id} · version {clause.version} · pièce : {clause.document.upper()}{origin}"))
    st.markdown(plain(clause.because))
    st.markdown(plain(clause.text))
    if clause.plain_text:
        st.markdown("**Version en langage simple**")
        st.markdown(plain(clause.plain_text))
    for spec in clause.parameters.values():
        words = unit(spec.unit)
        low, high = spec.range
        default = quantity(spec.default[-1].value, words)
        st.caption(plain(f"{spec.label} : {default} par défaut, de {number(low)} à {quantity(high, words)}"))
    for requirement in clause.requirements:
        st.markdown(f"**{requirement.number}** · {LEVELS[requirement.level]} · {plain(requirement.text)}")
        st.caption(plain(f"Preuve : {' ; '.join(requirement.proof)} · Contrôle : {requirement.controlled_by}"))
    for id_ in clause.sources:
        source = catalog.sources[id_]
        title = ", ".join(part for part in (source.title, source.reference) if part)
        st.caption(plain(f"Source : {title} (vérifiée le {day(source.checked_on)})"))
