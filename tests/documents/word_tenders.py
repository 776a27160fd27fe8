"""Tenders and assessments for the tests of the Word documents, and what those tests read back."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

from opposable.assembly.seal import publish
from opposable.evaluation.assess import assess
from opposable.model.assessment import Assessment, Judgement, Mark, Regularity
from opposable.model.bids import Bid, Evidence, FileReport, FormAnswer, PriceSchedule, ResponseForm, Suggestion
from opposable.model.catalog import AnswerSpec, ScaleLevel
from opposable.model.clauses import (
    LeftOut,
    SourceNote,
    TenderClause,
    TenderParameter,
    TenderPenalty,
    TenderRequirement,
    TenderTheme,
)
from opposable.model.lots import of_lot
from opposable.model.tender import (
    AnswerNote,
    Buyer,
    CatalogMark,
    Criterion,
    DefinitionNote,
    LawFigure,
    Lot,
    Method,
    Procedure,
    SubCriterion,
    Tender,
)

MASTER = (Path(__file__).resolve().parents[2] / "templates" / "piece.docx").read_bytes()
CHECKED = date(2026, 11, 21)
PENALTY = TenderPenalty(
    id="penalites.retard", title="Prise en charge tardive", text="Alerte prise en charge hors délai : 150 € par alerte."
)
SOURCE = SourceNote(
    id="anssi.pdis", title="ANSSI, référentiel PDIS, 2.0", url="https://cyber.example/pdis?a=1&b=2", checked_on=CHECKED
)


def requirement(number: str, **changes: Any) -> TenderRequirement:
    values: dict[str, Any] = {
        "id": f"detection.supervision.{number.lower().replace('-', '_')}",
        "number": number,
        "text": f"L'exigence {number} est tenue : en tout temps.",
        "level": "notee",
        "weight": 4,
        "criterion": "technique.detection",
        "answer": AnswerSpec(asks="Décrivez vos moyens."),
        "proof": ("Planning type", "Relevé des délais, ou preuve équivalente"),
        "scale": {0: "Rien.", 1: "Peu.", 2: "Assez.", 3: "Bien.", 4: "Très bien."},
        "controlled_by": "Relevé mensuel.",
    }
    return TenderRequirement(**{**values, **changes})


def clause(name: str, *requirements: TenderRequirement, **changes: Any) -> TenderClause:
    values: dict[str, Any] = {
        "id": f"detection.{name}",
        "title": f"Clause {name}",
        "theme": "detection",
        "document": "cctp",
        "text": "Premier alinéa ; il va à la ligne\nsans raison.\n\nLe titulaire remet :\n- un plan ;\n- un relevé.",
        "because": "Les attaques ne dorment pas.",
        "reasons": ("Quels services : SOC",),
        "requirements": requirements,
        "sources": (SOURCE,),
    }
    return TenderClause(**{**values, **changes})


def parameter(**changes: Any) -> TenderParameter:
    values: dict[str, Any] = {
        "name": "gti",
        "label": "Prise en charge",
        "unit": "minute",
        "value": Decimal(15),
        "default": Decimal(30),
        "range": (Decimal(5), Decimal(120)),
        "better": "lower",
        "measured": "de l'alerte à l'ouverture du dossier",
    }
    return TenderParameter(**{**values, **changes})


def draft(**changes: Any) -> Tender:
    """A tender with one clause of each kind; the estimate is 1 987 654 €, the budget 2 345 678 €."""
    values: dict[str, Any] = {
        "reference": "2026-CYB-01",
        "title": "Supervision de sécurité & réponse aux incidents",
        "dated": date(2026, 11, 21),
        "buyer": Buyer(
            name="Centre hospitalier de l'Orme",
            kind="Centre hospitalier",
            contact="achats@orme.example",
            buyer_profile="https://profil.example",
            court="Tribunal administratif de Brume",
        ),
        "procedure": Procedure(
            kind="appel_offres_ouvert",
            kind_label="Appel d'offres ouvert",
            form="mixte",
            form_label="Accord-cadre composite",
            duration_months=36,
            renewals=1,
            bids_deadline=date(2027, 1, 15),
            deadline_time="12 h 00",
            validity_days=180,
            single_lot_reason="Les mêmes équipes détectent et confinent.",
            maximum_ht=Decimal(2600000),
            estimate_ht=Decimal(1987654),
            budget_ttc=Decimal(2345678),
        ),
        "lots": (Lot(number="1", title="Lot unique"),),
        "themes": (
            TenderTheme(id="detection", code="DET", title="Détection"),
            TenderTheme(id="donnees", code="RGD", title="Données personnelles"),
        ),
        "clauses": _clauses(),
        "left_out": (
            LeftOut(id="x.y", title="Test d'intrusion", theme="detection", reasons=("Service non demandé",)),
            LeftOut(id="x.z", title="Exercice", theme="detection", dropped_by_buyer=True, reason="Déjà au plan"),
        ),
        "criteria": (
            Criterion(id="prix", kind="prix", title="Prix", about="Total du détail estimatif.", weight=Decimal(40)),
            Criterion(
                id="technique",
                kind="qualite",
                title="Valeur technique",
                about="Qualité de la réponse.",
                weight=Decimal(60),
                sub=(
                    SubCriterion(id="technique.detection", title="Détection", measures="Délais.", weight=Decimal(45)),
                    SubCriterion(id="technique.donnees", title="Données", measures="Lieux.", weight=Decimal(15)),
                ),
            ),
        ),
        "method": Method(
            price_method="proportionnelle",
            price_title="Proportionnelle au prix le plus bas",
            price_rule="L'offre la moins chère a B points.",
            price_formula="N = B × Pmin / P",
            tax_base="ttc",
            scale=tuple(ScaleLevel(mark=m, title=f"Titre {m}", meaning=f"Sens {m}.") for m in range(5)),
            rounding_rule="Arrondi au centième.",
            tie_break="Les offres égales sont classées ex æquo.",
        ),
        "vat_rate": Decimal(20),
        "law": (_figure("paiement.delai_eps", "50", "jour"), _figure("suspension.signature", "11", "jour")),
        "definitions": (DefinitionNote(term="Alerte", meaning="Signal à examiner."),),
        "context": (
            _answer("etablissement.nombre_sites", "7 sites"),
            _answer("si.postes", "4 200 postes"),
            _answer("si.surveillance_nuit", "Personne ne veille"),
            _answer("si.mfa", "Nulle part en place"),
            _answer("si.sauvegarde_hors_ligne", "sauvegarde en ligne seulement"),
            _answer("besoin.prestations", "Supervision ; Réponse aux incidents"),
            _answer("consultation.montant_estime", "1 987 654 € HT"),
            _answer("consultation.budget", "2 345 678 € TTC"),
        ),
        "catalog": CatalogMark(version="2026.11", fingerprint="c" * 64),
    }
    return Tender(**{**values, **changes})


def sealed(**changes: Any) -> Tender:
    return publish(draft(**changes))


def large(count: int) -> Tender:
    """A tender of `count` requirements, ten a clause."""
    numbers = [f"DET-{index:03d}" for index in range(count)]
    clauses = (
        clause(f"c{start}", *(requirement(number) for number in numbers[start : start + 10]))
        for start in range(0, count, 10)
    )
    return sealed(clauses=tuple(clauses))


def _clauses() -> tuple[TenderClause, ...]:
    return (
        clause(
            "supervision",
            requirement("DET-01", level="minimale", weight=8, verified_by="Visite du centre."),
            requirement("DET-02", parameter="gti", penalty=PENALTY),
            parameters=(parameter(),),
            buyer_tasks=("Tenir l'annuaire de crise à jour.",),
            note="Clause coûteuse.",
            obligation="loi",
        ),
        clause("confinement", requirement("DET-03", level="souhait", penalty=PENALTY, carried_by="partage")),
        clause("lieux", requirement("RGD-01", criterion="technique.donnees"), theme="donnees", document="annexe"),
        clause(
            "paiement", document="ccap", text="Par dérogation, tout se paie.", derogates=("Article 11 du CCAG-TIC",)
        ),
        clause("visite", document="rc", text="Une visite des lieux est ouverte aux candidats."),
        clause("references", requirement("CTR-01", stage="candidature"), document="rc"),
        clause(
            "exclusions",
            text="Le titulaire isole la machine en trente minutes.",
            original_text="Le titulaire isole la machine en une heure.",
        ),
    )


def _figure(id_: str, value: str, unit: str) -> LawFigure:
    return LawFigure(
        id=id_, title=f"Chiffre {id_}", value=Decimal(value), unit=unit, source="Code, R. 1", reviewed_on=CHECKED
    )


def _answer(question: str, text: str) -> AnswerNote:
    return AnswerNote(question=question, label=f"Question {question} ?", text=text)


BIDDERS = ("Passelande", "Sorgelune", "Tramontys")
QUOTE = "Nos analystes sont là 24h/24 ; l'équipe de nuit (2 personnes) n'est pas d'astreinte : \x0bjamais."


def assessed(tender: Tender, marked: bool = True, lot: str = "") -> Assessment:
    """Two bids retained and marked, a third set aside; without `marked`, no mark at all. `lot` narrows to a lot."""
    whole, tender = tender, of_lot(tender, lot) if lot else tender
    marks = {
        name: {
            r.id: Mark(mark=Decimal((place + 2 * rank) % 5), reason=f"Moyens de {name} décrits.")
            for rank, r in enumerate(tender.judged)
        }
        for place, name in enumerate(BIDDERS[:2])
    }  # fmt: skip
    judgement = Judgement(
        committee="RSSI, DSI, acheteur",
        marks=marks if marked else {},
        regularity={
            BIDDERS[0]: Regularity(status="reguliere"),
            BIDDERS[1]: Regularity(status="regularisee", reason="Preuve jointe dans le délai."),
            BIDDERS[2]: Regularity(status="irreguliere", reason="Astreinte seule."),
        },
        appreciations={BIDDERS[0]: {"technique.detection": "Détection solide de nuit."}},
        proposal="La commission propose l'offre classée première.",
    )
    bids = [_bid(tender, name, place) for place, name in enumerate(BIDDERS)]
    return assess(whole, bids, judgement, _read(tender), lot=lot)


def _bid(tender: Tender, name: str, place: int) -> Bid:
    return Bid(
        bidder=name,
        files=(FileReport(bid=name, file="mémoire.docx", kind="memoire", sha256=f"{place}a" * 32, size=10),),
        form=ResponseForm(
            file="cadre.xlsx",
            reference=tender.reference,
            seal=tender.seal or "",
            answers={r.id: FormAnswer(requirement=r.id, declared="oui") for r in tender.judged},
        ),
        prices=PriceSchedule(
            file="prix.xlsx",
            reference=tender.reference,
            seal=tender.seal or "",
            total_ht=Decimal(1000000 + 150000 * place),
            total_ttc=Decimal(1200000 + 180000 * place),
        ),
    )


def _read(tender: Tender) -> dict[str, dict[str, Suggestion]]:
    passage = Evidence(text=QUOTE, file="mémoire.docx", where="§ 3.2, paragraphe 12")
    read = Suggestion(verdict="conforme", confidence=0.9, to_read=False, passages=(passage,))
    return {name: {requirement.id: read for requirement in tender.judged} for name in BIDDERS}


def opened(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def words(content: bytes) -> str:
    """All the text of the body, one line a paragraph, every kind of space made a plain one."""
    body = opened(content).element.body
    lines = ("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))
    return "\n".join(lines).replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def tables(content: bytes) -> dict[str, list[list[str]]]:
    """Each table's rows of texts, by its caption (the last one where several share it)."""
    found = {}
    for table in opened(content).element.body.iter(qn("w:tbl")):
        caption = table.find(f"{qn('w:tblPr')}/{qn('w:tblCaption')}").get(qn("w:val"))
        found[plain(caption)] = [[plain(_cell(cell)) for cell in row.tc_lst] for row in table.tr_lst]
    return found


def _cell(cell: Any) -> str:
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in cell.iter(qn("w:p")))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def headings(content: bytes, *levels: str) -> list[str]:
    """The texts of the headings of these levels (``1``, ``2``), annexes counted as ``1``, in order."""
    names = {f"Heading {level}" for level in levels} | ({"Titre d'annexe"} if "1" in levels else set())
    return [plain(p.text) for p in opened(content).paragraphs if p.style.name in names]
