"""Bids: receive the files of each bidder, keep the originals, read them."""

import streamlit as st

from app import state
from app.bids_panel import (
    choose_lot,
    continue_reading,
    current_tender,
    draw_bid,
    draw_duplicates,
    draw_reading,
    draw_upload,
    readings,
)
from app.layout import frame, next_step
from opposable.model.lots import of_lot

current = state.opened()
frame("Offres", "Déposez les fichiers de chaque candidat. Les originaux sont gardés tels quels, avec leur empreinte.")
tender_id, tender = current_tender(current)
lot = choose_lot(tender)
narrowed = of_lot(tender, lot)
draw_upload(tender_id, tender, lot)
stored = state.bids().bids(tender_id, lot)
if stored:
    with st.container():
        draw_reading(narrowed, stored)
found = readings(stored)
for bid in stored:
    draw_bid(narrowed, bid, found.get(bid.bidder))
draw_duplicates(narrowed, stored)
next_step(str(state.VUES / "analyse.py"), "analyser et noter")
continue_reading(narrowed, stored)
