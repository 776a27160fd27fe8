"""The rules of the consultation: what is judged, how, and how to check the seal."""

from __future__ import annotations

from decimal import Decimal

import pytest

from opposable.assembly.weights import requirement_points
from opposable.documents.rc import write_rc
from opposable.documents.rc_judging import EXAMPLE_PRICES
from opposable.model.french import euros, number
from opposable.model.tender import Buyer, Lot
from scoring.price import price_points
from tests.documents.word_tenders import MASTER, draft, headings, opened, plain, sealed, tables, words

TENDER = sealed()
WRITTEN = write_rc(TENDER, MASTER)


def test_the_criteria_are_printed_with_their_points_and_total_a_hundred():
    rows = tables(WRITTEN)["Critères et sous-critères"]
    assert [
        ("Prix", "40"),
        ("Valeur technique", "60"),
        ("– Détection", "45"),
        ("– Données", "15"),
        ("Total", "100"),
    ] == [(row[0], row[2]) for row in rows[1:]]


def test_the_annex_gives_the_points_of_every_judged_requirement():
    points = requirement_points(TENDER.criteria, TENDER.requirements)
    printed = {
        row[0]: row[4]
        for name, rows in tables(WRITTEN).items()
        if name.startswith("Points par exigence")
        for row in rows[1:]
    }
    assert {r.number: number(points[r.id], 2) for r in TENDER.judged} == printed


def test_the_price_formula_is_written_with_an_example_computed_by_the_formula_itself():
    results = price_points("proportionnelle", EXAMPLE_PRICES, Decimal(40))
    rows = tables(WRITTEN)["Exemple de calcul des points du prix"][1:]
    assert [
        [name, plain(euros(r.price, "TTC")), plain(r.working), number(r.points, 2)] for name, r in results.items()
    ] == rows
    assert "N = B × Pmin / P" in words(WRITTEN)


def test_scale_rounding_tie_and_tax_base_are_printed():
    text = words(WRITTEN)
    assert ["0", "1", "2", "3", "4"] == [row[0] for row in tables(WRITTEN)["Échelle des notes"][1:]]
    for said in ("Arrondi au centième.", "ex æquo", "toutes taxes comprises", "Points = poids du sous-critère"):
        assert said in text


@pytest.mark.parametrize(("allowed", "said"), [(True, "sont autorisées"), (False, "ne sont pas autorisées")])
def test_the_sentence_on_variants_is_always_explicit(allowed, said):
    procedure = TENDER.procedure.model_copy(update={"variants_allowed": allowed})
    assert f"Les variantes {said}" in words(write_rc(draft(procedure=procedure), MASTER))


def test_a_bid_below_a_minimal_level_is_irregular_and_may_be_regularised():
    text = words(WRITTEN)
    assert "est irrégulière (article L. 2152-2 du code de la commande publique)" in text
    assert "peut, sans y être tenu, inviter tous les soumissionnaires" in text


def test_the_seal_sheet_holds_the_whole_seal_and_the_catalog():
    rows = dict(tables(WRITTEN)["Fiche du scellé"])
    assert (TENDER.seal, "version 2026.11", "c" * 64) == (
        rows["Scellé"],
        rows["Catalogue"],
        rows["Empreinte du catalogue"],
    )


def test_the_single_lot_has_its_reason_and_several_lots_have_a_table():
    assert "Motif : Les mêmes équipes détectent et confinent." in words(WRITTEN)
    several = draft(lots=(Lot(number="1", title="SOC"), Lot(number="2", title="Audit")))
    assert [["Lot", "Intitulé"], ["1", "SOC"], ["2", "Audit"]] == tables(write_rc(several, MASTER))["Lots"]


def test_deadline_validity_and_duration_are_printed():
    text = words(WRITTEN)
    assert "15 janvier 2027 à 12 h 00" in text
    assert "180 jours" in text
    assert "36 mois, reconductible 1 fois pour douze mois, soit 48 mois au plus" in text


def test_clauses_on_candidates_stand_in_their_article_and_the_others_apart():
    assert ["Clause references", "Contenu de l'offre"] == headings(WRITTEN, "2")[5:7]
    assert "Clause visite" == headings(WRITTEN, "2")[-1]


def test_a_private_buyer_cites_no_public_procurement_code():
    private = draft(buyer=Buyer(name="Clinique des Tilleuls", public=False), clauses=TENDER.clauses[:2])
    written = write_rc(private, MASTER)
    assert "commande publique" not in words(written)
    title = next(p.text for p in opened(written).paragraphs if p.style.name == "Title")
    assert "Règlement de la consultation (consultation privée)" == plain(title)
