"""The little language of the lexicon: phrases compiled to patterns, and the words that can set each off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from opposable.bids.matching.tokens import fold

_GAP = r"(?:\w+[^\w.!?;|:]+){0,5}?"
_SPACE = r"[^\w.!?;|:]+"
_PLAIN = re.compile(r"[a-z0-9]+\*?")
_TOKEN = re.compile(r"[a-z0-9]+")
_LONGEST = 14


@lru_cache(maxsize=20_000)
def compiled(phrase: str) -> re.Pattern[str]:
    """Compile one phrase.

    « * » ends a word anyhow, « … » skips up to five words, « (a|b) » chooses, « (a)? » may be there or not.
    """
    return re.compile(f"(?<![a-z0-9]){_expression(phrase)}(?![a-z0-9])")


def _expression(phrase: str) -> str:
    out = ""
    for item in _items(phrase):
        if item == "…":
            out += _GAP
        elif item.startswith("(") and item.endswith(")?"):
            out = f"{out}(?:{_word(item[:-1])}{_SPACE})?"
        else:
            out += _word(item) + _SPACE
    return out.removesuffix(_SPACE)


def _items(phrase: str) -> list[str]:
    """Split a phrase at the spaces outside brackets."""
    items, depth = [""], 0
    for char in re.sub(r"\(([^()]*?) \)\?", r"(\1)? ", phrase):
        depth += (char == "(") - (char == ")")
        if char == " " and not depth:
            items.append("")
        else:
            items[-1] += char
    return [item for item in items if item]


def _word(item: str) -> str:
    text = re.sub(r" *\| *", "|", fold(item)).replace("(", "(?:").replace(" ", _SPACE)
    return text.replace("*", r"\w*")


class Phrases:
    """Many phrases searched at once: only those whose key word is in the text are tried."""

    def __init__(self, phrases: tuple[str, ...]) -> None:
        self._whole: dict[str, list[str]] = {}
        self._starts: dict[str, list[str]] = {}
        self._always: list[str] = []
        for phrase in dict.fromkeys(phrases):
            self._enter(phrase, _keys(phrase))
        self._keys = frozenset(self._whole)

    def _enter(self, phrase: str, keys: tuple[str, ...]) -> None:
        if not keys:
            self._always.append(phrase)
        for key in keys:
            cut = key.removesuffix("*")[:_LONGEST]
            if key.endswith("*"):
                self._starts.setdefault(f" {cut}", []).append(phrase)
            else:
                self._whole.setdefault(cut, []).append(phrase)

    def possible(self, folded: str) -> list[str]:
        """Return the phrases that may stand in a folded text."""
        tokens, spaced = _tokens(folded)
        found = list(self._always)
        for token in self._keys & tokens:
            found += self._whole[token]
        for start, started in self._starts.items():
            if start in spaced:
                found += started
        return sorted(set(found)) if found else found

    def spans(self, folded: str) -> Iterator[tuple[int, int]]:
        """Yield the places where a phrase stands in a folded text, phrase by phrase."""
        for phrase in self.possible(folded):
            for match in compiled(phrase).finditer(folded):
                yield match.span()

    def stand_in(self, folded: str) -> bool:
        """Tell whether a phrase stands in a folded text."""
        return next(self.spans(folded), None) is not None


@lru_cache(maxsize=4096)
def _tokens(folded: str) -> tuple[frozenset[str], str]:
    """Return the words of a folded text, cut at the longest key, and the text with one space before each word."""
    found = _TOKEN.findall(folded)
    return frozenset(token[:_LONGEST] for token in found), f" {' '.join(found)}"


@lru_cache(maxsize=2000)
def phrases(words: tuple[str, ...]) -> Phrases:
    """Return the compiled phrases of a lexicon entry, made once."""
    return Phrases(words)


def _keys(phrase: str) -> tuple[str, ...]:
    """Return words of which one at least is in every text where the phrase stands; none when that cannot be told."""
    choices = [found for item in _items(phrase) if item != "…" and (found := _item_keys(item))]
    return max(choices, key=lambda found: (min(len(key) for key in found), -len(found)), default=())


def _item_keys(item: str) -> tuple[str, ...]:
    text = fold(item)
    if _PLAIN.fullmatch(text):
        return (text,)
    whole = re.fullmatch(r"\(([^()]*)\)", text)
    if whole is None:
        return _beginning(text)
    keys = []
    for choice in whole[1].split("|"):
        plain = [word for word in choice.split() if _PLAIN.fullmatch(word)]
        if not plain:
            return ()
        keys.append(max(plain, key=len))
    return tuple(keys)


def _beginning(text: str) -> tuple[str, ...]:
    start = re.match(r"[a-z0-9]{2,}(?=\()", text)
    return (f"{start[0]}*",) if start else ()
