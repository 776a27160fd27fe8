"""Checks on what bids are judged on: criteria, weights, price formula and minimal requirements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from opposable.assembly.weights import check_weights, requirement_points
from opposable.evaluation.criteria import scoring_criteria
from opposable.legality.finding import Check, Finding, Severity, figure, source
from opposable.model.catalog import Catalog
from opposable.model.french import number
from opposable.model.tender import Criterion, Tender
from scoring.bench import bench
from scoring.methods import load_methods

_CRITERIA = "Critères et notation"
_HEAVY = Decimal("0.25")
"""Share of the quality points beyond which one requirement weighs like a criterion."""
_MANY = 8
"""Below this number of requirements, each weighs much whatever one does."""
_USUAL_PRICE = (Decimal(20), Decimal(70))
"""Weights of the price, in points, that call for no remark."""
_LIGHT = Decimal(5)
"""Points below which a criterion decides nothing."""
_CANDIDATE = re.compile(
    r"\b(?:références?|chiffre d'affaires|effectifs?"
    r"|(?:expérience|ancienneté|notoriété|taille|certifications?|solidité)"
    r" (?:de l'|de la |du |des )(?:entreprise|société|candidat|soumissionnaire|titulaire|prestataire)s?)\b",
    re.IGNORECASE,
)


def _environment(tender: Tender, catalog: Catalog) -> Iterator[Finding]:
    if not tender.buyer.public or figure(tender, "environnement.critere_obligatoire") is None:
        return
    if all(criterion.id != "environnement" for criterion in tender.criteria):
        yield Finding(
            "critere_environnemental",
            "bloquant",
            "Aucun critère n'apprécie les caractéristiques environnementales de l'offre.",
            _CRITERIA,
            "Réintégrez une clause d'environnement notée.",
            source(catalog, "ccp.l2152_7"),
        )
    if all(clause.theme != "environnement" for clause in tender.clauses):
        yield Finding(
            "condition_environnementale",
            "bloquant",
            "Aucune condition d'exécution ne prend en compte l'environnement.",
            "Exigences, thème « Conditions environnementales et sociales »",
            "Réintégrez une clause d'environnement.",
            source(catalog, "ccp.l2112_2"),
        )


def _light_environment(tender: Tender, catalog: Catalog) -> Iterator[Finding]:
    found = next((c for c in tender.criteria if c.id == "environnement"), None)
    if tender.buyer.public and found is not None and found.weight < _LIGHT:
        yield Finding(
            "critere_environnemental_leger",
            "conseil",
            f"Le critère environnemental pèse {number(found.weight)} points sur 100 : il ne départage guère.",
            _CRITERIA,
            f"Donnez-lui {number(_LIGHT)} points au moins, ou gardez au dossier le motif de ce poids.",
            source(catalog, "ccp.l2152_7"),
        )


def _published_parts(tender: Tender, catalog: Catalog) -> Iterator[Finding]:
    published = {c.id for c in tender.criteria} | {sub.id for c in tender.criteria for sub in c.sub}
    outside = [r.number for r in tender.judged if r.criterion not in published]
    if outside and tender.criteria:
        yield Finding(
            "exigence_hors_critere",
            "bloquant",
            f"Des exigences notées ne relèvent d'aucun sous-critère publié : {', '.join(outside[:8])}"
            f"{'…' if len(outside) > 8 else ''}.",
            _CRITERIA,
            "Rattachez-les à un sous-critère annoncé avec son poids.",
            source(catalog, "jurisprudence.saint_pal_2010"),
        )


def _empty_parts(tender: Tender, catalog: Catalog) -> Iterator[Finding]:
    for criterion in tender.criteria:
        if criterion.kind == "qualite" and not _judges(tender, criterion):
            yield Finding(
                "critere_sans_exigence",
                "bloquant",
                f"Le critère « {criterion.title} » est annoncé et aucune exigence ne permet de le noter.",
                _CRITERIA,
                "Réintégrez une exigence notée, ou retirez ce critère.",
                source(catalog, "ccp.r2152_7"),
            )


def _judges(tender: Tender, criterion: Criterion) -> bool:
    parts = {criterion.id, *(sub.id for sub in criterion.sub)}
    return any(requirement.criterion in parts for requirement in tender.judged)


def _heavy_requirement(tender: Tender, catalog: Catalog) -> Iterator[Finding]:
    points = requirement_points(tender.criteria, tender.requirements)
    total = sum(points.values(), Decimal(0))
    if len(points) < _MANY or total <= 0:
        return
    for requirement in tender.judged:
        part = points.get(requirement.id, Decimal(0)) / total
        if part > _HEAVY:
            yield Finding(
                "exigence_dominante",
                "a_justifier",
                f"L'exigence {requirement.number} porte à elle seule {number(part * 100, 0)} % des points de qualité.",
                f"Exigences, {requirement.number}",
                "Baissez son poids, ou faites-en un sous-critère annoncé.",
                source(catalog, "jurisprudence.saint_pal_2010"),
            )


def _candidate_criterion(tender: Tender, catalog: Catalog) -> Iterator[Finding]:
    for criterion in tender.criteria:
        if criterion.kind == "prix":
            continue
        texts = [criterion.title, criterion.about, *(f"{sub.title} {sub.measures}" for sub in criterion.sub)]
        found = next((match for text in texts if (match := _CANDIDATE.search(text))), None)
        if tender.buyer.public and found is not None:
            yield Finding(
                "critere_sur_le_candidat",
                "a_justifier",
                f"Le critère « {criterion.title} » juge le candidat et non son offre : « {found.group()} ».",
                _CRITERIA,
                "Jugez les personnes affectées et les moyens du marché ; le reste se vérifie à la candidature.",
                source(catalog, "jurisprudence.grands_causses_2011"),
            )


def _price_weight(tender: Tender, _: Catalog) -> Iterator[Finding]:
    weight = sum((c.weight for c in tender.criteria if c.kind == "prix"), Decimal(0))
    low, high = _USUAL_PRICE
    if tender.criteria and not low <= weight <= high:
        effect = "la qualité ne départage guère" if weight > high else "le prix ne départage guère"
        yield Finding(
            "poids_du_prix",
            "conseil",
            f"Le prix pèse {number(weight)} points sur 100 : {effect}.",
            _CRITERIA,
            f"Restez entre {number(low)} et {number(high)} points, ou gardez au dossier le motif de ce poids.",
        )


def _price_method(tender: Tender, catalog: Catalog) -> Iterator[Finding]:
    if check_weights(tender.criteria) or any(_empty_parts(tender, catalog)):
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
            f"{number(len(minimal))} exigences sur {number(len(judged))} sont minimales : chacune peut rendre une "
            "offre irrégulière.",
            "Exigences",
            "Gardez minimales celles sans lesquelles le service n'a pas d'intérêt ; notez les autres.",
        )


CRITERIA_CHECKS: tuple[Check, ...] = (
    _environment,
    _light_environment,
    _published_parts,
    _empty_parts,
    _heavy_requirement,
    _candidate_criterion,
    _price_weight,
    _price_method,
    _heavy_minimal,
)
