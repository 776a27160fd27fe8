"""What is learned from the labelled sets: what ships is what they give, and the control sets are never read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks import learning
from benchmarks.learning import (
    CONTROL,
    LEARNED_ON,
    LEXICON,
    SETS,
    LabelledSet,
    invented,
    learn_all,
    load_set,
    passage_rows,
    quoted,
    write,
)
from benchmarks.matching import is_hit, load_labels, load_requirements, normalise
from opposable.bids.matching.lexicon import WEIGHTS, WORDINGS, load_lexicon, read_weighings
from opposable.bids.matching.wording import KINDS, count_words, read_wording, written_wording

QUICK = ("perfusion", "imagerie")


@pytest.fixture(scope="module")
def lexicon():
    return load_lexicon()


@pytest.fixture(scope="module")
def answers(lexicon):
    """Return the quotes of every labelled set, read from the labels alone."""

    def labelled(name):
        folder = SETS / name
        labels = {(each["bid"], str(each["req"])): each for each in load_labels(folder)}
        return LabelledSet(name, load_requirements(folder), {}, labels)

    return {name: quoted(labelled(name), lexicon) for name in (*LEARNED_ON, *CONTROL)}


@pytest.fixture(scope="module")
def apart():
    return invented()


@pytest.fixture(scope="module")
def small():
    """Return two sets of one bid and a dozen requirements each."""
    sets = [load_set(name) for name in QUICK]
    return [replace(each, sought=each.sought[:12], bids=dict(list(each.bids.items())[:1])) for each in sets]


@pytest.fixture(scope="module")
def learned(small):
    return learn_all(small)


def test_every_labelled_set_is_either_learned_or_kept_for_control():
    assert set() == set(LEARNED_ON) & set(CONTROL)
    assert {path.parent.name for path in SETS.glob("*/labels.yaml")} == {*LEARNED_ON, *CONTROL}


def test_the_words_shipped_are_those_of_the_sets_learned_and_of_the_invented_answers(apart, answers):
    known = [answer for name in LEARNED_ON for answer in answers[name]]
    assert (LEXICON / WORDINGS).read_text(encoding="utf-8") == written_wording(count_words([*apart, *known]))


@pytest.mark.parametrize("name", CONTROL)
def test_no_quote_of_a_control_set_is_learned(apart, answers, name):
    known = {text for learned in LEARNED_ON for text, _ in answers[learned]} | {text for text, _ in apart}
    assert len(answers[name]) > 50
    assert set() == known & {text for text, _ in answers[name]}


def test_the_invented_answers_are_of_every_kind_and_none_is_of_two(apart):
    kinds = {}
    for text, kind in apart:
        kinds.setdefault(text, set()).add(kind)
    assert set(KINDS) == {kind for _, kind in apart}
    assert {} == {text: found for text, found in kinds.items() if len(found) > 1}


def test_an_answer_that_only_misses_its_threshold_is_no_refusal(lexicon):
    folder = SETS / "bids_dev"
    labels = {
        ("a", "num"): {"passages": ["En huit heures."], "verdict": "non_conforme"},
        ("a", "mot"): {"passages": ["Nous refusons.", "Jamais."], "verdict": "non_conforme"},
        ("b", "num"): {"passages": ["Peut-être."], "verdict": "partiel"},
        ("b", "mot"): {"passages": [], "verdict": "absent"},
    }
    numeric = next(each for each in load_requirements(folder) if each.quantities)
    sought = [
        numeric.model_copy(update={"id": "num"}),
        numeric.model_copy(update={"id": "mot", "text": "Le support parle français.", "quantities": ()}),
    ]
    assert [("Nous refusons. Jamais.", "refus"), ("Peut-être.", "attenue")] == quoted(
        LabelledSet("x", sought, {}, labels), lexicon
    )


def test_the_truth_of_a_passage_is_whether_it_holds_a_labelled_quote(small, lexicon):
    labelled = small[0]
    rows = passage_rows(labelled, lexicon)
    ((bid, passages),) = labelled.bids.items()
    quotes = [
        [normalise(quote) for quote in label["passages"]]
        for (name, requirement), label in labelled.labels.items()
        if name == bid and label["passages"] and requirement in {each.id for each in labelled.sought}
    ]
    found = sum(any(is_hit(passage.text, each) for passage in passages) for each in quotes)
    assert {"oui", ""} == set(rows.truth)
    assert 0 < 0.9 * found <= rows.truth.count("oui")
    assert len(rows.measures) == len(rows.truth)


def test_learning_twice_gives_the_same_weights(small, learned):
    again, without = learn_all(small)
    assert learned[0].weighings == again.weighings
    assert learned[0].wording.counts == again.wording.counts
    assert {name: each.weighings for name, each in learned[1].items()} == {
        name: each.weighings for name, each in without.items()
    }


def test_what_is_learned_has_the_very_features_that_ship(learned, lexicon):
    for each in (learned[0], *learned[1].values()):
        assert set(lexicon.weighings) == set(each.weighings)
        for name, weighing in each.weighings.items():
            assert list(lexicon.weighings[name].features) == list(weighing.features)
            assert lexicon.weighings[name].outcomes == weighing.outcomes


def test_what_is_learned_without_a_set_counts_none_of_its_words(small, learned, lexicon, apart):
    for left_out, other in (small, small[::-1]):
        expected = count_words([*apart, *quoted(other, lexicon)]).counts
        assert expected == learned[1][left_out.name].wording.counts
        assert expected != learned[0].wording.counts


def test_what_is_written_is_read_back(learned, tmp_path, monkeypatch):
    monkeypatch.setattr(learning, "LEXICON", tmp_path)
    write(learned[0])
    weights, words = ((tmp_path / name).read_text(encoding="utf-8") for name in (WEIGHTS, WORDINGS))
    assert learned[0].weighings == read_weighings(weights)
    assert learned[0].wording.counts == read_wording(words).counts


def test_the_weights_shipped_are_laid_out_as_they_are_written(lexicon, learned, tmp_path, monkeypatch):
    monkeypatch.setattr(learning, "LEXICON", tmp_path)
    write(replace(learned[0], wording=lexicon.wording, weighings=lexicon.weighings))
    for name in (WEIGHTS, WORDINGS):
        assert (LEXICON / name).read_text(encoding="utf-8") == (tmp_path / name).read_text(encoding="utf-8")
