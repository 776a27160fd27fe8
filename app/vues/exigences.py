"""The clauses as the document reads: kept, waiting and left out, each with its reason, its numbers and its text."""

import streamlit as st

from app import state
from app.clause_card import draw_kept, draw_left_out
from app.clause_filters import Filters, choose_filters
from app.layout import frame, next_step, plain
from app.lots_form import draw_lots_of_all
from app.own_clause import draw_own_clauses
from opposable.model.french import plural

current = state.opened()
frame(
    "Exigences",
    "Relisez les clauses proposées ; changez une valeur ou un texte, écartez, réintégrez ou ajoutez une clause.",
)
tender = state.draft_tender(current)
themes = {theme.id: theme.title for theme in state.catalog().themes.values()}
filters: Filters = choose_filters(tender, themes, current.draft.edits.requirements)
kept = [clause for clause in tender.clauses if filters.keeps(clause)]
st.caption(
    f"{plural(len(tender.clauses), 'clause')} et {plural(len(tender.requirements), 'exigence')} au dossier ; "
    f"{plural(len(kept), 'clause affichée', 'clauses affichées')}."
)
draw_lots_of_all(kept, tender, current)
shown_theme = None
for clause in kept:
    if clause.theme != shown_theme:
        st.subheader(plain(themes[clause.theme]))
        shown_theme = clause.theme
    draw_kept(clause, tender, current)
if not kept:
    st.info("Aucune clause ne répond à ces filtres.")
draw_own_clauses(current, themes)
out = [item for item in tender.left_out if filters.keeps_out(item)]
with st.expander(f"Clauses écartées ou en attente ({len(out)})", expanded=filters.only_out):
    for item in out:
        draw_left_out(item, current)
next_step(str(state.VUES / "criteres.py"), "fixer les critères et la notation")
