"""A report as files: a Word document, a workbook, tables as CSV, figures as SVG, PNG and PDF."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from assistant.errors import StudyError
from assistant.exporting.csv_files import write_csv
from assistant.exporting.whole import write_whole
from assistant.exporting.workbooks import Sheet, write_workbook
from assistant.reporting.picture import Picture
from assistant.reporting.report import Report
from assistant.reporting.svg import to_svg
from assistant.reporting.tables import Table, spread

_UNSAFE = re.compile(r"[^\w.-]")
_PRINTED = frozenset({"quotation_list", "source_files"})
"""Tables made for a printed page; the others hold the same and more."""


def write_report_files(report: Report, language: str, formats: Sequence[str], folder: Path) -> list[Path]:
    """Write a report in one language and return the files, named after what is in them.

    Raises:
        StudyError: A format is unknown, a file cannot be written, or no font here can draw a figure.
    """
    for name in formats:
        if name not in _WRITERS:
            raise StudyError(f"{name!r} is no format of a report; say {', '.join(_WRITERS)}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StudyError(f"{str(folder)!r} cannot be made: {error.strerror}") from error
    return [path for name in dict.fromkeys(formats) for path in _WRITERS[name](report, language, folder)]


def _write_docx(report: Report, language: str, folder: Path) -> Iterator[Path]:
    from assistant.exporting.word_report import write_report  # noqa: PLC0415 - only Word files need python-docx

    path = folder / f"report.{language}.docx"
    write_whole(path, write_report(report, language))
    yield path


def _write_xlsx(report: Report, language: str, folder: Path) -> Iterator[Path]:
    path = folder / f"tables.{language}.xlsx"
    name, headings = ("说明", ["表", "说明"]) if language == "zh" else ("About", ["table", "note"])
    about = [[report.title.in_language(language), report.basis.in_language(language)]]
    tables = list(_whole_tables(report))
    about += [[table.title.in_language(language), table.note.in_language(language)] for table in tables]
    sheets: list[Sheet] = [(table.title.in_language(language), *spread(table, language)) for table in tables]
    write_workbook(path, [(name, headings, about), *sheets])
    yield path


def _write_csv(report: Report, language: str, folder: Path) -> Iterator[Path]:
    for table in _whole_tables(report):
        path = folder / f"{table.key}.{language}.csv"
        write_csv(path, *spread(table, language))
        yield path


def _whole_tables(report: Report) -> Iterator[Table]:
    return (table for table in report.tables if table.key not in _PRINTED)


def _write_svg(report: Report, language: str, folder: Path) -> Iterator[Path]:
    return _drawn(report, language, folder / "svg", lambda picture: to_svg(picture, language).encode("utf-8"))


def _write_png(report: Report, language: str, folder: Path) -> Iterator[Path]:
    from assistant.exporting.drawings import draw_png  # noqa: PLC0415 - only drawings need fonts
    from assistant.exporting.typefaces import find_typefaces  # noqa: PLC0415 - as above

    faces = find_typefaces()
    return _drawn(report, language, folder / "png", lambda picture: draw_png(picture, faces))


def _write_pdf(report: Report, language: str, folder: Path) -> Iterator[Path]:
    from assistant.exporting.pdf_drawings import draw_pdf  # noqa: PLC0415 - as above
    from assistant.exporting.typefaces import find_typefaces  # noqa: PLC0415 - as above

    faces = find_typefaces()
    return _drawn(report, language, folder / "pdf", lambda picture: draw_pdf(picture, faces))


def _drawn(report: Report, language: str, place: Path, draw: Callable[[Picture], bytes]) -> Iterator[Path]:
    for picture in report.pictures(language):
        path = place.parent / f"{_UNSAFE.sub('_', picture.name)}.{language}.{place.name}"
        write_whole(path, draw(picture))
        yield path


_WRITERS: Mapping[str, Callable[[Report, str, Path], Iterator[Path]]] = {
    "docx": _write_docx,
    "xlsx": _write_xlsx,
    "svg": _write_svg,
    "png": _write_png,
    "pdf": _write_pdf,
    "csv": _write_csv,
}
FORMATS = tuple(_WRITERS)
