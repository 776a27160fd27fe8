"""The only raw WordprocessingML: paragraphs, runs, fields, bookmarks, links, tables, as schema-ordered elements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

_UNPRINTABLE = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Element = Any
"""An lxml element; python-docx and lxml leave them untyped."""


def element(tag: str, **attributes: str) -> Element:
    """Return a new `tag` (``w:p``) with its `attributes` in the ``w`` namespace, in the order given."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def paragraph(style_id: str, content: Iterable[Element] = (), *, keep_next: bool = False) -> Element:
    """Return a paragraph of `style_id` holding `content` (runs, links, bookmarks)."""
    made, properties = element("w:p"), element("w:pPr")
    properties.append(element("w:pStyle", val=style_id))
    if keep_next:
        properties.append(element("w:keepNext"))
    made.append(properties)
    made.extend(content)
    return made


def run(text: str, style_id: str = "") -> Element:
    """Return a run of `text` in the character style `style_id`; a tabulation and a line break keep their meaning."""
    made = _styled_run(style_id)
    for index, line in enumerate(text.split("\n")):
        if index:
            made.append(element("w:br"))
        for rank, piece in enumerate(line.split("\t")):
            if rank:
                made.append(element("w:tab"))
            if piece:
                made.append(_text(piece))
    return made


def field(instruction: str, result: str = "", style_id: str = "") -> list[Element]:
    """Return the runs of a field: its `instruction` and the `result` shown until it is updated."""
    return [*field_start(instruction, style_id), run(result, style_id), field_end(style_id)]


def field_start(instruction: str, style_id: str = "") -> list[Element]:
    """Return the runs that open a field, up to its result."""
    begin, code, separate = (_styled_run(style_id) for _ in range(3))
    begin.append(element("w:fldChar", fldCharType="begin"))
    text = element("w:instrText")
    text.text = f" {instruction} "
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    code.append(text)
    separate.append(element("w:fldChar", fldCharType="separate"))
    return [begin, code, separate]


def field_end(style_id: str = "") -> Element:
    """Return the run that closes a field."""
    end = _styled_run(style_id)
    end.append(element("w:fldChar", fldCharType="end"))
    return end


def page_reference(anchor: str, page: int) -> list[Element]:
    """Return a tab and the page of `anchor` as a field whose result, `page`, shows until the next update."""
    tab = element("w:r")
    tab.append(element("w:tab"))
    return [tab, *field_start(f"PAGEREF {anchor} \\h"), run(str(page)), field_end()]


def bookmark(name: str, number: int, content: Iterable[Element]) -> list[Element]:
    """Return `content` between the two ends of the bookmark `name`; `number` is unique in the document.

    Raises ValueError for a name that Word refuses: more than 40 characters, or another sign than ``a-z 0-9 _``.
    """
    if len(name) > 40 or not name.isidentifier():
        raise ValueError(f"a bookmark name must be an identifier of 40 characters at most, got {name}")
    return [
        element("w:bookmarkStart", id=str(number), name=name),
        *content,
        element("w:bookmarkEnd", id=str(number)),
    ]


def inner_link(anchor: str, content: Iterable[Element]) -> Element:
    """Return `content` as a link to the bookmark `anchor`."""
    made = element("w:hyperlink", anchor=anchor, history="1")
    made.extend(content)
    return made


def outer_link(relation: str, content: Iterable[Element]) -> Element:
    """Return `content` as a link to the address held by the relation `relation`."""
    made = element("w:hyperlink", history="1")
    made.set(qn("r:id"), relation)
    made.extend(content)
    return made


def table(style_id: str, widths: Sequence[int], rows: Sequence[Element], caption: str) -> Element:
    """Return a table of fixed `widths` (twentieths of a point); `caption` is read aloud by screen readers."""
    made, properties, grid = element("w:tbl"), element("w:tblPr"), element("w:tblGrid")
    properties.append(element("w:tblStyle", val=style_id))
    properties.append(element("w:tblW", w=str(sum(widths)), type="dxa"))
    properties.append(element("w:tblLayout", type="fixed"))
    properties.append(element("w:tblLook", val="04A0", firstRow="1", firstColumn="1", noHBand="0", noVBand="1"))
    properties.append(element("w:tblCaption", val=caption))
    grid.extend(element("w:gridCol", w=str(width)) for width in widths)
    made.extend([properties, grid, *rows])
    return made


def row(cells: Sequence[Element], *, header: bool = False) -> Element:
    """Return a table row that never splits over two pages; `header` rows come back at the top of each page."""
    made, properties = element("w:tr"), element("w:trPr")
    properties.append(element("w:cantSplit"))
    if header:
        properties.append(element("w:tblHeader"))
    made.append(properties)
    made.extend(cells)
    return made


def cell(width: int, paragraphs: Iterable[Element], *, span: int = 1) -> Element:
    """Return a cell of `width` twentieths of a point, over `span` columns."""
    made, properties = element("w:tc"), element("w:tcPr")
    properties.append(element("w:tcW", w=str(width), type="dxa"))
    if span > 1:
        properties.append(element("w:gridSpan", val=str(span)))
    made.append(properties)
    made.extend(paragraphs)
    return made


def style_is_numbered(style: Element) -> bool:
    """Say whether a paragraph style is linked to a numbering."""
    return style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}") is not None


def texts(part: Element) -> dict[Element, list[Element]]:
    """Return the text nodes of each paragraph found in `part`, text boxes included."""
    return {p: [t for t in p.iter(qn("w:t")) if _owner(t) is p] for p in part.iter(qn("w:p"))}


def set_text(node: Element, text: str) -> None:
    """Change the text of a text node and keep its outer spaces; signs that XML forbids are left out."""
    node.text = _UNPRINTABLE.sub("", text)
    node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def page_breaks_before(paragraph_: Element) -> None:
    """Make a paragraph begin a page."""
    style = paragraph_.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    style.addnext(element("w:pageBreakBefore"))


def describe_picture(inline: Element, text: str) -> None:
    """Give a picture its alternative text."""
    inline.docPr.set("descr", text)


def set_language(styles: Element, code: str) -> None:
    """Make `code` (``fr-FR``) the language of all text that names none."""
    defaults = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if defaults is None:
        return
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(element("w:lang", val=code, eastAsia=code, bidi="ar-SA"))


def _styled_run(style_id: str) -> Element:
    made = element("w:r")
    if style_id:
        properties = element("w:rPr")
        properties.append(element("w:rStyle", val=style_id))
        made.append(properties)
    return made


def _text(text: str) -> Element:
    made = element("w:t")
    set_text(made, text)
    return made


def _owner(node: Element) -> Element:
    return next(node.iterancestors(qn("w:p")))
