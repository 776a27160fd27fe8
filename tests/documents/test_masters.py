"""A master of one's own: what it may change, and what is said when it lacks something."""

from __future__ import annotations

import io

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from opposable.documents.cctp import write_cctp
from opposable.documents.masters import (
    CHARACTER_STYLES,
    NUMBERED_STYLES,
    PARAGRAPH_STYLES,
    TABLE_STYLES,
    open_master,
)
from opposable.model.errors import OpposableError
from tests.documents.word_tenders import MASTER, draft, opened, plain


def changed(change) -> bytes:
    document = docx.Document(io.BytesIO(MASTER))
    change(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def without_style(*names: str) -> bytes:
    def remove(document):
        for name in names:
            element = next(s.element for s in document.styles if s.name.casefold() == name.casefold())
            element.getparent().remove(element)

    return changed(remove)


def refusal(master: bytes) -> str:
    with pytest.raises(OpposableError) as refused:
        write_cctp(draft(), master)
    return plain(str(refused.value))


@pytest.mark.parametrize("style", [*PARAGRAPH_STYLES, *CHARACTER_STYLES, *TABLE_STYLES])
def test_a_missing_style_is_named_with_the_file(style):
    message = refusal(without_style(style))
    assert message.startswith("piece.docx : Il manque le style ")
    assert plain(style) in message


def test_several_missing_styles_are_said_at_once_and_word_s_own_names_are_given():
    assert (
        "piece.docx : Il manque les styles « Titre 3 » (Heading 3) et « Encadré ». "
        "Ajoutez-les à ce modèle, ou copiez-les du modèle fourni."
    ) == refusal(without_style("Heading 3", "Encadré"))


@pytest.mark.parametrize("style", NUMBERED_STYLES)
def test_a_heading_style_without_numbering_is_refused(style):
    def unlink(document):
        properties = document.styles[style].element.pPr
        properties.remove(properties.numPr)

    message = refusal(changed(unlink))
    assert "n'est pas numéroté" in message
    assert plain(style) in message


@pytest.mark.parametrize("mark", ["sommaire", "contenu"])
def test_a_missing_mark_is_named(mark):
    def rub_out(document):
        for paragraph in document.paragraphs:
            if mark in paragraph.text:
                paragraph._p.getparent().remove(paragraph._p)

    assert f"Le repère « {{{{ {mark} }}}} » manque" in refusal(changed(rub_out))


def test_an_unknown_mark_is_quoted_with_the_nearest_one():
    message = refusal(changed(lambda d: d.paragraphs[0].add_run(" {{ referense }}")))
    assert "piece.docx : Le repère « referense » n'existe pas. Vouliez-vous dire « reference » ?" == message


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", b"%PDF-1.7"])
def test_a_file_that_is_not_word_is_refused(content):
    with pytest.raises(OpposableError, match=r"ch-orme\.docx : Ce modèle n'est pas un document Word"):
        open_master(content, "ch-orme.docx")


def test_the_look_of_the_establishment_is_kept():
    def restyle(document):
        document.styles["Heading 1"].font.color.rgb = RGBColor(0, 0x80, 0)
        document.styles["Body Text"].font.size = Pt(12)
        document.paragraphs[0].insert_paragraph_before("Établissement public de santé")

    document = opened(write_cctp(draft(), changed(restyle)))
    assert RGBColor(0, 0x80, 0) == document.styles["Heading 1"].font.color.rgb
    assert Pt(12) == document.styles["Body Text"].font.size
    assert "Établissement public de santé" == document.paragraphs[0].text


def test_a_mark_that_word_spread_over_several_runs_is_filled():
    def spread(document):
        paragraph = document.paragraphs[0]
        for run in list(paragraph.runs):
            run._r.getparent().remove(run._r)
        for piece in ("Pour {", "{ ache", "teur }", "} et ses usagers"):
            paragraph.add_run(piece)

    document = opened(write_cctp(draft(), changed(spread)))
    assert "Pour Centre hospitalier de l'Orme et ses usagers" == plain(document.paragraphs[0].text)


def test_a_master_with_french_style_identifiers_works():
    def rename(document):
        for old, new in (("Heading1", "Titre1"), ("BodyText", "Corpsdetexte")):
            for node in document.part.element.getroottree().getroot().iter():
                if node.get(qn("w:val")) == old:
                    node.set(qn("w:val"), new)
            for style in document.styles.element:
                if style.get(qn("w:styleId")) == old:
                    style.set(qn("w:styleId"), new)

    document = opened(write_cctp(draft(), changed(rename)))
    assert "Titre1" in {p.pPr.pStyle.val for p in document.element.body.iter(qn("w:p"))}
