"""The words that several documents share: levels, carriers, seal, identity, what clauses ask."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from opposable.documents.content import Identity
from opposable.model.catalog import Carrier, DocumentCode, Level
from opposable.model.clauses import TenderParameter, TenderRequirement
from opposable.model.french import NBSP, day, number, plural, quantity
from opposable.model.tender import Tender
from opposable.model.units import UNITS, unit

LEVELS: dict[Level, str] = {"minimale": "Exigence minimale", "notee": "Exigence notée", "souhait": "Souhait"}
LEVEL_STYLES: dict[Level, str] = {"minimale": "Exigence minimale", "notee": "Exigence notée", "souhait": "Souhait"}
CARRIERS: dict[Carrier, str] = {"titulaire": "titulaire", "acheteur": "acheteur", "partage": "partagé"}
PIECES: dict[DocumentCode, str] = {
    "cctp": "Cahier des clauses techniques particulières (CCTP)",
    "ccap": "Cahier des clauses administratives particulières (CCAP)",
    "rc": "Règlement de la consultation (RC)",
    "annexe": "Annexes contractuelles",
}
GENERAL_TERMS: dict[str, tuple[str, str]] = {
    "tic": ("CCAG-TIC", "de techniques de l'information et de la communication"),
    "fcs": ("CCAG-FCS", "de fournitures courantes et de services"),
    "pi": ("CCAG-PI", "de prestations intellectuelles"),
    "travaux": ("CCAG-Travaux", "de travaux"),
    "mi": ("CCAG-MI", "industriels"),
    "moe": ("CCAG-MOE", "de maîtrise d'œuvre"),
}
"""Short name of each general terms (CCAG) of 2021, and the contracts that it is written for."""
DRAFT = "PROJET"
SHORT = 12


def short_seal(tender: Tender) -> str:
    """Return « Scellé 1a2b3c4d5e6f », or say that there is none yet."""
    return f"Scellé {tender.seal[:SHORT]}" if tender.seal else "Projet, sans scellé"


def identity(tender: Tender, title: str, *, state: str | None = None) -> Identity:
    """Return what the cover, header and footer of a document of `tender` say; `state` replaces « PROJET »."""
    drafted = "" if tender.seal else DRAFT
    return Identity(
        title=title,
        subject=tender.title,
        author=tender.buyer.name,
        reference=tender.reference,
        version=str(tender.version),
        dated=tender.dated,
        stamp=short_seal(tender),
        state=drafted if state is None else state,
        cover=(
            ("Consultation", tender.reference),
            ("Procédure", tender.procedure.kind_label),
            ("Lots", lots(tender)),
            ("Version", f"{tender.version} du {day(tender.dated)}"),
            (
                "Scellé",
                f"{tender.seal[:SHORT]} (empreinte entière au règlement de la consultation)" if tender.seal else "",
            ),
        ),
        identifier=tender.seal or "",
    )


def lots(tender: Tender) -> str:
    """Return « lot unique » or the list of lots."""
    if len(tender.lots) == 1:
        return "lot unique"
    return " ; ".join(f"lot{NBSP}{lot.number}, {lot.title}" for lot in tender.lots)


def bookmark_of(requirement: TenderRequirement, lot: str = "") -> str:
    """Return the bookmark that marks a requirement where it is first printed: ``EX_DET_02``, ``…_L3`` in lot 3."""
    return "EX_" + requirement.number.replace("-", "_") + (f"_L{lot}" if lot else "")


def lots_concerned(numbers: Sequence[str]) -> str:
    """Say which lots something is for: « Lots concernés : 1, 3 »."""
    return f"{'Lots concernés' if len(numbers) > 1 else 'Lot concerné'} : {', '.join(numbers)}"


def commitment(parameter: TenderParameter) -> str:
    """Return the value asked: « 15 minutes au plus »."""
    bound = {"lower": " au plus", "higher": " au moins", "none": ""}[parameter.better]
    return f"{quantity(parameter.value, unit(parameter.unit))}{bound}"


def amount(value: Decimal, unit_id: str) -> str:
    """Return a legal figure with its unit, whatever the unit."""
    if unit_id in UNITS:
        return quantity(value, UNITS[unit_id])
    return f"{number(value)} {unit_id.replace('_', ' ')}"


def duration(tender: Tender) -> str:
    """Say how long the contract lasts: « 36 mois, reconductible 1 fois pour 12 mois, soit 48 mois au plus »."""
    procedure = tender.procedure
    firm = f"{number(procedure.duration_months)} mois"
    if not procedure.renewals:
        return f"{firm}, sans reconduction"
    times = plural(procedure.renewals, "fois", "fois")
    return f"{firm}, reconductible {times} pour douze mois, soit {number(procedure.total_months)} mois au plus"


def general_terms(tender: Tender) -> str:
    """Say which general terms (CCAG) the contract refers to; empty when nothing is said of them."""
    ccag = tender.procedure.ccag
    if ccag in GENERAL_TERMS:
        short, kind = GENERAL_TERMS[ccag]
        return (
            f"Le marché se réfère au cahier des clauses administratives générales des marchés publics {kind} ({short}) "
            "approuvé par l'arrêté du 30 mars 2021 modifié."
        )
    none = "Le marché ne se réfère à aucun cahier des clauses administratives générales."
    return none if ccag and tender.buyer.public else ""


def lower_first(text: str) -> str:
    """Return `text` as it reads inside a sentence: « marché ordinaire »."""
    return text[:1].lower() + text[1:]


def sub_titles(tender: Tender) -> dict[str, str]:
    """Return the title of every sub-criterion by its id."""
    return {sub.id: sub.title for criterion in tender.criteria for sub in criterion.sub}
