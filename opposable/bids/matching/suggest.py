"""The engine's one door: requirements and passages in, suggestions out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from opposable.bids.matching.commitments import Candidate, meets
from opposable.bids.matching.evidence import Evidence, Speakers, gather, passage_flags
from opposable.bids.matching.finding import Query, SearchableBid, match, query
from opposable.bids.matching.lexicon import Lexicon
from opposable.bids.matching.verdict import flag_ids, judge
from opposable.model.bids import CommittedValue, Declared, FormAnswer, Passage, Sought, SoughtQuantity, Suggestion
from opposable.model.bids import Evidence as Shown

_DECLARED = frozenset(get_args(Declared))


def suggest(
    sought: Sequence[Sought],
    passages_by_bid: Mapping[str, Sequence[Passage]],
    lexicon: Lexicon,
    declared: Mapping[str, Mapping[str, FormAnswer]] | None = None,
) -> dict[str, dict[str, Suggestion]]:
    """Return for each bid what its passages say of each requirement; nothing here is a mark.

    `declared` holds by bid and requirement what the response form claims; differences with the text are said.
    """
    queries = [query(each, lexicon) for each in sought]
    return {
        bid: suggest_for_bid(queries, passages, lexicon, (declared or {}).get(bid, {}))
        for bid, passages in passages_by_bid.items()
    }


def suggest_for_bid(
    queries: Sequence[Query], passages: Sequence[Passage], lexicon: Lexicon, declared: Mapping[str, FormAnswer]
) -> dict[str, Suggestion]:
    """Return the suggestions for one bid, so that a batch can spread bids over processes."""
    bid = SearchableBid(passages, lexicon)
    table, speakers = match(queries, bid), Speakers(queries, bid)
    found = {}
    for row, each in enumerate(queries):
        evidence = gather(row, queries, bid, table, speakers)
        found[each.sought.id] = _suggestion(evidence, declared.get(each.sought.id))
    return found


def _suggestion(evidence: Evidence, form: FormAnswer | None) -> Suggestion:
    judgement = judge(evidence)
    reasons, flags = list(judgement.reasons), [*flag_ids(evidence.marks), *(hazard.id for hazard in evidence.hazards)]
    if evidence.copied:
        flags.append("exigence_recopiee")
    claim = form.declared if form is not None else None
    if claim is not None and (difference := _difference(claim, judgement.verdict)):
        reasons.append(difference)
        flags.append("declaration_differente")
    return Suggestion(
        verdict=judgement.verdict,
        confidence=judgement.confidence,
        to_read=judgement.to_read or "declaration_differente" in flags,
        declared=claim,
        passages=tuple(_shown(place, relative, evidence) for place, relative in _ranked(evidence)),
        values=tuple(_values(evidence)),
        flags=tuple(dict.fromkeys([judgement.rule, *flags])),
        reasons=tuple(reasons),
        lexicon=evidence.bid.lexicon.version,
    )


def _ranked(evidence: Evidence) -> list[tuple[int, float]]:
    shown = int(evidence.bid.lexicon.rules["verdict.shown"])
    copies = [(place, 0.0) for place in evidence.copied]
    return [*evidence.places[:shown], *copies][:shown]


def _shown(place: int, relative: float, evidence: Evidence) -> Shown:
    passage = evidence.bid.passages[place]
    return Shown(
        text=passage.text,
        file=passage.file,
        where=passage.where,
        heading=passage.heading,
        score=round(relative * evidence.score, 4),
        flags=tuple(dict.fromkeys(flag.id for flag in passage_flags(passage.text, evidence.bid.lexicon))),
    )


def _values(evidence: Evidence) -> list[CommittedValue]:
    """Return for each quantity the number that binds first, then the others worth comparing."""
    values = []
    for numbers in evidence.numbers:
        others = [c for c in numbers.found if c is not numbers.bound and c.score >= 0.6 * numbers.found[0].score]
        for candidate in ([numbers.bound] if numbers.bound else []) + others[:3]:
            values.append(_value(candidate, numbers.asked, evidence))
    return values


def _value(candidate: Candidate, asked: SoughtQuantity, evidence: Evidence) -> CommittedValue:
    passage, quantity = evidence.bid.passages[candidate.place], candidate.quantity
    worst = quantity.high if quantity.high is not None and asked.operator == "<=" else quantity.value
    unit = quantity.unit if quantity.dimension in ("duree", "part", "amplitude", "montant", "grandeur") else asked.unit
    return CommittedValue(
        value=candidate.value if unit == asked.unit and quantity.dimension in ("frequence", "nombre") else worst,
        unit=unit,
        text=passage.text[quantity.start : quantity.end],
        quantity=asked.name,
        file=passage.file,
        where=passage.where,
        firm=candidate.firm,
        meets=meets(candidate, asked),
    )


def _difference(claim: Declared, verdict: str) -> str | None:
    if claim == "oui" and verdict != "conforme":
        return "Le cadre de réponse déclare « oui » ; le texte de l'offre ne le confirme pas."
    if claim == "non" and verdict == "conforme":
        return "Le cadre de réponse déclare « non » ; le texte de l'offre semble répondre."
    if claim == "partiel" and verdict == "conforme":
        return "Le cadre de réponse déclare « partiel » ; le texte de l'offre semble complet."
    return None
