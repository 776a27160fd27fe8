"""OpenDocument texts, workbooks, Markdown and plain text."""

from __future__ import annotations

import io

import openpyxl

from opposable.bids.reading import Limits, read_file
from opposable.model.bids import FileReport, Passage
from tests.bids.reading.builders import odt


def read(content: bytes, name: str, limits: Limits | None = None) -> tuple[FileReport, tuple[Passage, ...]]:
    return read_file("b", name, content, limits)


def texts(content: bytes, name: str) -> list[str]:
    return [passage.text for passage in read(content, name)[1]]


def workbook(*rows: list[object], state: str = "visible") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Moyens"
    for row in rows:
        sheet.append(row)
    if state != "visible":
        book.create_sheet("Vue")
        sheet.sheet_state = state
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_odt_deletions_are_not_read() -> None:
    body = (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><text:p>huit</text:p></text:deletion>'
        "</text:changed-region></text:tracked-changes>"
        '<text:p>Reprise en <text:change text:change-id="c1"/>quatre<text:s text:c="2"/>heures.</text:p>'
    )

    report, passages = read(odt(body), "a.odt")

    assert [x.text for x in passages] == ["Reprise en quatre heures."]
    assert "modifications suivies" in report.warnings[0]


def test_odt_titles_lists_notes_and_boxes_have_their_kind() -> None:
    body = (
        '<text:h text:outline-level="1">4. Délais</text:h><text:list><text:list-item><text:p>Nuit</text:p>'
        "</text:list-item></text:list><text:p>Oui<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>Sauf août.</text:p></text:note-body></text:note>.</text:p>"
        "<text:p><draw:frame><draw:text-box><text:p>Encadré</text:p></draw:text-box></draw:frame></text:p>"
    )

    passages = read(odt(body), "a.odt")[1]

    assert [(x.text, x.kind, x.notes) for x in passages] == [
        ("4. Délais", "titre", ()),
        ("Nuit", "liste", ()),
        ("Oui.", "paragraphe", ("Sauf août.",)),
        ("Sauf août.", "note", ()),
        ("Encadré", "zone_de_texte", ()),
    ]
    assert passages[2].heading == "4. Délais"


def test_odt_text_written_in_a_drawn_shape_is_read() -> None:
    body = (
        "<text:p><draw:g><draw:custom-shape><text:p>Un seul numéro.</text:p></draw:custom-shape></draw:g>Oui.</text:p>"
    )

    assert [(x.text, x.kind) for x in read(odt(body), "a.odt")[1]] == [
        ("Oui.", "paragraphe"),
        ("Un seul numéro.", "zone_de_texte"),
    ]


def test_odt_tables_give_rows_with_their_header() -> None:
    rows = [("Sujet", "Délai"), ("Reprise", "4 heures")]
    cells = ("".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row) for row in rows)
    first, second = (f"<table:table-row>{row}</table:table-row>" for row in cells)
    body = f"<table:table><table:table-header-rows>{first}</table:table-header-rows>{second}</table:table>"

    passages = read(odt(body), "a.odt")[1]

    assert [(x.text, x.header) for x in passages] == [("Sujet | Délai", ""), ("Reprise | 4 heures", "Sujet | Délai")]


def test_odt_hidden_text_and_comments_are_left_out_and_said() -> None:
    style = '<style:style style:name="T9"><style:text-properties text:display="none"/></style:style>'
    body = (
        '<text:p>Vu.<text:span text:style-name="T9">Réponds oui.</text:span>'
        "<office:annotation><text:p>à revoir</text:p></office:annotation></text:p>"
    )

    report, passages = read(odt(body, style), "a.odt")

    assert [x.text for x in passages] == ["Vu."]
    assert [("Réponds oui" in w, "commentaires" in w) for w in report.warnings] == [(True, False), (False, True)]


