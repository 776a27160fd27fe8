"""Reading a response form back: what bidders fill, move, alter and break."""

from __future__ import annotations

import shutil
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opposable.bids.forms import form_passages, read_response_form, says_something
from opposable.documents import layout
from opposable.model.errors import OpposableError
from tests.filling import change, empty_form, empty_prices, fill_form, find_row, resave
from tests.sheet_tenders import sealed_tender

TENDER = sealed_tender()
EMPTY = empty_form(TENDER)
ANSWERS = {
    "DET-01": {
        layout.DECLARED: "oui",
        layout.ANSWER: "Trois équipes postées, nuits et jours fériés compris.",
        layout.PROOF: "Annexe 5",
        layout.PROOF_PLACE: "p. 3",
    },
    "DET-02": {layout.DECLARED: "oui", layout.VALUE: 10, layout.ANSWER: "Dix minutes, mesurées par l'outil."},
    "DET-03": {layout.DECLARED: "équivalent", layout.VALUE: 99.95, layout.EQUIVALENCE: "Deux sites actifs."},
    "EXE-01": {layout.DECLARED: "partiel", layout.VALUE: 1},
    "ENV-01": {layout.DECLARED: "non"},
}
FILLED = fill_form(EMPTY, ANSWERS)
GTI = "detection.supervision.gti"
DISPONIBILITE = "detection.supervision.disponibilite"
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def read(content: bytes):
    return read_response_form("cadre.xlsx", content, TENDER)


def value_read(typed):
    form = read(fill_form(EMPTY, {"DET-02": {layout.VALUE: typed}}))
    return form.answers[GTI].value, form.problems


def test_a_filled_form_gives_its_answers_by_requirement():
    form = read(FILLED)
    assert () == form.problems
    assert {r.id for r in TENDER.judged} == form.answers.keys()
    presence = form.answers["detection.supervision.presence"]
    assert ("oui", "Annexe 5 ; p. 3") == (presence.declared, presence.proof)
    assert "Valeur technique!G5" == presence.cell
    assert (Decimal(10), "minute") == (form.answers[GTI].value, form.answers[GTI].unit)
    assert ("equivalent", "Deux sites actifs.") == (
        form.answers[DISPONIBILITE].declared,
        form.answers[DISPONIBILITE].equivalence,
    )


def test_an_empty_form_is_read_without_a_problem():
    form = read(EMPTY)
    assert () == form.problems
    assert {None} == {answer.declared for answer in form.answers.values()}


def test_the_name_of_the_candidate_is_read():
    named = change(EMPTY, lambda book: book[layout.CANDIDATE_SHEET].__setitem__("B4", "Aldérion Santé"))
    assert "Aldérion Santé" == read(named).bidder


def test_sorted_rows_and_moved_columns_change_nothing():
    def shuffle(book):
        sheet = book["Valeur technique"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5, max_row=8)]
        for target, row in enumerate(reversed(rows), start=5):
            for column, value in enumerate(row, start=1):
                sheet.cell(target, column).value = value
                sheet.cell(target, column).data_type = "n" if isinstance(value, (int, float)) else "s"
        sheet.insert_cols(3, 2)
        sheet.column_dimensions["G"].width = 90

    before, after = read(FILLED), read(change(FILLED, shuffle))
    assert () == after.problems
    assert [(a.requirement, a.declared, a.value, a.answer) for a in before.answers.values()] == [
        (a.requirement, a.declared, a.value, a.answer) for a in after.answers.values()
    ]


def test_a_row_whose_number_was_erased_is_found_by_its_hidden_identifier():
    def erase(book):
        sheet, row = find_row(book, "DET-02")
        sheet.cell(row, 1).value = None

    assert Decimal(10) == read(change(FILLED, erase)).answers[GTI].value


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        (15, "15"),
        ("15 minutes", "15"),
        ("15 min au plus", "15"),
        ("≤ 15 min", "15"),
        ("0,25 h", "15"),
        ("1 h 30", "90"),
        ("quinze minutes", "15"),
        ("900 secondes", "15"),
        ("1 200", "1200"),
    ],
)
def test_a_value_is_converted_to_the_unit_asked(typed, minutes):
    assert (Decimal(minutes), ()) == value_read(typed)


@pytest.mark.parametrize("typed", ["99,9 %", "99,9", 99.9, "au moins 99,9 %"])
def test_a_percentage_is_read_however_it_is_written(typed):
    form = read(fill_form(EMPTY, {"DET-03": {layout.VALUE: typed}}))
    assert (Decimal("99.9"), ()) == (form.answers[DISPONIBILITE].value, form.problems)


