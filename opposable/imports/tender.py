"""Make a sealed tender of a list of requirements written elsewhere, so that bids can be read and scored on it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from opposable.assembly.seal import publish
from opposable.assembly.weights import TOTAL, share
from opposable.imports.mapping import folded
from opposable.imports.requirements import ListedRequirement, RequirementList
from opposable.model.catalog import AnswerSpec, ScaleLevel
from opposable.model.clauses import TenderClause, TenderRequirement, TenderTheme
from opposable.model.errors import OpposableError
from opposable.model.french import number
from opposable.model.tender import Buyer, CatalogMark, Criterion, Lot, Method, Procedure, SubCriterion, Tender
from scoring.criteria import Criterion as ScoredCriterion
from scoring.methods import load_methods
from scoring.ranking import rounding_rule, tie_rule

PRICE_METHOD = "proportionnelle"
VALUE = "Valeur technique"
_BECAUSE = "Exigence d'une liste écrite hors d'Opposable, reprise telle quelle."
_ASKS = "Répondez à l'exigence et joignez les preuves demandées."
_STEP = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Heading:
    """What the list itself does not say: names, the day of import, and the points given to the price (0 for none)."""

    reference: str
    title: str
    on: date
    buyer: str = "Acheteur non précisé"
    price_weight: Decimal = Decimal(0)


def tender_of(listed: RequirementList, heading: Heading, scale: Sequence[ScaleLevel], content: bytes) -> Tender:
    """Return the sealed tender of a list: one lot, the criterion « Valeur technique », the price if it has points.

    Sub-criteria are the labels of the file, weighted by the requirements they hold. `content` is the imported file:
    its SHA-256 stands where the catalog's fingerprint does. Raises `OpposableError` for an impossible weight.
    """
    weights = _whole_weights(listed.requirements)
    subs = _sub_ids(listed.requirements)
    criteria = _criteria(listed.requirements, weights, subs, heading.price_weight)
    themes = tuple(TenderTheme(id=id_, code=f"{n:02d}", title=title) for n, (title, id_) in enumerate(subs.items(), 1))
    return publish(
        Tender(
            origin="importe",
            reference=heading.reference,
            title=heading.title,
            dated=heading.on,
            buyer=Buyer(name=heading.buyer),
            procedure=Procedure(kind="", kind_label="", form="", form_label="", duration_months=12, renewals=0),
            lots=(Lot(number="1", title="Lot unique"),),
            themes=themes,
            clauses=tuple(_clause(each, weights[each.id], subs[_label(each)], scale) for each in listed.requirements),
            criteria=criteria,
            method=_method(criteria, scale),
            vat_rate=Decimal(20),
            catalog=CatalogMark(version="liste importée", fingerprint=hashlib.sha256(content).hexdigest()),
        )
    )


def _label(requirement: ListedRequirement) -> str:
    return requirement.criterion or VALUE


def _sub_ids(requirements: Sequence[ListedRequirement]) -> dict[str, str]:
    """Give each label an identifier: the label itself, without accents nor spaces, made unique."""
    ids: dict[str, str] = {}
    for label in dict.fromkeys(_label(requirement) for requirement in requirements):
        slug = re.sub(r"\W+", "_", folded(label))[:60] or "partie"
        taken = set(ids.values())
        free = (name for n in range(1, len(ids) + 3) if (name := slug if n == 1 else f"{slug}_{n}"))
        ids[label] = next(name for name in free if f"technique.{name}" not in taken)
        ids[label] = f"technique.{ids[label]}"
    return ids


def _whole_weights(requirements: Sequence[ListedRequirement]) -> Mapping[str, int]:
    """Return whole weights in the proportions of the file: 2.5 and 1 become 25 and 10."""
    decimals = max(max(0, -int(r.weight.normalize().as_tuple().exponent)) for r in requirements)
    return {r.id: int(r.weight.scaleb(decimals)) for r in requirements}


def _criteria(
    requirements: Sequence[ListedRequirement], weights: Mapping[str, int], subs: Mapping[str, str], price: Decimal
) -> tuple[Criterion, ...]:
    if not 0 <= price < TOTAL or price != price.quantize(_STEP):
        raise OpposableError(
            f"Le poids du prix « {number(price)} » n'est pas possible.",
            hint="Donnez un nombre de points de 0 (pas de prix) à moins de 100.",
        )
    wanted: dict[str, Decimal] = {}
    for each in requirements:
        wanted[_label(each)] = wanted.get(_label(each), Decimal(0)) + weights[each.id]
    parts = share(TOTAL - price, wanted, _STEP)
    quality = Criterion(
        id="technique",
        kind="qualite",
        title=VALUE,
        about="Réponses aux exigences de la liste importée.",
        weight=TOTAL - price,
        sub=tuple(SubCriterion(id=subs[label], title=label, measures="", weight=parts[label]) for label in wanted),
    )
    if not price:
        return (quality,)
    about = "Montant de l'offre toutes taxes comprises."
    return (quality, Criterion(id="prix", kind="prix", title="Prix", about=about, weight=price))


def _method(criteria: Sequence[Criterion], scale: Sequence[ScaleLevel]) -> Method:
    method = load_methods()[PRICE_METHOD]
    order = tuple(c.id for c in sorted(criteria, key=lambda c: -c.weight))
    return Method(
        price_method=method.id,
        price_title=method.title,
        price_rule=method.in_words,
        price_formula=method.formula,
        tax_base="ttc",
        scale=tuple(scale),
        rounding_rule=rounding_rule(),
        tie_break=tie_rule([ScoredCriterion(c.id, c.kind, c.weight, title=c.title) for c in criteria], order),
        tie_break_order=order,
    )


def _clause(listed: ListedRequirement, weight: int, sub: str, scale: Sequence[ScaleLevel]) -> TenderClause:
    requirement = TenderRequirement(
        id=listed.id,
        number=listed.id,
        text=listed.text,
        level=listed.level,
        weight=weight,
        criterion=sub,
        answer=AnswerSpec(kind="engagement" if listed.expected else "texte", asks=_ASKS),
        proof=listed.proof,
        scale={level.mark: level.meaning for level in scale},
        expected=listed.expected,
        finds=listed.finds,
        contradicted_by=listed.contradicted_by,
    )
    return TenderClause(
        id=listed.id,
        title=listed.title,
        theme=sub,
        document="cctp",
        text=listed.text,
        because=_BECAUSE,
        origin="import",
        requirements=(requirement,),
    )
