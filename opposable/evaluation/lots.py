"""Assess every lot of a tender: what people wrote of each, and what is still missing in any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from opposable.evaluation.assess import Suggestions, assess
from opposable.model.assessment import Assessment, Judgement, Judgements
from opposable.model.bids import Bid
from opposable.model.errors import OpposableError
from opposable.model.lots import find_lot, lot_mention
from opposable.model.tender import Tender

_SHARED = {"committee", "lots"}
"""What a file of marks says once for all lots."""


@dataclass(frozen=True, slots=True)
class LotBids:
    """What was read of the bids on one lot."""

    bids: tuple[Bid, ...] = ()
    suggestions: Suggestions = field(default_factory=dict)


def judgement_of(tender: Tender, written: Judgements, lot: str) -> Judgement:
    """Return what was written of one lot; nothing yet when it is not named.

    Raises `OpposableError` when the file does not tell the lots as the tender has them.
    """
    if len(tender.lots) == 1:
        if written.lots:
            raise OpposableError(
                "La consultation n'a qu'un lot, et les notes ont une rubrique « lots ».",
                hint="Écrivez-les sans cette rubrique.",
            )
        return written
    stray = sorted(written.model_fields_set - _SHARED)
    if stray:
        raise OpposableError(
            f"La consultation a {len(tender.lots)} lots, et « {stray[0]} » est écrit pour tous à la fois.",
            hint="Écrivez-le lot par lot, sous « lots ».",
        )
    for number in written.lots:
        find_lot(tender, number)
    found = written.lots.get(lot, Judgement())
    return found if found.committee else found.model_copy(update={"committee": written.committee})


def assess_lots(tender: Tender, read: Mapping[str, LotBids], written: Judgements) -> dict[str, Assessment]:
    """Return the assessment of each lot, by number, from what was `read` of its bids.

    Raises `OpposableError` as `assess` does, naming the lot where there are several.
    """
    found = {}
    for lot in tender.lots:
        of_it = read.get(lot.number, LotBids())
        judgement = judgement_of(tender, written, lot.number)
        try:
            found[lot.number] = assess(tender, of_it.bids, judgement, of_it.suggestions, lot=lot.number)
        except OpposableError as error:
            if len(tender.lots) == 1:
                raise
            where = ", ".join(part for part in (f"Lot {lot.number}", error.where) if part)
            raise OpposableError(error.message, where=where, hint=error.hint) from None
    return found


def missing_in(tender: Tender, assessments: Mapping[str, Assessment]) -> tuple[str, ...]:
    """Return what still prevents ranking, each sentence with its lot where there are several."""
    if len(tender.lots) == 1:
        return tuple(sentence for each in assessments.values() for sentence in each.missing)
    return tuple(
        f"{lot_mention(lot)} : {sentence}" for lot in tender.lots for sentence in assessments[lot.number].missing
    )
