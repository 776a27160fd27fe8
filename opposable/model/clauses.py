"""The clauses of a tender, as they will be published: their requirements, numbers, penalties and sources."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from opposable.model.base import Model
from opposable.model.bids import SoughtQuantity
from opposable.model.catalog import AnswerSpec, Carrier, DocumentCode, Level, SourceKind, ValueFunction


class SourceNote(Model):
    """A source as printed: its title with article and version, its address, the day it was last checked."""

    id: str
    kind: SourceKind = "reglement"
    title: str
    url: str = ""
    checked_on: date


class TenderParameter(Model):
    """A number of a clause, settled: `value` in `unit`; `range` is what the buyer may choose."""

    name: str
    label: str
    unit: str
    value: Decimal
    default: Decimal
    range: tuple[Decimal, Decimal]
    better: Literal["lower", "higher", "none"] = "none"
    measured: str = ""


class TenderPenalty(Model):
    """The penalty of a requirement, in words that the documents print."""

    id: str
    title: str
    text: str


class TenderRequirement(Model):
    """One obligation that bidders answer and the committee marks; `number` is printed, `id` never changes.

    `original_text` is the catalog's text where the buyer changed it.
    `expected` holds the numbers asked where no parameter of the clause does: those of an imported list. `lots` are
    the numbers of the lots it holds for, when they are fewer than its clause's; empty otherwise.
    """

    id: str
    number: str
    text: str
    # Left out of the file when empty: tenders sealed before it existed keep their seal.
    original_text: str | None = Field(default=None, exclude_if=lambda text: text is None)
    level: Level
    weight: int
    criterion: str
    answer: AnswerSpec
    proof: tuple[str, ...]
    scale: dict[int, str]
    stage: Literal["offre", "candidature"] = "offre"
    parameter: str | None = None
    quantity: str = ""
    value_function: ValueFunction | None = None
    # Left out of the file when empty: tenders sealed before it existed keep their seal.
    expected: tuple[SoughtQuantity, ...] = Field(default=(), exclude_if=lambda expected: not expected)
    finds: tuple[str, ...] = ()
    contradicted_by: tuple[str, ...] = ()
    carried_by: Carrier = "titulaire"
    verified_by: str = ""
    controlled_by: str = ""
    penalty: TenderPenalty | None = None
    # Left out of the file when empty: tenders sealed before it existed keep their seal.
    lots: tuple[str, ...] = Field(default=(), exclude_if=lambda lots: not lots)


class TenderClause(Model):
    """A clause as it will be published: text filled in, reason of its presence, and its life.

    `original_text` is the catalog's text where the buyer changed it; `origin` says who wrote the clause. `lots` are the
    numbers of the lots it holds for; empty for all.
    """

    id: str
    version: int = 1
    title: str
    theme: str
    document: DocumentCode
    text: str
    original_text: str | None = None
    because: str
    reasons: tuple[str, ...] = ()
    obligation: Literal["loi", "recommandee"] = "recommandee"
    origin: str = "catalogue"
    parameters: tuple[TenderParameter, ...] = ()
    requirements: tuple[TenderRequirement, ...] = ()
    derogates: tuple[str, ...] = ()
    buyer_tasks: tuple[str, ...] = ()
    sources: tuple[SourceNote, ...] = ()
    note: str = ""
    # Left out of the file when empty: tenders sealed before it existed keep their seal.
    lots: tuple[str, ...] = Field(default=(), exclude_if=lambda lots: not lots)


class TenderTheme(Model):
    """A chapter of the documents, in order."""

    id: str
    code: str
    title: str
    about: str = ""


class LeftOut(Model):
    """A clause that is not in the tender, and why: its conditions, or the buyer's decision and reason."""

    id: str
    title: str
    theme: str
    reasons: tuple[str, ...] = ()
    dropped_by_buyer: bool = False
    reason: str = ""
    obligation: Literal["loi", "recommandee"] = "recommandee"
