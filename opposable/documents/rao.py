"""Write the report on the bids (RAO): what was received, decided, marked and ranked, and the proposal."""

from __future__ import annotations

from collections.abc import Sequence

from opposable.documents.chart import ranking_chart
from opposable.documents.content import Cell, Figure, Lines, Span
from opposable.documents.piece import Piece
from opposable.documents.rao_analysis import write_analysis, write_prices
from opposable.documents.rao_searches import write_searches
from opposable.documents.rc_judging import write_criteria, write_method
from opposable.documents.wording import identity
from opposable.model.assessment import REGULARITY_LABELS, AssessedBid, Assessment
from opposable.model.french import day, listing, number, plural
from opposable.model.tender import Tender
from scoring.ranking import RankedBid, Ranking

TITLE = "Rapport d'analyse des offres (RAO)"
DRAFT = "BROUILLON"
_KINDS = {
    "cadre_de_reponse": "cadre de réponse",
    "bordereau_de_prix": "bordereau de prix",
    "memoire": "mémoire technique",
    "annexe": "annexe",
    "illisible": "illisible",
}


def write_rao(tender: Tender, assessment: Assessment, template: bytes) -> bytes:
    """Return the report as a Word document, a draft while `assessment` is not ranked.

    Marks, points, totals and ranks are those of the ranking; none is computed here. Raises `OpposableError` when
    the template lacks a style or a mark.
    """
    piece = Piece(template, identity(tender, TITLE, state="" if assessment.complete else DRAFT))
    write_frame(piece, tender, assessment.committee, assessment.missing)
    write_received(piece, assessment)
    write_criteria(piece, tender)
    write_method(piece, tender, example=False)
    write_judged(piece, tender, assessment)
    write_signature(piece)
    write_searches(piece, tender, assessment)
    return piece.save()


def write_received(piece: Piece, assessment: Assessment) -> None:
    """Write the files received and what was decided of each bid before marking it."""
    _received(piece, assessment)
    _regularity(piece, assessment)


def write_judged(piece: Piece, tender: Tender, assessment: Assessment) -> None:
    """Write the marks, the prices, the ranking and the proposal; or why there is nothing to rank."""
    if not assessment.no_award:
        write_analysis(piece, tender, assessment)
        write_prices(piece, tender, assessment)
    _ranking(piece, tender, assessment)
    _sensitivity(piece, assessment)
    _proposal(piece, assessment)


def write_frame(piece: Piece, tender: Tender, committee: str, missing: Sequence[str]) -> None:
    """Write which tender is judged, by whom, and what is `missing` for the report to be more than a draft."""
    piece.heading("Objet et cadre")
    piece.text(
        f"Le présent rapport analyse les offres reçues à la consultation n° {tender.reference}, « {tender.title} », "
        f"passée par {tender.buyer.name}."
    )
    if tender.procedure.kind_label:
        piece.text(f"Procédure : {tender.procedure.kind_label}.")
    if tender.seal:
        piece.text(
            "Dossier jugé : scellé ",
            Span(tender.seal, "Empreinte"),
            f", version {tender.version} du {day(tender.dated)}.",
        )
    if committee:
        piece.text(f"Commission d'analyse : {committee}.")
    if missing:
        piece.text(
            Span("Ce rapport est un brouillon. ", "Strong"),
            "Il manque, pour classer les offres :",
            style="Encadré",
            keep_next=True,
        )
        piece.bullets(missing)


def _received(piece: Piece, assessment: Assessment) -> None:
    piece.heading("Offres reçues")
    count = len(assessment.bids)
    piece.text(
        f"{plural(count, 'offre a été reçue', 'offres ont été reçues')}. Les originaux sont conservés avec l'empreinte "
        "SHA-256 de chaque fichier.",
        keep_next=bool(count),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            Span(bid.bidder, "Strong"),
            Lines(((Span(report.file, verbatim=True), f" ({_KINDS[report.kind]})"),)),
            Span(report.sha256, "Empreinte"),
        )
        for bid in assessment.bids
        for report in bid.bid.files
    ]
    if rows:
        piece.table("Fichiers reçus", ("Candidat", "Fichier", "Empreinte SHA-256"), rows, (22, 33, 45))


