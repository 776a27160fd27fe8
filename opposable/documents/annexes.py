"""Write the contractual annexes: the clauses that the catalog sends there, one annex a theme."""

from __future__ import annotations

from opposable.documents.clauses import clauses_of, write_clause
from opposable.documents.piece import Piece
from opposable.documents.wording import PIECES, identity
from opposable.model.tender import Tender


def write_annexes(tender: Tender, template: bytes) -> bytes:
    """Return the contractual annexes as one Word document, a chapter for each theme.

    Raises `OpposableError` when the template lacks a style or a mark.
    """
    piece = Piece(template, identity(tender, PIECES["annexe"]))
    piece.heading("Portée des annexes")
    if not clauses_of(tender, "annexe"):
        piece.text("Le marché ne comporte pas d'annexe contractuelle.")
        return piece.save()
    piece.text(
        "Les présentes annexes font partie du marché. Elles ont le rang que le cahier des clauses administratives "
        "particulières leur donne."
    )
    for theme in tender.themes:
        own = [clause for clause in clauses_of(tender, "annexe") if clause.theme == theme.id]
        if own:
            piece.heading(theme.title)
            for clause in own:
                write_clause(piece, tender, clause)
    return piece.save()
