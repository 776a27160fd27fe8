"""Lines of a PDF put end to end: words cut at the end of a line are made whole again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from opposable.bids.reading.pdf_page import HYPHEN, Piece

_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W\d_]+)*")
_LAST = re.compile(r"((?:[^\W\d_]+[-‐‑])*[^\W\d_]+)[-‐‑]$")
_FIRST = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W\d_]+)*")
_KEPT_BEFORE = frozenset(
    (
        *("vingt", "trente", "quarante", "cinquante", "soixante", "quatre", "dix", "peut", "c'est", "est", "ci", "là"),
        *("non", "sous", "semi", "demi", "mi", "vis", "rez", "mot", "médico", "socio", "après", "avant", "arrière"),
        *("sur", "mieux", "bien", "vice", "ex", "grand", "celui", "celle", "ceux", "celles", "lui", "elle", "eux"),
        *("soi", "nous", "vous", "moi", "toi", "jusque", "compte", "porte", "pare", "garde", "tiers", "cyber", "e"),
        *("aide", "chef", "sud", "nord", "centre", "saint", "sainte", "contre", "week", "plug", "back", "dit", "va"),
    )
)
_KEPT_AFTER = frozenset(
    (
        *("dire", "être", "ci", "là", "même", "mêmes", "il", "elle", "ils", "elles", "on", "vous", "nous", "ce", "je"),
        *("tu", "t", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "end", "à", "vis"),
        *("moi", "lui", "leur", "en", "y"),
    )
)


class Words:
    """The words of one document, which tell whether a hyphen at the end of a line belongs to the word."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self._pieces = tuple(pieces)

    @cached_property
    def _known(self) -> Counter[str]:
        """How many times each word is written; counted at the first hyphen that asks for it."""
        texts = (piece.text.rstrip(HYPHEN) for piece in self._pieces)
        return Counter(word.lower() for text in texts for word in _WORD.findall(text))

    def join(self, lines: Iterable[str]) -> str:
        """Put `lines` end to end, each ending hyphen kept, dropped or followed by nothing as the word wants."""
        text = ""
        for line in lines:
            text = self._append(text, line.strip())
        return text.replace(HYPHEN, "-")

    def _append(self, text: str, line: str) -> str:
        if not text or not line:
            return text or line
        ends = text.replace(HYPHEN, "-") if text.endswith(HYPHEN) else text
        if ends[-1] not in "-‐‑":
            return f"{text} {line}"
        found, following = _LAST.search(ends[-60:]), _FIRST.match(line)
        if found is None or following is None:
            digits = ends.endswith("-") and ends[-2:-1].isalnum()
            return ends + line if digits else f"{text} {line}"
        left, right = found.group(1), following.group(0)
        return ends + line if self._belongs(left, right) else ends[:-1] + line

    def _belongs(self, left: str, right: str) -> bool:
        """Whether the hyphen between `left` and `right` is part of the word."""
        whole, hyphenated = (left + right).lower(), f"{left}-{right}".lower()
        if self._known[whole] != self._known[hyphenated]:
            return self._known[hyphenated] > self._known[whole]
        if not right[0].islower() or left.isupper():
            return True
        last = left.lower().rsplit("-", 1)[-1]
        return last in _KEPT_BEFORE or right.lower().split("-", 1)[0] in _KEPT_AFTER


def same_line(pieces: Iterable[Piece]) -> str:
    """Put the pieces of one line side by side, with a space where the page shows one."""
    text, edge = "", 0.0
    for piece in pieces:
        if text and piece.x0 - edge > 0.12 * piece.size and not text.endswith(" "):
            text += " "
        text, edge = text + piece.text, piece.x1
    return text
