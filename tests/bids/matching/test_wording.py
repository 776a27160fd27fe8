"""The words of answers: counted by kind and weighed against one another."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opposable.bids.matching.lexicon import load_lexicon
from opposable.bids.matching.wording import (
    KINDS,
    Odds,
    Wording,
    count_words,
    read_wording,
    worded,
    written_wording,
)

SHIPPED = load_lexicon().wording
SORTED = (
    ("Nous garantissons le délai de 4 heures.", "ferme"),
    ("Nous garantissons le délai de 8 heures.", "ferme"),
    ("Nous visons le délai de 4 heures.", "attenue"),
    ("Nous visons si possible 12 heures.", "attenue"),
    ("Nous refusons tout délai.", "refus"),
    ("Nous refusons.", "refus"),
    ("Notre société a vingt ans.", "rien"),
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(["Délai", "garanti", "à", "l'étude,", "N'ŒUVRE", "12,5 %", "m²", "—", "si possible"])).map(
        " ".join
    ),
)


def test_words_and_pairs_lose_accents_capitals_and_figures():
    assert {"delai", "0", "h0", "delai 0", "0 h0"} == worded("Délai 12,5 h24")


@given(TEXTS)
def test_every_pair_is_made_of_two_words_of_the_text(text):
    found = worded(text)
    for group in found:
        assert set(group.split()) <= found


def test_groups_seen_once_are_left_out_and_the_others_counted_by_kind():
    counts = count_words(SORTED).counts
    assert (2, 2, 2, 0) == counts["nous"]
    assert (2, 0, 0, 0) == counts["nous garantissons"]
    assert "societe" not in counts
    assert list(counts) == sorted(counts)


def test_the_odds_are_those_of_naive_bayes_by_hand():
    wording = Wording({"oui": (3, 1, 0, 0), "non": (0, 1, 3, 0)})
    alone = wording.odds("Oui.", "attenue")
    assert 1 == alone.known
    assert math.log((1 + 1) / (2 + 2)) - math.log((3 + 1) / (3 + 2)) == pytest.approx(alone.total)
    both = wording.odds("Oui et non", "attenue", "refus")
    assert 2 == both.known
    assert math.log(0.5 / 0.2) + math.log(0.5 / 0.8) == pytest.approx(both.total)


@given(TEXTS)
def test_the_odds_of_one_kind_against_another_are_the_opposite_the_other_way(text):
    for kind in KINDS:
        assert 0.0 == SHIPPED.odds(text, kind, kind).total
        there, back = SHIPPED.odds(text, kind, "rien"), SHIPPED.odds(text, "rien", kind)
        assert (there.known, -there.total) == (back.known, back.total)


def test_words_never_seen_say_nothing():
    assert Odds(0.0, 0) == count_words(SORTED).odds("Xylophone zébré", "refus")
    assert Odds(0.0, 0) == Wording({}).odds("Nous refusons", "refus")


def test_a_short_text_is_averaged_as_if_it_were_longer():
    assert 1.0 == Odds(5.0, 2).mean()
    assert 2.5 == Odds(5.0, 2).mean(2)
    assert 0.5 == Odds(5.0, 10).mean()


@pytest.mark.parametrize("text", ["Nous garantissons 6 heures", "Nous visons, si possible, 6 heures", "Nous refusons."])
def test_an_answer_reads_most_as_the_kind_it_was_written_in(text):
    kind = {"garantissons": "ferme", "visons": "attenue", "refusons": "refus"}[text.split()[1].strip(",.")]
    wording = count_words(SORTED)
    assert kind == max(KINDS, key=lambda each: wording.odds(text, each).total)


def test_a_wording_written_is_read_back_and_the_kinds_head_the_columns():
    wording = count_words(SORTED)
    text = written_wording(wording)
    assert wording.counts == read_wording(text).counts
    assert "mots\tferme\tattenue\trefus\trien" == text.splitlines()[0]
    assert text == written_wording(count_words(reversed(SORTED)))
