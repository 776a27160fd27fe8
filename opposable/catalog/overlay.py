"""Overlays: a region, a group or an establishment adds to the catalog, narrows or replaces, never weakens the law.

An overlay folder has the same tree as the catalog, and an ``overlay.yaml`` with its name. A clause file that says
``amends: <clause id>`` narrows that clause; an object that says ``replaces: true`` takes the place of the one with
the same id; any other object is new.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from opposable.catalog.entries import Entry, read_entries
from opposable.catalog.messages import french_errors
from opposable.catalog.yaml_file import Path_, YamlFile, read_yaml_path
from opposable.model.base import Model, Text
from opposable.model.errors import OpposableError, nearest

_FIXED = {
    "settings": "les choix généraux du catalogue",
    "scale": "l'échelle de notation",
    "groups": "une page de l'entretien",
    "figures": "une donnée de droit",
    "sources": "une source",
    "frameworks": "un référentiel",
}
_AMENDED = (
    "amends", "version", "adds_text", "adds_plain_text", "note", "parameters", "requirements",
    "requires", "buyer_tasks", "sources", "corresponds_to", "derogates",
)  # fmt: skip
_LISTS = ("requires", "buyer_tasks", "sources", "corresponds_to", "derogates")
_PARAMETER = ("label", "range", "default", "measured")
_REQUIREMENT_LISTS = ("proof", "finds", "contradicted_by", "corresponds_to")
_REQUIREMENT = ("id", "level", "weight", "controlled_by", "verified_by", "penalty", *_REQUIREMENT_LISTS)


class OverlayName(Model):
    """Who speaks in an overlay; `title` is shown as the origin of its clauses."""

    title: Text
    about: str = ""


@dataclass(frozen=True, slots=True)
class MergedFile(YamlFile):
    """A file with parts of another merged in; `places` says where each merged part was written."""

    places: dict[Path_, str] = field(default_factory=dict)

    def where(self, path: Path_ = ()) -> str:
        """Return ``file:line`` of `path`, in the overlay when it was written there."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
            if path[:length] in self.lines:
                break
        return f"{self.name}:{self.line(path)}"


def lay_over(base: list[Entry], root: Path, problems: list[OpposableError]) -> list[Entry]:
    """Return the entries of `base` with those of the overlay folder `root` merged in.

    What can't be merged goes to `problems` and leaves `base` as it was.
    """
    given = list(read_entries(root, problems))
    title = _title(root, problems)
    known = {(entry.kind.name, entry.id): index for index, entry in enumerate(base)}
    merged = list(base)
    for entry in given:
        try:
            id_, laid = _lay(entry, {key: merged[index] for key, index in known.items()}, title)
        except OpposableError as error:
            problems.append(error)
            continue
        index = known.setdefault((entry.kind.name, id_), len(merged))
        merged[index : index + 1] = [laid]
    return merged


def _title(root: Path, problems: list[OpposableError]) -> str:
    name = f"{root.name}/overlay.yaml"
    try:
        file = read_yaml_path(root / "overlay.yaml", name)
    except OpposableError as error:
        problems.append(error)
        return root.name
    try:
        return OverlayName.model_validate(file.value).title
    except ValidationError as error:
        problems.extend(french_errors(error, file, (), OverlayName))
        return root.name


def _lay(entry: Entry, base: Mapping[tuple[str, str], Entry], title: str) -> tuple[str, Entry]:
    """Return the id that the overlay's entry settles, and the entry to keep under it."""
    value = entry.value if isinstance(entry.value, dict) else {}
    if "amends" in value:
        return _amend(entry, base, title)
    known = base.get((entry.kind.name, entry.id))
    wanted = {key: item for key, item in value.items() if key != "replaces"}
    if known is None:
        if "replaces" in value:
            raise OpposableError(
                f"« {entry.id} » n'est pas au catalogue.", where=entry.where, hint="Ôtez « replaces » pour l'ajouter."
            )
        return entry.id, _signed(replace(entry, value=wanted or entry.value), title)
    if entry.kind.name in _FIXED:
        raise OpposableError(
            f"« {entry.id} » : une surcouche ne change pas {_FIXED[entry.kind.name]}.",
            where=entry.where,
            hint="Proposez la modification au catalogue lui-même, ou choisissez un autre identifiant.",
        )
    if value.get("replaces") is not True:
        raise OpposableError(
            f"« {entry.id} » existe déjà dans {known.where}.",
            where=entry.where,
            hint="Écrivez « amends » pour préciser la clause, « replaces: true » pour la remplacer, ou changez d'id.",
        )
    return entry.id, _signed(replace(entry, value=wanted), f"{title} (remplace le catalogue)")


