"""Write one report for a tender of several lots: what they share once, then a chapter for each lot."""

from __future__ import annotations

from collections.abc import Mapping

from opposable.documents.content import Cell, Figure, Span
from opposable.documents.piece import Piece
from opposable.documents.rao import (
    DRAFT,
    TITLE,
    write_frame,
    write_judged,
    write_received,
    write_signature,
)
from opposable.documents.rao_searches import write_searches
from opposable.documents.rc_judging import write_criteria, write_method
from opposable.documents.wording import identity
from opposable.evaluation.lots import missing_in
from opposable.model.assessment import Assessment
from opposable.model.french import listing, number
from opposable.model.lots import differ, lot_name, of_lot
from opposable.model.tender import Tender


def write_lots_rao(tender: Tender, assessments: Mapping[str, Assessment], template: bytes) -> bytes:
    """Return the report on all the lots as a Word document, a draft while one of `assessments` is not complete.

    Each lot is analysed by itself: its own bids, marks, prices and ranking. Raises `OpposableError` when the template
    lacks a style or a mark.
    """
    complete = all(assessment.complete for assessment in assessments.values())
    piece = Piece(template, identity(tender, TITLE, state="" if complete else DRAFT))
    committees = {assessment.committee for assessment in assessments.values()}
    shared = committees.pop() if len(committees) == 1 else ""
    write_frame(piece, tender, shared, missing_in(tender, assessments))
    _summary(piece, tender, assessments)
    if not differ(tender):
        write_criteria(piece, tender)
    write_method(piece, tender, example=False)
    for number_, assessment in assessments.items():
        _lot(piece, of_lot(tender, number_), assessment, alone=not differ(tender), committee=not shared)
    piece.heading("Suite donnée au rapport")
    write_signature(piece)
    for number_, assessment in assessments.items():
        write_searches(piece, of_lot(tender, number_), assessment)
    return piece.save()


def _lot(piece: Piece, narrowed: Tender, assessment: Assessment, *, alone: bool, committee: bool) -> None:
    with piece.part(lot_name(narrowed.lots[0])):
        if committee and assessment.committee:
            piece.text(f"Commission d'analyse : {assessment.committee}.")
        if assessment.bids:
            write_received(piece, assessment)
        else:
            piece.text("Aucune offre n'a été reçue pour ce lot.")
        if not alone and assessment.bids:
            write_criteria(piece, narrowed)
        write_judged(piece, narrowed, assessment)


def _summary(piece: Piece, tender: Tender, assessments: Mapping[str, Assessment]) -> None:
    piece.heading("Synthèse par lot")
    piece.text("Chaque lot est jugé et classé séparément, sur ses seules offres.", keep_next=True)
    rows: list[tuple[Cell, ...]] = [
        (
            Span(lot.number, "Strong"),
            lot.title,
            Figure(number(len(assessments[lot.number].bids))),
            _outcome(assessments[lot.number]),
        )
        for lot in tender.lots
    ]
    piece.table("Synthèse par lot", ("Lot", "Intitulé", "Offres", "Résultat"), rows, (8, 38, 10, 44))


def _outcome(assessment: Assessment) -> str:
    ranking = assessment.ranking
    if ranking is None:
        return "Rien à classer" if assessment.no_award else "Non classé : il manque des décisions ou des notes"
    first = listing([row.bid for row in ranking.leaders])
    points = f"{number(ranking.leaders[0].total, ranking.decimals)} points sur {number(ranking.out_of)}"
    return f"Premier : {first}, {points}" if len(ranking.leaders) == 1 else f"Premiers ex æquo : {first}, {points}"
