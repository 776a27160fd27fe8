"""Judge a tender written elsewhere: its list of requirements is enough."""

import streamlit as st

from app import state
from app.import_panel import choose_columns, create, draw_heading, draw_preview, read, upload
from app.layout import frame

frame(
    "Juger un dossier écrit ailleurs",
    "Donnez la liste des exigences d'un dossier déjà publié : Opposable lit les offres et classe, sans rien rédiger.",
)
received = upload()
if received is None:
    st.caption(
        "Une ligne par exigence ; au moins une colonne de texte. Les autres colonnes sont reconnues à leur titre."
    )
    st.stop()
listed = read(received, choose_columns(received))
draw_preview(listed)
heading = draw_heading(received)
if st.button("Créer la consultation", type="primary", disabled=heading is None) and heading is not None:
    state.open_consultation(create(received, listed, heading))
    st.switch_page(state.VUES / "offres.py")
