"""Read PDF files: columns in order, tables as rows, notes with their caller, scanned pages told apart."""

from __future__ import annotations

import pypdfium2
from pypdfium2 import raw

from opposable.bids.reading.content import Block, Content, HeadingPath
from opposable.bids.reading.limits import Limits
from opposable.bids.reading.ocr import recognise_pages
from opposable.bids.reading.pdf_flow import Draft, Flow, body_size
from opposable.bids.reading.pdf_layout import Gutter, Item, find_gutter, reading_order
from opposable.bids.reading.pdf_page import PageReader, PageText
from opposable.bids.reading.pdf_running import take_running_titles
from opposable.bids.reading.pdf_tables import drawn_tables
from opposable.bids.reading.pdf_words import Words
from opposable.model.errors import OpposableError
from opposable.model.french import plural

_ASK_AGAIN = "Demandez au candidat un nouvel envoi du fichier."
_SCANNED = 12


def read_pdf(content: bytes, limits: Limits) -> Content:
    """Read a PDF; raise `OpposableError` when it is locked, broken or without pages."""
    document = _open(content)
    try:
        count = len(document)
        pages, problems = _load(document, min(count, limits.pages))
        scanned = [page.number for page in pages if _is_scanned(page)]
        recognised = recognise_pages(document, scanned, limits)
        warnings = (*_attached(document), *recognised.warnings)
    finally:
        document.close()
    if count > limits.pages:
        problems.append(f"Le PDF compte {plural(count, 'page')} : la lecture s’arrête à la page {limits.pages}.")
    blocks = sorted((*_blocks(pages), *recognised.blocks), key=lambda block: block.page or 0)
    if len(blocks) > limits.passages:
        raise OpposableError(f"Le PDF compte plus de {plural(limits.passages, 'paragraphe')} : il est refusé.")
    return Content(tuple(blocks), count, tuple(problems), warnings)


def _open(content: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise OpposableError(
                "Le PDF est protégé par un mot de passe.", hint="Demandez au candidat un fichier sans mot de passe."
            ) from error
        raise OpposableError("Le PDF est tronqué ou abîmé : il ne s’ouvre pas.", hint=_ASK_AGAIN) from error
    if len(document) < 1:
        document.close()
        raise OpposableError("Le PDF n’a aucune page.", hint=_ASK_AGAIN)
    return document


def _load(document: pypdfium2.PdfDocument, count: int) -> tuple[list[PageText], list[str]]:
    pages, broken = [], []
    for index in range(count):
        try:
            page = document[index]
            pages.append(PageReader(page, index + 1).read())
            page.close()
        except pypdfium2.PdfiumError:
            broken.append(index + 1)
    return pages, [f"{pages_named(broken)} : illisible, à ouvrir à la main." for _ in broken[:1]]


def pages_named(numbers: list[int]) -> str:
    """Name pages as a reader would: ``page 3``, ``pages 3 à 5, 9``."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    named = ", ".join(str(low) if low == high else f"{low} à {high}" for low, high in spans)
    return f"{'page' if len(numbers) == 1 else 'pages'} {named}"


def _is_scanned(page: PageText) -> bool:
    letters = sum(len(piece.text.strip()) for piece in page.pieces)
    return letters < _SCANNED and page.images > 0


def _attached(document: pypdfium2.PdfDocument) -> tuple[str, ...]:
    warnings = []
    if document.get_formtype() != raw.FORMTYPE_NONE:
        warnings.append("Le PDF est un formulaire : ce qui est saisi dans ses champs peut ne pas être lu.")
    attachments = document.count_attachments()
    if attachments > 0:
        warnings.append(f"Le PDF porte {plural(attachments, 'pièce jointe', 'pièces jointes')}, non lues.")
    return tuple(warnings)


def _blocks(pages: list[PageText]) -> tuple[Block, ...]:
    """Turn pages into blocks in reading order, running titles first met said once."""
    running = take_running_titles(pages)
    pieces = [piece for page in pages for piece in page.pieces]
    flow = Flow(Words(pieces), body_size(pieces))
    known: Gutter | None = None
    laid: list[tuple[int, list[Item], Gutter | None]] = []
    for page in pages:
        tables, outside = drawn_tables(page)
        items: list[Item] = [*tables, *outside]
        own = find_gutter(items)
        known = own or known
        laid.append((page.number, items, own))
    for number, items, own in laid:
        for region in reading_order(items, own, known):
            flow.add(number, region)
    return (*_placed(flow.finish()), *running)


def _placed(drafts: list[Draft]) -> list[Block]:
    path, paths = HeadingPath(), []
    for draft in drafts:
        if draft.level is not None:
            path.open(draft.level, draft.text)
        paths.append(path.path)
    called = [_notes_called(draft, drafts) for draft in drafts]
    for caller, numbers in enumerate(called):
        for number in numbers:
            paths[number] = paths[caller]
    counts: dict[int, int] = {}
    blocks = []
    for draft, heading, numbers in zip(drafts, paths, called, strict=True):
        counts[draft.page] = counts.get(draft.page, 0) + 1
        where = f"page {draft.page}, bloc {counts[draft.page]}"
        notes = tuple(drafts[number].text for number in numbers)
        blocks.append(Block(draft.text, where, draft.kind, heading, draft.header, draft.page, notes))
    return blocks


def _notes_called(draft: Draft, drafts: list[Draft]) -> list[int]:
    """Return the notes that `draft` calls: for each number the one on its page, else the next one."""
    found = []
    for call in draft.calls:
        notes = (n for n, d in enumerate(drafts) if d.kind == "note" and d.number == call and d.page >= draft.page)
        if (note := next(notes, None)) is not None:
            found.append(note)
    return found
