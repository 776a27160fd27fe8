"""Checks on the procedure: thresholds, publicity, deadlines, form, lots and variants."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from opposable.legality.finding import Check, Finding, Severity, answered, figure, source
from opposable.model.catalog import Catalog
from opposable.model.french import euros, number, plural
from opposable.model.lots import lot_mention
from opposable.model.tender import LawFigure, Tender

_FORMAL = ("appel_offres_ouvert", "appel_offres_restreint", "procedure_avec_negociation", "dialogue_competitif")
_DELAYS = {
    "appel_offres_ouvert": ("delais.appel_offres_ouvert_electronique",),
    "appel_offres_restreint": ("delais.candidatures_restreint", "delais.offres_restreint_electronique"),
    "procedure_avec_negociation": ("delais.candidatures_negociation", "delais.offres_negociation_electronique"),
}


def _status(tender: Tender, catalog: Catalog) -> Iterator[Finding]:
    if tender.buyer.public and tender.procedure.kind == "consultation_privee":
        yield Finding(
            "procedure_hors_code",
            "bloquant",
            "L'acheteur est soumis au code de la commande publique et la procédure choisie s'en écarte.",
            "La consultation, procédure envisagée",
            "Choisissez une procédure du code, ou corrigez le statut de l'acheteur.",
            source(catalog, "ccp.l1211_1"),
        )


def _threshold(tender: Tender, catalog: Catalog) -> Iterator[Finding]:
    estimate = tender.procedure.estimate_ht
    limit = figure(tender, "seuils.procedure_formalisee_services")
    if not tender.buyer.public or estimate is None or limit is None or tender.procedure.kind != "mapa":
        return
    works = figure(tender, "seuils.procedure_formalisee_travaux") if _works(tender, catalog) else None
    central = figure(tender, "seuils.procedure_formalisee_services_etat")
    if estimate >= limit.value and (works is None or estimate >= works.value):
        yield _over(
            estimate, works or limit, "bloquant", "Choisissez une procédure formalisée, ou vérifiez l'estimation."
        )
    elif estimate >= limit.value:
        remedy = "Écrivez au dossier que le marché est un marché de travaux, ou choisissez une procédure formalisée."
        yield _over(estimate, limit, "a_justifier", remedy)
    elif central and estimate >= central.value and answered(tender, catalog, "etablissement.type", "grades_ars"):
        remedy = "Vérifiez si l'acheteur est une autorité publique centrale : ce seuil, plus bas, est alors le sien."
        yield _over(estimate, central, "a_justifier", remedy)


def _over(estimate: Decimal, limit: LawFigure, severity: Severity, remedy: str) -> Finding:
    return Finding(
        "seuil_procedure_formalisee",
        severity,
        f"L'estimation, {euros(estimate, 'HT')}, atteint un seuil de procédure formalisée, {euros(limit.value, 'HT')} "
        f"({limit.title}).",
        "La consultation, procédure envisagée",
        remedy,
        limit.source,
    )


def _no_competition(tender: Tender, catalog: Catalog) -> Iterator[Finding]:
    name = "seuils.dispense_publicite_travaux" if _works(tender, catalog) else "seuils.dispense_publicite"
    limit, estimate = figure(tender, name), tender.procedure.estimate_ht
    if not tender.buyer.public or tender.procedure.kind != "sans_publicite" or limit is None or estimate is None:
        return
    if estimate >= limit.value:
        yield Finding(
            "sans_mise_en_concurrence",
            "a_justifier",
            f"L'estimation, {euros(estimate, 'HT')}, atteint le seuil de {euros(limit.value, 'HT')} au-delà duquel le "
            "montant ne dispense plus de publicité ni de mise en concurrence.",
            "La consultation, procédure envisagée",
            "Écrivez au dossier l'autre cas de dispense, ou choisissez une procédure avec publicité.",
            limit.source,
        )


def _publicity(tender: Tender, _: Catalog) -> Iterator[Finding]:
    limit, estimate = figure(tender, "seuils.publicite_adaptee"), tender.procedure.estimate_ht
    if not tender.buyer.public or tender.procedure.kind != "mapa" or limit is None or estimate is None:
        return
    if estimate >= limit.value:
        yield Finding(
            "publicite_adaptee",
            "conseil",
            f"À partir de {euros(limit.value, 'HT')}, l'avis d'une procédure adaptée paraît au BOAMP ou dans un "
            "journal d'annonces légales.",
            "La consultation, procédure envisagée",
            "Prévoyez cette publication à la date d'envoi de l'avis.",
            limit.source,
        )


def _buyer_profile(tender: Tender, _: Catalog) -> Iterator[Finding]:
    limit, estimate = figure(tender, "seuils.profil_acheteur_dce"), tender.procedure.estimate_ht
    published = tender.procedure.kind in ("mapa", *_FORMAL)
    if not tender.buyer.public or not published or limit is None or estimate is None:
        return
    if estimate >= limit.value and not tender.buyer.buyer_profile:
        yield Finding(
            "profil_acheteur",
            "bloquant",
            f"À partir de {euros(limit.value, 'HT')}, les documents de la consultation sont mis à disposition sur un "
            "profil d'acheteur, et aucune adresse n'est indiquée.",
            "La consultation, adresse du profil d'acheteur",
            "Indiquez l'adresse du profil d'acheteur.",
            limit.source,
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


def _delay(tender: Tender, _: Catalog) -> Iterator[Finding]:
    deadline, names = tender.procedure.bids_deadline, _DELAYS.get(tender.procedure.kind, ())
    limits = [limit for name in names if (limit := figure(tender, name)) is not None]
    if not tender.buyer.public or deadline is None or deadline <= tender.dated or not limits:
        return
    given, due = (deadline - tender.dated).days, sum(int(limit.value) for limit in limits)
    if given < due:
        parts = " puis ".join(f"{number(limit.value)} jours ({limit.title})" for limit in limits)
        yield Finding(
            "delai_minimal",
            "a_justifier",
            f"{plural(given, 'jour')} séparent l'envoi de l'avis et la date limite des offres, au lieu de {parts}.",
            "La consultation, date limite",
            "Repoussez la date limite, ou écrivez au dossier la préinformation ou l'urgence qui permet de réduire.",
            limits[0].source,
        )


def _public_framework(tender: Tender) -> bool:
    return tender.buyer.public and tender.procedure.form in ("accord_cadre", "mixte")


def _framework_maximum(tender: Tender, catalog: Catalog) -> Iterator[Finding]:
    procedure = tender.procedure
    if not _public_framework(tender):
        return
    if procedure.maximum_ht is None:
        yield Finding(
            "maximum_accord_cadre",
            "bloquant",
            "Un accord-cadre à bons de commande doit indiquer son maximum.",
            "La consultation, montant maximum",
            "Indiquez le montant maximum hors taxes.",
            source(catalog, "ccp.r2162_4"),
        )
    elif procedure.estimate_ht is not None and procedure.maximum_ht < procedure.estimate_ht:
        yield Finding(
            "maximum_sous_estimation",
            "bloquant",
            "Le maximum de l'accord-cadre est plus bas que l'estimation.",
            "La consultation, montant maximum",
            "Relevez le maximum, ou corrigez l'estimation.",
            source(catalog, "ccp.r2162_4"),
        )


def _framework_lots(tender: Tender, catalog: Catalog) -> Iterator[Finding]:
    """Hold the maximum of each of several lots to what is asked of the whole."""
    if not _public_framework(tender) or len(tender.lots) == 1:
        return
    for lot in tender.lots:
        name = lot_mention(lot)
        if lot.maximum_ht is None:
            yield Finding(
                "maximum_lot",
                "bloquant",
                f"{name} : chaque lot d'un accord-cadre indique son maximum.",
                "La consultation, montants de chaque lot",
                "Indiquez le maximum du lot, hors taxes.",
                source(catalog, "ccp.r2162_4"),
            )
        elif lot.estimate_ht is not None and lot.maximum_ht < lot.estimate_ht:
            yield Finding(
                "maximum_lot_sous_estimation",
                "bloquant",
                f"{name} : son maximum est plus bas que son estimation.",
                "La consultation, montants de chaque lot",
                "Relevez le maximum du lot, ou corrigez son estimation.",
                source(catalog, "ccp.r2162_4"),
            )


def _framework_duration(tender: Tender, _: Catalog) -> Iterator[Finding]:
    procedure, limit = tender.procedure, figure(tender, "accord_cadre.duree_maximale")
    if not _public_framework(tender) or limit is None:
        return
    if procedure.total_months > 12 * limit.value:
        yield Finding(
            "duree_accord_cadre",
            "a_justifier",
            f"L'accord-cadre dure {plural(procedure.total_months, 'mois', 'mois')}, reconductions comprises, au-delà "
            f"de {plural(int(limit.value), 'an')}.",
            "La consultation, durée et reconductions",
            "Raccourcissez-le, ou écrivez le motif : l'objet, ou des investissements amortis plus longuement.",
            limit.source,
        )


def _single_lot(tender: Tender, catalog: Catalog) -> Iterator[Finding]:
    if tender.buyer.public and len(tender.lots) == 1 and not tender.procedure.single_lot_reason.strip():
        yield Finding(
            "lot_unique",
            "a_justifier",
            "Le marché n'est pas alloti et aucun motif n'est écrit.",
            "La consultation, motif du lot unique",
            "Écrivez pourquoi les prestations ne sont pas séparées, ou divisez en lots.",
            source(catalog, "ccp.l2113_10"),
        )


def _variants(tender: Tender, catalog: Catalog) -> Iterator[Finding]:
    if not tender.buyer.public or not tender.procedure.variants_allowed:
        return
    if all(requirement.level != "minimale" for requirement in tender.judged):
        yield Finding(
            "variantes_sans_minimum",
            "a_justifier",
            "Les variantes sont autorisées et aucune exigence minimale ne leur est fixée.",
            "La consultation, variantes",
            "Rendez minimales les exigences qu'une variante doit tenir, ou interdisez les variantes.",
            source(catalog, "ccp.r2151_8"),
        )


def _works(tender: Tender, catalog: Catalog) -> bool:
    return answered(tender, catalog, "besoin.achats", "travaux_batiment")


PROCEDURE_CHECKS: tuple[Check, ...] = (
    _status,
    _threshold,
    _no_competition,
    _publicity,
    _buyer_profile,
    _deadline,
    _delay,
    _framework_maximum,
    _framework_lots,
    _framework_duration,
    _single_lot,
    _variants,
)
