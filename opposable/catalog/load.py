"""Load the catalog: every file of a folder, checked one by one, then against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from opposable.catalog.checks import Places, check_references
from opposable.catalog.contradictions import contradictions
from opposable.catalog.entries import KINDS, Entry, fingerprint, read_entries
from opposable.catalog.messages import french_errors
from opposable.catalog.overlay import lay_over
from opposable.model.base import Model
from opposable.model.catalog import (
    Catalog,
    ClauseSpec,
    CriterionSpec,
    Definition,
    Framework,
    LegalFigure,
    Penalty,
    PriceLineSpec,
    QuestionGroup,
    ScaleLevel,
    Settings,
    Source,
    Theme,
)
from opposable.model.errors import CatalogError, OpposableError

__all__ = ["Loaded", "fingerprint", "load_catalog", "read_catalog"]

M = TypeVar("M", bound=Model)
_Models = dict[str, list[tuple[Entry, Model]]]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A correct catalog, and where each of its objects was written."""

    catalog: Catalog
    places: Places


def load_catalog(root: Path, *overlays: Path) -> Catalog:
    """Read, check and cross-check the catalog in `root`, with each of `overlays` laid over it in turn.

    Raises `CatalogError` with every problem found, each with its file and line.
    """
    return read_catalog(root, *overlays).catalog


def read_catalog(root: Path, *overlays: Path) -> Loaded:
    """Do as `load_catalog`, and keep the places for checks that come after."""
    problems: list[OpposableError] = []
    entries = list(read_entries(root, problems))
    for overlay in overlays:
        entries = _overlaid(entries, overlay, problems)
    models = _validate(entries, problems)
    places = Places({name: {_id(m): (e.file, e.at) for e, m in found} for name, found in models.items()})
    problems.extend(_duplicates(models))
    if not models["settings"] and not any("settings.yaml" in problem.where for problem in problems):
        problems.append(OpposableError("Le fichier « settings.yaml » manque.", where=str(root)))
    if not models["settings"]:
        raise CatalogError(problems)
    catalog = _assemble(models, fingerprint(root, *overlays))
    problems.extend(check_references(catalog, places))
    if problems:
        raise CatalogError(sorted(problems, key=lambda problem: _sort_key(problem.where)))
    return Loaded(catalog, places)


def _overlaid(entries: list[Entry], overlay: Path, problems: list[OpposableError]) -> list[Entry]:
    """Return the entries with one overlay merged in, and tell what in it contradicts those below."""
    merged = lay_over(entries, overlay, problems)
    before = _clauses(entries)
    after = _clauses(merged)
    for id_, (entry, clause) in after.items():
        if id_ not in before or entry is not before[id_][0]:
            problems.extend(contradictions(before, clause, entry))
    return merged


def _clauses(entries: Iterable[Entry]) -> dict[str, tuple[Entry, ClauseSpec]]:
    """Return the clauses that are well formed; the mistakes of the others are told once, at the end."""
    found = _validate((entry for entry in entries if entry.kind.name == "clauses"), [])["clauses"]
    return {model.id: (entry, model) for entry, model in found if isinstance(model, ClauseSpec)}


def _validate(entries: Iterable[Entry], problems: list[OpposableError]) -> _Models:
    models: _Models = {kind.name: [] for kind in KINDS}
    for entry in entries:
        try:
            models[entry.kind.name].append((entry, entry.kind.model.model_validate(entry.value)))
        except ValidationError as error:
            problems.extend(french_errors(error, entry.file, entry.at, entry.kind.model))
    return models


def _id(model: Model) -> str:
    for name in ("id", "mark", "term"):
        if hasattr(model, name):
            return str(getattr(model, name))
    return "settings"


def _duplicates(models: _Models) -> Iterator[OpposableError]:
    for found in models.values():
        first: dict[str, Entry] = {}
        for entry, model in found:
            known = first.setdefault(_id(model), entry)
            if known is not entry:
                yield OpposableError(
                    f"L'identifiant « {_id(model)} » sert déjà dans {known.where}.",
                    where=entry.where,
                    hint="Un identifiant ne sert qu'une fois.",
                )


def _assemble(models: _Models, print_: str) -> Catalog:
    def all_of(name: str, model: type[M]) -> list[M]:
        return [m for _, m in models[name] if isinstance(m, model)]

    def by_id(items: Iterable[M], key: Callable[[M], str] = _id) -> dict[str, M]:
        return {key(item): item for item in items}

    groups = tuple(sorted(all_of("groups", QuestionGroup), key=lambda group: group.order))
    return Catalog.model_construct(
        settings=all_of("settings", Settings)[0],
        themes=by_id(all_of("themes", Theme)),
        groups=groups,
        questions={question.id: question for group in groups for question in group.questions},
        clauses=by_id(all_of("clauses", ClauseSpec)),
        criteria=by_id(all_of("criteria", CriterionSpec)),
        sources=by_id(all_of("sources", Source)),
        figures=by_id(all_of("figures", LegalFigure)),
        penalties=by_id(all_of("penalties", Penalty)),
        prices=by_id(all_of("prices", PriceLineSpec)),
        scale=tuple(sorted(all_of("scale", ScaleLevel), key=lambda level: level.mark)),
        definitions=tuple(all_of("definitions", Definition)),
        frameworks=by_id(all_of("frameworks", Framework)),
        fingerprint=print_,
    )


def _sort_key(where: str) -> tuple[str, int]:
    name, _, line = where.rpartition(":")
    return name, int(line) if line.isdigit() else 0
