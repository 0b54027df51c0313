"""A folder with a table of coded units and a codebook becomes a gold set; what cannot be used is said row by row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from assistant.domain.goldset import GoldSet, GoldUnit
from assistant.domain.identifiers import content_hash
from assistant.errors import SourceError
from assistant.reading.codebook import codebook_from_rows, load_codebook
from assistant.reading.codebook.columns import CODE_FIELDS, read_header
from assistant.reading.codebook.spreadsheet import read_csv_rows

Record = tuple[int, Mapping[str, str]]
"""Number of a row in the file, and its cells by field."""

CODEBOOKS = ("codebook.csv", "codebook.yaml", "codebook.yml", "codebook.xlsx")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "unit": ("unit", "unit_id", "id", "item", "单元", "单元编号", "编号"),
    "text": ("text", "segment", "content", "文本", "原文", "内容"),
    "coder": ("coder", "annotator", "rater", "user", "编码者", "标注者"),
    "code": ("code", "label", "编码", "标签"),
    "document": ("document", "source", "file", "文档", "资料", "来源"),
}
_OPTIONAL = frozenset({"document"})
_LARGEST = 200_000_000
_LONGEST_ID = 80
_NAMES = frozenset({"id", "family", "parent", "neighbour"})


def read_gold_folder(folder: Path) -> GoldSet:
    """Return the gold set of a folder: ``codebook.csv`` (or yaml, xlsx) and one other CSV with a row per coding.

    The table has the columns unit, text, coder, code and, if known, document. A row with an empty code says that the
    coder looked at the unit and gave it nothing.

    Raises:
        SourceError: A file is missing or there are several, a column is missing, or rows contradict each other.
        CodebookError: The codebook cannot be read.
    """
    book = next((folder / name for name in CODEBOOKS if (folder / name).is_file()), None)
    if book is None:
        raise SourceError(f"{str(folder)!r} has no codebook; put {CODEBOOKS[0]!r} there: code, definition, include …")
    tables = [path for path in sorted(folder.glob("*.csv")) if path != book]
    if len(tables) != 1:
        raise SourceError(f"{str(folder)!r} has {len(tables)} tables beside the codebook; leave the one of coded units")
    records = _records(_read(tables[0]), tables[0].name)
    codebook = (
        codebook_from_rows(_with_ids(_read(book), book.name), book) if book.suffix == ".csv" else load_codebook(book)
    )
    known = {code.id for code in codebook.codes}
    for number, cells in records:
        if cells["code"] and cells["code"] not in known:
            raise SourceError(
                f"{tables[0].name!r}, row {number}: {cells['code']!r} stands in no entry of {book.name!r}; add it there"
            )
    return GoldSet(
        name=folder.resolve().name,
        codebook=codebook,
        units=_units(records, tables[0].name),
        looks=frozenset((cells["unit"], cells["coder"]) for _number, cells in records),
        given=frozenset((cells["unit"], cells["coder"], cells["code"]) for _number, cells in records if cells["code"]),
    )


def spelled_id(name: str) -> str:
    """Return a code's name as an id: without blanks, and cut with a hash where it is too long for one."""
    joined = re.sub(r"\s+", "_", name.strip())
    if len(joined) <= _LONGEST_ID:
        return joined
    return f"{joined[: _LONGEST_ID - 9]}~{content_hash(joined)[:8]}"


def _with_ids(rows: Sequence[Sequence[str]], name: str) -> list[list[str]]:
    """Return a codebook's rows with names spelled as ids, and the name as label where no column gives one."""
    filled = [list(row) for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return filled
    columns = read_header(filled[0], CODE_FIELDS, name)
    fields = [column[0] if column else "" for column in columns]
    named = [
        [spelled_id(cell) if field in _NAMES else cell for field, cell in zip(fields, row, strict=False)]
        for row in filled[1:]
    ]
    if "label" in fields or "id" not in fields:
        return [filled[0], *named]
    labels = [row[fields.index("id")] for row in filled[1:]]
    padded = [[*row, *[""] * (len(fields) - len(row)), label] for row, label in zip(named, labels, strict=True)]
    return [[*filled[0], "label"], *padded]


def _read(path: Path) -> list[list[str]]:
    try:
        if path.stat().st_size > _LARGEST:
            raise SourceError(f"{path.name!r} is larger than {_LARGEST // 1_000_000} MB; split it")
        return read_csv_rows(path.read_bytes(), path.name)
    except OSError as error:
        raise SourceError(f"{path.name!r} cannot be read: {error.strerror}") from error


def _records(rows: Sequence[Sequence[str]], name: str) -> list[Record]:
    filled = [(number, row) for number, row in enumerate(rows, start=1) if any(cell.strip() for cell in row)]
    if len(filled) < 2:
        raise SourceError(f"{name!r} holds no coded units; it needs a header and a row per coding")
    places = _places(filled[0][1], name)
    return [(number, _cells(row, places, f"{name!r}, row {number}")) for number, row in filled[1:]]


def _places(header: Sequence[str], name: str) -> Mapping[str, int]:
    heads = [unicodedata.normalize("NFKC", cell).strip().casefold() for cell in header]
    found = {
        field: next((heads.index(alias) for alias in aliases if alias in heads), None)
        for field, aliases in FIELDS.items()
    }
    missing = [field for field, place in found.items() if place is None and field not in _OPTIONAL]
    if missing:
        raise SourceError(f"{name!r} has no column {missing[0]!r}; it needs unit, text, coder and code")
    return {field: place for field, place in found.items() if place is not None}


def _cells(row: Sequence[str], places: Mapping[str, int], where: str) -> Mapping[str, str]:
    cells = {field: row[place].strip() if place < len(row) else "" for field, place in places.items()}
    cells["code"] = spelled_id(cells["code"])
    for field in ("unit", "coder"):
        if not cells[field]:
            raise SourceError(f"{where}: the {field} is empty; fill it in or take the row out")
    return cells


def _units(records: Iterable[Record], name: str) -> tuple[GoldUnit, ...]:
    texts: dict[str, GoldUnit] = {}
    for number, cells in records:
        text = unicodedata.normalize("NFC", cells["text"].replace("\r\n", "\n").replace("\r", "\n"))
        unit = GoldUnit(cells["unit"], cells.get("document", "") or cells["unit"], text)
        first = texts.setdefault(unit.name, unit)
        if text and not first.text:
            texts[unit.name] = unit
        elif text and unit != first:
            raise SourceError(f"{name!r}, row {number}: unit {unit.name!r} has another text or document further up")
    silent = next((unit.name for unit in texts.values() if not unit.text), None)
    if silent is not None:
        raise SourceError(f"{name!r}: unit {silent!r} has no text in any row; give it once")
    return tuple(texts.values())
