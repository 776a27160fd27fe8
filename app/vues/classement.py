"""Regularity, ranking and report: what is still missing, the result with its terms, what it rests on."""

import streamlit as st

from app import state
from app.bids_panel import choose_lot, current_tender, readings
from app.layout import frame
from app.ranking_panel import draw_missing, draw_prices, draw_ranking, draw_regularity, draw_report, draw_texts
from opposable.evaluation.assess import assess

current = state.opened()
frame(
    "Classement et rapport", "Décidez de la régularité des offres, vérifiez le calcul, produisez le rapport d'analyse."
)
tender_id, tender = current_tender(current)
lot = choose_lot(tender)
stored = state.bids().bids(tender_id, lot)
found = readings(stored)
if not found:
    st.info("Aucune offre n'est lue : chargez et lisez les offres.")
    st.page_link(str(state.VUES / "offres.py"), label="Aller aux offres", icon=":material/inbox:")
    st.stop()
judgement = state.bids().judgement(tender_id, lot)
assessment = assess(
    tender,
    [reading.bid for reading in found.values()],
    judgement,
    {bidder: reading.suggestions for bidder, reading in found.items()},
)
draw_regularity(tender_id, lot, stored, assessment)
draw_prices(tender, tender_id, lot, assessment)
draw_texts(tender_id, lot)
draw_missing(assessment)
draw_ranking(tender, assessment)
draw_report(tender, assessment, judgement)
