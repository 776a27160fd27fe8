"""Which of the passages found for a requirement answers it best: measures of each, weighed together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from opposable.bids.matching.candidates import speaks_of
from opposable.bids.matching.finding import Query, SearchableBid, Table
from opposable.bids.matching.index import Scores
from opposable.bids.matching.index import best as best_places
from opposable.bids.matching.learned import Matrix

LOOKED_AT = 15
FEATURES = (
    "score", "rapport", "nombre", "nombre_bien_place", "nombre_demande", "partage", "mots", "concepts", "intitule",
    "part_propre", "recul", "longueur", "ligne", "liste", "presentation", "references", "racine", "rien",
)  # fmt: skip
_OWN_CELL, _OWN_CHANCE = 0.5, 0.95


def measured(row: int, query: Query, bid: SearchableBid, table: Table) -> tuple[list[int], Scores, Matrix]:
    """Return the passages worth a look for the requirement of `row`, the score of all, and the measures of these."""
    scores, holding = _raised(table.shared[row], query, bid)
    places = [place for place in best_places(scores, LOOKED_AT) if scores[place] > 0]
    if not places:
        return places, scores, np.zeros((0, len(FEATURES)))
    among = np.array(places)
    relative = scores[among] / float(scores.max())
    holds = np.array([float(place in holding) for place in places])
    numbered = np.full(len(places), float(bool(query.sought.quantities)))
    found, words = table.found[row, among], table.words[row, among]
    columns = (
        scores[among], relative, holds, holds * relative, numbered,
        table.shared[row, among], words, found - words, table.titles[row, among],
        found / np.maximum(table.found_most[among], 1e-9), bid.weights[among],
    )  # fmt: skip
    traits = np.array([bid.traits(place) for place in places])
    own = np.column_stack((*columns, traits[:, :-1], np.maximum(found, 0.0) ** 0.5, traits[:, -1:]))
    return places, scores, own


def look_at(queries: Sequence[Query], bid: SearchableBid, table: Table) -> None:
    """Read what is asked of the passages worth a look, one thing at a time for all of them, which is much faster.

    What is read is kept by `bid`; nothing is found here that `rank` would not find by itself.
    """
    looked_at, numbered = set[int](), set[int]()
    for query, scores in zip(queries, table.shared, strict=True):
        places = best_places(scores, LOOKED_AT)
        looked_at.update(places)
        if query.sought.quantities:
            numbered.update(places)
    for place in sorted(numbered):
        bid.readings.placed(place)
    for place in sorted(looked_at):
        bid.traits(place)


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
