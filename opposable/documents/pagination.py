"""Put page numbers in the contents of Word documents, where LibreOffice is there to lay them out."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pypdfium2
from docx.oxml.ns import qn
from lxml import etree

from opposable.documents import oxml

_SECONDS = 180
_CONTENTS_DEPTH = 2


def paginate(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return `files` with page numbers in the contents of each Word document.

    Only a layout program knows the pages: LibreOffice lays the documents out, and the numbers are written in the
    contents as Word writes them, in fields that an update refreshes. Without LibreOffice, or when it fails, the
    contents stay complete and linked, without numbers. The other files are returned as they are.
    """
    words = {name: content for name, content in files.items() if name.endswith(".docx")}
    pages = _heading_pages(words) if words and shutil.which("soffice") else {}
    return {name: _numbered(content, pages.get(name, ())) for name, content in files.items()}


def _heading_pages(words: Mapping[str, bytes]) -> dict[str, tuple[int, ...]]:
    """Return, for each document, the page of each heading of the contents, in order."""
    with tempfile.TemporaryDirectory(prefix="opposable-") as folder:
        root = Path(folder)
        sources = {name: root / f"{index}.docx" for index, name in enumerate(sorted(words))}
        for name, path in sources.items():
            path.write_bytes(words[name])
        command = ["soffice", f"-env:UserInstallation=file://{root / 'profile'}", "--headless", "--convert-to"]
        command += ["pdf", "--outdir", str(root), *map(str, sources.values())]
        try:
            subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)
        except (subprocess.SubprocessError, OSError):
            return {}
        return {name: _outline(path.with_suffix(".pdf")) for name, path in sources.items()}


def _outline(pdf: Path) -> tuple[int, ...]:
    if not pdf.exists():
        return ()
    document = pypdfium2.PdfDocument(pdf)
    try:
        found = []
        # One level deeper than what is kept: the library warns, in English, of headings that it does not reach.
        for mark in document.get_toc(max_depth=_CONTENTS_DEPTH + 1):
            target = mark.get_dest()
            index = target.get_index() if target is not None else None
            if index is not None and mark.level < _CONTENTS_DEPTH:
                found.append(index + 1)
        return tuple(found)
    finally:
        document.close()


def _numbered(content: bytes, pages: tuple[int, ...]) -> bytes:
    if not pages:
        return content
    source = zipfile.ZipFile(io.BytesIO(content))
    root = etree.fromstring(source.read("word/document.xml"), etree.XMLParser(resolve_entities=False))
    links = [link for link in root.iter(qn("w:hyperlink")) if _is_entry(link)]
    if len(links) != len(pages):  # the outline and the contents disagree: no number is better than a wrong one
        return content
    for link, page in zip(links, pages, strict=True):
        for run in oxml.page_reference(str(link.get(qn("w:anchor"))), page):
            link.append(run)
    changed = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            target.writestr(info, changed if info.filename == "word/document.xml" else source.read(info))
    return buffer.getvalue()


def _is_entry(link: etree._Element) -> bool:
    paragraph = link.getparent()
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}") if paragraph is not None else None
    return style is not None and str(style.get(qn("w:val"))).startswith("TOC")
