"""What every page reads: the catalog, the database, the open consultation and what follows from it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import streamlit as st

from opposable.assembly.build import build
from opposable.assembly.decide import Selection, decide
from opposable.assembly.publication import publication_problems
from opposable.catalog.load import load_catalog
from opposable.catalog.wording import Wording, read_wording
from opposable.interview.draft import read_draft_gently
from opposable.legality.checks import blocking_problems, check_tender
from opposable.model.catalog import Catalog
from opposable.model.draft import Draft
from opposable.model.errors import OpposableError
from opposable.model.french import PARIS
from opposable.model.tender import Tender
from opposable.paths import data_root
from opposable.store.bids import Bids
from opposable.store.drafts import Consultation, Drafts
from opposable.store.engine import open_engine
from opposable.store.searches import Searches


@st.cache_resource
def catalog() -> Catalog:
    """The catalog, loaded once; ``OPPOSABLE_CATALOG`` names another folder, ``OPPOSABLE_OVERLAYS`` what lies over."""
    root = _catalog_folder()
    overlays = os.environ.get("OPPOSABLE_OVERLAYS", "").split(os.pathsep)
    return load_catalog(root, *(Path(folder) for folder in overlays if folder.strip()))


@st.cache_resource
def wording() -> Wording:
    """The writing rules of the catalog, or the shipped ones where it has none of its own."""
    own, shipped = (folder / "redaction.yaml" for folder in (_catalog_folder(), data_root() / "requirements_catalog"))
    return read_wording(own if own.is_file() else shipped)


def _catalog_folder() -> Path:
    return Path(os.environ.get("OPPOSABLE_CATALOG") or data_root() / "requirements_catalog")


def templates() -> Path:
    """The folder of Word and Excel masters; ``OPPOSABLE_TEMPLATES`` names the establishment's own."""
    return Path(os.environ.get("OPPOSABLE_TEMPLATES") or data_root() / "templates")


def database_url() -> str:
    """``OPPOSABLE_DB``, or a SQLite file in the user's data folder."""
    home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return os.environ.get("OPPOSABLE_DB") or f"sqlite:///{home / 'opposable' / 'opposable.sqlite'}"


def now() -> datetime:
    """The clock of the screens: the only place that reads it."""
    return datetime.now(UTC)


def today() -> date:
    """The day in France."""
    return now().astimezone(PARIS).date()


@st.cache_resource
def _stores(url: str) -> tuple[Drafts, Bids, Searches]:
    engine = open_engine(url)
    return Drafts(engine, now), Bids(engine, now), Searches(engine, now)


def drafts() -> Drafts:
    """The buyers' drafts."""
    return _stores(database_url())[0]


def bids() -> Bids:
    """Published tenders, bids and marks."""
    return _stores(database_url())[1]


def searches() -> Searches:
    """What was read of each file, and the passages set aside."""
    return _stores(database_url())[2]


@dataclass(frozen=True, slots=True)
class Opened:
    """The open consultation: what is kept, what it says, and what follows from it."""

    kept: Consultation
    draft: Draft
    problems: tuple[OpposableError, ...]
    selection: Selection

    @property
    def id(self) -> int:
        """Its id."""
        return self.kept.id


def open_consultation(id_: int) -> None:
    """Make a consultation the open one; the address keeps it, so that a reload does too."""
    st.session_state["dossier"] = id_
    st.query_params["dossier"] = str(id_)


def opened_id() -> int | None:
    """Return the id of the open consultation, from this session or from the address."""
    wanted = st.session_state.get("dossier") or st.query_params.get("dossier")
    if wanted is None or not str(wanted).isdigit():
        return None
    open_consultation(int(wanted))
    return int(wanted)


def opened() -> Opened:
    """Return the open consultation; without one, say so and stop the page."""
    id_ = opened_id()
    if id_ is None:
        st.info("Aucune consultation n'est ouverte. Choisissez-en une à l'accueil, ou créez-en une.")
        st.page_link(ACCUEIL, label="Aller à l'accueil", icon=":material/home:")
        st.stop()
    kept = drafts().get(id_)
    draft, problems = read_draft_gently(catalog(), kept.draft)
    return Opened(kept, draft, problems, decide(catalog(), draft.answers, kept.launch_date))


def draft_tender(current: Opened) -> Tender:
    """Build the tender of the open consultation as it stands, not sealed."""
    published = bids().tenders(current.id)
    replaces = published[-1][1].seal if published else None
    return build(catalog(), current.draft, current.kept.launch_date, version=len(published) + 1, replaces=replaces)


def missing_before_publication(current: Opened, tender: Tender) -> tuple[OpposableError, ...]:
    """What is still to be answered or settled, unreadable answers included."""
    found = publication_problems(catalog(), current.selection, tender, current.draft.edits)
    return (*current.problems, *found)


def problems_before_publication(current: Opened, tender: Tender) -> tuple[OpposableError, ...]:
    """Everything that prevents publication: what is missing, and what the law forbids."""
    findings = check_tender(tender, catalog(), wording())
    return (*missing_before_publication(current, tender), *blocking_problems(findings))


def save(path: tuple[str, ...], seen: object, new: object) -> bool:
    """Save one value of the draft; on a problem, keep the message for the next drawing and return ``False``."""
    id_ = opened_id()
    if id_ is None:
        return False
    return attempt(lambda: drafts().change(id_, path, seen, new))


def attempt(action: Callable[[], object]) -> bool:
    """Run a change asked by a widget; an `OpposableError` is shown at the next drawing, in one place."""
    try:
        action()
    except OpposableError as error:
        st.session_state.setdefault("messages", []).append(str(error))
        return False
    st.session_state["saved_at"] = now().astimezone(PARIS)
    return True


VUES = Path(__file__).parent / "vues"
ACCUEIL = str(VUES / "accueil.py")
