"""The words the engine knows: read from YAML, extended per tender, versioned by their content."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, TypeVar

import yaml
from pydantic import Field, ValidationError

from opposable.bids.matching.learned import Weighing
from opposable.bids.matching.tokens import CACHED, stem, stems
from opposable.bids.matching.wording import Wording, read_wording
from opposable.model.base import Model
from opposable.model.errors import OpposableError

Source = Literal["general", "bids_dev", "bids_dev2", "inventes", "imagerie", "audits", "detection", "consultation"]
FlagClass = Literal[
    "option", "condition", "doute", "en_cours", "vague", "sur_demande", "refus", "exclusion", "restriction", "passe",
    "besoin", "preuve", "fermete", "instruction",
]  # fmt: skip
FILES = ("drapeaux", "titres", "interdits", "indices", "concepts", "mots", "regles")
WORDINGS, WEIGHTS = "formulations.tsv", "poids.yaml"


class FlagEntry(Model):
    """Turns of phrase that change what a sentence promises, with one example that has them and one that has not."""

    id: str
    flag_class: FlagClass = Field(alias="class")
    words: tuple[str, ...]
    unless: tuple[str, ...] = ()
    positive: str
    negative: str
    source: Source = "general"


class HeadingEntry(Model):
    """Headings under which nothing is promised, or everything is refused or optional."""

    id: str
    heading_class: str = Field(alias="class")
    words: tuple[str, ...]
    positive: str
    negative: str
    source: Source = "general"


class HazardEntry(Model):
    """What contradicts a requirement wherever it stands in the bid, or only beside the answer when `near`."""

    id: str
    when: tuple[str, ...]
    words: tuple[str, ...]
    guard: tuple[str, ...] = ()
    near: bool = False
    positive: str
    negative: str
    source: Source = "general"


class CueEntry(Model):
    """Words that are only counted, in what is asked and in the answer."""

    id: str
    words: tuple[str, ...]
    positive: str
    negative: str
    source: Source = "general"


class ConceptEntry(Model):
    """Ways of saying one thing."""

    id: str
    words: tuple[str, ...]
    positive: str = ""
    negative: str = ""
    source: Source = "general"


_Worded = TypeVar("_Worded", bound=FlagEntry | CueEntry)
_Entry = TypeVar("_Entry", FlagEntry, HeadingEntry, HazardEntry, CueEntry, ConceptEntry)


class Sheet(Model):
    """One lexicon file; every part is optional."""

    flags: tuple[FlagEntry, ...] = ()
    headings: tuple[HeadingEntry, ...] = ()
    hazards: tuple[HazardEntry, ...] = ()
    cues: tuple[CueEntry, ...] = ()
    concepts: tuple[ConceptEntry, ...] = ()
    families: tuple[str, ...] = ()
    stop: str = ""
    boilerplate: str = ""
    retrieval: dict[str, float] = Field(default_factory=dict)
    verdict: dict[str, float] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """What a stem may say: concepts by itself, others when followed by more stems, found by the first of these."""

    alone: tuple[str, ...]
    followed: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Everything the engine knows about words, ready to use."""

    version: str
    flags: tuple[FlagEntry, ...]
    headings: tuple[HeadingEntry, ...]
    hazards: tuple[HazardEntry, ...]
    cues: tuple[CueEntry, ...]
    concepts: tuple[ConceptEntry, ...]
    families: tuple[frozenset[str], ...]
    stop: frozenset[str]
    boilerplate: frozenset[str]
    rules: Mapping[str, float]
    wording: Wording = field(repr=False)
    weighings: Mapping[str, Weighing] = field(repr=False)
    phrases: Mapping[str, Said] = field(repr=False)

    @cached_property
    def flag_words(self) -> tuple[str, ...]:
        """Every phrase of every flag."""
        return tuple(self.flags_of)

    @cached_property
    def flags_of(self) -> Mapping[str, tuple[FlagEntry, ...]]:
        """The flags that each phrase raises."""
        return _by_phrase(self.flags)

    @cached_property
    def cue_words(self) -> tuple[str, ...]:
        """Every phrase of every cue."""
        return tuple(self.cues_of)

    @cached_property
    def cues_of(self) -> Mapping[str, tuple[CueEntry, ...]]:
        """The cues that each phrase gives."""
        return _by_phrase(self.cues)

    def concepts_in(self, stemmed: Sequence[str]) -> tuple[str, ...]:
        """Return the concepts said by a sequence of stems, once for each time they are said."""
        return _concepts_in(self, tuple(stemmed))


