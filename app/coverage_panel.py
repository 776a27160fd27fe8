"""The tables of the coverage screen."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from opposable.catalog.coverage import Coverage, coverage_totals
from opposable.model.catalog import Catalog
from opposable.model.french import plural


def draw_totals(rows: Sequence[Coverage]) -> None:
    """Draw, for each framework, how many of its measures a clause answers."""
    table = [
        {"Référentiel": title, "Mesures traitées": done, "Mesures": total, "Part": f"{100 * done // (total or 1)} %"}
        for title, done, total in coverage_totals(rows)
    ]
    st.dataframe(table, hide_index=True, width="stretch")


def draw_framework(catalog: Catalog, rows: Sequence[Coverage]) -> None:
    """Draw the measures of one framework, with the requirements and clauses that answer each."""
    if not rows:
        st.success("Une clause au moins traite chacune des mesures de ce référentiel.")
        return
    table = [
        {
            "Mesure": row.measure.id,
            "Intitulé": row.measure.title or row.measure.section,
            "Exigences": ", ".join(row.requirements),
            "Clauses": " ; ".join(catalog.clauses[id_].title for id_ in row.clauses) or "sans clause",
        }
        for row in rows
    ]
    st.caption(plural(len(table), "mesure"))
    st.dataframe(table, hide_index=True, width="stretch")
    if rows[0].framework.rights:
        st.caption(f"Droits sur le référentiel : {rows[0].framework.rights}. Nous renvoyons à ses points.")
