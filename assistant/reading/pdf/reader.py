"""The PDF reader: page after page through one open file, each page released before the next is opened.

PDFium allows one caller at a time in a process, so reading holds a lock.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from assistant.domain.document import ReadingNote
from assistant.errors import EmptySource, UnreadableSource
from assistant.reading.building import RawDocument
from assistant.reading.pdf.glyphs import page_content
from assistant.reading.pdf.lines import Line, Table, fragment, reading_order
from assistant.reading.pdf.paragraphs import blocks_of
from assistant.reading.pdf.running import PageLines, drop_running, without_margin_numbers
from assistant.reading.pdf.tables import take_tables
from assistant.reading.refusing import locked

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pypdfium2 import PdfDocument

    from assistant.reading.pdf.glyphs import PageContent

MEDIA_TYPE = "application/pdf"
MOST_PAGES = 5_000
_PDFIUM = Lock()

_EXPLAINED = {
    "broken_pages": "pages are damaged and were left out",
    "invisible_pages": "pages hold text printed invisibly, as under a scan; it was read and may hold errors",
    "margin_numbers": "line or paragraph numbers in the margin were left out",
    "outside_page": "characters stand outside the page and were left out",
    "overlong_pages": "pages hold more than 200 000 characters; the rest of them was left out",
    "turned_texts": "texts that do not run along the page stand at the end of theirs",
    "unmapped_characters": "characters have no certain meaning in the file's fonts; compare with the printed page",
}


@dataclass(slots=True)
class _Gathered:
    """What the pages gave, page objects long released."""

    total: int = 0
    pages: list[PageLines] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    scanned: list[int] = field(default_factory=list)
    title: str = ""
    author: str = ""
    date: str = ""


def read_pdf(path: Path) -> RawDocument:
    """Return the raw blocks of a PDF file.

    Raises:
        UnreadableSource: The file is locked, damaged beyond reading or claims an absurd number of pages.
        EmptySource: No page has a text layer.
    """
    with _PDFIUM:
        gathered = _gather(path)
    if not any(page.lines or page.turned for page in gathered.pages):
        raise _no_text(path.name, gathered)
    pages, dropped = drop_running(gathered.pages)
    return RawDocument(
        blocks=tuple(blocks_of(pages)),
        reader="pdf",
        media_type=MEDIA_TYPE,
        notes=_notes(gathered, dropped),
        title=gathered.title,
        publisher=gathered.author,
        date=gathered.date,
    )


def _gather(path: Path) -> _Gathered:
    document = _open(path)
    try:
        gathered = _Gathered(total=len(document))
        if not 0 < gathered.total <= MOST_PAGES:
            raise UnreadableSource(
                f"{path.name!r} claims {gathered.total} pages; files of 1 to {MOST_PAGES} pages can be read: split it"
            )
        told = document.get_metadata_dict(skip_empty=True)
        gathered.title, gathered.author = told.get("Title", "").strip(), told.get("Author", "").strip()
        gathered.date = _iso_date(told.get("CreationDate", ""))
        for index in range(gathered.total):
            _gather_page(document, index, gathered)
    finally:
        document.close()
    if gathered.counts["broken_pages"] == gathered.total:
        raise UnreadableSource(f"{path.name!r} is damaged: none of its pages can be read; get the file anew")
    return gathered


def _open(path: Path) -> PdfDocument:
    import pypdfium2  # noqa: PLC0415 - loads a shared library
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - loads a shared library

    try:
        if path.stat().st_size == 0:
            raise UnreadableSource(f"{path.name!r} has no bytes at all; copy it again")
        return pypdfium2.PdfDocument(path)
    except OSError as error:
        raise UnreadableSource(f"{path.name!r} cannot be opened ({error.strerror}); check the path") from error
    except pypdfium2.PdfiumError as error:
        if error.err_code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
            raise locked(path.name) from error
        raise UnreadableSource(
            f"{path.name!r} is damaged or is no PDF file; get the file anew or print it to a new PDF",
            f"{path.name!r} 已损坏，或不是 PDF；请重新获取，或打印成新的 PDF",
        ) from error


def _iso_date(told: str) -> str:
    """Return ``D:20210423…`` as ``2021-04-23``; empty where it is not so written."""
    digits = told.removeprefix("D:")[:8]
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if len(digits) == 8 and digits.isdecimal() else ""


def _gather_page(document: PdfDocument, index: int, gathered: _Gathered) -> None:
    import pypdfium2  # noqa: PLC0415 - loads a shared library

    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        gathered.counts["broken_pages"] += 1
        return
    try:
        content = page_content(page)
    except pypdfium2.PdfiumError:
        gathered.counts["broken_pages"] += 1
        return
    finally:
        page.close()
    gathered.counts["turned_texts"] += len(content.turned)
    if not content.runs and not content.turned and content.pictures:
        gathered.scanned.append(index + 1)
    gathered.pages.append(_page_lines(content, index + 1))
    gathered.counts += content.counts


def _page_lines(content: PageContent, number: int) -> PageLines:
    tables, runs = take_tables(content)
    texts, numbers = without_margin_numbers([fragment(run) for run in runs])
    content.counts["margin_numbers"] = numbers
    pieces = texts + [_standing(table) for table in tables]
    lines = tuple(reading_order(pieces))
    return PageLines(number=number, width=content.width, height=content.height, lines=lines, turned=content.turned)


def _standing(table: Table) -> Line:
    box = table.box
    return Line(text="", x0=box.x0, x1=box.x1, top=box.top, bottom=box.bottom, size=10.0, bold=False, table=table)


def _notes(gathered: _Gathered, dropped: Counter[str]) -> tuple[ReadingNote, ...]:
    notes = [ReadingNote(kind, count, _EXPLAINED[kind]) for kind, count in sorted(gathered.counts.items()) if count]
    if gathered.scanned:
        detail = f"pages are pictures without text (pages {_listed(gathered.scanned)}); run OCR over them to read them"
        notes.append(ReadingNote("pages_without_text", len(gathered.scanned), detail))
    if dropped:
        usual = "; ".join(wording for wording, _ in dropped.most_common(5))
        notes.append(
            ReadingNote("running_lines", dropped.total(), f"headers, footers and page numbers left out: {usual}")
        )
    return tuple(notes)


def _no_text(name: str, gathered: _Gathered) -> EmptySource:
    if not gathered.scanned:
        return EmptySource(
            f"{name!r} holds no text on any of its {gathered.total} pages; add the file that has the words in it",
            f"{name!r} 共 {gathered.total} 页，都没有文字；请加入有文字的那一份",
        )
    pages = _listed(gathered.scanned)
    return EmptySource(
        f"{name!r} holds pictures of pages and no text (pages {pages}); run OCR over it and add the result",
        f"{name!r} 是扫描图像，没有文字（第 {pages} 页）；请先做文字识别（OCR）再加入",
    )


def _listed(numbers: Iterable[int]) -> str:
    """Return page numbers as a person writes them: ``1-3, 7``."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    shown = [str(first) if first == last else f"{first}-{last}" for first, last in spans[:20]]
    return ", ".join(shown) + (" and more" if len(spans) > 20 else "")
