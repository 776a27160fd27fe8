"""The measure of reading and matching: invented bids that are read whole, figures that add up."""

from __future__ import annotations

import json

import pytest

from benchmarks.reading import invented_bids, invented_tender, main
from opposable.bids.reading import read_file


def test_the_invented_bids_are_the_same_at_every_run_and_differ_from_each_other():
    first, second = invented_bids(3, 3), invented_bids(3, 3)

    contents = [content for files in first.values() for content in files.values()]
    assert first == second
    assert 3 == len(set(contents))


@pytest.mark.parametrize("bidder", ["candidat 000", "candidat 001"])
def test_an_invented_bid_is_read_without_a_doubt(bidder):
    ((name, content),) = invented_bids(2, 15)[bidder].items()

    report, passages = read_file(bidder, name, content)

    assert () == (*report.problems, *report.warnings)
    assert {"paragraphe", "liste", "ligne", "titre"} <= {passage.kind for passage in passages}
    assert 15 * 3000 < sum(len(passage.text) for passage in passages)


@pytest.mark.parametrize("count", [0, 7, 300])
def test_the_invented_tender_asks_as_much_as_wanted(count):
    judged = invented_tender(count).judged

    assert count == len(judged) == len({requirement.id for requirement in judged})


@pytest.mark.slow
def test_the_figures_of_a_small_run_add_up(capsys):
    main(["--bids", "2", "--pages", "5", "--requirements", "10"])

    found = json.loads(capsys.readouterr().out)
    seconds = found["seconds"]
    assert (2, 5, 10) == (found["bids"], found["pages"], found["requirements"])
    assert found["passages"] > 100
    assert seconds["total"] == pytest.approx(seconds["reading"] + seconds["matching"], abs=0.2)
    assert found["peak_megabytes"]["parent"] > 0
    assert found["naive"]["seconds_extrapolated"] >= 0
    assert {"bids", "requirements"} == set(found["growth"])
