"""The verdict suggested: the rules speak first, then all that was measured is weighed, and the reasons are said."""

from __future__ import annotations

from opposable.bids.matching.commitments import meets
from opposable.bids.matching.evidence import Evidence
from opposable.bids.matching.features import features
from opposable.bids.matching.phrasing import compared, place_of, shorten
from opposable.bids.matching.verdict import VERDICTS, Judgement, conforming_reasons, judge_by_rules
from opposable.bids.matching.wording import Kind
from opposable.model.bids import VerdictName
from opposable.model.french import listing

_READS_AS: dict[VerdictName, tuple[Kind, str]] = {
    "partiel": ("attenue", "Phrase qui se lit plutôt comme un engagement partiel"),
    "non_conforme": ("refus", "Phrase qui se lit plutôt comme un refus"),
    "absent": ("rien", "Phrase qui se lit plutôt comme un texte sans engagement"),
}
_LEANS = 2.0
_UNDENIABLE = frozenset({"seuil_manque", "valeurs_contradictoires"})
_NAMES = {"conforme": "conforme", "partiel": "partiel", "non_conforme": "non conforme", "absent": "absent"}


def judge(evidence: Evidence) -> Judgement:
    """Return the verdict that weighs most, how sure it is, and why.

    *conforme* must outweigh the others by a margin, and never does against a firm number that misses the bound. Only a
    *conforme* on which the rules agree, that weighs enough and whose numbers leave no doubt need not be read first, and
    a bid in which nothing at all was found.
    """
    said = judge_by_rules(evidence)
    if not evidence.places:
        return said
    rules = evidence.bid.lexicon.rules
    chances = evidence.bid.lexicon.weighings["verdict"].of(features(evidence, said.verdict, said.rule))
    held = {**chances, "conforme": chances["conforme"] - rules["verdict.margin"]}
    allowed = [name for name in VERDICTS if name != "conforme" or said.rule not in _UNDENIABLE]
    verdict = max(allowed, key=lambda name: held[name])
    agreed = verdict == said.verdict
    sure = agreed and verdict == "conforme" and chances["conforme"] >= rules["verdict.firm"] and not _to_doubt(evidence)
    return Judgement(
        verdict=verdict,
        rule=said.rule if agreed else f"pesee_{verdict}",
        confidence=round(chances[verdict], 2),
        to_read=not sure,
        reasons=said.reasons if agreed else tuple(dict.fromkeys((*_reasons(verdict, evidence), *_other_reasons(said)))),
    )


def _to_doubt(evidence: Evidence) -> bool:
    """Tell a number that is exactly the one asked, perhaps only repeated, or beside another that misses the bound."""
    best, least = evidence.places[0][0], evidence.bid.lexicon.rules["verdict.beside"]
    repeated = any(n.bound is not None and n.bound.value == n.asked.value for n in evidence.numbers)
    return repeated or any(
        candidate.place == best and candidate.score > least and not meets(candidate, numbers.asked)
        for numbers in evidence.numbers
        for candidate in numbers.found
    )


def _other_reasons(said: Judgement) -> tuple[str, ...]:
    """Return what the rules said first, for the reader to weigh against."""
    return (f"À lui seul, ce qui suit donnerait « {_NAMES[said.verdict]} ».", *said.reasons[:2])


def _reasons(verdict: VerdictName, evidence: Evidence) -> tuple[str, ...]:
    if verdict == "conforme":
        return conforming_reasons(evidence)
    place = place_of(evidence.bid.passages[evidence.places[0][0]])
    found = [f"Aucun passage ne répond vraiment ; le plus proche est {place}."] if verdict == "absent" else []
    likely = [(n.bound or n.found[0], n.asked) for n in evidence.numbers if n.bound is not None or n.found]
    missed = [(candidate, asked) for candidate, asked in likely if not meets(candidate, asked)]
    if verdict == "non_conforme":
        found += [compared(candidate, asked, evidence) for candidate, asked in missed[:1]]
    kind, words = _READS_AS[verdict]
    if (leaning := _leaning(evidence, kind)) is not None:
        found.append(f"{words} : « {shorten(leaning)} » ({place}).")
    missing = [part for part, share in evidence.components if share < evidence.bid.lexicon.rules["verdict.component"]]
    if verdict == "partiel" and missing:
        found.append(f"Non retrouvé : {listing([f'« {shorten(part, 80)} »' for part in missing[:3]])}.")
    if verdict == "partiel" and any(n.bound is None for n in evidence.numbers) and evidence.query.bounds_given:
        found.append("La valeur demandée n'est pas clairement engagée.")
    return tuple(found) or (f"L'ensemble des indices est celui d'une réponse qui ne tient pas tout : {place}.",)


def _leaning(evidence: Evidence, kind: Kind) -> str | None:
    """Return the sentence of the answer that reads most as `kind`, when one does."""
    wording = evidence.bid.lexicon.wording
    said = [(wording.odds(text, kind).total, text) for text, _, _ in evidence.sayings if text in evidence.answer]
    odds, text = max(said, key=lambda each: each[0], default=(0.0, ""))
    return text if odds >= _LEANS else None
