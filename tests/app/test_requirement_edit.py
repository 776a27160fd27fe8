"""One requirement and the estimated quantities are changed on screen, checked, and taken back to the catalog's."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.quantities_form import read_quantity
from opposable.store.drafts import Drafts
from tests.app.test_pages import failures, open_page

ID = "detection.supervision_24_7.prise_en_charge"
KEY = "change/1/" + ID


def press(test: AppTest, label: str) -> AppTest:
    return next(each for each in test.button if each.label == label).click().run()


def opened(consultation: int, id_: str = ID) -> AppTest:
    """The page of clauses, on the theme of one requirement, with its form open: the other themes cost seconds a run."""
    test = open_page("exigences", consultation)
    next(box for box in test.selectbox if box.label == "Thème").select(id_.partition(".")[0])
    return test.button(key=f"change/{id_}").click().run()


def edits(drafts: Drafts, consultation: int) -> dict[str, Any]:
    return drafts.get(consultation).draft.get("edits", {})


def errors(test: AppTest) -> str:
    return "\n".join(str(error.value) for error in test.error)


def test_the_level_and_the_weight_of_a_requirement_are_changed_alone(drafts: Drafts, complete: int) -> None:
    test = opened(complete)
    test.selectbox(key=f"{KEY}/level").select("minimale")
    test.number_input(key=f"{KEY}/weight").set_value(7)
    press(test, "Enregistrer l'exigence")
    assert failures(test) == []
    assert edits(drafts, complete)["requirements"] == {ID: {"level": "minimale", "weight": 7}}
    assert any("exigence minimale · poids 7 · changée par vous" in each.value for each in test.markdown)


def test_a_changed_text_keeps_its_number_tied_to_its_field(drafts: Drafts, complete: int) -> None:
    test = opened(complete)
    area = test.text_area(key=f"{KEY}/text")
    area.set_value(area.value.rstrip(".") + ", nuit et jour.")
    press(test, "Enregistrer l'exigence")
    assert failures(test) == []
    kept = edits(drafts, complete)["requirements"][ID]["text"]
    assert kept.endswith(", nuit et jour.")
    assert "{{ gti_critique }}" in kept
    test.button(key=f"change/{ID}").click().run()
    assert any("nuit et jour.**" in each.value for each in test.markdown)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("   ", "Le texte de l'exigence est vide."),
        ("Le titulaire répond vite.", "Le texte ne dit plus"),
    ],
)
def test_a_refused_text_is_told_and_stays_in_its_field(drafts: Drafts, complete: int, typed: str, said: str) -> None:
    test = opened(complete)
    test.text_area(key=f"{KEY}/text").set_value(typed)
    press(test, "Enregistrer l'exigence")
    assert said in errors(test)
    assert typed == test.text_area(key=f"{KEY}/text").value
    assert edits(drafts, complete).get("requirements", {}) == {}


def test_an_unknown_hole_is_refused(drafts: Drafts, complete: int) -> None:
    test = opened(complete)
    area = test.text_area(key=f"{KEY}/text")
    area.set_value(area.value + " Voir {{ inconnu }}.")
    press(test, "Enregistrer l'exigence")
    assert "« inconnu » n'est pas un paramètre de cette clause." in errors(test)
    assert edits(drafts, complete).get("requirements", {}) == {}


def test_what_the_checks_object_to_is_said(drafts: Drafts, complete: int) -> None:
    test = opened(complete)
    area = test.text_area(key=f"{KEY}/text")
    area.set_value(area.value + " L'analyste connaît Microsoft.")
    press(test, "Enregistrer l'exigence")
    assert any("« Microsoft » est une marque." in str(each.value) for each in test.warning)
    assert "Microsoft" in edits(drafts, complete)["requirements"][ID]["text"]


def test_what_the_law_forbids_is_not_kept(drafts: Drafts, complete: int) -> None:
    test = opened(complete)
    area = test.text_area(key=f"{KEY}/text")
    area.set_value(area.value + " L'analyste est de nationalité française.")
    press(test, "Enregistrer l'exigence")
    assert "écarte des candidats par leur nationalité" in errors(test)
    assert "nationalité" in test.text_area(key=f"{KEY}/text").value
    assert edits(drafts, complete).get("requirements", {}) == {}


def test_a_requirement_goes_back_to_the_text_of_the_catalog(drafts: Drafts, complete: int) -> None:
    drafts.change(complete, ("edits", "requirements", ID), None, {"weight": 9, "level": "souhait"})
    test = opened(complete)
    press(test, "Revenir au texte du catalogue")
    assert failures(test) == []
    assert edits(drafts, complete)["requirements"] == {}


def test_what_another_tab_changed_is_not_overwritten(drafts: Drafts, complete: int) -> None:
    test = opened(complete)
    test.number_input(key=f"{KEY}/weight").set_value(9)
    drafts.change(complete, ("edits", "requirements", ID), None, {"weight": 2})
    press(test, "Enregistrer l'exigence")
    assert edits(drafts, complete)["requirements"] == {ID: {"weight": 2}}
    assert "entre-temps" in errors(test)
    assert test.number_input(key=f"{KEY}/weight").value == 9
    press(test, "Enregistrer l'exigence")
    assert edits(drafts, complete)["requirements"] == {ID: {"weight": 9}}


def test_a_clause_text_with_an_unknown_hole_is_refused(drafts: Drafts, complete: int) -> None:
    test = open_page("exigences", complete)
    area = next(each for each in test.text_area if each.label == "Texte de la clause")
    area.set_value("Voir {{ inconnu }}.").run()
    assert "« inconnu » n'est pas un paramètre de cette clause." in errors(test)
    assert "texts" not in edits(drafts, complete)


def quantity(test: AppTest) -> Any:
    return next(each for each in test.text_input if each.label.startswith("Quantité de "))


def test_a_quantity_is_changed_then_taken_back(drafts: Drafts, complete: int) -> None:
    test = open_page("criteres", complete)
    field = quantity(test)
    code, proposed = field.label.removeprefix("Quantité de "), field.value
    field.set_value("1\u202f234,5").run()
    assert failures(test) == []
    assert edits(drafts, complete)["quantities"] == {code: "1234.5"}
    press(test, "Revenir à la quantité proposée")
    assert failures(test) == []
    assert edits(drafts, complete)["quantities"] == {}
    assert quantity(test).value == proposed


@pytest.mark.parametrize("typed", ["beaucoup", "0", "-3", "NaN", "1e99", "1,234"])
def test_a_quantity_that_compares_nothing_is_refused(drafts: Drafts, complete: int, typed: str) -> None:
    test = open_page("criteres", complete)
    before = quantity(test).value
    quantity(test).set_value(typed).run()
    assert f"« {typed} »" in errors(test)
    assert "quantities" not in edits(drafts, complete)
    assert quantity(test).value == before


def test_the_quantity_proposed_is_not_kept_as_a_choice() -> None:
    assert read_quantity("CT-01", "12,0", Decimal(12)) is None
    assert read_quantity("CT-01", "", Decimal(12)) is None


def test_a_quantity_waits_for_the_return_of_its_line(drafts: Drafts, complete: int) -> None:
    drafts.change(complete, ("edits", "quantities", "CT-01"), None, "3")
    assert failures(open_page("entretien", complete)) == []
