"""The computed sheets of the response form: the figures promised, and what still waits for an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter

from opposable.documents import layout, sheets
from opposable.documents.sheets import COMPUTED, LOCKED, TOTAL, Column, formula, put
from opposable.model.clauses import TenderParameter
from opposable.model.french import quantity
from opposable.model.tender import Tender
from opposable.model.units import unit

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

COMMITMENTS_SHEET = "Engagements chiffrés"
COMPLETENESS_SHEET = "Complétude"
Span = tuple[str, int, int]
_BOUNDS = {"lower": " au plus", "higher": " au moins", "none": ""}
_TESTS = {"lower": "<=", "higher": ">=", "none": "="}


def write_commitments(workbook: Workbook, tender: Tender, sheet_of: Mapping[str, str]) -> None:
    """Add the sheet that gathers by formula every value promised, beside the value asked."""
    asked = [(r, p) for r in tender.judged if (p := tender.parameter_of(r)) is not None]
    if not asked:
        return
    sheet = workbook.create_sheet(COMMITMENTS_SHEET)
    row = sheets.write_heading(
        sheet, "Engagements chiffrés", ["Synthèse calculée d'après vos réponses : rien à remplir ici."]
    )
    columns = (
        Column("N°", 10),
        Column("Engagement", 48),
        Column("Demandé", 22),
        Column("Mesuré", 52),
        Column("Proposé", 12, COMPUTED),
        Column("Unité", 18),
        Column("Comparaison", 24, COMPUTED),
    )
    sheets.write_headers(sheet, row + 1, columns)
    first = row + 2
    for row, (requirement, parameter) in enumerate(asked, start=first):
        texts = (requirement.number, requirement.quantity or parameter.label, _asked(parameter), parameter.measured)
        for column, text in enumerate(texts, start=1):
            put(sheet, row, column, text, LOCKED)
        formula(sheet, row, 5, _promised(row, sheet_of[requirement.id]))
        put(sheet, row, 6, unit(parameter.unit).plural, LOCKED)
        formula(sheet, row, 7, _comparison(row, parameter))
    sheets.finish_sheet(sheet, tender, freeze=f"A{first}")


def _asked(parameter: TenderParameter) -> str:
    return quantity(parameter.value, unit(parameter.unit)) + _BOUNDS[parameter.better]


def _promised(row: int, sheet: str) -> str:
    """Return the formula that finds the value by the number of the requirement, wherever its row was moved."""
    value, numbers = (_whole(sheet, title) for title in (layout.VALUE, layout.NUMBER))
    found = f"INDEX({value},MATCH($A{row},{numbers},0))"
    return f'=IF({found}="","",{found})'


def _comparison(row: int, parameter: TenderParameter) -> str:
    test = f"E{row}{_TESTS[parameter.better]}{parameter.value}"
    return (
        f'=IF(E{row}="","À remplir",IF(NOT(ISNUMBER(E{row})),"À écrire en chiffres",'
        f'IF({test},"Demande satisfaite","En deçà de la demande")))'
    )


def write_completeness(workbook: Workbook, tender: Tender, spans: Sequence[Span]) -> None:
    """Add the sheet that counts by formula, for each `(sheet, first row, last row)`, what is still to be filled."""
    sheet = workbook.create_sheet(COMPLETENESS_SHEET)
    row = sheets.write_heading(sheet, "Complétude de la réponse", ["Compteurs calculés : rien à remplir ici."])
    columns = (
        Column("Feuille", 40),
        Column("Exigences", 14, COMPUTED),
        Column("Sans déclaration", 16, COMPUTED),
        Column("Minimales sans réponse", 18, COMPUTED),
        Column("Valeurs à écrire", 16, COMPUTED),
        Column("Sans preuve citée", 16, COMPUTED),
    )
    sheets.write_headers(sheet, row + 1, columns)
    first = row + 2
    for row, span in enumerate(spans, start=first):
        put(sheet, row, 1, span[0], LOCKED)
        for column, text in enumerate(_counters(span), start=2):
            formula(sheet, row, column, text)
    last = first + len(spans) - 1
    put(sheet, last + 1, 1, layout.GRAND_TOTAL, TOTAL)
    for column in range(2, len(columns) + 1):
        letter = get_column_letter(column)
        formula(sheet, last + 1, column, f"=SUM({letter}{first}:{letter}{last})", TOTAL)
    verdict = (
        f'=IF(D{last + 1}=0,"Chaque exigence minimale a une réponse.","Des exigences minimales sont sans réponse.")'
    )
    formula(sheet, last + 3, 1, verdict, sheets.SUBTITLE)
    sheets.finish_sheet(sheet, tender)


def _counters(span: Span) -> tuple[str, ...]:
    level, declared, answer, value, check, proof, numbers = (
        _range(span, title)
        for title in (
            layout.LEVEL,
            layout.DECLARED,
            layout.ANSWER,
            layout.VALUE,
            layout.CHECK,
            layout.PROOF,
            layout.NUMBER,
        )
    )
    minimal = layout.LEVELS["minimale"]
    return (
        f'=SUMPRODUCT(--({numbers}<>""))',
        f'=SUMPRODUCT(--({declared}=""))',
        f'=SUMPRODUCT(({level}="{minimal}")*({declared}="")*({answer}="")*({value}=""))',
        f'=SUMPRODUCT(--({check}="Valeur à écrire"))',
        f'=SUMPRODUCT(({declared}<>"")*({declared}<>"non")*({proof}=""))',
    )


def _range(span: Span, title: str) -> str:
    sheet, first, last = span
    letter = _letter(title)
    return f"{_quoted(sheet)}!${letter}${first}:${letter}${last}"


def _whole(sheet: str, title: str) -> str:
    letter = _letter(title)
    return f"{_quoted(sheet)}!${letter}$1:${letter}$2000"


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"


def _letter(title: str) -> str:
    return get_column_letter(layout.FORM_COLUMNS.index(title) + 1)
