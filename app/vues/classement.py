"""Regularity, ranking and report: what is still missing, the result with its terms, what it rests on."""

import streamlit as st

from app import state
from app.bids_panel import choose_lot, current_tender, lot_bids
from app.layout import frame
from app.ranking_panel import (
    draw_missing,
    draw_no_award,
    draw_prices,
    draw_ranking,
    draw_regularity,
    draw_report,
    draw_texts,
)
from opposable.evaluation.lots import assess_lots
from opposable.model.lots import of_lot

current = state.opened()
frame(
    "Classement et rapport", "Décidez de la régularité des offres, vérifiez le calcul, produisez le rapport d'analyse."
)
tender_id, tender = current_tender(current)
lot = choose_lot(tender)
stored = state.bids().bids(tender_id, lot)
read = {each.number: lot_bids(tender_id, each.number) for each in tender.lots}
if not read[lot].bids:
    st.info("Aucune offre n'est lue : chargez et lisez les offres.")
    st.page_link(str(state.VUES / "offres.py"), label="Aller aux offres", icon=":material/inbox:")
    if stored or len(tender.lots) == 1:
        st.stop()
judgements = state.bids().judgements(tender_id, tuple(read))
assessments = assess_lots(tender, read, judgements)
assessment, narrowed = assessments[lot], of_lot(tender, lot)
draw_regularity(tender_id, lot, stored, assessment)
draw_prices(narrowed, tender_id, lot, assessment)
draw_no_award(tender_id, lot, assessment)
draw_texts(tender_id, lot)
draw_missing(assessment)
draw_ranking(narrowed, assessment)
draw_report(tender, assessments, judgements)
