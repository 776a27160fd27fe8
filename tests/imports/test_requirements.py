"""A list written elsewhere becomes requirements, with every doubt and every mistake said where it stands."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest

from opposable.imports.mapping import guess
from opposable.imports.requirements import read_requirements
from opposable.model.bids import SoughtQuantity
from opposable.model.errors import OpposableError

SETS = Path(__file__).parents[2] / "benchmarks" / "sets"


def workbook(*sheets: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Lot {number}")
        for row in rows:
            sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def word(*tables: Sequence[Sequence[str]]) -> bytes:
    document = docx.Document()
    for rows in tables:
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for line, row in enumerate(rows):
            for column, text in enumerate(row):
                table.cell(line, column).text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


HEAD = ("N°", "Intitulé", "Exigence", "Obligatoire", "Poids", "Critère", "Preuve attendue", "Valeur", "Sens", "Unité")


def test_a_workbook_is_read_by_the_titles_of_its_columns() -> None:
    rows = (
        ("Liste des exigences du marché",),
        HEAD,
        ("EX-1", "Astreinte", "Un analyste répond.", "oui", 3, "SOC", "planning ; effectif", 15, "au plus", "minutes"),
        ("EX-2", "Exercices", "Des exercices ont lieu.", "non", 1, "Crise", "", "≥ 2 exercices", "", "exercices/an"),
    )
    first, second = read_requirements("liste.xlsx", workbook(rows)).requirements
    assert (first.id, first.level, first.weight, first.criterion) == ("EX-1", "minimale", Decimal(3), "SOC")
    assert first.proof == ("planning", "effectif")
    assert first.expected == (SoughtQuantity(name="Astreinte", operator="<=", value=Decimal(15), unit="minutes"),)
    assert second.expected == (SoughtQuantity(name="Exercices", operator=">=", value=Decimal(2), unit="exercices/an"),)
    assert first.place == "liste.xlsx, feuille «\u00a0Lot 1\u00a0», ligne 3"


def test_sheets_of_the_same_titles_are_read_together() -> None:
    one = (("Réf", "Texte"), ("A", "Un."))
    other = (("Réf", "Texte"), ("B", "Deux."))
    found = read_requirements("l.xlsx", workbook(one, (("Sommaire", ""), ("Page", "1")), other)).requirements
    assert [r.id for r in found] == ["A", "B"]


def test_tables_of_a_word_document_follow_one_another() -> None:
    content = word((("N°", "Exigence"), ("1", "Un.")), (("N°", "Exigence"), ("2", "Deux.")))
    found = read_requirements("cctp.docx", content).requirements
    assert [(r.id, r.text, r.place) for r in found] == [
        ("1", "Un.", "cctp.docx, tableau 1, ligne 2"),
        ("2", "Deux.", "cctp.docx, tableau 2, ligne 2"),
    ]


def test_a_line_of_one_text_is_the_title_of_a_part() -> None:
    rows = (("N°", "Exigence", "Niveau"), ("Détection",), ("1", "Un.", ""), ("Réponse",), ("2", "Deux.", "souhait"))
    listed = read_requirements("l.xlsx", workbook(rows))
    assert [(r.id, r.criterion, r.level) for r in listed.requirements] == [
        ("1", "Détection", "notee"),
        ("2", "Réponse", "souhait"),
    ]
    assert listed.warnings == ("2\u00a0lignes d'un seul texte lues comme titre de partie, et non comme exigence.",)


def test_columns_can_be_chosen_by_letter_or_by_title() -> None:
    rows = (("Colonne 1", "Colonne 2", "Colonne 3"), ("x", "R1", "Le texte."))
    found = read_requirements("l.xlsx", workbook(rows), {"id": "B", "text": "colonne 3"}).requirements
    assert [(r.id, r.text) for r in found] == [("R1", "Le texte.")]


def test_the_thresholds_of_a_yaml_list_are_kept_with_their_free_units() -> None:
    name = "requirements.yaml"
    listed = read_requirements(name, (SETS / "bids_dev" / name).read_bytes())
    asked = {r.id: r.expected for r in listed.requirements}
    assert asked["D07"] == (
        SoughtQuantity(name="campagnes par an", operator=">=", value=Decimal(4), unit="campagnes/an"),
    )
    assert [(q.name, q.value, q.unit) for q in asked["D16"]] == [
        ("RPO", Decimal(4), "heures"),
        ("RTO", Decimal(8), "heures"),
    ]
    assert listed.warnings == ()


def test_a_threshold_is_drawn_from_the_text_only_when_it_is_clear_and_it_is_said() -> None:
    rows = (
        ("N°", "Titre", "Texte"),
        ("1", "Délai", "L'alerte est qualifiée en 30 minutes au plus."),
        ("2", "Parc", "Le parc compte 600 postes."),
        ("3", "Moyen", "Il offre au moins un moyen sans téléphone."),
    )
    listed = read_requirements("l.xlsx", workbook(rows))
    first, second, third = listed.requirements
    assert first.expected == (SoughtQuantity(name="Délai", operator="<=", value=Decimal(30), unit="minute"),)
    assert (second.expected, third.expected) == ((), ())
    assert listed.warnings == (
        "1 : le seuil « 30 minutes au plus » est tiré du texte ; vérifiez-le, ou donnez-le dans une colonne.",
    )


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("1", "Texte", "peut-être", "", "", ""), "Le niveau « peut-être » n'est pas reconnu."),
        (("1", "Texte", "", "zéro", "", ""), "Le poids « zéro » n'est pas un nombre supérieur à zéro."),
        (("1", "Texte", "", "", "beaucoup", ""), "La valeur « beaucoup » n'est pas un nombre."),
        (("1", "Texte", "", "", "12", ""), "Le sens de la valeur « 12 » n'est pas dit."),
        (("1", "Texte", "", "", ">= 12", ""), "L'unité de la valeur « >= 12 » manque."),
        (("1", "", "oui", "", "", ""), "Le texte de l'exigence « 1 » manque."),
    ],
)
def test_a_mistake_is_told_with_its_sheet_and_line(row: tuple[str, ...], message: str) -> None:
    rows = (("N°", "Exigence", "Niveau", "Poids", "Valeur", "Unité"), row)
    with pytest.raises(OpposableError) as caught:
        read_requirements("l.xlsx", workbook(rows))
    assert str(caught.value).startswith(f"l.xlsx, feuille «\u00a0Lot 1\u00a0», ligne 2 : {message}")


def test_every_mistake_is_told_at_once() -> None:
    rows = (("N°", "Exigence", "Niveau"), ("1", "Un.", "bof"), ("2", "Deux.", ""), ("2", "Trois.", ""))
    with pytest.raises(OpposableError) as caught:
        read_requirements("l.xlsx", workbook(rows))
    assert [line.split(" : ")[1].split(" n'est")[0].split(" sert")[0] for line in str(caught.value).splitlines()] == [
        "Le niveau « bof »",
        "L'identifiant « 2 »",
    ]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("l.pdf", b"%PDF-1.4", "l.pdf : Ce fichier n'est pas une liste d'exigences lisible."),
        ("l.yaml", b"titre: rien", "l.yaml:1 : Aucune liste d'exigences dans ce fichier."),
        ("l.yaml", b"\xff\xfe", "l.yaml : Ce fichier n'est pas en UTF-8."),
        ("l.xlsx", workbook((("Date", "Heure"), ("1", "2"))), "l.xlsx, feuille «\u00a0Lot 1\u00a0» : Aucune colonne"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_its_reason(name: str, content: bytes, message: str) -> None:
    with pytest.raises(OpposableError) as caught:
        read_requirements(name, content)
    assert str(caught.value).startswith(message)


def test_an_unknown_column_is_refused_with_the_nearest() -> None:
    with pytest.raises(OpposableError, match=r"« Identifian » n'existe pas\. Vouliez-vous dire « Identifiant »"):
        read_requirements("l.xlsx", workbook((("Identifiant", "Texte"), ("1", "Un."))), {"id": "Identifian"})


@pytest.mark.parametrize(
    ("titles", "fields"),
    [
        (("N° exigence", "Libellé", "Description", "Niveau d'exigence"), ("id", "title", "text", "level")),
        (("Id", "Requirement", "Mandatory", "Evidence"), ("id", "text", "level", "proof")),
        (("Thème", "Réf.", "Exigence", "Exigence minimale"), ("criterion", "id", "text", "level")),
    ],
)
def test_the_usual_titles_are_understood(titles: tuple[str, ...], fields: tuple[str, ...]) -> None:
    assert {field: index for index, field in enumerate(fields)} == guess(titles)
