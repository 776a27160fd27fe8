"""Read Markdown and plain text: titles, paragraphs, lists, tables, quotes and notes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from opposable.bids.reading.content import Block, Content, HeadingPath, clean, join_cells
from opposable.bids.reading.limits import Limits
from opposable.model.bids import PassageKind
from opposable.model.errors import OpposableError
from opposable.model.french import plural

_TITLE = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_ITEM = re.compile(r"^\s*(?:[-*+•–]|\d{1,3}[.)])\s+(?=\S)")
_RULE = re.compile(r"^\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$")
_LINE = re.compile(r"^\s*(?:[-*_=]\s*){3,}$")
_NOTE = re.compile(r"^(?:\((\d{1,3})\)|\[\^([\w-]{1,20})\]\s?:)\s+(?=\S)")
_CALL = re.compile(r"\((\d{1,3})\)|\[\^([\w-]{1,20})\]")


@dataclass
class _Page:
    """What has been read so far, and the lines that wait for the end of their paragraph."""

    blocks: list[Block] = field(default_factory=list)
    path: HeadingPath = field(default_factory=HeadingPath)
    lines: list[str] = field(default_factory=list)
    kind: PassageKind = "paragraphe"
    start: int = 0
    header: str = ""

    def flush(self) -> None:
        """Turn the waiting lines into a block."""
        text = clean(" ".join(self.lines).replace("**", ""))
        if text:
            self.add(text, self.kind, self.start)
        self.lines, self.kind = [], "paragraphe"

    def add(self, text: str, kind: PassageKind, line: int, header: str = "") -> None:
        """Append one block that starts at `line`."""
        self.blocks.append(Block(text, self.path.where(f"ligne {line}"), kind, self.path.path, header))


def read_plain(content: bytes, limits: Limits) -> Content:
    """Read `content` as UTF-8, else as Western Windows text, which a warning tells."""
    text, warnings = _decode(content)
    page = _Page()
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        _read_line(page, line, number, lines[number] if number < len(lines) else "")
        if len(page.blocks) > limits.passages:
            raise OpposableError(f"Le texte compte plus de {plural(limits.passages, 'paragraphe')} : il est refusé.")
    page.flush()
    return Content(_attach_notes(page.blocks), warnings=warnings)


def _decode(content: bytes) -> tuple[str, tuple[str, ...]]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), ()
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        warning = "Le texte n’est pas en UTF-8 : il a été lu comme un texte Windows, vérifiez les accents."
        return content.decode("cp1252", errors="replace"), (warning,)


def _read_line(page: _Page, line: str, number: int, following: str) -> None:
    if title := _TITLE.match(line):
        page.flush()
        text = clean(title.group(2).replace("**", ""))
        if text:
            page.path.open(len(title.group(1)), text)
            page.add(text, "titre", number)
    elif line.lstrip().startswith("|"):
        _read_row(page, line, number, following)
    elif not line.strip() or _LINE.match(line):
        page.flush()
        page.header = ""
    else:
        _read_text(page, line, number)


def _read_text(page: _Page, line: str, number: int) -> None:
    quote = line.lstrip().startswith(">")
    text = line.lstrip()[1:].strip() if quote else line.strip()
    opens = bool(_ITEM.match(line) or _NOTE.match(line)) or (quote and (not text or page.kind != "zone_de_texte"))
    if opens:
        page.flush()
    if not page.lines:
        page.start = number
        page.kind = _kind(line, quote=quote)
    page.lines.append(_ITEM.sub("", text) if page.kind == "liste" and not page.lines else text)


def _kind(line: str, *, quote: bool) -> PassageKind:
    if quote:
        return "zone_de_texte"
    if _NOTE.match(line):
        return "note"
    return "liste" if _ITEM.match(line) else "paragraphe"


def _read_row(page: _Page, line: str, number: int, following: str) -> None:
    page.flush()
    if _RULE.match(line):
        return
    row = join_cells(cell.replace("**", "") for cell in line.strip().strip("|").split("|"))
    opens = bool(_RULE.match(following)) and "|" in following
    if row:
        page.add(row, "ligne", number, "" if opens else page.header)
    if opens:
        page.header = row


def _attach_notes(blocks: list[Block]) -> tuple[Block, ...]:
    notes = {}
    for block in blocks:
        if block.kind == "note" and (found := _NOTE.match(block.text)):
            notes[found.group(1) or found.group(2)] = block.text[found.end() :]
    return tuple(
        replace(block, notes=_called(block.text, notes)) if block.kind != "note" else block for block in blocks
    )


def _called(text: str, notes: dict[str, str]) -> tuple[str, ...]:
    keys = [found.group(1) or found.group(2) for found in _CALL.finditer(text)]
    return tuple(notes[key] for key in keys if key in notes)
