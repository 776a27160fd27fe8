"""Make the default Word master: ``python tools/make_templates.py`` writes ``templates/piece.docx`` again.

The master is committed and meant to be edited in Office; this script only says how the first one was drawn.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

FONT = "Arial"
INK, BLUE, GREY, RED = "222222", "1F3A5F", "5A6470", "A3261B"
PALE, LINE = "EEF2F6", "B8C2CC"
TEXT_WIDTH = Cm(16.6)
KEPT = {
    "Normal", "Body Text", "Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Header", "Footer",
    "List Bullet", "List Number", "Caption", "TOC Heading", "Default Paragraph Font", "Normal Table", "No List",
    "Strong", "Table Grid",
}  # fmt: skip


def main() -> None:
    """Write the master beside this repository's other templates."""
    out = Path(__file__).resolve().parent.parent / "templates" / "piece.docx"
    out.write_bytes(_fixed_dates(make()))
    print(out.name, out.stat().st_size)


def make() -> bytes:
    """Return the master as bytes."""
    document = docx.Document()
    _drop_leftovers(document)
    _page(document)
    _styles(document)
    _numbering(document)
    _header_and_footer(document)
    _cover(document)
    document.core_properties.title = "Modèle de pièce Opposable"
    document.core_properties.author = "Opposable"
    document.core_properties.comments = ""
    document.core_properties.language = "fr-FR"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _fixed_dates(content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return buffer.getvalue()


def _drop_leftovers(document: Any) -> None:
    _drop_old_styles(document)
    _modern_settings(document)


def _drop_old_styles(document: Any) -> None:
    for id_, relation in list(document.part.rels.items()):
        if relation.reltype.endswith("/stylesWithEffects"):
            document.part.drop_rel(id_)
    for style in list(document.styles):
        if style.name not in KEPT:
            style.element.getparent().remove(style.element)
    known = {style.style_id for style in document.styles}
    for style in document.styles:
        for tag in ("w:link", "w:next"):
            for node in style.element.findall(qn(tag)):
                if node.get(qn("w:val")) not in known:
                    style.element.remove(node)


def _modern_settings(document: Any) -> None:
    settings = document.settings.element
    compat = settings.find(qn("w:compat"))
    for old in list(compat):
        compat.remove(old)
    for name, value in (("compatibilityMode", "15"), ("overrideTableStyleFontSizeAndJustification", "1")):
        setting = OxmlElement("w:compatSetting")
        setting.set(qn("w:name"), name)
        setting.set(qn("w:uri"), "http://schemas.microsoft.com/office/word")
        setting.set(qn("w:val"), value)
        compat.append(setting)
    language = settings.find(qn("w:themeFontLang"))
    if language is not None:
        language.set(qn("w:val"), "fr-FR")


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2.2)
    section.header_distance = section.footer_distance = Cm(1.1)
    section.different_first_page_header_footer = True