def _signed(entry: Entry, origin: str) -> Entry:
    if entry.kind.name != "clauses" or not isinstance(entry.value, dict):
        return entry
    return replace(entry, value={**entry.value, "origin": origin})


def _amend(entry: Entry, base: Mapping[tuple[str, str], Entry], title: str) -> tuple[str, Entry]:
    given, target = entry.value, str(entry.value["amends"])
    clauses = {id_: found for (kind, id_), found in base.items() if kind == "clauses"}
    if entry.kind.name != "clauses" or target not in clauses:
        raise OpposableError(
            f"La clause « {target} » n'existe pas.", where=entry.file.where(("amends",)), hint=nearest(target, clauses)
        )
    _only(given, _AMENDED, entry.file, (), "Pour en dire plus, remplacez la clause avec « replaces: true ».")
    known = clauses[target]
    value, places = dict(known.value), dict(getattr(known.file, "places", {}))
    for key in ("version", "note"):
        if key in given:
            value[key] = given[key]
            places[(key,)] = entry.file.where((key,))
    for key, field_ in (("adds_text", "text"), ("adds_plain_text", "plain_text")):
        if key in given:
            value[field_] = f"{str(value.get(field_, '')).rstrip()}\n\n{given[key]}".strip()
            places[(field_,)] = entry.file.where((key,))
    for key in _LISTS:
        if key in given:
            value[key] = [*value.get(key, []), *_list(given[key], entry.file, (key,))]
            places[(key,)] = entry.file.where((key,))
    value["parameters"] = _parameters(value.get("parameters") or {}, entry, places)
    value["requirements"] = _requirements(value.get("requirements") or [], entry, places)
    value["origin"] = f"{title} (précise le catalogue)"
    return target, replace(known, value=value, file=MergedFile(known.file.name, value, known.file.lines, places))


def _parameters(base: Mapping[str, Any], entry: Entry, places: dict[Path_, str]) -> dict[str, Any]:
    merged = dict(base)
    for name, given in _mapping(entry.value.get("parameters") or {}, entry.file, ("parameters",)).items():
        path: Path_ = ("parameters", name)
        changed = _mapping(given, entry.file, path)
        if name in merged:
            _only(changed, _PARAMETER, entry.file, path, "L'unité et le sens d'un paramètre ne changent pas.")
        merged[name] = {**merged.get(name, {}), **changed}
        places[path] = entry.file.where(path)
        places.update({(*path, key): entry.file.where((*path, key)) for key in changed})
    return merged


def _requirements(base: list[Any], entry: Entry, places: dict[Path_, str]) -> list[Any]:
    merged = list(base)
    ranks = {item.get("id"): rank for rank, item in enumerate(merged) if isinstance(item, dict)}
    for index, given in enumerate(_list(entry.value.get("requirements") or [], entry.file, ("requirements",))):
        path: Path_ = ("requirements", index)
        changed = _mapping(given, entry.file, path)
        rank = ranks.get(changed.get("id"))
        if rank is None:
            places[("requirements", len(merged))] = entry.file.where(path)
            merged.append(changed)
            continue
        _only(changed, _REQUIREMENT, entry.file, path, "Le texte d'une exigence se change en remplaçant la clause.")
        known = merged[rank]
        added = {
            key: [*known.get(key, []), *_list(changed[key], entry.file, (*path, key))]
            for key in _REQUIREMENT_LISTS
            if key in changed
        }
        merged[rank] = {**known, **changed, **added}
        places["requirements", rank] = entry.file.where(path)
        places.update({("requirements", rank, key): entry.file.where((*path, key)) for key in changed if key != "id"})
    return merged


def _only(given: Mapping[str, Any], known: tuple[str, ...], file: YamlFile, path: Path_, hint: str) -> None:
    for key in given:
        if key not in known:
            raise OpposableError(
                f"« {key} » ne se précise pas dans une surcouche.",
                where=file.where((*path, key)),
                hint=nearest(str(key), known) or hint,
            )


def _mapping(value: Any, file: YamlFile, path: Path_) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise OpposableError(f"« {path[-1]} » doit être un ensemble de rubriques.", where=file.where(path))
    return value


def _list(value: Any, file: YamlFile, path: Path_) -> list[Any]:
    if not isinstance(value, list):
        raise OpposableError(f"« {path[-1]} » doit être une liste.", where=file.where(path))
    return value
