"""The documents of the tender: every published version, and the draft, downloadable at any time."""

import streamlit as st

from app import state
from app.documents_panel import draw_downloads, draw_publication, draw_seal
from app.impact_panel import draw_impact
from app.layout import frame, next_step

current = state.opened()
frame("Documents", "Téléchargez les pièces, à tout moment en projet ; publiez quand elles sont prêtes.")
published = [tender for _, tender in reversed(state.bids().tenders(current.id))]
tender = state.draft_tender(current)
tabs = st.tabs([*(f"Version {item.version} publiée" for item in published), "Projet en cours"])
for tab, item in zip(tabs, published, strict=False):
    with tab:
        draw_seal(item)
        draw_impact(current, item)
        draw_downloads(item, f"v{item.version}-{current.id}")
with tabs[-1]:
    st.caption("Ces pièces portent la mention « projet » : elles ne sont pas scellées.")
    draw_publication(current, tender, published[0] if published else None)
    draw_downloads(tender, f"projet-{current.id}")
next_step(str(state.VUES / "offres.py"), "recevoir les offres")
