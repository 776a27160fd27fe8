"""Coverage: which measure of each framework the catalog answers, and which it does not."""

import streamlit as st

from app import state
from app.coverage_panel import draw_framework, draw_totals
from app.layout import frame
from opposable.catalog.coverage import coverage, coverage_csv

frame("Couverture des référentiels", "Voyez quelle mesure de quel référentiel une clause du catalogue traite.")
catalog = state.catalog()
rows = coverage(catalog)
draw_totals(rows)
left, right = st.columns([3, 1], vertical_alignment="bottom")
chosen = left.selectbox("Référentiel", list(catalog.frameworks), format_func=lambda id_: catalog.frameworks[id_].title)
alone = right.toggle("Seulement sans clause")
draw_framework(catalog, [row for row in rows if row.framework.id == chosen and not (alone and row.covered)])
st.download_button(
    "Télécharger la table (CSV)",
    data="\ufeff" + coverage_csv(rows),
    file_name="couverture.csv",
    mime="text/csv",
    on_click="ignore",
)
