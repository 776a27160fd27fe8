"""Build the tender: the selection, the buyer's edits on top, and everything the documents print."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_CEILING, Decimal

from opposable.assembly.clauses import build_clauses
from opposable.assembly.decide import Selection, decide
from opposable.assembly.facts import answer_text
from opposable.assembly.lots import check_names, limit_clauses, limit_prices, price_lots, share_by_lot
from opposable.assembly.weights import propose_criteria
from opposable.model.catalog import Catalog, PriceLineSpec
from opposable.model.clauses import TenderClause, TenderTheme
from opposable.model.condition import Answer, Facts
from opposable.model.draft import Draft, Edits
from opposable.model.errors import OpposableError, nearest
from opposable.model.french import number
from opposable.model.tender import (
    AnswerNote,
    Buyer,
    CatalogMark,
    Criterion,
    DefinitionNote,
    LawFigure,
    Lot,
    Method,
    PriceLine,
    Procedure,
    Tender,
)
from scoring.criteria import Criterion as ScoredCriterion
from scoring.methods import load_methods
from scoring.ranking import rounding_rule, tie_rule


def build(catalog: Catalog, draft: Draft, on: date, version: int = 1, replaces: str | None = None) -> Tender:
    """Return the tender of `draft` at the date `on`, not sealed.

    `replaces` is the seal of the version that this one corrects. Raises `OpposableError` for an edit that the
    catalog does not allow. Unanswered questions leave holes that `publication_problems` lists.
    """
    selection = decide(catalog, draft.answers, on)
    check_names(catalog, draft.edits)
    clauses, left_out = build_clauses(catalog, selection, draft.edits)
    facts = selection.facts
    lots = _lots(facts, draft.edits)
    clauses = limit_clauses(clauses, draft.edits.lots, lots)
    requirements = [requirement for clause in clauses for requirement in clause.requirements]
    criteria = propose_criteria(catalog, requirements, draft.edits.weights)
    used = {clause.theme for clause in clauses}
    return Tender(
        reference=_text(facts, "consultation.reference", "sans numéro"),
        title=_text(facts, "consultation.objet", "Consultation sans objet"),
        version=version,
        replaces=replaces,
        dated=on,
        buyer=_buyer(facts),
        procedure=_procedure(facts),
        lots=lots,
        themes=tuple(
            TenderTheme(id=t.id, code=t.code, title=t.title, about=t.about)
            for t in catalog.themes.values()
            if t.id in used
        ),
        clauses=clauses,
        left_out=left_out,
        criteria=criteria,
        method=_method(catalog, facts, draft.edits, criteria),
        vat_rate=_vat(catalog, facts),
        prices=limit_prices(price_lines(catalog, facts, draft.edits.quantities), draft.edits.lots, lots),
        lot_criteria=share_by_lot(catalog.criteria, criteria, clauses, lots, draft.edits),
        law=_law(catalog, on),
        definitions=_definitions(catalog, clauses, _buyer(facts)),
        context=_context(catalog, facts),
        catalog=CatalogMark(version=catalog.settings.version, fingerprint=catalog.fingerprint),
    )


def _buyer(facts: Facts) -> Buyer:
    kind = facts.answers.get("etablissement.type")
    return Buyer(
        name=_text(facts, "etablissement.nom", "Établissement sans nom"),
        kind=facts.say("etablissement.type", str(kind)) if kind else "",
        public=facts.answers.get("etablissement.statut_acheteur") != "prive_non_soumis",
        contact=_text(facts, "consultation.contact"),
        buyer_profile=_text(facts, "consultation.profil_acheteur"),
        court=_text(facts, "consultation.tribunal"),
    )


def _procedure(facts: Facts) -> Procedure:
    kind = _text(facts, "consultation.procedure")
    form = _text(facts, "consultation.forme")
    deadline = facts.answers.get("consultation.date_limite")
    return Procedure(
        kind=kind,
        kind_label=facts.say("consultation.procedure", kind) if kind else "",
        form=form,
        form_label=facts.say("consultation.forme", form) if form else "",
        duration_months=int(_number(facts, "consultation.duree_mois") or 1),
        renewals=int(_number(facts, "consultation.reconductions") or 0),
        bids_deadline=deadline if isinstance(deadline, date) else None,
        deadline_time=_text(facts, "consultation.heure_limite"),
        validity_days=int(_number(facts, "consultation.validite_jours") or 0) or None,
        negotiation=facts.answers.get("consultation.negociation") is True,
        variants_allowed=facts.answers.get("consultation.variantes") is True,
        single_lot_reason=_text(facts, "consultation.motif_lot_unique"),
        maximum_ht=_number(facts, "consultation.montant_maximum"),
        estimate_ht=_number(facts, "consultation.montant_estime"),
        budget_ttc=_number(facts, "consultation.budget"),
        ccag=_text(facts, "consultation.ccag"),
    )


def _lots(facts: Facts, edits: Edits) -> tuple[Lot, ...]:
    titles = facts.answers.get("consultation.lots")
    if not isinstance(titles, tuple) or not titles:
        titles = (_text(facts, "consultation.objet", "Lot unique"),)
    lots = tuple(Lot(number=str(index), title=title) for index, title in enumerate(titles, start=1))
    return price_lots(lots, edits.lot_amounts)


def _method(catalog: Catalog, facts: Facts, edits: Edits, criteria: tuple[Criterion, ...]) -> Method:
    wanted = edits.price_method or catalog.settings.price_method
    known = load_methods()
    if wanted not in known:
        raise OpposableError(f"La formule de prix « {wanted} » n'existe pas.", hint=nearest(wanted, known))
    method = known[wanted]
    parameters = {p.id: edits.price_parameters.get(p.id, p.default) for p in method.parameters}
    for parameter in method.parameters:
        if not parameter.lowest <= parameters[parameter.id] <= parameter.highest:
            raise OpposableError(
                f"« {parameter.label} » : {number(parameters[parameter.id])} sort de l'intervalle admis.",
                hint=f"Choisissez une valeur entre {number(parameter.lowest)} et {number(parameter.highest)}.",
            )
    heaviest = catalog.settings.tie_break == "heaviest_first"
    order = tuple(c.id for c in sorted(criteria, key=lambda c: -c.weight)) if heaviest else ()
    recovers = facts.answers.get("consultation.recupere_tva") is True
    return Method(
        price_method=method.id,
        price_title=method.title,
        price_rule=method.in_words,
        price_formula=method.formula,
        tax_base=edits.tax_base or ("ht" if recovers else catalog.settings.tax_base),
        scale=catalog.scale,
        rounding_rule=rounding_rule(),
        price_parameters=parameters,
        tie_break=tie_rule([ScoredCriterion(c.id, c.kind, c.weight, title=c.title) for c in criteria], order),
        tie_break_order=order,
    )


def _vat(catalog: Catalog, facts: Facts) -> Decimal:
    try:
        return facts.figures[catalog.settings.vat_rate]
    except KeyError:
        raise OpposableError("Le taux de TVA n'est pas connu à la date de la consultation.") from None


def price_lines(catalog: Catalog, facts: Facts, quantities: Mapping[str, Decimal]) -> tuple[PriceLine, ...]:
    """Return the lines of the price schedule, with the `quantities` of the buyer over those proposed.

    A quantity kept for a line that the answers no longer call for waits for its return. Raises `OpposableError`
    when one names no price of the catalog.
    """
    lines = sorted(catalog.prices.values(), key=lambda line: (line.order, line.code))
    kept = [line for line in lines if line.applies_when is None or line.applies_when.judge(facts).holds is True]
    unknown = quantities.keys() - {line.code for line in lines}
    if unknown:
        word = min(unknown)
        raise OpposableError(f"Le prix « {word} » n'existe pas.", hint=nearest(word, [line.code for line in kept]))
    return tuple(
        PriceLine(
            code=line.code,
            title=line.title,
            about=line.about,
            kind=line.kind,
            unit=line.unit,
            quantity=quantities.get(line.code, _quantity(line, facts)),
        )
        for line in kept
    )


def _quantity(line: PriceLineSpec, facts: Facts) -> Decimal:
    months = (_number(facts, "consultation.duree_mois") or Decimal(12)) + 12 * (
        _number(facts, "consultation.reconductions") or Decimal(0)
    )
    if line.kind == "abonnement":
        return months
    for quantity in line.quantity:
        if quantity.when is not None and quantity.when.judge(facts).holds is not True:
            continue
        answered = _number(facts, quantity.answer) if quantity.answer else quantity.value
        if answered is not None:
            once = answered * quantity.times if quantity.answer else answered
            total = once * months / 12 if quantity.per_year else once
            # Nobody orders a third of a licence: what is bought by the unit is counted whole, upwards.
            return total.to_integral_value(ROUND_CEILING)
    return Decimal(1)


def _law(catalog: Catalog, on: date) -> tuple[LawFigure, ...]:
    found = []
    for figure in catalog.figures.values():
        try:
            dated = figure.at(on)
        except OpposableError:  # not in force on that day
            continue
        if dated.value is None:
            continue
        found.append(
            LawFigure(
                id=figure.id,
                title=figure.title,
                value=dated.value,
                unit=figure.unit,
                source=catalog.sources[dated.source].title,
                reviewed_on=figure.reviewed_on,
            )
        )
    return tuple(found)


def _definitions(catalog: Catalog, clauses: tuple[TenderClause, ...], buyer: Buyer) -> tuple[DefinitionNote, ...]:
    """Keep the terms that the tender uses, so that a short tender has a short glossary.

    A term of public procurement is not defined in a private contract.
    """
    texts = [text for c in clauses for text in (c.text, *(r.text for r in c.requirements))]
    words = " ".join(texts).lower()
    found = [d for d in catalog.definitions if _as_written(d.term).search(words)]
    used = (d for d in found if buyer.public or "(commande publique)" not in d.term)
    return tuple(DefinitionNote(term=d.term, meaning=d.meaning) for d in used)


def _as_written(term: str) -> re.Pattern[str]:
    """Return what to look for: the words of the term before any comma or bracket, each in singular or plural."""
    words = re.split(r"[,(]", term)[0].strip().lower().split()
    return re.compile(r"\b" + r"\s+".join(f"{re.escape(word.removesuffix('s'))}(?:s|x)?" for word in words) + r"\b")


def _context(catalog: Catalog, facts: Facts) -> tuple[AnswerNote, ...]:
    return tuple(
        AnswerNote(question=id_, label=question.label, text=answer_text(question, facts.answers[id_]))
        for id_, question in catalog.questions.items()
        if id_ in facts.answers
    )


def _text(facts: Facts, question: str, default: str = "") -> str:
    value = facts.answers.get(question)
    return value if isinstance(value, str) else default


def _number(facts: Facts, question: str | None) -> Decimal | None:
    value: Answer | None = facts.answers.get(question or "")
    return value if isinstance(value, Decimal) else None


def waiting_questions(selection: Selection) -> Mapping[str, tuple[str, ...]]:
    """Return, for each unanswered question, the clauses that wait for it."""
    found: dict[str, tuple[str, ...]] = {}
    for decision in selection.waiting:
        for question in decision.waits_for:
            found[question] = (*found.get(question, ()), decision.clause.title)
    return found
