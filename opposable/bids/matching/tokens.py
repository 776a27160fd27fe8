"""French words of a text: folded, stemmed, acronyms kept apart, with their places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

CACHED = 16_384
"""Texts whose reading is kept: enough for the passages of one long bid, the sentences of them included."""
_KNOWN_WORDS = 200_000

_STEMMER = Stemmer.Stemmer("french")
_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"»)\s]+(?=[A-ZÀ-Ý«\"(])|\n+|\s+\|\s+|(?<=;)\s+")
_CLAUSE_END = re.compile(r"[.;:!?|()\n]|,(?=\s)|\s[–—-]\s")
_ABBREVIATION = re.compile(r"\b(?:art|env|max|min|ex|cf|resp|n|p|St|Ste|M|Mme|Dr|Réf|réf|etc)\.$")
_SPECIAL = {
    "œ": "e", "Œ": "e", "æ": "e", "Æ": "e", "ß": "s", "’": "'", "‘": "'", "ʼ": "'",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "‑": "-", "‐": "-", "−": "-",
}  # fmt: skip
_STOPPED_ACRONYMS = frozenset({"PAS", "SI", "DES", "SUR", "MES", "SES", "EST", "SE", "ES", "LES", "TOUT", "OU"})


class Word(NamedTuple):
    """A word: the stem it is searched by, its folded form, and its place in the text."""

    stem: str
    folded: str
    start: int
    end: int


def begun(alternatives: Iterable[str]) -> str:
    """Return a pattern for `alternatives` at the edge of a word, each of which begins with one plain character.

    The same as alternatives after a word edge, found several times faster: a search looks for first characters before
    what precedes them, then for what follows.
    """
    rests: dict[str, list[str]] = {}
    for each in alternatives:
        rests.setdefault(each[0], []).append(each[1:])
    placed = (
        rf"{first}(?<{'!' if first.isalnum() else '='}\w{first})(?:{'|'.join(rest)})" for first, rest in rests.items()
    )
    return f"(?:{'|'.join(placed)})"


def holds(text: str, signs: Iterable[str]) -> bool:
    """Tell whether `text` holds one of `signs`: what a pattern cannot do without spares trying it."""
    return any(map(text.__contains__, signs))


@lru_cache(maxsize=CACHED)
def fold(text: str) -> str:
    """Return `text` in lower case without accents, character for character: places stay valid."""
    return text.translate(_FOLDING)


def _base(char: str) -> str:
    return (_SPECIAL.get(char) or unicodedata.normalize("NFKD", char)[:1].lower() or char)[:1]


_FOLDING = {code: _base(chr(code)) for code in range(0x2500)}


def stem(word: str) -> str:
    """Return what `word` is searched by; a known acronym written like a common word keeps its capitals."""
    return _STEMS[word]


def _stemmed(word: str) -> str:
    if word in _STOPPED_ACRONYMS:
        return f"{word}#"
    if any(char.isdigit() for char in word):
        return fold(word)
    return fold(_STEMMER.stemWord(word.lower())).replace("oe", "e")


class _Stems(dict[str, str]):
    """The stem of each word, worked out when it is first met."""

    def __missing__(self, word: str) -> str:
        found = _stemmed(word)
        if len(self) < _KNOWN_WORDS:
            self[word] = found
        return found


_STEMS = _Stems()


def words(text: str) -> list[Word]:
    """Return the words of `text` in order."""
    folded, capitals = fold(text), _shouted(text)
    return [
        Word(stem(m[0].lower() if capitals else m[0]), folded[m.start() : m.end()], m.start(), m.end())
        for m in _WORD.finditer(text)
    ]


def _shouted(text: str) -> bool:
    """Tell a title written in capitals, where capitals mark no acronym."""
    return len(text) > 12 and text.isupper()


@lru_cache(maxsize=CACHED)
def stems(text: str) -> tuple[str, ...]:
    """Return the stems of `text` in order."""
    return tuple(map(_STEMS.__getitem__, _WORD.findall(text.lower() if _shouted(text) else text)))


@lru_cache(maxsize=CACHED)
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Return the places of the sentences (or table cells) of `text`."""
    return tuple(_spans(text, _SENTENCE_END, keep_abbreviations=True))


def clauses(text: str) -> list[tuple[int, int]]:
    """Return the places of the clauses of `text`: between commas, brackets, cells, full stops."""
    return list(_spans(text, _CLAUSE_END))


def _spans(text: str, separator: re.Pattern[str], *, keep_abbreviations: bool = False) -> Iterator[tuple[int, int]]:
    start = 0
    for match in separator.finditer(text):
        if keep_abbreviations and _ABBREVIATION.search(text[max(0, match.start() - 6) : match.start()]):
            continue
        if text[start : match.start()].strip():
            yield start, match.start()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)
