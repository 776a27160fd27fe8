"""Reading a price schedule back: prices, totals computed again, and every doubt."""

from __future__ import annotations

import shutil
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opposable.bids.prices import read_price_schedule
from opposable.documents import layout
from opposable.model.errors import OpposableError
from tests.filling import change, empty_form, empty_prices, fill_prices, resave
from tests.sheet_tenders import sealed_tender

TENDER = sealed_tender()
EMPTY = empty_prices(TENDER)
PRICES = {"SUP-1": 12500.5, "INC-1": 1200, "DEM-1": 30000, "EXE-1": 4800}
FILLED = fill_prices(EMPTY, PRICES)
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def read(content: bytes):
    return read_price_schedule("prix.xlsx", content, TENDER)


def _plain(messages):
    return [message.replace("\u00a0", " ").replace("\u202f", " ") for message in messages]


def test_totals_are_computed_again_from_the_unit_prices():
    found = read(FILLED)
    assert ((), ()) == (found.problems, found.warnings)
    assert Decimal("12500.5") * 36 + Decimal(1200) * Decimal("12.5") + 30000 + 4800 * 6 == found.total_ht
    assert found.total_ht * Decimal("1.2") == found.total_ttc
    assert "BPU!F5" == found.lines[0].cell


def test_each_line_is_rounded_half_up_to_the_cent_before_and_after_tax():
    found = read(fill_prices(EMPTY, {"SUP-1": 0.01, "INC-1": 0.0124, "DEM-1": 0.125, "EXE-1": 0.01}))
    # 0.36 + 0.155 -> 0.16 + 0.125 -> 0.13 + 0.06 ; taxes 0.07, 0.03, 0.03, 0.01
    assert (Decimal("0.71"), Decimal("0.85")) == (found.total_ht, found.total_ttc)


def test_each_line_has_its_own_rate():
    found = read(fill_prices(FILLED, {"EXE-1": 5.5}, layout.VAT))
    others = Decimal("12500.5") * 36 + Decimal(1200) * Decimal("12.5") + 30000
    assert others * Decimal("1.2") + Decimal(28800) * Decimal("1.055") == found.total_ttc


def test_a_missing_price_leaves_no_total_and_names_its_cell():
    found = read(fill_prices(EMPTY, {k: v for k, v in PRICES.items() if k != "DEM-1"}))
    assert (None, None) == (found.total_ht, found.total_ttc)
    assert ["feuille « BPU », cellule F7 : le prix DEM-1 (Démarrage) manque."] == _plain(found.problems)


def test_a_price_that_is_a_formula_never_computed_is_not_called_missing():
    found = read(fill_prices(FILLED, {"DEM-1": "=100*300"}))
    assert found.total_ht is None
    assert [
        (
            "feuille « BPU », cellule F7 : le prix DEM-1 est une formule sans résultat enregistré. "
            "Demandez au candidat d'ouvrir le fichier dans son tableur et de l'enregistrer."
        )
    ] == _plain(found.problems)


def test_a_zero_price_is_kept_and_told():
    found = read(fill_prices(FILLED, {"DEM-1": 0}))
    assert Decimal(0) == found.lines[2].unit_price_ht
    assert found.total_ht is not None
    assert ["feuille « BPU », cellule F7 : le prix DEM-1 est nul ; faites-le confirmer et justifier."] == _plain(
        found.warnings
    )


def test_a_negative_price_leaves_no_total():
    found = read(fill_prices(FILLED, {"DEM-1": -5}))
    assert found.total_ttc is None
    assert ["feuille « BPU », cellule F7 : le prix DEM-1 est négatif (-5,00 €)."] == _plain(found.problems)


@pytest.mark.parametrize(
    ("typed", "price"),
    [
        ("1 200,50 €", "1200.50"),
        ("1\u202f200,50\u00a0€\u00a0HT", "1200.50"),
        ("1.200,50", "1200.50"),
        ("1200.5 euros", "1200.5"),
        ("1200", "1200"),
    ],
)
def test_a_price_typed_as_a_text_is_read(typed, price):
    found = read(fill_prices(FILLED, {"DEM-1": typed}))
    assert Decimal(price) == found.lines[2].unit_price_ht


@pytest.mark.parametrize("typed", ["1.200", "gratuit", "1200 € TTC", "à définir", "12/15", "9" * 40])
def test_what_is_not_a_price_is_told(typed):
    found = read(fill_prices(FILLED, {"DEM-1": typed}))
    assert found.lines[2].unit_price_ht is None
    assert [f"feuille « BPU », cellule F7 : « {typed} » n'est pas un prix en euros hors taxes."] == _plain(
        found.problems
    )


