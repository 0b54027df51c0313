"""Writers for office formats: Word, Excel, OpenDocument text and EPUB."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import docx
import xlsxwriter
from docx.oxml.ns import qn
from docx.shared import Pt

from making.archives import pack, repack
from making.authoring import Heading, Part, Source, Table, Turn, clock_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_ODT_TYPE = "application/vnd.oasis.opendocument.text"


def word_bytes(source: Source) -> bytes:
    """Return a Word file with heading styles, bold speaker labels and real tables."""
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    properties = document.core_properties
    properties.title, properties.author = source.title, source.publisher
    properties.created = properties.modified = source.day.replace(tzinfo=None)
    for part in source.parts:
        if isinstance(part, Heading):
            document.add_heading(part.text, part.level)
        elif isinstance(part, Table):
            _add_table(document, part)
        elif isinstance(part, Turn):
            paragraph = document.add_paragraph()
            paragraph.add_run(f"{part.speaker}：").bold = True
            paragraph.add_run(part.text)
        else:
            document.add_paragraph(part.text)
    buffer = io.BytesIO()
    document.save(buffer)
    return repack(buffer.getvalue())


def _add_table(document: Document, part: Table) -> None:
    table = document.add_table(rows=0, cols=len(part.rows[0]))
    table.style = "Table Grid"
    for row in part.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def sheet_bytes(source: Source) -> bytes:
    """Return a workbook: a transcript (time, speaker, words) where the layout says so, else a sheet per heading."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties(
            {"title": source.title, "author": source.publisher, "created": source.day.replace(tzinfo=None)}
        )
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for name, rows in _sheets(source):
            sheet = book.add_worksheet(name)
            sheet.set_column(0, len(rows[0]) - 2, 14, wrapped)
            sheet.set_column(len(rows[0]) - 1, len(rows[0]) - 1, 80, wrapped)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row, None if at else bold)
    return buffer.getvalue()


def _sheets(source: Source) -> Iterator[tuple[str, tuple[tuple[str, ...], ...]]]:
    if source.layout == "transcript":
        turns = (part for part in source.parts if isinstance(part, Turn))
        yield "逐字稿", (("时间", "说话人", "内容"), *((clock_time(t.at_ms), t.speaker, t.text) for t in turns))
        return
    name = source.title
    for part in source.parts:
        if isinstance(part, Heading):
            name = part.text
        elif isinstance(part, Table):
            yield name[:31], part.rows


def open_document_bytes(source: Source) -> bytes:
    """Return an OpenDocument text."""
    spaces = " ".join(f'xmlns:{name}="{_ODF}{name}:1.0"' for name in ("office", "text", "table", "meta"))
    spaces += ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    body = "".join(_odt_part(part) for part in source.parts)
    content = f'<office:document-content {spaces} office:version="1.3"><office:body><office:text>{body}'
    content += "</office:text></office:body></office:document-content>"
    day = f"{source.day:%Y-%m-%dT%H:%M:%S}"
    meta = (
        f'<office:document-meta {spaces} office:version="1.3"><office:meta><dc:title>{escape(source.title)}</dc:title>'
    )
    meta += f"<dc:creator>{escape(source.publisher)}</dc:creator><meta:creation-date>{day}</meta:creation-date>"
    meta += "</office:meta></office:document-meta>"
    entries = [("/", _ODT_TYPE), ("content.xml", "text/xml"), ("meta.xml", "text/xml")]
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>' for path, kind in entries
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{_ODF}manifest:1.0" manifest:version="1.3">{listed}</manifest:manifest>'
    )
    members = {"content.xml": content, "meta.xml": meta, "META-INF/manifest.xml": manifest}
    xml = [(name, (_XML + text).encode()) for name, text in members.items()]
    return pack([("mimetype", _ODT_TYPE.encode()), *xml], stored=frozenset({"mimetype"}))


def _odt_part(part: Part) -> str:
    if isinstance(part, Table):
        rows = "".join(
            f"<table:table-row>{''.join(_odt_cell(cell) for cell in row)}</table:table-row>" for row in part.rows
        )
        columns = f'<table:table-column table:number-columns-repeated="{len(part.rows[0])}"/>'
        return f"<table:table>{columns}{rows}</table:table>"
    if isinstance(part, Heading):
        return f'<text:h text:outline-level="{part.level}">{escape(part.text)}</text:h>'
    words = f"{part.speaker}：{part.text}" if isinstance(part, Turn) else part.text
    return f"<text:p>{escape(words)}</text:p>"


def _odt_cell(text: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'


def book_bytes(source: Source) -> bytes:
    """Return an EPUB 3: the title page, then one file per heading."""
    chapters = [(f"c{number:02}.xhtml", title, body) for number, (title, body) in enumerate(_chapters(source), 1)]
    pages = [(f"OEBPS/{name}", _page(title, body, source.language)) for name, title, body in chapters]
    entries = "".join(f'<li><a href="{name}">{escape(title)}</a></li>' for name, title, _ in chapters)
    nav = f'<nav xmlns:epub="http://www.idpf.org/2007/ops" epub:type="toc"><ol>{entries}</ol></nav>'
    container = '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile'
    container += ' full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    members = [
        ("META-INF/container.xml", container),
        ("OEBPS/content.opf", _package(source, [name for name, _, _ in chapters])),
        ("OEBPS/nav.xhtml", _page("目录", nav, source.language)),
        *pages,
    ]
    xml = [(name, (_XML + text).encode()) for name, text in members]
    return pack([("mimetype", b"application/epub+zip"), *xml], stored=frozenset({"mimetype"}))


def _chapters(source: Source) -> Iterator[tuple[str, str]]:
    title, body = source.title, ""
    for part in source.parts:
        if isinstance(part, Heading):
            if body:
                yield title, body
            title, body = part.text, f"<h{part.level}>{escape(part.text)}</h{part.level}>"
        elif not isinstance(part, Table):
            body += f"<p>{escape(part.text)}</p>"
    yield title, body


def _page(title: str, body: str, language: str) -> str:
    head = (
        f'<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="{language}"><head><title>{escape(title)}</title></head>'
    )
    return f"{head}<body>{body}</body></html>"


def _package(source: Source, names: list[str]) -> str:
    items = "".join(f'<item id="{n[:-6]}" href="{n}" media-type="application/xhtml+xml"/>' for n in names)
    spine = "".join(f'<itemref idref="{n[:-6]}"/>' for n in names)
    facts = {'identifier id="uid"': f"urn:tricoder:cosmoplat:{source.id}", "title": source.title}
    facts |= {"language": source.language, "publisher": source.publisher, "date": source.date}
    told = "".join(f"<dc:{tag}>{escape(value)}</dc:{tag.split()[0]}>" for tag, value in facts.items())
    return (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="uid">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{told}'
        f'<meta property="dcterms:modified">{source.day:%Y-%m-%dT%H:%M:%SZ}</meta></metadata>'
        '<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        f"{items}</manifest><spine>{spine}</spine></package>"
    )
