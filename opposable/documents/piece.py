"""Write one Word document block by block: headings, prose, tables, pictures, then its contents and its bytes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Cm, Emu

from opposable.documents import oxml
from opposable.documents.binding import contents, marks, set_properties, with_fixed_dates
from opposable.documents.content import (
    Cell,
    Figure,
    Heading,
    Identity,
    Inline,
    Line,
    Lines,
    Span,
    inlines,
    paragraphs_of,
)
from opposable.documents.masters import MASTER, block_mark, fill_marks, open_master, style_id, style_ids
from opposable.model.french import NBSP, typeset

_HELD_TOGETHER = 8
"""A table of so many rows at most is never cut by a page."""


class Piece:
    """A Word document under way; blocks are added in reading order and `save` returns the bytes."""

    def __init__(self, master: bytes, identity: Identity, name: str = MASTER) -> None:
        self._document: Document = open_master(master, name)
        self._name, self._identity = name, identity
        self._styles = style_ids(self._document)
        self._blocks: list[Any] = []
        self._headings: list[Heading] = []
        self._counters = [0, 0, 0]
        self._depth = 0
        self._annexes = 0
        self._bookmarks = 0
        section = self._document.sections[0]
        wide = (section.page_width or Cm(21)) - (section.left_margin or 0) - (section.right_margin or 0)
        self._width = Emu(wide)

    def heading(self, text: str, level: int = 1) -> str:
        """Add a heading of `level` 1 to 3; return its bookmark. Word writes the number, from the style."""
        level += self._depth
        self._counters[level - 1] += 1
        self._counters[level:] = [0] * (3 - level)
        number = ".".join(str(count) for count in self._counters[:level])
        return self._headline(text, f"Heading {level}", level, number)

    @contextmanager
    def part(self, title: str) -> Iterator[None]:
        """Add a heading; what is written within has its headings one level deeper."""
        self.heading(title)
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    def annex(self, text: str) -> str:
        """Add the heading of an annex, lettered by its style; return its bookmark."""
        self._annexes += 1
        self._counters = [self._counters[0], 0, 0]
        return self._headline(text, "Titre d'annexe", 1, f"Annexe{NBSP}{chr(64 + self._annexes)}{NBSP}:")

    def text(self, *content: Inline, style: str = "Body Text", keep_next: bool = False) -> None:
        """Add a paragraph."""
        self._blocks.append(oxml.paragraph(self._style(style), self._runs(content), keep_next=keep_next))

    def prose(self, text: str) -> None:
        """Add a text as a clause holds it: blank lines part paragraphs, a dash at the start of a line makes an item."""
        for style, words in paragraphs_of(text):
            self.text(words, style=style)

    def bullets(self, items: Iterable[Line], *, style: str = "List Bullet") -> None:
        """Add a list."""
        for item in items:
            self.text(*inlines(item), style=style)

    def table(
        self,
        caption: str,
        header: Sequence[str],
        rows: Iterable[Sequence[Cell]],
        shares: Sequence[float],
        *,
        style: str = "Tableau de pièce",
    ) -> None:
        """Add a table whose columns take `shares` of the width; its header row comes back on each page.

        A short table stays on one page.
        """
        widths = self._widths(shares)
        head = [
            oxml.cell(w, self._cell_paragraphs(h, "En-tête de tableau")) for w, h in zip(widths, header, strict=True)
        ]
        lines = list(rows)
        held = len(lines) if len(lines) <= _HELD_TOGETHER else 0
        body = [
            oxml.row(
                [
                    oxml.cell(w, self._cell_paragraphs(c, keep_next=index + 1 < held))
                    for w, c in zip(widths, cells, strict=True)
                ]
            )
            for index, cells in enumerate(lines)
        ]
        self._add_table(style, widths, [oxml.row(head, header=True), *body], caption)

    def card(
        self,
        caption: str,
        title: tuple[Line, Line],
        rows: Sequence[tuple[str, Cell]],
        *,
        style: str,
        bookmark: str = "",
        shares: tuple[float, float] = (17, 83),
    ) -> None:
        """Add a two-column table held on one page: a coloured row (number, title), then headed rows."""
        widths = self._widths(shares)
        number, words = (self._runs(inlines(line)) for line in title)
        marked = self._bookmarked(bookmark, number) if bookmark else number
        head = self._style("En-tête de tableau")
        lines = [
            oxml.row(
                [
                    oxml.cell(w, [oxml.paragraph(head, runs, keep_next=True)])
                    for w, runs in zip(widths, (marked, words), strict=True)
                ],
                header=True,
            )
        ]
        for index, (label, content) in enumerate(rows):
            keep = index < len(rows) - 1
            cells = (
                self._cell_paragraphs(label, "Rubrique de tableau", keep_next=keep),
                self._cell_paragraphs(content, keep_next=keep),
            )
            lines.append(oxml.row([oxml.cell(w, p) for w, p in zip(widths, cells, strict=True)]))
        self._add_table(style, widths, lines, caption)

    def picture(self, png: bytes, alt: str, caption: str) -> None:
        """Add a picture over the whole width, with its alternative text and a caption under it."""
        paragraph = self._document.add_paragraph()
        shape = paragraph.add_run().add_picture(io.BytesIO(png), width=self._width)
        oxml.describe_picture(shape._inline, typeset(alt))  # noqa: SLF001 (no public way to give an alternative text)
        holder = oxml.paragraph(self._style("Body Text"), list(paragraph._p.r_lst), keep_next=True)  # noqa: SLF001
        self._document.element.body.remove(paragraph._p)  # noqa: SLF001
        self._blocks.append(holder)
        self.text(caption, style="Caption")

    def save(self) -> bytes:
        """Return the document: cover and header filled in, contents listed, same bytes for the same blocks."""
        if self._blocks:
            oxml.page_breaks_before(self._blocks[0])
        self._put(block_mark(self._document, "contenu"), self._blocks)
        self._put(block_mark(self._document, "sommaire"), contents(self._headings, self._style))
        self._cover()
        fill_marks(self._document, marks(self._identity), self._name)
        oxml.set_language(self._document.styles.element, "fr-FR")
        set_properties(self._document, self._identity)
        buffer = io.BytesIO()
        self._document.save(buffer)
        return with_fixed_dates(buffer.getvalue())

    def _headline(self, text: str, style: str, depth: int, number: str) -> str:
        anchor = f"_Toc{len(self._headings) + 1:08d}"
        words = typeset(text)
        self._headings.append(Heading(depth, number, words, anchor))
        content = self._bookmarked(anchor, [oxml.run(words)])
        self._blocks.append(oxml.paragraph(self._style(style), content))
        return anchor

    def _bookmarked(self, name: str, content: list[Any]) -> list[Any]:
        self._bookmarks += 1
        return oxml.bookmark(name, 1000 + self._bookmarks, content)

    def _runs(self, content: Iterable[Inline]) -> list[Any]:
        return [self._run(part if isinstance(part, Span) else Span(part)) for part in content]

    def _run(self, span: Span) -> Any:
        style = span.style or ("Lien" if span.anchor or span.url else "")
        words = span.text if span.verbatim else typeset(span.text)
        made = oxml.run(words, self._style(style) if style else "")
        if span.anchor:
            return oxml.inner_link(span.anchor, [made])
        if span.url:
            relation = self._document.part.relate_to(span.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            return oxml.outer_link(relation, [made])
        return made

    def _cell_paragraphs(self, content: Cell, style: str = "", *, keep_next: bool = False) -> list[Any]:
        if isinstance(content, Figure):
            content, style = content.text, "Nombre de tableau"
        items = content.items if isinstance(content, Lines) else (content,)
        bullets = isinstance(content, Lines) and content.bullets
        name = self._style("Liste de tableau" if bullets else style or "Texte de tableau")
        return [oxml.paragraph(name, self._runs(inlines(i)), keep_next=keep_next) for i in items or ("",)]

    def _add_table(self, style: str, widths: list[int], rows: list[Any], caption: str) -> None:
        self._blocks.append(oxml.table(self._style(style), widths, rows, typeset(caption)))
        self._blocks.append(oxml.paragraph(self._style("Fin de tableau")))

    def _widths(self, shares: Sequence[float]) -> list[int]:
        total, whole = int(self._width / 635), sum(shares)
        widths = [int(total * share / whole) for share in shares]
        widths[-1] += total - sum(widths)
        return widths

    def _cover(self) -> None:
        mark = next(
            (p for p, nodes in oxml.texts(self._document.element.body).items()
             if "".join(n.text or "" for n in nodes).strip() == "{{ couverture }}"),
            None,
        )  # fmt: skip
        if mark is None:
            return
        style = self._style("Couverture")
        lines = [
            oxml.paragraph(style, self._runs((Span(f"{label} : ", "Strong"), value)))
            for label, value in self._identity.cover
            if value
        ]
        self._put(mark, lines)

    def _put(self, mark: Any, elements: Iterable[Any]) -> None:
        for made in elements:
            mark.addprevious(made)
        mark.getparent().remove(mark)

    def _style(self, name: str) -> str:
        return style_id(self._styles, name)
