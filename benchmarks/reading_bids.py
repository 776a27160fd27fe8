"""Long bids made of shuffled sentences, the same at every run: Word and PDF files without a word processor."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import docx

from opposable.model.french import number

SETS = Path(__file__).parent / "sets"
_LINES, _WIDTH = 44, 92
_STAMP = (2026, 1, 1, 0, 0, 0)
_TITLES = (
    "Organisation proposée", "Supervision et détection", "Gestion des incidents", "Continuité et reprise",
    "Hébergement des données", "Gestion des accès", "Sous-traitance et chaîne d'approvisionnement",
    "Formation et sensibilisation", "Réversibilité", "Pilotage et engagements de service",
)  # fmt: skip
_ENDS = (
    "pour l'ensemble des sites du groupement", "sous la responsabilité du directeur de projet",
    "dans le respect de la politique de sécurité de l'établissement", "avec un compte rendu au comité de suivi",
    "pendant toute la durée du marché", "selon le plan d'assurance sécurité", "hors jours fériés",
    "en lien avec le responsable de la sécurité", "sans surcoût pour l'acheteur", "sur devis accepté au préalable",
)  # fmt: skip
Block = tuple[str, str]
"""A kind (``h1``, ``h2``, ``p``, ``li``, ``tr``) and its text; the cells of a row are separated by a tab."""


def sentences() -> tuple[str, ...]:
    """Return the sentences of the bids of both labelled sets, in order."""
    found: dict[str, None] = {}
    for path in sorted(SETS.glob("bids_dev*/bids/*.md")):
        for line in path.read_text(encoding="utf-8").splitlines():
            bare = re.sub(r"^\s*(?:#+|[-*]|\d+\.)\s+|\*\*|\|", " ", line)
            found.update(dict.fromkeys(s.strip() for s in re.split(r"(?<=[.;])\s+", bare) if 40 < len(s) < 300))
    return tuple(found)


def blocks(seed: int, pages: int, pool: Sequence[str]) -> Iterator[Block]:
    """Give the blocks of about `pages` pages; the numbers and ends of sentences differ from one bid to the other."""
    chance = random.Random(seed)
    for page in range(pages):
        if page % 15 == 0:
            yield "h1", f"{page // 15 + 1}. {_TITLES[page // 15 % len(_TITLES)]}"
        yield "h2", f"{page // 15 + 1}.{page % 15 + 1} {chance.choice(_TITLES)} : {chance.choice(_ENDS)}"
        for _ in range(7):
            yield "p", " ".join(_sentence(chance, pool) for _ in range(chance.randint(2, 4)))
        yield from (("li", _sentence(chance, pool)) for _ in range(4))
        if page % 3 == 0:
            yield "tr", "Engagement\tDélai\tPreuve"
            for _ in range(4):
                yield "tr", f"{chance.choice(_TITLES)}\t{chance.randint(1, 72)} heures\t{chance.choice(_ENDS)}"


def _sentence(chance: random.Random, pool: Sequence[str]) -> str:
    text = re.sub(r"\b\d{1,3}\b", lambda _: number(chance.randint(1, 120)), chance.choice(pool))
    return f"{text.rstrip('.;: ')}, {chance.choice(_ENDS)}."


def word_file(content: Sequence[Block]) -> bytes:
    """Return a .docx of `content`: titles in the usual styles, lists, tables."""
    base, made = io.BytesIO(), io.BytesIO()
    docx.Document().save(base)
    with zipfile.ZipFile(base) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            body = _word_body(content).encode() if name == "word/document.xml" else source.read(name)
            target.writestr(zipfile.ZipInfo(name, _STAMP), body, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _word_body(content: Sequence[Block]) -> str:
    styles = {"h1": "Heading1", "h2": "Heading2", "p": "Normal", "li": "ListBullet"}
    parts, rows = [], []
    for kind, text in [*content, ("p", "")]:
        if kind == "tr":
            cells = (f"<w:tc>{_paragraph('Normal', cell)}</w:tc>" for cell in text.split("\t"))
            rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
            continue
        if rows:
            parts.append(f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>")
            rows = []
        parts.append(_paragraph(styles[kind], text))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{''.join(parts)}</w:body></w:document>"
    )


def _paragraph(style: str, text: str) -> str:
    safe = text.replace("&", "&amp;").replace("<", "&lt;")
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t xml:space="preserve">{safe}</w:t></w:r></w:p>'


def pdf_file(content: Sequence[Block]) -> bytes:
    """Return a PDF of `content`: one column, bold titles, ruled tables, a footer with the page number."""
    pages = [_page(lines, n) for n, lines in enumerate(_paged(content), start=1)]
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(pages)))
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica%s/Encoding/WinAnsiEncoding>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        (font % "").encode(),
        (font % "-Bold").encode(),
    ]
    for number_, page in enumerate(pages):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>"
            + f"/Contents {6 + 2 * number_} 0 R>>".encode()
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(page), page))
    return _numbered(objects)


def _numbered(objects: Sequence[bytes]) -> bytes:
    made, places = bytearray(b"%PDF-1.4\n"), []
    for number_, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number_, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return bytes(made) + tail % (len(places) + 1, table, len(places) + 1, len(made))


def _paged(content: Sequence[Block]) -> Iterator[list[Block]]:
    """Cut `content` into lines, and the lines into pages; the last line of a block has its kind in capitals."""
    page: list[Block] = []
    for kind, text in content:
        for line in [text] if kind == "tr" else _wrapped(text):
            page.append((kind, line))
            if len(page) == _LINES:
                yield page
                page = []
        if page and kind != "tr":
            page[-1] = (page[-1][0].upper(), page[-1][1])
    if page:
        yield page


def _wrapped(text: str) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) >= _WIDTH:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line]


def _page(lines: Sequence[Block], number_: int) -> bytes:
    parts, y = [], 800.0
    for place, (kind, text) in enumerate(lines):
        small = kind.lower()
        if small == "tr":
            parts.append(_row(text, y, bold=not place or lines[place - 1][0] != "tr"))
        else:
            size = {"h1": 16, "h2": 12}.get(small, 10)
            mark = "\u2022 " if small == "li" and (not place or lines[place - 1][0] != "li") else ""
            parts.append(_text(mark + text, 56 if small != "li" else 66, y, size, bold=small in ("h1", "h2")))
        y -= 19 if kind.isupper() else 14
    parts.append(_text(f"Mémoire technique - page {number_}", 250, 30, 8, bold=False))
    return b"\n".join(parts)


def _row(text: str, y: float, *, bold: bool) -> bytes:
    edges = (56, 236, 336, 540)
    cells = [_text(cell[:40], x + 3, y, 10, bold=bold) for cell, x in zip(text.split("\t"), edges, strict=False)]
    walls = [f"{x} {y - 4} m {x} {y + 10} l S" for x in edges]
    flats = [f"{edges[0]} {at} m {edges[-1]} {at} l S" for at in (y - 4, y + 10)]
    return b"\n".join([*cells, "\n".join([*walls, *flats]).encode()])


def _text(text: str, x: float, y: float, size: int, *, bold: bool) -> bytes:
    safe = text.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return f"BT /F{2 if bold else 1} {size} Tf {x} {y:.1f} Td (".encode() + safe + b") Tj ET"
