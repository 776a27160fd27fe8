"""The raw objects of a catalog folder, each with the file and line where it was written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opposable.catalog.yaml_file import Path_, YamlFile, read_yaml_path
from opposable.model.base import Model
from opposable.model.catalog import (
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

    @property
    def where(self) -> str:
        """``file:line`` of the object."""
        return self.file.where(self.at)

    @property
    def id(self) -> str:
        """What names the object among those of its kind, read before any check."""
        value = self.value if isinstance(self.value, dict) else {}
        found = next((value[name] for name in ("id", "mark", "term") if name in value), None)
        return self.kind.name if found is None else str(found)


def read_entries(root: Path, problems: list[OpposableError]) -> Iterator[Entry]:
    """Yield the objects of the folder `root`; a file that can't be read goes to `problems`.

    Raises `CatalogError` when there is no such folder.
    """
    if not root.is_dir():
        raise CatalogError([OpposableError(f"Le dossier « {root} » n'existe pas.", hint="Vérifiez le chemin.")])
    for kind in KINDS:
        for path in _files(root, kind):
            name = f"{root.name}/{path.relative_to(root).as_posix()}"
            try:
                yield from _entries(kind, read_yaml_path(path, name))
            except OpposableError as error:
                problems.append(error)


def fingerprint(root: Path, *overlays: Path) -> str:
    """Return the SHA-256 of all the YAML files of the folders, names and bytes, in name order in each folder."""
    digest = hashlib.sha256()
    for rank, folder in enumerate((root, *overlays)):
        prefix = f"{rank}/" if rank else ""
        for path in sorted(folder.rglob("*.yaml")):
            name = prefix + path.relative_to(folder).as_posix()
            digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


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
