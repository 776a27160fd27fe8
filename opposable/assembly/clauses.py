"""Turn decided clauses into published ones: parameters settled, texts filled in, the buyer's edits applied."""

from __future__ import annotations

import re
from dataclasses import dataclass

from opposable.assembly.decide import KEPT, WAITING, Decision, Selection
from opposable.assembly.fill import check_holes, fill, settle_parameters
from opposable.model.catalog import Carrier, Catalog, ClauseSpec, Penalty, RequirementSpec
from opposable.model.clauses import LeftOut, SourceNote, TenderClause, TenderParameter, TenderPenalty, TenderRequirement
from opposable.model.draft import Edits, OwnClause, RequirementEdit
from opposable.model.errors import OpposableError, nearest
from opposable.model.french import euros, number

_NO_EDIT = RequirementEdit()


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every step needs: the catalog, the selection, the buyer's edits, and whether plain words are wanted."""

    catalog: Catalog
    selection: Selection
    edits: Edits
    plain: bool


def build_clauses(
    catalog: Catalog, selection: Selection, edits: Edits
) -> tuple[tuple[TenderClause, ...], tuple[LeftOut, ...]]:
    """Return the clauses of the tender in document order, and those left out with the reason.

    Raises `OpposableError` when an edit names an unknown clause, parameter or requirement, or when a clause that
    the law imposes is dropped without a reason.
    """
    _check_edits(catalog, selection, edits)
    plain = catalog.settings.plain_language_when.judge(selection.facts).holds is True
    desk = _Desk(catalog, selection, edits, plain)
    kept = [d for d in selection.decisions if _is_kept(d, edits)]
    own = tuple(_own_clause(desk, clause, index) for index, clause in enumerate(edits.own, start=1))
    ranks = {theme: rank for rank, theme in enumerate(catalog.themes)}
    clauses = sorted((*(_clause(desk, d) for d in kept), *own), key=lambda clause: ranks[clause.theme])
    out = tuple(_left_out(d, edits, selection) for d in selection.decisions if not _is_kept(d, edits))
    return tuple(clauses), out


def is_imposed(clause: ClauseSpec, selection: Selection) -> bool:
    """Say whether the law makes `clause` mandatory at the date of the consultation."""
    since = clause.obligation_from
    return clause.obligation == "loi" and (since is None or since <= selection.on)


def _is_kept(decision: Decision, edits: Edits) -> bool:
    if decision.clause.id in edits.dropped:
        return False
    return decision.status == KEPT or decision.clause.id in edits.kept


def _check_edits(catalog: Catalog, selection: Selection, edits: Edits) -> None:
    clauses = catalog.clauses
    parameters = {f"{c.id}.{name}" for c in clauses.values() for name in c.parameters}
    requirements = {r.id for c in clauses.values() for r in c.requirements}
    for what, words, known in (
        ("La clause", {*edits.dropped, *edits.kept, *edits.texts}, clauses.keys()),
        ("Le paramètre", edits.parameters.keys(), parameters),
        ("L'exigence", edits.requirements.keys(), requirements),
    ):
        for word in sorted(set(words) - set(known)):
            raise OpposableError(f"{what} « {word} » n'existe pas dans le catalogue.", hint=nearest(word, known))
    for id_, reason in edits.dropped.items():
        if is_imposed(clauses[id_], selection) and not reason.strip():
            raise OpposableError(
                f"La clause « {clauses[id_].title} » est imposée par un texte.",
                where=id_,
                hint="Écrivez le motif pour lequel vous l'écartez, ou gardez-la.",
            )
    for clause in clauses.values():
        if clause.id in edits.texts:
            check_holes(edits.texts[clause.id], clause.parameters, f"texte de « {clause.title} »", catalog)
        for requirement in clause.requirements:
            text = edits.requirements.get(requirement.id, _NO_EDIT).text
            check_holes(text or "", clause.parameters, f"texte de l'exigence {requirement.number}", catalog)
    for own in edits.own:
        if own.theme not in catalog.themes:
            raise OpposableError(
                f"Le thème « {own.theme} » n'existe pas.",
                where=own.key,
                hint=nearest(own.theme, catalog.themes),
            )


def _clause(desk: _Desk, decision: Decision) -> TenderClause:
    spec, facts = decision.clause, desk.selection.facts
    parameters = settle_parameters(spec, facts, desk.edits.parameters)
    proposed = fill(spec.plain_text if desk.plain and spec.plain_text else spec.text, parameters, facts, desk.catalog)
    edited = desk.edits.texts.get(spec.id)
    text = fill(edited, parameters, facts, desk.catalog) if edited is not None else proposed
    brought_back = spec.id in desk.edits.kept and decision.status != KEPT
    return TenderClause(
        id=spec.id,
        version=spec.version,
        title=spec.title,
        theme=spec.theme,
        document=spec.document,
        text=text,
        original_text=proposed if text != proposed else None,
        because=spec.because,
        reasons=("Réintégrée par l'acheteur",) if brought_back else decision.reasons,
        obligation="loi" if is_imposed(spec, desk.selection) else "recommandee",
        origin=spec.origin or "catalogue",
        parameters=tuple(parameters.values()),
        requirements=tuple(_requirement(desk, r, parameters) for r in spec.requirements),
        derogates=spec.derogates,
        buyer_tasks=spec.buyer_tasks,
        sources=tuple(_source(desk.catalog, id_) for id_ in spec.sources),
        note=spec.note,
    )


