"""What is read in bidders' files, and what the machine suggests about it."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from opposable.model.base import Model

FileKind = Literal["cadre_de_reponse", "bordereau_de_prix", "memoire", "annexe", "illisible"]
PassageKind = Literal["paragraphe", "liste", "ligne", "note", "zone_de_texte", "titre", "entete", "cellule"]
VerdictName = Literal["conforme", "partiel", "non_conforme", "absent"]
Declared = Literal["oui", "partiel", "non", "equivalent"]


class Passage(Model):
    """A paragraph, list item, table row or note of a bid, with its exact place.

    `text` is the raw text as read (a quote shown is a substring of it); cells of a row are joined by `` | ``.
    `heading` is the path of titles above, joined by `` > ``; `header` the header row of its table.
    `where` is what a reader needs to find it again: « page 14 », « § 4.2, paragraphe 31 », « feuille Annexe, ligne 8 ».
    """

    bid: str
    file: str
    where: str
    heading: str = ""
    text: str
    kind: PassageKind = "paragraphe"
    header: str = ""
    page: int | None = None
    index: int = 0
    notes: tuple[str, ...] = ()


class FileReport(Model):
    """What became of one file of a bid: what it is, its hash, and every doubt, in French.

    `problems` refuse (the file or part of it could not be used); `warnings` only call for attention.
    """

    bid: str
    file: str
    kind: FileKind
    sha256: str
    size: int
    passages: int = 0
    pages: int | None = None
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class FormAnswer(Model):
    """One filled row of the response form: a claim to verify, never a mark."""

    requirement: str
    declared: Declared | None = None
    answer: str = ""
    value: Decimal | None = None
    value_text: str = ""
    unit: str = ""
    equivalence: str = ""
    proof: str = ""
    cell: str = ""


class ResponseForm(Model):
    """A response form read back: identity, seal and answers by requirement id."""

    file: str
    reference: str
    seal: str
    bidder: str = ""
    answers: dict[str, FormAnswer] = Field(default_factory=dict)
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class PricedLine(Model):
    """One filled line of the price schedule: unit price in euros HT and VAT rate in percent."""

    code: str
    unit_price_ht: Decimal | None
    vat_rate: Decimal
    quantity: Decimal
    cell: str = ""
    remark: str = ""

    @property
    def total_ht(self) -> Decimal | None:
        """Total of the line in euros HT, before rounding."""
        return None if self.unit_price_ht is None else self.unit_price_ht * self.quantity


class PriceSchedule(Model):
    """A price schedule read back; totals in euros, rounded half up to the cent."""

    file: str
    reference: str
    seal: str
    lines: tuple[PricedLine, ...] = ()
    total_ht: Decimal | None = None
    total_ttc: Decimal | None = None
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class Bid(Model):
    """Everything read from one bidder's files."""

    bidder: str
    lot: str = "1"
    files: tuple[FileReport, ...] = ()
    form: ResponseForm | None = None
    prices: PriceSchedule | None = None
    passages: tuple[Passage, ...] = ()


class Evidence(Model):
    """A passage shown for a requirement: `text` is an exact substring of what was read."""

    text: str
    file: str
    where: str
    heading: str = ""
    score: float = 0.0
    flags: tuple[str, ...] = ()


class CommittedValue(Model):
    """A number with unit found in a passage, as promised by the bidder; `text` quotes it.

    `quantity` names the quantity asked that it answers; the first value of a quantity is the one that binds.
    """

    value: Decimal
    unit: str
    text: str
    quantity: str = ""
    file: str = ""
    where: str = ""
    firm: bool = True
    meets: bool | None = None


class Suggestion(Model):
    """The machine's reading of one requirement in one bid: a help to read, never a mark.

    `confidence` is between 0 and 1; `to_read` asks a person to read first; `reasons` are French sentences;
    `flags` are lexicon ids or short codes; `lexicon` is the version that produced it.
    """

    verdict: VerdictName
    confidence: float = Field(ge=0, le=1)
    to_read: bool
    declared: Declared | None = None
    passages: tuple[Evidence, ...] = ()
    values: tuple[CommittedValue, ...] = ()
    flags: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    lexicon: str = ""


class Sought(Model):
    """What the reader of bids looks for: one requirement, freed from the tender it comes from.

    `quantities` are the numbers asked; `finds` are ways bidders say it; `contradicted_by` what speaks against it.
    """

    id: str
    title: str = ""
    text: str
    mandatory: bool = False
    finds: tuple[str, ...] = ()
    contradicted_by: tuple[str, ...] = ()
    quantities: tuple[SoughtQuantity, ...] = ()
    proof: tuple[str, ...] = ()


class SoughtQuantity(Model):
    """A number asked: its name, the direction that satisfies, the bound and its unit (id, or a free word)."""

    name: str
    operator: Literal["<=", ">=", "="]
    value: Decimal
    unit: str


Sought.model_rebuild()
