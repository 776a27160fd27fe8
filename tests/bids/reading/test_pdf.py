"""PDF files: columns in order, whole words, tables as rows, notes, running titles and scanned pages."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pypdfium2
import pytest

from opposable.bids.reading import Limits, read_file
from opposable.model.bids import FileReport, Passage
from tests.bids.reading.builders import grid, paragraph, pdf, write

LEFT = (
    "Nos analystes sont présents jour et nuit dans",
    "nos locaux de Rennes, par équipes de trois, et",
    "la relève se fait à six heures, à quatorze heures",
    "et à vingt-deux heures, sans aucune interruption",
    "du service, dimanches et jours fériés compris.",
)
RIGHT = (
    "Les sauvegardes sont copiées chaque nuit dans un",
    "second centre, à cent quarante kilomètres, et un",
    "exemplaire reste hors ligne pendant trente jours,",
    "ce que nous vérifions chaque mois par un essai de",
    "restauration complète devant votre responsable.",
)
BODY = "Une ligne de texte courant assez longue pour donner sa taille au document entier."


def read(content: bytes, limits: Limits | None = None) -> tuple[FileReport, tuple[Passage, ...]]:
    return read_file("b", "memoire.pdf", content, limits)


def texts(*pages: str) -> list[str]:
    return [passage.text for passage in read(pdf(*pages))[1]]


def test_two_columns_are_read_one_after_the_other() -> None:
    page = "\n".join([write("Offre", 50, 780, 20), paragraph(LEFT, 50, 740), paragraph(RIGHT, 310, 740)])

    assert texts(page) == ["Offre", " ".join(LEFT), " ".join(RIGHT)]


def test_columns_written_line_by_line_are_not_mixed_either() -> None:
    lines = [
        write(text, x, 740 - 14 * n)
        for n, both in enumerate(zip(LEFT, RIGHT, strict=True))
        for text, x in zip(both, (50, 310), strict=True)
    ]

    assert texts("\n".join(lines)) == [" ".join(LEFT), " ".join(RIGHT)]


def test_a_word_cut_at_the_end_of_a_line_is_made_whole() -> None:
    lines = (
        "Le prestataire assure la supervision de toutes vos instal-",
        "lations, de six heures à minuit, et rappelle l'aide-",
        "soignante de garde en moins de vingt-",
        "quatre heures, quel que soit le jour de la semaine.",
    )

    assert texts(paragraph(lines, 50, 700)) == [
        (
            "Le prestataire assure la supervision de toutes vos installations, de six heures à minuit, et rappelle "
            "l'aide-soignante de garde en moins de vingt-quatre heures, quel que soit le jour de la semaine."
        )
    ]


def test_a_paragraph_that_runs_over_a_page_is_one_passage_of_its_first_page() -> None:
    first = paragraph((BODY, "Le service reprend en quatre heures sur le second centre, et la perte de"), 50, 100)
    second = paragraph(("données ne dépasse pas quinze minutes.",), 50, 780)

    passages = read(pdf(first, second))[1]

    assert passages[0].text.endswith("la perte de données ne dépasse pas quinze minutes.")
    assert passages[0].where == "page 1, bloc 1"
    assert passages[0].page == 1


def test_a_drawn_table_gives_rows_with_their_header() -> None:
    cells = [("Sujet", "Engagement"), ("Reprise", "4 heures"), ("Perte de données", "15 minutes au plus")]
    written = [
        write(text, x, 685 - 30 * n) for n, row in enumerate(cells) for text, x in zip(row, (55, 205), strict=True)
    ]

    passages = read(pdf("\n".join([grid((50, 200, 400), (700, 670, 640, 610)), *written])))[1]

    assert [(x.text, x.header, x.kind) for x in passages] == [
        ("Sujet | Engagement", "", "ligne"),
        ("Reprise | 4 heures", "Sujet | Engagement", "ligne"),
        ("Perte de données | 15 minutes au plus", "Sujet | Engagement", "ligne"),
    ]


def test_a_cell_of_several_lines_stays_in_its_row() -> None:
    written = [
        write("Reprise", 55, 685),
        write("quatre heures sur le", 205, 685),
        write("second centre", 205, 673),
        write("Perte", 55, 645),
        write("néant", 205, 645),
    ]

    found = texts("\n".join([grid((50, 200, 400), (700, 660, 630)), *written]))

    assert found == ["Reprise | quatre heures sur le second centre", "Perte | néant"]


def test_a_row_cut_by_a_page_is_made_whole() -> None:
    first = [write("Reprise", 55, 85), write("quatre heures sur le", 205, 85)]
    second = [write("second centre", 205, 785), write("Perte", 55, 755), write("néant", 205, 755)]
    xs = (50, 200, 400)

    found = texts(
        "\n".join([paragraph((BODY,), 50, 700), grid(xs, (100, 70)), *first]),
        "\n".join([grid(xs, (800, 770, 740)), *second, paragraph((BODY,), 50, 700)]),
    )

    assert found == [BODY, "Reprise | quatre heures sur le second centre", "Perte | néant", BODY]


def test_a_table_without_lines_is_read_by_its_aligned_blanks() -> None:
    rows = [("Alerte critique", "15 minutes"), ("Alerte majeure", "1 heure"), ("Alerte mineure", "1 jour")]
    written = [
        write(text, x, 600 - 14 * n) for n, row in enumerate(rows) for text, x in zip(row, (50, 250), strict=True)
    ]

    assert texts("\n".join([paragraph((BODY, BODY), 50, 700), *written]))[1:] == [
        "Alerte critique | 15 minutes",
        "Alerte majeure | 1 heure",
        "Alerte mineure | 1 jour",
    ]


def test_a_footnote_is_attached_to_the_paragraph_that_calls_it() -> None:
    page = "\n".join(
        [
            write("Reprise en 4 heures", 50, 700),
            write("1", 137.5, 704, 5.8),
            paragraph((BODY, BODY, BODY), 50, 660),
            write("1 Hors jours fériés et week-ends.", 50, 80, 7),
        ]
    )

    passages = read(pdf(page))[1]

    assert (passages[0].text, passages[0].notes) == ("Reprise en 4 heures", ("Hors jours fériés et week-ends.",))
    assert [x.text for x in passages if x.kind == "note"] == ["Hors jours fériés et week-ends."]


def test_titles_come_from_size_and_bold_numbers() -> None:
    page = "\n".join(
        [
            write("2. Supervision", 50, 780, 16),
            write("2.1 La nuit", 50, 750, 10, "F2"),
            paragraph((BODY, BODY), 50, 720),
        ]
    )

    passages = read(pdf(page))[1]

    assert [x.kind for x in passages] == ["titre", "titre", "paragraphe"]
    assert passages[-1].heading == "2. Supervision > 2.1 La nuit"


def test_running_titles_are_said_once_and_page_numbers_never() -> None:
    pages = [
        "\n".join(
            [write("Offre Tartempion", 50, 815), paragraph((BODY,), 50, 600 - 60 * n), write(f"{n + 1}/3", 290, 30)]
        )
        for n in range(3)
    ]

    passages = read(pdf(*pages))[1]

    assert [x.text for x in passages if x.kind == "entete"] == ["Offre Tartempion"]
    assert [x.text for x in passages if x.kind != "entete"] == [BODY] * 3


def test_items_of_a_list_are_passages_of_their_own() -> None:
    page = paragraph((BODY, "\x95 neuf techniciens de proximité ;", "\x95 deux formateurs."), 50, 700)

    passages = read(pdf(page.replace("\x95", "•")))[1]

    assert [(x.text, x.kind) for x in passages][1:] == [
        ("neuf techniciens de proximité ;", "liste"),
        ("deux formateurs.", "liste"),
    ]


SCANNED = "q 400 0 0 400 90 200 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x7f EI Q"


def test_a_scanned_page_is_said_page_by_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    report, passages = read(pdf(paragraph((BODY,), 50, 700), SCANNED))

    assert [x.text for x in passages] == [BODY]
    assert report.warnings == (
        (
            "memoire.pdf\u00a0: page 2\u00a0: image sans texte, qui n’a pas été lue. "
            "Lisez-la à l’écran avant de conclure à une absence."
        ),
    )


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_a_scanned_page_is_read_by_character_recognition_and_says_so(scanned: bytes) -> None:
    report, passages = read(scanned)

    assert "quatre heures" in " ".join(x.text for x in passages)
    assert passages[0].where.startswith("page 1 (reconnaissance optique)")
    assert "lue par reconnaissance optique" in report.warnings[0]


@pytest.fixture
def scanned() -> bytes:
    """Return a PDF whose only page is the picture of a text."""
    source = pypdfium2.PdfDocument(pdf(paragraph(("Reprise en quatre heures au plus,", "jour et nuit."), 60, 700, 18)))
    bitmap = source[0].render(scale=2.5, grayscale=True)
    picture = pypdfium2.PdfDocument.new()
    page = picture.new_page(595, 842)
    image = pypdfium2.PdfImage.new(picture)
    image.set_bitmap(bitmap)
    image.set_matrix(pypdfium2.PdfMatrix().scale(595, 842))
    page.insert_obj(image)
    page.gen_content()
    target = io.BytesIO()
    picture.save(target)
    return target.getvalue()


def test_pages_beyond_the_limit_are_left_out_and_said() -> None:
    report, passages = read(pdf(*[paragraph((BODY,), 50, 500 - n * 50) for n in range(3)]), Limits(pages=2))

    assert [x.page for x in passages] == [1, 2]
    assert report.pages == 3
    assert report.problems == ("memoire.pdf\u00a0: Le PDF compte 3\u00a0pages\u00a0: la lecture s’arrête à la page 2.",)


def test_a_turned_page_is_read_the_way_its_reader_sees_it() -> None:
    columns = "\n".join([paragraph(LEFT, 50, 500), paragraph(RIGHT, 410, 500)])
    content = pdf(f"q 0 1 -1 0 595 0 cm\n{columns}\nQ")
    turned = content.replace(b"/MediaBox [0 0 595 842]", b"/MediaBox [0 0 595 842] /Rotate 90")

    assert [x.text for x in read(turned)[1]] == [" ".join(LEFT), " ".join(RIGHT)]
