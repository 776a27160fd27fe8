"""What a document is made of, before Word: words with their style, lines of a cell, headings, identity."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_LIST_ITEM = re.compile(r"^\s*(?:[-–•*]|\d+[.)])\s+")


@dataclass(frozen=True, slots=True)
class Span:
    """Words in a character style, leading to a bookmark (`anchor`) or to an address (`url`) where one is given.

    `verbatim` words are a quotation: no sign of them is changed.
    """

    text: str
    style: str = ""
    anchor: str = ""
    url: str = ""
    verbatim: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A number already written in French, set to the right of its cell."""

    text: str


Inline = str | Span
Line = Inline | tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Several paragraphs in one cell; `bullets` makes them a list."""

    items: tuple[Line, ...]
    bullets: bool = False


Cell = Line | Lines | Figure


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as the contents list it: depth from 1, printed number, words, bookmark."""

    depth: int
    number: str
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Identity:
    """What the cover, the header, the footer and the file properties say of a document.

    `stamp` is the short seal or what stands for it; `state` is printed large on the cover, empty when all is final.
    """

    title: str
    subject: str
    author: str
    reference: str
    version: str
    dated: date
    stamp: str
    state: str = ""
    cover: tuple[tuple[str, str], ...] = ()
    identifier: str = ""


def paragraphs_of(text: str) -> list[tuple[str, str]]:
    """Split a clause's text into ``(style, words)``: body paragraphs, and the items of its lists."""
    found: list[tuple[str, str]] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        running: list[str] = []
        for line in block.splitlines():
            item = _LIST_ITEM.match(line)
            if item:
                found.extend([("Body Text", " ".join(running))] if running else [])
                running = []
                style = "List Bullet"
                found.append((style, line[item.end() :].strip()))
            elif found and found[-1][0] == "List Bullet" and not running and line.startswith(" "):
                found[-1] = ("List Bullet", f"{found[-1][1]} {line.strip()}")
            elif line.strip():
                running.append(line.strip())
        if running:
            found.append(("Body Text", " ".join(running)))
    return found


def inlines(line: Line) -> tuple[Inline, ...]:
    """Return the parts of a line, one or several."""
    return line if isinstance(line, tuple) else (line,)
