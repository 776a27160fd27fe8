"""Home: the consultations of the database with their next step, a new one, and the example."""

import streamlit as st

from app import state
from app.consultations import draw_consultation
from app.example import open_example
from app.layout import frame

frame(
    "Opposable",
    "Préparez un marché de cybersécurité en santé, puis jugez les offres. Vos données restent sur cette machine.",
)
kept = state.drafts().all()
if not kept:
    st.markdown(
        "Un **entretien** sur votre établissement et votre besoin choisit les clauses et dit pourquoi. "
        "Vous les relisez, vous fixez les **critères**, vous publiez les **documents** Word et Excel. "
        "Après la date limite, vous chargez les **offres**, vous notez, et le **rapport d'analyse** s'écrit."
    )
left, right = st.columns(2)
if left.button("Nouvelle consultation", type="primary", width="stretch"):
    state.open_consultation(state.drafts().create("Nouvelle consultation", state.today()))
    st.switch_page(state.VUES / "entretien.py")
if right.button("Ouvrir l'exemple", width="stretch"):
    with st.spinner("L'exemple se prépare\u00a0: dossier, offres et notes fictives…"):
        state.open_consultation(open_example())
    st.switch_page(state.VUES / "classement.py")
for consultation in kept:
    draw_consultation(consultation)
