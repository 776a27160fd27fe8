"""Read OpenDocument texts: the accepted view, with titles, lists, tables, notes and text boxes."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from opposable.bids.reading.archive import Archive
from opposable.bids.reading.content import (
    Block,
    Content,
    HeadingPath,
    clean,
    is_bold_title,
    leading_number,
    long_row,
    looks_like_header,
    shorten,
)
from opposable.bids.reading.limits import Limits
from opposable.model.bids import PassageKind
from opposable.model.errors import OpposableError
from opposable.model.french import plural

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_WRAPPERS = frozenset([f"{TEXT}section", f"{TEXT}index-body", f"{TABLE}table-rows", f"{TABLE}table-row-group"])
_SKIPPED = frozenset(
    [f"{TEXT}{tag}" for tag in ("tracked-changes", "table-of-content", "alphabetical-index", "ruby-text")]
    + [f"{TEXT}{tag}" for tag in ("hidden-text", "hidden-paragraph", "bibliography-mark", "note-citation")]
)
_TEXTS = frozenset([f"{TEXT}p", f"{TEXT}h", f"{TEXT}list", f"{TABLE}table"])
_ROWS = frozenset(f"{TABLE}{tag}" for tag in ("table-header-rows", "table-rows", "table-row-group"))


@dataclass
class _Line:
    """The pieces of one paragraph, the notes it calls and the text boxes anchored in it."""

    pieces: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    bold: int = 0
    length: int = 0

    @property
    def text(self) -> str:
        return clean("".join(self.pieces))


class _Reader:
    """Walks one document; `blocks` grows in reading order."""

    def __init__(self, styles: dict[str, etree._Element], limits: Limits) -> None:
        self.styles, self.limits = styles, limits
        self.path, self.blocks = HeadingPath(), list[Block]()
        self.paragraphs = self.tables = self.notes = self.comments = 0
        self.hidden: list[str] = []

    def walk(self, container: etree._Element, kind: PassageKind = "paragraphe") -> None:
        """Read the paragraphs, lists and tables of `container` in order."""
        for child in container:
            tag = child.tag
            if tag == f"{TEXT}h":
                self._title(child)
            elif tag == f"{TEXT}p":
                self._paragraph(child, kind)
            elif tag in (f"{TEXT}list", f"{TEXT}list-item", f"{TEXT}list-header"):
                self.walk(child, "liste" if kind == "paragraphe" else kind)
            elif tag == f"{TABLE}table":
                self._table(child)
            elif str(tag).startswith(_DRAW):
                self._boxes([child])
            elif tag in _WRAPPERS:
                self.walk(child, kind)

    def _title(self, element: etree._Element) -> None:
        line = self._line(element)
        level = element.get(f"{TEXT}outline-level", "1")
        if line.text:
            self.path.open(int(level) if level.isascii() and level.isdecimal() and len(level) < 3 else 1, line.text)
        self._emit(line, "titre")

    def _paragraph(self, element: etree._Element, kind: PassageKind) -> None:
        line = self._line(element)
        if kind == "paragraphe" and line.text and self._is_title(element, line):
            self.path.open(1 if not leading_number(line.text) else 2 + leading_number(line.text).count("."), line.text)
            kind = "titre"
        self._emit(line, kind)

    def _is_title(self, element: etree._Element, line: _Line) -> bool:
        name = element.get(f"{TEXT}style-name", "")
        style = self.styles.get(name)
        parent = "" if style is None else style.get(f"{STYLE}parent-style-name", "")
        return "Title" in (name, parent) or is_bold_title(line.text, all_bold=line.bold == line.length > 0)

    def _emit(self, line: _Line, kind: PassageKind) -> None:
        if line.text:
            self.paragraphs += 1
            self._add(line.text, f"paragraphe {self.paragraphs}", kind, notes=tuple(line.notes))
        self._follow(line)

    def _follow(self, line: _Line) -> None:
        for note in line.notes:
            self.notes += 1
            self._add(note, f"note {self.notes}", "note")
        self._boxes(line.boxes)

    def _boxes(self, shapes: list[etree._Element]) -> None:
        """Read the text of frames and drawn shapes, whether it stands in a box or in the shape itself."""
        for shape in shapes:
            if any(child.tag in _TEXTS for child in shape):
                self.walk(shape, "zone_de_texte")
            else:
                self._boxes([child for child in shape if str(child.tag).startswith(_DRAW)])

    def _add(self, text: str, where: str, kind: PassageKind, header: str = "", notes: tuple[str, ...] = ()) -> None:
        if len(self.blocks) >= self.limits.passages:
            raise OpposableError(
                f"Le document compte plus de {plural(self.limits.passages, 'paragraphe')} : il est refusé."
            )
        self.blocks.append(Block(text, self.path.where(where), kind, self.path.path, header, notes=notes))

    def _line(self, element: etree._Element) -> _Line:
        line = _Line()
        self._read(element, line, bold=False, hidden=False)
        return line

    def _read(self, element: etree._Element, line: _Line, *, bold: bool, hidden: bool) -> None:
        style = self.styles.get(element.get(f"{TEXT}style-name", ""))
        properties = None if style is None else style.find(f"{STYLE}text-properties")
        if properties is not None:
            bold = properties.get(f"{_FO}font-weight", "bold" if bold else "") in ("bold", "700", "800", "900")
            hidden = properties.get(f"{TEXT}display", "none" if hidden else "") == "none"
        self._write(element.text, line, bold=bold, hidden=hidden)
        for child in element:
            self._read_child(child, line, bold=bold, hidden=hidden)
            self._write(child.tail, line, bold=bold, hidden=hidden)

    def _read_child(self, child: etree._Element, line: _Line, *, bold: bool, hidden: bool) -> None:
        tag = child.tag
        if tag in _SKIPPED:
            return
        if tag == f"{OFFICE}annotation":
            self.comments += 1
        elif tag == f"{TEXT}note":
            body = child.find(f"{TEXT}note-body")
            if body is not None:
                text = clean(" ".join(self._line(part).text for part in body.iter(f"{TEXT}p", f"{TEXT}h")))
                line.notes.extend([text] if text else [])
        elif tag in (f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break"):
            line.pieces.append(" ")
        elif tag.startswith(_DRAW):
            line.boxes.append(child)
        else:
            self._read(child, line, bold=bold, hidden=hidden)

    def _write(self, text: str | None, line: _Line, *, bold: bool, hidden: bool) -> None:
        if not text:
            return
        if hidden:
            self.hidden.append(text)
            return
        line.pieces.append(text)
        line.length += len(text.strip())
        line.bold += len(text.strip()) if bold else 0

    def _table(self, table: etree._Element) -> None:
        self.tables += 1
        number, header = self.tables, ""
        rows = [(row, named) for row, named in _rows(table, named=False)]
        cells = [[self._cell(cell) for cell in _cells(row)] for row, _ in rows]
        if rows and max(len(row) for row in cells) == 1:
            for row, _ in rows:
                for cell in _cells(row):
                    self.walk(cell)
            return
        for index, ((row, named), lines) in enumerate(zip(rows, cells, strict=True), 1):
            texts = [" ".join(line.text for line in cell if line.text) for cell in lines]
            bold = all(line.bold == line.length for cell in lines for line in cell)
            opens = named or (index == 1 and len(rows) > 1 and looks_like_header(texts, bold=bold))
            notes = tuple(note for cell in lines for line in cell for note in line.notes)
            found = long_row([[line.text for line in cell if line.text] for cell in lines])
            for text in found:
                self._add(text, f"tableau {number}, ligne {index}", "ligne", "" if opens else header, notes)
            header = " | ".join(found) if opens else header
            self._inside(row, lines)

    def _inside(self, row: etree._Element, lines: list[list[_Line]]) -> None:
        """Read what stands in the cells besides their text: notes, boxes, nested tables."""
        for cell in lines:
            for line in cell:
                self._follow(line)
        for element in _cells(row):
            for nested in element.findall(f"{TABLE}table"):
                self._table(nested)

    def _cell(self, cell: etree._Element) -> list[_Line]:
        lines: list[_Line] = []
        for child in cell:
            if child.tag in (f"{TEXT}p", f"{TEXT}h"):
                lines.append(self._line(child))
            elif child.tag in (f"{TEXT}list", f"{TEXT}list-item", f"{TEXT}list-header", f"{TEXT}section"):
                lines.extend(self._cell(child))
        return lines


def read_odt(archive: Archive, limits: Limits) -> Content:
    """Read an OpenDocument text; raise `OpposableError` when it has no readable body."""
    root = archive.xml("content.xml")
    body = root.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise OpposableError(
            "Le texte OpenDocument n’a pas de corps lisible.", hint="Demandez au candidat de l’enregistrer de nouveau."
        )
    common = archive.xml("styles.xml") if "styles.xml" in archive else None
    reader = _Reader(_styles(root, common), limits)
    reader.walk(body)
    running = () if common is None else _running_titles(reader, common)
    return Content((*reader.blocks, *running), warnings=_warnings(root, reader))


def _styles(*roots: etree._Element | None) -> dict[str, etree._Element]:
    found = (style for root in roots if root is not None for style in root.iter(f"{STYLE}style"))
    return {style.get(f"{STYLE}name", ""): style for style in found}


def _rows(table: etree._Element, *, named: bool) -> list[tuple[etree._Element, bool]]:
    """Return the rows of `table`, and whether each repeats on every page."""
    found: list[tuple[etree._Element, bool]] = []
    for child in table:
        if child.tag == f"{TABLE}table-row":
            found.append((child, named))
        elif child.tag in _ROWS:
            found.extend(_rows(child, named=named or child.tag == f"{TABLE}table-header-rows"))
    return found


def _cells(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in row if cell.tag in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")]


def _running_titles(reader: _Reader, styles: etree._Element) -> tuple[Block, ...]:
    texts: dict[str, str] = {}
    for tag, place in ((f"{STYLE}header", "en-tête"), (f"{STYLE}footer", "pied de page")):
        for element in styles.iter(tag):
            text = clean(" ".join(reader._line(p).text for p in element.iter(f"{TEXT}p")))  # noqa: SLF001
            if text:
                texts.setdefault(text, place)
    return tuple(Block(text, place, "entete") for text, place in texts.items())


def _warnings(root: etree._Element, reader: _Reader) -> tuple[str, ...]:
    warnings = []
    if root.find(f".//{TEXT}changed-region") is not None:
        warnings.append(
            "Le document porte des modifications suivies : les insertions sont lues, les suppressions ne le sont pas."
        )
    if reader.hidden:
        excerpt = shorten(clean("".join(reader.hidden)), 120)
        warnings.append(f"Du texte masqué n’est pas repris, car le lecteur ne le voit pas : « {excerpt} ».")
    if reader.comments:
        warnings.append("Les commentaires du document ne sont pas lus.")
    images = [element.get(_XLINK, "") for element in root.iter(f"{_DRAW}image")]
    if images:
        warnings.append(
            f"Le document porte {plural(len(images), 'image')} : le texte qu’une image montre n’est pas lu."
        )
    outside = [target for target in images if "://" in target]
    if outside:
        warnings.append(
            f"Le document appelle un contenu extérieur, qui n’a pas été suivi : « {shorten(outside[0], 80)} »."
        )
    return tuple(warnings)
