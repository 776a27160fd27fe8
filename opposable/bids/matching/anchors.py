"""The words that name a quantity asked, so that a number of the bid can be told from its neighbours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from opposable.bids.matching.asked import in_measure, read_quantities
from opposable.bids.matching.lexicon import Lexicon
from opposable.bids.matching.measures import measure
from opposable.bids.matching.tokens import stems
from opposable.model.bids import Sought, SoughtQuantity

_GENERIC = frozenset(
    stems(
        "délai durée nombre taux maximal maximum minimum minimal annuel moyenne moyen an par mois jour jours heure "
        "heures semaine année fois minute de d pour le la les un une à deux trois quatre cinq six calendaires "
        "ouvrés suivant"
    )
)
_TIMES = frozenset({"@annuel", "@mensuel", "@trimestriel", "@quotidien", "@delai"})


@dataclass(frozen=True)
class Anchors:
    """The words that name a quantity, weighted, and those that name its neighbour."""

    wanted: dict[str, float]
    unwanted: frozenset[str]


def anchors(sought: Sought, asked: SoughtQuantity, lexicon: Lexicon) -> Anchors:
    """Return the words that name `asked`: its name, the clause of the requirement where its bound stands, the title."""
    own = _named(sought, asked, lexicon)
    others: set[str] = set()
    for other in sought.quantities:
        if other != asked:
            others |= set(_named(sought, other, lexicon))
    wanted = dict.fromkeys(terms(sought.text, lexicon), 0.3)
    for term in terms(sought.title, lexicon):
        wanted[term] = max(wanted.get(term, 0), 0.8)
    for term, weight in own.items():
        wanted[term] = max(wanted.get(term, 0), weight * (1.0 if term not in others else 0.5))
    for term in others - set(own):
        wanted.pop(term, None)
    return Anchors(wanted, frozenset(others - set(own)))


def _named(sought: Sought, asked: SoughtQuantity, lexicon: Lexicon) -> dict[str, float]:
    named = dict.fromkeys(terms(asked.name, lexicon), 2.0)
    for clause in _asking_clauses(sought.text, asked, lexicon):
        for term in terms(clause, lexicon):
            named.setdefault(term, 1.2)
    return named


@lru_cache(maxsize=30_000)
def terms(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the stems and concepts of `text` that may name a quantity; counting words and units name none."""
    stemmed = stems(text)
    plain = [term for term in stemmed if term not in lexicon.stop and term not in _GENERIC and len(term) > 1]
    return (*plain, *(concept for concept in lexicon.concepts_in(stemmed) if concept not in _TIMES))


def naming(said: frozenset[str], lexicon: Lexicon) -> frozenset[str]:
    """Return those of the stems and concepts `said` that may name a quantity, as `terms` does."""
    return frozenset([term for term in said - lexicon.stop - _GENERIC - _TIMES if len(term) > 1])


def _asking_clauses(text: str, asked: SoughtQuantity, lexicon: Lexicon) -> list[str]:
    """Return the parts of the requirement around the bound itself."""
    measured = measure(asked.unit, lexicon.families)
    found = []
    for quantity in read_quantities(text):
        read = in_measure(quantity, measured, text, (0, len(text)))
        if read is not None and abs(read[0] - asked.value) <= abs(asked.value) / 50:
            left = re.split(r"[,;.:]| et (?=[a-z]+ )", text[: quantity.start])[-1]
            right = re.split(r"[,;.:]| et (?=[a-z]+ )", text[quantity.end :])[0]
            found.append(f"{left} {right}")
    return found
