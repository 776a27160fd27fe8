"""A small sealed tender for the tests of the Excel files: two criteria, five requirements, four prices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from opposable.assembly.seal import publish
from opposable.model.catalog import AnswerSpec, ScaleLevel
from opposable.model.clauses import TenderClause, TenderParameter, TenderRequirement
from opposable.model.tender import (
    Buyer,
    CatalogMark,
    Criterion,
    Lot,
    Method,
    PriceLine,
    Procedure,
    SubCriterion,
    Tender,
)

SCALE = {0: "Rien.", 1: "Peu.", 2: "Suffisant.", 3: "Bon.", 4: "Très bon."}


def requirement(id_: str, number: str, text: str, **changes: Any) -> TenderRequirement:
    """Return a requirement marked under detection, with `changes`."""
    values: dict[str, Any] = {
        "level": "notee",
        "weight": 5,
        "criterion": "technique.detection",
        "answer": AnswerSpec(kind="texte", asks="Décrivez votre organisation."),
        "proof": ("Attestation, ou preuve équivalente",),
        "scale": SCALE,
    }
    return TenderRequirement(id=id_, number=number, text=text, **{**values, **changes})


def parameter(name: str, unit: str, value: str, better: str) -> TenderParameter:
    """Return a number of a clause."""
    exact = Decimal(value)
    return TenderParameter(
        name=name,
        label=f"Paramètre {name}",
        unit=unit,
        value=exact,
        default=exact,
        range=(Decimal(0), Decimal(10000)),
        better=better,  # type: ignore[arg-type]
        measured="sur le mois",
    )


def clause(id_: str, title: str, *requirements: TenderRequirement, parameters: tuple[TenderParameter, ...] = ()) -> Any:
    """Return a clause of the specifications."""
    return TenderClause(
        id=id_,
        title=title,
        theme="detection",
        document="cctp",
        text="Texte.",
        because="Parce que.",
        requirements=requirements,
        parameters=parameters,
    )


def draft_tender(**changes: Any) -> Tender:
    """Return the tender before it is sealed, with `changes`."""
    values: dict[str, Any] = {
        "reference": "2026-CYB-07",
        "title": "Supervision de sécurité & réponse aux incidents",
        "dated": date(2026, 11, 22),
        "buyer": Buyer(name="GHT de Brumeval"),
        "procedure": Procedure(
            kind="appel_offres_ouvert",
            kind_label="Appel d'offres ouvert",
            form="mixte",
            form_label="Accord-cadre composite",
            duration_months=24,
            renewals=1,
        ),
        "lots": (Lot(number="1", title="Lot unique"),),
        "clauses": _clauses(),
        "criteria": _criteria(),
        "method": Method(
            price_method="proportionnelle",
            price_title="Proportionnelle",
            price_rule="Au plus bas prix.",
            price_formula="B × Pmin / P",
            tax_base="ttc",
            scale=(ScaleLevel(mark=0, title="Absente", meaning="Rien."),),
            rounding_rule="Au centième.",
            tie_break="Aucune.",
        ),
        "vat_rate": Decimal(20),
        "prices": _prices(),
        "catalog": CatalogMark(version="2026.11", fingerprint="0" * 64),
    }
    return Tender(**{**values, **changes})


def sealed_tender(**changes: Any) -> Tender:
    """Return the published tender."""
    return publish(draft_tender(**changes))


def _clauses() -> tuple[TenderClause, ...]:
    return (
        clause(
            "detection.supervision",
            "Supervision à toute heure",
            requirement(
                "detection.supervision.presence",
                "DET-01",
                "Un analyste est présent à toute heure : l'astreinte seule ne suffit pas.",
                level="minimale",
            ),
            requirement(
                "detection.supervision.gti",
                "DET-02",
                "Une alerte critique est prise en charge en 15 minutes au plus.",
                parameter="gti",
            ),
            requirement(
                "detection.supervision.disponibilite",
                "DET-03",
                "Le service est disponible au moins 99,9 % du temps.",
                parameter="dispo",
                level="minimale",
            ),
            parameters=(parameter("gti", "minute", "15", "lower"), parameter("dispo", "pourcent", "99.9", "higher")),
        ),
        clause(
            "exercices.crise",
            "Exercices de crise",
            requirement(
                "exercices.crise.nombre",
                "EXE-01",
                "=Deux exercices par an au moins, suivis d'un rapport.",
                parameter="nombre",
                criterion="technique.formation",
            ),
            requirement("candidature.references", "REF-01", "Références du candidat.", stage="candidature"),
            parameters=(parameter("nombre", "exercice_par_an", "2", "higher"),),
        ),
        clause(
            "environnement.materiel",
            "Durée de vie du matériel",
            requirement(
                "environnement.materiel.duree",
                "ENV-01",
                "Le matériel est réemployé.",
                criterion="environnement.mesures",
                level="souhait",
            ),
        ),
    )


def _criteria() -> tuple[Criterion, ...]:
    detection = SubCriterion(id="technique.detection", title="Détection", measures="Délais.", weight=Decimal(40))
    formation = SubCriterion(id="technique.formation", title="Formation", measures="Exercices.", weight=Decimal(15))
    mesures = SubCriterion(id="environnement.mesures", title="Mesures", measures="Effets.", weight=Decimal(10))
    return (
        Criterion(id="prix", kind="prix", title="Prix", about="Total TTC.", weight=Decimal(35)),
        Criterion(
            id="technique",
            kind="qualite",
            title="Valeur technique",
            about="Qualité.",
            weight=Decimal(55),
            sub=(detection, formation),
        ),
        Criterion(
            id="environnement",
            kind="qualite",
            title="Performance environnementale: l'effet du service",
            about="Mesures.",
            weight=Decimal(10),
            sub=(mesures,),
        ),
    )


def _prices() -> tuple[PriceLine, ...]:
    return (
        _line("SUP-1", "Supervision à toute heure", "abonnement", "mois", "36"),
        _line("INC-1", "Intervention sur site", "unitaire", "jour", "12.5"),
        _line("DEM-1", "Démarrage", "forfait", "forfait", "1"),
        _line("EXE-1", "Exercice de crise", "unitaire", "exercice", "6"),
    )


def _line(code: str, title: str, kind: str, unit: str, quantity: str) -> PriceLine:
    return PriceLine(
        code=code,
        title=title,
        about=f"{title}, tout compris.",
        kind=kind,  # type: ignore[arg-type]
        unit=unit,
        quantity=Decimal(quantity),
    )
