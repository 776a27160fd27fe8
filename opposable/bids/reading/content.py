"""What a reader of one format gives back: blocks of text with their place, and its doubts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from opposable.model.bids import PassageKind

_BLANKS = re.compile(r"[ \t\r\n\f\v\u2028\u2029]+")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b\u200e\u200f\u2060\ufeff\ufffe\uffff\ud800-\udfff]")
_NUMBER = re.compile(
    r"^(?:article|chapitre|partie|annexe)?\s*((?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,5})[.)]?[\s\u00a0]", re.IGNORECASE
)
CELL_JOIN = " | "
PATH_JOIN = " > "
_TITLE_LENGTH = 120
_LONG_ROW = 1500
_LABEL = 200


@dataclass(frozen=True)
class Block:
    """One future passage: what it says and where it stands; `notes` are the footnotes it calls."""

    text: str
    where: str
    kind: PassageKind = "paragraphe"
    heading: str = ""
    header: str = ""
    page: int | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Content:
    """The blocks of one file in reading order; `problems` and `warnings` are French sentences."""

    blocks: tuple[Block, ...]
    pages: int | None = None
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class HeadingPath:
    """The titles above the place that is being read, from the widest to the nearest."""

    def __init__(self) -> None:
        self._titles: list[tuple[int, str]] = []

    def open(self, level: int, title: str) -> None:
        """Enter the section `title`: it closes those of the same `level` and below."""
        self._titles = [*((rank, text) for rank, text in self._titles if rank < level), (level, title)]

    @property
    def path(self) -> str:
        """The titles joined by `` > ``."""
        return PATH_JOIN.join(title for _, title in self._titles)

    @property
    def place(self) -> str:
        """The nearest title as a reader would name it: ``§ 4.2 (Délais)``, or « Délais » without number."""
        if not self._titles:
            return ""
        title = self._titles[-1][1]
        number = leading_number(title)
        if not number:
            return f"«\u00a0{shorten(title)}\u00a0»"
        rest = _NUMBER.sub("", title + " ", count=1).strip(" .:-–—\u00a0")
        return f"§\u00a0{number} ({shorten(rest)})" if rest else f"§\u00a0{number}"

    def where(self, place: str) -> str:
        """Put the nearest title before `place`."""
        return f"{self.place}, {place}" if self._titles else place


def leading_number(title: str) -> str:
    """Return the number that opens `title` (``4.2``, ``B.1``), or an empty string."""
    found = _NUMBER.match(title + " ")
    if not found:
        return ""
    number = found.group(1)
    lone_letter = number.isalpha() and not re.match(r"(?:annexe|partie|chapitre|[A-Z][.)])", title, re.IGNORECASE)
    return "" if lone_letter else number


def clean(text: str) -> str:
    """Drop unprintable characters and fold ordinary blanks; non-breaking spaces stay as written."""
    if not text.replace("\u00a0", " ").isprintable():
        text = _UNPRINTABLE.sub("", text)
    elif "  " not in text:
        return text.strip()
    return _BLANKS.sub(" ", text).strip()


def join_cells(cells: Iterable[str]) -> str:
    """Join the cells of a row by `` | ``, without the empty ones at its ends."""
    texts = [clean(cell) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    while texts and not texts[0]:
        texts.pop(0)
    return CELL_JOIN.join(texts)


def shorten(text: str, length: int = 60) -> str:
    """Cut `text` at a word, with an ellipsis, when it is longer than `length`."""
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def looks_like_header(cells: Sequence[str], *, bold: bool = False) -> bool:
    """Tell whether the first row of a table names its columns: short words, every cell filled, few digits."""
    filled = [cell for cell in cells if cell]
    if len(cells) < 2 or len(filled) < max(2, len(cells) - 1):
        return False
    if any(len(cell) > 60 or cell.endswith((".", ";")) for cell in filled):
        return False
    return bold or not any(char.isdigit() for cell in filled[1:] for char in cell)


def is_bold_title(text: str, *, all_bold: bool) -> bool:
    """Tell whether a paragraph without title style is one all the same: short, bold, and numbered."""
    short = 0 < len(text) <= _TITLE_LENGTH and not text.endswith((".", ";", ",", ":"))
    return short and all_bold and bool(leading_number(text))


def long_row(cells: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the text of a row whose cells are paragraphs; a very long cell gives one text a paragraph.

    Each of these texts stands after the row's short cells, which say what it is about.
    """
    texts = [" ".join(paragraphs) for paragraphs in cells]
    whole = join_cells(texts)
    longest = max(range(len(texts)), key=lambda n: len(texts[n]), default=-1)
    if len(whole) <= _LONG_ROW or len(cells[longest]) < 2:
        return (whole,) if whole else ()
    others = [text for n, text in enumerate(texts) if n != longest and text]
    labels = [text for text in others if len(text) <= _LABEL]
    return (
        *(text for text in others if len(text) > _LABEL),
        *(CELL_JOIN.join([*labels, paragraph]) for paragraph in cells[longest]),
    )
