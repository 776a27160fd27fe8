"""Checks that a tender is lawful and defensible: each says what, where, why and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from opposable.assembly.weights import check_weights
from opposable.evaluation.criteria import scoring_criteria
from opposable.model.catalog import Catalog
from opposable.model.french import euros, number
from opposable.model.tender import LawFigure, Tender
from scoring.bench import bench
from scoring.methods import load_methods

Severity = Literal["bloquant", "a_justifier", "conseil"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend or to justify before publishing; `source` is the text that founds it."""

    id: str
    severity: Severity
    message: str
    place: str
    remedy: str
    source: str = ""


Check = Callable[[Tender, Catalog], Iterator[Finding]]


def check_tender(tender: Tender, catalog: Catalog) -> tuple[Finding, ...]:
    """Run every check and return what they found, gravest first."""
    found = [finding for check in CHECKS for finding in check(tender, catalog)]
    ranks = {"bloquant": 0, "a_justifier": 1, "conseil": 2}
    return tuple(sorted(found, key=lambda finding: ranks[finding.severity]))


def figure(tender: Tender, id_: str) -> LawFigure | None:
    """Return a legal figure in force at the tender's date."""
    return next((figure for figure in tender.law if figure.id == id_), None)


def _threshold(tender: Tender, _: Catalog) -> Iterator[Finding]:
    limit = figure(tender, "seuils.procedure_formalisee_services")
    estimate = tender.procedure.estimate_ht
    if not tender.buyer.public or limit is None or estimate is None or tender.procedure.kind != "mapa":
        return
    if estimate >= limit.value:
        yield Finding(
            "seuil_procedure_formalisee",
            "bloquant",
            f"L'estimation, {euros(estimate, 'HT')}, atteint le seuil de procédure formalisée des services et "
            f"fournitures, {euros(limit.value, 'HT')}.",
            "La consultation, procédure envisagée",
            "Choisissez une procédure formalisée, ou vérifiez l'estimation.",
            limit.source,
        )


def _framework_maximum(tender: Tender, catalog: Catalog) -> Iterator[Finding]:
    procedure = tender.procedure
    if procedure.form not in ("accord_cadre", "mixte") or not tender.buyer.public:
        return
    source = _source(catalog, "ccp.r2162_4")
    if procedure.maximum_ht is None:
        yield Finding(
            "maximum_accord_cadre",
            "bloquant",
            "Un accord-cadre à bons de commande doit indiquer son maximum.",
            "La consultation, montant maximum",
            "Indiquez le montant maximum hors taxes.",
            source,
        )
    elif procedure.estimate_ht is not None and procedure.maximum_ht < procedure.estimate_ht:
        yield Finding(
            "maximum_sous_estimation",
            "bloquant",
            "Le maximum de l'accord-cadre est plus bas que l'estimation.",
            "La consultation, montant maximum",
            "Relevez le maximum, ou corrigez l'estimation.",
            source,
        )


def _single_lot(tender: Tender, catalog: Catalog) -> Iterator[Finding]:
    if tender.buyer.public and len(tender.lots) == 1 and not tender.procedure.single_lot_reason:
        yield Finding(
            "lot_unique",
            "a_justifier",
            "Le marché n'est pas alloti et aucun motif n'est écrit.",
            "La consultation, motif du lot unique",
            "Écrivez pourquoi les prestations ne sont pas séparées, ou divisez en lots.",
            _source(catalog, "ccp.l2113_10"),
        )


def _environment(tender: Tender, catalog: Catalog) -> Iterator[Finding]:
    due = figure(tender, "environnement.critere_obligatoire")
    if not tender.buyer.public or due is None:
        return
    source = _source(catalog, "ccp.l2152_7")
    if all(criterion.id != "environnement" for criterion in tender.criteria):
        yield Finding(
            "critere_environnemental",
            "bloquant",
            "Aucun critère n'apprécie les caractéristiques environnementales de l'offre.",
            "Critères et notation",
            "Réintégrez une clause d'environnement notée.",
            source,
        )
    if all(clause.theme != "environnement" for clause in tender.clauses):
        yield Finding(
            "condition_environnementale",
            "bloquant",
            "Aucune condition d'exécution ne prend en compte l'environnement.",
            "Exigences, thème « Conditions environnementales et sociales »",
            "Réintégrez une clause d'environnement.",
            _source(catalog, "ccp.l2112_2"),
        )


def _price_method(tender: Tender, _: Catalog) -> Iterator[Finding]:
    if check_weights(tender.criteria):
        return
    method = load_methods()[tender.method.price_method]
    trial = bench(scoring_criteria(tender), method.id, parameters=tender.method.price_parameters)
    severities: dict[str, Severity] = {"bloquant": "bloquant", "avertissement": "a_justifier"}
    for finding in (*trial.blocking, *trial.warnings):
        yield Finding(
            f"methode_prix.{finding.id}",
            severities[finding.severity],
            finding.sentence,
            "Critères et notation, formule de prix",
            "Choisissez une autre formule, ou d'autres poids.",
        )


def _heavy_minimal(tender: Tender, _: Catalog) -> Iterator[Finding]:
    judged = tender.judged
    minimal = [r for r in judged if r.level == "minimale"]
    if judged and len(minimal) * 3 > len(judged):
        yield Finding(
            "trop_de_minimales",
            "conseil",
            f"{number(len(minimal))} exigences sur {number(len(judged))} sont minimales : chacune peut rendre une offre "
            "irrégulière.",
            "Exigences",
            "Gardez minimales celles sans lesquelles le service n'a pas d'intérêt ; notez les autres.",
        )


def _deadline(tender: Tender, _: Catalog) -> Iterator[Finding]:
    deadline = tender.procedure.bids_deadline
    if deadline is not None and deadline <= tender.dated:
        yield Finding(
            "date_limite",
            "bloquant",
            "La date limite de remise des offres n'est pas postérieure à la date d'envoi à la publication.",
            "La consultation, date limite",
            "Corrigez l'une des deux dates.",
        )


def _source(catalog: Catalog, id_: str) -> str:
    source = catalog.sources.get(id_)
    return ", ".join(part for part in (source.title, source.reference) if part) if source else ""


CHECKS: tuple[Check, ...] = (
    _threshold,
    _framework_maximum,
    _single_lot,
    _environment,
    _price_method,
    _heavy_minimal,
    _deadline,
)
