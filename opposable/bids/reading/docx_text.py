"""The text of a Word paragraph as its reader sees it: insertions kept, deletions and hidden text left out."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from opposable.bids.reading.docx_styles import PLAIN, Styles, W, switched, value

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_SKIPPED = frozenset(
    [f"{W}{tag}" for tag in ("pPr", "rPr", "sdtPr", "sdtEndPr", "instrText", "delInstrText", "delText", "ruby")]
)
_DELETED = frozenset([f"{W}del", f"{W}moveFrom"])
_INSERTED = frozenset([f"{W}ins", f"{W}moveTo"])
_BLANKS = frozenset(f"{W}{tag}" for tag in ("tab", "ptab", "br", "cr"))
_SYMBOLS = {
    "F0FE": "☒",
    "F0FD": "☒",
    "F0A8": "☐",
    "F06F": "☐",
    "F0FC": "✓",
    "F0D8": "➢",
    "F0B7": "•",
    "F0E0": "→",
}


@dataclass
class Doubts:
    """What the reader of the file must be told about it, counted while it is read."""

    tracked: int = 0
    comments: int = 0
    imported: int = 0
    hidden: list[str] = field(default_factory=list)


@dataclass
class Inline:
    """The pieces of one paragraph: text, notes called, text boxes anchored in it."""

    pieces: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    bold: int = 0
    length: int = 0

    @property
    def text(self) -> str:
        """The pieces, end to end."""
        return "".join(self.pieces)


def choices(element: etree._Element) -> list[etree._Element]:
    """Return what to read of an ``mc:AlternateContent``: its first choice, else its fallback."""
    branches = [child for child in element if child.tag in (f"{MC}Choice", f"{MC}Fallback")]
    return branches[:1]


class TextReader:
    """Reads the runs of paragraphs with the document's styles, and notes its doubts."""

    def __init__(self, styles: Styles, doubts: Doubts) -> None:
        self._styles, self._doubts = styles, doubts

    def read(self, node: etree._Element, into: Inline, *, hidden: bool = False, bold: bool = False) -> None:
        """Add the text under `node` to `into`, in document order."""
        for child in node:
            tag = child.tag
            if tag in _SKIPPED:
                continue
            if tag in _DELETED:
                self._doubts.tracked += 1
            elif tag == f"{W}txbxContent":
                into.boxes.append(child)
            elif tag == f"{MC}AlternateContent":
                for branch in choices(child):
                    self.read(branch, into, hidden=hidden, bold=bold)
            elif tag == f"{W}r":
                self._read_run(child, into, hidden=hidden, bold=bold)
            elif tag in (f"{W}t", _MATH):
                self._add(child.text or "", into, hidden=hidden, bold=bold)
            else:
                self._read_mark(child, tag, into)
                self.read(child, into, hidden=hidden, bold=bold)

    def _read_run(self, run: etree._Element, into: Inline, *, hidden: bool, bold: bool) -> None:
        properties = run.find(f"{W}rPr")
        style = self._styles.get(value(properties, "rStyle")) if properties is not None else PLAIN
        vanished = switched(properties, "vanish", default=style.hidden or hidden)
        self.read(run, into, hidden=vanished, bold=switched(properties, "b", default=style.bold or bold))

    def _add(self, text: str, into: Inline, *, hidden: bool, bold: bool) -> None:
        if hidden:
            if text.strip():
                self._doubts.hidden.append(text)
            return
        into.pieces.append(text)
        into.length += len(text.strip())
        into.bold += len(text.strip()) if bold else 0

    def _read_mark(self, child: etree._Element, tag: str, into: Inline) -> None:
        if tag in _BLANKS:
            into.pieces.append(" ")
        elif tag == f"{W}noBreakHyphen":
            into.pieces.append("-")
        elif tag == f"{W}sym":
            into.pieces.append(_SYMBOLS.get(child.get(f"{W}char", "").upper(), ""))
        elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            into.notes.append((tag.removeprefix(W).removesuffix("Reference"), child.get(f"{W}id", "")))
        elif tag == f"{W}commentReference":
            self._doubts.comments += 1
        elif tag in _INSERTED:
            self._doubts.tracked += 1


def deleted_mark(paragraph: etree._Element) -> bool:
    """Tell whether the paragraph's end was deleted: its text then runs into the next paragraph."""
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and (mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None)


def merge(parts: list[Inline]) -> Inline:
    """Join paragraphs whose marks were deleted into the one that their reader sees."""
    if len(parts) == 1:
        return parts[0]
    return Inline(
        [piece for part in parts for piece in part.pieces],
        [note for part in parts for note in part.notes],
        [box for part in parts for box in part.boxes],
        sum(part.bold for part in parts),
        sum(part.length for part in parts),
    )
