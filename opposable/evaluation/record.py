"""The ranking as plain values, for a file that anyone can check with a calculator."""

from __future__ import annotations

from typing import Any

from opposable.model.assessment import REGULARITY_LABELS, AssessedBid, Assessment
from opposable.model.tender import Tender
from scoring.ranking import CriterionTerm, RankedBid


def ranking_json(tender: Tender, assessment: Assessment) -> dict[str, Any]:
    """Return the ranking with every term; numbers are decimal strings, points out of 100, amounts in euros.

    A tender narrowed to a lot has its number and title there, and why it has nothing to rank, if so.
    """
    ranking = assessment.ranking
    rows = ranking.rows if ranking else ()
    return {
        "reference": tender.reference,
        "seal": tender.seal,
        **({"lot": tender.lot, "lot_title": tender.lots[0].title} if tender.lot else {}),
        **({"no_award": assessment.no_award} if assessment.no_award else {}),
        "method": {
            "price_method": tender.method.price_method,
            "parameters": {key: str(value) for key, value in tender.method.price_parameters.items()},
            "tax_base": tender.method.tax_base,
            "decimals": tender.method.decimals,
            "tie_break": list(tender.method.tie_break_order),
        },
        "ranking": [_row(row, assessment.bid(row.bid)) for row in rows],
        "excluded": [_excluded(bid) for bid in assessment.bids if not bid.retained],
        "remarks": list(assessment.remarks),
    }


def _row(row: RankedBid, bid: AssessedBid) -> dict[str, Any]:
    return {
        "rank": row.rank,
        "ex_aequo": row.ex_aequo,
        "bidder": row.bid,
        "total": str(row.total),
        "compared_amount": None if bid.compared is None else str(bid.compared),
        "amount_source": "saisi" if bid.typed_price else "bordereau",
        "note": row.note,
        "criteria": {term.id: _term(term) for term in row.criteria},
    }


def _term(term: CriterionTerm) -> dict[str, Any]:
    return {
        "weight": str(term.weight),
        "points": str(term.points),
        "working": term.price.working if term.price else "",
        "sub": {
            sub.id: {"available": str(sub.available), "points": str(sub.points), "working": sub.working}
            for sub in term.subs
        },
    }


def _excluded(bid: AssessedBid) -> dict[str, str]:
    decision = bid.regularity
    return {
        "bidder": bid.bidder,
        "status": REGULARITY_LABELS[decision.status] if decision else "",
        "reason": decision.reason if decision else "",
    }
