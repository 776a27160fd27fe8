"""The whole chain in a real browser, by someone who only sees the screens."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect

from opposable.documents import layout
from opposable.model.tender import Tender
from tests.browser.hand import Hand
from tests.filling import fill_form, fill_prices

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PROPOSALS = Path(__file__).resolve().parents[2] / "benchmarks" / "sets" / "bids_dev" / "bids"
BIDDERS = {
    "Aldérion Santé": ("alderion-sante.docx", 100, 4),
    "Novalquint Services": ("novalquint-services.docx", 80, 1),
    "Tramontys Infogérance": ("tramontys-infogerance.docx", 90, 2),
}


def answer_interview(hand: Hand) -> None:
    """Answer what a small practice is asked, subject by subject."""
    hand.write("Nom de l'établissement", "Cabinet médical des Tilleuls")
    hand.choose("Nature de l'établissement", "Cabinet médical ou paramédical")
    hand.choose("Êtes-vous soumis au code de la commande publique ?", "Non, acheteur privé")
    hand.write("Nombre de sites", "1")
    hand.write("Nombre d'agents ou de salariés", "9")
    hand.subject("Votre système d'information")
    hand.write("Postes de travail", "8")
    hand.write("Serveurs, physiques et virtuels", "1")
    hand.choose("Hébergez-vous vous-même des données de santé", "Non")
    hand.choose("Avez-vous des informaticiens ?", "Aucun informaticien")
    hand.choose("Qui s'occupe de la sécurité informatique ?", "Personne")
    hand.choose("Avez-vous des équipements biomédicaux raccordés au réseau ?", "Non")
    hand.subject("Ce que vous achetez")
    hand.choose("Que porte votre consultation ?", "Des services de cybersécurité")
    hand.choose_many("Quels services de cybersécurité ?", ["Sauvegarde et restauration"])
    hand.choose("Le titulaire aura-t-il accès à des données personnelles ?", "Oui")
    hand.choose("Aura-t-il accès à des données de santé ?", "Oui")
    hand.choose("Où les données confiées seront-elles conservées ?", "Chez le titulaire ou son hébergeur")
    hand.choose("Le titulaire se connectera-t-il à distance", "Oui")
    hand.subject("La consultation")
    hand.write("Numéro de la consultation", "2026-SAU-03")
    hand.write("Objet", "Sauvegarde du cabinet")
    hand.choose("Procédure envisagée", "Consultation privée, hors code de la commande publique")
    hand.choose("Forme du marché", "Marché ordinaire")
    hand.write("Montant estimé sur toute la durée", "6000")
    hand.write("Durée ferme, en mois", "36")
    hand.write("Nombre de reconductions", "0")
    hand.write_date("Date limite de remise des offres", "18012027")
    hand.write("Heure limite", "12 h 00")
    hand.write("Durée de validité des offres", "120")
    hand.choose("Vous réservez-vous de négocier ?", "Oui")
    hand.choose("Les variantes sont-elles autorisées ?", "Non")
    hand.choose("Récupérez-vous la TVA ?", "Non")


def answer_what_still_waits(hand: Hand) -> None:
    """Answer « Non », or the last choice, to every question that the checks page says still holds clauses."""
    hand.go("Contrôles")
    found = [re.search("« (.+?) »", text) for text in hand.page.get_by_text("La question «").all_inner_texts()]
    labels = {match.group(1).strip() for match in found if match}
    hand.go("Établissement et besoin")
    for subject in ("Votre établissement", "Votre système d'information", "Ce que vous achetez", "La consultation"):
        hand.subject(subject)
        for label in sorted(labels):
            group = hand.page.get_by_role("radiogroup", name=label, exact=True)
            if group.count():
                no = group.get_by_text("Non", exact=True)
                (no if no.count() else group.locator("label").nth(-2)).first.click()
                hand.settle()


def edit_and_publish(hand: Hand) -> None:
    """See a number out of bounds refused and another kept, then publish."""
    hand.go("Exigences")
    clause = hand.page.get_by_test_id("stExpander").filter(has_text="exigence").first
    for box in hand.page.get_by_test_id("stExpander").all():
        box.locator("summary").click()
        hand.settle()
        number = box.get_by_role("textbox", name=re.compile("proposé"))
        if number.count():
            clause = box
            break
    field = clause.get_by_role("textbox", name=re.compile("proposé")).first
    before = field.input_value()
    field.fill("999999")
    field.press("Tab")
    hand.sees(re.compile("sort de l'intervalle admis"))
    expect(field).to_have_value(before)
    hand.go("Documents")
    hand.press("Publier…")
    hand.press("Publier définitivement")
    hand.page.get_by_role("tab", name="Version 1 publiée").click()
    hand.sees(re.compile(r"Scellé\s:\s[0-9a-f]{64}"))


def download_all(hand: Hand, folder: Path) -> tuple[Tender, Path, Path, Path]:
    """Download the tender, the CCTP, the response form and the price schedule of the published version."""
    panel = hand.page.get_by_role("tabpanel", name="Version 1 publiée")

    def card(title: str) -> Path:
        box = panel.locator("[data-testid=stVerticalBlock]").filter(has_text=title).last
        return hand.download(box.get_by_role("button", name="Télécharger", exact=True), folder)

    json_file = hand.download(panel.get_by_role("button", name="Dossier lisible par machine (JSON)"), folder)
    tender = Tender.model_validate_json(json_file.read_text(encoding="utf-8"))
    return tender, card("Cahier des clauses techniques"), card("Cadre de réponse technique"), card("Bordereau de prix")


def fill_bid(tender: Tender, form: Path, prices: Path, bidder: str, folder: Path) -> list[Path]:
    """Fill the exported files as this bidder would, and take its proposal."""
    proposal, price, _ = BIDDERS[bidder]
    folder.mkdir()
    answers: dict[str, dict[str, object]] = {}
    for requirement in tender.judged:
        answers[requirement.number] = {layout.DECLARED: "oui", layout.ANSWER: "Voir notre mémoire technique."}
        parameter = tender.parameter_of(requirement)
        if parameter is not None:
            answers[requirement.number][layout.VALUE] = float(parameter.value)
    if bidder == sorted(BIDDERS)[2]:
        minimal = next(r for r in tender.judged if r.level == "minimale")
        answers[minimal.number][layout.DECLARED] = "non"
    (folder / "cadre.xlsx").write_bytes(fill_form(form.read_bytes(), answers))
    lines = {line.code: price for line in tender.prices}
    (folder / "prix.xlsx").write_bytes(fill_prices(prices.read_bytes(), lines))
    (folder / proposal).write_bytes((PROPOSALS / proposal).read_bytes())
    return sorted(folder.iterdir())


def test_from_the_first_question_to_the_report(page: Page, tmp_path: Path) -> None:
    hand = Hand(page)
    hand.settle()
    hand.press("Nouvelle consultation")
    answer_interview(hand)
    hand.sees("Enregistré à")
    answer_what_still_waits(hand)
    edit_and_publish(hand)
    tender, cctp, form, prices = download_all(hand, tmp_path)
    assert tender.seal is not None
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(cctp)).paragraphs)
    assert "Sauvegarde du cabinet" in text

    hand.go("Offres")
    for bidder in BIDDERS:
        files = fill_bid(tender, form, prices, bidder, tmp_path / bidder)
        hand.write("Candidat", bidder)
        hand.upload(files)
        hand.press("Enregistrer l'offre")
        hand.sees(bidder)
    hand.press("Lire les offres")
    expect(page.get_by_text("Toutes les offres sont lues.")).to_be_visible(timeout=180_000)

    decide_regularity(hand)
    mark_everything(hand, tender)
    hand.go("Classement et rapport")
    hand.write("Proposition du comité", "Attribuer le marché au premier classé.")
    missing = page.get_by_test_id("stAlert").all_inner_texts()
    assert missing == []
    table = page.get_by_test_id("stTable").first.inner_text()
    report = hand.download(page.get_by_role("button", name="Télécharger le rapport (Word)"), tmp_path)
    check_report(table, report)

    page.reload()
    hand.settle()
    hand.sees("Attribuer le marché au premier classé.")


def decide_regularity(hand: Hand) -> None:
    """Retain the first two bids, refuse the third with a reason."""
    hand.go("Classement et rapport")
    for bidder, decision in zip(sorted(BIDDERS), ("Régulière", "Régulière", "Irrégulière"), strict=True):
        box = hand.page.get_by_test_id("stExpander").filter(has_text=bidder).first
        if not box.get_by_role("button", name="Enregistrer la décision").is_visible():
            box.locator("summary").click()
        choice = box.get_by_role("combobox", name="Décision")
        choice.click()
        choice.fill(decision)
        hand.page.get_by_role("option", name=decision, exact=True).click()
        box.get_by_role("textbox", name="Motif").fill("Pièces vérifiées par le comité.")
        box.get_by_role("button", name="Enregistrer la décision").click()
        hand.settle()
        hand.sees(f"{bidder} · {decision}")


def mark_everything(hand: Hand, tender: Tender) -> None:
    """Give every mark of the two retained bids, requirement after requirement, with a reason."""
    hand.go("Analyse")
    hand.write("Qui note ?", "Gérante du cabinet")
    for requirement in tender.judged:
        hand.choose("Exigence", requirement.number)
        hand.sees(re.compile(f"^{requirement.number} · "))
        marked = hand.page.get_by_text("Noté par Gérante du cabinet")
        expect(marked).to_have_count(0, timeout=60_000)
        for column, bidder in enumerate(sorted(BIDDERS)[:2]):
            form = hand.page.get_by_test_id("stForm").nth(column)
            form.get_by_role("radiogroup", name="Note").get_by_text(str(BIDDERS[bidder][2]), exact=True).click()
            form.get_by_role("textbox", name="Motif").fill(
                f"Réponse lue pour {requirement.number}, offre {column + 1}."
            )
            form.get_by_role("button", name="Enregistrer la note").click()
            expect(marked).to_have_count(column + 1, timeout=60_000)
            hand.settle()


def check_report(table: str, report: Path) -> None:
    """The report holds the ranking that the screen shows, to the hundredth."""
    figures = re.findall(r"\d+,\d\d", table)
    assert len(figures) >= 6  # two bids: price, quality, total
    document = docx.Document(str(report))
    words = "\n".join(cell.text for t in document.tables for row in t.rows for cell in row.cells)
    assert [figure for figure in figures if figure not in words] == []
    assert "Aldérion Santé" in words
