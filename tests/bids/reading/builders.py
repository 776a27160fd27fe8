"""Small files made on the spot, sound or hostile, for the tests of reading."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>{extra}</Types>'
)


def zipped(parts: Mapping[str, str | bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip archive of `parts`."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def docx(body: str, parts: Mapping[str, str | bytes] | None = None, types: str = "") -> bytes:
    """Return a Word document with this `body`, and other `parts`."""
    document = f'<?xml version="1.0"?><w:document {_NAMES}><w:body>{body}</w:body></w:document>'
    return zipped({"[Content_Types].xml": _TYPES.format(extra=types), "word/document.xml": document, **(parts or {})})


def part(tag: str, inside: str) -> str:
    """Return a Word part whose root is ``w:tag``."""
    return f'<?xml version="1.0"?><w:{tag} {_NAMES}>{inside}</w:{tag}>'


def p(text: str, properties: str = "") -> str:
    """Return a paragraph of one run."""
    inner = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{inner}{run(text)}</w:p>"


def run(text: str, properties: str = "") -> str:
    """Return a run of text."""
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inner}<w:t xml:space="preserve">{text}</w:t></w:r>'


def table(*rows: Sequence[str]) -> str:
    """Return a Word table; a cell is text, or XML when it begins with ``<``."""
    cells = ("".join(f"<w:tc>{cell if cell.startswith('<') else p(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def odt(body: str, automatic: str = "", kind: str = "text") -> bytes:
    """Return an OpenDocument file whose body is `body`."""
    names = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{names}:office:1.0" xmlns:text="{names}:text:1.0" '
        f'xmlns:table="{names}:table:1.0" xmlns:style="{names}:style:1.0" xmlns:draw="{names}:drawing:1.0" '
        f'xmlns:fo="{names}:xsl-fo-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    return zipped({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": content})


def pdf(*pages: str, extra: Sequence[str] = (), resources: str = "") -> bytes:
    """Return a PDF of A4 pages, each given by its drawing instructions; fonts are F1 and F2 (bold)."""
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for number, drawing in enumerate(pages):
        stream = 6 + 2 * number
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> {resources} >> /Contents {stream} 0 R >>"
        )
        objects.append(f"<< /Length {len(drawing.encode('cp1252'))} >>\nstream\n{drawing}\nendstream")
    return assemble([*objects, *extra])


def assemble(objects: Sequence[str]) -> bytes:
    """Return a PDF made of numbered `objects`, with its table of offsets."""
    out = bytearray(b"%PDF-1.5\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + content.encode("cp1252") + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    out += f"trailer << /Root 1 0 R /Size {len(objects) + 1} >>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)


def write(text: str, x: float, y: float, size: float = 10, font: str = "F1") -> str:
    """Return the instruction that writes `text` at `x`, `y`."""
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /{font} {size} Tf {x} {y} Td ({escaped}) Tj ET"


def paragraph(lines: Sequence[str], x: float, y: float, size: float = 10) -> str:
    """Return the instructions that write `lines` under each other."""
    return "\n".join(write(line, x, y - 14 * n, size) for n, line in enumerate(lines))


def grid(xs: Sequence[float], ys: Sequence[float]) -> str:
    """Return the instructions that draw the lines of a table."""
    across = [f"{xs[0]} {y} m {xs[-1]} {y} l S" for y in ys]
    return "\n".join([*across, *(f"{x} {ys[0]} m {x} {ys[-1]} l S" for x in xs)])
