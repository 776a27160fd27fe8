"""What a newer catalog would change in an existing tender, clause by clause, with the reason of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from opposable.catalog.checks import HOLE
from opposable.model.catalog import Catalog, ClauseSpec, ParameterSpec
from opposable.model.clauses import TenderClause, TenderParameter, TenderRequirement
from opposable.model.french import number
from opposable.model.tender import Tender

Status = Literal["ajoutee", "modifiee", "inchangee", "retiree"]
_LABELS: Mapping[Status, str] = {
    "ajoutee": "Clauses ajoutées",
    "modifiee": "Clauses modifiées",
    "retiree": "Clauses retirées",
    "inchangee": "Clauses inchangées",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One clause, what becomes of it, and why, in French sentences."""

    clause: str
    title: str
    status: Status
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Impact:
    """Every clause that the tender holds or that the newer catalog proposes; a sealed tender stays as it is."""

    changes: tuple[Change, ...]
    sealed: bool
    same_catalog: bool

    def of(self, status: Status) -> tuple[Change, ...]:
        """Return the changes of one status, in document order."""
        return tuple(change for change in self.changes if change.status == status)


def impact(tender: Tender, catalog: Catalog, kept: Mapping[str, tuple[str, ...]] | None = None) -> Impact:
    """Compare `tender` with `catalog`; neither changes.

    `kept` maps each clause that the buyer's answers keep today to its reasons. Without it, a clause unknown to the
    tender is reported for study, because a tender does not hold the answers it came from.
    """
    held = [_held(clause, catalog, kept) for clause in tender.clauses if clause.origin != "acheteur"]
    known = {clause.id for clause in tender.clauses} | {item.id for item in tender.left_out if item.dropped_by_buyer}
    changes = (*held, *_added(tender, catalog, kept, known))
    return Impact(changes, tender.seal is not None, tender.catalog.fingerprint == catalog.fingerprint)


def impact_lines(found: Impact) -> list[str]:
    """Say an impact in French, one line a clause."""
    if found.same_catalog:
        return ["Ce dossier a été fait avec ce catalogue : rien ne change."]
    lines: list[str] = []
    for status, label in _LABELS.items():
        changes = found.of(status)
        lines.append(f"{label} : {len(changes)}")
        if status == "inchangee":
            continue
        for change in changes:
            lines.append(f"  {change.clause} : {change.title}")
            lines += [f"    {reason}" for reason in change.reasons]
    if found.sealed:
        lines.append("Ce dossier est scellé : il ne change pas. Ces écarts vaudraient pour une nouvelle version.")
    return lines


def _held(clause: TenderClause, catalog: Catalog, kept: Mapping[str, tuple[str, ...]] | None) -> Change:
    spec = catalog.clauses.get(clause.id)
    if spec is None:
        return Change(clause.id, clause.title, "retiree", ("Elle n'est plus au catalogue.",))
    if spec.status != "en_vigueur":
        return Change(clause.id, clause.title, "retiree", ("Le catalogue l'a retirée.",))
    if kept is not None and spec.id not in kept:
        return Change(clause.id, clause.title, "retiree", ("Vos réponses ne la retiennent plus.",))
    reasons = tuple(_differences(clause, spec))
    return Change(clause.id, spec.title, "modifiee" if reasons else "inchangee", reasons)


def _added(
    tender: Tender, catalog: Catalog, kept: Mapping[str, tuple[str, ...]] | None, known: set[str]
) -> Iterator[Change]:
    left_out = {item.id for item in tender.left_out}
    for spec in catalog.clauses.values():
        if spec.status != "en_vigueur" or spec.id in known:
            continue
        if kept is None and spec.id not in left_out:
            yield Change(spec.id, spec.title, "ajoutee", ("Nouvelle au catalogue : à étudier avec vos réponses.",))
        elif kept is not None and spec.id in kept:
            yield Change(spec.id, spec.title, "ajoutee", kept[spec.id])


def _differences(clause: TenderClause, spec: ClauseSpec) -> Iterator[str]:
    if clause.version != spec.version:
        yield f"Version {clause.version} dans le dossier, {spec.version} au catalogue."
    if clause.title != spec.title:
        yield f"Le titre devient « {spec.title} »."
    text = clause.original_text if clause.original_text is not None else clause.text
    if not (_same(text, spec.text) or _same(text, spec.plain_text)):
        yield "Le texte change."
    if clause.obligation != spec.obligation and spec.obligation_from is None:
        yield "Un texte l'impose désormais." if spec.obligation == "loi" else "Aucun texte ne l'impose plus."
    yield from _parameters(clause, spec)
    yield from _requirements(clause, spec)


def _parameters(clause: TenderClause, spec: ClauseSpec) -> Iterator[str]:
    old = {parameter.name: parameter for parameter in clause.parameters}
    for name, parameter in spec.parameters.items():
        if name not in old:
            yield f"Paramètre ajouté : {parameter.label}."
        else:
            yield from _parameter(old[name], parameter)
    for name in old.keys() - spec.parameters.keys():
        yield f"Paramètre retiré : {old[name].label}."


def _parameter(old: TenderParameter, new: ParameterSpec) -> Iterator[str]:
    if old.range != new.range:
        yield f"L'intervalle de « {new.label} » devient {number(new.range[0])} à {number(new.range[1])}."
    if not new.range[0] <= old.value <= new.range[1]:
        yield f"La valeur {number(old.value)} de « {new.label} » sort de l'intervalle."
    if old.default not in {default.value for default in new.default}:
        yield f"La valeur proposée de « {new.label} » n'est plus {number(old.default)}."


def _requirements(clause: TenderClause, spec: ClauseSpec) -> Iterator[str]:
    old = {requirement.id: requirement for requirement in clause.requirements}
    for requirement in spec.requirements:
        known = old.pop(requirement.id, None)
        if known is None:
            yield f"Exigence ajoutée : {requirement.number}."
            continue
        if not (_same(known.text, requirement.text) or _same(known.text, requirement.plain_text)):
            yield f"L'exigence {requirement.number} a un texte différent de celui du catalogue."
        if (known.level, known.weight) != (requirement.level, requirement.weight):
            yield f"L'exigence {requirement.number} a un niveau ou un poids différent de celui du catalogue."
        if (known.scale, known.proof) != (requirement.scale, requirement.proof):
            yield f"L'exigence {requirement.number} a une échelle ou une preuve différente de celle du catalogue."
    yield from (f"Exigence retirée : {gone.number}." for gone in _sorted(old))


def _sorted(requirements: Mapping[str, TenderRequirement]) -> list[TenderRequirement]:
    return sorted(requirements.values(), key=lambda requirement: requirement.number)


def _same(filled: str, template: str) -> bool:
    """Say whether `filled` is `template` with each hole filled in, spaces apart."""
    if not template:
        return False
    parts = [re.escape(_plain(part)) for part in HOLE.split(template)[::2]]
    return re.fullmatch(".+?".join(parts), _plain(filled), re.DOTALL) is not None


def _plain(text: str) -> str:
    return "".join(text.split()).replace("’", "'")
