"""Headers, footers and page numbers of a PDF: recognised because they come back, and said once."""

from __future__ import annotations

import re

from opposable.bids.reading.content import Block, clean
from opposable.bids.reading.pdf_page import PageText, Piece
from opposable.bids.reading.pdf_tables import lines_of
from opposable.bids.reading.pdf_words import same_line

_PAGE_NUMBER = re.compile(r"^(?:page\s*)?[-–—]?\s*\d{1,4}\s*(?:(?:/|sur|de)\s*\d{1,4})?\s*[-–—]?$", re.IGNORECASE)
_MARGIN = 0.1


def take_running_titles(pages: list[PageText]) -> list[Block]:
    """Take headers, footers and page numbers out of `pages`, and return each text once."""
    seen: dict[str, list[tuple[PageText, tuple[Piece, ...]]]] = {}
    for page in pages:
        for line in lines_of(piece for piece in page.pieces if _in_margin(piece, page)):
            seen.setdefault(_signature(line), []).append((page, line))
    enough = 2 if len(pages) <= 4 else 3
    blocks = []
    for signature, places in seen.items():
        bare = bool(_PAGE_NUMBER.match(clean(same_line(places[0][1]))))
        if len({page.number for page, _ in places}) < enough and not bare:
            continue
        for page, line in places:
            taken = set(map(id, line))
            page.pieces = [piece for piece in page.pieces if id(piece) not in taken]
        if not bare and any(char.isalpha() for char in signature):
            blocks.append(_block(*places[0]))
    return blocks


def _block(page: PageText, line: tuple[Piece, ...]) -> Block:
    place = "en-tête" if line[0].y > page.height / 2 else "pied de page"
    return Block(clean(same_line(line)), f"page {page.number}, {place}", "entete", page=page.number)


def _in_margin(piece: Piece, page: PageText) -> bool:
    return piece.y > (1 - _MARGIN) * page.height or piece.y < _MARGIN * page.height


def _signature(line: tuple[Piece, ...]) -> str:
    return re.sub(r"\d+", "#", clean(same_line(line)).lower())
