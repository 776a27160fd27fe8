"""The evidence view on real files: read, stop, resume, highlight, go back to the source, set aside, mark."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import docx
import pytest
from streamlit.testing.v1 import AppTest

from app.evidence import highlighted
from opposable.bids.record import load_reading
from opposable.documents.package import write_report
from opposable.evaluation.assess import assess
from opposable.evaluation.marks_file import marks_yaml
from opposable.imports.command import read_scale
from opposable.imports.requirements import read_requirements
from opposable.imports.tender import Heading, tender_of
from opposable.paths import data_root
from opposable.store.bids import Bids
from opposable.store.drafts import Drafts
from opposable.store.engine import open_engine
from opposable.store.searches import Searches

ROOT = data_root()
NOW = datetime(2026, 11, 22, tzinfo=UTC)
LIST = """
requirements:
- id: D01
  title: Veille de nuit
  text: Un analyste veille à toute heure, l'astreinte seule n'est pas admise.
  mandatory: true
- id: D02
  title: Délai de qualification
  text: Le titulaire qualifie une alerte critique en 30 minutes au plus.
  expected: {quantity: délai de qualification, operator: "<=", value: 30, unit: minutes}
- id: D03
  title: Locaux
  text: Le titulaire dispose d'un second site.
"""
FIRST = (
    "# Surveillance\n\nChaque alerte critique est qualifiée en 20 minutes au plus.\n\n"
    "Trois équipes se relaient : un analyste veille à toute heure. <b>Gras</b> & *étoiles*.\n"
)
SECOND = (
    "# Surveillance\n\nUne alerte critique est qualifiée en 45 minutes.\n\nLa nuit, une astreinte à domicile répond.\n"
)

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def consultation(database: str) -> int:
    """A list of three requirements, imported, with the files of two bidders, not read yet."""
    engine = open_engine(database)
    content = LIST.encode()
    scale = read_scale(ROOT / "requirements_catalog" / "scale.yaml")
    heading = Heading(reference="M-1", title="Essai", on=date(2026, 11, 22), price_weight=Decimal(40))
    tender = tender_of(read_requirements("liste.yaml", content), heading, scale, content)
    id_ = Drafts(engine, lambda: NOW).create("Essai", date(2026, 11, 22))
    store = Bids(engine, lambda: NOW)
    tender_id = store.publish(id_, tender)
    store.add_files(
        tender_id, "Alpha", {"memoire.md": FIRST.encode(), "annexe.md": b"# Annexe\n\nUn plan de formation."}
    )
    store.add_files(tender_id, "Beta", {"memoire.md": SECOND.encode()})
    return id_


def page(name: str, consultation: int) -> AppTest:
    test = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)
    test.query_params["dossier"] = str(consultation)
    test.run()
    return test.switch_page(f"app/vues/{name}.py").run()


def button(test: AppTest, label: str) -> AppTest:
    return next(each for each in test.button if each.label == label).click().run()


def words(test: AppTest) -> str:
    kinds = (test.markdown, test.caption, test.success, test.error, test.warning, test.info, test.subheader)
    bars = [element.proto.text for element in test.get("progress")]
    return "\n".join([*bars, *(str(element.value) for kind in kinds for element in kind)])


def html(test: AppTest) -> str:
    return "\n".join(element.proto.body for element in test.get("html"))


def read_all(consultation: int) -> AppTest:
    offres = button(page("offres", consultation), "Lire les offres")
    assert "Toutes les offres sont lues." in words(offres)
    assert not offres.exception
    return page("analyse", consultation)


def test_reading_keeps_each_file_and_each_bid(consultation: int, database: str) -> None:
    read_all(consultation)
    bids = Bids(open_engine(database), lambda: NOW).bids(1)
    assert [bid.bidder for bid in bids if bid.reading] == ["Alpha", "Beta"]


def test_a_new_file_makes_only_its_own_bid_to_be_read_again(consultation: int, database: str) -> None:
    read_all(consultation)
    Bids(open_engine(database), lambda: NOW).add_files(1, "Beta", {"suite.md": b"Un complement."})
    assert "1\u00a0offre à lire" in words(page("offres", consultation))


def test_an_imported_list_does_not_complain_of_forms_it_never_had(consultation: int) -> None:
    read_all(consultation)
    assert "cadre de réponse manque" not in words(page("offres", consultation))


def test_the_evaluator_sees_the_requirement_the_values_and_the_passages(consultation: int) -> None:
    analyse = read_all(consultation)
    assert analyse.subheader[0].value == "D01 · exigence minimale"
    analyse.selectbox(key="requirement").select("D02").run()
    assert not analyse.exception
    assert "délai de qualification : **30 minutes au plus**" in words(analyse)
    body = html(analyse)
    assert "<td>30 minutes au plus<br><small>délai de qualification</small></td><td>oui</td>" in body
    assert "<td>30 minutes au plus<br><small>délai de qualification</small></td><td><strong>non</strong></td>" in body
    assert '<mark class="op-valeur" title="valeur proposée">20 minutes</mark>' in body


def test_minimal_requirements_come_first_and_the_next_ones_follow(consultation: int) -> None:
    analyse = read_all(consultation)
    assert analyse.session_state["requirement"] == "D01"
    button(analyse, "Sans note")
    second = analyse.session_state["requirement"]
    button(analyse, "Sans note")
    assert {"D01", second, analyse.session_state["requirement"]} == {"D01", "D02", "D03"}


def test_setting_aside_asks_for_a_reason(consultation: int) -> None:
    analyse = read_all(consultation)
    button(analyse, "Écarter")
    assert [each.label for each in analyse.text_input][-1:] == ["Pourquoi ce passage ne répond pas"]
    assert "Le passage reste visible." in words(analyse)


def test_a_passage_set_aside_shows_its_reason_and_can_be_taken_back(consultation: int, database: str) -> None:
    analyse = read_all(consultation)
    searches = Searches(open_engine(database), lambda: NOW)
    reading = load_reading(Bids(open_engine(database), lambda: NOW).bids(1)[0].reading or "")
    quoted = reading.suggestions["D01"].passages[0]
    searches.dismiss(1, "D01", quoted, "Parle d'autre chose.", "RSSI")
    analyse.run()
    assert "Écarté par RSSI : Parle d'autre chose." in words(analyse)
    assert "Passages les plus proches écartés : 1 sur" in words(analyse)
    button(analyse, "Reprendre")
    assert searches.dismissals(1) == ()


def test_what_is_set_aside_reaches_the_report_and_the_file_of_marks(consultation: int, database: str) -> None:
    read_all(consultation)
    bids = Bids(open_engine(database), lambda: NOW)
    quoted = load_reading(bids.bids(1)[0].reading or "").suggestions["D01"].passages[0]
    Searches(open_engine(database), lambda: NOW).dismiss(1, "D01", quoted, "Parle d'autre chose.", "RSSI")
    ranking = page("classement", consultation)
    assert not ranking.exception
    assert "Télécharger les notes (YAML)" in [each.proto.label for each in ranking.get("download_button")]
    judgement = bids.judgement(1)
    assert "reason: Parle d'autre chose." in marks_yaml(judgement)
    tender, read = bids.tenders(consultation)[0][1], [load_reading(bid.reading or "") for bid in bids.bids(1)]
    found = {reading.bid.bidder: reading.suggestions for reading in read}
    report = docx.Document(
        io.BytesIO(
            write_report(
                tender, {"1": assess(tender, [reading.bid for reading in read], judgement, found)}, ROOT / "templates"
            )
        )
    )
    cells = [cell.text for table in report.tables for row in table.rows for cell in row.cells]
    logged = "Motif\u00a0: Parle d’autre chose. (RSSI, 22\u00a0novembre\u00a02026 à 1\u00a0h\u00a000)"
    assert [logged] == [cell.split("\n")[1] for cell in cells if "autre chose" in cell]


def test_the_source_shows_the_paragraphs_around(consultation: int) -> None:
    analyse = read_all(consultation)
    button(analyse, "Source")
    assert not analyse.exception
    assert "Chaque alerte critique est qualifiée en 20 minutes au plus." in html(analyse)


def test_a_mark_names_its_author_as_typed(consultation: int, database: str) -> None:
    analyse = read_all(consultation)
    author = next(each for each in analyse.text_input if each.label == "Qui note ?")
    author.input("RSSI, A. B. [*]").run()
    analyse.radio(key="mark/1/D01/0/mark").set_value(3)
    analyse.text_area(key="mark/1/D01/0/reason").input("Équipes postées.")
    button(analyse, "Enregistrer la note")
    stored = Bids(open_engine(database), lambda: NOW).marks(1)["D01"].mark
    assert (stored.mark, stored.author, stored.reason) == (Decimal(3), "RSSI, A. B. [*]", "Équipes postées.")


def test_an_amount_is_typed_where_no_schedule_exists(consultation: int, database: str) -> None:
    read_all(consultation)
    ranking = page("classement", consultation)
    amount = next(each for each in ranking.text_input if each.label.startswith("Alpha"))
    amount.input("cher").run()
    assert "« cher » n'est pas un montant." in words(ranking)
    amount = next(each for each in ranking.text_input if each.label.startswith("Alpha"))
    amount.input("120\u202f000,50 €").run()
    assert not ranking.exception
    assert Bids(open_engine(database), lambda: NOW).judgement(1).prices == {"Alpha": Decimal("120000.50")}


def test_common_texts_are_looked_for_on_demand(consultation: int) -> None:
    read_all(consultation)
    offres = button(page("offres", consultation), "Comparer les offres entre elles")
    assert "Aucun long passage commun." in words(offres)


def test_the_words_of_a_bid_never_become_tags() -> None:
    hostile = '<script>alert(1)</script> proposé en option <img src=x onerror="alert(2)">'
    shown = highlighted(hostile)
    assert "<script" not in shown
    assert "<img" not in shown
    assert '<mark class="op-contre" title="en option ou en supplément">' in shown


def test_a_list_is_imported_on_screen(database: str) -> None:
    test = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    test.switch_page("app/vues/importer.py").run()
    test.file_uploader(key="requirements-file").set_value(("liste.yaml", LIST.encode(), "text/yaml")).run()
    assert "**3\u00a0exigences**, dont 1\u00a0minimale ; 1\u00a0seuil chiffré." in words(test)
    next(each for each in test.text_input if each.label == "Objet").input("Supervision").run()
    button(test, "Créer la consultation")
    assert not test.exception
    tender = Bids(open_engine(database), lambda: NOW).tenders(1)[0][1]
    assert (tender.origin, tender.title, [r.id for r in tender.judged]) == (
        "importe",
        "Supervision",
        ["D01", "D02", "D03"],
    )


@pytest.mark.usefixtures("database")
def test_a_list_with_mistakes_is_told_line_by_line() -> None:
    test = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    test.switch_page("app/vues/importer.py").run()
    content = LIST.replace("mandatory: true", "mandatory: parfois").encode()
    test.file_uploader(key="requirements-file").set_value(("liste.yaml", content, "text/yaml")).run()
    hint = "Écrivez « minimale » (ou « oui »), « notée » (ou « non »), ou « souhait »."
    assert [error.value for error in test.error] == [f"liste.yaml:3 : Le niveau « parfois » n'est pas reconnu. {hint}"]
