"""One lot of a tender holds what concerns it and nothing of the others, under the seal of the whole."""

from __future__ import annotations

from decimal import Decimal

import pytest

from opposable.assembly.seal import canonical, check_seal
from opposable.model.errors import OpposableError
from opposable.model.lots import by_lot, differ, of_lot
from tests.lot_tenders import two_lots
from tests.sheet_tenders import sealed_tender

TENDER = two_lots()


def test_a_lot_holds_only_its_requirements_and_prices():
    first, second = by_lot(TENDER)
    assert ["DET-01", "DET-02", "DET-03", "ENV-01"] == [r.number for r in first.judged]
    assert ["EXE-01", "ENV-01"] == [r.number for r in second.judged]
    assert ["SUP-1", "INC-1", "DEM-1"] == [line.code for line in first.prices]
    assert ["DEM-1", "EXE-1"] == [line.code for line in second.prices]


def test_a_lot_keeps_the_seal_of_the_whole_and_never_its_estimate():
    tender = two_lots()
    procedure = tender.procedure.model_copy(update={"estimate_ht": Decimal(1)})
    narrowed = of_lot(tender.model_copy(update={"procedure": procedure}), "2")
    assert (TENDER.seal, "2", None) == (narrowed.seal, narrowed.lot, narrowed.procedure.estimate_ht)


def test_the_points_of_a_lot_total_100_without_what_it_does_not_ask():
    for narrowed in by_lot(TENDER):
        assert Decimal(100) == sum(criterion.weight for criterion in narrowed.criteria)
        for criterion in narrowed.criteria[1:]:
            assert criterion.weight == sum(sub.weight for sub in criterion.sub)
    subs = [[sub.id for criterion in t.criteria for sub in criterion.sub] for t in by_lot(TENDER)]
    assert [
        ["technique.detection", "environnement.mesures"],
        ["technique.formation", "environnement.mesures"],
    ] == subs


def test_a_tender_of_one_lot_is_left_as_it_is():
    alone = sealed_tender()
    assert alone is of_lot(alone, "1")
    assert not differ(alone)
    assert not differ(of_lot(TENDER, "1"))
    assert b'"lot' not in canonical(alone).replace(b'"lots":[{"number":"1"', b"")


def test_lots_that_share_everything_do_not_differ():
    shared = two_lots({})
    assert not differ(shared)
    assert shared.judged == of_lot(shared, "2").judged
    assert differ(TENDER)
    check_seal(shared)


def test_an_unknown_lot_is_refused_with_those_that_exist():
    with pytest.raises(OpposableError, match=r"Le lot « 3 » n'existe pas\. Lots de la consultation : 1, 2\."):
        of_lot(TENDER, "3")
