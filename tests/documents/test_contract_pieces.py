"""CCAP, annexes, and the buyer's own note."""

from __future__ import annotations

from docx.oxml.ns import qn

from opposable.documents.annexes import write_annexes
from opposable.documents.buyer_notes import word_changes, write_buyer_notes
from opposable.documents.ccap import penalties_of, write_ccap
from opposable.documents.content import Span
from opposable.documents.package import write_package
from opposable.model.tender import Buyer
from opposable.paths import data_root
from tests.documents.word_tenders import MASTER, PENALTY, draft, headings, opened, sealed, tables, words

TENDER = sealed()
CCAP = write_ccap(TENDER, MASTER)
NOTES = write_buyer_notes(TENDER, MASTER)


def test_each_penalty_is_printed_once_with_the_requirements_it_sanctions():
    assert ((PENALTY, ("DET-02", "DET-03")),) == penalties_of(TENDER)
    assert [["Prise en charge tardive", PENALTY.text, "DET-02, DET-03"]] == tables(CCAP)["Pénalités"][1:]


def test_the_last_article_of_the_ccap_lists_the_derogations_and_leads_to_them():
    assert "Dérogations au cahier des clauses administratives générales" == headings(CCAP, "1")[-1]
    assert [["Article 11 du CCAG-TIC", "Clause paiement", "CCAP"]] == tables(CCAP)["Dérogations"][1:]
    rows = list(opened(CCAP).element.body.iter(qn("w:tbl")))[-1]
    assert 1 == len(list(rows.iter(qn("w:hyperlink"))))


def test_a_contract_without_derogation_says_so():
    assert "ne déroge à aucun article" in words(write_ccap(draft(clauses=()), MASTER))


def test_the_legal_figures_of_payment_come_from_the_law_of_the_tender():
    assert ["Chiffre paiement.delai_eps", "50 jours", "Code, R. 1"] in tables(CCAP)["Chiffres légaux"]


def test_a_private_contract_recalls_no_public_figure():
    private = draft(buyer=Buyer(name="Clinique des Tilleuls", public=False))
    assert "Chiffres légaux" not in tables(write_ccap(private, MASTER))


def test_a_private_contract_departs_from_no_general_terms():
    private = draft(buyer=Buyer(name="Clinique des Tilleuls", public=False))
    assert "Dérogations" not in tables(write_ccap(private, MASTER))
    assert "cahier des clauses administratives générales" not in words(
        write_ccap(draft(buyer=private.buyer, clauses=()), MASTER)
    )


def under(ccag: str) -> bytes:
    return write_ccap(draft(procedure=TENDER.procedure.model_copy(update={"ccag": ccag})), MASTER)


def test_a_works_contract_refers_to_its_own_general_terms_and_departs_from_no_other():
    written = under("travaux")
    assert "des marchés publics de travaux (CCAG-Travaux) approuvé par l'arrêté du 30 mars 2021" in words(
        written
    ).replace("’", "'")
    assert "Dérogations" not in tables(written)
    assert "CCAG-TIC" not in words(written)


def test_a_contract_under_the_terms_that_a_clause_departs_from_lists_the_departure():
    assert [["Article 11 du CCAG-TIC", "Clause paiement", "CCAP"]] == tables(under("tic"))["Dérogations"][1:]


def test_a_contract_without_general_terms_says_so():
    assert "ne se réfère à aucun cahier des clauses administratives générales" in words(under("aucun"))


def test_the_annexes_hold_their_clauses_and_requirements_only():
    written = write_annexes(TENDER, MASTER)
    assert ["Clause lieux"] == headings(written, "2")
    assert "Exigence RGD-01" in tables(written)
    assert "ne comporte pas d'annexe" in words(write_annexes(draft(clauses=TENDER.clauses[:2]), MASTER))


def test_a_tender_without_annex_has_no_file_of_annexes():
    names = write_package(draft(clauses=TENDER.clauses[:2]), data_root() / "templates")
    assert [] == [name for name in names if "Annexes" in name]


def test_the_note_explains_each_clause_kept_with_its_sources_and_their_date():
    card = dict(tables(NOTES)["Clause Clause supervision"])
    assert "Clause supervision – Cahier des clauses techniques particulières" == card["Imposée"]
    assert "Les attaques ne dorment pas." == card["Utilité"]
    assert "Prise en charge : 15 minutes au plus (de 5 à 120)" == card["Paramètres"]
    assert "ANSSI, référentiel PDIS, 2.0 (vérifiée le 21 novembre 2026)" == card["Sources"]
    assert "Clause coûteuse." == card["Conseil"]


def test_the_note_says_what_was_left_out_the_buyer_first():
    rows = tables(NOTES)["Clauses laissées de côté"][1:]
    assert [
        ["Exercice", "Détection", "Écartée par vous : Déjà au plan"],
        ["Test d'intrusion", "Détection", "Service non demandé"],
    ] == rows


def test_the_note_lists_tasks_changed_parameters_and_all_answers():
    assert ["☐", "Tenir l'annuaire de crise à jour.", "Clause supervision"] in tables(NOTES)[
        "Tâches de l'établissement"
    ]
    assert [["Clause supervision", "Prise en charge", "30 minutes au plus", "15 minutes au plus"]] == tables(NOTES)[
        "Paramètres changés"
    ][1:]
    assert ["Question consultation.budget ?", "2 345 678 € TTC"] in tables(NOTES)["Réponses à l'entretien"]


def test_the_note_says_on_its_cover_that_it_is_not_to_be_published():
    assert ["NE PAS PUBLIER"] == [p.text for p in opened(NOTES).paragraphs if p.style.name == "Mention de projet"]


def test_an_edited_text_shows_the_words_removed_and_added():
    assert (
        "en ",
        Span("une", "Texte supprimé"),
        Span("trente", "Texte ajouté"),
        " ",
        Span("heure.", "Texte supprimé"),
        Span("minutes.", "Texte ajouté"),
    ) == word_changes("en une heure.", "en trente minutes.")
    styles = {run.style.name for p in opened(NOTES).paragraphs for run in p.runs}
    assert {"Texte supprimé", "Texte ajouté"} <= styles
