"""What to read first: minimal requirements always, then where the machine doubts or a declaration differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opposable.model.bids import Suggestion
from opposable.model.clauses import TenderRequirement
from opposable.model.tender import Tender

DIFFERENT = "declaration_differente"
_ALARMING = frozenset({"non_conforme", "absent"})
_REASONS = (
    "minimale, et la lecture ne la confirme pas",
    "minimale",
    "la déclaration et le texte diffèrent",
    "lecture incertaine",
    "",
)


@dataclass(frozen=True, slots=True)
class Pending:
    """A requirement that still lacks a mark: which bids lack it, how urgent it is (0 first), and why in French."""

    requirement: TenderRequirement
    bidders: tuple[str, ...]
    rank: int

    @property
    def reason(self) -> str:
        """Why it is read before others; empty when nothing presses."""
        return _REASONS[self.rank]


@dataclass(frozen=True, slots=True)
class Difference:
    """A requirement where the response form says one thing and the text of the bid another."""

    requirement: TenderRequirement
    suggestion: Suggestion


def reading_queue(
    tender: Tender, suggestions: Mapping[str, Mapping[str, Suggestion]], marked: Mapping[str, frozenset[str]]
) -> tuple[Pending, ...]:
    """Return the requirements that lack a mark in some bid, most pressing first, then in document order.

    `suggestions` are by bidder and requirement; `marked` holds by bidder the requirements that have a mark.
    """
    queue = []
    for requirement in tender.judged:
        bidders = tuple(bidder for bidder, done in marked.items() if requirement.id not in done)
        if bidders:
            found = [suggestions.get(bidder, {}).get(requirement.id) for bidder in bidders]
            queue.append(Pending(requirement, bidders, min(_rank(requirement, each) for each in found)))
    return tuple(sorted(queue, key=lambda pending: pending.rank))


def next_pending(queue: Sequence[Pending], current: str) -> str | None:
    """Return the requirement that follows `current` in the queue, the first when it is not in it; nothing if alone."""
    ids = [pending.requirement.id for pending in queue]
    following = (ids.index(current) + 1) % len(ids) if current in ids else 0
    return ids[following] if ids and ids[following] != current else None


def read_first(requirement: TenderRequirement, suggestion: Suggestion | None) -> bool:
    """Tell whether a person reads before anything else: the machine doubts, or the requirement is minimal."""
    return _rank(requirement, suggestion) < len(_REASONS) - 1


def differences(tender: Tender, suggestions: Mapping[str, Suggestion]) -> tuple[Difference, ...]:
    """Return, for one bid, where the form and the text differ, in document order."""
    found = ((r, suggestions.get(r.id)) for r in tender.judged)
    return tuple(Difference(r, s) for r, s in found if s is not None and DIFFERENT in s.flags)


def _rank(requirement: TenderRequirement, suggestion: Suggestion | None) -> int:
    if requirement.level == "minimale":
        return 0 if suggestion is None or suggestion.verdict in _ALARMING or DIFFERENT in suggestion.flags else 1
    if suggestion is not None and DIFFERENT in suggestion.flags:
        return 2
    return 3 if suggestion is None or suggestion.to_read else 4