def _styles(document: Any) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    defaults.getparent().replace(
        defaults,
        parse_xml(
            f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>"
            f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
            '<w:sz w:val="20"/><w:szCs w:val="20"/><w:lang w:val="fr-FR" w:eastAsia="fr-FR" w:bidi="ar-SA"/>'
            "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        ),
    )
    _paragraph(document, "Normal", size=10, color=INK)
    _paragraph(document, "Body Text", after=6, line=1.12)
    _paragraph(document, "List Bullet", after=4, line=1.12)
    _paragraph(document, "List Number", after=4, line=1.12)
    _paragraph(document, "Title", size=24, color=BLUE, bold=True, before=0, after=10)
    _paragraph(document, "Subtitle", size=15, color=INK, after=24)
    _paragraph(document, "Heading 1", size=16, color=BLUE, bold=True, before=24, after=8, next_keep=True)
    _paragraph(document, "Heading 2", size=12, color=BLUE, bold=True, before=16, after=5, next_keep=True)
    _paragraph(document, "Heading 3", size=10.5, color=INK, bold=True, before=10, after=4, next_keep=True)
    _paragraph(document, "TOC Heading", size=16, color=BLUE, bold=True, before=0, after=10, next_keep=True)
    document.styles["TOC Heading"].base_style = document.styles["Normal"]
    _paragraph(document, "Caption", size=9, color=GREY, before=4, after=10)
    _paragraph(document, "Header", size=8, color=GREY)
    _paragraph(document, "Footer", size=8, color=GREY)
    for level, indent, bold in ((1, 0.0, True), (2, 0.8, False)):
        style = _paragraph(document, f"TOC {level}", before=5 if bold else 0, after=2, bold=bold)
        style.paragraph_format.left_indent = Cm(indent)
        stops = style.paragraph_format.tab_stops
        stops.add_tab_stop(Cm(0.8 if level == 1 else 1.9))
        stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    annex = _paragraph(document, "Titre d'annexe", size=16, color=BLUE, bold=True, before=0, after=8, next_keep=True)
    annex.paragraph_format.page_break_before = True
    _outline(annex, 0)
    _paragraph(document, "Mention de projet", size=28, color=RED, bold=True, before=30, after=30)
    _paragraph(document, "Couverture", size=11, after=4)
    _paragraph(document, "Acheteur", size=13, color=GREY, bold=True, before=40, after=90)
    _paragraph(document, "Texte de tableau", size=9, after=2)
    _paragraph(document, "Liste de tableau", size=9, after=2)
    number = _paragraph(document, "Nombre de tableau", size=9, after=2)
    number.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _paragraph(document, "En-tête de tableau", size=9, color="FFFFFF", bold=True, before=2, after=2, next_keep=True)
    _paragraph(document, "Rubrique de tableau", size=9, color=GREY, bold=True, after=2)
    _paragraph(document, "Fin de tableau", size=5, after=2)
    _paragraph(document, "Encadré", size=10, color=INK, before=6, after=10, line=1.12)
    _box(document.styles["Encadré"])
    _paragraph(document, "Formule", size=11, before=6, after=8, bold=True, color=BLUE)
    document.styles["Formule"].paragraph_format.left_indent = Cm(0.8)
    _characters(document, "Strong", bold=True)
    _characters(document, "Lien", color="1B4F8A", underline=True)
    _characters(document, "Texte ajouté", color="00654A", underline=True)
    _characters(document, "Texte supprimé", color=RED, strike=True)
    _characters(document, "Empreinte", font="Courier New", size=9)
    for name, color in (
        ("Tableau de pièce", BLUE), ("Exigence minimale", RED), ("Exigence notée", BLUE), ("Souhait", GREY),
    ):  # fmt: skip
        _table_style(document, name, color)
    document.styles["Table Grid"].element.getparent().remove(document.styles["Table Grid"].element)


def _paragraph(document: Any, name: str, **look: Any) -> Any:
    if name in [style.name for style in document.styles]:
        style = document.styles[name]
    else:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name.startswith("TOC"))
        style.element.find(qn("w:name")).set(qn("w:val"), name.replace("TOC ", "toc "))
        style.base_style = document.styles["Normal"]
        style.quick_style = True
    for tag in ("w:rPr", "w:pPr"):
        for old in style.element.findall(qn(tag)):
            style.element.remove(old)
    if name.startswith("Heading"):
        _outline(style, int(name[-1]) - 1)
    style.font.name = FONT
    size = look.get("size")
    style.font.size = Pt(size) if size else None
    style.font.bold = look.get("bold")
    if "color" in look:
        style.font.color.rgb = RGBColor.from_string(look["color"])
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(look.get("before", 0)), Pt(look.get("after", 0))
    form.line_spacing = look.get("line", 1.0)
    form.widow_control = True
    if look.get("next_keep"):
        form.keep_with_next = True
        form.keep_together = True
    return style


def _characters(document: Any, name: str, **look: Any) -> None:
    known = name in [style.name for style in document.styles]
    style = document.styles[name] if known else document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
    style.font.bold = look.get("bold")
    style.font.underline = look.get("underline")
    style.font.strike = look.get("strike")
    if "font" in look:
        style.font.name = look["font"]
    if "size" in look:
        style.font.size = Pt(look["size"])
    if "color" in look:
        style.font.color.rgb = RGBColor.from_string(look["color"])


def _outline(style: Any, level: int) -> None:
    properties = style.element.get_or_add_pPr()
    mark = OxmlElement("w:outlineLvl")
    mark.set(qn("w:val"), str(level))
    properties.append(mark)


def _box(style: Any) -> None:
    properties = style.element.get_or_add_pPr()
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="6" w:color="{color}"/>'
        for side, size, color in (("left", 24, BLUE),)
    )
    borders = parse_xml(f"<w:pBdr {nsdecls('w')}>{sides}</w:pBdr>")
    shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{PALE}"/>')
    before = properties.find(qn("w:spacing"))
    before.addprevious(borders)
    before.addprevious(shade)
    style.paragraph_format.left_indent = Cm(0.3)


