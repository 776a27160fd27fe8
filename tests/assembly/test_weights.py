"""Weights always total exactly what they share."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from opposable.assembly.weights import check_weights, share
from opposable.model.tender import Criterion, SubCriterion

WANTED = st.dictionaries(st.text("abcdef", min_size=1), st.decimals("0.1", "50", places=1), min_size=1, max_size=12)


@given(total=st.integers(12, 100).map(Decimal), wanted=WANTED)
def test_the_parts_total_the_whole(total: Decimal, wanted: dict[str, Decimal]) -> None:
    parts = share(total, wanted)
    assert sum(parts.values()) == total
    assert all(part >= 1 for part in parts.values())


def test_equal_wishes_differ_by_one_point_at_most() -> None:
    assert sorted(share(Decimal(10), dict.fromkeys("abc", Decimal(1))).values()) == [3, 3, 4]


def test_nothing_wanted_shares_nothing() -> None:
    assert share(Decimal(10), {}) == {}


def criterion(weight: int, *subs: int) -> Criterion:
    parts = tuple(SubCriterion(id=f"s{i}", title=f"S{i}", measures="m", weight=Decimal(w)) for i, w in enumerate(subs))
    return Criterion(id="c", kind="qualite", title="Technique", about="a", weight=Decimal(weight), sub=parts)


def test_a_wrong_total_says_how_much_is_missing() -> None:
    messages = [str(problem) for problem in check_weights([criterion(90, 90)])]
    assert messages == ["Les poids des critères totalisent 90 au lieu de 100. Ajoutez 10 point(s)."]


def test_a_wrong_sub_total_names_the_criterion() -> None:
    messages = [str(problem) for problem in check_weights([criterion(100, 60, 30)])]
    assert messages == ["Les sous-critères de « Technique » totalisent 90 au lieu de 100. Corrigez leurs poids."]


def test_a_weight_of_zero_is_refused() -> None:
    messages = [str(problem) for problem in check_weights([criterion(100, 100, 0)])]
    assert messages == ["Le poids de « S1 » doit être plus grand que zéro."]
