"""Nothing is ranked while something is missing; then the numbers are those of the sealed method."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from opposable.assembly.build import build
from opposable.assembly.seal import publish
from opposable.catalog.load import load_catalog
from opposable.evaluation.assess import assess
from opposable.evaluation.record import ranking_json
from opposable.model.assessment import Judgement, Mark, Regularity, SetAside
from opposable.model.bids import Bid, FormAnswer, PriceSchedule, ResponseForm
from opposable.model.draft import Draft
from opposable.model.errors import OpposableError
from opposable.model.tender import Tender
from tests.small_catalog import write_catalog


@pytest.fixture(scope="module")
def tender(tmp_path_factory: pytest.TempPathFactory) -> Tender:
    catalog = load_catalog(write_catalog(tmp_path_factory.mktemp("catalog")))
    answers = {"etab.type": "chu", "etab.urgences": True, "etab.postes": Decimal(60), "besoin.prestations": ("soc",)}
    return publish(build(catalog, Draft(answers=answers), date(2026, 11, 22)))


def bid(name: str, ttc: str, declared: str | None = "oui") -> Bid:
    answers = {"detection.soc.delai": FormAnswer(requirement="detection.soc.delai", declared=declared)}  # type: ignore[arg-type]
    form = ResponseForm(file="f.xlsx", reference="r", seal="s", answers=answers)
    prices = PriceSchedule(file="p.xlsx", reference="r", seal="s", total_ht=Decimal(ttc), total_ttc=Decimal(ttc))
    return Bid(bidder=name, form=form, prices=prices)


def judgement(**marks: tuple[int, int]) -> Judgement:
    return Judgement(
        marks={
            name: {
                "DET-01": Mark(mark=Decimal(first), reason=f"Motif {name} 1"),
                "env.mesures.plan": Mark(mark=Decimal(second), reason=f"Motif {name} 2"),
            }
            for name, (first, second) in marks.items()
        },
        regularity={name: Regularity(status="reguliere") for name in marks},
    )


def test_the_ranking_is_the_announced_arithmetic(tender: Tender) -> None:
    bids = [bid("A", "100"), bid("B", "125")]
    assessment = assess(tender, bids, judgement(A=(2, 2), B=(4, 4)), {})
    assert assessment.missing == ()
    assert assessment.ranking is not None
    # Price 40 points: A 40, B 40 × 100 / 125 = 32. Quality 60 points: A half, B all.
    totals = {row.bid: row.total for row in assessment.ranking.rows}
    assert totals == {"A": Decimal("70.00"), "B": Decimal("92.00")}
    assert [row.bid for row in assessment.ranking.rows] == ["B", "A"]


def test_the_file_holds_the_same_numbers(tender: Tender) -> None:
    assessment = assess(tender, [bid("A", "100")], judgement(A=(2, 2)), {})
    written = ranking_json(tender, assessment)
    assert written["ranking"][0]["total"] == "70.00"
    assert written["seal"] == tender.seal


def test_a_missing_mark_prevents_ranking_and_is_named(tender: Tender) -> None:
    given = judgement(A=(2, 2))
    given = given.model_copy(update={"marks": {"A": {"DET-01": given.marks["A"]["DET-01"]}}})
    assessment = assess(tender, [bid("A", "100")], given, {})
    assert assessment.ranking is None
    assert assessment.missing == ("A : 1 exigence(s) sans note (ENV-01).",)


def test_a_minimal_requirement_without_answer_is_flagged_and_needs_a_written_reason(tender: Tender) -> None:
    assessment = assess(tender, [bid("A", "100", None)], judgement(A=(0, 2)), {})
    assert any("à régulariser ou irrégulière" in flag.text for flag in assessment.bids[0].flags)
    assert assessment.missing == ("A : écrivez le motif de votre décision sur la régularité de l'offre.",)


def test_an_irregular_bid_takes_no_part_even_in_the_lowest_price(tender: Tender) -> None:
    given = judgement(A=(2, 2), B=(2, 2))
    decisions = {**given.regularity, "B": Regularity(status="irreguliere", reason="Exigence minimale non satisfaite.")}
    given = given.model_copy(update={"regularity": decisions})
    assessment = assess(tender, [bid("A", "100"), bid("B", "10")], given, {})
    assert assessment.ranking is not None
    assert [row.bid for row in assessment.ranking.rows] == ["A"]
    assert assessment.ranking.rows[0].term("prix").points == Decimal("40.00")


def test_same_words_and_different_marks_are_remarked(tender: Tender) -> None:
    given = judgement(A=(2, 2), B=(3, 3))
    same = {
        name: {key: mark.model_copy(update={"reason": "Pareil."}) for key, mark in marks.items()}
        for name, marks in given.marks.items()
    }
    assessment = assess(tender, [bid("A", "100"), bid("B", "100")], given.model_copy(update={"marks": same}), {})
    assert len(assessment.remarks) == 2
    assert "même justification et notes différentes" in assessment.remarks[0]


def test_a_mark_for_an_unknown_requirement_is_refused(tender: Tender) -> None:
    given = Judgement(marks={"A": {"DET-02": Mark(mark=Decimal(1), reason="x")}})
    with pytest.raises(OpposableError, match=r"« DET-02 » n'est pas jugée.*« DET-01 »"):
        assess(tender, [bid("A", "100")], given, {})


def test_a_mark_for_an_unknown_bidder_is_refused(tender: Tender) -> None:
    with pytest.raises(OpposableError, match="Aucune offre n'est déposée par « Z »"):
        assess(tender, [bid("A", "100")], judgement(Z=(1, 1)), {})


def test_a_draft_judges_nothing(tender: Tender) -> None:
    with pytest.raises(OpposableError, match="n'est pas publié"):
        assess(tender.model_copy(update={"seal": None}), [], Judgement(), {})


def test_half_marks_are_refused_when_the_scale_is_whole(tender: Tender) -> None:
    given = judgement(A=(2, 2))
    half = {"A": {**given.marks["A"], "DET-01": Mark(mark=Decimal("2.5"), reason="x")}}
    assessment = assess(tender, [bid("A", "100")], given.model_copy(update={"marks": half}), {})
    assert any("n'est pas dans l'échelle" in sentence for sentence in assessment.missing)


ASIDE = SetAside(text="Un site.", file="m.docx", where="page 2", reason="Hors sujet.", at=datetime(2026, 11, 22, 15, 2))  # noqa: DTZ001


def test_passages_set_aside_follow_the_bid_under_the_id_of_their_requirement(tender: Tender) -> None:
    log = {"A": {"DET-01": (ASIDE,), "detection.soc.delai": (ASIDE,)}}
    given = judgement(A=(2, 2)).model_copy(update={"set_aside": log})
    assessed = assess(tender, [bid("A", "100")], given, {}).bid("A")
    assert assessed.set_aside == {"detection.soc.delai": (ASIDE, ASIDE)}


def test_a_passage_set_aside_for_an_unknown_requirement_is_refused(tender: Tender) -> None:
    given = Judgement(set_aside={"A": {"DET-02": (ASIDE,)}})
    with pytest.raises(OpposableError, match=r"passages écartés de « A » : L'exigence « DET-02 » n'est pas jugée"):
        assess(tender, [bid("A", "100")], given, {})


def test_a_passage_set_aside_for_an_unknown_bidder_is_refused(tender: Tender) -> None:
    with pytest.raises(OpposableError, match="Aucune offre n'est déposée par « Z »"):
        assess(tender, [bid("A", "100")], Judgement(set_aside={"Z": {}}), {})
