"""Receive bids and read them: what each file is, what is missing, altered or unreadable."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import state
from app.layout import plain
from app.reading_steps import done_files, is_running, passages_of, read_next, start, stop
from opposable.bids.duplicates import SharedPassage, shared_passages
from opposable.bids.lots import share_files
from opposable.bids.pipeline import default_lexicon
from opposable.bids.reading.cache import reader_version
from opposable.bids.record import Reading, load_reading, reading_key
from opposable.evaluation.lots import LotBids
from opposable.evaluation.reading_order import differences
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
DECLARED = {"oui": "oui", "partiel": "partiel", "non": "non", "equivalent": "équivalent"}
VERDICTS = {"conforme": "conforme", "partiel": "partiel", "non_conforme": "non conforme", "absent": "absent"}


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
    titles = _titles(tender)
    kept = f"chosen-lot/{state.opened_id()}"
    known = (st.session_state.get(key) for key in ("lot", kept))
    # Written again at each drawing: what a widget holds does not outlive its page, and the next page shows this lot.
    st.session_state["lot"] = next((lot for lot in known if lot in titles), tender.lots[0].number)
    st.session_state[kept] = st.selectbox("Lot", list(titles), format_func=titles.__getitem__, key="lot")
    return str(st.session_state[kept])


def _titles(tender: Tender) -> dict[str, str]:
    return {lot.number: f"Lot {lot.number} · {lot.title}" for lot in tender.lots}


@st.cache_resource
def _engine() -> str:
    return f"{default_lexicon().version}/{reader_version()}"


@st.cache_resource(max_entries=200, show_spinner=False)
def _parse(bid_id: int, key: str, _text: str) -> Reading:  # noqa: ARG001 (the cache key)
    # A frozen value, shared by all sessions: `key` says all that it depends on.
    return load_reading(_text)


def readings(stored: tuple[StoredBid, ...]) -> dict[str, Reading]:
    """Return what was read, by bidder; bids not read yet are absent."""
    return {bid.bidder: _parse(bid.id, bid.reading_key or "", bid.reading) for bid in stored if bid.reading}


def lot_bids(tender_id: int, lot: str) -> LotBids:
    """Return what was read of the bids on a lot."""
    found = readings(state.bids().bids(tender_id, lot))
    return LotBids(
        tuple(reading.bid for reading in found.values()),
        {bidder: reading.suggestions for bidder, reading in found.items()},
    )


def expected_key(tender: Tender, bid: StoredBid) -> str:
    """Return the key of an up-to-date reading of a bid."""
    digests = [f"{bid.bidder}/{name}/{digest}" for name, digest in bid.files]
    return reading_key(tender.seal or "", _engine(), digests)


def draw_upload(tender_id: int, tender: Tender, lot: str) -> None:
    """Draw the form that receives the files of one bidder, for `lot` and any other that they answer."""
    with st.container(border=True):
        st.markdown("**Ajouter une offre, ou des fichiers à une offre**")
        turn = st.session_state.get("upload-turn", 0)
        name = st.text_input("Candidat", placeholder="Raison sociale", key=f"bidder/{turn}")
        files = st.file_uploader(
            "Cadre de réponse, bordereau de prix, mémoire technique, annexes",
            accept_multiple_files=True,
            key=f"files/{turn}",
        )
        lots = _answered_lots(tender, lot, f"lots/{turn}/{lot}")
        if st.button("Enregistrer l'offre", type="primary", disabled=not files):
            received = [(file.name, file.getvalue()) for file in files]
            if state.attempt(lambda: _add_files(tender_id, tender, name, received, lots)):
                st.session_state["upload-turn"] = turn + 1
            st.rerun()


def _answered_lots(tender: Tender, lot: str, key: str) -> list[str]:
    if len(tender.lots) == 1:
        return [lot]
    titles = _titles(tender)
    chosen = st.multiselect(
        "Lots auxquels ces fichiers répondent",
        list(titles),
        default=[lot],
        format_func=titles.__getitem__,
        key=key,
        placeholder="Choisissez un ou plusieurs lots",
        help="Un cadre ou un bordereau va au lot dont il porte le numéro ; les autres fichiers valent pour tous les "
        "lots choisis.",
    )
    return sorted(chosen, key=list(titles).index)


def _add_files(tender_id: int, tender: Tender, bidder: str, files: list[tuple[str, bytes]], lots: list[str]) -> None:
    for lot, received in share_files(tender, files, lots).items():
        if received:
            state.bids().add_files(tender_id, bidder, received, lot)


def draw_reading(tender: Tender, stored: tuple[StoredBid, ...]) -> None:
    """Say whether the reading is up to date, how far it is, and let it be started, stopped and resumed."""
    stale = _to_read(tender, stored)
    if not stale:
        stop()
        st.success("Toutes les offres de ce lot sont lues." if tender.lot else "Toutes les offres sont lues.")
        return
    done, total = done_files(stale), sum(len(bid.files) for bid in stale)
    # The same three elements in both states: nothing of the former stays on screen while a step is made.
    count = f"{plural(done, 'fichier lu', 'fichiers lus')} sur {total}"
    if is_running():
        label, press, icon = "Arrêter la lecture", stop, ":material/stop_circle:"
        text = f"{count} · en cours : {plain(stale[0].bidder)}"
        said = "Ce qui est lu est gardé : la lecture reprendra où elle s'est arrêtée."
    else:
        label, press, icon = "Reprendre la lecture" if done else "Lire les offres", start, ":material/play_circle:"
        text = f"{plural(len(stale), 'offre')} à lire · {count}"
        said = "La lecture compare chaque fichier aux exigences ; elle ne note rien."
    st.progress(done / max(total, 1), text=text)
    st.button(label, type="primary", on_click=press, icon=icon, key="reading-button")
    st.caption(said)


def continue_reading(tender: Tender, stored: tuple[StoredBid, ...]) -> None:
    """Read one step further when the reading is on, then draw the page again: called last, once all is drawn."""
    stale = _to_read(tender, stored)
    if stale and is_running():
        read_next(tender, stale[0], expected_key(tender, stale[0]))
        st.rerun()


def _to_read(tender: Tender, stored: tuple[StoredBid, ...]) -> tuple[StoredBid, ...]:
    return tuple(bid for bid in stored if bid.files and bid.reading_key != expected_key(tender, bid))


def draw_bid(tender: Tender, bid: StoredBid, reading: Reading | None) -> None:
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
        if reading.bid.form is None and tender.origin == "opposable":
            st.error("Le cadre de réponse manque, ou n'a pas pu être lu.")
        if reading.bid.prices is None and tender.origin == "opposable":
            st.error("Le bordereau de prix manque, ou n'a pas pu être lu.")
        _differences(tender, reading)


def _differences(tender: Tender, reading: Reading) -> None:
    found = differences(tender, reading.suggestions)
    if not found:
        return
    with st.expander(f"Le cadre et le texte diffèrent : {plural(len(found), 'exigence')}"):
        st.caption(
            "Ce que le candidat déclare n'est pas ce que la lecture de son offre suggère. À lire avant de noter."
        )
        for difference in found:
            declared = DECLARED.get(difference.suggestion.declared or "", "rien")
            st.markdown(
                f"**{plain(difference.requirement.number)}** · déclaré : {declared} ; suggestion : "
                f"{VERDICTS[difference.suggestion.verdict]}"
            )
            st.caption(plain(difference.requirement.text[:160]))


def draw_duplicates(tender: Tender, stored: tuple[StoredBid, ...]) -> None:
    """Offer to look for texts that two bidders share, and show them without a word on their cause."""
    read = tuple(bid for bid in stored if bid.reading)
    if len(read) < 2:
        return
    with st.expander("Textes communs à plusieurs offres"):
        st.caption(
            "Des passages presque identiques peuvent venir d'un éditeur, d'un texte public, d'un sous-traitant commun. "
            "La comparaison les montre ; elle n'en tire aucune conclusion."
        )
        key = (tender.seal, *((bid.id, bid.files) for bid in read))
        if st.button("Comparer les offres entre elles"):
            st.session_state["compared"] = key
        if st.session_state.get("compared") != key:
            return
        with st.spinner("Comparaison…"):
            found = _shared(str(key), read, tender)
        if not found:
            st.success("Aucun long passage commun.")
        for shared in found[:30]:
            st.markdown(plain(shared.sentence))
            st.caption(plain(f"« {shared.excerpt[:400]} »"))


@st.cache_resource(max_entries=5, show_spinner=False)
def _shared(key: str, _read: tuple[StoredBid, ...], _tender: Tender) -> tuple[SharedPassage, ...]:  # noqa: ARG001
    files = [(bid, name, digest) for bid in _read for name, digest in bid.files]
    found = [each for bid, name, digest in files for each in passages_of(bid.bidder, name, digest, bid.id)]
    texts = [text for clause in _tender.clauses for text in (clause.text, *(r.text for r in clause.requirements))]
    return shared_passages(found, texts)


def _file(name: str, digest: str, report: FileReport | None) -> None:
    kind = f" · {KINDS[report.kind]}" if report else ""
    size = f" · {plural(report.passages, 'passage')}" if report and report.passages else ""
    st.markdown(f"**{plain(name)}**{kind}{size}")
    st.caption(f"SHA-256 : {digest[:16]}…")
    if report:
        for problem in report.problems:
            st.error(plain(problem))
        for warning in report.warnings:
            st.warning(plain(warning))
