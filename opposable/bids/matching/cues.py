"""Words that decide nothing by themselves: counted in the answer, and compared with what is asked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from opposable.bids.matching.lexicon import Lexicon
from opposable.bids.matching.phrases import compiled, phrases
from opposable.bids.matching.tokens import CACHED, fold

_MOST = 3


@lru_cache(maxsize=CACHED)
def cues_in(text: str, lexicon: Lexicon) -> Mapping[str, int]:
    """Return how many times each cue of the lexicon stands in `text`, at most three; those that do not are left out."""
    folded = fold(text)
    found: dict[str, set[int]] = {}
    for phrase in phrases(lexicon.cue_words).possible(folded):
        places = [match.start() for match in compiled(phrase).finditer(folded)]
        for cue in lexicon.cues_of[phrase] if places else ():
            found.setdefault(cue.id, set()).update(places)
    return {cue: min(len(places), _MOST) for cue, places in found.items()}


def compare(asked: str, answer: str, lexicon: Lexicon) -> dict[str, float]:
    """Return for each cue its count in `answer`: under one name when what is asked has it too, else under another."""
    wanted, said = cues_in(asked, lexicon), cues_in(answer, lexicon)
    measures: dict[str, float] = {}
    for cue in lexicon.cues:
        count = said.get(cue.id, 0) / 2
        measures[f"indice_{cue.id}_demande"] = count if cue.id in wanted else 0.0
        measures[f"indice_{cue.id}_seul"] = 0.0 if cue.id in wanted else count
    return measures
