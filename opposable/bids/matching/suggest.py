"""The engine's one door: requirements and passages in, suggestions out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from opposable.bids.matching.candidates import Candidate
from opposable.bids.matching.commitments import meets
from opposable.bids.matching.decision import judge
from opposable.bids.matching.evidence import Evidence, Speakers, gather
from opposable.bids.matching.finding import Query, SearchableBid, match, query
from opposable.bids.matching.flags import passage_flags
from opposable.bids.matching.lexicon import Lexicon
from opposable.bids.matching.measures import in_unit, measure
from opposable.bids.matching.ranking import look_at
from opposable.bids.matching.verdict import flag_ids
from opposable.model.bids import CommittedValue, Declared, FormAnswer, Passage, Sought, SoughtQuantity, Suggestion
from opposable.model.bids import Evidence as Shown

_SAME = Decimal("0.03")


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
    look_at(queries, bid, table)
    forms = [declared.get(each.sought.id) for each in queries]
    gathered = [gather(row, queries, bid, table, speakers, _own_cells(bid, form)) for row, form in enumerate(forms)]
    return {
        evidence.query.sought.id: _suggestion(evidence, form) for evidence, form in zip(gathered, forms, strict=True)
    }


def _own_cells(bid: SearchableBid, form: FormAnswer | None) -> list[int]:
    """Return the cells of the response form written for this very requirement, the answer before the value."""
    if form is None:
        return []
    own = {text for text in (form.answer, form.value_text) if text.strip()}
    cells = [
        place
        for place, passage in enumerate(bid.passages)
        if passage.kind == "cellule"
        and any(passage.text == text or passage.text.startswith(f"{text} ") for text in own)
    ]
    return sorted(cells, key=lambda place: bid.passages[place].text != form.answer)


def _suggestion(evidence: Evidence, form: FormAnswer | None) -> Suggestion:
    judgement = judge(evidence)
    reasons, flags = list(judgement.reasons), [*flag_ids(evidence.marks), *(hazard.id for hazard in evidence.hazards)]
    if evidence.copied:
        flags.append("exigence_recopiee")
    claim = form.declared if form is not None else None
    if claim is not None and (difference := _difference(claim, judgement.verdict)):
        reasons.append(difference)
        flags.append("declaration_differente")
    if form is not None and (difference := _other_value(form, evidence)):
        reasons.append(difference)
        flags.append("valeur_declaree_differente")
    return Suggestion(
        verdict=judgement.verdict,
        confidence=judgement.confidence,
        to_read=judgement.to_read or bool({"declaration_differente", "valeur_declaree_differente"} & set(flags)),
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
    values: list[CommittedValue] = []
    for numbers in evidence.numbers:
        others = [c for c in numbers.found if c is not numbers.bound and c.score >= 0.2 * numbers.found[0].score]
        kept = ([numbers.bound] if numbers.bound else []) + others[:3]
        values += [_value(candidate, numbers.asked, evidence) for candidate in kept]
    return values


def _value(candidate: Candidate, asked: SoughtQuantity, evidence: Evidence) -> CommittedValue:
    passage, quantity = evidence.bid.passages[candidate.place], candidate.quantity
    worst = quantity.high if quantity.high is not None and asked.operator == "<=" else quantity.value
    target = measure(asked.unit)
    same = quantity.dimension == target.dimension and target.factor == 1
    as_written = same and quantity.dimension in ("duree", "part", "amplitude", "montant")
    return CommittedValue(
        value=worst if as_written else candidate.value,
        unit=quantity.unit if as_written else asked.unit,
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


def _other_value(form: FormAnswer, evidence: Evidence) -> str | None:
    """Say when the value written in the form is not the one that the text of the bid commits to."""
    texts = [n for n in evidence.numbers[:1] if n.bound is not None]
    if form.value is None or not texts or texts[0].bound is None:
        return None
    bound, asked = texts[0].bound, texts[0].asked
    passage = evidence.bid.passages[bound.place]
    if passage.kind == "cellule" or abs(_declared_value(form, asked) - bound.worst) <= abs(bound.worst) * _SAME:
        return None
    said = passage.text[bound.quantity.start : bound.quantity.end]
    return f"Le cadre de réponse engage « {form.value_text or form.value} » ; le texte de l'offre dit « {said} »."


def _declared_value(form: FormAnswer, asked: SoughtQuantity) -> Decimal:
    value = form.value or Decimal(0)
    own, target = measure(form.unit or asked.unit), measure(asked.unit)
    return in_unit(value, own.unit, target.unit)[0] if own.dimension == target.dimension == "duree" else value
