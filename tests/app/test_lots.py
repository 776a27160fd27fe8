"""A tender of several lots on screen: what each clause concerns, what each lot weighs, each lot judged, one report."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import docx
import pytest
import yaml
from streamlit.testing.v1 import AppTest

from app.lots_form import limits
from opposable.assembly.build import build
from opposable.assembly.seal import publish
from opposable.bids.pipeline import read_bids
from opposable.bids.record import write_reading
from opposable.catalog.load import load_catalog
from opposable.chain import load_judgement
from opposable.documents.package import write_report
from opposable.evaluation.lots import LotBids, assess_lots
from opposable.evaluation.marks_file import marks_yaml
from opposable.interview.draft import read_draft
from opposable.model.assessment import Mark, Regularity
from opposable.model.lots import of_lot
from opposable.model.tender import Tender
from opposable.paths import data_root
from opposable.store.bids import Bids
from opposable.store.drafts import Drafts
from opposable.store.engine import open_engine
from tests.app.conftest import EXAMPLE
from tests.app.test_pages import failures, open_page
from tests.lot_tenders import files_of, form_of, two_lots

CLAUSE = "detection.supervision_24_7"
REQUIREMENT = f"{CLAUSE}.prise_en_charge"
THREE = ["Supervision", "Réponse aux incidents", "Exercices"]
DAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
ANSWERED = {"1": ("Aldérion", "Novalquint"), "2": ("Novalquint",)}

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def divided(drafts: Drafts) -> int:
    """A consultation whose interview is complete, in three lots."""
    answers = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))["answers"]
    del answers["consultation.motif_lot_unique"]
    answers = {key: value.isoformat() if isinstance(value, date) else value for key, value in answers.items()}
    answers["consultation.lots"] = THREE
    return drafts.create("Essai", DAY, {"answers": answers})


def interview(consultation: int) -> AppTest:
    test = open_page("entretien", consultation)
    test.session_state["sujet"] = "consultation"
    return test.run()


def lots_of(drafts: Drafts, consultation: int) -> dict[str, Any]:
    return dict(drafts.get(consultation).draft.get("edits", {}).get("lots", {}))


def tender_of(drafts: Drafts, consultation: int) -> Tender:
    catalog = load_catalog(data_root() / "requirements_catalog")
    return build(catalog, read_draft(catalog, drafts.get(consultation).draft), DAY)


def clauses(consultation: int) -> AppTest:
    test = open_page("exigences", consultation)
    return next(box for box in test.selectbox if box.label == "Thème").select("detection").run()


def test_a_clause_is_limited_to_some_lots_and_given_back_to_all(drafts: Drafts, divided: int) -> None:
    key = f"{divided}/edits/lots/{CLAUSE}"
    test = clauses(divided).multiselect(key=key).set_value(["3", "1"]).run()
    assert failures(test) == []
    assert {CLAUSE: ["1", "3"]} == lots_of(drafts, divided)
    assert CLAUSE not in {clause.id for clause in of_lot(tender_of(drafts, divided), "2").clauses}
    assert any(expander.label.endswith("· lots 1, 3") for expander in test.expander)
    test.multiselect(key=key).set_value([]).run()
    assert {} == lots_of(drafts, divided)


def test_a_requirement_is_limited_among_the_lots_of_its_clause(drafts: Drafts, divided: int) -> None:
    drafts.change(divided, ("edits", "lots", CLAUSE), None, ["1", "3"])
    test = clauses(divided).button(key=f"change/{REQUIREMENT}").click().run()
    box = test.multiselect(key=f"{divided}/edits/lots/{REQUIREMENT}")
    assert ["1 · Supervision", "3 · Exercices"] == box.options
    test = box.set_value(["3"]).run()
    assert failures(test) == []
    assert ["3"] == lots_of(drafts, divided)[REQUIREMENT]
    # The lots of the clause change under those of its requirement: nothing fails.
    test = test.multiselect(key=f"{divided}/edits/lots/{CLAUSE}").set_value(["1"]).run()
    assert failures(test) == []


def test_a_single_lot_has_no_word_on_lots_but_to_take_a_limit_away(drafts: Drafts, complete: int) -> None:
    test = clauses(complete)
    assert [] == list(test.multiselect)
    drafts.change(complete, ("edits", "lots", CLAUSE), None, ["2"])
    test = clauses(complete)
    assert any("lots qui n'existent plus : 2" in caption.value for caption in test.caption)
    test.button(key=f"lots-out/edits/lots/{CLAUSE}").click().run()
    assert {} == lots_of(drafts, complete)


@pytest.mark.parametrize(
    ("chosen", "kept"), [([], None), (["2", "1", "3"], None), (["3", "1"], ["1", "3"]), (["2"], ["2"])]
)
def test_no_lot_and_every_lot_both_mean_all(chosen: list[str], kept: list[str] | None) -> None:
    assert kept == limits(["1", "2", "3"], chosen)


def test_all_the_clauses_shown_are_limited_at_once(drafts: Drafts, divided: int) -> None:
    test = clauses(divided)
    test = next(each for each in test.selectbox if each.label == "Thème").select("formation").run()
    test.multiselect(key=f"lots-all/{divided}").set_value(["3"])
    test = test.button(key="lots-all-button").click().run()
    assert failures(test) == []
    asked = {clause.id for clause in tender_of(drafts, divided).clauses if clause.theme == "formation"}
    assert len(asked) > 1
    assert {id_: ["3"] for id_ in asked} == lots_of(drafts, divided)
    test.multiselect(key=f"lots-all/{divided}").set_value([])
    test.button(key="lots-all-button").click().run()
    assert {} == lots_of(drafts, divided)


def test_why_there_is_one_lot_is_asked_only_when_there_is_one(drafts: Drafts, divided: int) -> None:
    assert "Pourquoi un lot unique ?" not in {field.label for field in interview(divided).text_input}
    drafts.change(divided, ("answers", "consultation.lots"), THREE, None)
    assert "Pourquoi un lot unique ?" in {field.label for field in interview(divided).text_input}


def test_the_money_of_each_lot_is_asked_where_lots_are_named(drafts: Drafts, divided: int) -> None:
    test = interview(divided)
    test = test.number_input(key=f"{divided}/edits/lot_amounts/2/maximum_ht").set_value(500000).run()
    assert failures(test) == []
    assert Decimal(500000) == of_lot(tender_of(drafts, divided), "2").procedure.maximum_ht
    drafts.change(divided, ("answers", "consultation.lots"), THREE, ["Supervision"])
    test = interview(divided)
    assert [] == [field for field in test.number_input if "lot_amounts" in str(field.key)]
    test.button(key="lots-out/edits/lot_amounts/2").click().run()
    assert {} == drafts.get(divided).draft["edits"]["lot_amounts"]


def test_an_own_clause_leaves_with_its_lots(drafts: Drafts, divided: int) -> None:
    own = [{"key": "clause_1", "title": "Badges", "theme": "detection", "text": "Le titulaire badge."}]
    drafts.change(divided, ("edits", "own"), None, own)
    test = clauses(divided).multiselect(key=f"{divided}/edits/lots/acheteur.clause_1").set_value(["2"]).run()
    assert {"acheteur.clause_1": ["2"]} == lots_of(drafts, divided)
    test = test.button(key="own-out/clause_1").click().run()
    assert failures(test) == []
    assert {} == lots_of(drafts, divided)


def test_a_price_and_a_weight_are_changed_for_one_lot(drafts: Drafts, divided: int) -> None:
    test = open_page("criteres", divided)
    code = tender_of(drafts, divided).prices[0].code
    test = test.multiselect(key=f"{divided}/edits/lots/{code}").set_value(["2"]).run()
    test = test.text_input(key=f"{divided}/edits/lot_weights/3/prix").set_value("30").run()
    assert failures(test) == []
    tender = tender_of(drafts, divided)
    assert [False, True, False] == [code in {p.code for p in of_lot(tender, lot).prices} for lot in "123"]
    assert Decimal(30) == of_lot(tender, "3").criteria[0].weight
    assert any("totalisent" in warning.value for warning in test.warning)


@pytest.fixture
def judged(database: str, drafts: Drafts) -> int:
    """Two lots published; Aldérion answers the first, Novalquint both; read, decided and marked."""
    tender = two_lots()
    consultation = drafts.create("Essai", DAY, {"answers": {}})
    bids = Bids(open_engine(database), lambda: NOW)
    tender_id = bids.publish(consultation, tender)
    for lot, bidders in ANSWERED.items():
        narrowed = of_lot(tender, lot)
        for times, bidder in enumerate(bidders, start=1):
            files = files_of(tender, lot, times)
            id_ = bids.add_files(tender_id, bidder, files, lot)
            (bid,), found = read_bids(narrowed, {bidder: files})
            bids.keep_reading(id_, "lu", write_reading(bid, found[bidder]))
            bids.save_decision(id_, Regularity(status="reguliere", reason="Complète."), 0)
            for requirement in narrowed.judged:
                bids.save_mark(id_, requirement.id, Mark(mark=Decimal(3), reason=f"Motif {bidder}."), 0)
    return consultation


def ranking(test: AppTest) -> list[str]:
    return [str(name) for table in test.table for name in table.value["Candidat"]]


def test_what_answers_several_lots_is_handed_over_once(database: str, judged: int) -> None:
    tender_id, tender = Bids(open_engine(database), lambda: NOW).tenders(judged)[-1]
    given = [(f"cadre-{lot}.xlsx", form_of(tender, lot), "") for lot in "12"]
    test = open_page("offres", judged)
    test.text_input(key="bidder/0").set_value("Tramontys")
    test.multiselect(key="lots/0/1").set_value(["2", "1"])
    test.file_uploader(key="files/0").set_value([*given, ("memoire.md", b"# Nous", "")]).run()
    test = next(each for each in test.button if each.label == "Enregistrer l'offre").click().run()
    assert failures(test) == []
    bids = Bids(open_engine(database), lambda: NOW)
    for lot in "12":
        (bid,) = [each for each in bids.bids(tender_id, lot) if each.bidder == "Tramontys"]
        assert [f"cadre-{lot}.xlsx", "memoire.md"] == [name for name, _ in bid.files]


def test_the_lot_chosen_is_kept_from_page_to_page(judged: int) -> None:
    test = open_page("offres", judged).selectbox(key="lot").select("2").run()
    for page in ("accueil", "analyse", "classement"):
        test = test.switch_page(f"app/vues/{page}.py").run()
    assert failures(test) == []
    assert "2" == test.selectbox(key="lot").value


def test_each_lot_is_ranked_on_screen_and_the_report_is_one(judged: int) -> None:
    test = open_page("classement", judged)
    assert failures(test) == []
    assert ["Aldérion", "Novalquint"] == ranking(test)
    assert any("Un seul rapport pour tous les lots" in caption.value for caption in test.caption)
    test = test.selectbox(key="lot").select("2").run()
    assert failures(test) == []
    assert ["Novalquint"] == ranking(test)


def test_the_home_page_counts_the_marks_that_each_lot_waits_for(database: str, judged: int) -> None:
    assert "Classer et écrire le rapport" in captions(open_page("accueil"))
    bids = Bids(open_engine(database), lambda: NOW)
    tender_id, tender = bids.tenders(judged)[-1]
    (bid,), found = read_bids(of_lot(tender, "2"), {"Tramontys": files_of(tender, "2")})
    id_ = bids.add_files(tender_id, "Tramontys", files_of(tender, "2"), "2")
    bids.keep_reading(id_, "lu", write_reading(bid, found["Tramontys"]))
    assert "2 notes à donner" in captions(open_page("accueil"))


def captions(test: AppTest) -> str:
    return "\n".join(str(caption.value) for caption in test.caption).replace("\u00a0", " ")


def test_the_analysis_shows_the_requirements_of_its_lot(judged: int) -> None:
    test = open_page("analyse", judged)
    test = test.selectbox(key="lot").select("2").run()
    assert failures(test) == []
    assert ["EXE-01", "ENV-01"] == [label.split()[1] for label in test.selectbox(key="requirement").options]


def test_a_lot_without_bid_is_stated_on_screen_and_reaches_the_report(
    database: str, judged: int, tmp_path: Any
) -> None:
    bids = Bids(open_engine(database), lambda: NOW)
    corrected = two_lots().model_copy(update={"version": 2, "seal": None})
    tender_id = bids.publish(judged, publish(corrected))
    test = open_page("classement", judged)
    test = test.selectbox(key="lot").select("2").run()
    area = next(each for each in test.text_area if each.label.startswith("Constat"))
    test = area.set_value("Aucun pli reçu avant la date limite.").run()
    assert failures(test) == []
    written = bids.judgements(tender_id, ("1", "2"))
    assert "Aucun pli reçu avant la date limite." == written.lots["2"].no_award
    path = tmp_path / "notes.yaml"
    path.write_text(marks_yaml(written), encoding="utf-8")
    assert written == load_judgement(path)


def test_the_notes_and_the_report_of_the_screen_are_those_of_the_command(
    database: str, judged: int, tmp_path: Any
) -> None:
    bids = Bids(open_engine(database), lambda: NOW)
    tender_id, tender = bids.tenders(judged)[-1]
    path = tmp_path / "notes.yaml"
    path.write_text(marks_yaml(bids.judgements(tender_id, ("1", "2"))), encoding="utf-8")
    read = {}
    for lot, bidders in ANSWERED.items():
        folders = {bidder: files_of(tender, lot, times) for times, bidder in enumerate(bidders, start=1)}
        read[lot] = LotBids(*read_bids(of_lot(tender, lot), folders))
    assessments = assess_lots(tender, read, load_judgement(path))
    assert all(assessment.complete for assessment in assessments.values())
    report = docx.Document(io.BytesIO(write_report(tender, assessments, data_root() / "templates")))
    assert 2 == sum(p.text.startswith("Lot ") for p in report.paragraphs if p.style.name == "Heading 1")
