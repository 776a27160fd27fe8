"""Ranking: which passage answers best, and the cells of the form before all others."""

from __future__ import annotations

import numpy as np
import pytest

from opposable.bids.matching.finding import SearchableBid, match, query
from opposable.bids.matching.index import best
from opposable.bids.matching.ranking import FEATURES, LOOKED_AT, look_at, measured, rank
from opposable.model.bids import Passage
from tests.bids.matching.written import ALERT, AROUND, LANGUAGE, evidence_of, passages

ANSWER = "Une alerte critique est prise en charge en dix minutes, à toute heure."
NEAR = "Les alertes critiques sont décrites au chapitre suivant."
CELL = Passage(bid="a", file="cadre.xlsx", where="C12", text="Oui, et même le dimanche.", kind="cellule")


def searched(sought, found, lexicon):
    bid, asked = SearchableBid(found, lexicon), query(sought, lexicon)
    return asked, bid, match([asked], bid)


def test_the_weighing_of_passages_has_exactly_the_measures_taken(lexicon):
    weighing = lexicon.weighings["passage"]
    assert (FEATURES, ("oui",)) == (tuple(weighing.features), weighing.outcomes)


def test_each_passage_is_measured_once_for_each_feature(lexicon):
    asked, bid, table = searched(ALERT, passages(NEAR, ANSWER, *AROUND), lexicon)
    places, scores, rows = measured(0, asked, bid, table)
    assert (len(places), len(FEATURES)) == rows.shape
    assert places == [place for place in best(scores, LOOKED_AT) if scores[place] > 0]
    assert scores[places].tolist() == rows[:, FEATURES.index("score")].tolist()
    assert 1.0 == rows[0, FEATURES.index("rapport")] == rows[:, FEATURES.index("rapport")].max()
    assert np.isfinite(rows).all()


def test_passages_looked_at_beforehand_rank_the_same(lexicon):
    asked, bid, table = searched(ALERT, passages(NEAR, ANSWER, *AROUND), lexicon)
    ranked = rank(0, asked, bid, table)
    other, again, same = searched(ALERT, passages(NEAR, ANSWER, *AROUND), lexicon)
    look_at([other], again, same)
    assert ranked == rank(0, other, again, same)


def test_a_number_of_the_kind_asked_raises_its_passage_and_is_measured(lexicon):
    asked, bid, table = searched(ALERT, passages(NEAR, ANSWER, *AROUND), lexicon)
    places, scores, rows = measured(0, asked, bid, table)
    holds = dict(zip(places, rows[:, FEATURES.index("nombre")], strict=True))
    assert (0.0, 1.0) == (holds[0], holds[1])
    assert table.shared[0][0] == scores[0]
    assert table.shared[0][1] * lexicon.rules["retrieval.number"] == scores[1]


def test_the_likeliest_passage_comes_first_and_chances_lie_between_0_and_1(lexicon):
    asked, bid, table = searched(ALERT, passages(*AROUND, NEAR, ANSWER), lexicon)
    ranked = rank(0, asked, bid, table)
    chances = [chance for _, _, chance in ranked]
    assert ANSWER == bid.passages[ranked[0][0]].text
    assert sorted(chances, reverse=True) == chances
    assert all(0 < chance < 1 for chance in chances)
    assert len(ranked) == len({place for place, _, _ in ranked}) > 1


def test_no_more_passages_than_are_looked_at_are_ranked(lexicon):
    many = [f"L'alerte critique numéro {each} est décrite en annexe." for each in range(LOOKED_AT + 10)]
    assert LOOKED_AT == len(rank(0, *searched(ALERT, passages(*many), lexicon)))


def test_a_bid_without_passage_or_without_a_word_in_common_ranks_nothing(lexicon):
    assert [] == rank(0, *searched(ALERT, (), lexicon))
    assert [] == rank(0, *searched(LANGUAGE, passages("Zut."), lexicon))


@pytest.mark.parametrize("own", [(0,), (2, 0)])
def test_the_cells_of_the_form_come_first_in_their_order_and_once(lexicon, own):
    found = (CELL, *passages(ANSWER, NEAR, *AROUND))
    asked, bid, table = searched(ALERT, found, lexicon)
    ranked = rank(0, asked, bid, table, own)
    assert list(own) == [place for place, _, _ in ranked[: len(own)]]
    assert {0.95} == {chance for _, _, chance in ranked[: len(own)]}
    assert len(ranked) == len({place for place, _, _ in ranked})
    assert all(score >= ranked[len(own)][1] for _, score, _ in ranked[: len(own)])


def test_the_cell_of_the_form_is_the_answer_that_is_read(lexicon):
    evidence = evidence_of(LANGUAGE, (*passages("Le support technique répond en français."), CELL), lexicon, own=(1,))
    assert (1, CELL.text) == (evidence.places[0][0], evidence.answer)
    assert 0.95 == evidence.chance