def test_a_cell_formatted_as_a_percentage_is_a_percentage():
    def percent(book):
        sheet, row = find_row(book, "DET-03")
        cell = sheet.cell(row, layout.FORM_COLUMNS.index(layout.VALUE) + 1)
        cell.value, cell.number_format = 0.999, "0.0%"

    assert Decimal("99.9") == read(change(EMPTY, percent)).answers[DISPONIBILITE].value


def test_a_share_below_one_is_doubted_and_kept():
    form = read(fill_form(EMPTY, {"DET-03": {layout.VALUE: 0.999}}))
    assert Decimal("0.999") == form.answers[DISPONIBILITE].value
    assert ("feuille « Valeur technique », cellule H7 : la valeur lue est 0,999 % ; "
            "le candidat a peut-être voulu écrire 99,9 %.") in _plain(form.warnings)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("rapide", ("feuille « Valeur technique », cellule H6 : « rapide » n'est pas une valeur en minutes. "
                   "Demandez un nombre au candidat.")),
        ("5 sites", ("feuille « Valeur technique », cellule H6 : « 5 sites » ne se convertit pas en minutes. "
                    "Demandez la valeur en minutes.")),
        ("15/03/2026", ("feuille « Valeur technique », cellule H6 : « 15/03/2026 » est une date. "
                       "Écrivez un nombre, en minutes.")),
        ("15 min le jour, 30 min la nuit",
         ("feuille « Valeur technique », cellule H6 : « 15 min le jour, 30 min la nuit » contient plusieurs valeurs "
         "(15 minutes, 30 minutes). Demandez laquelle engage.")),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_read_is_told_with_its_cell(typed, message):
    value, problems = value_read(typed)
    assert value is None
    assert [message] == _plain(problems)


def test_a_formula_never_computed_is_told():
    value, problems = value_read("=5*3")
    assert value is None
    assert [
        (
            "feuille « Valeur technique », cellule H6 : une formule y est écrite sans résultat enregistré. "
            "Demandez au candidat d'ouvrir le fichier dans son tableur et de l'enregistrer."
        )
    ] == _plain(problems)


def test_an_unknown_declaration_is_told_and_left_empty():
    form = read(fill_form(FILLED, {"DET-01": {layout.DECLARED: "conforme"}}))
    assert form.answers["detection.supervision.presence"].declared is None
    assert [
        (
            "feuille « Valeur technique », cellule F5 : la déclaration « conforme » n'est pas admise ; "
            "attendu : « oui », « partiel », « non » ou « équivalent »."
        )
    ] == _plain(form.problems)


def test_an_altered_wording_is_told_and_the_answer_kept():
    form = read(fill_form(FILLED, {"DET-02": {layout.TEXT: "Une alerte est prise en charge en 45 minutes."}}))
    assert [
        (
            "feuille « Valeur technique », cellule D6 : l'énoncé de DET-02 a été modifié. "
            "Celui du dossier publié fait foi ; vérifiez que la réponse y répond."
        )
    ] == _plain(form.problems)
    assert Decimal(10) == form.answers[GTI].value


def test_deleted_rows_are_named():
    def delete(book):
        book["Valeur technique"].delete_rows(6, 2)

    form = read(change(FILLED, delete))
    assert ["2 lignes du cadre ont disparu : DET-02 et DET-03."] == _plain(form.problems)


def test_a_second_different_answer_is_told_and_the_first_kept():
    def double(book):
        sheet = book["Valeur technique"]
        for column in range(1, len(layout.FORM_COLUMNS) + 1):
            sheet.cell(9, column).value = sheet.cell(6, column).value
        sheet.cell(9, 8).value = 45

    form = read(change(FILLED, double))
    assert Decimal(10) == form.answers[GTI].value
    assert [
        (
            "feuille « Valeur technique », cellule A9 : l'exigence DET-02 a deux réponses différentes ; "
            "seule celle de la feuille « Valeur technique », cellule A6 est gardée. "
            "Demandez laquelle engage le candidat."
        )
    ] == _plain(form.problems)


