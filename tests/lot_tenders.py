"""A small sealed tender of two lots that do not ask the same, with the forms that its bidders fill."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from opposable.assembly.lots import limit_clauses, limit_prices, share_by_lot
from opposable.assembly.seal import publish
from opposable.documents import layout
from opposable.model.draft import Edits
from opposable.model.lots import of_lot
from opposable.model.tender import Lot, Tender
from tests.filling import empty_form, empty_prices, fill_form, fill_prices
from tests.sheet_tenders import draft_tender

LOTS = (Lot(number="1", title="Supervision"), Lot(number="2", title="Exercices"))
LIMITS = {
    "detection.supervision": ("1",),
    "exercices.crise": ("2",),
    "SUP-1": ("1",),
    "INC-1": ("1",),
    "EXE-1": ("2",),
}
"""Supervision is asked and priced in the first lot, exercises in the second, the environment in both."""
PRICES = {"SUP-1": 1000, "INC-1": 900, "DEM-1": 100, "EXE-1": 10}


def two_lots(limits: dict[str, tuple[str, ...]] | None = None, **edits: Any) -> Tender:
    """Return the sealed tender of two lots, limited as `limits` says (`LIMITS` by default)."""
    wanted = LIMITS if limits is None else limits
    whole = draft_tender(lots=LOTS)
    clauses = limit_clauses(whole.clauses, wanted, LOTS)
    criteria = share_by_lot({}, whole.criteria, clauses, LOTS, Edits.model_validate(edits))
    prices = limit_prices(whole.prices, wanted, LOTS)
    return publish(whole.model_copy(update={"clauses": clauses, "prices": prices, "lot_criteria": criteria}))


def form_of(tender: Tender, lot: str, answer: str = "Nous le faisons, de nuit comme de jour.") -> bytes:
    """Return the response form of a lot, every row answered."""
    narrowed = of_lot(tender, lot)
    asked = {"DET-02": 10, "DET-03": Decimal("99.95"), "EXE-01": 3}
    rows = {
        r.number: {layout.DECLARED: "oui", layout.ANSWER: answer}
        | ({layout.VALUE: asked[r.number]} if r.number in asked else {})
        for r in narrowed.judged
    }
    return fill_form(empty_form(narrowed), rows)


def prices_of(tender: Tender, lot: str, times: int = 1) -> bytes:
    """Return the price schedule of a lot, filled."""
    narrowed = of_lot(tender, lot)
    return fill_prices(empty_prices(narrowed), {line.code: PRICES[line.code] * times for line in narrowed.prices})


def files_of(tender: Tender, lot: str, times: int = 1) -> dict[str, bytes]:
    """Return what a bidder puts in the folder of a lot."""
    return {"cadre.xlsx": form_of(tender, lot), "prix.xlsx": prices_of(tender, lot, times)}
