"""Every clause is kept, left out or waiting, because of named answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from opposable.assembly.decide import decide
from opposable.model.catalog import Catalog
from opposable.model.condition import Answer

DAY = date(2026, 11, 22)
CHU: dict[str, Answer] = {
    "etab.type": "chu",
    "etab.urgences": True,
    "etab.postes": Decimal(60),
    "besoin.prestations": ("soc",),
}


def statuses(catalog: Catalog, answers: dict[str, Answer], on: date = DAY) -> dict[str, str]:
    return {d.clause.id: d.status for d in decide(catalog, answers, on).decisions}


def test_a_clause_is_kept_because_of_its_answers(catalog: Catalog) -> None:
    decision = decide(catalog, CHU, DAY).get("detection.soc")
    assert decision is not None
    assert (decision.status, decision.reasons) == ("retenue", ("« Prestations » : SOC", "« Postes » : 60"))


def test_one_clause_only_holds_a_slot(catalog: Catalog) -> None:
    selection = decide(catalog, CHU, DAY)
    decision = selection.get("detection.jour")
    assert decision is not None
    assert (decision.status, decision.reasons) == ("ecartee", ("La clause « Supervision » tient déjà cette place",))


def test_the_law_is_read_at_the_date(catalog: Catalog) -> None:
    assert statuses(catalog, CHU, date(2025, 12, 31))["detection.soc"] == "ecartee"
    assert statuses(catalog, CHU, date(2026, 1, 1))["detection.soc"] == "retenue"


def test_a_clause_waits_for_its_unanswered_question(catalog: Catalog) -> None:
    answers = {key: value for key, value in CHU.items() if key != "etab.postes"}
    decision = decide(catalog, answers, DAY).get("detection.soc")
    assert decision is not None
    assert (decision.status, decision.waits_for) == ("en_attente", ("etab.postes",))


def test_the_lower_clause_of_a_slot_waits_with_the_higher(catalog: Catalog) -> None:
    answers = {key: value for key, value in CHU.items() if key != "etab.postes"}
    assert statuses(catalog, answers)["detection.jour"] == "en_attente"


def test_a_question_without_object_counts_as_false(catalog: Catalog) -> None:
    answers: dict[str, Answer] = {"etab.type": "cabinet", "etab.postes": Decimal(3), "besoin.prestations": ("soc",)}
    decision = decide(catalog, answers, DAY).get("env.mesures")
    # The daytime clause needs it, so it comes in all the same, and says so.
    assert decision is not None
    assert (decision.status, decision.reasons) == ("retenue", ("La clause « Supervision de jour » en a besoin",))


def test_an_answer_to_a_question_no_longer_asked_is_set_aside(catalog: Catalog) -> None:
    answers: dict[str, Answer] = {**CHU, "etab.type": "cabinet"}
    assert "etab.urgences" not in decide(catalog, answers, DAY).facts.answers


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "etab.type": st.sampled_from(["chu", "cabinet"]),
        "etab.urgences": st.booleans(),
        "etab.postes": st.integers(1, 1000).map(Decimal),
        "besoin.prestations": st.lists(st.sampled_from(["soc", "audit"]), unique=True).map(tuple),
    },
)


@given(answers=ANSWERS, on=st.dates(date(2024, 1, 1), date(2030, 1, 1)))
def test_a_slot_never_holds_two_clauses_and_every_decision_has_a_reason(
    catalog: Catalog, answers: dict[str, Answer], on: date
) -> None:
    selection = decide(catalog, answers, on)
    assert sum(d.clause.one_of == "detection.plage" for d in selection.kept) <= 1
    assert all(d.reasons for d in selection.decisions)
    assert len(selection.decisions) == len(catalog.clauses)


@given(answers=ANSWERS)
def test_the_order_of_answers_changes_nothing(catalog: Catalog, answers: dict[str, Answer]) -> None:
    turned = dict(reversed(list(answers.items())))
    assert decide(catalog, answers, DAY).decisions == decide(catalog, turned, DAY).decisions
