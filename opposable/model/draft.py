"""A buyer's work in progress: the answers of the interview and the edits on top of the catalog's proposal."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from opposable.model.base import LotNumber, Model
from opposable.model.catalog import AnswerSpec, DocumentCode, Level
from opposable.model.condition import Answer


class OwnRequirement(Model):
    """A requirement written by the buyer."""

    text: str = Field(min_length=1)
    level: Level = "notee"
    weight: int = Field(default=3, ge=1, le=10)
    criterion: str
    answer: AnswerSpec
    proof: tuple[str, ...] = ()
    scale: dict[int, str] = Field(default_factory=dict)


class OwnClause(Model):
    """A clause written by the buyer; `key` is unique in the draft and becomes ``acheteur.<key>``."""

    key: str = Field(pattern=r"^[a-z0-9_]+$")
    title: str = Field(min_length=1)
    theme: str
    document: DocumentCode = "cctp"
    text: str = Field(min_length=1)
    requirements: tuple[OwnRequirement, ...] = ()


class RequirementEdit(Model):
    """What the buyer changed in one requirement; ``None`` leaves the catalog's choice."""

    text: str | None = None
    level: Level | None = None
    weight: int | None = Field(default=None, ge=1, le=10)


class LotAmounts(Model):
    """What the buyer says of the money of one lot, in euros HT over the whole duration, renewals included."""

    estimate_ht: Annotated[Decimal, Field(gt=0)] | None = None
    maximum_ht: Annotated[Decimal, Field(gt=0)] | None = None


class Edits(Model):
    """Everything the buyer decided beyond the answers.

    `dropped` maps a clause id to the reason (empty where none is due); `kept` brings back a clause left out;
    `parameters` maps ``clause_id.name`` to a value; `texts` a clause id to its new text; `weights` a criterion or
    sub-criterion id to points out of 100; `quantities` a price code to its estimated quantity. `lots` maps a clause,
    a requirement or a price (``acheteur.<key>`` for an own clause) to the numbers of the only lots it is for;
    `lot_weights` a lot to the points of its criteria and sub-criteria, where they are not those of the others;
    `lot_amounts` a lot to its estimate and its maximum.
    """

    dropped: dict[str, str] = Field(default_factory=dict)
    kept: dict[str, str] = Field(default_factory=dict)
    parameters: dict[str, Decimal] = Field(default_factory=dict)
    texts: dict[str, str] = Field(default_factory=dict)
    requirements: dict[str, RequirementEdit] = Field(default_factory=dict)
    own: tuple[OwnClause, ...] = ()
    weights: dict[str, Decimal] = Field(default_factory=dict)
    quantities: dict[str, Annotated[Decimal, Field(gt=0)]] = Field(default_factory=dict)
    lots: dict[str, tuple[LotNumber, ...]] = Field(default_factory=dict)
    lot_weights: dict[LotNumber, dict[str, Decimal]] = Field(default_factory=dict)
    lot_amounts: dict[LotNumber, LotAmounts] = Field(default_factory=dict)
    price_method: str | None = None
    price_parameters: dict[str, Decimal] = Field(default_factory=dict)
    tax_base: Literal["ttc", "ht"] | None = None


class Draft(Model):
    """Answers and edits; `unknown` holds the questions answered « je ne sais pas »."""

    answers: dict[str, Answer] = Field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    edits: Edits = Edits()
