"""Checks on the clauses: what the law imposes, what the buyer wrote, and what must not be printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from opposable.catalog.wording import Wording
from opposable.legality.finding import Check, Finding, Severity, answered, figure, source
from opposable.model.catalog import Catalog
from opposable.model.clauses import TenderClause
from opposable.model.french import euros
from opposable.model.tender import Tender

_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s.](?=\d)")
_RULES: dict[str, tuple[Severity, str]] = {
    "redaction.preference": ("bloquant", "ccp.r2111_7"),
    "redaction.marque": ("a_justifier", "ccp.r2111_7"),
    "redaction.sans_equivalent": ("a_justifier", "ccp.r2111_11"),
    "redaction.experience_passee": ("a_justifier", "jurisprudence.grands_causses_2011"),
    "redaction.adverbe_vague": ("conseil", ""),
    "redaction.si_possible": ("conseil", ""),
    "redaction.sans_reference": ("conseil", ""),
}
"""The writing rules that a buyer's own words are held to, with their weight here and the text behind them."""


@dataclass(frozen=True, slots=True)
class _Written:
    sort: str
    text: str
    place: str
    before: str = ""


def _dropped_imposed(tender: Tender, _: Catalog) -> Iterator[Finding]:
    for clause in tender.left_out:
        if not clause.dropped_by_buyer or clause.obligation != "loi":
            continue
        said = clause.reason.strip()
        yield Finding(
            "clause_imposee_ecartee",
            "a_justifier" if said else "bloquant",
            f"La clause « {clause.title} », qu'un texte impose, est écartée"
            + (f" pour ce motif : {said}" if said else " sans motif."),
            f"Exigences, « {clause.title} »",
            "Gardez ce motif au dossier."
            if said
            else "Rétablissez la clause, ou écrivez pourquoi elle est sans objet.",
        )


def _social_condition(tender: Tender, catalog: Catalog) -> Iterator[Finding]:
    works = answered(tender, catalog, "besoin.achats", "travaux_batiment")
    limit = figure(tender, "seuils.sociale_l2112_2_1_travaux" if works else "seuils.sociale_l2112_2_1")
    estimate = tender.procedure.estimate_ht
    if not tender.buyer.public or limit is None or estimate is None or estimate < limit.value:
        return
    if all(clause.id != "environnement.condition_sociale" for clause in tender.clauses):
        yield Finding(
            "condition_sociale",
            "a_justifier",
            f"À partir de {euros(limit.value, 'HT')}, le marché comporte une condition d'exécution relative au domaine "
            "social ou à l'emploi, sauf motif écrit.",
            "Exigences, thème « Conditions environnementales et sociales »",
            "Réintégrez la condition sociale, ou gardez au dossier le motif de son absence.",
            source(catalog, "ccp.l2112_2_1"),
        )


def _printed_estimate(tender: Tender, _: Catalog) -> Iterator[Finding]:
    procedure = tender.procedure
    kept = (procedure.estimate_ht, procedure.budget_ttc, *(lot.estimate_ht for lot in tender.lots))
    amounts = {a for a in kept if a is not None and a >= 1000}
    for amount in sorted(amounts - {procedure.maximum_ht, *(lot.maximum_ht for lot in tender.lots)}):
        places = [written.place for written in _printed(tender) if _holds_amount(written.text, amount)]
        if places:
            yield Finding(
                "estimation_imprimee",
                "a_justifier",
                f"Un montant qui ne se publie pas, {euros(amount)}, figure dans un texte imprimé : "
                f"{', '.join(places)}.",
                places[0],
                "Retirez ce montant : l'estimation et le budget restent au dossier de l'acheteur.",
            )


def _printed(tender: Tender) -> Iterator[_Written]:
    yield _Written("clause", f"{tender.title} {tender.procedure.single_lot_reason}", "La consultation")
    for clause in tender.clauses:
        yield _Written("clause", clause.text, f"Exigences, « {clause.title} »")
        for requirement in clause.requirements:
            yield _Written("exigence", requirement.text, f"Exigences, {requirement.number}")


def _holds_amount(text: str, amount: Decimal) -> bool:
    digits = f"{amount:f}".rstrip("0").rstrip(".") if "." in f"{amount:f}" else f"{amount:f}"
    return (
        re.search(rf"(?<![\d,]){re.escape(digits.replace('.', ','))}(?!\d)", _BETWEEN_DIGITS.sub("", text)) is not None
    )


def check_words(tender: Tender, catalog: Catalog, wording: Wording) -> Iterator[Finding]:
    """Hold what the buyer wrote or changed to the writing rules of the catalog; a private buyer is left free."""
    if not tender.buyer.public:
        return
    for written in _by_the_buyer(tender):
        for rule in wording.words:
            if rule.id not in _RULES or written.sort not in rule.fields:
                continue
            severity, founded = _RULES[rule.id]
            for word in dict.fromkeys(rule.found(written.text)):
                if word not in rule.found(written.before):
                    message = rule.message.replace("{mot}", word)
                    yield Finding(rule.id, severity, message, written.place, rule.hint, source(catalog, founded))


def _by_the_buyer(tender: Tender) -> Iterator[_Written]:
    yield _Written("clause", tender.title, "La consultation, objet")
    yield _Written("clause", tender.procedure.single_lot_reason, "La consultation, motif du lot unique")
    for clause in tender.clauses:
        place = f"Exigences, « {clause.title} »"
        if clause.original_text is not None:
            yield _Written("clause", clause.text, place, clause.original_text)
        elif clause.origin == "acheteur" or tender.origin == "importe":
            yield _Written("clause", clause.text, place)
            yield from _own_requirements(clause)
        for requirement in clause.requirements:
            if requirement.original_text is not None:
                where = f"Exigences, {requirement.number}"
                yield _Written("exigence", requirement.text, where, requirement.original_text)


def _own_requirements(clause: TenderClause) -> Iterator[_Written]:
    for requirement in clause.requirements:
        place = f"Exigences, {requirement.number}"
        yield _Written("exigence", requirement.text, place)
        yield _Written("question", requirement.answer.asks, place)
        yield from (_Written("preuve", proof, place) for proof in requirement.proof)
        yield from (_Written("echelle", meaning, place) for meaning in requirement.scale.values())


TEXT_CHECKS: tuple[Check, ...] = (_dropped_imposed, _social_condition, _printed_estimate)
