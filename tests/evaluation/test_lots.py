"""Each lot is judged on its own bids and marks; what is missing names its lot."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from opposable.evaluation.lots import LotBids, assess_lots, judgement_of, missing_in
from opposable.evaluation.record import ranking_json
from opposable.model.assessment import Judgements
from opposable.model.bids import Bid, FormAnswer, PriceSchedule, ResponseForm
from opposable.model.errors import OpposableError
from opposable.model.lots import of_lot
from tests.lot_tenders import two_lots
from tests.sheet_tenders import sealed_tender

TENDER = two_lots()
REGULAR = {"status": "reguliere"}


def bid(lot: str, name: str, price: int) -> Bid:
    asked = of_lot(TENDER, lot).judged
    form = ResponseForm(
        file="f",
        reference="r",
        seal="s",
        answers={r.id: FormAnswer(requirement=r.id, declared="oui") for r in asked},
    )
    prices = PriceSchedule(file="p", reference="r", seal="s", total_ht=Decimal(price), total_ttc=Decimal(price))
    return Bid(bidder=name, lot=lot, form=form, prices=prices)


def marked(lot: str, **marks: int) -> dict[str, Any]:
    numbers = [r.number for r in of_lot(TENDER, lot).judged]
    return {
        "regularity": dict.fromkeys(marks, REGULAR),
        "marks": {name: {n: {"mark": mark, "reason": "Motif."} for n in numbers} for name, mark in marks.items()},
    }


READ = {
    "1": LotBids((bid("1", "A", 100), bid("1", "B", 200))),
    "2": LotBids((bid("2", "B", 300),)),
}


def written(**lots: Any) -> Judgements:
    return Judgements.model_validate({"committee": "RSSI", "lots": {key[1:]: value for key, value in lots.items()}})


def test_each_lot_is_ranked_on_its_own_bids_prices_and_requirements():
    found = assess_lots(TENDER, READ, written(_1=marked("1", A=2, B=4), _2=marked("2", B=1)))
    assert () == missing_in(TENDER, found)
    # Lot 1: price 35 points, quality 65. A has all of the price and half of the quality, B half and all.
    assert [("B", Decimal("82.50")), ("A", Decimal("67.50"))] == [(r.bid, r.total) for r in found["1"].ranking.rows]
    # Lot 2: B is alone: all of the price, a quarter of the quality.
    assert [("B", Decimal("51.25"))] == [(r.bid, r.total) for r in found["2"].ranking.rows]
    assert {"RSSI"} == {assessment.committee for assessment in found.values()}


def test_the_ranking_of_a_lot_says_which():
    found = assess_lots(TENDER, READ, written(_1=marked("1", A=2, B=4), _2=marked("2", B=1)))
    plain = ranking_json(of_lot(TENDER, "2"), found["2"])
    assert ("2", "Exercices", TENDER.seal) == (plain["lot"], plain["lot_title"], plain["seal"])
    assert ["B"] == [row["bidder"] for row in plain["ranking"]]


def test_what_is_missing_names_its_lot():
    found = assess_lots(TENDER, {"1": READ["1"]}, written(_1=marked("1", A=2) | {"regularity": {"A": REGULAR}}))
    assert (
        "Lot 1, Supervision : B : dites si l'offre est régulière, et pourquoi.",
        "Lot 2, Exercices : Aucune offre n'a été chargée.",
    ) == missing_in(TENDER, found)


def test_a_lot_without_bid_is_stated_and_holds_the_others_up_no_more():
    stated = {"no_award": "Aucun pli reçu avant la date limite."}
    found = assess_lots(TENDER, {"1": READ["1"]}, written(_1=marked("1", A=2, B=4), _2=stated))
    assert [True, True] == [assessment.complete for assessment in found.values()]
    assert found["2"].ranking is None
    assert stated["no_award"] == ranking_json(of_lot(TENDER, "2"), found["2"])["no_award"]


def test_nothing_to_rank_cannot_be_stated_over_a_retained_bid():
    found = assess_lots(TENDER, READ, written(_1=marked("1", A=2, B=4) | {"no_award": "Rien."}, _2=marked("2", B=1)))
    assert not found["1"].complete
    assert "contredit l'offre retenue : A, B." in found["1"].missing[0]


def test_a_lot_whose_bids_are_all_set_aside_may_be_stated():
    aside = {"B": {"status": "irreguliere", "reason": "Sans prix."}}
    found = assess_lots(TENDER, {"2": READ["2"]}, written(_2={"regularity": aside, "no_award": "Lot infructueux."}))
    assert found["2"].complete
    assert not assess_lots(TENDER, {"2": READ["2"]}, written(_2={"regularity": aside}))["2"].complete


def test_a_mark_of_another_lot_is_refused_with_the_lot():
    astray = marked("2", B=1)
    astray["marks"]["B"]["DET-01"] = {"mark": 3, "reason": "Motif."}
    with pytest.raises(OpposableError, match=r"^Lot 2, notes de « B » : L'exigence « DET-01 » n'est pas jugée"):
        assess_lots(TENDER, READ, written(_2=astray))


def test_a_bidder_that_does_not_answer_a_lot_has_no_mark_there():
    with pytest.raises(OpposableError, match=r"^Lot 2 : Aucune offre n'est déposée par « A »"):
        assess_lots(TENDER, READ, written(_2=marked("2", A=1)))


def test_marks_are_written_lot_by_lot_or_not_at_all():
    flat = Judgements.model_validate(marked("1", A=2))
    with pytest.raises(OpposableError, match=r"a 2 lots, et « marks » est écrit pour tous .* sous « lots »"):
        judgement_of(TENDER, flat, "1")
    with pytest.raises(OpposableError, match=r"Le lot « 5 » n'existe pas"):
        judgement_of(TENDER, written(_5={}), "1")
    with pytest.raises(OpposableError, match=r"La consultation n'a qu'un lot"):
        judgement_of(sealed_tender(), written(_1={}), "1")
    assert flat is judgement_of(sealed_tender(), flat, "1")
