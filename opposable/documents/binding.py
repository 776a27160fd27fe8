"""Bind a Word document: its list of contents, the words of its cover and header, its properties, its fixed dates."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from docx.document import Document

from opposable.documents import oxml
from opposable.documents.content import Heading, Identity
from opposable.model.french import typeset

_FIXED_DATE = (1980, 1, 1, 0, 0, 0)


def contents(headings: Sequence[Heading], style: Callable[[str], str]) -> list[Any]:
    """List `headings` inside a real contents field, numbered and linked, without page numbers.

    Only a layout program knows the pages, and Word asks the reader before it fills a contents field on opening.
    The entries are therefore complete and linked from the start; `pagination.paginate` adds the numbers where
    LibreOffice is there, and an update of the field in Word or LibreOffice brings or refreshes them. `style` gives the
    id of a style from its name.
    """
    listed = [heading for heading in headings if heading.depth <= 2]
    lines = []
    for index, heading in enumerate(listed):
        gap = " " if heading.number.startswith("Annexe") else "\t"
        entry = [oxml.inner_link(heading.anchor, [oxml.run(f"{heading.number}{gap}{heading.text}")])]
        if index == 0:
            entry = [*oxml.field_start('TOC \\o "1-2" \\h \\z \\u'), *entry]
        if index == len(listed) - 1:
            entry.append(oxml.field_end())
        lines.append(oxml.paragraph(style(f"TOC {heading.depth}"), entry))
    return lines


def marks(identity: Identity) -> dict[str, str]:
    """Return what the marks of the master stand for, those of its cover, header and footer."""
    return {
        "acheteur": typeset(identity.author),
        "intitule": typeset(identity.title),
        "piece": typeset(identity.title.split(" (")[0]),
        "objet": typeset(identity.subject),
        "reference": identity.reference,
        "version": identity.version,
        "date": f"{identity.dated:%d/%m/%Y}",
        "sceau": typeset(identity.stamp),
        "etat": typeset(identity.state),
        "couverture": "",
    }


def set_properties(document: Document, identity: Identity) -> None:
    """Write the properties of the file: title, author, date of the tender, seal."""
    properties = document.core_properties
    moment = datetime(identity.dated.year, identity.dated.month, identity.dated.day)  # noqa: DTZ001 (a day, no clock)
    properties.title = typeset(f"{identity.title} – {identity.subject}")[:255]
    properties.subject = typeset(identity.subject)[:255]
    properties.author = properties.last_modified_by = identity.author[:255]
    properties.language = "fr-FR"
    properties.created = properties.modified = moment
    properties.identifier = identity.identifier
    properties.version = identity.version
    properties.keywords = identity.reference[:255]
    properties.comments = properties.category = ""
    properties.revision = 1


def with_fixed_dates(content: bytes) -> bytes:
    """Return the same document with a fixed date on each of its parts: same bytes for the same content."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, _FIXED_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            new.writestr(info, old.read(name))
    return buffer.getvalue()
