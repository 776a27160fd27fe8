"""An imported list makes a sealed tender on which bids are read, scored and reported like any other."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import docx
import pytest
import yaml

from benchmarks.matching import load_requirements
from opposable.assembly.seal import check_seal, publish, write_tender
from opposable.bids.sought import sought_in
from opposable.chain import load_tender, read_tender_bids, score_bids
from opposable.cli import main
from opposable.evaluation.assess import assess
from opposable.imports.command import read_columns, read_scale
from opposable.imports.requirements import RequirementList, read_requirements
from opposable.imports.tender import Heading, tender_of
from opposable.model.assessment import Judgement, Mark, Regularity
from opposable.model.bids import Bid
from opposable.model.errors import OpposableError
from opposable.model.tender import Tender
from opposable.paths import data_root
from tests.imports.test_requirements import workbook
from tests.sheet_tenders import draft_tender

DAY = date(2026, 11, 22)
ROWS = (
    ("N°", "Titre", "Exigence", "Niveau", "Poids", "Critère", "Valeur", "Unité"),
    ("D01", "Veille", "Un analyste veille à toute heure.", "minimale", "2,5", "Détection", "", ""),
    ("D02", "Délai", "Une alerte est qualifiée vite.", "notée", "1", "Détection", "<= 30", "minutes"),
    ("D03", "Reprise", "La reprise est testée.", "souhait", "1,5", "Continuité", "", ""),
)


def imported(price: int = 0) -> Tender:
    content = workbook(ROWS)
    heading = Heading(reference="M-1", title="Essai", on=DAY, price_weight=Decimal(price))
    scale = read_scale(data_root() / "requirements_catalog" / "scale.yaml")
    return tender_of(read_requirements("l.xlsx", content), heading, scale, content)


def test_sub_criteria_weigh_what_their_requirements_weigh() -> None:
    tender = imported(price=40)
    check_seal(tender)
    quality, price = tender.criteria
    assert (quality.title, quality.weight, price.weight) == ("Valeur technique", Decimal(60), Decimal(40))
    assert [(sub.title, sub.weight) for sub in quality.sub] == [("Détection", Decimal(42)), ("Continuité", Decimal(18))]
    assert [(r.id, r.number, r.weight) for r in tender.judged] == [
        ("D01", "D01", 25),
        ("D02", "D02", 10),
        ("D03", "D03", 15),
    ]


def test_the_same_list_gives_the_same_bytes() -> None:
    assert write_tender(imported()) == write_tender(imported())


def test_what_is_asked_reaches_the_search() -> None:
    sought = {each.id: each for each in sought_in(imported())}
    assert [(q.name, q.operator, q.value, q.unit) for q in sought["D02"].quantities] == [
        ("Délai", "<=", Decimal(30), "minutes")
    ]
    assert (sought["D01"].title, sought["D01"].mandatory, sought["D03"].mandatory) == ("Veille", True, False)


@pytest.mark.parametrize("name", ["bids_dev", "bids_dev2"])
def test_an_imported_set_is_searched_as_the_benchmark_searches_it(name: str) -> None:
    folder = data_root() / "benchmarks" / "sets" / name
    content = (folder / "requirements.yaml").read_bytes()
    listed = read_requirements("requirements.yaml", content)
    scale = read_scale(data_root() / "requirements_catalog" / "scale.yaml")
    sought = sought_in(tender_of(listed, Heading(reference="M", title="T", on=DAY), scale, content))
    wanted = load_requirements(folder)
    assert [(s.id, s.title, s.text, s.mandatory) for s in sought] == [
        (s.id, s.title, s.text, s.mandatory) for s in wanted
    ]
    assert [s.quantities for s in sought if s.id not in drawn(listed)] == [
        s.quantities for s in wanted if s.id not in drawn(listed)
    ]


def drawn(listed: RequirementList) -> set[str]:
    """Return the requirements whose threshold was drawn from the text, which the import says."""
    return {warning.split(" : ", 1)[0] for warning in listed.warnings}


def test_an_impossible_price_weight_is_refused() -> None:
    with pytest.raises(OpposableError, match="Le poids du prix « 100 » n'est pas possible"):
        imported(price=100)


def test_a_tender_of_ours_keeps_the_seal_it_had_before_lists_could_be_imported() -> None:
    text = write_tender(publish(draft_tender()))
    assert [word for word in ('"origin": "opposable"', '"expected"') if word in text] == []


def judgement(bidders: tuple[str, ...], prices: dict[str, Decimal]) -> Judgement:
    return Judgement(
        marks={b: {i: Mark(mark=Decimal(2), reason=f"{b} {i}") for i in ("D01", "D02", "D03")} for b in bidders},
        regularity={b: Regularity(status="reguliere", reason="Complète.") for b in bidders},
        prices=prices,
    )


def test_bids_on_an_imported_list_need_no_form_and_take_a_typed_price() -> None:
    tender, bids = imported(price=40), [Bid(bidder="A"), Bid(bidder="B")]
    prices = {"A": Decimal(100), "B": Decimal(125)}
    assessment = assess(tender, bids, judgement(("A", "B"), prices), {})
    assert assessment.missing == ()
    assert [flag.text for bid in assessment.bids for flag in bid.flags if flag.severity == "bloquant"] == []
    assert [(row.bid, row.total) for row in assessment.ranking.rows] == [  # type: ignore[union-attr]
        ("A", Decimal("70.00")),
        ("B", Decimal("62.00")),
    ]
    assert [bid.typed_price for bid in assessment.bids] == [True, True]


def test_a_price_that_is_a_criterion_is_asked_for() -> None:
    assessment = assess(imported(price=40), [Bid(bidder="A")], judgement(("A",), {}), {})
    assert assessment.missing == ("A : le montant comparé manque ou n'est pas supérieur à zéro.",)


def test_without_price_criterion_no_amount_is_asked_for() -> None:
    assessment = assess(imported(), [Bid(bidder="A")], judgement(("A",), {}), {})
    assert assessment.missing == ()


def test_a_tender_of_ours_still_waits_for_its_form_and_its_prices() -> None:
    bid = assess(publish(draft_tender()), [Bid(bidder="A")], Judgement(), {}).bids[0]
    assert [flag.text for flag in bid.flags if flag.severity == "bloquant"][:2] == [
        "Le cadre de réponse manque ou n'a pas pu être lu.",
        "Le bordereau de prix manque ou n'a pas pu être lu.",
    ]


def test_a_price_for_nobody_is_refused() -> None:
    with pytest.raises(OpposableError, match="Aucune offre n'est déposée par « C »"):
        assess(imported(), [Bid(bidder="A")], judgement(("A",), {"C": Decimal(1)}), {})


def test_the_chain_runs_on_an_imported_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "liste.xlsx").write_bytes(workbook(ROWS))
    out = tmp_path / "tender.json"
    arguments = ["import-requirements", str(tmp_path / "liste.xlsx"), "--out", str(out), "--date", "2026-11-22"]
    assert main([*arguments, "--poids-prix", "40", "--columns", "id=A,text=Exigence"]) == 0
    assert "3\u00a0exigences, dont 1\u00a0minimale ; 1\u00a0seuil chiffré." in capsys.readouterr().out
    bids = tmp_path / "bids"
    bids.mkdir()
    (bids / "alpha.md").write_text(
        "Toute alerte est qualifiée en 20 minutes au plus, à toute heure.\n", encoding="utf-8"
    )
    (bids / "beta.md").write_text("Une alerte est qualifiée sous 45 minutes.\n", encoding="utf-8")
    assert read_tender_bids(out, bids, tmp_path)[-1] == str(tmp_path / "suggestions.json")
    found = json.loads((tmp_path / "suggestions.json").read_text(encoding="utf-8"))["bids"]
    assert [found[bid]["D02"]["verdict"] for bid in ("alpha", "beta")] == ["conforme", "non_conforme"]
    marks = judgement(("alpha", "beta"), {"alpha": Decimal(100), "beta": Decimal(80)}).model_dump(mode="json")
    (tmp_path / "marks.yaml").write_text(yaml.safe_dump(marks, allow_unicode=True), encoding="utf-8")
    score_bids(out, bids, tmp_path / "marks.yaml", tmp_path, templates=data_root() / "templates")
    ranking = json.loads((tmp_path / "ranking.json").read_text(encoding="utf-8"))["ranking"]
    assert [(row["bidder"], row["compared_amount"], row["amount_source"]) for row in ranking] == [
        ("beta", "80", "saisi"),
        ("alpha", "100", "saisi"),
    ]
    report = docx.Document(io.BytesIO((tmp_path / "rao.docx").read_bytes()))
    cells = [cell.text for table in report.tables for row in table.rows for cell in row.cells]
    assert [cell for cell in cells if "(saisi)" in cell] == [
        "100,00\u00a0€\u00a0TTC (saisi)",
        "80,00\u00a0€\u00a0TTC (saisi)",
    ]
    assert load_tender(out).origin == "importe"


def test_columns_are_written_as_pairs() -> None:
    assert read_columns("id=A, text=C") == {"id": "A", "text": "C"}
    with pytest.raises(OpposableError, match="« id » n'est pas une association de colonne"):
        read_columns("id")