def _requirement(desk: _Desk, spec: RequirementSpec, parameters: dict[str, TenderParameter]) -> TenderRequirement:
    edit = desk.edits.requirements.get(spec.id, _NO_EDIT)
    template = template_of(desk.catalog, desk.selection, spec)
    proposed, text = (
        fill(words, parameters, desk.selection.facts, desk.catalog) for words in (template, edit.text or template)
    )
    penalty = desk.catalog.penalties[spec.penalty] if spec.penalty else None
    return TenderRequirement(
        id=spec.id,
        number=spec.number,
        text=text,
        original_text=proposed if text != proposed else None,
        level=edit.level or spec.level,
        weight=edit.weight or spec.weight,
        criterion=spec.criterion,
        answer=spec.answer,
        proof=spec.proof,
        scale=spec.scale,
        stage=spec.stage,
        parameter=spec.parameter,
        quantity=spec.quantity,
        value_function=spec.value_function,
        finds=spec.finds,
        contradicted_by=spec.contradicted_by,
        carried_by=_carrier(desk, spec),
        verified_by=spec.verified_by,
        controlled_by=spec.controlled_by,
        penalty=TenderPenalty(id=penalty.id, title=penalty.title, text=penalty_text(penalty)) if penalty else None,
    )


def template_of(catalog: Catalog, selection: Selection, spec: RequirementSpec) -> str:
    """Return the text of a requirement with its holes: in plain words where the answers call for them."""
    plain = catalog.settings.plain_language_when.judge(selection.facts).holds is True
    return spec.plain_text if plain and spec.plain_text else spec.text


def penalty_text(penalty: Penalty) -> str:
    """Say a penalty in one sentence: amount, what it is computed on, for each what, and its cap."""
    whole = penalty.amount == penalty.amount.to_integral_value()
    money = f"{number(penalty.amount)}\u00a0€\u00a0HT" if whole else euros(penalty.amount, "HT")
    amount = money if penalty.unit == "euro_ht" else f"{number(penalty.amount)}\u00a0%"
    basis = f" {penalty.basis}" if penalty.basis else ""
    cap = f" Plafond\u00a0: {penalty.cap}." if penalty.cap else ""
    return f"{penalty.trigger.rstrip('.')}\u00a0: {amount}{basis} par {penalty.per}.{cap}"


def _carrier(desk: _Desk, spec: RequirementSpec) -> Carrier:
    mode = desk.selection.facts.answers.get("besoin.hebergement")
    return spec.carried_by.get(str(mode), spec.carried_by["default"])


def _source(catalog: Catalog, id_: str) -> SourceNote:
    source = catalog.sources[id_]
    title = ", ".join(part for part in (source.title, source.reference, _edition(source.version)) if part)
    return SourceNote(id=id_, kind=source.kind, title=title, url=source.url, checked_on=source.checked_on)


def _own_clause(desk: _Desk, clause: OwnClause, rank: int) -> TenderClause:
    general = {level.mark: level.meaning for level in desk.catalog.scale}
    return TenderClause(
        id=f"acheteur.{clause.key}",
        title=clause.title,
        theme=clause.theme,
        document=clause.document,
        text=clause.text.strip(),
        because="Clause ajoutée par l'acheteur.",
        reasons=("Ajoutée par l'acheteur",),
        origin="acheteur",
        requirements=tuple(
            TenderRequirement(
                id=f"acheteur.{clause.key}.e{index}",
                number=f"ACH-{rank:02d}{index}",
                text=own.text,
                level=own.level,
                weight=own.weight,
                criterion=own.criterion,
                answer=own.answer,
                proof=own.proof or ("Tout document probant",),
                scale={**general, **own.scale},
            )
            for index, own in enumerate(clause.requirements, start=1)
        ),
    )


def _left_out(decision: Decision, edits: Edits, selection: Selection) -> LeftOut:
    dropped = decision.clause.id in edits.dropped
    waiting = ("En attente d'une réponse",) if decision.status == WAITING and not dropped else ()
    return LeftOut(
        id=decision.clause.id,
        title=decision.clause.title,
        theme=decision.clause.theme,
        reasons=(*waiting, *decision.reasons),
        dropped_by_buyer=dropped,
        reason=edits.dropped.get(decision.clause.id, ""),
        obligation="loi" if is_imposed(decision.clause, selection) else "recommandee",
    )


def _edition(version: str | None) -> str:
    """Return a version as it reads: « version 2.0 », « édition 2022 »; a decree that amends is left as it is."""
    bare = (version or "").removeprefix("v")
    if re.fullmatch(r"(?:19|20)\d{2}", bare):
        return f"édition {bare}"
    return f"version {bare}" if re.fullmatch(r"\d+(?:\.\d+)*", bare) else version or ""