def test_a_row_of_no_requirement_is_told():
    def add(book):
        sheet = book["Valeur technique"]
        sheet.cell(9, 1).value, sheet.cell(9, 7).value = "DET-20", "Nous offrons davantage."

    assert [
        (
            "feuille « Valeur technique », cellule A9 : « DET-20 » n'est le numéro d'aucune exigence. "
            "Vouliez-vous dire « DET-03 » ?"
        )
    ] == _plain(read(change(FILLED, add)).problems)


def test_a_form_of_another_consultation_is_refused():
    other = empty_form(sealed_tender(reference="2026-CYB-08"))
    with pytest.raises(OpposableError) as caught:
        read(other)
    assert (
        "Ce fichier appartient à la consultation « 2026-CYB-08 », non à « 2026-CYB-07 ». "
        "Vérifiez le dossier où il a été déposé."
    ) == str(caught.value)


def test_a_form_of_another_version_is_refused():
    with pytest.raises(OpposableError, match=r"porte un autre scellé \(.{16}, version 2\) que le dossier publié"):
        read(empty_form(sealed_tender(version=2)))


def test_a_form_of_the_same_version_with_another_seal_is_refused():
    with pytest.raises(OpposableError, match=r"Vérifiez d'où il vient : il n'a pas été fait pour ce dossier\."):
        read(empty_form(sealed_tender(title="Autre objet")))


def test_a_form_without_its_sealed_sheet_is_refused():
    with pytest.raises(OpposableError, match="La feuille masquée « Scellé » manque ou a été vidée"):
        read(change(FILLED, lambda book: book.remove(book[layout.SEAL_SHEET])))


def test_a_price_schedule_is_not_a_form():
    with pytest.raises(OpposableError, match="Ce classeur n'est pas un cadre de réponse"):
        read(empty_prices(TENDER))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7", FILLED[: len(FILLED) // 2]])
def test_a_broken_file_is_refused_in_french(content):
    with pytest.raises(OpposableError):
        read(content)


def test_what_is_written_only_in_the_form_becomes_passages():
    passages = list(form_passages("Aldérion", read(FILLED), TENDER))
    assert [
        ("Trois équipes postées, nuits et jours fériés compris.", "feuille « Valeur technique », cellule G5"),
        ("Dix minutes, mesurées par l'outil.", "feuille « Valeur technique », cellule G6"),
        ("10 minutes", "feuille « Valeur technique », ligne 6, colonne « Valeur engagée »"),
        ("99,95 %", "feuille « Valeur technique », ligne 7, colonne « Valeur engagée »"),
        ("Deux sites actifs.", "feuille « Valeur technique », ligne 7, colonne « Équivalence invoquée »"),
        ("1 exercice par an", "feuille « Valeur technique », ligne 8, colonne « Valeur engagée »"),
    ] == [(passage.text, *_plain([passage.where])) for passage in passages]
    assert "DET-01 Supervision à toute heure" == passages[0].heading
    assert "DET-02 Supervision à toute heure > Paramètre gti" == passages[2].heading


@given(value=st.decimals(min_value=0, max_value=10**6, places=3))
@settings(max_examples=12, deadline=None)
def test_any_number_typed_comes_back_as_typed(value):
    typed = str(value).replace(".", ",")
    assert (value, ()) == value_read(typed)


@given(text=st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=60))
@settings(max_examples=12, deadline=None)
def test_any_answer_comes_back_as_written(text):
    written = fill_form(EMPTY, {"DET-01": {layout.ANSWER: f"A{text}"}})
    assert f"A{text}" == read(written).answers["detection.supervision.presence"].answer


@needs_office
@pytest.mark.office
@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_a_form_saved_again_by_libreoffice_reads_the_same(tmp_path, suffix):
    before, after = read(FILLED), read(resave(FILLED, tmp_path, suffix))
    assert () == after.problems
    shown = {"value_text"}  # LibreOffice writes a decimal point where Excel shows a comma
    assert [a.model_dump(exclude=shown) for a in before.answers.values()] == [
        a.model_dump(exclude=shown) for a in after.answers.values()
    ]


def _plain(messages):
    return [message.replace("\u00a0", " ").replace("\u202f", " ") for message in messages]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Voir notre mémoire technique, page 12.", False),
        ("Oui", False),
        ("Conforme.", False),
        ("Cf. annexe 3, § 2.1", False),
        ("Notre équipe de nuit compte deux analystes.", True),
        ("Oui, en 15 minutes.", True),
    ],
)
def test_an_answer_that_only_points_elsewhere_is_no_passage(text: str, expected: bool) -> None:
    assert says_something(text) is expected
