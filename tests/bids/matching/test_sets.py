"""The labelled sets stay read at least as well as when these floors were set."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from benchmarks.matching import SOURCES, measure_set
from opposable.bids.matching.suggest import suggest

SETS = Path(__file__).parents[3] / "benchmarks" / "sets"


@cache
def figures(name, *without):
    return measure_set(SETS / name, without=without, quick=True)[0]


@pytest.mark.parametrize(
    ("name", "without", "first", "third", "f1", "wrong"),
    [
        ("bids_dev", (), 0.90, 0.97, 0.80, 0.12),
        ("bids_dev2", (), 0.90, 0.93, 0.66, 0.22),
        ("bids_dev", ("bids_dev",), 0.88, 0.96, 0.76, 0.18),
        ("bids_dev2", ("bids_dev2",), 0.88, 0.92, 0.60, 0.26),
        ("inventes", (), 0.90, 0.93, 0.78, 0.08),
        ("imagerie", (), 0.90, 0.95, 0.75, 0.12),
    ],
)
def test_a_set_is_read_no_worse_than_its_floor(name, without, first, third, f1, wrong):
    found = figures(name, *without)
    assert found["retrieval"]["opposable"]["recall@1"] >= first
    assert found["retrieval"]["opposable"]["recall@3"] >= third
    assert found["verdict"]["macro_f1"] >= f1
    assert found["verdict"]["wrong_conforme"] <= wrong


def test_most_commitments_are_found_with_their_unit():
    for name in ("bids_dev", "bids_dev2", "inventes"):
        assert figures(name)["committed"]["share"] >= 0.83


def test_what_need_not_be_read_is_almost_never_wrongly_conforming():
    for name in ("bids_dev", "bids_dev2", "inventes"):
        firm = figures(name)["verdict"]["firm"]
        assert firm["wrong_conforme"] <= 0.05
        assert firm["firm_conforme"] >= 0.4


def test_every_quote_and_value_comes_word_for_word_from_the_file():
    from benchmarks.matching import load_requirements, read_bids
    from opposable.bids.matching.lexicon import load_lexicon

    for name in ("bids_dev", "bids_dev2"):
        bids = read_bids(SETS / name)
        found = suggest(load_requirements(SETS / name), bids, load_lexicon())
        for bid, each in found.items():
            texts = {passage.text for passage in bids[bid]}
            for suggestion in each.values():
                assert {shown.text for shown in suggestion.passages} <= texts
                assert all(any(value.text in text for text in texts) for value in suggestion.values)


def test_the_sources_of_the_lexicon_can_be_named_on_the_command_line():
    assert {"bids_dev", "bids_dev2", "inventes", "imagerie", "audits", "detection"} == set(SOURCES)
