"""Understand a table of requirements: which row names its columns, and what each column holds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opposable.imports.tables import Row, Table
from opposable.model.errors import OpposableError, nearest

FIELDS: dict[str, str] = {
    "id": "Identifiant",
    "title": "Titre",
    "text": "Texte de l'exigence",
    "level": "Niveau (obligatoire ou non)",
    "weight": "Poids",
    "criterion": "Sous-critère",
    "proof": "Preuve attendue",
    "quantity": "Grandeur mesurée",
    "operator": "Sens (au plus, au moins)",
    "value": "Valeur attendue",
    "unit": "Unité",
    "quantity_2": "Seconde grandeur",
    "operator_2": "Second sens",
    "value_2": "Seconde valeur",
    "unit_2": "Seconde unité",
    "finds": "Synonymes",
    "contradicted_by": "Ce qui contredit",
}
"""What a column may hold, with the words shown on screen."""

_WORDS: dict[str, tuple[str, ...]] = {
    "id": ("id", "identifiant", "n", "no", "num", "numero", "code", "reference", "ref", "n exigence", "id exigence"),
    "title": ("title", "titre", "intitule", "libelle", "objet", "exigence"),
    "text": ("text", "texte", "enonce", "description", "exigence", "requirement", "besoin", "libelle", "contenu"),
    "level": (
        "mandatory", "obligatoire", "niveau", "level", "niveau d exigence", "priorite", "criticite", "caractere",
        "minimale", "exigence minimale", "type d exigence", "type",
    ),
    "weight": ("weight", "poids", "ponderation", "coefficient", "coef", "points", "bareme"),
    "criterion": (
        "criterion", "sous critere", "critere", "theme", "chapitre", "domaine", "rubrique", "categorie", "famille",
        "section", "partie",
    ),
    "proof": ("proof", "preuve", "preuves", "justificatif", "justificatifs", "pieces justificatives", "evidence"),
    "quantity": ("expected quantity", "quantity", "grandeur", "indicateur", "mesure"),
    "operator": ("expected operator", "operator", "operateur", "sens", "comparaison"),
    "value": ("expected value", "value", "expected", "valeur attendue", "valeur", "seuil", "cible", "engagement"),
    "unit": ("expected unit", "unit", "unite"),
    "quantity_2": ("expected 2 quantity", "quantity 2", "grandeur 2", "seconde grandeur"),
    "operator_2": ("expected 2 operator", "operator 2", "operateur 2", "sens 2", "second sens"),
    "value_2": ("expected 2 value", "value 2", "valeur 2", "seuil 2", "seconde valeur", "second seuil"),
    "unit_2": ("expected 2 unit", "unit 2", "unite 2", "seconde unite"),
    "finds": ("finds", "synonymes", "mots cles", "keywords"),
    "contradicted_by": ("contradicted by", "contredit par"),
}  # fmt: skip
_HEADER_WITHIN = 20
_LONGEST_TITLE = 6


@dataclass(frozen=True, slots=True)
class Columns:
    """The titles of the columns, and for each field the index of the column that holds it."""

    titles: tuple[str, ...]
    fields: dict[str, int]

    def text(self, row: Row, field: str) -> str:
        """Return what `row` holds for `field`, empty when no column does."""
        return row.cell(self.fields.get(field, -1))

    def named(self) -> dict[str, str]:
        """Return for each field the title of its column."""
        return {field: self.titles[index] or letter(index) for field, index in self.fields.items()}


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows to import, under one set of columns."""

    name: str
    columns: Columns
    rows: tuple[Row, ...]


def find_listing(name: str, tables: Sequence[Table], chosen: Mapping[str, str] | None = None) -> Listing:
    """Return the rows of requirements of a file: the table that names the most fields, and those of the same titles.

    `chosen` maps fields to a title or a letter of column, and replaces what would have been guessed. Raises
    `OpposableError` when no table has a column of texts, or when `chosen` names an unknown field or column.
    """
    _check_fields(chosen or {})
    found = [(table, *_header(table, chosen or {})) for table in tables]
    table, _, titles = max(found, key=lambda one: _worth(one[2], one[0]))
    columns = Columns(titles, _fields(name, table, titles, chosen or {}))
    if "text" not in columns.fields and "title" not in columns.fields:
        raise OpposableError(
            "Aucune colonne de ce fichier ne porte le texte des exigences.",
            where=f"{name}, {table.name}" if table.name != name else name,
            hint=f"Dites quelle colonne le contient. Colonnes lues : {_listed(titles)}.",
        )
    same = [(each, first) for each, first, own in found if _bare(own) == _bare(titles)]
    rows = tuple(row for each, first in same for row in each.rows[first + 1 :] if not _repeats(row, titles))
    return Listing(table.name, columns, rows)


