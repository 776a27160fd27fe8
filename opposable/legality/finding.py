"""What a legality check returns, and the few readings that the checks share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from opposable.model.catalog import Catalog
from opposable.model.tender import LawFigure, Tender

Severity = Literal["bloquant", "a_justifier", "conseil"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend or to justify before publishing; `source` is the text that founds it."""

    id: str
    severity: Severity
    message: str
    place: str
    remedy: str
    source: str = ""


Check = Callable[[Tender, Catalog], Iterator[Finding]]


def figure(tender: Tender, id_: str) -> LawFigure | None:
    """Return a legal figure in force at the tender's date."""
    return next((figure for figure in tender.law if figure.id == id_), None)


def source(catalog: Catalog, id_: str) -> str:
    """Return the title and article of a source, empty where the catalog does not hold it."""
    found = catalog.sources.get(id_)
    return ", ".join(part for part in (found.title, found.reference) if part) if found else ""


def answered(tender: Tender, catalog: Catalog, question: str, choice: str) -> bool:
    """Say whether the buyer's answer to `question` holds `choice`, as the context of the tender words it."""
    asked = catalog.questions.get(question)
    label = next((c.label for c in asked.choices if c.id == choice), None) if asked else None
    return label is not None and any(label in note.text for note in tender.context if note.question == question)
