"""From the rows of a table to requirements: every doubt is said with its place, nothing is guessed in silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from opposable.bids.matching.phrasing import written
from opposable.imports.cells import expected_in, read_amount, read_expected, read_level
from opposable.imports.mapping import Columns, find_listing
from opposable.imports.tables import Row, read_tables
from opposable.model.bids import SoughtQuantity
from opposable.model.catalog import Level
from opposable.model.errors import OpposableError
from opposable.model.french import plural

_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ListedRequirement:
    """A requirement as its file lists it; `criterion` is the label of its sub-criterion, `place` where it stands."""

    id: str
    title: str
    text: str
    level: Level
    place: str
    weight: Decimal = Decimal(1)
    criterion: str = ""
    proof: tuple[str, ...] = ()
    expected: tuple[SoughtQuantity, ...] = ()
    finds: tuple[str, ...] = ()
    contradicted_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RequirementList:
    """What was read of a file: the requirements, the columns understood, and what deserves a look."""

    requirements: tuple[ListedRequirement, ...]
    columns: Columns
    warnings: tuple[str, ...] = ()


@dataclass
class _Reading:
    """What is being gathered: problems stop the import, warnings do not."""

    columns: Columns
    requirements: list[ListedRequirement] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    problems: list[OpposableError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    numbered: list[str] = field(default_factory=list)
    section: str = ""
    sections: int = 0


def read_requirements(name: str, content: bytes, chosen: Mapping[str, str] | None = None) -> RequirementList:
    """Return the requirements listed in the file `name`; `chosen` maps fields to columns (title or letter).

    Raises `OpposableError` listing every problem with sheet and line (or line of the file).
    """
    listing = find_listing(name, read_tables(name, content), chosen)
    reading = _Reading(listing.columns)
    for row in listing.rows:
        _read_row(reading, row, f"{name}, {row.place}" if not row.place.startswith(name) else row.place)
    _raise(reading.problems)
    if not reading.requirements:
        raise OpposableError("Ce tableau ne contient aucune exigence.", where=f"{name}, {listing.name}")
    return RequirementList(tuple(reading.requirements), listing.columns, tuple(_warnings(reading)))


def _read_row(reading: _Reading, row: Row, place: str) -> None:
    cells = [cell.strip() for cell in row.cells if cell.strip()]
    if not cells:
        return
    text = reading.columns.text(row, "text") or reading.columns.text(row, "title")
    if len(set(cells)) == 1 and (len(cells) > 1 or not text):
        reading.section, reading.sections = cells[0], reading.sections + 1
        return
    try:
        requirement = _requirement(reading, row, place, text)
    except OpposableError as error:
        reading.problems.append(OpposableError(error.message, where=place, hint=error.hint))
        return
    if requirement.id in reading.places:
        first = reading.places[requirement.id]
        reading.problems.append(
            OpposableError(
                f"L'identifiant « {requirement.id} » sert déjà ({first}).", where=place, hint="Changez-en un."
            )
        )
        return
    reading.places[requirement.id] = place
    reading.requirements.append(requirement)


def _requirement(reading: _Reading, row: Row, place: str, text: str) -> ListedRequirement:
    read = reading.columns.text
    id_ = read(row, "id")
    if not text:
        raise OpposableError(f"Le texte de l'exigence « {id_ or '…'} » manque.", hint="Écrivez-le, ou ôtez la ligne.")
    if not id_:
        id_ = f"E{len(reading.requirements) + 1:03d}"
        reading.numbered.append(id_)
    return ListedRequirement(
        id=" ".join(id_.split()),
        title=" ".join(read(row, "title").split()),
        text=text,
        level=read_level(read(row, "level")),
        place=place,
        weight=_weight(read(row, "weight")),
        criterion=" ".join((read(row, "criterion") or reading.section).split()),
        proof=_parts(read(row, "proof")),
        expected=_expected(reading, row, id_, text),
        finds=_parts(read(row, "finds")),
        contradicted_by=_parts(read(row, "contradicted_by")),
    )


def _weight(text: str) -> Decimal:
    if not text:
        return Decimal(1)
    weight = read_amount(text.replace("%", ""))
    if weight is None or weight <= 0:
        raise OpposableError(f"Le poids « {text} » n'est pas un nombre supérieur à zéro.", hint="Corrigez-le.")
    return weight


def _expected(reading: _Reading, row: Row, id_: str, text: str) -> tuple[SoughtQuantity, ...]:
    read = reading.columns.text
    found = []
    for suffix in ("", "_2"):
        cells = [read(row, f"{field}{suffix}") for field in ("quantity", "operator", "value", "unit")]
        asked = read_expected(*cells)
        if asked is not None:
            found.append(asked if asked.name else asked.model_copy(update={"name": read(row, "title")}))
    if found:
        return tuple(found)
    taken = expected_in(text, read(row, "title"))
    for asked in taken:
        side = "au plus" if asked.operator == "<=" else "au moins"
        reading.warnings.append(
            f"{id_} : le seuil « {written(asked.value, asked.unit)} {side} » est tiré du texte ; "
            "vérifiez-le, ou donnez-le dans une colonne."
        )
    return taken


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\n", ";").split(";") if part.strip())


def _raise(problems: list[OpposableError]) -> None:
    if not problems:
        return
    lines = [str(problem) for problem in problems[:_MOST_SHOWN]]
    if len(problems) > _MOST_SHOWN:
        lines.append(f"… et {plural(len(problems) - _MOST_SHOWN, 'autre problème', 'autres problèmes')}.")
    raise OpposableError("\n".join(lines))


def _warnings(reading: _Reading) -> list[str]:
    said = []
    if reading.sections:
        one = plural(reading.sections, "ligne d'un seul texte lue", "lignes d'un seul texte lues")
        said.append(f"{one} comme titre de partie, et non comme exigence.")
    if reading.numbered:
        said.append(
            f"{plural(len(reading.numbered), 'exigence sans identifiant', 'exigences sans identifiant')}, numérotée(s) "
            f"par Opposable : {', '.join(reading.numbered[:5])}{'…' if len(reading.numbered) > 5 else ''}"
        )
    return [*said, *reading.warnings]
