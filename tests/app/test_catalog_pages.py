"""The pages about the catalog: coverage of the frameworks, and what an update would change in a published version."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from opposable.assembly.build import build
from opposable.assembly.seal import publish
from opposable.catalog.load import load_catalog
from opposable.interview.draft import plain_draft, read_draft_file
from opposable.paths import data_root
from opposable.store.bids import Bids
from opposable.store.drafts import Drafts
from opposable.store.engine import open_engine

ROOT = data_root()
ON = date(2026, 11, 22)

# Running the entry point inside the test's process: the script runner says so at each page.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database of its own, and no cache left by another test."""
    st.cache_resource.clear()
    monkeypatch.setenv("OPPOSABLE_DB", f"sqlite:///{tmp_path / 'essai.sqlite'}")
    return f"sqlite:///{tmp_path / 'essai.sqlite'}"


def shown(app: AppTest) -> str:
    elements = (*app.markdown, *app.caption, *app.success, *app.error, *app.title)
    return "\n".join([*(element.value for element in elements), *(box.label for box in app.expander)])


def publish_earlier(url: str, root: Path) -> int:
    """Publish a version made with a catalog in which one clause was still another, and return its consultation."""
    shutil.copytree(ROOT / "requirements_catalog", root)
    clause = root / "clauses" / "detection" / "supervision_24_7.yaml"
    clause.write_text(clause.read_text(encoding="utf-8").replace("version: 1", "version: 7", 1), encoding="utf-8")
    earlier = load_catalog(root)
    answers = (ROOT / "examples" / "ght-supervision" / "answers.yaml").read_text(encoding="utf-8")
    draft = read_draft_file(earlier, answers, "answers.yaml")
    engine = open_engine(url)
    id_ = Drafts(engine, lambda: datetime(2026, 11, 22, tzinfo=UTC)).create("Essai", ON, plain_draft(draft))
    Bids(engine, lambda: datetime(2026, 11, 22, tzinfo=UTC)).publish(id_, publish(build(earlier, draft, ON)))
    return id_


@pytest.mark.usefixtures("url")
def test_the_coverage_page_lists_what_no_clause_answers() -> None:
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    app.switch_page("app/vues/couverture.py").run()
    assert [] == [error.value for error in (*app.exception, *app.error)]
    assert "Couverture des référentiels" == app.title[0].value
    whole = len(app.dataframe[1].value)
    app.toggle[0].set_value(True).run()
    assert len(app.dataframe[1].value) < whole
    assert {"sans clause"} == set(app.dataframe[1].value["Clauses"])
    app.selectbox[0].set_value("hds_v2").run()
    assert "Une clause au moins traite chacune des mesures" in shown(app)


def test_a_published_version_says_what_the_catalog_changed_since(url: str, tmp_path: Path) -> None:
    id_ = publish_earlier(url, tmp_path / "requirements_catalog")
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
    app.query_params["dossier"] = str(id_)
    app.run().switch_page("app/vues/documents.py").run()
    assert [] == [error.value for error in (*app.exception, *app.error)]
    text = shown(app)
    assert "Le catalogue a changé depuis" in text
    assert "modifiée. Version 7 dans le dossier, 1 au catalogue" in text
    assert "Cette version est scellée" in text


@pytest.mark.usefixtures("url")
def test_the_screens_read_the_overlays_and_say_where_a_clause_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPPOSABLE_OVERLAYS", str(ROOT / "examples" / "surcouche-regionale"))
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    app.switch_page("app/vues/catalogue.py").run()
    app.text_input[0].set_value("cellule régionale").run()
    assert "Lien avec la cellule régionale d'appui" in shown(app)
    assert "origine : Groupement régional d'appui" in shown(app).replace("\\", "")
