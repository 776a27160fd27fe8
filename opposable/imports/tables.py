"""Read the tables of a spreadsheet, a Word document or a YAML file as rows of text that know their place."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from docx.table import Table as WordTable
from lxml import etree

from opposable.bids.reading.archive import Archive
from opposable.bids.reading.limits import Limits
from opposable.bids.reading.sheets_model import Budget
from opposable.bids.reading.sheets_ods import read_ods_sheets
from opposable.bids.reading.sheets_xlsx import read_xlsx_sheets
from opposable.bids.reading.sniff import sniff
from opposable.catalog.yaml_file import YamlFile, read_yaml
from opposable.model.errors import OpposableError

LIMITS = Limits(size=20 << 20, unpacked=100 << 20, columns=128, cells=300_000)
"""How much is read of a list of requirements: far more than a list weighs."""
_LIST_KEYS = ("requirements", "exigences")
_BROKEN_WORD = (
    OpcError, KeyError, IndexError, ValueError, AttributeError, TypeError, zipfile.BadZipFile, etree.XMLSyntaxError
)  # fmt: skip
"""What python-docx raises on a table or a package that does not hold together."""
_FORMATS = "un classeur .xlsx ou .ods, un document .docx ou un fichier .yaml"


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one line, and its place as a reader finds it: ``feuille « Exigences », ligne 12``."""

    cells: tuple[str, ...]
    place: str

    def cell(self, index: int) -> str:
        """Return a cell, empty beyond the end of the line."""
        return self.cells[index].strip() if 0 <= index < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it stands in the file, titles of columns included: which row they are on is not known yet."""

    name: str
    rows: tuple[Row, ...]


def read_tables(name: str, content: bytes) -> tuple[Table, ...]:
    """Return the tables of the file `name`, in order; its content tells the format.

    Raises `OpposableError` when the file is of another kind, broken, or holds no table.
    """
    tables = tuple(table for table in _tables(name, content) if table.rows)
    if not tables:
        raise OpposableError("Ce fichier ne contient aucun tableau.", where=name, hint=f"Donnez {_FORMATS}.")
    return tables


def _tables(name: str, content: bytes) -> Iterator[Table]:
    if len(content) > LIMITS.size:
        raise OpposableError(
            f"Ce fichier pèse plus de {LIMITS.size >> 20} Mo.", where=name, hint="Gardez la seule liste des exigences."
        )
    if not content.startswith(b"PK") and name.lower().endswith((".yaml", ".yml")):
        yield _yaml_table(_yaml(name, content))
        return
    try:
        kind = sniff(content, LIMITS)
        if kind in ("xlsx", "ods"):
            yield from _sheets(kind, content)
        elif kind == "docx":
            yield from _word_tables(content)
        else:
            raise OpposableError("Ce fichier n'est pas une liste d'exigences lisible.", hint=f"Donnez {_FORMATS}.")
    except OpposableError as error:
        raise OpposableError(error.message, where=name, hint=error.hint) from None


def _sheets(kind: str, content: bytes) -> Iterator[Table]:
    archive, budget = Archive(content, LIMITS), Budget(LIMITS)
    for sheet in (read_xlsx_sheets if kind == "xlsx" else read_ods_sheets)(archive, budget):
        if not sheet.hidden:
            place = f"feuille «\u00a0{sheet.name}\u00a0»"
            rows = tuple(Row(tuple(cells), f"{place}, ligne {number}") for number, cells in sheet.rows)
            yield Table(place, rows)
    if budget.problems:
        raise OpposableError(budget.problems[0], hint="Gardez la seule liste des exigences.")


def _word_tables(content: bytes) -> Iterator[Table]:
    archive = Archive(content, LIMITS)
    archive.xml("word/document.xml")  # refuses entities before python-docx opens the file
    try:
        tables = docx.Document(io.BytesIO(content)).tables
        found = [_word_rows(table, number) for number, table in enumerate(tables, start=1)]
    except _BROKEN_WORD:
        raise OpposableError("Ce document Word est abîmé.", hint="Ouvrez-le et enregistrez-le à nouveau.") from None
    for number, rows in enumerate(found, start=1):
        yield Table(f"tableau {number}", rows)


def _word_rows(table: WordTable, number: int) -> tuple[Row, ...]:
    rows = []
    for line, row in enumerate(table.rows, start=1):
        cells = tuple(" ".join(cell.text.split()) for cell in row.cells)
        if any(cells):
            rows.append(Row(cells, f"tableau {number}, ligne {line}"))
    return tuple(rows)


def _yaml(name: str, content: bytes) -> YamlFile:
    try:
        return read_yaml(content.decode("utf-8-sig"), name)
    except UnicodeDecodeError:
        raise OpposableError("Ce fichier n'est pas en UTF-8.", where=name, hint="Changez son encodage.") from None


def _yaml_table(file: YamlFile) -> Table:
    path: tuple[str | int, ...] = ()
    items = file.value
    if isinstance(items, Mapping):
        key = next((key for key in _LIST_KEYS if key in items), None)
        items, path = (items[key], (key,)) if key else (None, ())
    if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
        raise OpposableError(
            "Aucune liste d'exigences dans ce fichier.",
            where=file.where(path),
            hint="Écrivez « requirements: » puis une entrée « - id: … » par exigence.",
        )
    flat = [dict(_flat(item)) for item in items]
    columns = tuple(dict.fromkeys(column for item in flat for column in item))
    rows = [Row(columns, file.where(path))]
    for index, item in enumerate(flat):
        rows.append(Row(tuple(item.get(column, "") for column in columns), file.where((*path, index))))
    return Table(file.name, tuple(rows) if flat else ())


def _flat(value: Mapping[Any, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Give one column a leaf: ``expected: {value: 6}`` becomes ``expected.value``."""
    for key, content in value.items():
        name = f"{before}{key}"
        if isinstance(content, Mapping):
            yield from _flat(content, f"{name}.")
        else:
            yield name, _written(content)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return " ; ".join(_written(item) for item in value)
    return "" if value is None else str(value)
