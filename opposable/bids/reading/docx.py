"""Read Word documents from their XML: the accepted view, once, with titles, tables, notes and text boxes."""

from __future__ import annotations

import posixpath

from lxml import etree

from opposable.bids.reading.archive import Archive
from opposable.bids.reading.content import (
    Block,
    Content,
    HeadingPath,
    clean,
    is_bold_title,
    leading_number,
    looks_like_header,
    shorten,
)
from opposable.bids.reading.docx_styles import Numbers, Style, Styles, W, outline_level, own_numbering, value
from opposable.bids.reading.docx_tables import Cell, Row, read_rows, row_texts
from opposable.bids.reading.docx_text import MC, Doubts, Inline, TextReader, choices, deleted_mark, merge
from opposable.bids.reading.limits import Limits
from opposable.model.bids import PassageKind
from opposable.model.errors import OpposableError
from opposable.model.french import plural

_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WRAPPERS = frozenset(f"{W}{tag}" for tag in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))


class _Reader:
    """Walks one document; `blocks` grows in reading order."""

    def __init__(self, archive: Archive, main: str, limits: Limits) -> None:
        self.archive, self.limits, self.folder = archive, limits, posixpath.dirname(main)
        self.doubts, self.path, self.numbers = Doubts(), HeadingPath(), Numbers()
        self.styles = Styles(self._part("styles.xml"))
        self.text = TextReader(self.styles, self.doubts)
        self.notes = {kind: self._load_notes(kind) for kind in ("footnote", "endnote")}
        self.blocks: list[Block] = []
        self.paragraphs = self.tables = 0
        self.called: set[tuple[str, str]] = set()

    def _part(self, name: str) -> etree._Element | None:
        path = posixpath.join(self.folder, name)
        return self.archive.xml(path) if path in self.archive else None

    def _load_notes(self, kind: str) -> dict[str, str]:
        root = self._part(f"{kind}s.xml")
        found = {}
        for note in [] if root is None else root.findall(f"{W}{kind}"):
            if note.get(f"{W}type", "normal") == "normal":
                found[note.get(f"{W}id", "")] = clean(" ".join(self._inline(p).text for p in note.iter(f"{W}p")))
        return found

    def _inline(self, paragraph: etree._Element) -> Inline:
        inline = Inline()
        self.text.read(paragraph, inline)
        return inline

    def add(self, text: str, where: str, kind: PassageKind, header: str = "", notes: tuple[str, ...] = ()) -> None:
        """Append a block, unless the document has too many."""
        if len(self.blocks) >= self.limits.passages:
            raise OpposableError(
                f"Le document compte plus de {plural(self.limits.passages, 'paragraphe')} : il est refusé."
            )
        self.blocks.append(Block(text, self.path.where(where), kind, self.path.path, header, notes=notes))

    def walk(self, container: etree._Element, kind: PassageKind = "paragraphe") -> None:
        """Read the paragraphs and tables of `container` in order; `kind` is that of ordinary paragraphs."""
        carried: list[Inline] = []
        for child in flow(container):
            if child.tag == f"{W}tbl":
                self._walk_table(child)
            elif child.tag == f"{W}altChunk":
                self.doubts.imported += 1
            elif child.tag == f"{W}p":
                inline = self._inline(child)
                if deleted_mark(child):
                    carried.append(inline)
                else:
                    self._paragraph(child, merge([*carried, inline]), kind)
                    carried = []
        if carried:
            self._emit(merge(carried), kind, "")

    def _paragraph(self, paragraph: etree._Element, inline: Inline, kind: PassageKind) -> None:
        properties = paragraph.find(f"{W}pPr")
        style = self.styles.get(value(properties, "pStyle") or self.styles.default)
        if style.contents:
            return
        text = clean(inline.text)
        level = self._title_level(properties, style, inline, text) if kind == "paragraphe" else None
        if text and level is not None:
            self._open_title(level, text, own_numbering(properties) or style.numbering)
            self._emit(inline, "titre", "")
        else:
            listed = own_numbering(properties) is not None or style.listed
            self._emit(inline, "liste" if listed and kind == "paragraphe" else kind, "")

    def _title_level(self, properties: etree._Element | None, style: Style, inline: Inline, text: str) -> int | None:
        level = outline_level(properties) or style.level
        if level is None and is_bold_title(text, all_bold=style.bold or inline.bold == inline.length > 0):
            return 2 + leading_number(text).count(".")
        return level

    def _open_title(self, level: int, text: str, numbering: tuple[str, int] | None) -> None:
        number = self.numbers.next(numbering) if numbering else ""
        self.path.open(level, text if not number or leading_number(text) else f"{number} {text}")

    def _emit(self, inline: Inline, kind: PassageKind, header: str) -> None:
        text = clean(inline.text)
        if text:
            self.paragraphs += 1
            self.add(text, f"paragraphe {self.paragraphs}", kind, header, self._note_texts(inline))
        self._follow(inline)

    def _note_texts(self, inline: Inline) -> tuple[str, ...]:
        texts = (self.notes[kind].get(identifier, "") for kind, identifier in inline.notes)
        return tuple(text for text in texts if text)

    def _follow(self, inline: Inline) -> None:
        """Read what hangs on a paragraph: its notes, then its text boxes."""
        for key in inline.notes:
            text = self.notes[key[0]].get(key[1], "")
            if text and key not in self.called:
                self.called.add(key)
                word = "note" if key[0] == "footnote" else "note de fin"
                self.add(text, f"{word} {len(self.called)}", "note")
        for box in inline.boxes:
            self.walk(box, "zone_de_texte")

    def _walk_table(self, table: etree._Element) -> None:
        rows = read_rows(table, self._inline)
        if rows and max(len(row.cells) for row in rows) == 1:
            for row in rows:
                self._walk_frame(row.cells[0])
            return
        self.tables += 1
        number, header = self.tables, ""
        for index, row in enumerate(rows, 1):
            texts = row_texts(row)
            first = index == 1 and len(rows) > 1
            if row.is_header or (first and looks_like_header([cell.text for cell in row.cells], bold=row.bold)):
                header, shown = " | ".join(texts), ""
            else:
                shown = header
            self._row(texts, row, f"tableau {number}, ligne {index}", shown)

    def _row(self, texts: tuple[str, ...], row: Row, where: str, header: str) -> None:
        notes = tuple(text for cell in row.cells for inline in cell.inlines for text in self._note_texts(inline))
        for text in texts:
            self.add(text, where, "ligne", header, notes)
        for cell in row.cells:
            for inline in cell.inlines:
                self._follow(inline)
            for nested in cell.tables:
                self._walk_table(nested)

    def _walk_frame(self, cell: Cell) -> None:
        """Read a one-column table as the frame it is: its paragraphs stand alone."""
        self.walk(cell.element)


