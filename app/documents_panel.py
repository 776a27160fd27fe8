"""Download buttons of a tender's documents, and the dialogue that publishes."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import state
from app.layout import plain
from opposable.assembly.seal import publish, same_content, write_tender
from opposable.documents.package import DOCUMENTS, DocumentKind, archive, write_document, write_package
from opposable.documents.pagination import paginate
from opposable.model.french import plural
from opposable.model.tender import Tender


def draw_downloads(tender: Tender, key: str) -> None:
    """Draw one card a document; each is made when it is asked for."""
    folder = state.templates()
    columns = st.columns(2)
    for index, kind in enumerate(DOCUMENTS):
        with columns[index % 2].container(border=True):
            st.markdown(f"**{kind.title}**")
            st.caption(kind.about)
            for made in kind.tenders(tender):
                lot = made.lot
                st.download_button(
                    f"Télécharger (lot {lot})" if lot else "Télécharger",
                    data=partial(_write, made, kind),
                    file_name=kind.file_name(made),
                    mime=kind.mime,
                    key=f"{key}/{kind.id}/{lot}" if lot else f"{key}/{kind.id}",
                    on_click="ignore",
                )
    left, right = st.columns(2)
    left.download_button(
        "Tout télécharger (zip)",
        data=lambda: archive(tender, paginate(write_package(tender, folder))),
        file_name=f"{tender.reference}_dossier.zip",
        key=f"{key}/zip",
        on_click="ignore",
    )
    right.download_button(
        "Dossier lisible par machine (JSON)",
        data=lambda: write_tender(tender).encode(),
        file_name="tender.json",
        key=f"{key}/json",
        on_click="ignore",
    )


def _write(tender: Tender, kind: DocumentKind) -> bytes:
    name = kind.file_name(tender)
    return paginate({name: write_document(kind.id, tender, state.templates())})[name]


def draw_seal(tender: Tender) -> None:
    """Show the seal of a published version."""
    st.success(f"Scellé\u00a0: {tender.seal}")
    st.caption(
        "Cette empreinte est imprimée dans chaque pièce. Les offres se jugent sous cette version, et elle seule."
    )


def draw_publication(current: state.Opened, tender: Tender, last: Tender | None) -> None:
    """Offer to publish when nothing stands in the way and something changed; else say why not."""
    if last is not None and same_content(tender, last):
        st.info(f"Rien n'a changé depuis la version {last.version} publiée.")
        return
    problems = state.problems_before_publication(current, tender)
    if problems:
        count = plural(len(problems), "point bloquant", "points bloquants")
        st.warning(f"{count} avant de publier : voyez les contrôles.")
        st.page_link(str(state.VUES / "controles.py"), label="Voir les contrôles", icon=":material/fact_check:")
        return
    if st.button("Publier…", type="primary"):
        _confirm(current, tender)


@st.dialog("Publier le dossier")
def _confirm(current: state.Opened, tender: Tender) -> None:
    st.markdown(
        f"Vous publiez la **version {tender.version}** de « {plain(tender.title)} » : "
        f"{plural(len(tender.clauses), 'clause')}, {plural(len(tender.judged), 'exigence')}, critères, poids, méthode."
    )
    st.markdown("Ce qui sert à juger les offres ne changera plus ensuite. Une correction fera une nouvelle version.")
    if st.button("Publier définitivement", type="primary", on_click=_publish, args=(current.id, tender)):
        st.rerun()


def _publish(consultation_id: int, tender: Tender) -> None:
    state.attempt(lambda: state.bids().publish(consultation_id, publish(tender)))
