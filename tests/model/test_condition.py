"""Conditions: unknown is never read as false, and the reasons come with the verdict."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from opposable.model.condition import Answer, Condition, Facts, comparisons

ADAPTER: TypeAdapter[Condition] = TypeAdapter(Condition)


def judge(condition: object, facts: Facts) -> bool | None:
    return ADAPTER.validate_python(condition).judge(facts).holds


FACTS = Facts(
    {"a.oui": True, "a.n": Decimal(10), "a.c": "x", "a.m": ("x", "y")}, {"loi.s": Decimal(10)}, frozenset({"a.sans"})
)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"answer": "a.oui", "is": True}, True),
        ({"answer": "a.oui", "is": False}, False),
        ({"answer": "a.c", "in": ["x", "z"]}, True),
        ({"answer": "a.m", "includes_any": ["z"]}, False),
        ({"answer": "a.n", "at_least": 10}, True),
        ({"answer": "a.n", "below": 10}, False),
        ({"answer": "a.n", "at_least": {"law": "loi.s"}}, True),
        ({"answer": "a.n", "at_least": {"law": "loi.pas_en_vigueur"}}, False),
        ({"answer": "a.inconnue", "is": True}, None),
        ({"answer": "a.sans", "is": True}, False),
        ({"not": {"answer": "a.inconnue", "is": True}}, None),
        ({"not": {"answer": "a.sans", "is": True}}, True),
        ({"all": [{"answer": "a.oui", "is": True}, {"answer": "a.inconnue", "is": True}]}, None),
        ({"all": [{"answer": "a.oui", "is": False}, {"answer": "a.inconnue", "is": True}]}, False),
        ({"any": [{"answer": "a.oui", "is": True}, {"answer": "a.inconnue", "is": True}]}, True),
        ({"any": [{"answer": "a.oui", "is": False}, {"answer": "a.inconnue", "is": True}]}, None),
    ],
)
def test_a_condition_is_true_false_or_unknown(condition: object, expected: bool | None) -> None:
    assert judge(condition, FACTS) is expected


@pytest.mark.parametrize(
    "condition",
    [
        {"answer": "a.c"},
        {"answer": "a.c", "is": "x", "in": ["y"]},
        {"answer": "a.c", "iz": "x"},
        {"all": []},
        {"either": [{"answer": "a.c", "is": "x"}]},
        "a.c == 'x'",
    ],
)
def test_a_malformed_condition_is_refused(condition: object) -> None:
    with pytest.raises(ValidationError):
        ADAPTER.validate_python(condition)


def test_only_the_answers_that_decided_are_given_as_reasons() -> None:
    condition = {"any": [{"answer": "a.oui", "is": True}, {"answer": "a.c", "is": "z"}]}
    because = ADAPTER.validate_python(condition).judge(FACTS).because
    assert [fact.text for fact in because] == ["« a.oui » : oui"]


LEAVES = st.builds(lambda q, v: {"answer": f"q.{q}", "is": v}, st.sampled_from("abc"), st.booleans())
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda b: {"all": b}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda b: {"any": b}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda b: {"not": b}, inner),
    ),
    max_leaves=8,
)


@given(tree=TREES, answers=st.dictionaries(st.sampled_from(["q.a", "q.b", "q.c"]), st.booleans()))
def test_a_settled_verdict_never_changes_when_more_is_answered(tree: object, answers: dict[str, Answer]) -> None:
    condition = ADAPTER.validate_python(tree)
    before = condition.judge(Facts(answers)).holds
    for value in (True, False):
        complete: dict[str, Answer] = {"q.a": value, "q.b": value, "q.c": value} | answers
        after = condition.judge(Facts(complete)).holds
        assert after is not None
        assert before in (None, after)


@given(tree=TREES)
def test_an_unknown_verdict_names_the_questions_it_waits_for(tree: object) -> None:
    condition = ADAPTER.validate_python(tree)
    verdict = condition.judge(Facts({}))
    assert verdict.holds is None
    assert {fact.question for fact in verdict.because} <= {c.answer for c in comparisons(condition)}
    assert verdict.because
