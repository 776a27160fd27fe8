"""The evaluator's page: one requirement, every bid side by side, the evidence, and the mark."""

import streamlit as st

from app import state
from app.bids_panel import choose_lot, current_tender, readings
from app.layout import frame, next_step
from app.marking import choose_requirement, draw_matrix, draw_requirement
from opposable.model.lots import of_lot

current = state.opened()
frame("Analyse", "La lecture automatique montre et suggère ; vous lisez, vous notez et vous écrivez pourquoi.")
tender_id, tender = current_tender(current)
lot = choose_lot(tender)
narrowed = of_lot(tender, lot)
stored = state.bids().bids(tender_id, lot)
found = readings(stored)
if not stored:
    st.info("Aucune offre n'est chargée.")
    st.page_link(str(state.VUES / "offres.py"), label="Charger les offres", icon=":material/inbox:")
    st.stop()
if not found:
    st.info("Les offres ne sont pas encore lues.")
    st.page_link(str(state.VUES / "offres.py"), label="Lire les offres", icon=":material/inbox:")
    st.stop()
marks = {bid.bidder: state.bids().marks(bid.id) for bid in stored}
author = st.text_input(
    "Qui note ?", value=st.session_state.get("who", ""), placeholder="Fonction et initiales, par exemple : RSSI, A. B."
).strip()
st.session_state["who"] = author
draw_matrix(narrowed, stored, found, marks)
requirement = choose_requirement(narrowed, stored, found, marks)
draw_requirement(narrowed, requirement, stored, found, marks, author)
next_step(str(state.VUES / "classement.py"), "classer et écrire le rapport")
