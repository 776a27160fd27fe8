"""Checks that a tender is lawful and defensible: each says what, where, why and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from opposable.catalog.wording import Wording
from opposable.legality.criteria import CRITERIA_CHECKS
from opposable.legality.finding import Check, Finding, Severity, figure
from opposable.legality.procedure import PROCEDURE_CHECKS
from opposable.legality.texts import TEXT_CHECKS, check_words
from opposable.model.catalog import Catalog
from opposable.model.errors import OpposableError
from opposable.model.lots import by_lot, differ, lot_mention
from opposable.model.tender import Tender

__all__ = ["CHECKS", "LABELS", "Check", "Finding", "Severity", "blocking_problems", "check_tender", "figure"]

LABELS: dict[Severity, str] = {"bloquant": "Bloquant", "a_justifier": "À justifier", "conseil": "Conseil"}
CHECKS: tuple[Check, ...] = (*PROCEDURE_CHECKS, *CRITERIA_CHECKS, *TEXT_CHECKS)


def check_tender(tender: Tender, catalog: Catalog, wording: Wording | None = None) -> tuple[Finding, ...]:
    """Run every check and return what they found, gravest first.

    What bids are judged on is also checked lot by lot, where lots differ. With `wording`, what the buyer wrote is held
    to the writing rules of the catalog too.
    """
    found = [finding for check in CHECKS for finding in check(tender, catalog)]
    found.extend(_of_lots(tender, catalog, found))
    if wording is not None:
        found.extend(check_words(tender, catalog, wording))
    ranks = {"bloquant": 0, "a_justifier": 1, "conseil": 2}
    return tuple(sorted(found, key=lambda finding: ranks[finding.severity]))


def _of_lots(tender: Tender, catalog: Catalog, found: Iterable[Finding]) -> Iterator[Finding]:
    """Give what the criteria of each lot raise, when the tender as a whole does not."""
    if not differ(tender):
        return
    said = {(finding.id, finding.message) for finding in found}
    for narrowed in by_lot(tender):
        for finding in (finding for check in CRITERIA_CHECKS for finding in check(narrowed, catalog)):
            if (finding.id, finding.message) not in said:
                yield replace(finding, message=f"{lot_mention(narrowed.lots[0])} : {finding.message}")


def blocking_problems(findings: Iterable[Finding]) -> tuple[OpposableError, ...]:
    """Return the findings that forbid publication, as problems to mend."""
    return tuple(
        OpposableError(finding.message, where=finding.place, hint=finding.remedy)
        for finding in findings
        if finding.severity == "bloquant"
    )
