"""The contents of a document get their page numbers from a real layout, and stay complete without one."""

from __future__ import annotations

import io
import re
import shutil
import zipfile

import docx
import pytest

from opposable.documents.cctp import write_cctp
from opposable.documents.pagination import paginate
from opposable.documents.piece import Piece
from opposable.documents.wording import identity
from tests.documents.word_tenders import MASTER, draft, large

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")


def entries(content: bytes) -> list[str]:
    paragraphs = docx.Document(io.BytesIO(content)).paragraphs
    return [p.text for p in paragraphs if (p.style.style_id or "").startswith("TOC") and p.text != "Sommaire"]


@pytest.mark.office
@needs_office
def test_every_entry_ends_with_its_page() -> None:
    numbered = paginate({"cctp.docx": write_cctp(large(40), MASTER)})["cctp.docx"]
    pages = [int(match.group(1)) for entry in entries(numbered) if (match := re.search(r"\t(\d+)$", entry))]
    assert len(pages) == len(entries(numbered)) > 5
    assert pages == sorted(pages)
    assert b"PAGEREF _Toc" in zipfile.ZipFile(io.BytesIO(numbered)).read("word/document.xml")


@pytest.mark.office
@needs_office
def test_headings_deeper_than_the_contents_are_left_out_without_a_word(caplog: pytest.LogCaptureFixture) -> None:
    piece = Piece(MASTER, identity(draft(), "Rapport"))
    for level in (1, 2, 3, 2, 1):
        piece.heading("Titre", level)
    numbered = entries(paginate({"rao.docx": piece.save()})["rao.docx"])
    assert ["1", "1.1", "1.2", "2"] == [entry.split("\t")[0] for entry in numbered]
    assert {"3"} == {entry.split("\t")[-1] for entry in numbered}
    assert [] == caplog.messages


@pytest.mark.office
@needs_office
def test_the_same_document_gets_the_same_bytes() -> None:
    content = write_cctp(large(40), MASTER)
    assert paginate({"a.docx": content}) == paginate({"a.docx": content})


def test_without_a_layout_program_the_file_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    content = write_cctp(large(40), MASTER)
    assert paginate({"a.docx": content, "b.xlsx": b"x"}) == {"a.docx": content, "b.xlsx": b"x"}
