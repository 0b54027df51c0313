"""A report as a Word document: captions that count themselves, three-line tables, figures, quotations to jump to."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from assistant.domain.codebook import Wording
from assistant.errors import StudyError
from assistant.exporting.drawings import draw_png
from assistant.exporting.typefaces import Typefaces, find_typefaces
from assistant.exporting.word_parts import (
    add_field,
    add_words,
    page_width,
    set_fonts,
    set_page,
    tight,
    turn_page,
)
from assistant.exporting.word_tables import TableStyle, add_notes, add_table
from assistant.interchange.margins import legal
from assistant.reporting.picture import Picture
from assistant.reporting.report import Report
from assistant.reporting.tables import Table

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

WIDE = frozenset({"types_by_case", "comparison", "frequencies", "quotation_list"})
"""Tables that need the page on its side."""
_SIZES = {"comparison": 7.5, "quotation_list": 7.5, "source_files": 7.5, "frequencies": 8.0, "saturation_codes": 8.0,
          "structure": 8.0}  # fmt: skip
_SECTIONS: tuple[tuple[Wording, tuple[str, ...]], ...] = (
    (Wording("资料", "Sources"), ("primary", "secondary")),
    (Wording("类型比较", "Comparison of types"), ("types_by_case", "comparison")),
    (Wording("研究框架", "Framework"), ()),
    (Wording("数据结构", "Data structure"), ("structure",)),
    (Wording("编码分布与饱和", "Codes and saturation"), ("frequencies", "saturation_types", "saturation_codes")),
    (Wording("附录：引文与资料文件", "Appendix: quotations and files"), ("quotation_list", "source_files")),
)
_NO_TABLE = Wording("（本研究没有可列的内容）", "(this study has nothing to list here)")


@dataclass(slots=True)
class _Desk:
    """The document under work, with what has been counted."""

    document: WordDocument
    report: Report
    language: str
    faces: Typefaces
    known: frozenset[str]
    counts: dict[str, int] = field(default_factory=dict)


def write_report(report: Report, language: str, faces: Typefaces | None = None) -> bytes:
    """Return the document.

    Where no font of this machine can draw the figure, a sentence that says what to install stands in its place.
    """
    document = docx.Document()
    set_page(document.sections[0], landscape=False)
    set_fonts(document, language)
    known = frozenset(str(row[0]) for row in report.table("quotation_list").rows)
    desk = _Desk(document, report, language, faces or find_typefaces(), known)
    _describe(document, report, language)
    heading = document.add_heading(legal(report.title.in_language(language)), level=0)
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_words(tight(document.add_paragraph(), after=8), report.basis.in_language(language), 10)
    for title, keys in _SECTIONS:
        _add_section(desk, title, keys)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _describe(document: WordDocument, report: Report, language: str) -> None:
    """Say what the file is; its time is that of the newest event, so that the same study gives the same file."""
    core = document.core_properties
    core.title, core.author, core.comments = legal(report.title.in_language(language)), "Tricoder", ""
    core.created = core.modified = datetime.fromisoformat(report.at) if report.at else datetime(2000, 1, 1)  # noqa: DTZ001 - no zone is written


def _add_section(desk: _Desk, title: Wording, keys: tuple[str, ...]) -> None:
    tables = [desk.report.table(key) for key in keys]
    landscape = not keys or tables[0].key in WIDE
    turn_page(desk.document, landscape=landscape)
    heading = desk.document.add_heading(title.in_language(desk.language), level=1)
    heading.paragraph_format.keep_with_next = True
    if not keys:
        _add_figure(desk, desk.report.pictures(desk.language)[0])
    for table in tables:
        turn_page(desk.document, landscape=table.key in WIDE)
        _add_captioned(desk, table)


def _add_captioned(desk: _Desk, table: Table) -> None:
    _caption(desk, Wording("表", "Table"), table.title.in_language(desk.language), above=True)
    if not table.rows:
        add_words(tight(desk.document.add_paragraph(), after=6), _NO_TABLE.in_language(desk.language), 9)
        return
    marked = "quotation" if table.key == "quotation_list" else ""
    style = TableStyle(language=desk.language, size=_SIZES.get(table.key, 9.0), known=desk.known, marked=marked)
    add_table(desk.document, table, style)
    add_notes(desk.document, table, desk.report.places, desk.language)


def _add_figure(desk: _Desk, picture: Picture) -> None:
    paragraph = tight(desk.document.add_paragraph(), centred=True, after=4)
    paragraph.paragraph_format.keep_with_next = True
    try:
        image = draw_png(picture, desk.faces)
    except StudyError as error:
        add_words(paragraph, str(error), 9)
    else:
        width = min(page_width(desk.document), 14.6 * picture.width / picture.height)
        shape = paragraph.add_run().add_picture(io.BytesIO(image), width=Cm(width))
        shape._inline.docPr.set("descr", legal(picture.title))
    _caption(desk, Wording("图", "Figure"), picture.title, above=False)


def _caption(desk: _Desk, kind: Wording, words: str, *, above: bool) -> None:
    label = kind.in_language(desk.language)
    number = desk.counts[label] = desk.counts.get(label, 0) + 1
    paragraph = tight(desk.document.add_paragraph(style="Caption"), centred=True)
    paragraph.paragraph_format.keep_with_next = above
    paragraph.paragraph_format.space_before = Pt(10 if above else 2)
    paragraph.paragraph_format.space_after = Pt(4)
    add_words(paragraph, f"{label} ", 10.5, bold=True)
    add_field(paragraph, f"SEQ {label} \\* ARABIC", str(number), 10.5)
    add_words(paragraph, f"\u3000{words}" if desk.language == "zh" else f". {words}", 10.5, bold=True)
