"""An inverted index of the passages of one bid, scored by BM25."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


class Index:
    """BM25 over weighted bags of terms; unknown terms weigh nothing."""

    def __init__(self, documents: Sequence[Mapping[str, float]], *, k1: float, b: float) -> None:
        self.size = len(documents)
        lengths = np.array([sum(document.values()) for document in documents] or [1.0])
        norm = k1 * (1 - b + b * lengths / max(float(lengths.mean()), 1e-9))
        postings: dict[str, list[tuple[int, float]]] = {}
        for place, document in enumerate(documents):
            for term, weight in document.items():
                postings.setdefault(term, []).append((place, weight))
        self._postings: dict[str, tuple[NDArray[np.int64], Scores]] = {}
        self._idf: dict[str, float] = {}
        for term, entries in postings.items():
            places = np.array([place for place, _ in entries], dtype=np.int64)
            weights = np.array([weight for _, weight in entries])
            idf = float(np.log(1 + (self.size - len(entries) + 0.5) / (len(entries) + 0.5)))
            self._idf[term] = idf
            self._postings[term] = (places, idf * weights * (k1 + 1) / (weights + norm[places]))
        self._unseen = float(np.log(1 + (self.size + 0.5) / 0.5))
        self._k1 = k1

    def idf(self, term: str) -> float:
        """Return how rare `term` is here; a term never said is the rarest."""
        return self._idf.get(term, self._unseen)

    def scores(self, query: Mapping[str, float]) -> Scores:
        """Return the score of every passage for `query`."""
        total = np.zeros(self.size)
        for term, weight in query.items():
            if term in self._postings:
                places, contributions = self._postings[term]
                total[places] += weight * contributions
        return total

    def ideal(self, query: Mapping[str, float]) -> float:
        """Return the score of a passage that would say every term of `query` once, in an average length."""
        return sum(weight * self.idf(term) for term, weight in query.items()) or 1.0


def bag(stems: Sequence[str], weight: float = 1.0) -> Counter[str]:
    """Return the weighted bag of `stems`."""
    counted: Counter[str] = Counter()
    for stem in stems:
        counted[stem] += weight  # type: ignore[assignment]
    return counted
