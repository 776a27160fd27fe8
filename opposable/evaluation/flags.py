"""What people must look at in each bid before ranking: minimal requirements, prices, files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from opposable.model.assessment import Flag
from opposable.model.bids import Bid, Suggestion
from opposable.model.tender import Tender

TO_REGULARISE = "à régulariser ou irrégulière"


def bid_flags(tender: Tender, bid: Bid, suggestions: Mapping[str, Suggestion]) -> tuple[Flag, ...]:
    """Return every flag of `bid`; none of them decides anything."""
    return (
        *_file_flags(bid),
        *_absent_files(tender, bid),
        *_minimal_flags(tender, bid, suggestions),
        *_price_flags(bid),
    )


def _file_flags(bid: Bid) -> Iterator[Flag]:
    for report in bid.files:
        for problem in report.problems:
            yield Flag(bid.bidder, "a_examiner", f"Fichier « {report.file} » : {problem}")
        for warning in report.warnings:
            yield Flag(bid.bidder, "information", f"Fichier « {report.file} » : {warning}")


def _absent_files(tender: Tender, bid: Bid) -> Iterator[Flag]:
    """A list of requirements written elsewhere has neither form nor price schedule of ours to wait for."""
    if tender.origin == "importe":
        return
    if bid.form is None:
        yield Flag(bid.bidder, "bloquant", "Le cadre de réponse manque ou n'a pas pu être lu.")
    if bid.prices is None:
        yield Flag(bid.bidder, "bloquant", "Le bordereau de prix manque ou n'a pas pu être lu.")


def _minimal_flags(tender: Tender, bid: Bid, suggestions: Mapping[str, Suggestion]) -> Iterator[Flag]:
    awaited = tender.origin == "opposable"
    answers = bid.form.answers if bid.form else {}
    for requirement in tender.judged:
        if requirement.level != "minimale":
            continue
        answer = answers.get(requirement.id)
        declared = answer.declared if answer else None
        suggestion = suggestions.get(requirement.id)
        if awaited and declared is None and not (answer and (answer.answer or answer.value_text)):
            found = suggestion is not None and suggestion.verdict != "absent"
            where = " ; le mémoire technique semble en parler" if found else ""
            text = f"{requirement.number} : exigence minimale sans réponse au cadre{where}. Offre {TO_REGULARISE}."
            yield Flag(bid.bidder, "bloquant", text, requirement.id)
        elif declared == "non":
            text = f"{requirement.number} : exigence minimale déclarée non satisfaite. Offre {TO_REGULARISE}."
            yield Flag(bid.bidder, "bloquant", text, requirement.id)
        elif suggestion is not None and suggestion.verdict in ("non_conforme", "absent"):
            text = f"{requirement.number} : exigence minimale que la lecture automatique ne confirme pas ; à lire."
            yield Flag(bid.bidder, "a_examiner", text, requirement.id)


def _price_flags(bid: Bid) -> Iterator[Flag]:
    if bid.prices is None:
        return
    for problem in bid.prices.problems:
        yield Flag(bid.bidder, "bloquant", f"Prix : {problem}")
    for line in bid.prices.lines:
        if line.unit_price_ht is not None and line.unit_price_ht == Decimal(0):
            text = f"Prix {line.code} : un prix nul est à faire confirmer et justifier avant toute notation."
            yield Flag(bid.bidder, "a_examiner", text)
