"""Styles and numbering of a Word document: what is a title, a list item, or hidden text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_NAME = re.compile(r"^(?:heading|titre|title heading)\s*(\d)$", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"^(?:toc|tm|table of figures|table des illustrations)\b", re.IGNORECASE)
_OFF = ("0", "false", "off", "none")


@dataclass(frozen=True)
class Style:
    """The traits of a style that matter here, its parents' included; `level` counts titles from 1."""

    level: int | None = None
    numbering: tuple[str, int] | None = None
    listed: bool = False
    hidden: bool = False
    bold: bool = False
    contents: bool = False


PLAIN = Style()


class Styles:
    """The styles of one document, each resolved through the style it is based on."""

    def __init__(self, root: etree._Element | None) -> None:
        found = [] if root is None else root.findall(f"{W}style")
        self._elements = {element.get(f"{W}styleId", ""): element for element in found}
        self._resolved: dict[str, Style] = {}
        defaults = (e for e in found if e.get(f"{W}default") in ("1", "true") and e.get(f"{W}type") == "paragraph")
        self.default = next((element.get(f"{W}styleId", "") for element in defaults), "")

    def get(self, style_id: str) -> Style:
        """Return the style `style_id`; an unknown one is plain."""
        if style_id not in self._resolved:
            self._resolved[style_id] = PLAIN  # breaks a loop of styles based on each other
            self._resolved[style_id] = self._resolve(style_id)
        return self._resolved[style_id]

    def _resolve(self, style_id: str) -> Style:
        element = self._elements.get(style_id)
        if element is None:
            return PLAIN
        parent = self.get(value(element, "basedOn"))
        name = value(element, "name")
        properties, run = element.find(f"{W}pPr"), element.find(f"{W}rPr")
        numbering = own_numbering(properties) or parent.numbering
        return Style(
            level=_level(name, properties) or parent.level,
            numbering=numbering,
            listed=parent.listed or numbering is not None or name.lower().startswith(("list", "liste")),
            hidden=switched(run, "vanish", default=parent.hidden),
            bold=switched(run, "b", default=parent.bold),
            contents=parent.contents or bool(_CONTENTS_NAME.match(name)),
        )


class Numbers:
    """Counts the titles that Word numbers by itself, so that « § 4.2 » is what the reader sees."""

    def __init__(self) -> None:
        self._counts: dict[str, list[int]] = {}

    def next(self, numbering: tuple[str, int]) -> str:
        """Return the number of the next title of this list and level: ``4.2``."""
        number_id, depth = numbering
        counts = self._counts.setdefault(number_id, [])
        counts[depth + 1 :] = []
        while len(counts) <= depth:
            counts.append(0)
        counts[depth] += 1
        return ".".join(str(count or 1) for count in counts)


def value(element: etree._Element | None, child: str) -> str:
    """Return the ``w:val`` of `child`, or an empty string."""
    found = None if element is None else element.find(f"{W}{child}")
    return "" if found is None else found.get(f"{W}val", "")


def switched(element: etree._Element | None, child: str, *, default: bool = False) -> bool:
    """Tell whether the on/off property `child` is on; absent, it is `default`."""
    found = None if element is None else element.find(f"{W}{child}")
    return default if found is None else found.get(f"{W}val", "1") not in _OFF


def own_numbering(properties: etree._Element | None) -> tuple[str, int] | None:
    """Return list id and level of a paragraph or a style, or nothing; list 0 means « no list »."""
    numbering = None if properties is None else properties.find(f"{W}numPr")
    number_id = value(numbering, "numId")
    if numbering is None or not number_id or number_id == "0":
        return None
    depth = value(numbering, "ilvl")
    return number_id, min(int(depth), 8) if depth.isdecimal() and depth.isascii() else 0


def _level(name: str, properties: etree._Element | None) -> int | None:
    outline = value(properties, "outlineLvl")
    if outline in tuple("012345678"):
        return int(outline) + 1
    if found := _HEADING_NAME.match(name):
        return int(found.group(1))
    return 1 if name.lower() in ("title", "titre") else None


def outline_level(properties: etree._Element | None) -> int | None:
    """Return the title level set on the paragraph itself, or nothing."""
    return _level("", properties)
