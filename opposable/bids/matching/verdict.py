"""From what was found to a suggestion: ordered rules, each with its reason in plain French."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from opposable.bids.matching.candidates import Candidate
from opposable.bids.matching.commitments import meets
from opposable.bids.matching.evidence import Evidence, Marked, Numbers
from opposable.bids.matching.phrasing import compared, place_of, quoted, shorten, written
from opposable.bids.matching.tokens import fold
from opposable.model.bids import VerdictName
from opposable.model.french import listing

VERDICTS: tuple[VerdictName, ...] = ("conforme", "partiel", "non_conforme", "absent")


@dataclass(frozen=True)
class Judgement:
    """A verdict, the rule that gave it, how sure it is, and why."""

    verdict: VerdictName
    rule: str
    confidence: float
    to_read: bool
    reasons: tuple[str, ...]


def judge_by_rules(evidence: Evidence) -> Judgement:
    """Apply the rules in order; the first that holds decides."""
    for rule in (_absent, _numbers, _refused, _forbidden, _weakened):
        judgement = rule(evidence)
        if judgement is not None:
            return judgement
    return _conforming(evidence)


def _absent(evidence: Evidence) -> Judgement | None:
    if evidence.copied and (not evidence.places or evidence.strength < _floor(evidence)):
        reason = "Le texte de l'exigence est recopié, sans engagement propre au candidat."
        return Judgement("absent", "recopie", 0.5, True, (reason,))
    if not evidence.places:
        return Judgement("absent", "rien", 0.8, False, ("Aucun passage de l'offre ne traite cette exigence.",))
    if evidence.strength >= _floor(evidence):
        return None
    nearest = place_of(evidence.bid.passages[evidence.places[0][0]])
    reason = f"Aucun passage ne répond ; le plus proche est {nearest}."
    return Judgement("absent", "score", 0.6, True, (reason,))


def _floor(evidence: Evidence) -> float:
    """Return the strength under which nothing answers; a number that names what is asked counts."""
    rules = evidence.bid.lexicon.rules
    sure = rules["verdict.named_number"]
    named = any(n.bound is not None and n.bound.top and n.bound.score >= sure for n in evidence.numbers)
    return rules["verdict.absent_number" if named else "verdict.absent"]


def _numbers(evidence: Evidence) -> Judgement | None:
    missed = [n for n in evidence.numbers if n.bound is not None and not meets(n.bound, n.asked)]
    if missed:
        return _missed(evidence, missed)
    silent = [n for n in evidence.numbers if n.bound is None]
    if silent and evidence.query.bounds_given and not _refusals(evidence):
        return _uncommitted(evidence, silent)
    return None


def _missed(evidence: Evidence, missed: list[Numbers]) -> Judgement:
    reasons = tuple(compared(n.bound, n.asked, evidence) for n in missed if n.bound is not None)
    for numbers in missed:
        better = next((c for c in numbers.found if not c.firm and not c.past and meets(c, numbers.asked)), None)
        if better is not None and _comparable(better, numbers):
            said = f"Une valeur suffisante n'est proposée qu'en option ou sous condition : {quoted(better, evidence)}."
            return Judgement("partiel", "seuil_en_option", 0.6, True, (*reasons, said))
    for numbers in missed:
        if (contrary := _contrary(numbers, evidence)) is not None:
            said = f"Une autre valeur ferme suffirait : {quoted(contrary, evidence)}."
            return Judgement("partiel", "valeurs_contradictoires", 0.5, True, (*reasons, said))
    return Judgement("non_conforme", "seuil_manque", 0.7, True, reasons)


_MINE, _ANYBODYS = 0.3, 0.55


def _contrary(numbers: Numbers, evidence: Evidence) -> Candidate | None:
    """Return a firm number of another passage, as well placed, on the other side of the bound than the one that binds.

    A passage that answers no other requirement needs less; the number that another quantity took is no rival.
    """
    bound = numbers.bound
    if bound is None:
        return None
    taken = {(n.bound.quantity.value, n.bound.quantity.unit) for n in evidence.numbers if n.bound and n is not numbers}
    binding = meets(bound, numbers.asked)
    for candidate in numbers.found:
        elsewhere = bound.place not in (candidate.place, candidate.caller) and candidate.place != bound.caller
        least = _MINE if candidate.place in evidence.mine else _ANYBODYS
        free = (candidate.quantity.value, candidate.quantity.unit) not in taken
        rival = elsewhere and free and candidate.firm and candidate.score >= least * bound.score
        if rival and meets(candidate, numbers.asked) != binding:
            return candidate
    return None


def _comparable(better: Candidate, numbers: Numbers) -> bool:
    """Tell whether a better number that does not bind speaks of the same thing as the one that does."""
    bound = numbers.bound
    return bound is not None and (better.place == bound.place or better.score >= 0.5 * bound.score)


def _uncommitted(evidence: Evidence, silent: list[Numbers]) -> Judgement | None:
    reasons = []
    for numbers in silent:
        soft = next((c for c in numbers.found if not c.firm and not c.past), None)
        asked = written(numbers.asked.value, numbers.asked.unit)
        if soft is not None:
            reasons.append(f"Valeur citée sans engagement ferme : {quoted(soft, evidence)} ; demandé : {asked}.")
        else:
            reasons.append(f"Aucune valeur engagée pour « {numbers.asked.name} » ; demandé : {asked}.")
    return Judgement("partiel", "valeur_absente", 0.5, True, tuple(reasons))


def _refusals(evidence: Evidence) -> list[Marked]:
    """Return the refusals, but those whose sentence says next to nothing of what is asked."""
    refusals = [mark for mark in evidence.marks if mark.flag.flag_class == "refus" and not mark.aside]
    return [mark for mark in refusals if mark.in_note or mark.share >= _TOUCHES]


def _refused(evidence: Evidence) -> Judgement | None:
    refusals = _refusals(evidence)
    if not refusals:
        return None
    reasons = tuple(_said("Refus ou exclusion", mark, evidence) for mark in refusals[:2])
    met = [n for n in evidence.numbers if n.bound is not None and meets(n.bound, n.asked)]
    partial = bool(met) or max(mark.share for mark in refusals) < 0.55 or _tempered(refusals[0], evidence)
    return Judgement("partiel" if partial else "non_conforme", "refus", 0.5, True, reasons)


def _forbidden(evidence: Evidence) -> Judgement | None:
    if not evidence.hazards:
        return None
    hazard = evidence.hazards[0]
    passage = evidence.bid.passages[hazard.place]
    reason = (
        f"Ce passage contredit l'exigence : « {shorten(passage.text[slice(*hazard.span)])} » ({place_of(passage)})."
    )
    best = evidence.places[0][0]
    optional = any(
        mark.flag.flag_class == "option" and hazard.span[0] <= mark.flag.start < hazard.span[1]
        for mark in evidence.marks
    )
    if hazard.place == best and (optional or hazard.span[0] > 0.35 * len(passage.text)):
        return Judgement("partiel", "interdit_en_partie", 0.5, True, (reason,))
    if hazard.place == best:
        return Judgement("non_conforme", "interdit", 0.6, True, (reason,))
    return Judgement("partiel", "interdit_ailleurs", 0.55, True, (reason, "Un autre passage dit le contraire."))


_TOUCHES = 0.14
_BUT = re.compile(r"\b(?:mais|en revanche|cependant|toutefois|sauf|neanmoins)\b")


def _tempered(mark: Marked, evidence: Evidence) -> bool:
    """Tell whether the words that follow a refusal offer something instead."""
    text = fold(evidence.bid.passages[mark.place].text)
    return _BUT.search(text[mark.flag.end : mark.flag.end + 120]) is not None


_WEAK = {
    "option": "Proposé en option ou en supplément",
    "doute": "Le candidat exprime un doute",
    "en_cours": "En cours ou à venir, pas acquis",
    "condition": "Soumis à une condition",
    "exclusion": "Une partie est laissée de côté",
    "vague": "Formule qui n'engage pas",
}


def _weakened(evidence: Evidence) -> Judgement | None:
    met = bool(evidence.numbers) and all(n.bound is not None and meets(n.bound, n.asked) for n in evidence.numbers)
    for flag_class, words in _WEAK.items():
        if flag_class == "vague" and met:
            continue
        marks = [m for m in evidence.marks if m.flag.flag_class == flag_class and not m.aside]
        if marks:
            return Judgement("partiel", flag_class, 0.55, True, tuple(_said(words, m, evidence) for m in marks[:2]))
    restricting = [m for m in evidence.marks if m.in_note and m.flag.flag_class == "restriction"]
    if restricting:
        return Judgement(
            "partiel", "note", 0.55, True, (_said("Une note restreint l'engagement", restricting[0], evidence),)
        )
    asked = [m for m in evidence.marks if m.flag.flag_class == "sur_demande"]
    if asked and "demande" not in evidence.query.sought.text:
        return Judgement(
            "partiel", "sur_demande", 0.5, True, (_said("Renvoyé à une demande ultérieure", asked[0], evidence),)
        )
    if aside := [m for m in evidence.marks if m.aside]:
        said = _said("Une autre ligne de la réponse en retire une partie", aside[0], evidence)
        return Judgement("partiel", "autre_ligne", 0.5, True, (said,))
    heading = evidence.bid.classes[evidence.places[0][0]]
    if "option" in heading:
        return Judgement("partiel", "option", 0.6, True, ("Le passage se trouve dans la partie des options.",))
    return None


def _conforming(evidence: Evidence) -> Judgement:
    reasons = conforming_reasons(evidence)
    contrary = [found for n in evidence.numbers if (found := _contrary(n, evidence)) is not None]
    said = tuple(f"Une autre valeur ferme ne suffirait pas : {quoted(each, evidence)}." for each in contrary[:1])
    if any(each.place in evidence.mine for each in contrary):
        return Judgement("partiel", "valeurs_contradictoires", 0.5, True, (*reasons, *said))
    least = evidence.bid.lexicon.rules["verdict.component"]
    missing = [part for part, share in evidence.components if share < least]
    reasons = (*reasons, *said)
    if missing:
        reasons = (*reasons, f"Non retrouvé : {listing([f'« {shorten(part, 80)} »' for part in missing[:3]])}.")
    return Judgement("conforme", "ok", 0.55, True, reasons)


def conforming_reasons(evidence: Evidence) -> tuple[str, ...]:
    """Return what speaks for a full answer: the numbers that bind, or the passage found."""
    bound = [(n.bound, n.asked) for n in evidence.numbers if n.bound is not None and meets(n.bound, n.asked)]
    if bound:
        return tuple(compared(candidate, asked, evidence) for candidate, asked in bound)
    passage = evidence.bid.passages[evidence.places[0][0]]
    return (f"Engagement trouvé : « {shorten(passage.text)} » ({place_of(passage)}).",)


def _said(words: str, mark: Marked, evidence: Evidence) -> str:
    return f"{words} : « {mark.flag.words} » ({place_of(evidence.bid.passages[mark.place])})."


def flag_ids(marks: Iterable[Marked]) -> tuple[str, ...]:
    """Return the ids of the flags, each once, in order."""
    return tuple(dict.fromkeys(mark.flag.id for mark in marks))
