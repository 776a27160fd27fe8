"""The documents of the tender: download a draft at any time, publish, and find every published version."""

import streamlit as st

from app import state
from app.documents_panel import draw_downloads, draw_publication
from app.layout import frame, next_step

current = state.opened()
frame("Documents", "Téléchargez les pièces, à tout moment en projet ; publiez quand elles sont prêtes.")
published = state.bids().tenders(current.id)
tender = state.draft_tender(current)
draft_tab, *version_tabs = st.tabs(
    ["Projet en cours", *(f"Version {item.version} publiée" for _, item in reversed(published))]
)
with draft_tab:
    st.caption("Ces pièces portent la mention « projet » : elles ne sont pas scellées.")
    draw_downloads(tender, f"projet-{current.id}")
    draw_publication(current, tender)
for tab, (_, item) in zip(version_tabs, reversed(published), strict=True):
    with tab:
        st.success(f"Scellé : {item.seal}")
        draw_downloads(item, f"v{item.version}-{current.id}")
next_step(str(state.VUES / "offres.py"), "recevoir les offres")
