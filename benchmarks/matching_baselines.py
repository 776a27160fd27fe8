"""What the usual tools find in the same passages: rapidfuzz ratios, plain BM25, TF-IDF of characters."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from rapidfuzz import fuzz, process

from opposable.bids.matching.index import Index
from opposable.bids.matching.lexicon import Lexicon
from opposable.bids.matching.tokens import stems
from opposable.model.bids import Passage, Sought

Ranking = Mapping[tuple[str, str], Sequence[str]]


def baselines(sought: Sequence[Sought], bids: Mapping[str, Sequence[Passage]], lexicon: Lexicon) -> dict[str, Ranking]:
    """Rank the passages as the usual tools do, with the heading in front of each passage."""
    rankings: dict[str, dict[tuple[str, str], list[str]]] = defaultdict(dict)
    for bid, passages in bids.items():
        kept = [p for p in passages if p.kind not in ("titre", "entete")]
        texts = [f"{p.heading.split(' > ')[-1]}. {p.text}" for p in kept]
        for name, scorer in _scorers(texts, lexicon).items():
            for each in sought:
                scores = scorer(f"{each.title}. {each.text}")
                order = sorted(range(len(kept)), key=lambda place: -scores[place])[:5]
                rankings[name][bid, each.id] = [kept[place].text for place in order]
    return dict(rankings)


def _scorers(texts: Sequence[str], lexicon: Lexicon) -> dict[str, Callable[[str], Sequence[float]]]:
    bags = [Counter(term for term in stems(text) if term not in lexicon.stop) for text in texts]
    index = Index(bags, k1=1.2, b=0.75)
    return {
        "token_set_ratio": lambda asked: process.cdist([asked], texts, scorer=fuzz.token_set_ratio)[0],
        "wratio": lambda asked: process.cdist([asked], texts, scorer=fuzz.WRatio)[0],
        "bm25": lambda asked: index.scores(Counter(t for t in stems(asked) if t not in lexicon.stop)),
        "tfidf": _tfidf(texts),
    }


def _tfidf(texts: Sequence[str]) -> Callable[[str], Sequence[float]]:
    """Cosine of TF-IDF vectors of character groups of 3 to 5, the usual robust baseline."""
    bags = [Counter(_characters(text)) for text in texts]
    frequency = Counter(gram for bag in bags for gram in bag)
    idf = {gram: math.log(len(texts) / count) + 1 for gram, count in frequency.items()}
    vectors = [_unit({gram: (1 + math.log(count)) * idf[gram] for gram, count in bag.items()}) for bag in bags]

    def scores(asked: str) -> list[float]:
        own = _unit({g: (1 + math.log(c)) * idf.get(g, 0.0) for g, c in Counter(_characters(asked)).items()})
        return [sum(weight * vector.get(gram, 0.0) for gram, weight in own.items()) for vector in vectors]

    return scores


def _characters(text: str) -> list[str]:
    return [
        f" {word} "[i : i + n]
        for word in re.findall(r"\w+", text.lower())
        for n in (3, 4, 5)
        for i in range(len(word) + 3 - n)
    ]


def _unit(vector: Mapping[str, float]) -> dict[str, float]:
    norm = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {gram: weight / norm for gram, weight in vector.items()}
