"""A whole codebook as a workbook, a sheet for each kind of entry. Reading what was written gives the same codebook.

Unlike the table of one row a code that people bring, nothing here shares a cell: every rule, example and value has a
row of its own. A workbook with a sheet ``about`` is read this way.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from assistant.domain.codebook import Code, Codebook, Wording
from assistant.errors import CodebookError
from assistant.reading.codebook.spreadsheet import MOST_ROWS, TRUE, Row, read_sheets

HEADERS: Mapping[str, tuple[str, ...]] = {
    "about": ("name", "version", "title_zh", "title_en"),
    "families": ("id", "label_zh", "label_en", "question_zh", "question_en", "rule", "role"),
    "groups": ("family", "id", "parent", "label_zh", "label_en", "codes", "aside"),
    "codes": ("id", "family", "parent", "abstain", "label_zh", "label_en", "definition_zh", "definition_en", "support"),
    "rules": ("code", "kind", "neighbour", "zh", "en"),
    "examples": ("code", "positive", "text", "quote", "instead", "why_zh", "why_en"),
    "attributes": ("id", "value", "label_zh", "label_en"),
}
_LONGEST_CELL = 32_767
_KINDS = {"inclusion": "inclusion", "exclusion": "exclusions", "indicator": "indicators", "cue": "cues"}
Cells = Mapping[str, str]
Entry = dict[str, object]


def write_whole_workbook(codebook: Codebook, path: Path) -> None:
    """Write a codebook as a workbook, whole or not at all; no cell of it can run as a formula.

    Raises:
        CodebookError: A text is longer than a cell holds, or the file cannot be written.
    """
    import xlsxwriter  # noqa: PLC0415 - only a workbook needs it

    sheets = {name: list(rows) for name, rows in _sheets(codebook).items()}
    _refuse_long(sheets)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    try:
        book = xlsxwriter.Workbook(str(draft), options)
        head = book.add_format({"bold": True, "valign": "top"})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.set_column(0, len(HEADERS[name]) - 1, 28)
            sheet.freeze_panes(1, 0)
            for number, row in enumerate([HEADERS[name], *rows]):
                for at, cell in enumerate(row):
                    sheet.write_string(number, at, cell, body if number else head)
        book.close()
        draft.replace(path)
    except (OSError, xlsxwriter.exceptions.XlsxWriterException) as error:
        draft.unlink(missing_ok=True)
        raise CodebookError(f"{str(path)!r} cannot be written: {error}") from error


def _refuse_long(sheets: Mapping[str, Sequence[Sequence[str]]]) -> None:
    for name, rows in sheets.items():
        if len(rows) > MOST_ROWS:
            raise CodebookError(f"{len(rows)} {name} do not fit into a sheet that is read back: write YAML instead")
        for row in rows:
            if any(len(cell) > _LONGEST_CELL for cell in row):
                raise CodebookError(f"{name} {row[0]!r} has a text longer than a cell holds: write YAML instead")


def _sheets(book: Codebook) -> dict[str, Iterable[Sequence[str]]]:
    return {
        "about": [(book.name, book.version, *_sides(book.title))],
        "families": [
            (
                each.id,
                *_sides(each.label),
                *_sides(each.question),
                each.rule.value,
                each.role.value if each.role else "",
            )
            for each in book.families
        ],
        "groups": [
            (family.id, each.id, each.parent or "", *_sides(each.label), " ".join(each.codes), _yes(each.aside))
            for family in book.families
            for each in family.groups
        ],
        "codes": [_code_row(code) for code in book.codes],
        "rules": (row for code in book.codes for row in _rules(code)),
        "examples": [
            (code.id, _yes(each.positive), each.text, each.quote, each.instead or "", *_sides(each.why))
            for code in book.codes
            for each in code.examples
        ],
        "attributes": [
            (attribute.id, value, *_sides(label))
            for attribute in book.attributes
            for value, label in [("", attribute.label), *((each.id, each.label) for each in attribute.values)]
        ],
    }


def _code_row(code: Code) -> Sequence[str]:
    texts = (*_sides(code.label), *_sides(code.definition))
    return (code.id, code.family, code.parent or "", _yes(code.abstain), *texts, code.support)


def _rules(code: Code) -> Iterator[Sequence[str]]:
    yield from ((code.id, "inclusion", "", *_sides(words)) for words in code.inclusion)
    yield from ((code.id, "exclusion", each.neighbour or "", *_sides(each.rule)) for each in code.exclusions)
    yield from ((code.id, "indicator", "", *_sides(words)) for words in code.indicators)
    yield from ((code.id, "cue", "", cue, "") for cue in code.cues)


def _sides(words: Wording) -> tuple[str, str]:
    return words.zh, words.en


def _yes(said: bool) -> str:  # noqa: FBT001 - a value of a record
    return "yes" if said else "no"


def read_whole_workbook(data: bytes, file_name: str) -> Entry | None:
    """Return such a workbook in the shape of the YAML file; None where it has no sheet ``about``.

    Raises:
        CodebookError: It is no workbook, a sheet lacks a column or has one that is not known, or a row names no code.
    """
    sheets = read_sheets(data, file_name, _own_sheets)
    if "about" not in sheets:
        return None
    rows = {name: list(_records(sheets.get(name, []), name, file_name)) for name in HEADERS}
    if len(rows["about"]) != 1:
        raise CodebookError(f"{file_name!r}, sheet 'about': give exactly one row below the headers")
    about = rows["about"][0]
    families = [_family(cells, rows["groups"]) for cells in rows["families"]]
    codes = [_code(cells, rows) for cells in rows["codes"]]
    _refuse_strays(rows, file_name)
    head = {"name": about["name"], "version": about["version"], "title": _wording(about, "title")}
    return {**head, "families": families, "codes": codes, "attributes": _attributes(rows["attributes"])}


def _own_sheets(names: Sequence[str]) -> dict[str, str]:
    known = {name.strip().casefold(): name for name in names}
    return {name: known[name] for name in HEADERS if name in known} if "about" in known else {}


def _records(rows: list[Row], sheet: str, file_name: str) -> Iterator[Cells]:
    filled = [row for row in rows if any(row)]
    if not filled:
        return
    if len(rows) > MOST_ROWS:
        raise CodebookError(f"{file_name!r}, sheet {sheet!r} has more than {MOST_ROWS} rows: shorten it")
    head = [cell.casefold() for cell in filled[0]]
    if sorted(name for name in head if name) != sorted(HEADERS[sheet]):
        raise CodebookError(f"{file_name!r}, sheet {sheet!r}: the first row has to be {', '.join(HEADERS[sheet])}")
    for row in filled[1:]:
        yield {name: cell for name, cell in zip(head, row, strict=False) if name}


def _family(cells: Cells, groups: Sequence[Cells]) -> Entry:
    entry: Entry = {"id": cells["id"], "label": _wording(cells, "label"), "question": _wording(cells, "question")}
    own = [each for each in groups if each["family"] == cells["id"]]
    entry["groups"] = [
        _filled(each, "id", "parent")
        | {"label": _wording(each, "label"), "codes": each["codes"].split(), "aside": each["aside"].casefold() in TRUE}
        for each in own
    ]
    return entry | _filled(cells, "rule", "role")


def _code(cells: Cells, rows: Mapping[str, Sequence[Cells]]) -> Entry:
    entry = _filled(cells, "id", "family", "parent", "support")
    entry |= {"label": _wording(cells, "label"), "definition": _wording(cells, "definition")}
    entry["abstain"] = cells["abstain"].casefold() in TRUE
    entry["examples"] = [
        _filled(each, "text", "quote", "instead")
        | {"positive": each["positive"].casefold() in TRUE, "why": _wording(each, "why")}
        for each in rows["examples"]
        if each["code"] == cells["id"]
    ]
    for kind, field in _KINDS.items():
        own = [each for each in rows["rules"] if each["code"] == cells["id"] and each["kind"] == kind]
        entry[field] = [_rule(each) for each in own]
    return entry


def _rule(cells: Cells) -> object:
    if cells["kind"] == "cue":
        return cells["zh"] or cells["en"]
    words = {side: cells[side] for side in ("zh", "en") if cells[side]}
    return _filled(cells, "neighbour") | {"rule": words} if cells["kind"] == "exclusion" else words


def _attributes(rows: Sequence[Cells]) -> list[Entry]:
    return [
        {
            "id": head["id"],
            "label": _wording(head, "label"),
            "values": [
                {"id": each["value"], "label": _wording(each, "label")}
                for each in rows
                if each["id"] == head["id"] and each["value"]
            ],
        }
        for head in rows
        if not head["value"]
    ]


def _refuse_strays(rows: Mapping[str, Sequence[Cells]], file_name: str) -> None:
    """Refuse rows that belong to nothing: what a cell holds is never dropped."""
    codes = {cells["id"] for cells in rows["codes"]}
    families = {cells["id"] for cells in rows["families"]}
    attributes = {cells["id"] for cells in rows["attributes"] if not cells["value"]}
    owners = (("rules", "code", codes), ("examples", "code", codes), ("groups", "family", families),
              ("attributes", "id", attributes))  # fmt: skip
    for sheet, column, known in owners:
        for cells in rows[sheet]:
            if cells[column] not in known:
                raise CodebookError(
                    f"{file_name!r}, sheet {sheet!r}: {cells[column]!r} is not listed: add it or correct"
                )
            if sheet == "rules" and cells["kind"] not in _KINDS:
                raise CodebookError(f"{file_name!r}, sheet 'rules': {cells['kind']!r} is none of {', '.join(_KINDS)}")


def _wording(cells: Cells, name: str) -> dict[str, str]:
    return {side: cells[f"{name}_{side}"] for side in ("zh", "en") if cells[f"{name}_{side}"]}


def _filled(cells: Cells, *names: str) -> Entry:
    return {name: cells[name] for name in names if cells[name]}