def _regularity(piece: Piece, assessment: Assessment) -> None:
    piece.heading("Régularité des offres")
    piece.text(
        "La régularité est appréciée avant la notation. Une offre non retenue n'est ni notée ni classée.",
        keep_next=True,
    )
    piece.table(
        "Régularité",
        ("Candidat", "Décision", "Motif"),
        [
            (Span(bid.bidder, "Strong"), _decision(bid), bid.regularity.reason if bid.regularity else "")
            for bid in assessment.bids
        ],
        (25, 20, 55),
    )
    for bid in assessment.bids:
        looked_at = [flag.text for flag in bid.flags if flag.severity != "information"]
        if looked_at:
            piece.text(Span(bid.bidder, "Strong"), " : points relevés à l'examen", keep_next=True)
            piece.bullets(looked_at)


def _decision(bid: AssessedBid) -> str:
    return REGULARITY_LABELS[bid.regularity.status] if bid.regularity else "À décider"


def _ranking(piece: Piece, tender: Tender, assessment: Assessment) -> None:
    piece.heading("Classement")
    ranking = assessment.ranking
    if ranking is None:
        piece.text(assessment.no_award or "Le classement sera établi quand plus rien ne manquera.")
        return
    titles = {criterion.id: criterion.title for criterion in tender.criteria}
    header = (
        "Rang",
        "Candidat",
        *(_with_weight(titles[t.id], number(t.weight)) for t in ranking.rows[0].criteria),
        "Total",
    )
    shares = (7, 24, *(58 / len(ranking.rows[0].criteria) for _ in ranking.rows[0].criteria), 11)
    piece.table("Classement des offres", header, [_ranked(row, ranking) for row in ranking.rows], shares)
    for row in ranking.rows:
        if row.note:
            piece.text(Span(f"{row.bid}. ", "Strong"), row.note)
    told = " ; ".join(f"{row.bid}, {number(row.total, ranking.decimals)} points" for row in ranking.rows)
    piece.picture(
        ranking_chart(ranking, titles),
        f"Barres horizontales : points de chaque offre par critère. Totaux : {told}.",
        "Points de chaque offre par critère ; les mêmes chiffres figurent au tableau du classement.",
    )


def _with_weight(title: str, weight: str) -> str:
    return f"{title} (sur {weight})"


def _ranked(row: RankedBid, ranking: Ranking) -> tuple[Cell, ...]:
    rank = f"{number(row.rank)} ex æquo" if row.ex_aequo else number(row.rank)
    points = (Figure(number(term.points, ranking.decimals)) for term in row.criteria)
    return (Span(rank, "Strong"), Span(row.bid, "Strong"), *points, Figure(number(row.total, ranking.decimals)))


def _sensitivity(piece: Piece, assessment: Assessment) -> None:
    if assessment.sensitivity or assessment.remarks:
        piece.heading("Lecture critique, à usage interne")
        piece.text("Ces observations n'ont aucun effet sur les poids ni sur les notes.", keep_next=True)
        piece.bullets((*assessment.sensitivity, *assessment.remarks))


def _proposal(piece: Piece, assessment: Assessment) -> None:
    if assessment.no_award and not assessment.proposal:
        return
    piece.heading("Proposition")
    ranking = assessment.ranking
    if ranking is not None:
        first = [row.bid for row in ranking.leaders]
        if len(first) == 1:
            total = f"{number(ranking.leaders[0].total, ranking.decimals)} points sur {number(ranking.out_of)}"
            piece.text("Offre classée première : ", Span(first[0], "Strong"), f", avec {total}.")
        else:
            piece.text(f"Offres classées premières ex æquo : {listing(first)}.")
    piece.text(assessment.proposal or "La commission n'a pas encore écrit sa proposition.")


def write_signature(piece: Piece) -> None:
    """Write who decides, and the place of the signature."""
    piece.text(
        "Le présent rapport propose ; la décision d'attribution appartient à l'autorité compétente.", keep_next=True
    )
    piece.table(
        "Signature",
        ("Fonction", "Date", "Signature"),
        [("Responsable de l'analyse", "", "\n\n")],
        (40, 20, 40),
    )