def read_docx(archive: Archive, limits: Limits) -> Content:
    """Read a Word document; raise `OpposableError` when it has no readable body."""
    main = _main_part(archive)
    root = archive.xml(main)
    body = root.find(f"{W}body")
    if body is None:
        raise OpposableError(
            "Le document Word n’a pas de corps lisible.",
            hint="Demandez au candidat de l’enregistrer de nouveau en .docx.",
        )
    reader = _Reader(archive, main, limits)
    reader.walk(body)
    blocks = (*reader.blocks, *_diagrams(archive), *_running_titles(reader))
    images = sum(1 for _ in root.iter(f"{_A}blip"))
    return Content(blocks, warnings=_warnings(archive, reader.doubts, images))


def flow(container: etree._Element) -> list[etree._Element]:
    """Return the paragraphs and tables of `container`, looking through content controls and insertions."""
    found: list[etree._Element] = []
    for child in container:
        if child.tag in (f"{W}p", f"{W}tbl", f"{W}altChunk"):
            found.append(child)
        elif child.tag in _WRAPPERS:
            if not _is_contents_table(child):
                found.extend(flow(child))
        elif child.tag == f"{MC}AlternateContent":
            found.extend(element for branch in choices(child) for element in flow(branch))
    return found


def _is_contents_table(control: etree._Element) -> bool:
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and "table of contents" in gallery.get(f"{W}val", "").lower()


def _main_part(archive: Archive) -> str:
    if "_rels/.rels" in archive:
        for relation in archive.xml("_rels/.rels").iter(_REL):
            target = relation.get("Target", "").lstrip("/")
            if relation.get("Type", "").endswith("/officeDocument") and target in archive:
                return target
    return "word/document.xml"


def _running_titles(reader: _Reader) -> tuple[Block, ...]:
    """Return headers and footers, each text once, whatever the number of sections."""
    texts: dict[str, str] = {}
    for name in reader.archive.names:
        base = posixpath.basename(name)
        if posixpath.dirname(name) == reader.folder and base.startswith(("header", "footer")) and base.endswith(".xml"):
            place = "en-tête" if base.startswith("header") else "pied de page"
            text = clean(" ".join(reader._inline(p).text for p in reader.archive.xml(name).iter(f"{W}p")))  # noqa: SLF001
            if text:
                texts.setdefault(text, place)
    return tuple(Block(text, place, "entete") for text, place in texts.items())


def _diagrams(archive: Archive) -> tuple[Block, ...]:
    """Return the texts of SmartArt diagrams, which stand in parts of their own."""
    found = []
    names = [name for name in archive.names if name.startswith("word/diagrams/data")]
    for number, name in enumerate(names, 1):
        for paragraph in archive.xml(name).iter(f"{_A}p"):
            text = clean("".join(run.text or "" for run in paragraph.iter(f"{_A}t")))
            if text:
                found.append(Block(text, f"schéma {number}", "zone_de_texte"))
    return tuple(found)


def _warnings(archive: Archive, doubts: Doubts, images: int) -> tuple[str, ...]:
    warnings = []
    if doubts.tracked:
        warnings.append(
            "Le document porte des modifications suivies : les insertions sont lues, les suppressions ne le sont pas."
        )
    if doubts.hidden:
        excerpt = shorten(clean("".join(doubts.hidden)), 120)
        warnings.append(f"Du texte masqué n’est pas repris, car le lecteur ne le voit pas : « {excerpt} ».")
    if doubts.comments or any(posixpath.basename(name) == "comments.xml" for name in archive.names):
        warnings.append("Les commentaires du document ne sont pas lus.")
    if doubts.imported:
        warnings.append("Un contenu importé d’un autre fichier n’est pas lu : ouvrez le document pour le voir.")
    if images:
        warnings.append(f"Le document porte {plural(images, 'image')} : le texte qu’une image montre n’est pas lu.")
    return (*warnings, *_attached(archive))


def _attached(archive: Archive) -> list[str]:
    warnings = []
    embedded = [name for name in archive.names if "/embeddings/" in name]
    if embedded:
        count = plural(len(embedded), "fichier incorporé", "fichiers incorporés")
        warnings.append(f"Le document porte {count} : leur contenu n’est pas lu.")
    targets: list[str] = []
    for name in archive.names:
        if name.endswith(".rels"):
            targets.extend(
                relation.get("Target", "")
                for relation in archive.xml(name).iter(_REL)
                if relation.get("TargetMode") == "External" and not relation.get("Type", "").endswith("/hyperlink")
            )
    if targets:
        warnings.append(
            f"Le document appelle un contenu extérieur, qui n’a pas été suivi : « {shorten(targets[0], 80)} »."
        )
    return warnings