def test_a_missing_rate_is_not_corrected():
    found = read(fill_prices(FILLED, {"DEM-1": None}, layout.VAT))
    assert found.total_ttc is None
    assert [
        (
            "feuille « BPU », cellule G7 : le taux de TVA manque pour DEM-1. "
            "Demandez-le au candidat, sans le corriger d'office."
        )
    ] == _plain(found.problems)


def test_an_unusual_rate_and_a_remark_are_shown():
    changed = fill_prices(fill_prices(FILLED, {"DEM-1": 19.6}, layout.VAT), {"EXE-1": "Hors frais"}, layout.REMARK)
    assert [
        "feuille « BPU », cellule G7 : taux de TVA inhabituel pour DEM-1 (19,6 %), à confirmer.",
        "feuille « BPU », cellule H8 : observation du candidat sur EXE-1, à lire : « Hors frais ».",
    ] == _plain(read(changed).warnings)


def test_an_altered_quantity_is_told_and_not_used():
    def cut(book):
        book["DQE"]["D5"] = 12

    found = read(change(FILLED, cut))
    assert Decimal(36) == found.lines[0].quantity
    assert [
        (
            "feuille « DQE », cellule D5 : la quantité de SUP-1 a été modifiée (« 12 » au lieu de 36) ; "
            "celle du dossier publié sert au calcul."
        )
    ] == _plain(found.warnings)


def test_a_displayed_total_that_differs_is_told():
    def write(book):
        book["DQE"]["F9"] = 1000

    assert [
        (
            "feuille « DQE », cellule F9 : le fichier affiche 1 000,00 €, le calcul donne 523 818,00 € ; "
            "les prix du bordereau prévalent."
        )
    ] == _plain(read(change(FILLED, write)).warnings)


def test_an_altered_line_is_told():
    def alter(book):
        book["BPU"]["C6"] = "Intervention, déplacement en sus."

    found = read(change(FILLED, alter))
    assert [
        (
            "feuille « BPU », cellule C6 : la ligne INC-1 a été modifiée (« Ce que le prix comprend »). "
            "Le prix ne porte plus sur ce qui est demandé."
        )
    ] == _plain(found.problems)


def test_a_deleted_line_and_an_added_one_are_told():
    def swap(book):
        book["BPU"]["A8"] = "OPT-9"

    found = read(change(FILLED, swap))
    assert ["La ligne EXE-1 (Exercice de crise) a disparu du bordereau."] == _plain(found.problems)
    assert [
        "feuille « BPU », cellule A8 : la ligne « OPT-9 » n'est pas au bordereau publié ; son prix n'est pas compté."
    ] == (_plain(found.warnings))


def test_a_schedule_of_another_version_is_refused():
    with pytest.raises(OpposableError, match="porte un autre scellé"):
        read(empty_prices(sealed_tender(version=2)))


def test_a_form_is_not_a_price_schedule():
    with pytest.raises(OpposableError, match="Ce classeur n'est pas un bordereau de prix"):
        read(empty_form(TENDER))


@given(
    prices=st.lists(st.decimals(min_value=0, max_value=10**6, places=2), min_size=4, max_size=4),
    rates=st.lists(st.sampled_from([0, 5.5, 10, 20]), min_size=4, max_size=4),
)
@settings(max_examples=10, deadline=None)
def test_the_total_is_the_sum_of_its_rounded_lines(prices, rates):
    codes = [line.code for line in TENDER.prices]
    typed = fill_prices(EMPTY, dict(zip(codes, map(float, prices), strict=True)))
    found = read(fill_prices(typed, dict(zip(codes, rates, strict=True)), layout.VAT))
    assert list(prices) == [line.unit_price_ht for line in found.lines]
    exact = sum((line.total_ht * (1 + line.vat_rate / 100) for line in found.lines), Decimal(0))
    assert abs(found.total_ttc - exact) <= Decimal("0.01") * 2 * len(codes)


@needs_office
@pytest.mark.office
def test_a_schedule_saved_again_by_libreoffice_shows_the_total_computed_here(tmp_path):
    found = read(resave(FILLED, tmp_path))
    assert ((), ()) == (found.problems, found.warnings)
    assert read(FILLED).total_ttc == found.total_ttc
