"""Open a Word master: check that it holds what the documents need, and fill in its marks (``{{ objet }}``)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from opposable.documents import oxml
from opposable.model.errors import OpposableError, nearest
from opposable.model.french import listing

MASTER = "piece.docx"
"""The Word master that ships with the project; errors name it unless told otherwise."""

PARAGRAPH_STYLES = (
    "Heading 1", "Heading 2", "Heading 3", "Titre d'annexe", "Body Text", "List Bullet", "List Number",
    "TOC Heading", "TOC 1", "TOC 2", "Caption", "Couverture", "Mention de projet", "Encadré", "Formule",
    "Texte de tableau", "Liste de tableau", "Nombre de tableau", "En-tête de tableau", "Rubrique de tableau",
    "Fin de tableau",
)  # fmt: skip
CHARACTER_STYLES = ("Strong", "Lien", "Empreinte", "Texte ajouté", "Texte supprimé")
TABLE_STYLES = ("Tableau de pièce", "Exigence minimale", "Exigence notée", "Souhait")
NUMBERED_STYLES = ("Heading 1", "Heading 2", "Heading 3", "Titre d'annexe")
SHOWN_AS = {
    "Heading 1": "Titre 1", "Heading 2": "Titre 2", "Heading 3": "Titre 3", "Body Text": "Corps de texte",
    "List Bullet": "Liste à puces", "List Number": "Liste à numéros", "TOC Heading": "En-tête de table des matières",
    "TOC 1": "TM 1", "TOC 2": "TM 2", "Caption": "Légende", "Strong": "Élevé",
}  # fmt: skip
"""The names that a French Word shows for the styles it brings itself."""

BLOCK_MARKS = ("sommaire", "contenu")
_MARK = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def open_master(content: bytes, name: str = MASTER) -> Document:
    """Return the master `content`, checked.

    Raises `OpposableError`, naming the file, when it is not a Word document or lacks a style, a numbering or a mark.
    """
    try:
        document = docx.Document(io.BytesIO(content))
    except (OpcError, ValueError, KeyError, zipfile.BadZipFile):
        raise OpposableError(
            "Ce modèle n'est pas un document Word (.docx).", where=name, hint="Enregistrez-le au format .docx."
        ) from None
    _check_styles(document, name)
    _check_marks(document, name)
    return document


def style_ids(document: Document) -> dict[str, str]:
    """Return the identifier of every style, by the name that this module uses."""
    return {_key(style.name or ""): str(style.style_id) for style in document.styles}


def style_id(ids: Mapping[str, str], name: str) -> str:
    """Return the identifier of the style `name`; KeyError when the master lacks it."""
    return ids[_key(name)]


def block_mark(document: Document, name: str) -> Any:
    """Return the body paragraph that holds the mark `name` alone."""
    return next(p for p in document.element.body.iter(qn("w:p")) if _marks(p) == [name])


def fill_marks(document: Document, values: Mapping[str, str], name: str = MASTER) -> None:
    """Write `values` in place of the marks of the body, the headers and the footers; an emptied paragraph leaves.

    A mark may be spread over several runs, as Word does. Raises `OpposableError` for a mark that does not exist.
    """
    parts = [document.element.body]
    for section in document.sections:
        heads = (section.header, section.first_page_header, section.even_page_header)
        feet = (section.footer, section.first_page_footer, section.even_page_footer)
        parts += [part._element for part in (*heads, *feet) if not part.is_linked_to_previous]  # noqa: SLF001
    for element in parts:
        for paragraph, nodes in oxml.texts(element).items():
            _fill(paragraph, nodes, values, name)


def _fill(paragraph: Any, nodes: list[Any], values: Mapping[str, str], name: str) -> None:
    whole = "".join(node.text or "" for node in nodes)
    found = [mark for mark in _MARK.findall(whole) if mark not in BLOCK_MARKS]
    if not found:
        return
    for mark in found:
        if mark not in values:
            raise OpposableError(f"Le repère « {mark} » n'existe pas.", where=name, hint=nearest(mark, values))
    for match in reversed([m for m in _MARK.finditer(whole) if m.group(1) in values]):
        _replace(nodes, match.start(), match.end(), values[match.group(1)])
    if not "".join(node.text or "" for node in nodes).strip() and paragraph.getparent().tag == qn("w:body"):
        paragraph.getparent().remove(paragraph)


def _replace(nodes: list[Any], start: int, end: int, text: str) -> None:
    at, first = 0, True
    for node in nodes:
        own = node.text or ""
        low, high = max(start - at, 0), min(end - at, len(own))
        at += len(own)
        if low < high:
            oxml.set_text(node, own[:low] + (text if first else "") + own[high:])
            first = False


def _check_styles(document: Document, name: str) -> None:
    ids = style_ids(document)
    wanted = (*PARAGRAPH_STYLES, *CHARACTER_STYLES, *TABLE_STYLES)
    missing = [_shown(style) for style in wanted if _key(style) not in ids]
    if missing:
        one = len(missing) == 1
        raise OpposableError(
            f"Il manque {'le style' if one else 'les styles'} {listing(missing)}.",
            where=name,
            hint=f"Ajoutez-{'le' if one else 'les'} à ce modèle, ou copiez-{'le' if one else 'les'} du modèle fourni.",
        )
    by_id = {str(style.style_id): style.element for style in document.styles}
    for style in NUMBERED_STYLES:
        if not oxml.style_is_numbered(by_id[style_id(ids, style)]):
            raise OpposableError(
                f"Le style {_shown(style)} n'est pas numéroté.",
                where=name,
                hint="Rattachez-le à une liste à plusieurs niveaux, ou repartez du modèle fourni.",
            )


def _check_marks(document: Document, name: str) -> None:
    present = [_marks(paragraph) for paragraph in document.element.body.iter(qn("w:p"))]
    for mark in BLOCK_MARKS:
        if [mark] not in present:
            raise OpposableError(
                f"Le repère « {{{{ {mark} }}}} » manque, seul dans son paragraphe.",
                where=name,
                hint="Écrivez-le à l'endroit voulu.",
            )


def _marks(paragraph: Any) -> list[str]:
    whole = "".join(node.text or "" for node in paragraph.iter(qn("w:t"))).strip()
    return _MARK.findall(whole) if _MARK.fullmatch(whole) else []


def _key(name: str) -> str:
    return name.casefold().replace("’", "'")


def _shown(style: str) -> str:
    return f"« {SHOWN_AS[style]} » ({style})" if style in SHOWN_AS else f"« {style} »"
