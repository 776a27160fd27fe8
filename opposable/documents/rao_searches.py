"""The annex of the RAO that proves the searches: what was read and set aside, and what lies nearest to an absence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from opposable.documents.content import Cell, Inline, Lines, Span
from opposable.documents.piece import Piece
from opposable.documents.wording import LEVEL_STYLES
from opposable.evaluation.search_proof import Place, claims_absence, place_of, search_proof
from opposable.model.assessment import AssessedBid, Assessment, SetAside
from opposable.model.bids import Evidence, FileReport, Suggestion
from opposable.model.clauses import TenderRequirement
from opposable.model.french import NBSP, moment, plural
from opposable.model.tender import Tender

ANNEX = "Passages écartés et recherches sans réponse"
_LONGEST = 1200
_NEAR = 300
"""How many characters are quoted of a passage set aside, and of one that is only the nearest."""


def write_searches(piece: Piece, tender: Tender, assessment: Assessment) -> None:
    """Write, by bidder and requirement, the passages set aside and the search behind each absence.

    Nothing is written when no passage was set aside and nothing is absent. Of a bid that is not ranked, absences
    are told of minimal requirements only: they alone may bear on its regularity.
    """
    searched = {bid.bidder: tuple(_searched(tender, bid)) for bid in assessment.bids}
    if not any(searched.values()):
        return
    piece.annex(f"{ANNEX}, lot{NBSP}{tender.lot}" if tender.lot else ANNEX)
    piece.text(
        "Une exigence n'est dite sans réponse qu'après une recherche dans tous les fichiers de l'offre. Cette annexe "
        "cite les passages les plus proches, et ceux qu'une personne a lus puis écartés : où ils sont, pourquoi ils ne "
        "répondent pas, qui l'a dit et quand. Le verdict « absent » est une suggestion de lecture, jamais une note."
    )
    for bid in assessment.bids:
        if searched[bid.bidder]:
            _bid(piece, bid, searched[bid.bidder])


def absence(bid: AssessedBid, requirement: TenderRequirement) -> str:
    """Say how far the search went where nothing answers `requirement` in `bid`; empty where something does."""
    suggestion = bid.suggestions.get(requirement.id)
    if suggestion is None or not is_absent(bid, requirement):
        return ""
    said = " ".join(search_proof(bid.bid, suggestion, _places(bid, requirement)).sentences)
    if suggestion.verdict == "absent":
        return f"La lecture ne trouve aucun passage qui réponde. {said}"
    return f"Le motif de la note parle d'une absence. {said}"


def is_absent(bid: AssessedBid, requirement: TenderRequirement) -> bool:
    """Tell whether the reading suggests « absent », or a mark of zero gives it as its reason."""
    suggestion, mark = bid.suggestions.get(requirement.id), bid.marks.get(requirement.id)
    if suggestion is None:
        return False
    return suggestion.verdict == "absent" or (mark is not None and not mark.mark and claims_absence(mark.reason))


def standing_passage(bid: AssessedBid, requirement: TenderRequirement) -> Evidence | None:
    """Return the best passage of a bid for a requirement that nobody set aside."""
    suggestion = bid.suggestions.get(requirement.id)
    passages = suggestion.passages if suggestion else ()
    aside = _places(bid, requirement)
    return next((passage for passage in passages if place_of(passage) not in aside), None)


def _searched(tender: Tender, bid: AssessedBid) -> Iterator[TenderRequirement]:
    for requirement in tender.judged:
        told = bid.retained or requirement.level == "minimale"
        if bid.set_aside.get(requirement.id) or (told and is_absent(bid, requirement)):
            yield requirement


def _bid(piece: Piece, bid: AssessedBid, requirements: tuple[TenderRequirement, ...]) -> None:
    piece.text(Span(bid.bidder, "Strong"), " : fichiers de l'offre", keep_next=True)
    piece.bullets((Span(report.file, verbatim=True), f" : {_reach(report)}") for report in bid.bid.files)
    for requirement in requirements:
        piece.card(
            f"Recherche de l'exigence {requirement.number} dans l'offre de {bid.bidder}",
            (requirement.number, f"{bid.bidder} : {requirement.text}"),
            list(_rows(bid, requirement)),
            style=LEVEL_STYLES[requirement.level],
            shares=(17, 83),
        )


def _reach(report: FileReport) -> str:
    if report.problems:
        return f"illisible en tout ou partie, {plural(report.passages, 'passage parcouru', 'passages parcourus')}"
    if report.kind == "bordereau_de_prix":
        return "prix seulement, sans texte à parcourir"
    return plural(report.passages, "passage parcouru", "passages parcourus")


def _rows(bid: AssessedBid, requirement: TenderRequirement) -> Iterator[tuple[str, Cell]]:
    if said := absence(bid, requirement):
        yield "Recherche", said
    received = {report.file for report in bid.bid.files}
    for aside in bid.set_aside.get(requirement.id, ()):
        gone = "" if aside.file in received else ", fichier qui n'est plus dans l'offre"
        yield "Écarté", Lines((_quotation(aside, _LONGEST, gone), _why(aside)))
    suggestion = bid.suggestions.get(requirement.id)
    if suggestion is not None and is_absent(bid, requirement):
        yield from _nearest(suggestion, _places(bid, requirement))


def _nearest(suggestion: Suggestion, aside: Mapping[Place, SetAside]) -> Iterator[tuple[str, Cell]]:
    alike: dict[str, list[Evidence]] = {}
    for passage in suggestion.passages:
        if place_of(passage) not in aside:
            alike.setdefault(passage.text, []).append(passage)
    for first, *others in alike.values():
        also = "".join(f" ; aussi {other.file}, {other.where}" for other in others)
        yield "Proche, non écarté", _quotation(first, _NEAR, also)


def _quotation(passage: Evidence | SetAside, longest: int, more: str = "") -> tuple[Inline, ...]:
    text = passage.text
    cut = "" if len(text) <= longest else " […]"
    if cut:
        text = text[:longest].rsplit(maxsplit=1)[0]
    return ("« ", Span(text, verbatim=True), f"{cut} » ({passage.file}, {passage.where}{more})")


def _why(aside: SetAside) -> tuple[Inline, ...]:
    return ("Motif : ", Span(aside.reason), f" ({aside.author or 'évaluateur non nommé'}, {moment(aside.at)})")


def _places(bid: AssessedBid, requirement: TenderRequirement) -> dict[Place, SetAside]:
    return {(each.file, each.where, each.text): each for each in bid.set_aside.get(requirement.id, ())}
