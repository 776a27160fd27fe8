"""Print clauses and their requirements: chapters by theme, requirement cards, the annex that numbers them all."""

from __future__ import annotations

from collections.abc import Iterable

from opposable.documents.content import Cell, Line, Lines, Span
from opposable.documents.piece import Piece
from opposable.documents.wording import (
    CARRIERS,
    LEVEL_STYLES,
    LEVELS,
    PIECES,
    bookmark_of,
    commitment,
    lots_concerned,
    sub_titles,
)
from opposable.model.catalog import DocumentCode
from opposable.model.clauses import TenderClause, TenderRequirement
from opposable.model.tender import Tender


def clauses_of(tender: Tender, document: DocumentCode) -> tuple[TenderClause, ...]:
    """Return the clauses printed in `document`, in order."""
    return tuple(clause for clause in tender.clauses if clause.document == document)


def write_chapters(piece: Piece, tender: Tender, document: DocumentCode) -> dict[str, str]:
    """Write a chapter for each theme and a numbered article for each clause; return the bookmark of each clause."""
    anchors: dict[str, str] = {}
    clauses = clauses_of(tender, document)
    for theme in tender.themes:
        own = [clause for clause in clauses if clause.theme == theme.id]
        if own:
            piece.heading(theme.title)
            anchors |= {clause.id: write_clause(piece, tender, clause) for clause in own}
    return anchors


def write_clause(piece: Piece, tender: Tender, clause: TenderClause, level: int = 2) -> str:
    """Write one article: its text, then the card of each of its requirements; return its bookmark."""
    anchor = piece.heading(clause.title, level)
    if clause.lots:
        piece.text(Span(f"{lots_concerned(clause.lots)}.", "Strong"), keep_next=True)
    piece.prose(clause.text)
    for requirement in clause.requirements:
        write_card(piece, tender, requirement)
    return anchor


def write_card(piece: Piece, tender: Tender, requirement: TenderRequirement) -> None:
    """Write the card of a requirement; rows without object are left out."""
    piece.card(
        f"Exigence {requirement.number}",
        (requirement.number, card_title(tender, requirement)),
        card_rows(tender, requirement),
        style=LEVEL_STYLES[requirement.level],
        bookmark=bookmark_of(requirement),
    )


def card_title(tender: Tender, requirement: TenderRequirement) -> str:
    """Say the level, where it is judged and who carries it."""
    if requirement.stage == "candidature":
        return f"{LEVELS[requirement.level]}, jugée sur la candidature"
    title = sub_titles(tender).get(requirement.criterion, "")
    judged = f", sous-critère « {title} »" if title else ""
    return f"{LEVELS[requirement.level]}{judged} ; porteur : {CARRIERS[requirement.carried_by]}"


def card_rows(tender: Tender, requirement: TenderRequirement) -> list[tuple[str, Cell]]:
    """Return the rows of a requirement's card: what is asked, how it is proved, checked and sanctioned."""
    parameter = tender.parameter_of(requirement)
    value = ""
    if parameter is not None:
        measured = f" Mesure : {parameter.measured}." if parameter.measured else ""
        value = f"{parameter.label} : {commitment(parameter)}.{measured}"
    checks = _checks(requirement)
    penalty = requirement.penalty
    rows: list[tuple[str, Cell]] = [
        ("Exigence", Span(requirement.text, "Strong")),
        ("Lots", f"{lots_concerned(requirement.lots)}." if requirement.lots else ""),
        ("Valeur", value),
        ("Preuve", Lines(requirement.proof, bullets=len(requirement.proof) > 1) if requirement.proof else ""),
        ("Contrôle", Lines(checks) if checks else ""),
        ("Pénalité", f"{penalty.title} (tableau des pénalités du CCAP)." if penalty else ""),
    ]
    return [(label, content) for label, content in rows if content]


def _checks(requirement: TenderRequirement) -> tuple[Line, ...]:
    if requirement.stage == "candidature":  # nothing to admit nor to perform: its only check stands by itself
        return (requirement.controlled_by,) if requirement.controlled_by else ()
    moments = (("Avant l'admission", requirement.verified_by), ("En exécution", requirement.controlled_by))
    return tuple((Span(f"{when} : ", "Strong"), what) for when, what in moments if what)


def write_requirement_table(piece: Piece, tender: Tender, shown: Iterable[TenderRequirement]) -> None:
    """Write the table of requirements: each number leads to the card where this document prints it."""
    limited = any(clause.lots or any(r.lots for r in clause.requirements) for clause in tender.clauses)
    header, shares = ("N°", "Niveau", "Exigence", "Sous-critère", "Pièce"), (11, 12, 45, 22, 10)
    piece.table(
        "Exigences numérotées",
        (*header, "Lots") if limited else header,
        [_requirement_row(tender, requirement, limited=limited) for requirement in shown],
        (11, 11, 39, 20, 9, 10) if limited else shares,
    )


def _requirement_row(tender: Tender, requirement: TenderRequirement, *, limited: bool) -> tuple[Cell, ...]:
    row: tuple[Cell, ...] = (
        _number(tender, requirement),
        LEVELS[requirement.level].removeprefix("Exigence ").capitalize(),
        requirement.text,
        sub_titles(tender).get(requirement.criterion, ""),
        _piece_of(tender, requirement),
    )
    if not limited:
        return row
    clause = tender.clause_of(requirement.id)
    return (*row, ", ".join(requirement.lots or (clause.lots if clause else ())) or "Tous")


def _number(tender: Tender, requirement: TenderRequirement) -> Cell:
    clause = tender.clause_of(requirement.id)
    inside = clause is not None and clause.document == "cctp"
    return Span(requirement.number, anchor=bookmark_of(requirement)) if inside else requirement.number


def _piece_of(tender: Tender, requirement: TenderRequirement) -> str:
    clause = tender.clause_of(requirement.id)
    if clause is None or clause.document == "annexe":
        return "Annexe"
    return PIECES[clause.document].split("(")[1].rstrip(")")
