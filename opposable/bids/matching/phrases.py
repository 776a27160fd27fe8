"""The little language of the lexicon: phrases compiled to patterns, and the words that can set each off."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from operator import or_

from opposable.bids.matching.tokens import fold

_GAP = r"(?:\w+[^\w.!?;|:]+){0,5}?"
_SPACE = r"[^\w.!?;|:]+"
_PLAIN = re.compile(r"[a-z0-9]+\*?")
_TOKEN = re.compile(r"[a-z0-9]+")
_FIRST, _BRACKETS = re.compile(r"[a-z0-9]+(?![a-z0-9?*+{])"), re.compile(r"\([^()]*\)")
_CUT = re.compile(r"[a-z0-9]{2,}\(\??")
_START = re.compile(r"[a-z0-9]{2,}(?=[(-]|[a-z0-9]\?)")
_FEW, _KNOWN_WORDS = 30, 50_000


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
        known = defaultdict[str, list[int]](list)
        for place, folded in enumerate(texts):
            for token in _tokens(folded)[0]:
                known[token].append(place)
        self._places, self._words = dict(known), sorted(known)

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


_Entered = tuple[str, int]
"""A phrase, and the groups of keys it needs."""


class _Told(dict[str, tuple[int, tuple[_Entered, ...]]]):
    """For each word, the groups of keys it belongs to, one bit a group, and the phrases entered by it.

    A word is worked out when it is first met; what no phrase speaks of tells nothing.
    """

    def __init__(self, groups: Mapping[_Keys, int], entered: Mapping[_Keys, list[_Entered]]) -> None:
        super().__init__()
        self._whole: dict[str, list[_Keys]] = {}
        self._starts: dict[str, list[tuple[str, _Keys]]] = {}
        self._groups, self._entered = groups, entered
        for keys in groups:
            for key in keys:
                if key.endswith("*"):
                    self._starts.setdefault(key[0], []).append((key[:-1], keys))
                else:
                    self._whole.setdefault(key, []).append(keys)

    def __missing__(self, word: str) -> tuple[int, tuple[_Entered, ...]]:
        found = [*self._whole.get(word, ())]
        found += [keys for start, keys in self._starts.get(word[0], ()) if word.startswith(start)]
        bits = reduce(or_, (self._groups[keys] for keys in found), 0)
        told = bits, tuple({phrase for keys in found for phrase in self._entered.get(keys, ())})
        if len(self) < _KNOWN_WORDS:
            self[word] = told
        return told


class Phrases:
    """Many phrases searched at once: only those whose plain words are all in the text are tried."""

    def __init__(self, phrases: tuple[str, ...]) -> None:
        self._needs = {phrase: _needs(phrase) for phrase in phrases}
        self._always = [phrase for phrase, needs in self._needs.items() if not needs]
        self._bits: list[_Entered] = []
        groups: dict[_Keys, int] = {}
        entered: dict[_Keys, list[_Entered]] = {}
        for phrase, needs in self._needs.items():
            bits = reduce(or_, (groups.setdefault(keys, 1 << len(groups)) for keys in needs), 0)
            self._bits.append((phrase, bits))
            if needs:
                entered.setdefault(needs[0], []).append((phrase, bits))
        self._told = _Told(groups, entered) if len(phrases) > _FEW else None
        self._groups = [(*_split(keys), bit) for keys, bit in groups.items()]

    def possible(self, folded: str) -> list[str]:
        """Return the phrases that may stand in a folded text."""
        tokens, spaced = _tokens(folded)
        if self._told is None:
            said = self._said(tokens, spaced)
            return sorted([phrase for phrase, bits in self._bits if bits & said == bits])
        said, entered = 0, list[_Entered]()
        for bits, phrases in map(self._told.__getitem__, tokens):
            if bits:
                said |= bits
                entered += phrases
        return sorted({*self._always, *[phrase for phrase, bits in entered if bits & said == bits]})

    def _said(self, tokens: frozenset[str], spaced: str) -> int:
        """Return the groups of keys of which a text has one, as `_Told` numbers them."""
        said = 0
        for whole, starts, bit in self._groups:
            if not whole.isdisjoint(tokens) or (starts and any(start in spaced for start in starts)):
                said |= bit
        return said

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


@lru_cache(maxsize=4096)
def _tokens(folded: str) -> tuple[frozenset[str], str]:
    """Return the words of a folded text, and the text with one space before each."""
    found = _TOKEN.findall(folded)
    return frozenset(found), f" {' '.join(found)}"


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
    choices = _choices(text)
    if not choices:
        return _beginning(text)
    keys = [_choice_key(choice) for choice in choices]
    return tuple(keys) if all(keys) else ()


def _choices(text: str) -> list[str]:
    """Return the choices of a text that is one bracket; none for any other text."""
    if not (text.startswith("(") and text.endswith(")")):
        return []
    choices, depth = [""], 0
    for char in text[1:-1]:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return []
        if char == "|" and not depth:
            choices.append("")
        else:
            choices[-1] += char
    return choices


def _choice_key(choice: str) -> str:
    """Return the longest word that every reading of `choice` has, or its beginning; nothing when there is none."""
    bare = _BRACKETS.sub("(", choice)
    if ")" in bare:
        return ""
    plain = [word for word in bare.split() if _PLAIN.fullmatch(word)]
    begun = [f"{word.partition('(')[0]}*" for word in bare.split() if _CUT.fullmatch(word)]
    return max([*plain, *begun], key=len, default="")


def _beginning(text: str) -> tuple[str, ...]:
    start = _START.match(text)
    return (f"{start[0]}*",) if start else ()
