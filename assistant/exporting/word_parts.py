"""What a Word file needs beyond python-docx: fonts for two scripts, rules, counted captions, bookmarks, links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from assistant.interchange.margins import legal

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

LATIN, SONG, HEI = "Times New Roman", "宋体", "黑体"
_HEADINGS = {"Title": Pt(18), "Heading 1": Pt(14), "Heading 2": Pt(12)}
_AFTER_BORDERS = frozenset(
    qn(f"w:{name}") for name in ("shd", "noWrap", "tcMar", "textDirection", "tcFitText", "vAlign")
)
HEAVY, LIGHT = 12, 6
"""Rules of a three-line table in eighths of a point: 1.5 pt above and below, 0.75 pt under the heading."""


def set_fonts(document: WordDocument, language: str) -> None:
    """Give every style a face for Latin and one for Chinese, and tell the language."""
    for style in document.styles:
        element = style.element
        if element.tag == qn("w:style") and element.get(qn("w:type")) in {"paragraph", "character"}:
            heading = style.name.startswith(("Heading", "Title", "Caption"))
            _faces(element.get_or_add_rPr(), HEI if heading else SONG)
            if heading:
                style.font.color.rgb = RGBColor(0, 0, 0)
                style.font.size = _HEADINGS.get(style.name, style.font.size)
            for border in element.iter(qn("w:pBdr")):
                border.getparent().remove(border)
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _faces(defaults, SONG)
    told = defaults.find(qn("w:lang"))
    if told is None:
        told = OxmlElement("w:lang")
        defaults.append(told)
    told.set(qn("w:val"), "en-GB" if language == "en" else "en-US")
    told.set(qn("w:eastAsia"), "zh-CN")


def _faces(properties: Any, east: str) -> None:  # noqa: ANN401 - python-docx's elements are untyped
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name in list(fonts.attrib):
        if "Theme" in name:
            del fonts.attrib[name]
    for side in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{side}"), LATIN)
    fonts.set(qn("w:eastAsia"), east)


def add_words(paragraph: Paragraph, words: str, size: float, *, bold: bool = False) -> Run:
    """Add a run of words."""
    run = paragraph.add_run(legal(words))
    run.font.size = Pt(size)
    run.bold = bold or None
    return run


def add_field(paragraph: Paragraph, code: str, shown: str, size: float) -> None:
    """Add a field that Word counts by itself, with what it shows until then."""
    for kind, words in (("begin", ""), ("instr", f" {code} "), ("separate", ""), ("text", shown), ("end", "")):
        run = add_words(paragraph, words if kind == "text" else "", size, bold=True)
        if kind == "instr":
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = words
            run._r.append(element)
        elif kind != "text":
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
            run._r.append(element)


def add_bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Mark a paragraph so that a link can point at it."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
    paragraph._p.append(end)


def add_link(paragraph: Paragraph, target: str, words: str, size: float) -> None:
    """Add superscript words that lead to a bookmark of the same document."""
    run = add_words(paragraph, words, size)
    run.font.superscript = True
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), target)
    link.set(qn("w:history"), "1")
    paragraph._p.append(link)
    link.append(run._r)


def rule_cell(cell: Any, edge: str, weight: int) -> None:  # noqa: ANN401 - python-docx's elements are untyped
    """Draw one edge of a cell of the XML; edges stand in the order that the format wants."""
    properties = cell.get_or_add_tcPr()
    borders = properties.find(qn("w:tcBorders"))
    if borders is None:
        borders = OxmlElement("w:tcBorders")
        later = (each for each in properties if each.tag in _AFTER_BORDERS)
        after = next(later, None)
        properties.append(borders) if after is None else after.addprevious(borders)
    for there in borders.findall(qn(f"w:{edge}")):
        borders.remove(there)
    line = OxmlElement(f"w:{edge}")
    for name, value in (("val", "single"), ("sz", str(weight)), ("space", "0"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.insert(0 if edge == "top" else len(borders), line)


def tight(paragraph: Paragraph, *, centred: bool = False, after: float = 0.0) -> Paragraph:
    """Set a paragraph without air, as tables and notes have it."""
    paragraph.paragraph_format.space_before = Pt(0)
    paragraph.paragraph_format.space_after = Pt(after)
    paragraph.paragraph_format.line_spacing = 1.0
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def page_width(document: WordDocument) -> float:
    """Return the width between the margins of the last section, in centimetres."""
    section = document.sections[-1]
    left, right = int(section.left_margin or 0), int(section.right_margin or 0)
    return (int(section.page_width or 0) - left - right) / int(Cm(1))


def turn_page(document: WordDocument, *, landscape: bool) -> None:
    """Begin a section of A4 in the wished orientation, unless the page lies so already."""
    section = document.sections[-1]
    wanted = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    if section.orientation != wanted:
        section = document.add_section()
    set_page(section, landscape=landscape)


def set_page(section: Any, *, landscape: bool) -> None:  # noqa: ANN401 - as above
    """Set a section to A4."""
    short, long = Cm(21.0), Cm(29.7)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    section.left_margin = section.right_margin = Cm(2.0 if landscape else 2.5)
    section.top_margin = section.bottom_margin = Cm(2.0 if landscape else 2.5)


def set_padding(table: Table) -> None:
    """Give the cells of a table a little air above and below, and less at the sides than Word does."""
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", 30), ("left", 70), ("bottom", 30), ("right", 70)):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), str(width))
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    properties.append(margins) if look is None else look.addprevious(margins)


def new_row(table: Table) -> Any:  # noqa: ANN401 - as above
    """Add a row to a table."""
    return table.add_row()  # type: ignore[no-untyped-call]  # python-docx has not typed it


def mark_heading_rows(rows: Sequence[Any]) -> None:
    """Repeat rows at the head of every page that the table reaches."""
    for row in rows:
        mark = OxmlElement("w:tblHeader")
        mark.set(qn("w:val"), "true")
        row._tr.get_or_add_trPr().append(mark)


def keep_row_whole(row: Any) -> None:  # noqa: ANN401 - as above
    """Never break a row over two pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
