"""Write the technical response form: one row a requirement, only the bidder's cells unlocked, and the seal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter

from opposable.documents import layout, sheets
from opposable.documents.form_summaries import write_commitments, write_completeness
from opposable.documents.sheets import BODY, COMPUTED, INPUT, LOCKED, MINIMAL, SUBTITLE, Column, put, unlock
from opposable.model.clauses import TenderRequirement
from opposable.model.french import number, plural
from opposable.model.lots import lot_name
from opposable.model.tender import Criterion, SubCriterion, Tender
from opposable.model.units import unit

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MASTER = "cadre-de-reponse.xlsx"
OTHER_REQUIREMENTS = "Autres exigences"
_COLUMNS = (
    Column(layout.NUMBER, 8.5),
    Column(layout.LEVEL, 9.5),
    Column(layout.SUB_CRITERION, 14),
    Column(layout.TEXT, 36),
    Column(layout.QUESTION, 32),
    Column(layout.DECLARED, 12, INPUT),
    Column(layout.ANSWER, 44, INPUT),
    Column(layout.VALUE, 10, INPUT),
    Column(layout.UNIT, 11),
    Column(layout.EQUIVALENCE, 16, INPUT),
    Column(layout.PROOF, 14, INPUT),
    Column(layout.PROOF_PLACE, 11, INPUT),
    Column(layout.SECRET, 11, INPUT),
    Column(layout.CHECK, 12, COMPUTED),
    Column(layout.IDENTIFIER, 20),
)
_HEADER_ROW = 4
_ATTACHMENTS = 25


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet of requirements: its name, its criterion, and the rows with their sub-criterion."""

    sheet: str
    criterion: Criterion | None
    rows: tuple[tuple[TenderRequirement, SubCriterion | None], ...]

    @property
    def first_row(self) -> int:
        """The row of the first requirement."""
        return _HEADER_ROW + 1

    @property
    def last_row(self) -> int:
        """The row of the last requirement."""
        return _HEADER_ROW + len(self.rows)


def write_response_form(tender: Tender, template: bytes, name: str = MASTER) -> bytes:
    """Return the response form of `tender` as .xlsx bytes, made from the master `template` called `name`.

    Requirements on the candidate are not in it. Raises `OpposableError` when the master does not suit.
    """
    workbook, guide, row = sheets.open_master(template, name)
    parts = form_parts(tender)
    _write_guide(guide, row, tender, parts)
    _write_candidate(workbook, tender)
    _write_criteria(workbook, tender)
    for part in parts:
        _write_part(workbook, tender, part)
    spans = [(part.sheet, part.first_row, part.last_row) for part in parts]
    write_commitments(workbook, tender, {r.id: part.sheet for part in parts for r, _ in part.rows})
    write_completeness(workbook, tender, spans)
    _write_attachments(workbook, tender)
    rows = [(r.number, r.id, layout.fingerprint(r.text)) for r in tender.judged]
    header = ("N°", "Identifiant", "Empreinte de l'énoncé")
    sheets.write_seal_sheet(workbook, tender, layout.FORM_FORMAT, header, rows)
    return sheets.save(workbook, tender, f"Cadre de réponse technique, {tender.title}")


def form_parts(tender: Tender) -> tuple[Part, ...]:
    """Return the sheets of requirements, in the order of the criteria, then of the sub-criteria."""
    by_sub: dict[str, list[TenderRequirement]] = {}
    for requirement in tender.judged:
        by_sub.setdefault(requirement.criterion, []).append(requirement)
    taken = [layout.GUIDE_SHEET, layout.CANDIDATE_SHEET, layout.SEAL_SHEET, "Critères", "Complétude"]
    parts = []
    for criterion in tender.criteria:
        rows = tuple((r, sub) for sub in criterion.sub for r in by_sub.pop(sub.id, ()))
        if rows:
            parts.append(Part(layout.sheet_name(criterion.title, taken), criterion, rows))
            taken.append(parts[-1].sheet)
    left = tuple((r, None) for requirements in by_sub.values() for r in requirements)
    if left:
        parts.append(Part(layout.sheet_name(OTHER_REQUIREMENTS, taken), None, left))
    return tuple(parts)


def points(weight: Decimal) -> str:
    """Write a weight out of the 100 points of the whole: ``14 points``, ``1 point``."""
    return f"{number(weight)} point{'s' if weight >= 2 else ''}"


def _write_guide(sheet: Worksheet, row: int, tender: Tender, parts: Sequence[Part]) -> None:
    put(sheet, row, 1, "Cadre de réponse technique", sheets.TITLE)
    put(sheet, row + 1, 1, tender.title, SUBTITLE)
    for text, style in _guide_lines(tender, parts):
        row += 1
        put(sheet, row + 1, 1, text, style)
    sheets.finish_sheet(sheet, tender)


