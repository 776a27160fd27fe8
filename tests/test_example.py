"""The example follows the catalog: same seal, every requirement answered and marked, a ranking at the end."""

from __future__ import annotations

from datetime import date

import pytest

from opposable.assembly.build import build
from opposable.assembly.decide import decide
from opposable.assembly.publication import publication_problems
from opposable.assembly.seal import publish
from opposable.bids.pipeline import read_bids
from opposable.bids.reading import read_folder
from opposable.catalog.load import load_catalog
from opposable.chain import load_judgement
from opposable.evaluation.assess import assess
from opposable.interview.draft import read_draft_file
from opposable.paths import data_root

EXAMPLE = data_root() / "examples" / "ght-supervision"
LAUNCH = date(2026, 11, 22)
AGAIN = "the catalog moved: run `python tools/make_example.py` and commit examples/"


@pytest.fixture(scope="module")
def tender():
    catalog = load_catalog(data_root() / "requirements_catalog")
    draft = read_draft_file(catalog, (EXAMPLE / "answers.yaml").read_text(encoding="utf-8"), "answers.yaml")
    built = build(catalog, draft, LAUNCH)
    assert () == publication_problems(catalog, decide(catalog, draft.answers, LAUNCH), built, draft.edits)
    return publish(built)


@pytest.fixture(scope="module")
def reading(tender):
    return read_bids(tender, read_folder(EXAMPLE / "bids"))


def test_the_forms_carry_the_seal_that_the_answers_give(tender, reading):
    bids, _ = reading
    assert [tender.seal] * 3 == [bid.form.seal if bid.form else "" for bid in bids], AGAIN
    assert [tender.seal] * 3 == [bid.prices.seal if bid.prices else "" for bid in bids], AGAIN


def test_no_file_of_the_example_is_refused(reading):
    bids, _ = reading
    assert [] == [(f.file, problem) for bid in bids for f in bid.files for problem in f.problems], AGAIN
    assert all(bid.prices.total_ttc for bid in bids)


def test_every_judged_requirement_is_marked_for_every_bidder(tender, reading):
    judgement = load_judgement(EXAMPLE / "marks.yaml")
    expected = {requirement.number for requirement in tender.judged}
    assert {bid.bidder: expected for bid in reading[0]} == {b: set(m) for b, m in judgement.marks.items()}, AGAIN


def test_one_bidder_leaves_one_minimal_requirement_unanswered(tender, reading):
    bids = {bid.bidder: bid for bid in reading[0]}
    silent = {
        bidder: [
            r.number
            for r in tender.judged
            if r.level == "minimale" and not (bid.form.answers[r.id].declared or bid.form.answers[r.id].answer)
        ]
        for bidder, bid in bids.items()
    }
    assert [0, 1, 0] == [len(silent[b]) for b in ("Aldérion Santé", "Novalquint Services", "Tramontys Infogérance")]
    assert (
        silent["Novalquint Services"][0]
        in load_judgement(EXAMPLE / "marks.yaml").regularity["Novalquint Services"].reason
    )


def test_the_bids_are_ranked_and_the_proposal_names_the_first(tender, reading):
    bids, suggestions = reading
    judgement = load_judgement(EXAMPLE / "marks.yaml")
    assessment = assess(tender, bids, judgement, suggestions)
    assert () == assessment.missing
    assert ["Aldérion Santé", "Novalquint Services"] == [row.bid for row in assessment.ranking.rows]
    assert f"à {assessment.ranking.rows[0].bid}," in judgement.proposal
