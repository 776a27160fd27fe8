"""Read back a response form: every answer found by its number, every alteration told with its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from opposable.bids.amounts import read_committed, read_number
from opposable.bids.reading.sheets_model import Sheet
from opposable.bids.workbook import Table, check_identity, find_tables, open_workbook, place
from opposable.documents import layout
from opposable.documents.layout import folded
from opposable.model.bids import Declared, FormAnswer, Passage, ResponseForm
from opposable.model.clauses import TenderRequirement
from opposable.model.errors import OpposableError, nearest
from opposable.model.french import listing, number, plural, quantity
from opposable.model.tender import Tender
from opposable.model.units import unit

_WORDS: dict[str, Declared] = {
    "oui": "oui",
    "o": "oui",
    "partiel": "partiel",
    "partielle": "partiel",
    "partiellement": "partiel",
    "en partie": "partiel",
    "non": "non",
    "n": "non",
    "equivalent": "equivalent",
    "equivalente": "equivalent",
    "equivalence": "equivalent",
    "par equivalence": "equivalent",
}
_FILLED = (layout.DECLARED, layout.ANSWER, layout.VALUE, layout.EQUIVALENCE, layout.PROOF)


@dataclass
class _Findings:
    """What is said while reading: `problems` and `warnings`, in French."""

    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_response_form(name: str, content: bytes, tender: Tender) -> ResponseForm:
    """Return the answers of the form `content`, called `name`.

    The order of rows and columns does not matter. Altered wordings, missing or doubled rows, unknown words and
    unreadable values are in `problems`. Raises `OpposableError` when the file cannot be read, is no response form,
    or belongs to another consultation or version.
    """
    return form_from_sheets(name, open_workbook(content), tender)


def form_from_sheets(name: str, sheets: Sequence[Sheet], tender: Tender) -> ResponseForm:
    """Return the answers of an opened form; see `read_response_form`."""
    tables = tuple(find_tables(sheets, (layout.NUMBER, layout.DECLARED)))
    if not tables:
        raise OpposableError(
            "Ce classeur n'est pas un cadre de réponse : ses colonnes manquent.",
            hint="Demandez au candidat de remplir le fichier du dossier de consultation.",
        )
    reference, seal = check_identity(sheets, tender)
    said, answers = _Findings(), {}
    for id_, found in _rows(tables, tender, said).items():
        answers[id_] = _answer(found, tender, said)
    _say_missing(tender, answers, said)
    _say_uncomputed(sheets, tables, said)
    return ResponseForm(
        file=name,
        reference=reference,
        seal=seal,
        bidder=_candidate(sheets),
        answers=answers,
        problems=tuple(said.problems),
        warnings=tuple(said.warnings),
    )


def form_passages(bidder: str, form: ResponseForm, tender: Tender) -> Iterator[Passage]:
    """Give what the bidder wrote in the form as passages, so that what is said only there is found too.

    A value stands with the unit printed beside it (« 10 minutes »), unless the bidder wrote one.
    """
    index = 0
    for id_, answer in form.answers.items():
        for text, column in _texts(answer):
            yield Passage(
                bid=bidder,
                file=form.file,
                where=_where(answer, column),
                heading=_heading(tender, id_, column),
                text=text,
                kind="cellule",
                index=index,
            )
            index += 1


_REFERRING = frozenset(
    re.findall(
        r"[a-z]+",
        """
        a accord acte annexe annexes approuve au aux avec cadre ce ces cet cette cf chapitre ci comme
        conforme conformement dans de decrit des dessous dessus detail details document documents du en est
        et exigence exigences ferme fiche fourni fournie il joint jointe jointes joints la le les leur lu
        memoire n non nos notre nous numero offre ok on ou oui page pages par paragraphe piece pieces pour
        presente presentee pris proposition reponse reporter respecte respectee respectons s satisfait
        satisfaite se section son sont sous technique tel tres un une veuillez voir vos votre
        """,
    )
)
"""Words of an answer that only says yes, or points elsewhere."""


def says_something(text: str) -> bool:
    """Whether an answer says more than « oui » or « voir notre mémoire », which commit to nothing by themselves."""
    words = re.findall(r"[a-z]+", folded(text))
    return any(len(word) > 1 and word not in _REFERRING for word in words)


def _texts(answer: FormAnswer) -> Iterator[tuple[str, str]]:
    """Give each text of a row with the title of its column; none for the answer itself."""
    if says_something(answer.answer):
        yield answer.answer, ""
    if answer.value is not None:
        bare = read_number(answer.value_text) is not None
        asked = unit(answer.unit)
        word = asked.plural if abs(answer.value) >= 2 else asked.singular
        yield f"{answer.value_text} {word}" if bare else answer.value_text, layout.VALUE
    if answer.equivalence:
        yield answer.equivalence, layout.EQUIVALENCE


def _where(answer: FormAnswer, column: str) -> str:
    sheet, _, cell = answer.cell.rpartition("!")
    if not column:
        return place(sheet, cell)
    row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f"feuille «\u00a0{sheet}\u00a0», ligne {row}, colonne «\u00a0{column}\u00a0»"


def _heading(tender: Tender, id_: str, column: str) -> str:
    clause, requirement = tender.clause_of(id_), tender.requirement(id_)
    if clause is None or requirement is None:
        return ""
    title = f"{requirement.number} {clause.title}"
    parameter = tender.parameter_of(requirement)
    if column != layout.VALUE or parameter is None:
        return title
    return f"{title} > {requirement.quantity or parameter.label}"


@dataclass(frozen=True)
class _Row:
    """One row of a form: its table, its number in the sheet, its cells, and the requirement it answers."""

    table: Table
    line: int
    cells: tuple[str, ...]
    requirement: TenderRequirement

    def text(self, title: str) -> str:
        return self.table.text(self.cells, title)

    def where(self, title: str) -> str:
        return self.table.where(self.line, title)


def _rows(tables: Sequence[Table], tender: Tender, said: _Findings) -> dict[str, _Row]:
    known = {word: r for r in tender.judged for word in (folded(r.id), folded(r.number))}
    found: dict[str, _Row] = {}
    for table in tables:
        for line, cells in table.rows:
            words = [table.text(cells, title) for title in (layout.IDENTIFIER, layout.NUMBER)]
            requirement = next((known[folded(w)] for w in words if folded(w) in known), None)
            if requirement is not None:
                _keep(found, _Row(table, line, cells, requirement), said)
            elif any(words) and any(table.text(cells, title) for title in _FILLED):
                shown = next(word for word in words[::-1] if word)
                where = table.where(line, layout.NUMBER)
                hint = nearest(shown, [r.number for r in tender.judged])
                said.problems.append(f"{where} : « {shown} » n'est le numéro d'aucune exigence. {hint}".rstrip())
    order = {r.id: position for position, r in enumerate(tender.judged)}
    return dict(sorted(found.items(), key=lambda item: order[item[0]]))


def _keep(found: dict[str, _Row], row: _Row, said: _Findings) -> None:
    """Keep the first filled row of a requirement; say it when a second one differs."""
    first = found.get(row.requirement.id)
    if first is None:
        found[row.requirement.id] = row
        return
    written, before = ([r.text(title) for title in _FILLED] for r in (row, first))
    if any(written) and written != before:
        if not any(before):
            found[row.requirement.id] = row
            return
        said.problems.append(
            f"{row.where(layout.NUMBER)} : l'exigence {row.requirement.number} a deux réponses différentes ; "
            f"seule celle de la {first.where(layout.NUMBER)} est gardée. Demandez laquelle engage le candidat."
        )
    else:
        said.warnings.append(f"{row.where(layout.NUMBER)} : la ligne {row.requirement.number} est en double.")


def _answer(row: _Row, tender: Tender, said: _Findings) -> FormAnswer:
    _check_text(row, said)
    parameter = tender.parameter_of(row.requirement)
    value_text = row.text(layout.VALUE)
    cell = f"{row.table.sheet}!{row.table.cell(row.line, layout.ANSWER)}"
    return FormAnswer(
        requirement=row.requirement.id,
        declared=_declared(row, said),
        answer=row.text(layout.ANSWER),
        value=_value(row, value_text, tender, said),
        value_text=value_text,
        unit=parameter.unit if parameter else "",
        equivalence=row.text(layout.EQUIVALENCE),
        proof=" ; ".join(t for t in (row.text(layout.PROOF), row.text(layout.PROOF_PLACE)) if t),
        cell=cell,
    )


def _check_text(row: _Row, said: _Findings) -> None:
    written = row.text(layout.TEXT)
    if layout.fingerprint(written) != layout.fingerprint(row.requirement.text):
        what = "a été modifié" if written else "a été effacé"
        said.problems.append(
            f"{row.where(layout.TEXT)} : l'énoncé de {row.requirement.number} {what}. "
            "Celui du dossier publié fait foi ; vérifiez que la réponse y répond."
        )


def _declared(row: _Row, said: _Findings) -> Declared | None:
    text = row.text(layout.DECLARED)
    word = folded(text).strip(" .")
    if word and word not in _WORDS:
        accepted = listing([f"« {shown} »" for shown in layout.DECLARATIONS.values()], "ou")
        said.problems.append(
            f"{row.where(layout.DECLARED)} : la déclaration « {text[:60]} » n'est pas admise ; attendu : {accepted}."
        )
    return _WORDS.get(word)


def _value(row: _Row, text: str, tender: Tender, said: _Findings) -> Decimal | None:
    parameter = tender.parameter_of(row.requirement)
    if not text or parameter is None:
        return None
    try:
        value = read_committed(text, parameter.unit)
    except OpposableError as error:
        said.problems.append(f"{row.where(layout.VALUE)} : {error}")
        return None
    if parameter.unit == "pourcent" and 0 < value <= 1 < parameter.value:
        said.warnings.append(
            f"{row.where(layout.VALUE)} : la valeur lue est {number(value)} % ; le candidat a peut-être voulu écrire "
            f"{quantity(value * 100, unit('pourcent'))}."
        )
    return value


def _say_missing(tender: Tender, answers: dict[str, FormAnswer], said: _Findings) -> None:
    missing = [r.number for r in tender.judged if r.id not in answers]
    if missing:
        shown = listing(missing[:8]) + ("…" if len(missing) > 8 else "")
        said.problems.append(f"{plural(len(missing), 'ligne')} du cadre ont disparu : {shown}." if len(missing) > 1 else
                             f"Une ligne du cadre a disparu : {shown}.")  # fmt: skip


def _say_uncomputed(sheets: Sequence[Sheet], tables: Sequence[Table], said: _Findings) -> None:
    """Tell the formulas of bidders that were never computed: their cell looks empty and is not."""
    for table in tables:
        letters = {table.cell(1, title)[:-1] for title in _FILLED if title in table.columns}
        for sheet in sheets:
            if sheet.name == table.sheet:
                for cell in sheet.uncomputed_cells:
                    if cell.rstrip("0123456789") in letters:
                        said.problems.append(
                            f"{place(sheet.name, cell)} : une formule y est écrite sans résultat enregistré. "
                            "Demandez au candidat d'ouvrir le fichier dans son tableur et de l'enregistrer."
                        )


def _candidate(sheets: Sequence[Sheet]) -> str:
    wanted = folded(layout.CANDIDATE_NAME)
    for sheet in sheets:
        for _, cells in sheet.rows:
            if len(cells) > 1 and folded(cells[0]) == wanted:
                return cells[1].strip()
    return ""
