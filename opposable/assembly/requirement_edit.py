"""Change one requirement: what the catalog proposes, what the buyer writes instead, what the checks say of it."""

from __future__ import annotations

from datetime import date

from opposable.assembly.build import build
from opposable.assembly.clauses import template_of
from opposable.assembly.decide import decide
from opposable.assembly.fill import check_holes, keep_holes
from opposable.model.catalog import Catalog, ClauseSpec, Level, RequirementSpec
from opposable.model.clauses import TenderRequirement
from opposable.model.draft import Draft, RequirementEdit
from opposable.model.errors import OpposableError


def with_edit(draft: Draft, id_: str, edit: RequirementEdit | None) -> Draft:
    """Return `draft` with `edit` for the requirement `id_`, or as the catalog proposes it without one."""
    kept = {key: value for key, value in draft.edits.requirements.items() if key != id_}
    if edit is not None:
        kept[id_] = edit
    return draft.model_copy(update={"edits": draft.edits.model_copy(update={"requirements": kept})})


def proposed_requirement(catalog: Catalog, draft: Draft, on: date, id_: str) -> TenderRequirement:
    """Return the requirement `id_` as the catalog proposes it; KeyError when the tender has it not."""
    found = build(catalog, with_edit(draft, id_, None), on).requirement(id_)
    if found is None:
        raise KeyError(id_)
    return found


def requirement_edit(
    catalog: Catalog, draft: Draft, on: date, id_: str, *, text: str, level: Level, weight: int
) -> RequirementEdit | None:
    """Return what differs from the catalog's proposal, nothing when all is as proposed.

    The numbers of the text stay those of the clause's parameters. Raises `OpposableError` for an empty text, a number
    lost or an unknown hole.
    """
    proposed = proposed_requirement(catalog, draft, on, id_)
    typed = text.strip()
    if not typed:
        raise OpposableError(
            "Le texte de l'exigence est vide.", hint="Écrivez-le, ou écartez la clause si elle n'a pas lieu d'être."
        )
    changed = None
    if typed.split() != proposed.text.split():
        changed = _with_holes(catalog, draft, on, id_, typed)
    edit = RequirementEdit(
        text=changed,
        level=level if level != proposed.level else None,
        weight=weight if weight != proposed.weight else None,
    )
    return None if edit == RequirementEdit() else edit


def _with_holes(catalog: Catalog, draft: Draft, on: date, id_: str, typed: str) -> str:
    clause, spec = _spec(catalog, id_)
    kept = build(catalog, draft, on).clause_of(id_)
    parameters = {parameter.name: parameter for parameter in kept.parameters} if kept else {}
    text = keep_holes(typed, template_of(catalog, decide(catalog, draft.answers, on), spec), parameters)
    check_holes(text, clause.parameters, f"texte de l'exigence {spec.number}", catalog)
    return text


def _spec(catalog: Catalog, id_: str) -> tuple[ClauseSpec, RequirementSpec]:
    return next((c, r) for c in catalog.clauses.values() for r in c.requirements if r.id == id_)
