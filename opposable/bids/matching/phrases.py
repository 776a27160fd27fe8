"""The little language of the lexicon: phrases compiled to patterns, and the words that can set each off."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from opposable.bids.matching.tokens import fold

_GAP = r"(?:\w+[^\w.!?;|:]+){0,5}?"
_SPACE = r"[^\w.!?;|:]+"
_PLAIN = re.compile(r"[a-z0-9]+\*?")
_TOKEN = re.compile(r"[a-z0-9]+")
_FIRST, _BRACKETS = re.compile(r"[a-z0-9]+(?![a-z0-9?*+{])"), re.compile(r"\([^()]*\)")
_START = re.compile(r"[a-z0-9]{2,}(?=[(-]|[a-z0-9]\?)")
_HEAD, _MANY = 3, 60


@lru_cache(maxsize=20_000)
def compiled(phrase: str) -> re.Pattern[str]:
    """Compile one phrase.

    « * » ends a word anyhow, « … » skips up to five words, « (a|b) » chooses, « (a)? » may be there or not.
    """
    expression = _expression(phrase)
    first = _FIRST.match(expression)
    if first is None or "|" in _BRACKETS.sub("", phrase):
        return re.compile(f"(?<![a-z0-9]){expression}(?![a-z0-9])")
    rest = expression[first.end() :]
    return re.compile(f"{first[0]}(?<![a-z0-9]{first[0]}){rest}(?![a-z0-9])")  # letters first: found much faster


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


_Keys = tuple[str, ...]


class Said:
    """Which of many folded texts say each word."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.size = len(texts)
        self._places: dict[str, list[int]] = {}
        known = self._places
        for place, folded in enumerate(texts):
            for token in set(_TOKEN.findall(folded)):
                if token in known:
                    known[token].append(place)
                else:
                    known[token] = [place]
        self._words = sorted(known)

    def places(self, keys: _Keys) -> set[int]:
        """Return the places of the texts that say one of `keys`; « * » ends a word anyhow."""
        found: set[int] = set()
        for key in keys:
            for word in self._beginning(key[:-1]) if key.endswith("*") else (key,):
                found.update(self._places.get(word, ()))
        return found

    def _beginning(self, start: str) -> Sequence[str]:
        first = bisect_left(self._words, start)
        return self._words[first : bisect_left(self._words, f"{start}\x7f", first)]


class Phrases:
    """Many phrases searched at once: only those whose plain words are all in the text are tried."""

    def __init__(self, phrases: tuple[str, ...]) -> None:
        self._whole: dict[str, list[str]] = {}
        self._starts: dict[str, list[str]] = {}
        self._always: list[str] = []
        self._needs: dict[str, tuple[_Keys, ...]] = {phrase: _needs(phrase) for phrase in phrases}
        for phrase, needs in self._needs.items():
            self._enter(phrase, needs)
        self._others = {phrase: tuple(map(_split, needs[1:])) for phrase, needs in self._needs.items()}
        self._keys = frozenset(self._whole)
        self._heads: dict[str, list[str]] = {}
        for start in self._starts:
            self._heads.setdefault(_head(start), []).append(start)

    def _enter(self, phrase: str, needs: tuple[_Keys, ...]) -> None:
        if not needs:
            self._always.append(phrase)
            return
        for key in needs[0]:
            if key.endswith("*"):
                self._starts.setdefault(f" {key[:-1]}", []).append(phrase)
            else:
                self._whole.setdefault(key, []).append(phrase)

    def possible(self, folded: str) -> list[str]:
        """Return the phrases that may stand in a folded text."""
        tokens, spaced = _tokens(folded)
        near = [self._whole[token] for token in self._keys & tokens]
        near += [self._starts[start] for start in self._near(folded) if start in spaced]
        found = {phrase for each in near for phrase in each if self._speaks(phrase, tokens, spaced)}
        return sorted(found.union(self._always))

    def _near(self, folded: str) -> Iterable[str]:
        """Return the beginnings to look for: those of the first letters of a word of the text, when there are many."""
        if len(self._starts) < _MANY:
            return self._starts
        return (start for head in self._heads.keys() & _heads(folded) for start in self._heads[head])

    def _speaks(self, phrase: str, tokens: frozenset[str], spaced: str) -> bool:
        for whole, starts in self._others[phrase]:
            if whole.isdisjoint(tokens) and not (starts and any(start in spaced for start in starts)):
                return False
        return True

    def places(self, said: Said) -> frozenset[int]:
        """Return the places of the texts of `said` where a phrase may stand."""
        if self._always:
            return frozenset(range(said.size))
        return frozenset().union(*(_together(said, needs) for needs in self._needs.values()))

    def spans(self, folded: str) -> Iterator[tuple[int, int]]:
        """Yield the places where a phrase stands in a folded text, phrase by phrase."""
        for phrase in self.possible(folded):
            for match in compiled(phrase).finditer(folded):
                yield match.span()

    def stand_in(self, folded: str) -> bool:
        """Tell whether a phrase stands in a folded text."""
        return next(self.spans(folded), None) is not None


def _together(said: Said, needs: tuple[_Keys, ...]) -> set[int]:
    found = said.places(needs[0])
    for keys in needs[1:]:
        if found:
            found &= said.places(keys)
    return found


def _split(keys: _Keys) -> tuple[frozenset[str], _Keys]:
    """Set apart the whole words of `keys` and the beginnings of words, each after its space."""
    whole = frozenset(key for key in keys if not key.endswith("*"))
    return whole, tuple(f" {key[:-1]}" for key in keys if key.endswith("*"))


def _head(start: str) -> str:
    """Return the first letters of the beginning of a word; nothing when it has fewer."""
    return start[1 : 1 + _HEAD] if len(start) > _HEAD else ""


@lru_cache(maxsize=4096)
def _tokens(folded: str) -> tuple[frozenset[str], str]:
    """Return the words of a folded text, and the text with one space before each."""
    found = _TOKEN.findall(folded)
    return frozenset(found), f" {' '.join(found)}"


def _heads(folded: str) -> set[str]:
    """Return the first letters of the words of a folded text, and of no word."""
    return {"", *(token[:_HEAD] for token in _tokens(folded)[0])}


@lru_cache(maxsize=2000)
def phrases(words: tuple[str, ...]) -> Phrases:
    """Return the compiled phrases of a lexicon entry, made once."""
    return Phrases(words)


def _needs(phrase: str) -> tuple[_Keys, ...]:
    """Return groups of words, the most telling first: a text where the phrase stands has a word of each."""
    choices = [found for item in _items(phrase) if item != "…" and (found := _item_keys(item))]
    return tuple(sorted(choices, key=lambda found: (min(len(key) for key in found), -len(found)), reverse=True))


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
    start = _START.match(text)
    return (f"{start[0]}*",) if start else ()
