"""The tender: what the buyer publishes, complete in itself; nothing downstream reads the catalog."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from opposable.model.base import Model
from opposable.model.catalog import ScaleLevel
from opposable.model.clauses import LeftOut, TenderClause, TenderParameter, TenderRequirement, TenderTheme


class Buyer(Model):
    """Who signs: shown on every document; contacts are by function, never a person's name."""

    name: str
    kind: str = ""
    public: bool = True
    contact: str = ""
    buyer_profile: str = ""
    court: str = ""


class Lot(Model):
    """A part awarded separately; a tender always has at least one.

    `maximum_ht` and `estimate_ht` are its own share of those of the procedure, in euros HT, where there are several
    lots; the estimate is never printed in a published document.
    """

    number: str
    title: str
    # Left out of the file when empty: tenders sealed before they existed keep their seal.
    maximum_ht: Decimal | None = Field(default=None, exclude_if=lambda amount: amount is None)
    estimate_ht: Decimal | None = Field(default=None, exclude_if=lambda amount: amount is None)


class SubCriterion(Model):
    """A part of a criterion; `weight` in points out of the 100 of the whole."""

    id: str
    title: str
    measures: str
    weight: Decimal


class Criterion(Model):
    """What bids are judged on; `weight` in points; weights of a tender total 100."""

    id: str
    kind: Literal["prix", "qualite"]
    title: str
    about: str
    weight: Decimal
    sub: tuple[SubCriterion, ...] = ()


class Method(Model):
    """How marks and prices become points, as announced: everything a bidder needs to recompute the ranking."""

    price_method: str
    price_title: str
    price_rule: str
    price_formula: str
    price_parameters: dict[str, Decimal] = Field(default_factory=dict)
    tax_base: Literal["ttc", "ht"]
    scale: tuple[ScaleLevel, ...]
    mark_step: Decimal = Decimal(1)
    decimals: int = 2
    rounding_rule: str
    tie_break: str
    tie_break_order: tuple[str, ...] = ()


class PriceLine(Model):
    """A line of the price schedule; `quantity` is estimated for the whole duration and binds nobody.

    `lots` are the numbers of the lots it is priced for; empty for all.
    """

    code: str
    title: str
    about: str
    kind: Literal["abonnement", "unitaire", "forfait"]
    unit: str
    quantity: Decimal
    # Left out of the file when empty: tenders sealed before it existed keep their seal.
    lots: tuple[str, ...] = Field(default=(), exclude_if=lambda lots: not lots)


class LawFigure(Model):
    """A legal figure as it applied at the tender's date."""

    id: str
    title: str
    value: Decimal
    unit: str
    source: str
    reviewed_on: date


class DefinitionNote(Model):
    """A defined term."""

    term: str
    meaning: str


class CatalogMark(Model):
    """Which catalog the tender was built from."""

    version: str
    fingerprint: str


class Procedure(Model):
    """Form and calendar of the consultation; durations in months or days, amounts in euros HT.

    `ccag` is the general terms that the contract refers to: tic, fcs, pi, travaux, mi, moe, aucun; empty if unsaid.
    """

    kind: str
    kind_label: str
    form: str
    form_label: str
    duration_months: int
    renewals: int
    bids_deadline: date | None = None
    deadline_time: str = ""
    validity_days: int | None = None
    variants_allowed: bool = False
    negotiation: bool = False
    single_lot_reason: str = ""
    maximum_ht: Decimal | None = None
    estimate_ht: Decimal | None = None
    budget_ttc: Decimal | None = None
    # Left out of the file when empty: tenders sealed before it existed keep their seal.
    ccag: str = Field(default="", exclude_if=lambda ccag: not ccag)

    @property
    def total_months(self) -> int:
        """Longest duration in months, renewals included."""
        return self.duration_months + 12 * self.renewals


class AnswerNote(Model):
    """An answer of the interview in words, for the buyer's own file and the context chapter."""

    question: str
    label: str
    text: str


class Tender(Model):
    """A tender, draft or sealed.

    `estimate_ht` and `budget_ttc` of the procedure are never printed in a published document.
    `seal` is the SHA-256 of the canonical form (`assembly.seal.canonical`) without the seal itself. `origin` says
    whether the documents were written here, or elsewhere and only the list of requirements imported: there is then
    neither response form nor price schedule of ours to wait for. `lot_criteria` holds, by number, the criteria of
    the lots that are not judged on `criteria` as they stand. `lot` is the one to which `lots.of_lot` narrowed the
    tender; what is published has none.
    """

    format: Literal["opposable/tender/1"] = "opposable/tender/1"
    origin: Literal["opposable", "importe"] = Field(
        default="opposable", exclude_if=lambda origin: origin == "opposable"
    )
    reference: str
    title: str
    version: int = 1
    dated: date
    buyer: Buyer
    procedure: Procedure
    lots: tuple[Lot, ...] = Field(min_length=1)
    themes: tuple[TenderTheme, ...] = ()
    clauses: tuple[TenderClause, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    method: Method
    vat_rate: Decimal
    prices: tuple[PriceLine, ...] = ()
    law: tuple[LawFigure, ...] = ()
    definitions: tuple[DefinitionNote, ...] = ()
    context: tuple[AnswerNote, ...] = ()
    catalog: CatalogMark
    # Left out of the file when empty: tenders sealed before they existed keep their seal.
    lot_criteria: dict[str, tuple[Criterion, ...]] = Field(default_factory=dict, exclude_if=lambda found: not found)
    lot: str = Field(default="", exclude_if=lambda lot: not lot)
    replaces: str | None = None
    seal: str | None = None

    @property
    def requirements(self) -> tuple[TenderRequirement, ...]:
        """Every requirement, in document order."""
        return tuple(requirement for clause in self.clauses for requirement in clause.requirements)

    @property
    def judged(self) -> tuple[TenderRequirement, ...]:
        """The requirements judged on the bid (those on the candidate are left aside)."""
        return tuple(requirement for requirement in self.requirements if requirement.stage == "offre")

    def requirement(self, id_: str) -> TenderRequirement | None:
        """Return the requirement of this id or printed number."""
        return next((r for r in self.requirements if id_ in (r.id, r.number)), None)

    def clause_of(self, requirement_id: str) -> TenderClause | None:
        """Return the clause that carries a requirement."""
        return next((c for c in self.clauses if any(r.id == requirement_id for r in c.requirements)), None)

    def parameter_of(self, requirement: TenderRequirement) -> TenderParameter | None:
        """Return the number that a requirement asks, if any."""
        clause = self.clause_of(requirement.id)
        if clause is None or requirement.parameter is None:
            return None
        return next((p for p in clause.parameters if p.name == requirement.parameter), None)
