"""The analysis inside the RAO: each sub-criterion compared, each mark with its reason and the words it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from opposable.documents.content import Cell, Figure, Inline, Lines, Span
from opposable.documents.piece import Piece
from opposable.documents.rao_searches import absence, is_absent, standing_passage
from opposable.documents.wording import LEVEL_STYLES, LEVELS, bookmark_of
from opposable.model.assessment import AssessedBid, Assessment
from opposable.model.clauses import TenderRequirement
from opposable.model.french import euros, number
from opposable.model.tender import Criterion, SubCriterion, Tender
from scoring.ranking import Ranking, SubTerm


def write_analysis(piece: Piece, tender: Tender, assessment: Assessment) -> None:
    """Write, criterion by criterion, the bids compared, then requirement by requirement."""
    for criterion in tender.criteria:
        if criterion.kind == "prix":
            continue
        piece.heading(f"Analyse : {criterion.title}")
        _appreciations(piece, assessment, criterion.id)
        for sub in criterion.sub:
            piece.heading(sub.title, 2)
            _comparison(piece, assessment, criterion, sub)
            _appreciations(piece, assessment, sub.id)
            for requirement in tender.judged:
                if requirement.criterion == sub.id:
                    _requirement(piece, assessment, requirement, tender.lot)


def write_prices(piece: Piece, tender: Tender, assessment: Assessment) -> None:
    """Write the amounts of each bid, the points that the formula gives, and the gap to the estimate."""
    piece.heading("Analyse des prix")
    base = "TTC" if tender.method.tax_base == "ttc" else "HT"
    if not any(criterion.kind == "prix" for criterion in tender.criteria):
        piece.text("Le prix n'est pas un critère de ce dossier : aucun point ne lui est attribué.")
        return
    typed = any(bid.typed_price for bid in assessment.bids)
    origin = " ; un montant « saisi » l'a été par une personne, faute de bordereau lu" if typed else ""
    what = "montant" if tender.origin == "importe" else "total"
    whence = "de l'offre" if tender.origin == "importe" else "du détail estimatif"
    piece.text(f"Le prix comparé est le {what} {base} {whence}, comme annoncé au règlement{origin}.", keep_next=True)
    rows: list[tuple[Cell, ...]] = []
    for bid in assessment.bids:
        ht = bid.bid.prices.total_ht if bid.bid.prices else None
        compared = _money(bid.compared, base) + (" (saisi)" if bid.typed_price else "")
        rows.append((
            Span(bid.bidder, "Strong"), Figure(_money(ht, "HT")), Figure(compared),
            Figure(_gap(ht, tender.procedure.estimate_ht)),
        ))  # fmt: skip
    header = ("Candidat", "Total HT", f"Prix comparé ({base})", "Écart à l'estimation")
    piece.table("Montants des offres", header, rows, (31, 23, 25, 21))
    if assessment.ranking is not None:
        _price_points(piece, tender, assessment.ranking)


def _price_points(piece: Piece, tender: Tender, ranking: Ranking) -> None:
    rows: list[tuple[Cell, ...]] = []
    for row in ranking.rows:
        for term in row.criteria:
            if term.price is not None:
                points = Figure(number(term.points, ranking.decimals))
                rows.append((Span(row.bid, "Strong"), Figure(number(term.price.ratio, 4)), term.price.working, points))
    if rows:
        piece.text(f"Points du prix, par la formule annoncée ({tender.method.price_formula}) :", keep_next=True)
        piece.table(
            "Points du prix", ("Candidat", "Prix / prix le plus bas", "Calcul", "Points"), rows, (28, 18, 40, 14)
        )


def _appreciations(piece: Piece, assessment: Assessment, id_: str) -> None:
    for bid in assessment.bids:
        if words := bid.appreciations.get(id_):
            piece.text(Span(f"{bid.bidder}. ", "Strong"), words)


def _comparison(piece: Piece, assessment: Assessment, criterion: Criterion, sub: SubCriterion) -> None:
    ranking = assessment.ranking
    if ranking is None:
        return
    rows: list[tuple[Cell, ...]] = []
    for row in ranking.rows:
        term = _sub_term(ranking, row.bid, criterion.id, sub.id)
        if term is not None:
            points = f"{number(term.points, ranking.decimals)} / {number(term.available)}"
            rows.append((Span(row.bid, "Strong"), term.working, Figure(points)))
    piece.table(f"Comparaison : {sub.title}", ("Candidat", "Calcul", "Points"), rows, (36, 44, 20))


def _sub_term(ranking: Ranking, bid: str, criterion: str, sub: str) -> SubTerm | None:
    return next((term for term in ranking.row(bid).term(criterion).subs if term.id == sub), None)


def _requirement(piece: Piece, assessment: Assessment, requirement: TenderRequirement, lot: str) -> None:
    piece.card(
        f"Notes de l'exigence {requirement.number}",
        (requirement.number, f"{requirement.text} ({LEVELS[requirement.level].lower()})"),
        [(bid.bidder, _judged(bid, requirement)) for bid in assessment.bids if bid.retained],
        style=LEVEL_STYLES[requirement.level],
        bookmark=bookmark_of(requirement, lot),
        shares=(22, 78),
    )


def _judged(bid: AssessedBid, requirement: TenderRequirement) -> Cell:
    mark = bid.marks.get(requirement.id)
    first: tuple[Inline, ...] = (Span("Sans note", "Strong"),)
    if mark is not None:
        first = (Span(f"Note {number(mark.mark)} sur 4. ", "Strong"), mark.reason)
    told = [first, *_absence(bid, requirement), *_quotation(bid, requirement)]
    return Lines(tuple(told))


def _absence(bid: AssessedBid, requirement: TenderRequirement) -> Iterator[tuple[Inline, ...]]:
    suggestion = bid.suggestions.get(requirement.id)
    nearest = suggestion is not None and bool(suggestion.passages)
    if said := absence(bid, requirement):
        yield (said + (" Les passages les plus proches sont en annexe." if nearest else ""),)


def _quotation(bid: AssessedBid, requirement: TenderRequirement) -> Iterator[tuple[Inline, ...]]:
    passage = standing_passage(bid, requirement)
    if passage is not None and not is_absent(bid, requirement):
        yield "Passage de l'offre : « ", Span(passage.text, verbatim=True), f" » ({passage.file}, {passage.where})"


def _money(value: Decimal | None, suffix: str) -> str:
    return euros(value, suffix) if value is not None else "non lu"


def _gap(total: Decimal | None, estimate: Decimal | None) -> str:
    if total is None or not estimate:
        return "–"
    gap = (total - estimate) * 100 / estimate
    return f"{'+' if gap > 0 else ''}{number(gap, 1)} %".replace("-", "−")
