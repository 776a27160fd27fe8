"""Criteria, weights, marking scale and price formula: what will decide, and what it does on sample bids."""

import streamlit as st

from app import state
from app.criteria_form import draw_bench, draw_lot_weights, draw_price_methods, draw_weights
from app.layout import frame, next_step, plain, problems
from app.quantities_form import draw_quantities
from opposable.assembly.weights import check_weights

current = state.opened()
frame(
    "Critères et notation", "Fixez ce sur quoi les offres seront jugées ; tout sera publié, rien ne changera ensuite."
)
tender = state.draft_tender(current)
weights, method = st.columns(2, gap="large")
with weights:
    st.subheader("Poids, en points sur 100")
    problems(check_weights(tender.criteria))
    draw_weights(tender, current)
    draw_lot_weights(tender, current)
    st.subheader("Échelle de notation")
    for level in tender.method.scale:
        st.markdown(f"**{level.mark} · {plain(level.title)}**")
        st.caption(plain(level.meaning))
with method:
    st.subheader("Formule de prix")
    draw_price_methods(tender, current)
    st.subheader("Banc d'essai")
    draw_bench(tender)
st.subheader("Quantités estimées (DQE)")
draw_quantities(tender, current)
next_step(str(state.VUES / "controles.py"), "contrôler le dossier")
