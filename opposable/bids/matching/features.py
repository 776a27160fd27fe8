"""What is measured of the evidence for one requirement, weighed together after the rules have spoken."""

from __future__ import annotations

import math

from opposable.bids.matching.candidates import Candidate
from opposable.bids.matching.commitments import meets
from opposable.bids.matching.cues import compare
from opposable.bids.matching.evidence import Evidence, Numbers
from opposable.bids.matching.lexicon import Lexicon

_CLASSES = (
    "option", "doute", "en_cours", "condition", "exclusion", "vague", "refus", "restriction", "passe", "sur_demande",
    "besoin", "preuve", "fermete",
)  # fmt: skip
_RULES = (
    "score", "ok", "seuil_manque", "valeur_absente", "refus", "valeurs_contradictoires", "seuil_en_option", "interdit",
    "interdit_ailleurs",
)  # fmt: skip
_VERDICTS = ("conforme", "partiel", "non_conforme", "absent")
_STEADY = 0.02
_LIKELY = 0.15
_FAR = 15.0
_SHORT = 8


def features(evidence: Evidence, verdict: str, rule: str) -> dict[str, float]:
    """Return what is measured of `evidence`, after the rules gave `verdict` by `rule`."""
    return {
        **_found(evidence),
        **_numbers(evidence),
        **_wording(evidence, evidence.bid.lexicon),
        **_flags(evidence),
        **_compared(evidence),
        **_shape(evidence),
        **{f"regle_{name}": float(rule == name) for name in _RULES},
        **{f"avis_{name}": float(verdict == name) for name in _VERDICTS},
    }


def _found(evidence: Evidence) -> dict[str, float]:
    shares = [share for _, share in evidence.components] or [evidence.coverage]
    first = evidence.bid.passages[evidence.places[0][0]] if evidence.places else None
    return {
        "chance": evidence.chance,
        "chance_log": math.log(evidence.chance + _STEADY),
        "force": evidence.strength,
        "force_log": math.log(evidence.strength + _STEADY),
        "score": evidence.score,
        "score_log": math.log(evidence.score + _STEADY),
        "couverture": evidence.coverage,
        "partie_faible": min(shares),
        "parties": math.fsum(shares) / len(shares),
        "parties_absentes": float(sum(share < 0.1 for share in shares)),
        "propre": float(first is not None and evidence.places[0][0] in evidence.mine),
        "suivant": evidence.places[1][1] if len(evidence.places) > 1 else 0.0,
        "recopie": float(bool(evidence.copied)),
        "part_propre": max((own / max(most, _STEADY) for _, own, most in evidence.sayings), default=0.0),
        "phrase": max((own for _, own, _ in evidence.sayings), default=0.0),
    }


def _numbers(evidence: Evidence) -> dict[str, float]:
    found = evidence.numbers
    best = [each.found[0] if each.found else None for each in found]
    likely = [(each, c) for each, c in zip(found, best, strict=True) if c is not None and c.score >= _LIKELY]
    met = sum(meets(c, each.asked) for each, c in likely)
    good = max((c.score for each in found for c in each.found if meets(c, each.asked)), default=0.0)
    bad = max((c.score for each in found for c in each.found if not meets(c, each.asked)), default=0.0)
    bound = [each.bound for each in found]
    return {
        "chiffre": float(bool(found)),
        "deux_chiffres": float(len(found) > 1),
        "donnes": float(evidence.query.bounds_given),
        "tenus": float(met),
        "manques": float(len(likely) - met),
        "tus": float(len(found) - len(likely)),
        "moins_sur": min((c.score if c else 0.0 for c in best), default=0.5),
        "bon": good,
        "mauvais": bad,
        "bon_ou_mauvais": math.log((good + _STEADY) / (bad + _STEADY)) if found else 0.0,
        "tous_tenus": float(bool(found) and met == len(found)),
        "retenu_manque": float(any(b is not None and not meets(b, n.asked) for b, n in zip(bound, found, strict=True))),
        "retenu_attenue": float(any(b is not None and b.softened for b in bound)),
        "retenu_tu": float(any(b is None for b in bound)),
        "retenu_tenu": float(bool(found) and all(_kept(b, n) for b, n in zip(bound, found, strict=True))),
    }


def _kept(bound: Candidate | None, numbers: Numbers) -> bool:
    return bound is not None and meets(bound, numbers.asked)


def _wording(evidence: Evidence, lexicon: Lexicon) -> dict[str, float]:
    found: dict[str, float] = {}
    for kind in ("attenue", "refus", "rien"):
        odds = lexicon.wording.odds(evidence.answer, kind)
        found[f"{kind}_total"] = max(-_FAR, min(_FAR, odds.total))
        found[kind] = odds.mean()
    found["attenue_suivant"] = lexicon.wording.odds(evidence.second, "attenue").mean() if evidence.second else 0.0
    sayings = [lexicon.wording.odds(text, "attenue").mean() for text, _, _ in evidence.sayings]
    found["attenue_pire"] = max(sayings, default=0.0)
    return found


def _flags(evidence: Evidence) -> dict[str, float]:
    here = {mark.flag.flag_class for mark in evidence.marks if not mark.in_note and not mark.aside}
    beside = {mark.flag.flag_class for mark in evidence.marks if mark.in_note or mark.aside}
    return {
        **{f"mots_{name}": float(name in here) for name in _CLASSES},
        **{f"a_cote_{name}": float(name in beside) for name in _CLASSES},
        "interdit": float(bool(evidence.hazards)),
    }


def _compared(evidence: Evidence) -> dict[str, float]:
    sought = evidence.query.sought
    return compare(f"{sought.title}. {sought.text}", evidence.answer, evidence.bid.lexicon)


def _shape(evidence: Evidence) -> dict[str, float]:
    """Measure how long and in how many parts the requirement and the answer are."""
    shares = [share for _, share in evidence.components] or [0.0]
    sought = evidence.query.sought
    text = evidence.bid.passages[evidence.places[0][0]].text if evidence.places else ""
    return {
        "longueur_reponse": math.log(max(len(evidence.answer.split()), _SHORT)),
        "longueur_exigence": math.log(max(len(f"{sought.title} {sought.text}".split()), _SHORT)),
        "phrases": min(len(evidence.sayings), 8) / 4,
        "nombre_parties": len(evidence.components) / 4,
        "premiere_partie": shares[0],
        "derniere_partie": shares[-1],
        "en_ligne": float(" | " in text),
        "autres_siens": sum(place in evidence.mine for place, _ in evidence.places[:8]) / 4,
    }
