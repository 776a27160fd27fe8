"""What both kinds of workbooks are turned into, and how much of them is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from opposable.bids.reading.limits import Limits


@dataclass
class Sheet:
    """One sheet: rows that hold text, each with its number; `uncomputed` counts formulas without a result.

    `uncomputed_cells` names those of them whose place is known.
    """

    name: str
    hidden: bool = False
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    uncomputed: int = 0
    uncomputed_cells: list[str] = field(default_factory=list)


@dataclass
class Budget:
    """The cells that may still be read; `problems` says in French what was left out."""

    limits: Limits
    cells: int = 0
    problems: list[str] = field(default_factory=list)

    def take(self, sheet: str, row: int, cells: list[str]) -> bool:
        """Count the `cells` of one row; false when the workbook is too large to go on."""
        self.cells += len(cells)
        if self.cells <= self.limits.cells:
            return True
        self.say(
            f"Le classeur compte plus de {self.limits.cells} cellules : « {sheet} » n’est lue qu’avant la ligne {row}."
        )
        return False

    def too_wide(self, sheet: str) -> None:
        """Say once that a sheet has more columns than are read."""
        self.say(f"La feuille « {sheet} » a plus de {self.limits.columns} colonnes : les suivantes ne sont pas lues.")

    def say(self, problem: str) -> None:
        """Add `problem` unless it was said."""
        if problem not in self.problems:
            self.problems.append(problem)
