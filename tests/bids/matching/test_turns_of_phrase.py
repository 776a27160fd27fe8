"""Short sentences in many tones: the weak ones carry a flag, the firm ones none."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from opposable.bids.matching.flags import flags
from opposable.bids.matching.lexicon import load_lexicon
from opposable.bids.matching.phrases import phrases

SENTENCES = yaml.safe_load(
    (Path(__file__).parents[3] / "benchmarks" / "sets" / "inventes" / "tournures.yaml").read_text(encoding="utf-8")
)
LEXICON = load_lexicon()
HARMLESS = {"preuve", "fermete"}


def classes(sentence):
    return {flag.flag_class for flag in flags(sentence, LEXICON)} - HARMLESS


@pytest.mark.parametrize("sentence", SENTENCES["faibles"])
def test_a_weak_sentence_carries_a_flag(sentence):
    assert classes(sentence)


@pytest.mark.parametrize("sentence", SENTENCES["fermes"])
def test_a_firm_sentence_carries_none(sentence):
    assert set() == classes(sentence)


def test_a_phrase_with_brackets_in_brackets_is_entered_by_the_words_of_each_choice() -> None:
    many = phrases(("(court|cour(ra|ront)|n est (pas|plus) tenu) (quand|des que)", *(f"mot{n}" for n in range(40))))

    assert many.possible("le delai courra des que vous appelez") == many.possible("il n est plus tenu quand il neige")
    assert [(9, 23)] == list(many.spans("le delai courra des que vous appelez"))
    assert [] == many.possible("des que vous appelez")
