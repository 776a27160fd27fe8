"""What the published documents say of the lots: their list and the maximum of each."""

from __future__ import annotations

from opposable.documents.content import Cell, Figure, Span
from opposable.documents.piece import Piece
from opposable.model.french import euros
from opposable.model.tender import Tender


def maximum(tender: Tender, whose: str, article: str) -> str:
    """Say the maximum amount, `whose` when there is one lot, and where that of each of several stands.

    `article` follows as it is. Empty without maximum.
    """
    amount = tender.procedure.maximum_ht
    if amount is None:
        return ""
    if not _priced(tender):
        whose = whose if len(tender.lots) == 1 else " de l'ensemble des lots"
        return f"Le montant maximum{whose}, reconductions comprises, est de {euros(amount, 'HT')}{article}."
    return (
        "Le montant maximum de chaque lot, reconductions comprises, figure au tableau des lots ; ensemble, ils "
        f"totalisent {euros(amount, 'HT')}{article}."
    )


def write_lots(piece: Piece, tender: Tender) -> None:
    """Write the table of several lots, with the maximum of each where it is said."""
    header, shares = ["Lot", "Intitulé"], [12.0, 88.0]
    rows: list[tuple[Cell, ...]] = [(Span(lot.number, "Strong"), lot.title) for lot in tender.lots]
    if _priced(tender):
        header, shares = [*header, "Montant maximum"], [12.0, 60.0, 28.0]
        rows = [
            (*row, Figure(euros(lot.maximum_ht, "HT") if lot.maximum_ht is not None else "–"))
            for row, lot in zip(rows, tender.lots, strict=True)
        ]
    piece.table("Lots", header, rows, shares)


def _priced(tender: Tender) -> bool:
    return any(lot.maximum_ht is not None for lot in tender.lots)
