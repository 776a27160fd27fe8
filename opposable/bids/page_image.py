"""Draw a page of a bidder's PDF, in a process apart: the file is hostile until proven otherwise."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from opposable.bids.reading.child import restrict
from opposable.bids.reading.content import CELL_JOIN
from opposable.bids.reading.limits import Limits
from opposable.model.errors import OpposableError

_SCALE = 1.4
_LARGEST = 2000
_SECONDS = 30
_RUN, _SHORTEST = 4, 8
_LIMITS = Limits(memory=1 << 30)
_ROOT = Path(__file__).resolve().parents[2]


def draw_page(content: bytes, page: int, words: str = "") -> bytes:
    """Return page `page` (from 1) of a PDF as a PNG, with the place of `words` marked where it is found.

    Raises `OpposableError` when the page cannot be drawn in time.
    """
    command = [sys.executable, "-m", "opposable.bids.page_image", str(page), words[:2000].replace("\x00", " ")]
    try:
        drawn = subprocess.run(
            command, input=content, capture_output=True, timeout=_SECONDS, check=False, cwd="/",
            env={"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise _undrawn(page) from None
    if drawn.returncode or not drawn.stdout.startswith(b"\x89PNG"):
        raise _undrawn(page)
    return drawn.stdout


def _undrawn(page: int) -> OpposableError:
    return OpposableError(f"La page {page} ne peut pas être affichée.", hint="Ouvrez le fichier d'origine.")


def main() -> None:
    """Draw the page asked on the command line from the PDF of the standard input."""
    restrict(_LIMITS)
    page, words = int(sys.argv[1]), sys.argv[2]
    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    sys.stdout.buffer.write(_draw(document[page - 1], words))


def _draw(page: pypdfium2.PdfPage, words: str) -> bytes:
    width, height = page.get_size()
    scale = min(_SCALE, _LARGEST / max(width, height, 1))
    image = page.render(scale=scale).to_pil().convert("RGB")
    veil = Image.new("RGB", image.size, "white")
    pen = ImageDraw.Draw(veil)
    for left, bottom, right, top in _places(page, words):
        box = (left * scale - 1, (height - top) * scale - 1, right * scale + 1, (height - bottom) * scale + 1)
        pen.rectangle(box, fill=(255, 226, 110))
    png = io.BytesIO()
    ImageChops.multiply(image, veil).save(png, "PNG")
    return png.getvalue()


def _places(page: pypdfium2.PdfPage, words: str) -> list[tuple[float, float, float, float]]:
    """Return the boxes of every run of four words of `words` that the page holds; the cells of a row apart."""
    text, boxes = page.get_textpage(), []
    for run in _runs(words):
        found = text.search(run).get_next()
        if found is not None:
            boxes += [text.get_rect(n) for n in range(text.count_rects(*found))]
    return boxes


def _runs(words: str) -> list[str]:
    runs = []
    for part in words.split(CELL_JOIN):
        said = part.split()
        runs += [" ".join(said[start : start + _RUN]) for start in range(max(1, len(said) - _RUN + 1))]
    return [run for run in runs if len(run) >= _SHORTEST]


if __name__ == "__main__":
    main()
