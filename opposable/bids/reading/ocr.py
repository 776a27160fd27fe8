"""Scanned pages of a PDF: read by Tesseract where it is installed, and always said."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass

import pypdfium2

from opposable.bids.reading.content import Block, clean
from opposable.bids.reading.limits import Limits

_DOTS_PER_INCH = 200
_WIDEST = 3500
_SECONDS = 60


@dataclass(frozen=True)
class Recognised:
    """What was read on scanned pages, and what their reader must know."""

    blocks: tuple[Block, ...] = ()
    warnings: tuple[str, ...] = ()


def recognise_pages(document: pypdfium2.PdfDocument, numbers: list[int], limits: Limits) -> Recognised:
    """Read the pages `numbers` (from 1) as pictures; without Tesseract, say that they were not read."""
    if not numbers:
        return Recognised()
    program = shutil.which("tesseract")
    if program is None:
        return Recognised(warnings=tuple(_unread(number) for number in numbers))
    blocks: list[Block] = []
    warnings = []
    for number in numbers[: limits.scanned_pages]:
        found = _recognise(program, document, number)
        blocks.extend(found)
        warnings.append(_read(number) if found else _unread(number))
    warnings.extend(_unread(number) for number in numbers[limits.scanned_pages :])
    return Recognised(tuple(blocks), tuple(warnings))


def _recognise(program: str, document: pypdfium2.PdfDocument, number: int) -> list[Block]:
    command = [program, "stdin", "stdout", "-l", "fra", "--dpi", str(_DOTS_PER_INCH)]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        picture = _picture(document, number)
        done = subprocess.run(
            command, input=picture, capture_output=True, timeout=_SECONDS, check=True, env=environment
        )
    except (pypdfium2.PdfiumError, subprocess.SubprocessError, OSError):
        return []
    text = done.stdout.decode("utf-8", errors="replace")
    paragraphs = (clean(part) for part in text.replace("\r\n", "\n").split("\n\n"))
    where = f"page {number} (reconnaissance optique), bloc"
    kept = [paragraph for paragraph in paragraphs if any(char.isalnum() for char in paragraph)]
    return [Block(text, f"{where} {rank}", page=number) for rank, text in enumerate(kept, 1)]


def _picture(document: pypdfium2.PdfDocument, number: int) -> bytes:
    """Return the page as a grey picture in the portable format that Tesseract reads from its input."""
    page = document[number - 1]
    scale = min(_DOTS_PER_INCH / 72, _WIDEST / max(1.0, *page.get_size()))
    bitmap = page.render(scale=scale, grayscale=True)
    stride, width = bitmap.stride, bitmap.width
    rows = bytes(bitmap.buffer)
    pixels = b"".join(rows[start : start + width] for start in range(0, stride * bitmap.height, stride))
    return b"P5 %d %d 255\n" % (width, bitmap.height) + pixels


def _unread(number: int) -> str:
    return f"page {number} : image sans texte, qui n’a pas été lue. Lisez-la à l’écran avant de conclure à une absence."


def _read(number: int) -> str:
    return f"page {number} : image sans texte, lue par reconnaissance optique. Vérifiez chaque mot sur la page."
