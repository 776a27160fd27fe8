"""How what was found is said to the reader: places, values compared, sentences quoted."""

from __future__ import annotations

from decimal import Decimal

from opposable.bids.matching.candidates import Candidate
from opposable.bids.matching.evidence import Evidence
from opposable.bids.matching.measures import measure
from opposable.model.bids import Passage, SoughtQuantity
from opposable.model.french import number
from opposable.model.units import UNITS


def place_of(passage: Passage) -> str:
    """Return where a passage stands, as a reader would say it."""
    return f"{passage.file}, {passage.where}"


def compared(candidate: Candidate, asked: SoughtQuantity, evidence: Evidence) -> str:
    """Say what a number proposes against what is asked, and where."""
    passage = evidence.bid.passages[candidate.place]
    side = {"<=": "au plus", ">=": "au moins", "=": "exactement"}[asked.operator]
    proposed = passage.text[candidate.quantity.start : candidate.quantity.end]
    offered = f"proposé « {proposed} »{_converted(candidate, asked)}"
    wanted = f"demandé {written(asked.value, asked.unit)} {side}"
    return f"{asked.name[:1].upper()}{asked.name[1:]} : {offered}, {wanted} ({place_of(passage)})."


def _converted(candidate: Candidate, asked: SoughtQuantity) -> str:
    """Return the value in the unit asked, in brackets, when the bidder used another unit."""
    quantity = candidate.quantity
    if quantity.dimension != "duree" or quantity.unit == measure(asked.unit).unit:
        return ""
    worst = candidate.worst if asked.operator == "<=" else candidate.value
    about = "environ " if candidate.approximate else ""
    return f" ({about}{written(worst.quantize(Decimal('0.1')).normalize() + 0, asked.unit)})"


def quoted(candidate: Candidate, evidence: Evidence) -> str:
    """Return the sentence of a number, and its place."""
    passage = evidence.bid.passages[candidate.place]
    return f"« {shorten(passage.text[slice(*candidate.sentence)])} » ({place_of(passage)})"


def written(value: Decimal, unit: str) -> str:
    """Write a quantity asked in French, whatever its unit."""
    known = UNITS.get(measure(unit).unit)
    word = unit if known is None else known.plural if value >= 2 else known.singular
    return f"{number(value)} {word}"


def shorten(text: str, length: int = 160) -> str:
    """Return `text`, cut at a word when it is longer than `length`."""
    text = " ".join(text.split())
    return text if len(text) <= length else f"{text[:length].rsplit(' ', 1)[0]} […]"
