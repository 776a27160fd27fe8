"""Load the catalog: every file of a folder, checked one by one, then against each other."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from opposable.catalog.checks import Places, check_references
from opposable.catalog.messages import french_errors
from opposable.catalog.yaml_file import Path_, YamlFile, read_yaml_path
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

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Kind:
    """Where one sort of object lives: a file or folder, and the key of the list that holds it (none: one a file)."""

    name: str
    place: str
    model: type[Model]
    key: str | None = None


KINDS = (
    Kind("settings", "settings.yaml", Settings),
    Kind("scale", "scale.yaml", ScaleLevel, "scale"),
    Kind("themes", "themes.yaml", Theme, "themes"),
    Kind("definitions", "definitions.yaml", Definition, "definitions"),
    Kind("frameworks", "frameworks.yaml", Framework, "frameworks"),
    Kind("groups", "questions", QuestionGroup),
    Kind("criteria", "criteria", CriterionSpec, "criteria"),
    Kind("sources", "sources", Source, "sources"),
    Kind("figures", "law", LegalFigure),
    Kind("penalties", "penalties", Penalty, "penalties"),
    Kind("prices", "prices", PriceLineSpec, "prices"),
    Kind("clauses", "clauses", ClauseSpec),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One object of the catalog before it is checked, and where it was written."""

    kind: Kind
    value: Any
    file: YamlFile
    at: Path_


def load_catalog(root: Path) -> Catalog:
    """Read, check and cross-check the catalog in `root`.

    Raises `CatalogError` with every problem found, each with its file and line.
    """
    problems: list[OpposableError] = []
    entries = list(_read_entries(root, problems))
    models: dict[str, list[tuple[Entry, Model]]] = {kind.name: [] for kind in KINDS}
    for entry in entries:
        try:
            models[entry.kind.name].append((entry, entry.kind.model.model_validate(entry.value)))
        except ValidationError as error:
            problems.extend(french_errors(error, entry.file, entry.at, entry.kind.model))
    places = Places({name: {_id(m): (e.file, e.at) for e, m in found} for name, found in models.items()})
    problems.extend(_duplicates(models))
    if not models["settings"] and not any("settings.yaml" in problem.where for problem in problems):
        problems.append(OpposableError("Le fichier « settings.yaml » manque.", where=str(root)))
    if not models["settings"]:
        raise CatalogError(problems)
    catalog = _assemble(models, fingerprint(root))
    problems.extend(check_references(catalog, places))
    if problems:
        raise CatalogError(sorted(problems, key=lambda problem: _sort_key(problem.where)))
    return catalog


def fingerprint(root: Path) -> str:
    """Return the SHA-256 of all the YAML files under `root`, names and bytes, in name order."""
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.yaml")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _read_entries(root: Path, problems: list[OpposableError]) -> Iterator[Entry]:
    if not root.is_dir():
        raise CatalogError([OpposableError(f"Le dossier « {root} » n'existe pas.", hint="Vérifiez le chemin.")])
    for kind in KINDS:
        for path in _files(root, kind):
            name = f"{root.name}/{path.relative_to(root).as_posix()}"
            try:
                yield from _entries(kind, read_yaml_path(path, name))
            except OpposableError as error:
                problems.append(error)


def _files(root: Path, kind: Kind) -> list[Path]:
    place = root / kind.place
    return sorted(place.rglob("*.yaml")) if place.is_dir() else [place] if place.is_file() else []


def _entries(kind: Kind, file: YamlFile) -> Iterator[Entry]:
    if kind.key is None:
        yield Entry(kind, file.value, file, ())
        return
    value = file.value if isinstance(file.value, dict) else {}
    listed = value.get(kind.key)
    if not isinstance(listed, list):
        raise OpposableError(f"Ce fichier doit contenir une liste « {kind.key} ».", where=file.where())
    for index, item in enumerate(listed):
        yield Entry(kind, item, file, (kind.key, index))


def _id(model: Model) -> str:
    for name in ("id", "mark", "term"):
        if hasattr(model, name):
            return str(getattr(model, name))
    return "settings"


def _duplicates(models: dict[str, list[tuple[Entry, Model]]]) -> Iterator[OpposableError]:
    for found in models.values():
        first: dict[str, Entry] = {}
        for entry, model in found:
            known = first.setdefault(_id(model), entry)
            if known is not entry:
                yield OpposableError(
                    f"L'identifiant « {_id(model)} » sert déjà dans {known.file.where(known.at)}.",
                    where=entry.file.where(entry.at),
                    hint="Un identifiant ne sert qu'une fois.",
                )


def _assemble(models: dict[str, list[tuple[Entry, Model]]], print_: str) -> Catalog:
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
