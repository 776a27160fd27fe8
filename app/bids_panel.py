"""Receive bids and read them: what each file is, what is missing, altered or unreadable."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import state
from app.layout import plain
from opposable.bids.matching.lexicon import load_lexicon
from opposable.bids.pipeline import read_bids
from opposable.bids.record import Reading, load_reading, reading_key, write_reading
from opposable.model.bids import FileReport
from opposable.model.french import plural
from opposable.model.tender import Tender
from opposable.store.bids import StoredBid

KINDS = {
    "cadre_de_reponse": "cadre de réponse",
    "bordereau_de_prix": "bordereau de prix",
    "memoire": "mémoire technique",
    "annexe": "annexe",
    "illisible": "illisible",
}


def current_tender(current: state.Opened) -> tuple[int, Tender]:
    """Return the last published version; without one, say so and stop the page."""
    published = state.bids().tenders(current.id)
    if not published:
        st.info("Publiez d'abord le dossier : les offres se jugent sur une version scellée.")
        st.page_link(str(state.VUES / "documents.py"), label="Aller aux documents", icon=":material/description:")
        st.stop()
    return published[-1]


def choose_lot(tender: Tender) -> str:
    """Let the reader choose a lot when there are several."""
    if len(tender.lots) == 1:
        return tender.lots[0].number
    titles = {lot.number: f"Lot {lot.number} · {lot.title}" for lot in tender.lots}
    return str(st.selectbox("Lot", list(titles), format_func=titles.__getitem__, key="lot"))


@st.cache_resource
def _engine() -> str:
    return load_lexicon().version


@st.cache_data(max_entries=200, show_spinner=False)
def _parse(bid_id: int, key: str, text: str) -> Reading:  # noqa: ARG001 (part of the cache key)
    return load_reading(text)


def readings(stored: tuple[StoredBid, ...]) -> dict[str, Reading]:
    """Return what was read, by bidder; bids not read yet are absent."""
    return {bid.bidder: _parse(bid.id, bid.reading_key or "", bid.reading) for bid in stored if bid.reading}


def expected_key(tender: Tender, stored: tuple[StoredBid, ...]) -> str:
    """Return the key of an up-to-date reading of these bids."""
    digests = [f"{bid.bidder}/{name}/{digest}" for bid in stored for name, digest in bid.files]
    return reading_key(tender.seal or "", _engine(), digests)


def draw_upload(tender_id: int, lot: str) -> None:
    """Draw the form that receives the files of one bidder."""
    with st.container(border=True):
        st.markdown("**Ajouter une offre, ou des fichiers à une offre**")
        turn = st.session_state.get("upload-turn", 0)
        name = st.text_input("Candidat", placeholder="Raison sociale", key=f"bidder/{turn}")
        files = st.file_uploader(
            "Cadre de réponse, bordereau de prix, mémoire technique, annexes",
            accept_multiple_files=True,
            key=f"files/{turn}",
        )
        if st.button("Enregistrer l'offre", type="primary", disabled=not files):
            received = {file.name: file.getvalue() for file in files}
            if state.attempt(lambda: state.bids().add_files(tender_id, name, received, lot)):
                st.session_state["upload-turn"] = turn + 1
            st.rerun()


def draw_reading(tender: Tender, stored: tuple[StoredBid, ...]) -> None:
    """Say whether the reading is up to date, and read the bids when asked, with progress."""
    key = expected_key(tender, stored)
    stale = [bid for bid in stored if bid.reading_key != key]
    if not stale:
        st.success("Toutes les offres sont lues.")
        return
    st.info(
        f"{plural(len(stale), 'offre')} à lire. La lecture compare chaque fichier aux exigences ; elle ne note rien."
    )
    if not st.button("Lire les offres", type="primary"):
        return
    bar = st.progress(0.0, text="Lecture des fichiers…")

    def show(done: int, total: int, name: str) -> None:
        bar.progress(done / max(total, 1), text=f"Lu : {name} ({done} sur {total})")

    folders = {bid.bidder: state.bids().contents(bid.id) for bid in stored}
    found, suggestions = read_bids(tender, folders, progress=show)
    ids = {bid.bidder: bid.id for bid in stored}
    for bid in found:
        state.bids().keep_reading(ids[bid.bidder], key, write_reading(bid, suggestions.get(bid.bidder, {})))
    bar.empty()
    st.rerun()


def draw_bid(bid: StoredBid, reading: Reading | None) -> None:
    """Draw one bid: its files, what they are, their hash, and everything to look at."""
    with st.container(border=True):
        st.markdown(f"### {plain(bid.bidder)}")
        reports = {report.file: report for report in reading.bid.files} if reading else {}
        for name, digest in bid.files:
            left, right = st.columns([6, 1], vertical_alignment="center")
            with left:
                _file(name, digest, reports.get(name))
            if right.button("Retirer", key=f"remove/{bid.id}/{name}"):
                state.attempt(partial(state.bids().remove_file, bid.id, name))
                st.rerun()
        if reading is None:
            return
        if reading.bid.form is None:
            st.error("Le cadre de réponse manque, ou n'a pas pu être lu.")
        if reading.bid.prices is None:
            st.error("Le bordereau de prix manque, ou n'a pas pu être lu.")


def _file(name: str, digest: str, report: FileReport | None) -> None:
    kind = f" · {KINDS[report.kind]}" if report else ""
    st.markdown(f"**{plain(name)}**{kind}")
    st.caption(f"SHA-256 : {digest[:16]}…")
    if report:
        for problem in report.problems:
            st.error(plain(problem))
        for warning in report.warnings:
            st.warning(plain(warning))
