"""The technical specifications: scope, articles, cards, annexes."""

from __future__ import annotations

from docx.oxml.ns import qn

from opposable.documents.cctp import sources_of, write_cctp
from opposable.documents.content import paragraphs_of
from opposable.model.tender import Buyer, Lot
from tests.documents.word_tenders import (
    MASTER,
    SOURCE,
    clause,
    draft,
    headings,
    opened,
    requirement,
    sealed,
    tables,
    words,
)

WRITTEN = write_cctp(sealed(), MASTER)


def test_each_requirement_is_once_in_the_annex_with_its_level_and_its_document():
    rows = tables(WRITTEN)["Exigences numérotées"][1:]
    assert ["DET-01", "DET-02", "DET-03", "RGD-01", "CTR-01"] == [row[0] for row in rows]
    assert ["Minimale", "Notée", "Souhait", "Notée", "Notée"] == [row[1] for row in rows]
    assert ["CCTP", "CCTP", "CCTP", "Annexe", "RC"] == [row[4] for row in rows]


def test_each_requirement_of_the_cctp_is_bookmarked_once_under_its_number():
    marks = [mark.get(qn("w:name")) for mark in opened(WRITTEN).element.body.iter(qn("w:bookmarkStart"))]
    assert ["EX_DET_01", "EX_DET_02", "EX_DET_03"] == [name for name in marks if name.startswith("EX_")]


def test_a_card_says_what_is_asked_proved_checked_and_sanctioned():
    card = dict(row for row in tables(WRITTEN)["Exigence DET-02"])
    assert "Exigence notée, sous-critère « Détection » ; porteur : titulaire" == card["DET-02"]
    assert "L'exigence DET-02 est tenue : en tout temps." == card["Exigence"]
    assert "Prise en charge : 15 minutes au plus. Mesure : de l'alerte à l'ouverture du dossier." == card["Valeur"]
    assert "Planning type\nRelevé des délais, ou preuve équivalente" == card["Preuve"]
    assert "En exécution : Relevé mensuel." == card["Contrôle"]
    assert "Prise en charge tardive (tableau des pénalités du CCAP)." == card["Pénalité"]


def test_a_card_leaves_out_the_rows_without_object():
    assert ["DET-03", "Exigence", "Preuve", "Contrôle", "Pénalité"] == [
        row[0] for row in tables(WRITTEN)["Exigence DET-03"]
    ]


def test_the_level_of_a_requirement_is_seen_in_the_style_of_its_card():
    styles = [table.style.name for table in opened(WRITTEN).tables]
    assert ["Exigence minimale", "Exigence notée", "Souhait"] == [s for s in styles if s != "Tableau de pièce"]


def test_chapters_come_in_order_and_hold_only_the_clauses_of_the_cctp():
    assert [
        "Objet et périmètre",
        "Définitions",
        "Textes et référentiels applicables",
        "Détection",
        "Table des exigences",
        "Matrice des responsabilités",
    ] == headings(WRITTEN, "1")
    assert ["Clause supervision", "Clause confinement", "Clause exclusions"] == headings(WRITTEN, "2")[3:]


def test_the_scope_tells_volumes_and_needs_in_published_words():
    assert [
        ["Élément", "Valeur"],
        ["Sites", "7 sites"],
        ["Postes de travail", "4 200 postes"],
        ["Services attendus", "Supervision\nRéponse aux incidents"],
    ] == tables(WRITTEN)["Périmètre du marché"]


def test_the_matrix_marks_both_columns_for_a_shared_charge():
    rows = {row[0]: row[2:] for row in tables(WRITTEN)["Matrice des responsabilités"]}
    assert (["●", ""], ["●", "●"]) == (rows["DET-01"], rows["DET-03"])


def test_the_advice_to_the_buyer_and_the_reasons_stay_out():
    text = words(WRITTEN)
    for private in ("Clause coûteuse", "Les attaques ne dorment pas", "annuaire de crise", "Quels services"):
        assert private not in text


def test_a_private_buyer_s_references_leave_out_the_procurement_code():
    code = SOURCE.model_copy(update={"id": "ccp.r2111_7", "title": "Code de la commande publique, article R. 2111-7"})
    clauses = (clause("veille", sources=(code, SOURCE)),)
    assert (code, SOURCE) == sources_of(draft(clauses=clauses), "cctp")[::-1]
    private = draft(clauses=clauses, buyer=Buyer(name="Clinique des Tilleuls", public=False))
    assert (SOURCE,) == sources_of(private, "cctp")


def test_a_tender_without_clause_is_still_a_document():
    assert ["Objet et périmètre", "Définitions"] == headings(write_cctp(draft(clauses=()), MASTER), "1")


def test_signs_that_xml_forbids_are_left_out_and_markup_is_only_text():
    odd = clause("odd", requirement("DET-09", text="Un\x00 <b>seul</b> & vrai\x0b texte"), text="a\x1fb ]]> <w:p/>")
    text = words(write_cctp(draft(clauses=(odd,)), MASTER))
    assert "Un <b>seul</b> & vrai texte" in text
    assert "ab ]]> <w:p/>" in text


def test_a_clause_text_becomes_paragraphs_and_list_items():
    text = "Un alinéa\nsur deux lignes.\n\nIl remet :\n- un plan\n  détaillé ;\n- un relevé.\n\nFin."
    assert [
        ("Body Text", "Un alinéa sur deux lignes."),
        ("Body Text", "Il remet :"),
        ("List Bullet", "un plan détaillé ;"),
        ("List Bullet", "un relevé."),
        ("Body Text", "Fin."),
    ] == paragraphs_of(text)


def test_a_clause_and_a_requirement_say_the_lots_they_concern():
    lots = tuple(Lot(number=str(n), title=f"Objet {n}") for n in (1, 2, 3))
    own = clause("veille", requirement("DET-08", lots=("3",)), requirement("DET-09"), lots=("1", "3"))
    written = write_cctp(draft(lots=lots, clauses=(own, clause("partout", requirement("DET-10")))), MASTER)
    printed = words(written).splitlines()
    assert "Lots concernés : 1, 3." == printed[printed.index("Clause veille", printed.index("Détection")) + 1]
    assert 1 == printed.count("Lots concernés : 1, 3.")
    assert ["Lot concerné : 3."] == [row[1] for row in tables(written)["Exigence DET-08"] if row[0] == "Lots"]
    assert "Lots" not in dict(row for row in tables(written)["Exigence DET-09"])
    assert ["Lots", "3", "1, 3", "Tous"] == [row[-1] for row in tables(written)["Exigences numérotées"]]


def test_lots_that_share_every_clause_leave_the_document_without_a_word_on_them():
    written = write_cctp(draft(lots=(Lot(number="1", title="SOC"), Lot(number="2", title="Audit"))), MASTER)
    assert "concerné" not in words(written).lower()
    assert ["N°", "Niveau", "Exigence", "Sous-critère", "Pièce"] == tables(written)["Exigences numérotées"][0]
