"""From marks to ranking: gather what people decided, say what is missing, rank when nothing is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from opposable.assembly.seal import check_seal
from opposable.evaluation.criteria import scoring_criteria
from opposable.evaluation.flags import bid_flags
from opposable.model.assessment import RETAINED, AssessedBid, Assessment, Judgement, SetAside
from opposable.model.bids import Bid, Suggestion
from opposable.model.errors import OpposableError, nearest
from opposable.model.french import number
from opposable.model.lots import of_lot
from opposable.model.tender import Tender
from scoring.ranking import Ranking, rank
from scoring.robustness import sensitivity

Suggestions = Mapping[str, Mapping[str, Suggestion]]
Written = TypeVar("Written")


def assess(
    tender: Tender, bids: Sequence[Bid], judgement: Judgement, suggestions: Suggestions, *, lot: str = ""
) -> Assessment:
    """Return the assessment of `bids` under the sealed method of `tender`, narrowed to `lot` when one is named.

    Nothing is ranked while something is missing; the list says what. Raises `OpposableError` when the tender is
    not sealed, or when a mark or a passage set aside names an unknown bidder or requirement.
    """
    check_seal(tender)
    if lot:
        tender = of_lot(tender, lot)
    judgement = _by_id(tender, bids, judgement)
    assessed = tuple(_assessed(tender, bid, judgement, suggestions) for bid in bids)
    missing = tuple(_missing(tender, assessed, judgement.no_award))
    ranking = None if missing or judgement.no_award else _rank(tender, assessed)
    return Assessment(
        bids=assessed,
        ranking=ranking,
        missing=missing,
        remarks=tuple(_remarks(tender, assessed)),
        sensitivity=_sensitivity(tender, assessed, ranking) if ranking else (),
        committee=judgement.committee,
        proposal=judgement.proposal,
        no_award=judgement.no_award,
    )


def compared_amount(tender: Tender, bid: Bid, typed: Decimal | None = None) -> Decimal | None:
    """Return the amount that the method compares, in euros: with or without VAT as announced.

    It comes from the price schedule; without one, it is the amount `typed` by a person, if any.
    """
    if bid.prices is None:
        return typed
    return bid.prices.total_ttc if tender.method.tax_base == "ttc" else bid.prices.total_ht


def _by_id(tender: Tender, bids: Sequence[Bid], judgement: Judgement) -> Judgement:
    """Return `judgement` with requirement ids only, once its bidders and requirements are known to exist."""
    known = {bid.bidder for bid in bids}
    named = (judgement.marks, judgement.regularity, judgement.appreciations, judgement.prices, judgement.set_aside)
    for bidder in (bidder for part in named for bidder in part):
        if bidder not in known:
            raise OpposableError(f"Aucune offre n'est déposée par « {bidder} ».", hint=nearest(bidder, known))
    marks = {
        bidder: dict(_requirements(tender, given, f"notes de « {bidder} »"))
        for bidder, given in judgement.marks.items()
    }
    aside: dict[str, dict[str, tuple[SetAside, ...]]] = {}
    for bidder, given in judgement.set_aside.items():
        for id_, passages in _requirements(tender, given, f"passages écartés de « {bidder} »"):
            found = aside.setdefault(bidder, {})
            found[id_] = (*found.get(id_, ()), *passages)
    return judgement.model_copy(update={"marks": marks, "set_aside": aside})


def _requirements(tender: Tender, given: Mapping[str, Written], where: str) -> Iterator[tuple[str, Written]]:
    """Return what is written of each requirement under its id, whether named by its id or by its printed number."""
    ids = {requirement.id for requirement in tender.judged}
    numbers = {requirement.number: requirement.id for requirement in tender.judged}
    for word, written in given.items():
        id_ = word if word in ids else numbers.get(word)
        if id_ is None:
            raise OpposableError(
                f"L'exigence « {word} » n'est pas jugée dans ce dossier.",
                where=where,
                hint=nearest(word, ids | numbers.keys()),
            )
        yield id_, written


def _assessed(tender: Tender, bid: Bid, judgement: Judgement, suggestions: Suggestions) -> AssessedBid:
    regularity = judgement.regularity.get(bid.bidder)
    found = dict(suggestions.get(bid.bidder, {}))
    typed = judgement.prices.get(bid.bidder)
    return AssessedBid(
        bid=bid,
        regularity=regularity,
        retained=regularity is not None and regularity.status in RETAINED,
        compared=compared_amount(tender, bid, typed),
        typed_price=typed is not None and bid.prices is None,
        marks=judgement.marks.get(bid.bidder, {}),
        suggestions=found,
        flags=bid_flags(tender, bid, found),
        appreciations=judgement.appreciations.get(bid.bidder, {}),
        set_aside=judgement.set_aside.get(bid.bidder, {}),
    )


def _missing(tender: Tender, assessed: Sequence[AssessedBid], no_award: str) -> Iterator[str]:
    if no_award:
        kept = ", ".join(bid.bidder for bid in assessed if bid.retained)
        if kept:
            yield f"Le constat d'absence d'offre à classer (no_award) contredit l'offre retenue : {kept}."
    elif not assessed:
        yield "Aucune offre n'a été chargée."
    elif not any(bid.retained for bid in assessed) and all(bid.regularity for bid in assessed):
        yield "Aucune offre n'est retenue : il n'y a rien à classer."
    for bid in assessed:
        yield from _missing_for(tender, bid)


def _missing_for(tender: Tender, bid: AssessedBid) -> Iterator[str]:
    if bid.regularity is None:
        yield f"{bid.bidder} : dites si l'offre est régulière, et pourquoi."
        return
    blocked = [flag for flag in bid.flags if flag.severity == "bloquant"]
    if bid.regularity.status == "a_regulariser":
        yield f"{bid.bidder} : l'offre est à régulariser ; tranchez avant de classer."
    if not bid.regularity.reason.strip() and (blocked or bid.regularity.status != "reguliere"):
        yield f"{bid.bidder} : écrivez le motif de votre décision sur la régularité de l'offre."
    if not bid.retained:
        return
    unmarked = [r.number for r in tender.judged if r.id not in bid.marks]
    if unmarked:
        shown = ", ".join(unmarked[:5]) + ("…" if len(unmarked) > 5 else "")
        yield f"{bid.bidder} : {number(len(unmarked))} exigence(s) sans note ({shown})."
    for id_, mark in bid.marks.items():
        if mark.mark % tender.method.mark_step:
            yield f"{bid.bidder} : la note {number(mark.mark)} de « {id_} » n'est pas dans l'échelle annoncée."
    priced = any(criterion.kind == "prix" for criterion in tender.criteria)
    if priced and (bid.compared is None or bid.compared <= 0):
        yield f"{bid.bidder} : le montant comparé manque ou n'est pas supérieur à zéro."


def _remarks(tender: Tender, assessed: Sequence[AssessedBid]) -> Iterator[str]:
    for requirement in tender.judged:
        by_words: dict[str, dict[Decimal, list[str]]] = {}
        for bid in assessed:
            mark = bid.marks.get(requirement.id)
            if mark is not None:
                words = " ".join(mark.reason.lower().split())
                by_words.setdefault(words, {}).setdefault(mark.mark, []).append(bid.bidder)
        for notes in by_words.values():
            if len(notes) > 1:
                who = " ; ".join(f"{number(value)} à {', '.join(names)}" for value, names in sorted(notes.items()))
                yield f"{requirement.number} : même justification et notes différentes ({who})."


def _rank(tender: Tender, assessed: Sequence[AssessedBid]) -> Ranking:
    retained = [bid for bid in assessed if bid.retained]
    method = tender.method
    return rank(
        scoring_criteria(tender),
        _marks(retained),
        _prices(retained),
        method.price_method,
        parameters=method.price_parameters,
        decimals=method.decimals,
        tie_break=method.tie_break_order,
        step=method.mark_step,
    )


def _sensitivity(tender: Tender, assessed: Sequence[AssessedBid], ranking: Ranking) -> tuple[str, ...]:
    retained = [bid for bid in assessed if bid.retained]
    return sensitivity(ranking, scoring_criteria(tender), _marks(retained), _prices(retained)).sentences


def _marks(retained: Sequence[AssessedBid]) -> dict[str, dict[str, Decimal]]:
    return {bid.bidder: {id_: mark.mark for id_, mark in bid.marks.items()} for bid in retained}


def _prices(retained: Sequence[AssessedBid]) -> dict[str, Decimal]:
    return {bid.bidder: bid.compared for bid in retained if bid.compared is not None}
