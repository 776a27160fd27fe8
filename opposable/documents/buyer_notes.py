"""Write the buyer's own file, never published: why each clause is in or out, what is left to do, what was changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from difflib import SequenceMatcher

from opposable.documents.ccap import penalties_of
from opposable.documents.content import Cell, Figure, Inline, Lines, Span
from opposable.documents.piece import Piece
from opposable.documents.wording import PIECES, commitment, identity
from opposable.model.clauses import TenderClause
from opposable.model.french import day, euros, number
from opposable.model.tender import Tender

TITLE = "Note à l'acheteur"
UNPUBLISHED = "NE PAS PUBLIER"


def write_buyer_notes(tender: Tender, template: bytes) -> bytes:
    """Return the note that explains the tender to its buyer as a Word document.

    It holds the estimate and the state of the defences: it must not leave the establishment. Raises
    `OpposableError` when the template lacks a style or a mark.
    """
    piece = Piece(template, identity(tender, TITLE, state=UNPUBLISHED))
    _summary(piece, tender)
    _tasks(piece, tender)
    _edits(piece, tender)
    _kept(piece, tender)
    _left_out(piece, tender)
    _answers(piece, tender)
    return piece.save()


def word_changes(old: str, new: str) -> tuple[Inline, ...]:
    """Return the words of `old` and `new` in one line: kept words plain, removed and added ones in their styles."""
    before, after = (re.findall(r"\s+|[^\s]+", text) for text in (old, new))
    spans: list[Inline] = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            spans.append("".join(before[i1:i2]))
            continue
        spans += [Span("".join(before[i1:i2]), "Texte supprimé")] if i2 > i1 else []
        spans += [Span("".join(after[j1:j2]), "Texte ajouté")] if j2 > j1 else []
    return tuple(spans)


def _summary(piece: Piece, tender: Tender) -> None:
    piece.heading("En bref")
    counts = (
        ("Clauses retenues", len(tender.clauses)),
        ("Clauses retenues qu'un texte impose", sum(clause.obligation == "loi" for clause in tender.clauses)),
        ("Clauses laissées de côté", len(tender.left_out)),
        ("Clauses laissées de côté par vous", sum(out.dropped_by_buyer for out in tender.left_out)),
        ("Exigences", len(tender.requirements)),
        ("Exigences minimales", sum(requirement.level == "minimale" for requirement in tender.requirements)),
        ("Pénalités", len(penalties_of(tender))),
    )
    piece.table("En bref", ("Élément", "Nombre"), [(label, Figure(number(count))) for label, count in counts], (80, 20))


def _tasks(piece: Piece, tender: Tender) -> None:
    rows: list[tuple[Cell, ...]] = [
        ("☐", task, clause.title) for clause in tender.clauses for task in clause.buyer_tasks
    ]
    if rows:
        piece.heading("Ce que votre établissement doit faire")
        piece.table("Tâches de l'établissement", ("Fait", "Tâche", "Clause"), rows, (8, 57, 35))


def _edits(piece: Piece, tender: Tender) -> None:
    edited = [clause for clause in tender.clauses if clause.original_text is not None]
    own = [clause for clause in tender.clauses if clause.origin == "acheteur"]
    moved = [(c, p) for c in tender.clauses for p in c.parameters if p.value != p.default]
    if not edited and not own and not moved:
        return
    piece.heading("Ce que vous avez changé")
    for clause in edited:
        piece.heading(clause.title, 2)
        piece.text("Texte du catalogue rayé, votre texte souligné :", keep_next=True)
        for changed in _changed_paragraphs(clause):
            piece.text(*changed)
    if moved:
        piece.heading("Paramètres", 2)
        piece.table(
            "Paramètres changés",
            ("Clause", "Paramètre", "Proposé", "Retenu"),
            [
                (c.title, p.label, commitment(p.model_copy(update={"value": p.default})), commitment(p))
                for c, p in moved
            ],
            (34, 34, 16, 16),
        )
    if own:
        piece.heading("Clauses ajoutées", 2)
        piece.bullets(f"{clause.title} ({clause.document.upper()})" for clause in own)


def _changed_paragraphs(clause: TenderClause) -> Iterator[tuple[Inline, ...]]:
    line: list[Inline] = []
    for part in word_changes(clause.original_text or "", clause.text):
        span = part if isinstance(part, Span) else Span(part)
        for rank, words in enumerate(re.split(r"\n\s*\n", span.text)):
            if rank and line:
                yield tuple(line)
                line = []
            if words:
                line.append(Span(words.replace("\n", " "), span.style))
    if line:
        yield tuple(line)


def _kept(piece: Piece, tender: Tender) -> None:
    piece.heading("Clauses retenues, et pourquoi")
    for theme in tender.themes:
        own = [clause for clause in tender.clauses if clause.theme == theme.id]
        if not own:
            continue
        piece.heading(theme.title, 2)
        for clause in own:
            where = PIECES[clause.document].split(" (")[0]
            piece.card(
                f"Clause {clause.title}",
                (_status(clause), f"{clause.title} – {where}"),
                [(label, content) for label, content in _reasons(clause) if content],
                style="Tableau de pièce",
            )


def _status(clause: TenderClause) -> str:
    if clause.origin == "acheteur":
        return "Acheteur"
    return "Imposée" if clause.obligation == "loi" else "Proposée"


def _reasons(clause: TenderClause) -> list[tuple[str, Cell]]:
    sources = tuple(
        (Span(source.title, url=source.url) if source.url else source.title, f" (vérifiée le {day(source.checked_on)})")
        for source in clause.sources
    )
    settings = tuple(
        f"{p.label} : {commitment(p)} (de {number(p.range[0])} à {number(p.range[1])})" for p in clause.parameters
    )
    return [
        ("Utilité", clause.because),
        ("Lots", ", ".join(clause.lots)),
        ("Réponses", Lines(clause.reasons) if clause.reasons else ""),
        ("Origine", "" if clause.origin in ("catalogue", "acheteur") else clause.origin),
        ("Paramètres", Lines(settings) if settings else ""),
        ("Conseil", clause.note),
        ("Sources", Lines(sources) if sources else ""),
    ]


def _left_out(piece: Piece, tender: Tender) -> None:
    if not tender.left_out:
        return
    titles = {theme.id: theme.title for theme in tender.themes}
    piece.heading("Clauses laissées de côté, et pourquoi")
    rows: list[tuple[Cell, ...]] = []
    for out in sorted(tender.left_out, key=lambda item: not item.dropped_by_buyer):
        why: Cell = Lines(out.reasons) if out.reasons else ""
        if out.dropped_by_buyer:
            why = f"Écartée par vous : {out.reason or 'sans motif'}"
        rows.append((out.title, titles.get(out.theme, ""), why))
    piece.table("Clauses laissées de côté", ("Clause", "Thème", "Motif"), rows, (36, 24, 40))


def _answers(piece: Piece, tender: Tender) -> None:
    if tender.context:
        piece.heading("Vos réponses")
        piece.table(
            "Réponses à l'entretien", ("Question", "Réponse"), [(a.label, a.text) for a in tender.context], (58, 42)
        )
    if any(lot.estimate_ht is not None or lot.maximum_ht is not None for lot in tender.lots):
        piece.heading("Montants de chaque lot", 2)
        piece.text("L'estimation ne se publie pas.", keep_next=True)
        rows = [
            (Span(lot.number, "Strong"), lot.title, _amount(lot.estimate_ht), _amount(lot.maximum_ht))
            for lot in tender.lots
        ]
        piece.table("Montants de chaque lot", ("Lot", "Intitulé", "Estimation", "Maximum"), rows, (8, 42, 25, 25))


def _amount(value: Decimal | None) -> Figure:
    return Figure(euros(value, "HT") if value is not None else "–")
