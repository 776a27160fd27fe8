"""How much of a requirement, and of each of its parts, the best passages say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from opposable.bids.matching.finding import Query, SearchableBid
from opposable.bids.matching.tokens import stems


def coverage(query: Query, bid: SearchableBid, places: Sequence[int]) -> float:
    """Return the share of the requirement's words, by rarity, that the best passages say."""
    said = _said(bid, places)
    worth = {term: weight * bid.index.idf(term) for term, weight in query.terms.items()}
    return float(sum(value for term, value in worth.items() if term in said) / (sum(worth.values()) or 1.0))


_LONG = re.compile(r"[^\W\d_]{4,}|\d+")
_LEAST_WORDS = 4
_PARTS = re.compile(r"[.;:,]\s+|\s(?:et|ou|dont|y compris|ainsi que|avec|sans|lorsque)\s")


def components(query: Query, bid: SearchableBid, places: Sequence[int]) -> tuple[tuple[str, float], ...]:
    """Return the parts of the requirement, each with the share of its words that the best passages say."""
    said = _said(bid, places)
    found: list[tuple[str, float]] = []
    for part in parts(query.sought.text):
        terms = [t for t in _part_terms(part, bid) if t in query.terms]
        if len(_plain(terms)) >= 2:
            worth = {term: bid.index.idf(term) * (0.5 if term.startswith("@") else 1.0) for term in terms}
            reached = sum(value for term, value in worth.items() if term in said)
            found.append((part.strip(), reached / (sum(worth.values()) or 1.0)))
    return tuple(found)


def parts(text: str) -> list[str]:
    """Cut a requirement where it asks for one more thing; a part of less than four long words joins the next one."""
    cuts = [0, *(match.start() for match in _PARTS.finditer(text)), len(text)]
    found: list[str] = []
    for start, end in pairwise(cuts):
        piece = text[start:end]
        if found and len(_LONG.findall(found[-1])) < _LEAST_WORDS:
            found[-1] += piece
        else:
            found.append(piece)
    if len(found) > 1 and len(_LONG.findall(found[-1])) < _LEAST_WORDS:
        last = found.pop()
        found[-1] += last
    return [piece.strip(" ,;:.") for piece in found]


def _part_terms(part: str, bid: SearchableBid) -> tuple[str, ...]:
    stemmed = stems(part)
    return (*stemmed, *bid.lexicon.concepts_in(stemmed))


def _plain(terms: Sequence[str]) -> set[str]:
    return {term for term in terms if not term.startswith("@")}


def _said(bid: SearchableBid, places: Sequence[int]) -> frozenset[str]:
    return frozenset().union(*map(bid.terms.said, places))