@lru_cache(maxsize=CACHED)
def _concepts_in(lexicon: Lexicon, stemmed: tuple[str, ...]) -> tuple[str, ...]:
    found: list[str] = []
    known, last = lexicon.phrases, len(stemmed)
    for place, said in enumerate(map(known.get, stemmed), start=1):
        if said is None:
            continue
        if said.alone:
            found += said.alone
        if place < last and said.followed and stemmed[place] in said.followed:
            for rest, concept in said.followed[stemmed[place]]:
                if len(rest) == 1 or stemmed[place : place + len(rest)] == rest:
                    found.append(concept)
    return tuple(found)


def load_lexicon(*paths: Path, without: Iterable[Source] = ()) -> Lexicon:
    """Return the general lexicon extended by `paths`, leaving out entries that came from the sources `without`.

    An entry of a later file replaces the one of the same id. Raises `OpposableError` when a file cannot be read.
    """
    raw = [_package_file(f"{name}.yaml") for name in FILES] + [_user_file(path) for path in paths]
    sheets = [_sheet(text, where) for where, text in raw]
    wordings, weights = _package_file(WORDINGS), _package_file(WEIGHTS)
    left_out = set(without)
    rules = {f"{part}.{key}": value for sheet in sheets for part in ("retrieval", "verdict")
             for key, value in getattr(sheet, part).items()}  # fmt: skip
    concepts = _kept((entry for sheet in sheets for entry in sheet.concepts), left_out)
    version = hashlib.sha256(
        "\n".join([*(text for _, text in (*raw, wordings, weights)), *sorted(left_out)]).encode()
    ).hexdigest()[:12]
    return Lexicon(
        version=version,
        flags=_kept((entry for sheet in sheets for entry in sheet.flags), left_out),
        headings=_kept((entry for sheet in sheets for entry in sheet.headings), left_out),
        hazards=_kept((entry for sheet in sheets for entry in sheet.hazards), left_out),
        cues=_kept((entry for sheet in sheets for entry in sheet.cues), left_out),
        concepts=concepts,
        families=tuple(_stem_set([line]) for sheet in sheets for line in sheet.families),
        stop=_stem_set(sheet.stop for sheet in sheets),
        boilerplate=_stem_set(sheet.boilerplate for sheet in sheets),
        rules=rules,
        wording=read_wording(wordings[1]),
        weighings=read_weighings(weights[1]),
        phrases=_phrases(concepts),
    )


def read_weighings(text: str) -> dict[str, Weighing]:
    """Read the weights learned on labelled bids, by the name of what they decide."""
    return {name: Weighing.model_validate(raw) for name, raw in (yaml.safe_load(text) or {}).items()}


def _package_file(name: str) -> tuple[str, str]:
    return name, files("opposable.bids").joinpath("lexicon", name).read_text(encoding="utf-8")


def _user_file(path: Path) -> tuple[str, str]:
    try:
        return str(path), path.read_text(encoding="utf-8")
    except OSError as error:
        raise OpposableError(f"Le lexique « {path.name} » ne peut pas être lu.", where=str(path)) from error


def _sheet(text: str, where: str) -> Sheet:
    try:
        return Sheet.model_validate(yaml.safe_load(text) or {})
    except yaml.YAMLError as error:
        raise OpposableError("Ce lexique n'est pas un fichier YAML lisible.", where=where) from error
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise OpposableError(
            f"La rubrique « {place} » du lexique n'est pas reconnue ou est incomplète.", where=where
        ) from error


def _kept(entries: Iterable[_Entry], left_out: set[Source]) -> tuple[_Entry, ...]:
    return tuple({entry.id: entry for entry in entries if entry.source not in left_out}.values())


def _by_phrase(entries: Iterable[_Worded]) -> dict[str, tuple[_Worded, ...]]:
    found: dict[str, list[_Worded]] = {}
    for entry in entries:
        for phrase in entry.words:
            found.setdefault(phrase, []).append(entry)
    return {phrase: tuple(raised) for phrase, raised in found.items()}


def _stem_set(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(stem(word) for text in texts for word in re.findall(r"[^\W_]+", text))


def _phrases(concepts: Iterable[ConceptEntry]) -> dict[str, Said]:
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for concept in concepts:
        for phrase in {tuple(stems(word)) for word in concept.words}:
            if phrase:
                table.setdefault(phrase[0], []).append((phrase, f"@{concept.id}"))
    return {first: _by_second(sorted(entries)) for first, entries in table.items()}


def _by_second(entries: Sequence[tuple[tuple[str, ...], str]]) -> Said:
    followed: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}
    for phrase, concept in entries:
        if len(phrase) > 1:
            followed[phrase[1]] = (*followed.get(phrase[1], ()), (phrase[1:], concept))
    return Said(tuple(concept for phrase, concept in entries if len(phrase) == 1), followed)