def _guide_lines(tender: Tender, parts: Sequence[Part]) -> Iterator[tuple[str, str]]:
    yield f"{tender.buyer.name}, consultation {tender.reference}, version {tender.version}", BODY
    if tender.lot:
        yield f"{lot_name(tender.lots[0])}. Chaque lot a son cadre de réponse.", BODY
    yield f"Scellé : {tender.seal or layout.UNSEALED}", BODY
    yield "Comment répondre", SUBTITLE
    minimal = sum(r.level == "minimale" for r in tender.judged)
    filled = _GUIDE.format(
        count=plural(len(tender.judged), "exigence"),
        minimal=plural(minimal, "exigence minimale", "exigences minimales"),
        sheets=", ".join(f"« {part.sheet} »" for part in parts),
    )
    for line in sheets.paragraphs(filled):
        yield line, BODY


_GUIDE = """
Ce classeur contient {count}, dont {minimal}, dans les feuilles {sheets}. Une réponse par ligne ; les cellules à fond
clair sont les seules à remplir.

Exigence minimale : une offre qui ne la satisfait pas est irrégulière. Une ligne sans réponse peut conduire au même
résultat.

Déclaration : choisissez oui, partiel, non ou équivalent. C'est votre affirmation ; elle n'est ni une note ni une
preuve, et la commission juge ce que vous décrivez et prouvez.

Votre réponse : répondez à ce qui est demandé, pour cette consultation. Un renvoi au cahier des charges ou à une
plaquette ne vaut pas réponse ; un renvoi au mémoire technique vaut s'il donne la pièce, la page et le paragraphe.

Valeur engagée : écrivez un nombre, dans l'unité indiquée sur la ligne. Si votre offre est retenue, cette valeur vous
engage.

Équivalence invoquée : si vous répondez par un moyen équivalent (certificat, norme, organisation), dites lequel et
comment il se démontre.

Preuve : donnez le nom de la pièce jointe, puis la page ou le paragraphe.

Secret des affaires : signalez les réponses qui en relèvent, avec le motif.

Ne modifiez ni les énoncés, ni les numéros, ni le scellé : ils sont vérifiés à l'ouverture du fichier. Vous pouvez
élargir les colonnes et les lignes. Rendez ce fichier au format .xlsx.

La feuille « Complétude » compte les lignes qui attendent une réponse : consultez-la avant d'envoyer votre offre.
"""


def _write_candidate(workbook: Workbook, tender: Tender) -> None:
    sheet = workbook.create_sheet(layout.CANDIDATE_SHEET)
    row = sheets.write_heading(sheet, "Identité du candidat", ["Remplissez la seconde colonne."])
    lots = tender.lots[0] if len(tender.lots) == 1 else None
    fields = [(label, "") for label in layout.IDENTITY]
    fields.append(("Lot", f"{lots.number} : {lots.title}" if lots else ""))
    for row, (label, value) in enumerate(fields, start=row + 1):  # noqa: B020
        put(sheet, row, 1, label, LOCKED)
        unlock(put(sheet, row, 2, value or None, INPUT), "@")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 46, 80
    sheets.finish_sheet(sheet, tender)


def _write_criteria(workbook: Workbook, tender: Tender) -> None:
    sheet = workbook.create_sheet("Critères")
    row = sheets.write_heading(
        sheet, "Critères, sous-critères et poids", ["Rappel du règlement de la consultation, qui fait foi."]
    )
    columns = (Column("Critère ou sous-critère", 52), Column("Ce qu'il mesure", 86), Column("Poids", 14))
    sheets.write_headers(sheet, row + 1, columns)
    row += 2
    for criterion in tender.criteria:
        _criterion_line(sheet, row, (criterion.title, criterion.about, points(criterion.weight)), sheets.TOTAL)
        for row, sub in enumerate(criterion.sub, start=row + 1):  # noqa: B020
            _criterion_line(sheet, row, (f"    {sub.title}", sub.measures, points(sub.weight)), LOCKED)
        row += 1
    sheets.finish_sheet(sheet, tender)


def _criterion_line(sheet: Worksheet, row: int, texts: Iterable[str], style: str) -> None:
    for column, text in enumerate(texts, start=1):
        put(sheet, row, column, text, style)


