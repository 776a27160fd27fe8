"""An inverted index of the passages of one bid, scored by BM25."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain, count

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


class Index:
    """BM25 over weighted bags of terms; unknown terms weigh nothing."""

    def __init__(self, documents: Sequence[Mapping[str, float]], *, k1: float, b: float) -> None:
        self.size = len(documents)
        lengths = np.array([sum(document.values()) for document in documents] or [1.0])
        norm = k1 * (1 - b + b * lengths / max(float(lengths.mean()), 1e-9))
        numbers = defaultdict[str, int](count().__next__)
        terms = np.fromiter(map(numbers.__getitem__, chain.from_iterable(documents)), np.int64)
        weights = np.fromiter(chain.from_iterable(document.values() for document in documents), np.float64)
        sizes = np.fromiter(map(len, documents), np.int64, self.size)
        places = np.repeat(np.arange(self.size, dtype=np.int64), sizes)
        self._numbers = dict(numbers)
        by_term = terms.argsort(kind="stable")
        self._places, self._weights = places[by_term], weights[by_term]
        self._damped = self._weights + norm[self._places]
        self._bounds = [0, *np.cumsum(np.bincount(terms)).tolist()]
        self._k1 = k1
        self._idf: dict[str, float] = {}
        self._postings: dict[str, tuple[NDArray[np.int64], Scores]] = {}

    def idf(self, term: str) -> float:
        """Return how rare `term` is here; a term never said is the rarest."""
        if term not in self._idf:
            span = self._span(term)
            count = span.stop - span.start
            self._idf[term] = float(np.log(1 + (self.size - count + 0.5) / (count + 0.5)))
        return self._idf[term]

    def _span(self, term: str) -> slice:
        number = self._numbers.get(term)
        return slice(0, 0) if number is None else slice(self._bounds[number], self._bounds[number + 1])

    def _added(self, term: str) -> tuple[NDArray[np.int64], Scores]:
        """Return where a term is said and what it adds to the scores there, computed when first asked."""
        if term not in self._postings:
            span = self._span(term)
            added = self.idf(term) * self._weights[span] * (self._k1 + 1) / self._damped[span]
            self._postings[term] = self._places[span], added
        return self._postings[term]

    def scores(self, query: Mapping[str, float]) -> Scores:
        """Return the score of every passage for `query`."""
        said = [(weight, *self._added(term)) for term, weight in query.items() if term in self._numbers]
        if not said:
            return np.zeros(self.size)
        places = np.concatenate([places for _, places, _ in said])
        added = np.concatenate([weight * added for weight, _, added in said])
        return np.asarray(np.bincount(places, added, minlength=self.size), dtype=np.float64)

    def ideal(self, query: Mapping[str, float]) -> float:
        """Return the score of a passage that would say every term of `query` once, in an average length."""
        return sum(weight * self.idf(term) for term, weight in query.items()) or 1.0


def best(scores: Scores, most: int) -> list[int]:
    """Return the places of the `most` best scores, best first; between equals, the first."""
    if len(scores) <= most:
        return [*map(int, (-scores).argsort(kind="stable"))]
    least = np.partition(scores, len(scores) - most)[len(scores) - most]
    among = (scores >= least).nonzero()[0]
    return [*map(int, among[(-scores[among]).argsort(kind="stable")[:most]])]
