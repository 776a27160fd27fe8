"""Individual marks, their spread, and the agreed mark that a person signs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scoring.consensus import Spread, agree, spreads, to_discuss
from scoring.marks import HALF_MARKS
from scoring.wording import NBSP

D = Decimal
INDIVIDUAL = {
    "Mme Roy": {"soc": D(4), "gti": D(2), "crise": D(3)},
    "M. Petit": {"soc": D(1), "gti": D(3), "crise": D(3)},
    "Dr Lenoir": {"soc": D(2), "gti": D(2), "crise": D(3), "env": D(1)},
}
FOUND = {spread.requirement: spread for spread in spreads(INDIVIDUAL, ("soc", "gti", "crise", "env", "tri"))}


def test_a_spread_keeps_each_evaluators_mark() -> None:
    soc = FOUND["soc"]
    assert (("Dr Lenoir", D(2)), ("M. Petit", D(1)), ("Mme Roy", D(4))) == soc.marks
    assert (D(1), D(4), D(3)) == (soc.lowest, soc.highest, soc.gap)
    assert "Dr Lenoir : 2, M. Petit : 1, Mme Roy : 4 ; écart 3." == soc.sentence.replace(NBSP, " ")


def test_evaluators_without_a_mark_are_named() -> None:
    assert ("M. Petit", "Mme Roy") == FOUND["env"].without_mark
    assert "Dr Lenoir : 1 ; sans note : M. Petit et Mme Roy." == FOUND["env"].sentence.replace(NBSP, " ")


def test_a_requirement_nobody_marked_has_no_extremes() -> None:
    assert (None, None, D(0)) == (FOUND["tri"].lowest, FOUND["tri"].highest, FOUND["tri"].gap)
    assert FOUND["tri"].sentence.replace(NBSP, " ").startswith("aucune note ; sans note : Dr Lenoir")


def test_only_equal_and_complete_marks_are_unanimous() -> None:
    assert {"crise"} == {name for name, spread in FOUND.items() if spread.unanimous}


def test_wide_or_incomplete_spreads_come_to_discussion_widest_first() -> None:
    assert ["soc", "env", "tri"] == [spread.requirement for spread in to_discuss(tuple(FOUND.values()))]
    wider = to_discuss(tuple(FOUND.values()), D(0))
    assert ["soc", "gti", "env", "tri"] == [spread.requirement for spread in wider]


def test_the_agreed_mark_is_a_persons_and_keeps_the_individual_ones() -> None:
    agreed = agree(FOUND["soc"], D(3), " Mme Roy ", "Le planning de nuit joint lève le doute.")
    assert (D(3), "Mme Roy", FOUND["soc"].marks) == (agreed.mark, agreed.decided_by, agreed.individual)


def test_even_a_unanimous_mark_needs_a_person_and_a_reason() -> None:
    with pytest.raises(ValueError, match="the agreed mark of crise needs a person"):
        agree(FOUND["crise"], D(3), "  ", "Unanimité.")
    with pytest.raises(ValueError, match="the agreed mark of crise needs a reason"):
        agree(FOUND["crise"], D(3), "Mme Roy", "")


def test_marks_off_the_scale_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 4, got 5"):
        agree(FOUND["soc"], D(5), "Mme Roy", "Trop.")
    with pytest.raises(ValueError, match=r"multiple of 1, got 2\.5"):
        spreads({"Mme Roy": {"soc": D("2.5")}}, ("soc",))
    assert D("2.5") == agree(Spread("soc", ()), D("2.5"), "Mme Roy", "Entre deux.", HALF_MARKS).mark
