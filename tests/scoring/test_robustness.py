"""How little it takes to change the first place, checked by ranking again."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from scoring.criteria import Criterion, Sub
from scoring.price import known_methods
from scoring.ranking import rank
from scoring.robustness import Sensitivity, sensitivity
from scoring.wording import NBSP
from tests.scoring.tenders import CRITERIA, MARKS, PRICES, bids, marked

D = Decimal
Marks = dict[str, dict[str, Decimal]]


def fragile(marks: Marks, prices: dict[str, Decimal], method_id: str = "proportionnelle") -> Sensitivity:
    """Rank, then say what the first place rests on."""
    return sensitivity(rank(CRITERIA, marks, prices, method_id), CRITERIA, marks, prices)


def first_of(marks: Marks, prices: dict[str, Decimal], method_id: str = "proportionnelle") -> set[str]:
    """Return who is first."""
    return {row.bid for row in rank(CRITERIA, marks, prices, method_id).leaders}


def test_the_margin_is_told_in_points() -> None:
    # 86.67 and 85.45
    found = fragile(MARKS, PRICES)
    assert ("Charlie", "Bravo", D("1.22")) == (found.first, found.second, found.margin)
    assert "Charlie devance Bravo de 1,22 point sur 100." == found.sentences[0].replace(NBSP, " ")


def test_marks_that_change_the_first_place_are_listed() -> None:
    # One point on « soc » is worth 30 × 8 / 52 = 4.62, on « env » 2.5.
    changes = {(c.bid, c.requirement, c.before, c.after) for c in fragile(MARKS, PRICES).mark_changes}
    assert {
        ("Charlie", "soc", D(4), D(3)),
        ("Charlie", "gti", D(4), D(3)),
        ("Charlie", "crise", D(4), D(3)),
        ("Charlie", "env", D(4), D(3)),
        ("Bravo", "gti", D(3), D(4)),
        ("Bravo", "env", D(2), D(3)),
    } == changes


def test_a_change_of_mark_is_told_with_its_outcome() -> None:
    change = next(c for c in fragile(MARKS, PRICES).mark_changes if c.requirement == "env" and c.bid == "Bravo")
    expected = "Si Bravo avait 3 au lieu de 2 sur « env », Bravo est premier."
    assert (("Bravo",), expected) == (change.leaders, change.sentence.replace(NBSP, " "))


def test_a_large_lead_resists_every_single_mark() -> None:
    marks = marked(Alpha="4444", Bravo="1111")
    found = fragile(marks, {"Alpha": D(100), "Bravo": D(200)})
    assert ((), 8) == (found.mark_changes, found.marks_tried)
    expected = "Aucune note déplacée d'un point ne change le premier rang (8 essais)."
    assert expected == found.sentences[1].replace(NBSP, " ")


def test_the_price_rise_is_the_smallest_that_costs_the_first_place() -> None:
    rise = fragile(MARKS, PRICES).price_rise
    assert rise is not None
    assert rise.percent is not None
    below = PRICES["Charlie"] * (1 + (rise.percent - D("0.01")) / 100)
    above = PRICES["Charlie"] * (1 + rise.percent / 100)
    assert {"Charlie"} == first_of(MARKS, {**PRICES, "Charlie": below})
    assert {"Charlie"} != first_of(MARKS, {**PRICES, "Charlie": above})
    assert f"monte de {str(rise.percent).replace('.', ',')} %" in rise.sentence.replace(NBSP, " ")


def test_a_bid_that_leads_without_its_price_never_loses_by_it() -> None:
    rise = fragile(marked(Alpha="4444", Bravo="0000"), {"Alpha": D(100), "Bravo": D(100)}).price_rise
    assert rise is not None
    assert (None, None) == (rise.percent, rise.price)
    assert "reste premier même si son prix est multiplié par dix" in rise.sentence


def test_the_weight_at_which_a_rival_joins_is_exact() -> None:
    # Price 40 and technique 60. A: 40 + 60/2 = 70; B: 20 + 60 = 80. They meet where p/2 = (100 − p)/2: at 50.
    criteria = (
        Criterion("prix", "prix", D(40), title="Prix"),
        Criterion("t", "technique", D(60), (Sub("t.a", D(1), {"r": D(1)}),)),
    )
    marks = {"A": {"r": D(2)}, "B": {"r": D(4)}}
    prices = {"A": D(100), "B": D(200)}
    found = sensitivity(rank(criteria, marks, prices, "proportionnelle"), criteria, marks, prices)
    price, technical = found.weight_swings
    assert ("prix", D(50), D(10), "A") == (price.criterion, price.weight, price.swing, price.rival)
    assert ("t", D(50), D(-10)) == (technical.criterion, technical.weight, technical.swing)
    expected = "Si « Prix » pesait 50,00 au lieu de 40 (les autres en proportion), A rejoindrait B."
    assert expected == price.sentence.replace(NBSP, " ")


def test_one_bid_has_nothing_to_fear() -> None:
    found = fragile(marked(Alpha="2222"), {"Alpha": D(100)})
    assert (None, None, ("Une seule offre est classée.",)) == (found.second, found.margin, found.sentences)


def test_several_first_are_told_and_only_marks_are_tried() -> None:
    found = fragile(marked(Alpha="2222", Bravo="2222"), {"Alpha": D(100), "Bravo": D(100)})
    assert (D(0), None, ()) == (found.margin, found.price_rise, found.weight_swings)
    assert "Alpha et Bravo sont premiers ex æquo." == found.sentences[0]
    assert len(found.mark_changes) == found.marks_tried == 8


def test_a_first_place_owed_to_the_tie_break_is_told() -> None:
    criteria = (
        Criterion("prix", "prix", D(40)),
        Criterion("t", "technique", D(60), (Sub("t.a", D(1), {"r": D(1), "s": D(2)}),)),
    )
    marks = {"A": {"r": D(4), "s": D(2)}, "B": {"r": D(4), "s": D(4)}}
    prices = {"A": D(100), "B": D(200)}
    ranking = rank(criteria, marks, prices, "proportionnelle", tie_break=("t",))
    found = sensitivity(ranking, criteria, marks, prices)
    expected = "B et A ont le même total ; le départage donne le premier rang à B."
    assert ("B", expected) == (found.first, found.sentences[0].replace(NBSP, " "))


def test_a_mark_rounded_up_in_eight_sub_criteria_is_not_missed() -> None:
    # One point on « r » is worth 7.5 / 4 = 1.875, so 1.88, in each of the eight: 15.04 in all. A leads by 15.03.
    subs = tuple(Sub(f"t.{place}", D(1), {"r": D(1)}) for place in range(8))
    criteria = (Criterion("prix", "prix", D(40)), Criterion("t", "technique", D(60), subs))
    marks = {"A": {"r": D(0)}, "B": {"r": D(0)}}
    prices = {"A": D(100), "B": D("160.19")}
    found = sensitivity(rank(criteria, marks, prices, "proportionnelle"), criteria, marks, prices)
    assert D("15.03") == found.margin
    assert [("B", "r", ("B",))] == [(c.bid, c.requirement, c.leaders) for c in found.mark_changes]


@settings(max_examples=40, deadline=None)
@given(bids, st.sampled_from(known_methods()))
@example(
    {"A": ("2441", D("1213.28")), "B": ("0000", D("1138.81")), "AA": ("4224", D("1245.26"))}, "proportionnelle"
).via("two first ex æquo, a third far behind")
def test_every_mark_is_judged_as_ranking_again_would(drawn: dict[str, tuple[str, Decimal]], method_id: str) -> None:
    marks = marked(**{bid: digits for bid, (digits, _) in drawn.items()})
    prices = {bid: price for bid, (_, price) in drawn.items()}
    found = fragile(marks, prices, method_id)
    told = {(change.bid, change.requirement): set(change.leaders) for change in found.mark_changes}
    before = first_of(marks, prices, method_id)
    for bid, own in marks.items():
        for requirement, mark in own.items():
            moved = min(D(4), max(D(0), mark + (-1 if bid in before else 1)))
            after = first_of({**marks, bid: {**own, requirement: moved}}, prices, method_id)
            expected = after if after != before and len(marks) > 1 else None
            assert expected == told.get((bid, requirement))


@settings(max_examples=40, deadline=None)
@given(bids, st.sampled_from(known_methods()))
def test_the_price_rise_is_the_first_that_costs_the_place(
    drawn: dict[str, tuple[str, Decimal]], method_id: str
) -> None:
    marks = marked(**{bid: digits for bid, (digits, _) in drawn.items()})
    prices = {bid: price for bid, (_, price) in drawn.items()}
    rise = fragile(marks, prices, method_id).price_rise
    if rise is None:
        assert len(marks) == 1 or len(first_of(marks, prices, method_id)) > 1
        return

    def keeps(percent: Decimal) -> bool:
        raised = {**prices, rise.bid: prices[rise.bid] * (1 + percent / 100)}
        return first_of(marks, raised, method_id) == {rise.bid}

    steps = [D(p) for p in ("0.01", "0.5", "2", "10", "35", "80", "200", "900")]
    if rise.percent is not None:
        steps += [rise.percent - D("0.01"), rise.percent]
    for step in steps:
        assert keeps(step) == (rise.percent is None or step < rise.percent)
