"""Browse and search the whole catalog, without making a tender."""

import streamlit as st

from app import state
from app.catalog_panel import draw_clause, search
from app.layout import frame, plain
from opposable.model.french import plural

frame("Parcourir le catalogue", "Cherchez et lisez toutes les clauses, sans ouvrir de consultation.")
catalog = state.catalog()
left, right = st.columns([2, 1])
words = left.text_input("Chercher", placeholder="bastion, RPO, hameçonnage, article 28…")
themes = {"": "Tous les thèmes", **{theme.id: theme.title for theme in catalog.themes.values()}}
theme = right.selectbox("Thème", list(themes), format_func=themes.__getitem__)
found = search(catalog, words, theme)
st.caption(
    f"{plural(len(found), 'clause')} sur {len(catalog.clauses)} · catalogue {catalog.settings.version} · "
    f"empreinte {catalog.fingerprint[:12]}"
)
page_size = 25
pages = max(1, -(-len(found) // page_size))
page = st.number_input("Page", 1, pages, 1) if pages > 1 else 1
for clause in found[(page - 1) * page_size : page * page_size]:
    with st.expander(f"{plain(clause.title)} · {plain(themes[clause.theme])}"):
        draw_clause(catalog, clause)
if not found:
    st.info("Aucune clause ne correspond. Essayez un autre mot, ou un sigle.")
