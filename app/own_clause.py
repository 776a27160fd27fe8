"""Add a clause of the buyer's own, with at most one requirement, and take one away."""

from __future__ import annotations

import streamlit as st

from app import state
from opposable.model.tender import Tender

LEVELS = {"notee": "Notée", "minimale": "Minimale", "souhait": "Souhait"}


def draw_own_clauses(current: state.Opened, themes: dict[str, str]) -> None:
    """Draw the form of a new clause, and the list of those already added."""
    own = list(current.kept.draft.get("edits", {}).get("own") or [])
    with st.expander(f"Ajouter une clause à vous ({len(own)} déjà au dossier)"):
        for clause in own:
            left, right = st.columns([4, 1])
            left.write(clause["title"])
            if right.button("Retirer", key=f"own-out/{clause['key']}"):
                rest = [item for item in own if item["key"] != clause["key"]]
                if _forget_lots(current, f"acheteur.{clause['key']}") and state.save(
                    ("edits", "own"), own, rest or None
                ):
                    st.rerun()
        _form(current, own, themes)


def _forget_lots(current: state.Opened, id_: str) -> bool:
    """Take away the lots of a clause that goes, and of its requirements: another may take its name."""
    limits = current.kept.draft.get("edits", {}).get("lots", {})
    own = [word for word in limits if word == id_ or word.startswith(f"{id_}.")]
    return all(state.save(("edits", "lots", word), limits[word], None) for word in own)


def _form(current: state.Opened, own: list[dict[str, object]], themes: dict[str, str]) -> None:
    tender: Tender = state.draft_tender(current)
    subs = {sub.id: sub.title for criterion in tender.criteria for sub in criterion.sub}
    with st.form("own-clause", clear_on_submit=True, enter_to_submit=False):
        title = st.text_input("Titre")
        theme = st.selectbox("Thème", list(themes), format_func=themes.__getitem__)
        text = st.text_area("Texte du contrat", placeholder="Le titulaire …")
        wanted = st.text_area("Exigence jugée (laissez vide s'il n'y en a pas)")
        level = st.selectbox("Niveau", list(LEVELS), format_func=LEVELS.__getitem__)
        sub = st.selectbox("Sous-critère", list(subs), format_func=subs.__getitem__)
        asks = st.text_input("Ce que le candidat doit répondre")
        proof = st.text_input("Preuve admise", placeholder="… ou preuve équivalente")
        if not st.form_submit_button("Ajouter"):
            return
    if not title.strip() or not text.strip():
        st.error("Écrivez au moins le titre et le texte.")
        return
    taken = {str(item["key"]) for item in own}
    key = next(f"clause_{n}" for n in range(1, 1000) if f"clause_{n}" not in taken)
    clause: dict[str, object] = {"key": key, "title": title.strip(), "theme": theme, "text": text.strip()}
    if wanted.strip():
        answer = {"kind": "texte", "asks": asks.strip() or "Décrivez votre réponse."}
        requirement = {"text": wanted.strip(), "level": level, "criterion": sub, "answer": answer}
        clause["requirements"] = [requirement | ({"proof": [proof.strip()]} if proof.strip() else {})]
    if state.save(("edits", "own"), own or None, [*own, clause]):
        st.rerun()