def _write_part(workbook: Workbook, tender: Tender, part: Part) -> None:
    sheet = workbook.create_sheet(part.sheet)
    title = part.criterion.title if part.criterion else OTHER_REQUIREMENTS
    weight = f" : {points(part.criterion.weight)} sur 100" if part.criterion else ""
    notes = ["Remplissez les cellules à fond clair. Une réponse par ligne."]
    sheets.write_heading(sheet, f"{title}{weight}", notes)
    sheets.write_headers(sheet, _HEADER_ROW, _COLUMNS)
    for row, (requirement, sub) in enumerate(part.rows, start=part.first_row):
        _write_row(sheet, row, tender, requirement, sub)
    _restrict(sheet, tender, part)
    sheet.column_dimensions[_letter(layout.IDENTIFIER)].hidden = True
    sheet.print_area = f"A1:{_letter(layout.CHECK)}{part.last_row}"
    sheets.finish_sheet(sheet, tender, freeze=f"B{part.first_row}")


def _write_row(
    sheet: Worksheet, row: int, tender: Tender, requirement: TenderRequirement, sub: SubCriterion | None
) -> None:
    parameter = tender.parameter_of(requirement)
    texts = {
        layout.NUMBER: requirement.number,
        layout.LEVEL: layout.LEVELS[requirement.level],
        layout.SUB_CRITERION: f"{sub.title} ({points(sub.weight)})" if sub else "",
        layout.TEXT: requirement.text,
        layout.QUESTION: _question(requirement),
        layout.UNIT: unit(parameter.unit).plural if parameter else "",
        layout.IDENTIFIER: requirement.id,
    }
    minimal = requirement.level == "minimale"
    for index, column in enumerate(_COLUMNS, start=1):
        asked = column.title != layout.VALUE or parameter is not None
        style = column.style if asked else LOCKED
        if minimal and column.title in (layout.NUMBER, layout.LEVEL):
            style = MINIMAL
        cell = put(sheet, row, index, texts.get(column.title), style)
        if style == INPUT:
            unlock(cell, "General" if column.title == layout.VALUE else "@")
    sheets.formula(sheet, row, _index(layout.CHECK), _check(row, minimal=minimal, value=parameter is not None))


def _question(requirement: TenderRequirement) -> str:
    proof = " ; ".join(requirement.proof)
    return f"{requirement.answer.asks}\nPreuve attendue : {proof}" if proof else requirement.answer.asks


def _check(row: int, *, minimal: bool, value: bool) -> str:
    declared, answer, figure = (f"{_letter(t)}{row}" for t in (layout.DECLARED, layout.ANSWER, layout.VALUE))
    nothing = f'AND({declared}="",{answer}="",{figure}="")'
    missing = "Réponse due" if minimal else "Sans réponse"
    rest = f'IF({figure}="","Valeur à écrire","Rempli")' if value else '"Rempli"'
    return f'=IF({nothing},"{missing}",IF({declared}="","Déclaration à choisir",{rest}))'


def _restrict(sheet: Worksheet, tender: Tender, part: Part) -> None:
    letter = _letter(layout.DECLARED)
    words = list(layout.DECLARATIONS.values())
    sheets.drop_down(
        sheet, f"{letter}{part.first_row}:{letter}{part.last_row}", words, f"Choisissez : {', '.join(words)}."
    )
    valued = [
        f"{_letter(layout.VALUE)}{row}"
        for row, (requirement, _) in enumerate(part.rows, start=part.first_row)
        if tender.parameter_of(requirement)
    ]
    if valued:
        sheets.numbers_only(sheet, valued, "Écrivez un nombre en chiffres, dans l’unité indiquée à droite.")


def _write_attachments(workbook: Workbook, tender: Tender) -> None:
    sheet = workbook.create_sheet("Pièces jointes")
    row = sheets.write_heading(
        sheet,
        "Pièces jointes à l'offre technique",
        ["Une pièce par ligne ; signalez et motivez le secret des affaires."],
    )
    columns = (
        Column("Pièce", 8),
        Column("Nom du fichier", 44, INPUT),
        Column("Objet", 56, INPUT),
        Column("Secret des affaires (oui, non)", 18, INPUT),
        Column("Motif", 44, INPUT),
    )
    sheets.write_headers(sheet, row + 1, columns)
    first = row + 2
    for row in range(first, first + _ATTACHMENTS):
        put(sheet, row, 1, row - first + 1, LOCKED)
        for column in range(2, len(columns) + 1):
            unlock(put(sheet, row, column, None, INPUT), "@")
    sheets.drop_down(sheet, f"D{first}:D{first + _ATTACHMENTS - 1}", ["oui", "non"], "Choisissez oui ou non.")
    sheets.finish_sheet(sheet, tender, freeze=f"A{first}")


def _index(title: str) -> int:
    return layout.FORM_COLUMNS.index(title) + 1


def _letter(title: str) -> str:
    return get_column_letter(_index(title))
