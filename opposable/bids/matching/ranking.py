"""Which of the passages found for a requirement answers it best: measures of each, weighed together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from opposable.bids.matching.candidates import speaks_of
from opposable.bids.matching.finding import Query, SearchableBid, Table
from opposable.bids.matching.index import Scores
from opposable.bids.matching.index import best as best_places
from opposable.bids.matching.learned import Matrix

LOOKED_AT = 25
FEATURES = (
    "score", "rapport", "nombre", "nombre_bien_place", "nombre_demande", "partage", "mots", "concepts", "intitule",
    "part_propre", "recul", "longueur", "ligne", "liste", "presentation", "references", "racine", "rien",
)  # fmt: skip
_LONG_PASSAGE = 60
_OWN_CELL, _OWN_CHANCE = 0.5, 0.95


def measured(row: int, query: Query, bid: SearchableBid, table: Table) -> tuple[list[int], Scores, Matrix]:
    """Return the passages worth a look for the requirement of `row`, the score of all, and the measures of these."""
    scores, holding = _raised(table.shared[row], query, bid)
    places = [place for place in best_places(scores, LOOKED_AT) if scores[place] > 0]
    highest = float(scores.max(initial=0.0)) or 1.0
    numbered = float(bool(query.sought.quantities))
    rows = []
    for place in places:
        score, relative, holds = float(scores[place]), float(scores[place]) / highest, float(place in holding)
        rows.append((score, relative, holds, holds * relative, numbered, *_measures(place, row, bid, table)))
    return places, scores, np.array(rows, dtype=np.float64).reshape(len(rows), len(FEATURES))


def rank(
    row: int, query: Query, bid: SearchableBid, table: Table, own: Sequence[int] = ()
) -> list[tuple[int, float, float]]:
    """Return the passages found for the requirement of `row`, each with its score and its chance to answer.

    The most likely comes first. The places of `own` come first, in their order: they were written for this requirement.
    """
    places, scores, measures = measured(row, query, bid, table)
    chances = bid.lexicon.weighings["passage"].chances(measures)[:, 0] if places else np.zeros(0)
    highest = max(float(scores.max(initial=0.0)), _OWN_CELL)
    first = [(place, highest, _OWN_CHANCE) for place in own]
    found = [
        (places[each], float(scores[places[each]]), float(chances[each]))
        for each in np.argsort(-chances, kind="stable")
        if places[each] not in own
    ]
    return [*first, *found]


def _raised(scores: Scores, query: Query, bid: SearchableBid) -> tuple[Scores, frozenset[int]]:
    """Raise the best passages that hold a number of the kind asked; say which they are."""
    raised, holding = scores.copy(), set()
    if query.sought.quantities:
        for place in best_places(scores, LOOKED_AT):
            if scores[place] > 0 and any(speaks_of(asked, place, bid) for asked in query.sought.quantities):
                holding.add(place)
                raised[place] *= bid.lexicon.rules["retrieval.number"]
    return raised, frozenset(holding)


def _measures(place: int, row: int, bid: SearchableBid, table: Table) -> tuple[float, ...]:
    passage, classes = bid.passages[place], bid.classes[place]
    found, words = float(table.found[row, place]), float(table.words[row, place])
    return (
        float(table.shared[row, place]), words, found - words, float(table.titles[row, place]),
        found / max(float(table.found[:, place].max()), 1e-9), float(bid.weights[place]),
        min(passage.text.count(" ") / _LONG_PASSAGE, 2.0), float(" | " in passage.text),
        float(passage.kind == "liste"), float("presentation" in classes), float("references" in classes),
        max(found, 0.0) ** 0.5, bid.lexicon.wording.odds(passage.text, "rien").mean(8),
    )  # fmt: skip