def guess(titles: Sequence[str]) -> dict[str, int]:
    """Return for each field the column whose title says it best; a column serves one field."""
    bare = [folded(title) for title in titles]
    offers = sorted(
        (-_likeness(title, word), order, rank, index, field)
        for rank, (field, words) in enumerate(_WORDS.items())
        for order, word in enumerate(words)
        for index, title in enumerate(bare)
        if title and _likeness(title, word)
    )
    fields: dict[str, int] = {}
    for *_, index, field in offers:
        if field not in fields and index not in fields.values():
            fields[field] = index
    return {field: fields[field] for field in FIELDS if field in fields}


def letter(index: int) -> str:
    """Name a column as spreadsheets do: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def folded(text: str) -> str:
    """Return `text` in lower case without accents nor punctuation."""
    flat = unicodedata.normalize("NFKD", text.lower())
    return " ".join(re.findall(r"[a-z0-9]+", "".join(char for char in flat if not unicodedata.combining(char))))


def _likeness(title: str, word: str) -> int:
    if title == word:
        return 3
    if len(word) < 3 or word[-1].isdigit() != title[-1].isdigit():
        return 0
    if title.startswith(f"{word} ") or title.removesuffix("s") == word:
        return 2
    return 1 if f" {word} " in f" {title} " and len(title.split()) <= _LONGEST_TITLE else 0


def _header(table: Table, chosen: Mapping[str, str]) -> tuple[int, tuple[str, ...]]:
    """Return the row, among the first ones, that holds the titles `chosen`, or names the most fields."""
    wanted = {folded(column) for column in chosen.values()} - {""}
    rows = [
        (len(wanted & set(_bare(row.cells))), len(guess(row.cells)), -index)
        for index, row in enumerate(table.rows[:_HEADER_WITHIN])
    ]
    index = -max(rows)[2]
    return index, table.rows[index].cells


def _worth(titles: tuple[str, ...], table: Table) -> tuple[int, int, int]:
    fields = guess(titles)
    return int("text" in fields or "title" in fields), len(fields), len(table.rows)


def _fields(name: str, table: Table, titles: tuple[str, ...], chosen: Mapping[str, str]) -> dict[str, int]:
    own = {field: _index(name, table, titles, column) for field, column in chosen.items() if column.strip()}
    left_out = {field for field, column in chosen.items() if not column.strip()}
    guessed = {f: i for f, i in guess(titles).items() if f not in left_out and i not in own.values()}
    return {**guessed, **own}


def _index(name: str, table: Table, titles: tuple[str, ...], column: str) -> int:
    bare = [folded(title) for title in titles]
    if folded(column) in bare:
        return bare.index(folded(column))
    if re.fullmatch(r"[A-Za-z]{1,2}", column.strip()):
        names = [letter(index) for index in range(max(len(row.cells) for row in table.rows))]
        if column.strip().upper() in names:
            return names.index(column.strip().upper())
    raise OpposableError(
        f"La colonne « {column} » n'existe pas.",
        where=name,
        hint=nearest(column, [title for title in titles if title]) or f"Colonnes lues : {_listed(titles)}.",
    )


def _check_fields(chosen: Mapping[str, str]) -> None:
    for field in chosen:
        if field not in FIELDS:
            hint = nearest(field, FIELDS) or f"Rubriques possibles : {', '.join(FIELDS)}."
            raise OpposableError(f"La rubrique « {field} » n'existe pas.", hint=hint)


def _listed(titles: Sequence[str]) -> str:
    return ", ".join(f"«\u00a0{title or letter(index)}\u00a0»" for index, title in enumerate(titles))


def _bare(titles: Sequence[str]) -> tuple[str, ...]:
    return tuple(folded(title) for title in titles)


def _repeats(row: Row, titles: tuple[str, ...]) -> bool:
    """Tell whether a row repeats the titles, as long Word tables do."""
    return _bare(row.cells) == _bare(titles)
