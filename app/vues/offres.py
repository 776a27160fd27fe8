"""Bids: receive the files of each bidder, keep the originals, read them."""

from app import state
from app.bids_panel import choose_lot, current_tender, draw_bid, draw_reading, draw_upload, readings
from app.layout import frame, next_step

current = state.opened()
frame("Offres", "Déposez les fichiers de chaque candidat. Les originaux sont gardés tels quels, avec leur empreinte.")
tender_id, tender = current_tender(current)
lot = choose_lot(tender)
draw_upload(tender_id, lot)
stored = state.bids().bids(tender_id, lot)
if stored:
    draw_reading(tender, stored)
found = readings(stored)
for bid in stored:
    draw_bid(bid, found.get(bid.bidder))
next_step(str(state.VUES / "analyse.py"), "analyser et noter")
