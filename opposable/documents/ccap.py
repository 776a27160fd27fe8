"""Write the administrative clauses (CCAP): form, duration, articles by theme, penalties, derogations last."""

from __future__ import annotations

from opposable.documents.clauses import write_chapters
from opposable.documents.content import Span
from opposable.documents.lots import maximum, write_lots
from opposable.documents.piece import Piece
from opposable.documents.rc import law
from opposable.documents.wording import (
    GENERAL_TERMS,
    PIECES,
    amount,
    duration,
    general_terms,
    identity,
    lots,
    lower_first,
)
from opposable.model.clauses import TenderPenalty
from opposable.model.french import day
from opposable.model.tender import LawFigure, Tender

_FIGURES = ("paiement.", "avance.", "penalites.", "modification.")


def write_ccap(tender: Tender, template: bytes) -> bytes:
    """Return the CCAP as a Word document; its last article lists the derogations.

    Raises `OpposableError` when the template lacks a style or a mark.
    """
    piece = Piece(template, identity(tender, PIECES["ccap"]))
    _parties(piece, tender)
    anchors = write_chapters(piece, tender, "ccap")
    _figures(piece, tender)
    _penalties(piece, tender)
    _derogations(piece, tender, anchors)
    return piece.save()


def penalties_of(tender: Tender) -> tuple[tuple[TenderPenalty, tuple[str, ...]], ...]:
    """Return each penalty once, with the numbers of the requirements that it sanctions."""
    found: dict[str, tuple[TenderPenalty, tuple[str, ...]]] = {}
    for requirement in tender.requirements:
        penalty = requirement.penalty
        if penalty is not None:
            numbers = found.get(penalty.id, (penalty, ()))[1]
            found[penalty.id] = (penalty, (*numbers, requirement.number))
    return tuple(found.values())


def _parties(piece: Piece, tender: Tender) -> None:
    procedure = tender.procedure
    piece.heading("Objet, forme et durée")
    piece.heading("Objet et parties", 2)
    piece.text(f"Le marché n° {tender.reference} a pour objet : {tender.title} ({lots(tender)}).")
    signed = "l'acte d'engagement" if tender.buyer.public else "le contrat signé"
    each = "de chaque lot, " if len(tender.lots) > 1 else ""
    piece.text(f"Il lie l'acheteur, {tender.buyer.name}, et le titulaire {each}que désigne {signed}.")
    piece.heading("Forme", 2)
    piece.text(f"Forme : {lower_first(procedure.form_label or 'marché ordinaire')}.")
    if procedure.ccag != "tic" and general_terms(tender):  # the clause on the CCAG-TIC says it with the order of pieces
        piece.text(general_terms(tender))
    if said := maximum(tender, "", law(tender, "article R. 2162-4")):
        piece.text(said)
    if len(tender.lots) > 1:
        write_lots(piece, tender)
    piece.heading("Durée", 2)
    piece.text(f"Le marché est conclu pour {duration(tender)}, à compter de sa notification.")


def _figures(piece: Piece, tender: Tender) -> None:
    figures = _recalled(tender) if tender.buyer.public else []
    if not figures:
        return
    piece.heading("Chiffres légaux applicables")
    piece.text(
        f"Les chiffres ci-dessous sont ceux en vigueur le {day(tender.dated)}. Ils sont rappelés pour l'exécution et "
        "ne remplacent pas les textes.",
        keep_next=True,
    )
    piece.table(
        "Chiffres légaux", ("Objet", "Valeur", "Texte"), [(f.title, _shown(f), f.source) for f in figures], (44, 18, 38)
    )


def _recalled(tender: Tender) -> list[LawFigure]:
    """Return the figures that this contract meets: those of other general terms, buyers or works are left out."""
    works = tender.procedure.ccag == "travaux"
    kept = {clause.id for clause in tender.clauses}
    skipped = {
        "modification.faible_montant_services" if works else "modification.faible_montant_travaux",
        "paiement.delai_eps" if "prix.paiement_public" in kept else "",
        "paiement.delai_autres" if "prix.paiement_eps" in kept else "",
    }
    prefixes = _FIGURES if tender.procedure.ccag in ("", "tic") else tuple(p for p in _FIGURES if p != "penalites.")
    return [figure for figure in tender.law if figure.id.startswith(prefixes) and figure.id not in skipped]


def _penalties(piece: Piece, tender: Tender) -> None:
    penalties = penalties_of(tender)
    if not penalties:
        return
    piece.heading("Tableau des pénalités")
    piece.text("Chaque pénalité sanctionne les exigences dont le numéro est indiqué.", keep_next=True)
    piece.table(
        "Pénalités",
        ("Pénalité", "Fait, montant et plafond", "Exigences"),
        [(Span(p.title, "Strong"), p.text, ", ".join(numbers)) for p, numbers in penalties],
        (27, 57, 16),
    )


def _derogations(piece: Piece, tender: Tender, anchors: dict[str, str]) -> None:
    if not tender.buyer.public:  # no general terms of public contracts apply: there is nothing to depart from
        return
    piece.heading("Dérogations au cahier des clauses administratives générales")
    rows = [
        (article, Span(clause.title, anchor=anchors.get(clause.id, "")), _where(clause.document))
        for clause in tender.clauses
        for article in clause.derogates
        if _names_the_terms(tender, article)
    ]
    if not rows:
        if tender.procedure.ccag == "aucun":
            piece.text(general_terms(tender))
            return
        piece.text("Le marché ne déroge à aucun article du cahier des clauses administratives générales.")
        return
    piece.text("Les stipulations suivantes dérogent aux articles indiqués :", keep_next=True)
    piece.table("Dérogations", ("Article auquel il est dérogé", "Stipulation qui déroge", "Pièce"), rows, (38, 47, 15))


def _names_the_terms(tender: Tender, article: str) -> bool:
    """Tell whether an article is one of the general terms that the contract refers to."""
    ccag = tender.procedure.ccag
    return not ccag or (ccag in GENERAL_TERMS and GENERAL_TERMS[ccag][0] in article)


def _where(document: str) -> str:
    return "Annexe" if document == "annexe" else document.upper()


def _shown(figure: LawFigure) -> str:
    return amount(figure.value, figure.unit)
