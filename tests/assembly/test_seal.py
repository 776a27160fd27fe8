"""A seal holds everything that bids are judged on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opposable.assembly.build import build
from opposable.assembly.seal import canonical, check_seal, compute_seal, publish, write_tender
from opposable.model.catalog import Catalog
from opposable.model.condition import Answer
from opposable.model.draft import Draft, Edits
from opposable.model.errors import OpposableError
from opposable.model.tender import Tender

CHU: dict[str, Answer] = {
    "etab.type": "chu",
    "etab.urgences": True,
    "etab.postes": Decimal(60),
    "besoin.prestations": ("soc",),
}


@pytest.fixture(scope="module")
def tender(catalog: Catalog) -> Tender:
    return build(catalog, Draft(answers=CHU), date(2026, 11, 22))


def test_a_published_tender_reads_back_the_same(tender: Tender) -> None:
    sealed = publish(tender)
    again = Tender.model_validate_json(write_tender(sealed))
    assert again == sealed
    check_seal(again)


def test_a_sealed_tender_is_not_sealed_again(tender: Tender) -> None:
    with pytest.raises(OpposableError, match="déjà publiée"):
        publish(publish(tender))


def test_a_draft_judges_nothing(tender: Tender) -> None:
    with pytest.raises(OpposableError, match="n'est pas publié"):
        check_seal(tender)


def test_one_changed_weight_breaks_the_seal(tender: Tender) -> None:
    sealed = publish(tender)
    first = sealed.criteria[0]
    changed = sealed.model_copy(
        update={"criteria": (first.model_copy(update={"weight": Decimal(1)}), *sealed.criteria[1:])}
    )
    with pytest.raises(OpposableError, match="ne correspond plus à son scellé"):
        check_seal(changed)


@given(value=st.integers(2, 8))
def test_two_different_values_never_share_a_seal(catalog: Catalog, tender: Tender, value: int) -> None:
    edits = Edits(parameters={"detection.soc.gti": Decimal(value)})
    other = build(catalog, Draft(answers=CHU, edits=edits), date(2026, 11, 22))
    assert compute_seal(other) != compute_seal(tender)


def test_the_canonical_form_leaves_out_the_seal_alone(tender: Tender) -> None:
    assert canonical(tender) == canonical(publish(tender))
