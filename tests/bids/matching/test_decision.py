"""The verdict suggested: what weighs most, when it need not be read, and both opinions when they differ."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest

from opposable.bids.matching.decision import judge
from opposable.bids.matching.learned import Weighing
from opposable.bids.matching.suggest import suggest
from opposable.bids.matching.verdict import VERDICTS, judge_by_rules
from opposable.bids.matching.wording import Wording
from opposable.model.bids import FormAnswer, Passage
from tests.bids.matching.written import ALERT, AROUND, BACKUP, LANGUAGE, evidence_of, passages

ANSWERS = {
    "conforme": "Une alerte critique est prise en charge par un analyste en dix minutes, à toute heure du jour.",
    "partiel": "La prise en charge d'une alerte critique en 15 minutes est proposée en option.",
    "non_conforme": "Une alerte critique est prise en charge en une demi-heure.",
    "absent": "Le support répond du lundi au vendredi.",
}
# What the rules say and what weighs most; a missed bound is never weighed into a full answer.
PAIRS = [
    (said, weighed) for said in VERDICTS for weighed in VERDICTS if (said, weighed) != ("non_conforme", "conforme")
]
FRENCH = {"conforme": "conforme", "partiel": "partiel", "non_conforme": "non conforme", "absent": "absent"}


def sure_of(lexicon, **chances):
    """Return the lexicon with a weighing that gives these chances whatever the evidence, the rest evenly shared."""
    left = (1 - sum(chances.values())) / (len(VERDICTS) - len(chances) or 1)
    shares = [max(chances.get(name, left), 1e-9) for name in VERDICTS]
    weighing = Weighing(
        outcomes=VERDICTS, intercepts=tuple(map(math.log, shares)), features={"chance": (0.0, 1.0, 0.0, 0.0, 0.0, 0.0)}
    )
    return replace(lexicon, weighings={**lexicon.weighings, "verdict": weighing})


def evidence_for(lexicon, said, more=""):
    """Gather the evidence of the answer to which the rules alone give the verdict `said`."""
    sought = BACKUP if said == "absent" else ALERT
    return evidence_of(sought, passages(f"{ANSWERS[said]}{more}", *AROUND), lexicon)


@pytest.mark.parametrize("verdict", VERDICTS)
def test_the_rules_alone_give_each_verdict_to_one_of_these_answers(lexicon, verdict):
    assert verdict == judge_by_rules(evidence_for(lexicon, verdict)).verdict


@pytest.mark.parametrize("rival", ["partiel", "non_conforme", "absent"])
@pytest.mark.parametrize("beyond", [-0.02, 0.02])
def test_conforming_needs_its_margin_over_the_others(lexicon, rival, beyond):
    lead = lexicon.rules["verdict.margin"] + beyond
    known = sure_of(lexicon, conforme=(0.9 + lead) / 2, **{rival: (0.9 - lead) / 2})
    assert ("conforme" if beyond > 0 else rival) == judge(evidence_for(known, "conforme")).verdict


@pytest.mark.parametrize("beyond", [-0.02, 0.02])
def test_an_agreed_conforming_answer_need_not_be_read_only_when_it_weighs_enough(lexicon, beyond):
    chance = lexicon.rules["verdict.firm"] + beyond
    found = judge(evidence_for(sure_of(lexicon, conforme=chance), "conforme"))
    assert ("conforme", beyond < 0, round(chance, 2)) == (found.verdict, found.to_read, found.confidence)


@pytest.mark.parametrize(("said", "weighed"), PAIRS)
def test_all_but_an_agreed_conforming_answer_is_to_be_read_however_sure(lexicon, said, weighed):
    found = judge(evidence_for(sure_of(lexicon, **{weighed: 0.99}), said))
    assert (weighed, not said == weighed == "conforme") == (found.verdict, found.to_read)


@pytest.mark.parametrize(("said", "weighed"), PAIRS)
def test_when_the_weighing_differs_from_the_rules_both_are_said(lexicon, said, weighed):
    evidence = evidence_for(sure_of(lexicon, **{weighed: 0.99}), said)
    rules, found = judge_by_rules(evidence), judge(evidence)
    other = f"À lui seul, ce qui suit donnerait « {FRENCH[said]} »."
    if said == weighed:
        assert (rules.rule, rules.reasons) == (found.rule, found.reasons)
    else:
        place = found.reasons.index(other)
        assert place > 0
        assert rules.reasons[:2] == found.reasons[place + 1 :]
        assert f"pesee_{weighed}" == found.rule
    assert all(reason[0].isupper() and reason.endswith(".") for reason in found.reasons)


@pytest.mark.parametrize("said", VERDICTS)
@pytest.mark.parametrize("weighed", ["partiel", "non_conforme", "absent"])
def test_the_sentence_that_leans_most_is_quoted_from_the_answer(lexicon, said, weighed):
    more = " Nous étudierons la suite avec vous, si possible, mais sans jamais nous y engager."
    evidence = evidence_for(sure_of(lexicon, **{weighed: 0.99}), said, more)
    reasons = judge(evidence).reasons
    told = [reason for reason in reasons if reason.startswith("Phrase qui se lit plutôt")]
    quotes = [quote for reason in told for quote in re.findall(r"« (.+?) »", reason.split(" (")[0])]
    differs = judge_by_rules(evidence).verdict != weighed
    assert differs == any(reason.startswith("À lui seul") for reason in reasons)
    assert bool(told) <= differs
    assert all(quote in evidence.answer for quote in quotes)


def test_the_sentence_that_leans_most_is_the_one_said_to_weaken_the_answer(lexicon):
    leaning = "La suite est affaire de xylophone."
    counts = {"xylophone": (0, 50, 0, 0), "analyste": (50, 0, 0, 0), "alerte": (5, 5, 5, 5)}
    known = replace(sure_of(lexicon, partiel=0.99), wording=Wording(counts))
    evidence = evidence_for(known, "conforme", f" {leaning}")
    assert (
        judge(evidence).reasons[0].startswith(f"Phrase qui se lit plutôt comme un engagement partiel : « {leaning} »")
    )
    assert not any("Phrase qui" in reason for reason in judge(evidence_for(known, "conforme")).reasons)


@pytest.mark.parametrize(
    "text", [ANSWERS["non_conforme"], f"{ANSWERS['conforme']} La nuit, le délai monte à 75 minutes."]
)
def test_no_weighing_makes_a_missed_bound_conforming(lexicon, text):
    found = judge(evidence_of(ALERT, passages(text, *AROUND), sure_of(lexicon, conforme=0.99)))
    assert found.verdict != "conforme"


@pytest.mark.parametrize(
    ("text", "to_read"),
    [
        (ANSWERS["conforme"], False),
        (ANSWERS["conforme"].replace("dix", "quinze"), True),
        (f"{ANSWERS['conforme']} Une alerte de test est prise en charge en 40 minutes.", True),
    ],
)
def test_a_number_that_repeats_the_bound_or_stands_beside_one_that_misses_it_is_to_be_read(lexicon, text, to_read):
    evidence = evidence_of(ALERT, passages(text, *AROUND), sure_of(lexicon, conforme=0.99))
    assert "conforme" == judge_by_rules(evidence).verdict
    assert ("conforme", to_read) == (judge(evidence).verdict, judge(evidence).to_read)


def test_a_missed_bound_is_said_when_the_weighing_finds_it(lexicon):
    known = sure_of(lexicon, non_conforme=0.99)
    text = "Une alerte critique est prise en charge en 30 minutes, en option."
    first = judge(evidence_of(ALERT, passages(text, *AROUND), known)).reasons[0]
    assert "30 minutes" in first
    assert "15 minutes" in first


def test_missing_parts_are_said_of_a_partial_answer(lexicon):
    known = replace(sure_of(lexicon, partiel=0.99), rules={**lexicon.rules, "verdict.component": 0.3})
    sought = ALERT.model_copy(
        update={"text": f"{ALERT.text} Le xylophone de la fanfare est accordé par un luthier agréé."}
    )
    evidence = evidence_of(sought, passages(ANSWERS["conforme"], *AROUND), known)
    reasons = judge(evidence).reasons
    own = reasons[: reasons.index("À lui seul, ce qui suit donnerait « conforme ».")]
    assert "xylophone" in own[-1]
    assert own[-1].startswith("Non retrouvé : « ")


def test_a_bid_without_passages_is_absent_whatever_the_weighing(lexicon):
    found = judge(evidence_of(LANGUAGE, (), sure_of(lexicon, conforme=0.99)))
    assert ("absent", "rien") == (found.verdict, found.rule)
    assert ("Aucun passage de l'offre ne traite cette exigence.",) == found.reasons


def test_a_requirement_copied_without_another_word_is_absent_whatever_the_weighing(lexicon):
    found = judge(evidence_of(LANGUAGE, passages(LANGUAGE.text), sure_of(lexicon, conforme=0.99)))
    assert ("absent", "recopie", True) == (found.verdict, found.rule, found.to_read)


def test_the_cell_of_the_form_is_judged_before_the_text(lexicon):
    cell = Passage(bid="a", file="cadre.xlsx", where="C12", text="Non, ce n'est pas proposé.", kind="cellule")
    text = "Notre support technique parle français au téléphone comme au courriel, chaque jour."
    found = (*passages(text, *AROUND), cell)
    claim = FormAnswer(requirement="langue", declared="non", answer=cell.text)
    alone = suggest([LANGUAGE], {"a": found}, lexicon)["a"]["langue"]
    declared = suggest([LANGUAGE], {"a": found}, lexicon, {"a": {"langue": claim}})["a"]["langue"]
    assert ("conforme", text) == (alone.verdict, alone.passages[0].text)
    assert ("non_conforme", cell.text) == (declared.verdict, declared.passages[0].text)


def test_with_the_shipped_weights_each_plain_answer_gets_its_verdict(lexicon):
    assert list(ANSWERS) == [judge(evidence_for(lexicon, said)).verdict for said in ANSWERS]
