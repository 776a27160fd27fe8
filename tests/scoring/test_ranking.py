"""The ranking: every term, totals that add up on paper, ties said."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.criteria import Criterion, Sub
from scoring.marks import HALF_MARKS
from scoring.price import known_methods
from scoring.ranking import Ranking, heaviest_first, rank, rounding_rule, tie_rule
from scoring.wording import NBSP
from tests.scoring.tenders import CRITERIA, MARKS, PRICES, bids, marked

D = Decimal
TWO = (
    Criterion("prix", "prix", D(40), title="Prix"),
    Criterion("t", "technique", D(60), (Sub("t.a", D(1), {"r": D(1), "s": D(2)}),), "Valeur technique"),
)


def ranked(drawn: dict[str, tuple[str, Decimal]], method_id: str, **more: object) -> Ranking:
    """Rank bids drawn as (marks, price)."""
    marks = marked(**{bid: digits for bid, (digits, _) in drawn.items()})
    return rank(CRITERIA, marks, {bid: price for bid, (_, price) in drawn.items()}, method_id, **more)  # type: ignore[arg-type]


def test_a_worked_example_term_by_term() -> None:
    # Alpha: 40 ; 30 × (8×2 + 5×3) / 52 = 17.88 ; 20 × 2/4 = 10 ; 10 × 3/4 = 7.5
    # Bravo: 33.33 ; 30 × (8×4 + 5×3) / 52 = 27.12 ; 20 ; 5. Charlie: 26.67 + 30 + 20 + 10.
    found = rank(CRITERIA, MARKS, PRICES, "proportionnelle")
    expected = [("Charlie", 1, D("86.67")), ("Bravo", 2, D("85.45")), ("Alpha", 3, D("75.38"))]
    assert expected == [(row.bid, row.rank, row.total) for row in found.rows]
    technical = found.row("Alpha").term("technique")
    assert [D("17.88"), D("10")] == [sub.points for sub in technical.subs]
    assert D("27.88") == technical.points
    assert "30 × 31 / (4 × 13) = 17,88" == technical.subs[0].working.replace(NBSP, " ")
    price = found.row("Bravo").term("prix").price
    assert price is not None
    assert "40 × 100 000 / 120 000 = 33,33" == price.working.replace(NBSP, " ")


def test_requirements_explain_their_sub_criterion() -> None:
    detection = rank(CRITERIA, MARKS, PRICES, "proportionnelle").row("Alpha").term("technique").subs[0]
    soc, gti = detection.requirements
    assert (D(2), D(8), "9.23") == (soc.mark, soc.weight, f"{soc.points:.2f}")
    assert "8.65" == f"{gti.points:.2f}"
    assert "30.00" == f"{soc.available + gti.available:.2f}"


def test_the_published_example_of_rescaling_without_it() -> None:
    # 100 000 € and 12/20 against 120 000 € and 14/20, price 40 and technique 60: 76 against 75.33.
    criteria = (TWO[0], Criterion("t", "technique", D(60), (Sub("t.a", D(1), {"r": D(3), "s": D(2)}),)))
    # 12/20 is 2.4 of 4: (3 × 2 + 2 × 3) / 5; 14/20 is 2.8 of 4: (3 × 2 + 2 × 4) / 5.
    marks = {"A": {"r": D(2), "s": D(3)}, "B": {"r": D(2), "s": D(4)}}
    found = rank(criteria, marks, {"A": D(100_000), "B": D(120_000)}, "proportionnelle")
    assert [("A", D(76)), ("B", D("75.33"))] == [(row.bid, row.total) for row in found.rows]


def test_an_irregular_bid_takes_no_part_in_the_lowest_price() -> None:
    retained = {bid: MARKS[bid] for bid in ("Bravo", "Charlie")}
    prices = {bid: PRICES[bid] for bid in retained}
    assert D(40) == rank(CRITERIA, retained, prices, "proportionnelle").row("Bravo").term("prix").points
    with pytest.raises(KeyError, match="a price but no marks for Alpha"):
        rank(CRITERIA, retained, PRICES, "proportionnelle")


def tie() -> tuple[dict[str, dict[str, Decimal]], dict[str, Decimal]]:
    """Return two bids of 80 points each, one by its price and one by its marks, and a third."""
    marks = {
        "A": {"r": D(4), "s": D(2)},  # 40 + 60 × 8/12 = 80
        "B": {"r": D(4), "s": D(4)},  # 20 + 60 = 80
        "C": {"r": D(0), "s": D(0)},
    }
    return marks, {"A": D(100), "B": D(200), "C": D(400)}


def test_bids_of_equal_total_are_ex_aequo_and_the_next_rank_is_skipped() -> None:
    found = rank(TWO, *tie(), "proportionnelle")
    assert [("A", 1, True), ("B", 1, True), ("C", 3, False)] == [
        (row.bid, row.rank, row.ex_aequo) for row in found.rows
    ]
    assert "Ex æquo avec B, 80,00 points." == found.rows[0].note.replace(NBSP, " ")
    assert ["A", "B"] == [row.bid for row in found.leaders]


def test_the_tie_break_rule_decides_and_is_named() -> None:
    found = rank(TWO, *tie(), "proportionnelle", tie_break=heaviest_first(TWO))
    assert [("B", 1, ("t",)), ("A", 2, ("t",)), ("C", 3, ())] == [
        (row.bid, row.rank, row.decided_by) for row in found.rows
    ]
    expected = "Même total que A, 80,00 points ; départage par « Valeur technique »."
    assert expected == found.rows[0].note.replace(NBSP, " ")
    assert not any(row.ex_aequo for row in found.rows)


def test_the_price_breaks_a_tie_by_the_amount() -> None:
    # Beyond the pivot both earn no point, the amounts still differ.
    marks = {"A": {"r": D(4), "s": D(4)}, "B": {"r": D(1), "s": D(1)}, "C": {"r": D(1), "s": D(1)}}
    prices = {"A": D(100), "B": D(310), "C": D(300)}
    found = rank(TWO, marks, prices, "pivot_fixe", tie_break=("prix",))
    assert [("A", 1), ("C", 2), ("B", 3)] == [(row.bid, row.rank) for row in found.rows]
    assert ("prix",) == found.row("B").decided_by


def test_bids_equal_on_every_criterion_stay_ex_aequo_under_any_rule() -> None:
    marks = {bid: {"r": D(3), "s": D(3)} for bid in "AB"}
    found = rank(TWO, marks, {"A": D(100), "B": D(100)}, "lineaire_daj", tie_break=("t", "prix"))
    assert [(1, True, ()), (1, True, ())] == [(r.rank, r.ex_aequo, r.decided_by) for r in found.rows]


def test_one_decimal_can_erase_a_gap_that_two_keep() -> None:
    # 40 × 100 000 / 100 100 = 39.96
    marks = {bid: {"r": D(3), "s": D(3)} for bid in "AB"}
    prices = {"A": D(100_000), "B": D(100_100)}
    assert [1, 2] == [row.rank for row in rank(TWO, marks, prices, "proportionnelle").rows]
    assert [1, 1] == [row.rank for row in rank(TWO, marks, prices, "proportionnelle", decimals=1).rows]


def test_half_marks_are_accepted_when_announced() -> None:
    marks = {"A": {"r": D("2.5"), "s": D(3)}}
    # 60 × (2.5 + 6) / 12 = 42.5
    found = rank(TWO, marks, {"A": D(1)}, "proportionnelle", step=HALF_MARKS)
    assert D("42.5") == found.row("A").term("t").points
    with pytest.raises(ValueError, match="A: a mark must be a multiple of 1"):
        rank(TWO, marks, {"A": D(1)}, "proportionnelle")


def test_a_tender_without_a_price_criterion_needs_no_price() -> None:
    found = rank(TWO[1:], {"A": {"r": D(4), "s": D(4)}}, {}, "proportionnelle")
    assert (D(60), D(60)) == (found.row("A").total, found.out_of)


def test_the_sealed_parameters_are_applied_and_kept() -> None:
    found = rank(CRITERIA, MARKS, PRICES, "pivot_fixe", parameters={"multiple": D(3)})
    # 40 × (300 000 − 150 000) / 200 000 = 30
    assert D(30) == found.row("Charlie").term("prix").points
    assert {"multiple": D(3)} == found.parameters


def test_what_is_missing_is_named() -> None:
    with pytest.raises(KeyError, match="no price for Bravo, Charlie"):
        rank(CRITERIA, MARKS, {"Alpha": D(1)}, "proportionnelle")
    with pytest.raises(KeyError, match="Alpha: no mark for gti"):
        rank(CRITERIA, {"Alpha": {"soc": D(1)}}, {"Alpha": D(1)}, "proportionnelle")
    with pytest.raises(ValueError, match="tie_break names unknown criteria: delai"):
        rank(CRITERIA, MARKS, PRICES, "proportionnelle", tie_break=("delai",))
    with pytest.raises(ValueError, match="at least one retained bid"):
        rank(CRITERIA, {}, {}, "proportionnelle")


def test_the_rules_are_printed_in_french() -> None:
    assert "au centième ; un demi-centième est arrondi vers le haut" in rounding_rule().replace(NBSP, " ")
    assert "au point ; un demi-point est arrondi" in rounding_rule(0).replace(NBSP, " ")
    assert "à 3 décimales" in rounding_rule(3)
    assert "Les offres qui ont le même total de points sont classées ex æquo." == tie_rule(TWO)
    expected = (
        "départagées, dans l'ordre, par les points du critère « Valeur technique » et le prix le plus bas ; "
        "à défaut, elles sont classées ex æquo."
    )
    assert expected in tie_rule(TWO, ("t", "prix")).replace(NBSP, " ")


methods = st.sampled_from(known_methods())


@given(bids, methods)
def test_every_printed_sum_adds_up(drawn: dict[str, tuple[str, Decimal]], method_id: str) -> None:
    for row in ranked(drawn, method_id).rows:
        assert row.total == sum(term.points for term in row.criteria)
        for term in row.criteria:
            assert term.points == (term.price.points if term.price else sum(s.points for s in term.subs))
            assert 0 <= term.points <= term.weight


@given(bids, methods)
def test_ranks_follow_totals(drawn: dict[str, tuple[str, Decimal]], method_id: str) -> None:
    rows = ranked(drawn, method_id).rows
    for row in rows:
        assert row.rank == 1 + sum(other.total > row.total for other in rows)
        assert row.ex_aequo == (sum(other.total == row.total for other in rows) > 1)


@given(bids, methods, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_bids_changes_nothing(
    drawn: dict[str, tuple[str, Decimal]], method_id: str, breaks: bool, shuffle: random.Random
) -> None:
    rule = heaviest_first(CRITERIA) if breaks else ()
    shuffled = list(drawn.items())
    shuffle.shuffle(shuffled)
    assert ranked(drawn, method_id, tie_break=rule) == ranked(dict(shuffled), method_id, tie_break=rule)


@given(bids, methods)
def test_a_tie_break_never_overturns_a_total(drawn: dict[str, tuple[str, Decimal]], method_id: str) -> None:
    rows = ranked(drawn, method_id, tie_break=("environnement", "prix")).rows
    assert sorted((row.total for row in rows), reverse=True) == [row.total for row in rows]


@given(bids, methods)
def test_the_best_bid_everywhere_earns_everything_and_is_first(
    drawn: dict[str, tuple[str, Decimal]], method_id: str
) -> None:
    found = ranked({**drawn, "Z": ("4444", D(900))}, method_id)
    assert (found.out_of, 1) == (found.row("Z").total, found.row("Z").rank)
