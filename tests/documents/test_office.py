"""LibreOffice opens, converts and saves again what we write."""

from __future__ import annotations

import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn

from opposable.documents.cctp import write_cctp
from tests.documents.word_tenders import MASTER, sealed

SOFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed"),
]


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("office")
    (folder / "cctp.docx").write_bytes(write_cctp(sealed(), MASTER))

    def convert(to):
        command = [SOFFICE, f"-env:UserInstallation=file://{folder}/profile-{to}", "--headless", "--convert-to", to]
        out = ["--outdir", str(folder / to), str(folder / "cctp.docx")]
        subprocess.run([*command, *out], check=True, capture_output=True, timeout=120)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(convert, ["pdf", "docx"]))
    return folder


def test_the_pdf_shows_numbers_headers_pages_and_every_requirement(converted):
    with pypdfium2.PdfDocument(converted / "pdf" / "cctp.pdf") as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
    text = re.sub(r"\s+", " ", "\n".join(pages)).replace("\u202f", " ")
    assert f"Page {len(pages)} / {len(pages)}" in text
    for said in ("4.1 Clause supervision", "Annexe A : Table des exigences", "2026-CYB-01", "Scellé"):
        assert said in text
    for number in ("DET-01", "DET-02", "DET-03", "RGD-01"):
        assert number in text


def test_the_bookmarks_of_requirements_survive_a_save_in_libreoffice(converted):
    body = docx.Document(str(converted / "docx" / "cctp.docx")).element.body
    names = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    assert {"EX_DET_01", "EX_DET_02", "EX_DET_03"} <= names