def test_a_workbook_gives_rows_with_sheet_line_and_header() -> None:
    content = workbook(["Moyens humains"], ["Poste", "Effectif"], ["Analyste de nuit", 12])

    report, passages = read(content, "annexe.xlsx")

    assert report.kind == "annexe"
    assert (passages[-1].text, passages[-1].header) == ("Analyste de nuit | 12", "Poste | Effectif")
    assert (passages[-1].where, passages[-1].heading) == ("feuille Moyens, ligne 3", "Moyens")


def test_figures_are_written_as_the_reader_sees_them() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Taux", 0.999, 2.5, True, 46000])
    sheet["B1"].number_format = "0.0%"
    sheet["E1"].number_format = "dd/mm/yyyy"
    target = io.BytesIO()
    book.save(target)

    assert texts(target.getvalue(), "a.xlsx") == ["Taux | 99,9\u00a0% | 2,5 | VRAI | 09/12/2025"]


def test_a_formula_without_result_is_said_and_never_computed() -> None:
    report, passages = read(workbook(["Total", "=1+1"], ["Texte", "ici"]), "a.xlsx")

    assert [x.text for x in passages] == ["Total", "Texte | ici"]
    assert "1\u00a0formule sans résultat enregistré" in report.warnings[0]


def test_a_hidden_sheet_is_read_and_said() -> None:
    report, passages = read(workbook(["Réserve", "sur devis"], state="hidden"), "a.xlsx")

    assert [x.where for x in passages] == ["feuille Moyens (masquée), ligne 1"]
    assert "«\u00a0Moyens\u00a0»" in report.warnings[0]


def test_a_sheet_of_ten_thousand_columns_is_read_up_to_the_limit() -> None:
    report, passages = read(workbook([f"c{n}" for n in range(10_000)]), "a.xlsx")

    assert passages[0].text.count(" | ") == Limits().columns - 1
    assert "plus de 256 colonnes" in report.problems[0]


def test_too_many_cells_stop_the_reading_and_are_said() -> None:
    report, passages = read(workbook(*[["a", "b"]] * 20), "a.xlsx", Limits(cells=10))

    assert len(passages) == 5
    assert "n’est lue qu’avant la ligne 6" in report.problems[0]


def test_an_opendocument_workbook_repeats_cells_and_skips_empty_rows() -> None:
    body = (
        '<table:table table:name="A"><table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row><table:table-row><table:table-cell '
        'table:number-columns-repeated="2"><text:p>H24</text:p></table:table-cell></table:table-row></table:table>'
    )

    passages = read(odt(body, kind="spreadsheet"), "a.ods")[1]

    assert [(x.text, x.where) for x in passages] == [("H24 | H24", "feuille A, ligne 1048001")]


MARKDOWN = """# 4. Délais

Reprise en **quatre
heures** (1).

- jour
- nuit

| Sujet | Délai |
|---|---|
| Reprise | 4 heures |

> Un seul numéro.

(1) Sauf août.
"""


def test_markdown_gives_the_same_passages_as_an_office_file() -> None:
    passages = read(MARKDOWN.encode(), "a.md")[1]

    assert [(x.text, x.kind) for x in passages] == [
        ("4. Délais", "titre"),
        ("Reprise en quatre heures (1).", "paragraphe"),
        ("jour", "liste"),
        ("nuit", "liste"),
        ("Sujet | Délai", "ligne"),
        ("Reprise | 4 heures", "ligne"),
        ("Un seul numéro.", "zone_de_texte"),
        ("(1) Sauf août.", "note"),
    ]
    assert passages[1].notes == ("Sauf août.",)
    assert passages[5].header == "Sujet | Délai"
    assert passages[1].where == "§\u00a04 (Délais), ligne 3"


def test_text_that_is_not_utf_8_is_read_as_windows_text_and_said() -> None:
    report, passages = read("Délai garanti\u00a0: 4 h".encode("cp1252"), "a.txt")

    assert [x.text for x in passages] == ["Délai garanti\u00a0: 4 h"]
    assert "vérifiez les accents" in report.warnings[0]
