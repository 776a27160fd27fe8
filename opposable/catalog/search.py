"""Search the catalog as people type: accents, plurals and acronyms forgiven."""

from __future__ import annotations

import unicodedata

from rapidfuzz import fuzz

from opposable.model.catalog import Catalog, ClauseSpec

_ENOUGH = 75


def fold(text: str) -> str:
    """Return `text` in lower case without accents, with plain spaces."""
    decomposed = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("’", "'"))
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(letters.lower().split())


def search_clauses(catalog: Catalog, words: str) -> tuple[ClauseSpec, ...]:
    """Return the clauses that answer `words`, best first; all of them, in theme order, when there are no words."""
    ranks = {theme: rank for rank, theme in enumerate(catalog.themes)}
    clauses = sorted(catalog.clauses.values(), key=lambda c: (ranks.get(c.theme, 0), c.order, c.id))
    wanted = fold(words)
    if not wanted:
        return tuple(clauses)
    scored = [(_score(wanted, clause), -index, clause) for index, clause in enumerate(clauses)]
    return tuple(clause for score, _, clause in sorted(scored, reverse=True, key=lambda s: s[:2]) if score >= _ENOUGH)


def _score(wanted: str, clause: ClauseSpec) -> float:
    title = fold(f"{clause.title} {clause.id} {' '.join(r.number for r in clause.requirements)}")
    ways = fold(" ".join(way for r in clause.requirements for way in (*r.finds, r.text)))
    text = fold(clause.text)
    return max(_part(wanted, title) + 20, _part(wanted, ways) + 10, _part(wanted, text))


def _part(wanted: str, given: str) -> float:
    """Score how much of `wanted` stands in `given`, word by word, a typing slip forgiven in long words."""
    words = given.replace("'", " ").split()
    known = set(words)
    scores = []
    for word in wanted.replace("'", " ").split():
        stem = word.rstrip("sx")
        if word in known or (len(stem) > 3 and stem in given):
            scores.append(100.0)
        elif len(word) > 4:
            scores.append(max((fuzz.ratio(word, other) for other in known if len(other) > 3), default=0.0) * 0.8)
        else:
            scores.append(0.0)
    return sum(scores) / len(scores) - 20
