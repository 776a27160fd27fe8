"""What every Word document shares: styles only, numbering by Word, linked contents, accessible tables, fixed bytes."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime

import pytest
from docx.oxml.ns import qn
from openxml_audit import OpenXmlValidator

from opposable.documents.annexes import write_annexes
from opposable.documents.buyer_notes import write_buyer_notes
from opposable.documents.ccap import write_ccap
from opposable.documents.cctp import write_cctp
from opposable.documents.rao import write_rao
from opposable.documents.rc import write_rc
from tests.documents.word_tenders import MASTER, assessed, draft, headings, large, opened, plain, sealed, tables, words

TENDER = sealed()
WRITERS = {
    "cctp": write_cctp,
    "rc": write_rc,
    "ccap": write_ccap,
    "annexes": write_annexes,
    "note": write_buyer_notes,
    "rao": lambda tender, master: write_rao(tender, assessed(tender), master),
}
FILES = {name: write(TENDER, MASTER) for name, write in WRITERS.items()}
EVERY = pytest.mark.parametrize("name", list(FILES))


@EVERY
def test_the_same_tender_gives_the_same_bytes(name):
    assert FILES[name] == WRITERS[name](TENDER, MASTER)


@EVERY
def test_the_file_follows_the_office_schemas(name, tmp_path):
    path = tmp_path / "piece.docx"
    path.write_bytes(FILES[name])
    assert [] == list(OpenXmlValidator().validate(str(path)).errors)


@EVERY
def test_the_contents_list_every_heading_of_two_levels_with_a_link_to_it(name):
    document = opened(FILES[name])
    entries = [p for p in document.paragraphs if p.style.name in ("toc 1", "toc 2")]
    listed = [plain(re.split(r"\t| : ", plain(p.hyperlinks[0].text), maxsplit=1)[1]) for p in entries]
    assert headings(FILES[name], "1", "2") == listed
    anchors = {mark.get(qn("w:name")) for mark in document.element.body.iter(qn("w:bookmarkStart"))}
    assert set() == {p.hyperlinks[0].fragment for p in entries} - anchors


@EVERY
def test_the_contents_are_a_real_field_without_a_stale_page_number(name):
    body = opened(FILES[name]).element.body
    assert [' TOC \\o "1-2" \\h \\z \\u '] == [code.text for code in body.iter(qn("w:instrText"))]
    kinds = [mark.get(qn("w:fldCharType")) for mark in body.iter(qn("w:fldChar"))]
    assert ["begin", "separate", "end"] == kinds


@EVERY
def test_the_numbers_of_the_contents_follow_the_levels_of_the_headings(name):
    document = opened(FILES[name])
    chapter, article, numbers = 0, 0, []
    for paragraph in document.paragraphs:
        if paragraph.style.name == "Heading 1":
            chapter, article = chapter + 1, 0
            numbers.append(f"{chapter}")
        elif paragraph.style.name == "Heading 2":
            article += 1
            numbers.append(f"{chapter}.{article}")
    entries = [p.text.split("\t")[0] for p in document.paragraphs if p.style.name in ("toc 1", "toc 2")]
    assert numbers == [entry for entry in entries if not entry.startswith("Annexe")]


@EVERY
def test_no_heading_types_its_own_number_and_word_numbers_them(name):
    document = opened(FILES[name])
    assert [] == [text for text in headings(FILES[name], "1", "2", "3") if re.match(r"\d|Annexe|Article", text)]
    for style in ("Heading 1", "Heading 2", "Heading 3", "Titre d'annexe"):
        assert document.styles[style].element.pPr.numPr is not None


@EVERY
def test_the_text_is_formatted_by_styles_alone(name):
    body = opened(FILES[name]).element.body
    direct = {child.tag for properties in body.iter(qn("w:rPr")) for child in properties}
    assert direct <= {qn("w:rStyle")}
    paragraphs = {child.tag for properties in body.iter(qn("w:pPr")) for child in properties}
    assert paragraphs <= {qn("w:pStyle"), qn("w:keepNext"), qn("w:pageBreakBefore")}


@EVERY
def test_every_table_repeats_its_header_never_cuts_a_row_and_has_a_caption(name):
    for table in opened(FILES[name]).element.body.iter(qn("w:tbl")):
        rows = table.tr_lst
        assert 1 == len(list(table.iter(qn("w:tblHeader"))))
        assert rows[0].trPr.find(qn("w:tblHeader")) is not None
        assert len(rows) == len(list(table.iter(qn("w:cantSplit"))))
        assert table.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        widths = [int(column.get(qn("w:w"))) for column in table.tblGrid.gridCol_lst]
        assert int(table.tblPr.find(qn("w:tblW")).get(qn("w:w"))) == sum(widths)


@EVERY
def test_bookmarks_are_unique_and_every_inner_link_leads_somewhere(name):
    body = opened(FILES[name]).element.body
    marks = [(mark.get(qn("w:id")), mark.get(qn("w:name"))) for mark in body.iter(qn("w:bookmarkStart"))]
    assert len(marks) == len({id_ for id_, _ in marks}) == len({name for _, name in marks})
    links = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))} - {None}
    assert set() == links - {name for _, name in marks}


@EVERY
def test_the_language_is_french_and_the_properties_say_what_it_is(name):
    document = opened(FILES[name])
    lang = document.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
    properties = document.core_properties
    assert "fr-FR" == lang.get(qn("w:val")) == properties.language
    assert TENDER.buyer.name == properties.author
    assert datetime(2026, 11, 21, tzinfo=UTC) == properties.created.replace(tzinfo=UTC)
    assert properties.title.endswith("Supervision de sécurité & réponse aux incidents")
    assert TENDER.seal == properties.identifier


@EVERY
def test_header_and_footer_carry_reference_version_seal_and_page_fields(name):
    section = opened(FILES[name]).sections[0]
    assert "2026-CYB-01" in section.header.paragraphs[0].text
    foot = section.footer.paragraphs[0]
    assert f"Scellé {TENDER.seal[:12]}" in foot.text
    assert "Version 1" in plain(foot.text)
    assert [" PAGE ", " NUMPAGES "] == [code.text for code in foot._p.iter(qn("w:instrText"))]


@EVERY
def test_no_mark_of_the_master_is_left(name):
    document = opened(FILES[name])
    parts = [document.element.body, document.sections[0].header._element, document.sections[0].footer._element]
    assert [] == [node.text for part in parts for node in part.iter(qn("w:t")) if "{{" in (node.text or "")]


@EVERY
def test_french_typography_leaves_no_breakable_space_before_high_punctuation(name):
    body = opened(FILES[name]).element.body
    texts = [node.text for node in body.iter(qn("w:t")) if "24h/24" not in (node.text or "")]
    assert [] == [text for text in texts if re.search(r"\w [:;?!%»]|« |\w'\w", text)]


@pytest.mark.parametrize("name", ["cctp", "rc", "ccap", "annexes"])
def test_neither_money_nor_weakness_of_the_buyer_reaches_a_published_document(name):
    text = words(FILES[name])
    for secret in (
        "1 987 654",
        "2 345 678",
        "1987654",
        "Personne ne veille",
        "Nulle part en place",
        "en ligne seulement",
    ):
        assert secret not in text


def test_an_unsealed_tender_is_a_project_on_its_cover_and_in_its_footer():
    written = write_cctp(draft(), MASTER)
    document = opened(written)
    assert "PROJET" in [p.text for p in document.paragraphs if p.style.name == "Mention de projet"]
    assert "Projet, sans scellé" in plain(document.sections[0].footer.paragraphs[0].text)
    assert [] == [p for p in opened(FILES["cctp"]).paragraphs if p.style.name == "Mention de projet"]


def test_three_hundred_requirements_are_written_in_a_few_seconds():
    tender = large(300)
    started = time.perf_counter()
    written = write_cctp(tender, MASTER)
    assert time.perf_counter() - started < 15
    assert [f"Exigence DET-{index:03d}" for index in range(300)] == [
        t for t in tables(written) if t.startswith("Exigence ")
    ]
