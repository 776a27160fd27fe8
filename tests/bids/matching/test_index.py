"""The index finds what reading everything would find: the best scores, and where a phrase may stand."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from opposable.bids.matching.index import Index, best
from opposable.bids.matching.lexicon import load_lexicon
from opposable.bids.matching.phrases import Said, phrases
from opposable.bids.matching.tokens import begun, fold

LEXICON = load_lexicon()


@given(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), max_size=40), st.integers(1, 12))
def test_the_best_scores_come_in_order_and_the_first_of_equals_before_the_others(scores: list[float], count: int):
    expected = sorted(range(len(scores)), key=lambda place: -scores[place])[:count]
    assert expected == best(np.array(scores), count)


def test_a_term_weighs_where_it_is_said_and_the_rarer_the_more():
    index = Index([{"delai": 1.0, "astreinte": 2.0}, {"delai": 1.0}, {"prix": 1.0}], k1=1.2, b=0.5)
    scores = index.scores({"astreinte": 1.0, "delai": 1.0, "inconnu": 1.0})
    assert [0, 1, 2] == best(scores, 3)
    assert scores[2] == 0.0
    assert index.idf("inconnu") > index.idf("astreinte") > index.idf("delai")


def test_an_index_of_nothing_finds_nothing():
    assert [] == Index([], k1=1.2, b=0.5).scores({"delai": 1.0}).tolist()


def test_a_phrase_may_stand_exactly_in_the_texts_where_it_is_possible():
    texts = [fold(text) for entry in LEXICON.hazards for text in (entry.positive, entry.negative)]
    said = Said(texts)
    for entry in LEXICON.hazards:
        searched = phrases(entry.words)
        assert {place for place, text in enumerate(texts) if searched.possible(text)} == searched.places(said)


def test_many_phrases_searched_at_once_are_possible_where_each_is_by_itself():
    texts = [fold(entry.positive) for entry in LEXICON.flags]
    alone = [phrases((phrase,)) for phrase in LEXICON.flag_words]
    for text in texts:
        expected = sorted(phrase for each in alone for phrase in each.possible(text))
        assert expected == phrases(LEXICON.flag_words).possible(text)


@given(st.text("aàb§e 1-", max_size=12))
def test_what_begins_a_word_is_found_as_behind_the_edge_of_a_word(text: str):
    alternatives = ["ab?", "be", "a", "§"]
    plain = re.finditer(rf"\b(?:{'|'.join(alternatives)})", text)
    assert [match.span() for match in plain] == [match.span() for match in re.finditer(begun(alternatives), text)]
