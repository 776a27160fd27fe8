"""The writing rules of the catalog, read from ``redaction.yaml``: words that a text may not hold, and why."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, model_validator

from opposable.catalog.messages import french_errors
from opposable.catalog.yaml_file import read_yaml_path
from opposable.model.base import Model, Slug, Text
from opposable.model.errors import CatalogError

Severity = Literal["erreur", "conseil"]
Field_ = Literal["clause", "exigence", "preuve", "question", "echelle"]
_HOLE = re.compile(r"\{\{.*?\}\}")
_SENTENCE = re.compile(r"(?<=[.;!?])\s+(?=[^a-z])|\n\n+")


class WordRule(Model):
    """Words that a text may not hold: each of `words` is a regular expression matched whole, case ignored.

    A sentence that also matches `unless` is left alone. `refused` and `accepted` are sentences that the tests run.
    """

    id: Slug
    severity: Severity
    fields: tuple[Field_, ...] = ("clause", "exigence")
    words: tuple[Text, ...] = Field(min_length=1)
    unless: str = ""
    keeps_case: bool = False
    message: Text
    hint: str = ""
    refused: tuple[Text, ...] = Field(min_length=1)
    accepted: tuple[Text, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _compiles(self) -> WordRule:
        for word in (*self.words, self.unless):
            try:
                re.compile(word)
            except re.error:
                raise ValueError(f"« {word} » n'est pas une expression régulière") from None
        return self

    @cached_property
    def _search(self) -> re.Pattern[str]:
        flags = re.RegexFlag(0) if self.keeps_case else re.IGNORECASE
        return re.compile(rf"(?<!\w)(?:{'|'.join(self.words)})(?!\w)", flags)

    def found(self, text: str) -> tuple[str, ...]:
        """Return the words of `text` that the rule refuses, each once, parameters set aside."""
        words: dict[str, None] = {}
        for sentence in _SENTENCE.split(_HOLE.sub("…", text)):
            if self.unless and re.search(self.unless, sentence, re.IGNORECASE):
                continue
            words.update(dict.fromkeys(" ".join(match.group().split()) for match in self._search.finditer(sentence)))
        return tuple(words)


class FormRule(Model):
    """A rule on how a clause is built, computed by `quality`; `limit` is its number, if any."""

    id: Slug
    severity: Severity
    limit: int | None = None
    message: Text
    hint: str = ""


class Wording(Model):
    """All the writing rules."""

    words: tuple[WordRule, ...]
    forms: tuple[FormRule, ...]


def read_wording(path: Path) -> Wording:
    """Read ``redaction.yaml``; `CatalogError` lists every mistake with its line."""
    file = read_yaml_path(path, f"{path.parent.name}/{path.name}")
    try:
        return Wording.model_validate(file.value)
    except ValidationError as error:
        raise CatalogError(list(french_errors(error, file, (), Wording))) from None
