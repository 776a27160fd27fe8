"""The command ``opposable import-requirements``: a list of requirements in, a sealed ``tender.json`` out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from opposable.assembly.seal import write_tender
from opposable.catalog.yaml_file import read_yaml_path
from opposable.imports.mapping import FIELDS
from opposable.imports.requirements import RequirementList, read_requirements
from opposable.imports.tender import Heading, tender_of
from opposable.model.catalog import ScaleLevel
from opposable.model.errors import OpposableError
from opposable.model.french import number, plural
from opposable.model.tender import Tender

_SCALE = TypeAdapter(tuple[ScaleLevel, ...])


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks: the file, the names it does not hold, the columns that are not to be guessed."""

    file: Path
    out: Path
    on: date
    columns: Mapping[str, str] = field(default_factory=dict)
    reference: str = ""
    title: str = ""
    buyer: str = ""
    price_weight: Decimal = Decimal(0)


def import_requirements(wanted: Wanted, scale: Path) -> list[str]:
    """Write the sealed tender of a list and return what to tell the user; `scale` is the catalog's marking scale.

    Raises `OpposableError` when the file cannot be read, listing every line to mend.
    """
    content = _bytes(wanted.file)
    listed = read_requirements(wanted.file.name, content, wanted.columns)
    heading = Heading(
        reference=wanted.reference or wanted.file.stem,
        title=wanted.title or f"Exigences de « {wanted.file.name} »",
        on=wanted.on,
        buyer=wanted.buyer or "Acheteur non précisé",
        price_weight=wanted.price_weight,
    )
    tender = tender_of(listed, heading, read_scale(scale), content)
    _write(wanted.out, write_tender(tender).encode())
    return [*summary(listed, tender), str(wanted.out)]


def summary(listed: RequirementList, tender: Tender) -> list[str]:
    """Say what was read: columns, counts, criteria, then every warning."""
    asked = sum(len(requirement.expected) for requirement in tender.judged)
    minimal = sum(requirement.level == "minimale" for requirement in tender.judged)
    named = ", ".join(f"{FIELDS[key]} = « {column} »" for key, column in listed.columns.named().items())
    shares = ", ".join(f"{criterion.title} {number(criterion.weight)}" for criterion in tender.criteria)
    counts = f"{plural(len(tender.judged), 'exigence')}, dont {plural(minimal, 'minimale')}"
    lines = [
        f"Colonnes reconnues : {named}.",
        f"{counts} ; {plural(asked, 'seuil chiffré', 'seuils chiffrés')}. Critères (points) : {shares}.",
    ]
    if len(tender.criteria) == 1:
        lines.append("Le prix n'est pas noté : donnez son poids (--poids-prix) s'il est un critère.")
    return [*lines, *(f"À vérifier : {warning}" for warning in listed.warnings)]


def read_columns(text: str) -> dict[str, str]:
    """Read ``id=A,text=C``: fields and columns, by title or letter. Raises `OpposableError` for anything else."""
    chosen: dict[str, str] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        key, equal, column = part.partition("=")
        if not equal or not key.strip():
            raise OpposableError(
                f"« {part} » n'est pas une association de colonne.", hint="Écrivez par exemple « id=A,text=C »."
            )
        chosen[key.strip()] = column.strip()
    return chosen


def read_scale(path: Path) -> tuple[ScaleLevel, ...]:
    """Return the marking scale of the catalog, read alone. Raises `OpposableError` when it is not one."""
    file = read_yaml_path(path, path.name)
    try:
        return _SCALE.validate_python(file.value["scale"])
    except (ValidationError, KeyError, TypeError):
        raise OpposableError("Ce fichier ne contient pas l'échelle des notes.", where=file.where()) from None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise OpposableError(f"Le fichier « {path} » n'est pas lisible.", hint="Vérifiez son chemin.") from None


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError:
        raise OpposableError(f"Impossible d'écrire « {path} ».", hint="Vérifiez le dossier et vos droits.") from None
