"""Open the workbooks that bidders fill, which are hostile input, and find our tables in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from opposable.bids.reading.cache import ReadingCache
from opposable.bids.reading.limits import Limits
from opposable.bids.reading.sandbox import Sandbox, shared_sandbox
from opposable.bids.reading.sheets_model import Sheet
from opposable.documents import layout
from opposable.documents.layout import folded
from opposable.model.errors import OpposableError
from opposable.model.french import typeset
from opposable.model.tender import Tender

LIMITS = Limits(size=20 << 20, unpacked=60 << 20, parts=400, columns=64, cells=200_000)
"""How much is read of a workbook that is ours: far more than a filled form weighs."""

Recognised = Literal["cadre_de_reponse", "bordereau_de_prix"]
_FORMATS: dict[str, Recognised] = {
    layout.FORM_FORMAT: "cadre_de_reponse",
    layout.PRICES_FORMAT: "bordereau_de_prix",
}
_FORM_SIGNS = (layout.NUMBER, layout.TEXT, layout.DECLARED, layout.ANSWER)
_PRICE_SIGNS = (layout.CODE, layout.TITLE, layout.PRICE, layout.VAT)


@dataclass(frozen=True, slots=True)
class Table:
    """One of our tables, found by the titles of its columns wherever it was moved."""

    sheet: str
    columns: dict[str, int]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def text(self, cells: Sequence[str], title: str) -> str:
        """Return what `cells`, a row of the table, hold under `title`."""
        index = self.columns.get(title, -1)
        return cells[index].strip() if 0 <= index < len(cells) else ""

    def cell(self, row: int, title: str) -> str:
        """Return the name of a cell: ``G12``."""
        return f"{_letters(self.columns.get(title, 0))}{row}"

    def where(self, row: int, title: str) -> str:
        """Name a cell as a reader finds it: ``feuille « BPU », cellule F7``."""
        return place(self.sheet, self.cell(row, title))


def _letters(column: int) -> str:
    """Name a column counted from zero: ``A``, ``Z``, ``AA``."""
    before, last = divmod(column, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


def place(sheet: str, cell: str) -> str:
    """Name a cell as a reader finds it."""
    return f"feuille «\u00a0{sheet}\u00a0», cellule {cell}"


def open_workbook(
    content: bytes, *, sandbox: Sandbox | None = None, cache: ReadingCache | None = None
) -> tuple[Sheet, ...]:
    """Return the sheets of an .xlsx or .ods workbook, parsed by a child process as any file of a bidder.

    Raises `OpposableError` when it is broken, locked, too heavy, holds macros, or is no workbook.
    """
    return (sandbox or shared_sandbox()).sheets(content, LIMITS, cache)


def recognise(sheets: Sequence[Sheet]) -> Recognised | None:
    """Tell whether a workbook is one of ours: by its sealed sheet, else by the titles of its columns."""
    found = _FORMATS.get(seal_values(sheets).get("format", ""))
    if found:
        return found
    if any(True for sheet in sheets for _ in find_tables([sheet], _FORM_SIGNS)):
        return "cadre_de_reponse"
    if any(True for sheet in sheets for _ in find_tables([sheet], _PRICE_SIGNS)):
        return "bordereau_de_prix"
    return None


def seal_values(sheets: Sequence[Sheet]) -> dict[str, str]:
    """Return what the sealed sheet says: format, reference, version, seal, lot; nothing where it was removed."""
    labels = {folded(label): key for key, label in layout.SEAL_LABELS.items()}
    for sheet in sheets:
        if folded(sheet.name) != folded(layout.SEAL_SHEET):
            continue
        pairs = [(folded(cells[0]), cells[1]) for _, cells in sheet.rows if len(cells) > 1]
        return {labels[label]: value.strip() for label, value in pairs if label in labels}
    return {}


def check_identity(sheets: Sequence[Sheet], tender: Tender) -> tuple[str, str]:
    """Return the reference and the seal that a file carries.

    Raises `OpposableError` when it is without identity, of another consultation, of another version, or of another lot.
    """
    values = seal_values(sheets)
    reference, seal = values.get("reference", ""), values.get("seal", "")
    if not reference or not seal:
        raise OpposableError(
            f"La feuille masquée « {layout.SEAL_SHEET} » manque ou a été vidée : "
            "rien ne dit de quelle consultation vient ce fichier.",
            hint="Demandez au candidat de remplir le fichier du dossier de consultation.",
        )
    if reference != typeset(tender.reference):
        raise OpposableError(
            f"Ce fichier appartient à la consultation « {reference} », non à « {tender.reference} ».",
            hint="Vérifiez le dossier où il a été déposé.",
        )
    if seal != (tender.seal or layout.UNSEALED):
        raise _other_seal(values.get("version", "?"), seal, tender)
    if tender.lot and (values.get("lot") or tender.lot) != tender.lot:
        raise OpposableError(
            f"Ce fichier répond au lot {values['lot']}, non au lot {tender.lot}.",
            hint="Déposez-le avec l'offre de son lot, ou demandez au candidat le fichier de celui-ci.",
        )
    return reference, seal


def _other_seal(version: str, seal: str, tender: Tender) -> OpposableError:
    ours = tender.seal or layout.UNSEALED
    same = version == str(tender.version)
    return OpposableError(
        f"Ce fichier porte un autre scellé ({seal[:16]}, version {version}) que le dossier publié "
        f"({ours[:16]}, version {tender.version}).",
        hint="Vérifiez d'où il vient : il n'a pas été fait pour ce dossier."
        if same
        else "Demandez au candidat de répondre sur le fichier de la dernière version.",
    )


def find_tables(sheets: Sequence[Sheet], titles: Sequence[str]) -> Iterator[Table]:
    """Give every table that has all of `titles` on one row, with the rows below it."""
    wanted = {folded(title): title for title in (*layout.FORM_COLUMNS, *layout.PRICE_COLUMNS, *layout.QUANTITY_COLUMNS)}
    for sheet in sheets:
        for place_, (_, cells) in enumerate(sheet.rows):
            columns: dict[str, int] = {}
            for index, text in enumerate(cells):
                if (title := wanted.get(folded(text))) is not None:
                    columns.setdefault(title, index)
            if all(title in columns for title in titles):
                rows = tuple((number, tuple(row)) for number, row in sheet.rows[place_ + 1 :])
                yield Table(sheet.name, columns, rows)
                break
