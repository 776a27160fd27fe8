"""Errors that a user reads: French, one sentence, where, what, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class OpposableError(Exception):
    """A problem that a buyer, an evaluator or a catalog author can mend.

    `message` says what is wrong and quotes the word, `where` names the place (file:line, sheet and cell),
    `hint` says what to do.
    """

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        self.message, self.where, self.hint = message, where, hint
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f"{self.where} : " if self.where else ""
        return f"{place}{self.message}" + (f" {self.hint}" if self.hint else "")


class CatalogError(OpposableError):
    """All the problems of a catalog at once, one line each."""

    def __init__(self, problems: Iterable[OpposableError]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        head = f"Le catalogue contient {count} erreur{'s' if count > 1 else ''}."
        super().__init__("\n".join([head, *(str(problem) for problem in self.problems)]))


def nearest(word: str, known: Iterable[str]) -> str:
    """Return « Vouliez-vous dire … ? » when one known word is close, else an empty string."""
    found = get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f"Vouliez-vous dire « {found[0]} » ?" if found else ""
