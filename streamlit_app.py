"""Entry point of the screens: navigation, and the one place where a failure becomes a sentence."""

from __future__ import annotations

import gc
import logging
from pathlib import Path

import docx  # noqa: F401 (loaded once, before the freeze)
import openpyxl  # noqa: F401 (likewise)
import streamlit as st

import app
from app import state
from app.layout import header
from opposable.model.errors import OpposableError

VUES = Path(app.__file__).parent / "vues"


@st.cache_resource
def _warm() -> bool:
    """Load the catalog and the Office libraries once, then freeze them: Streamlit collects garbage at every rerun."""
    state.catalog()
    gc.collect()
    gc.freeze()
    return True


def _page(name: str, title: str, icon: str, *, default: bool = False) -> st.navigation:  # type: ignore[valid-type]
    return st.Page(VUES / f"{name}.py", title=title, icon=icon, url_path=name, default=default)


st.set_page_config(page_title="Opposable", page_icon="⚖️", layout="wide")
page = st.navigation(
    {
        "": [_page("accueil", "Accueil", ":material/home:", default=True)],
        "Préparer": [
            _page("entretien", "Établissement et besoin", ":material/forum:"),
            _page("exigences", "Exigences", ":material/checklist:"),
            _page("criteres", "Critères et notation", ":material/balance:"),
            _page("controles", "Contrôles", ":material/fact_check:"),
            _page("documents", "Documents", ":material/description:"),
        ],
        "Recevoir": [
            _page("offres", "Offres", ":material/inbox:"),
            _page("importer", "Juger un dossier écrit ailleurs", ":material/upload_file:"),
        ],
        "Décider": [
            _page("analyse", "Analyse", ":material/manage_search:"),
            _page("classement", "Classement et rapport", ":material/leaderboard:"),
        ],
        "Catalogue": [
            _page("catalogue", "Parcourir le catalogue", ":material/menu_book:"),
            _page("couverture", "Couverture des référentiels", ":material/checklist_rtl:"),
        ],
    }
)
try:
    _warm()
    if state.opened_id() is not None:
        header(state.opened())
    page.run()
except OpposableError as error:
    st.error(str(error))
except Exception:
    # The last guard before a person: the log keeps the traceback, the screen gets a sentence.
    logging.getLogger("opposable").exception("a page failed")
    st.error(
        "Une erreur inattendue est survenue. Ce que vous aviez saisi est enregistré. Rechargez la page ; si l'erreur "
        "revient, transmettez à votre support l'heure et la page concernée."
    )