def _table_style(document: Any, name: str, color: str) -> None:
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    identity = "".join(part.capitalize() for part in name.replace("é", "e").replace("è", "e").split())
    document.styles.element.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{identity}">'
            f'<w:name w:val="{name}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="40"/><w:qFormat/>'
            '<w:tblPr><w:tblStyleRowBandSize w:val="1"/>'
            f"<w:tblBorders>{borders}</w:tblBorders>"
            '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="90" w:type="dxa"/>'
            '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="90" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            f'<w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{color}"/></w:tcPr>'
            "</w:tblStylePr></w:style>"
        )
    )


def _numbering(document: Any) -> None:
    root = document.part.numbering_part.element
    for old in list(root):
        root.remove(old)
    headings = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading{i + 1}"/>'
        f'<w:lvlText w:val="{".".join(f"%{k + 1}" for k in range(i + 1))}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{left}" w:hanging="{left}"/></w:pPr></w:lvl>'
        for i, left in enumerate((567, 709, 851))
    )
    annex_id, bullet_id, small_id, number_id = (
        _style_id(document, name) for name in ("Titre d'annexe", "List Bullet", "Liste de tableau", "List Number")
    )
    annex = (
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperLetter"/><w:pStyle w:val="{annex_id}"/>'
        '<w:suff w:val="space"/><w:lvlText w:val="Annexe %1 :"/><w:lvlJc w:val="left"/></w:lvl>'
    )
    lists = {1: headings, 2: annex, 3: _bullet(bullet_id, 397), 4: _bullet(small_id, 227), 5: _digits(number_id)}
    for id_, levels in lists.items():
        kind = "multilevel" if id_ == 1 else "singleLevel"
        root.append(
            parse_xml(
                f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{id_}"><w:multiLevelType w:val="{kind}"/>'
                f"{levels}</w:abstractNum>"
            )
        )
    for id_ in lists:
        root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{id_}"><w:abstractNumId w:val="{id_}"/></w:num>'))
    for level in range(3):
        _link(document.styles[f"Heading {level + 1}"], 1, level)
    _link(document.styles["Titre d'annexe"], 2, 0)
    _link(document.styles["List Bullet"], 3, 0)
    _link(document.styles["Liste de tableau"], 4, 0)
    _link(document.styles["List Number"], 5, 0)


def _bullet(style_id: str, left: int) -> str:
    return (
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="{style_id}"/>'
        f'<w:lvlText w:val="–"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{left}" w:hanging="{left}"/></w:pPr></w:lvl>'
    )


def _digits(style_id: str) -> str:
    return (
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="{style_id}"/>'
        '<w:lvlText w:val="%1."/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="397" w:hanging="397"/></w:pPr></w:lvl>'
    )


def _style_id(document: Any, name: str) -> str:
    return str(document.styles[name].style_id)


def _link(style: Any, number: int, level: int) -> None:
    properties = style.element.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = number


def _header_and_footer(document: Any) -> None:
    section = document.sections[0]
    for part, left, right in (
        (section.header, "{{ reference }} – {{ piece }}", "{{ acheteur }}"),
        (section.footer, "Version {{ version }} du {{ date }} – {{ sceau }}", None),
    ):
        paragraph = part.paragraphs[0]
        paragraph.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
        paragraph.add_run(left + "\t")
        if right:
            paragraph.add_run(right)
        else:
            paragraph.add_run("Page ")
            _field(paragraph, "PAGE")
            paragraph.add_run(" / ")
            _field(paragraph, "NUMPAGES")
    section.first_page_footer.paragraphs[0].add_run("{{ sceau }}")


def _field(paragraph: Any, instruction: str) -> None:
    for kind in ("begin", None, "separate", "1", "end"):
        run = paragraph.add_run()
        if kind == "1":
            run.text = "1"
        elif kind is None:
            code = OxmlElement("w:instrText")
            code.text = f" {instruction} "
            code.set(qn("xml:space"), "preserve")
            run._r.append(code)  # noqa: SLF001
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)  # noqa: SLF001


def _cover(document: Any) -> None:
    for text, style in (
        ("{{ acheteur }}", "Acheteur"),
        ("{{ intitule }}", "Title"),
        ("{{ objet }}", "Subtitle"),
        ("{{ etat }}", "Mention de projet"),
        ("{{ couverture }}", "Couverture"),
    ):
        document.add_paragraph(text, style=style)
    contents = document.add_paragraph("Sommaire", style="TOC Heading")
    contents.paragraph_format.page_break_before = True
    document.add_paragraph("{{ sommaire }}", style="Body Text")
    document.add_paragraph("{{ contenu }}", style="Body Text")


if __name__ == "__main__":
    main()
