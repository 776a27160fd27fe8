"""What people decided about the bids, and what follows from it by arithmetic."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

from pydantic import Field

from opposable.model.base import LotNumber, Model, Text
from opposable.model.bids import Bid, Suggestion
from scoring.ranking import Ranking

RegularityStatus = Literal["reguliere", "a_regulariser", "regularisee", "irreguliere", "inacceptable", "inappropriee"]
REGULARITY_LABELS: dict[str, str] = {
    "reguliere": "Régulière",
    "a_regulariser": "À régulariser",
    "regularisee": "Régularisée",
    "irreguliere": "Irrégulière",
    "inacceptable": "Inacceptable",
    "inappropriee": "Inappropriée",
}
RETAINED: frozenset[str] = frozenset({"reguliere", "regularisee"})
"""The statuses under which a bid is ranked."""


class Mark(Model):
    """A mark 0 to 4 given by a person, with the reason that the report prints."""

    mark: Decimal = Field(ge=0, le=4)
    reason: Text
    author: str = ""


class Regularity(Model):
    """What people decided on a bid before marking it, and why."""

    status: RegularityStatus
    reason: str = ""
    author: str = ""


class SetAside(Model):
    """A passage that a person read and set aside for a requirement, because it does not answer, and why.

    `text` is quoted as read at `where` in `file`; a time `at` without zone is the one of Paris.
    """

    text: Text
    file: Text
    where: Text
    reason: Text
    author: str = ""
    at: datetime


class Judgement(Model):
    """Everything people wrote about the bids on a lot: the content of MARKS.yaml, and of the committee's screens.

    `marks` maps bidder, then requirement id (or printed number), to the mark; `committee` names functions, not
    persons; `proposal` is the committee's own sentence on the award. `prices` maps a bidder to the amount compared, in
    euros on the announced base, typed by a person where no price schedule could be read. `set_aside` maps bidder, then
    requirement id (or printed number), to the passages read and set aside: the proof of a search. `no_award` states
    why there is nothing to rank, no bid having been received or retained.
    """

    committee: str = ""
    marks: dict[str, dict[str, Mark]] = Field(default_factory=dict)
    regularity: dict[str, Regularity] = Field(default_factory=dict)
    appreciations: dict[str, dict[str, str]] = Field(default_factory=dict)
    proposal: str = ""
    prices: dict[str, Decimal] = Field(default_factory=dict)
    set_aside: dict[str, dict[str, tuple[SetAside, ...]]] = Field(default_factory=dict)
    no_award: str = ""


class Judgements(Judgement):
    """What people wrote about the bids on a tender: as it stands when it has one lot, else by number under `lots`.

    With several lots, `committee` may be said once for all of them.
    """

    lots: dict[LotNumber, Judgement] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that people must look at in a bid; `severity` ``bloquant`` stands in the way of ranking."""

    bidder: str
    severity: Literal["bloquant", "a_examiner", "information"]
    text: str
    requirement: str = ""


@dataclass(frozen=True, slots=True)
class AssessedBid:
    """One bid with what people decided: amounts in euros, `compared` is the amount that the method compares.

    `typed_price` is true when a person typed that amount, no price schedule having been read.
    """

    bid: Bid
    regularity: Regularity | None
    retained: bool
    compared: Decimal | None
    marks: dict[str, Mark] = field(default_factory=dict)
    suggestions: dict[str, Suggestion] = field(default_factory=dict)
    flags: tuple[Flag, ...] = ()
    appreciations: dict[str, str] = field(default_factory=dict)
    typed_price: bool = False
    set_aside: dict[str, tuple[SetAside, ...]] = field(default_factory=dict)

    @property
    def bidder(self) -> str:
        """The bidder's name."""
        return self.bid.bidder


@dataclass(frozen=True, slots=True)
class Assessment:
    """The whole of one lot: bids, decisions, and the ranking once nothing is missing.

    `missing` says in French what still prevents ranking; `remarks` what is worth a second look (same words and
    different marks, for instance).
    """

    bids: tuple[AssessedBid, ...]
    ranking: Ranking | None
    missing: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    sensitivity: tuple[str, ...] = ()
    committee: str = ""
    proposal: str = ""
    no_award: str = ""

    @property
    def complete(self) -> bool:
        """Whether nothing is missing: bids are ranked, or it is stated why there is none to rank."""
        return not self.missing and (self.ranking is not None or bool(self.no_award))

    @property
    def retained(self) -> tuple[AssessedBid, ...]:
        """The bids that take part in the ranking."""
        return tuple(bid for bid in self.bids if bid.retained)

    def bid(self, bidder: str) -> AssessedBid:
        """Return one bid; KeyError when there is none."""
        return {bid.bidder: bid for bid in self.bids}[bidder]
