"""What was searched before anyone writes « absent »: files, passages, and the nearest ones set aside one by one."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from opposable.model.bids import Bid, Evidence, Suggestion
from opposable.model.french import listing, plural

Place = tuple[str, str, str]
"""The file, the place and the text of a passage."""


@dataclass(frozen=True, slots=True)
class SearchProof:
    """How far the search of one requirement went in one bid; `left` are the nearest passages nobody set aside."""

    files: int
    passages: int
    unread: tuple[str, ...]
    nearest: int
    left: int

    @property
    def complete(self) -> bool:
        """Whether « absent » may be written: every file was read, every nearest passage was set aside."""
        return not self.unread and not self.left

    @property
    def sentences(self) -> tuple[str, ...]:
        """The search in French, then what it lacks."""
        said = [f"Recherche faite dans {plural(self.files, 'fichier')}, {plural(self.passages, 'passage')}."]
        if self.unread:
            names = listing([f"« {name} »" for name in self.unread])
            said.append(f"Illisible en tout ou partie : {names}. L'absence n'est pas établie.")
        if self.nearest:
            done = self.nearest - self.left
            said.append(f"Passages les plus proches écartés : {done} sur {self.nearest}.")
        return tuple(said)


_ABSENCE = re.compile(
    r"aucune (?:mention|réponse|information|trace)|\bne (?:dit|mentionne|précise) rien|\babsen", re.IGNORECASE
)
_QUOTED = re.compile("«[^»]*»")


def claims_absence(reason: str) -> bool:
    """Tell whether the reason of a mark says that the bid holds no answer; what it quotes is not its own word."""
    return _ABSENCE.search(_QUOTED.sub("", reason)) is not None


def place_of(passage: Evidence) -> Place:
    """Return what tells a passage from another."""
    return passage.file, passage.where, passage.text


def search_proof(bid: Bid, suggestion: Suggestion, set_aside: Collection[Place]) -> SearchProof:
    """Return how far the search of the requirement of `suggestion` went in `bid`."""
    places = [place_of(passage) for passage in suggestion.passages]
    return SearchProof(
        files=sum(report.passages > 0 for report in bid.files),
        passages=sum(report.passages for report in bid.files),
        unread=tuple(report.file for report in bid.files if report.problems),
        nearest=len(places),
        left=sum(place not in set_aside for place in places),
    )
