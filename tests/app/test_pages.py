"""Every page draws from an empty database and from a complete consultation, in French, without a failure."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from opposable.store.drafts import Drafts

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(path.stem for path in (ROOT / "app" / "vues").glob("*.py"))


def open_page(name: str, consultation: int | None = None) -> AppTest:
    test = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
    if consultation is not None:
        test.query_params["dossier"] = str(consultation)
    test.run()
    return test.switch_page(f"app/vues/{name}.py").run()


def failures(test: AppTest) -> list[str]:
    unexpected = [str(error.value) for error in test.error if "inattendue" in str(error.value)]
    return [*unexpected, *(str(exception.value) for exception in test.exception)]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.usefixtures("database")
def test_every_page_draws_on_an_empty_database(name: str) -> None:
    assert failures(open_page(name)) == []


@pytest.mark.parametrize("name", PAGES)
def test_every_page_draws_on_a_complete_consultation(name: str, complete: int) -> None:
    assert failures(open_page(name, complete)) == []


@pytest.mark.usefixtures("database")
def test_an_unknown_consultation_is_said_in_french() -> None:
    assert "La consultation n° 99 n'existe pas" in open_page("entretien", 99).error[0].value


def test_an_answer_is_saved_at_once(drafts: Drafts, complete: int) -> None:
    test = open_page("entretien", complete)
    next(field for field in test.text_input if field.label.startswith("Nom de")).set_value("CH des Sources").run()
    assert failures(test) == []
    assert drafts.get(complete).draft["answers"]["etablissement.nom"] == "CH des Sources"


def test_what_another_tab_saved_is_shown_and_not_overwritten(drafts: Drafts, complete: int) -> None:
    test = open_page("entretien", complete)
    seen = drafts.get(complete).draft["answers"]["etablissement.nom"]
    drafts.change(complete, ("answers", "etablissement.nom"), seen, "Autre onglet")
    field = next(field for field in test.text_input if field.label.startswith("Nom de"))
    field.set_value("Cet onglet").run()
    assert drafts.get(complete).draft["answers"]["etablissement.nom"] == "Autre onglet"
    assert any("entre-temps" in str(error.value) for error in test.error)
    assert next(f for f in test.text_input if f.label.startswith("Nom de")).value == "Autre onglet"


def test_a_value_out_of_its_range_is_refused_and_told(drafts: Drafts, complete: int) -> None:
    test = open_page("exigences", complete)
    field = next(
        field
        for field in test.text_input
        if "entre" not in field.label and " de " in field.label and "proposé" in field.label
    )
    field.set_value("999999").run()
    assert any("sort de l'intervalle" in str(error.value) for error in test.error)
    assert "parameters" not in drafts.get(complete).draft["edits"]


def test_weights_that_do_not_total_100_are_told(drafts: Drafts, complete: int) -> None:
    test = open_page("criteres", complete)
    next(field for field in test.text_input if field.label == "Prix des prestations").set_value("50").run()
    assert drafts.get(complete).draft["edits"]["weights"] == {"prix": "50"}
    assert any("au lieu de 100" in str(warning.value) for warning in test.warning)


def test_the_tender_is_published_once_complete(drafts: Drafts, complete: int) -> None:
    test = open_page("documents", complete)
    next(button for button in test.button if button.label == "Publier…").click().run()
    next(button for button in test.button if button.label == "Publier définitivement").click().run()
    assert failures(test) == []
    assert drafts.get(complete).published == 1
    assert any("Rien n'a changé" in str(info.value) for info in test.info)
