"""A codebook in a table: one row a code. What a cell holds is never dropped: a column that is not known is an error."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from assistant.errors import CodebookError
from assistant.reading.codebook.columns import CODE_FIELDS, FAMILY_FIELDS, Column, read_header
from assistant.reading.codebook.grouping import gather_groups
from assistant.reading.codebook.schema import HAN

Row = list[str]
MOST_ROWS = 5_000
"""Most rows of one sheet that are read."""
_LARGEST_UNPACKED = 64_000_000
_SHEETS = {
    "codes": ("codes", "codebook", "编码", "编码表", "编码手册", "码本"),
    "families": ("families", "family", "类别", "范畴", "维度", "家族"),
}
_ONE_FAMILY = {"id": "codes", "label": {"zh": "编码", "en": "Codes"}, "rule": "multiple"}
_LINE = re.compile(r"\n+")
_ITEM = re.compile(r"[\n;；|]+")
_CUE = re.compile(r"[\n;；|,，、]+")
_MARKED = re.compile(r"\[\[(.+?)\]\]", re.DOTALL)
_INSTEAD = re.compile(r"\s*(?:=>|→|⇒)\s*(\S+)\s*$")
TRUE = frozenset({"1", "y", "yes", "true", "x", "是", "√", "✓"})
"""What a cell may say for yes."""


def read_csv_rows(data: bytes, file_name: str) -> list[Row]:
    """Return the rows of a CSV in UTF-8, UTF-16 with a byte order mark, or GB 18030 (GBK); comma, tab or semicolon.

    Raises:
        CodebookError: Another encoding, or no CSV.
    """
    text = _decoded(data, file_name)
    head = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=head.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise CodebookError(f"{file_name!r}: not a readable CSV ({error}): save the table again") from error


def read_workbook_rows(data: bytes, file_name: str) -> dict[str, list[Row]]:
    """Return the rows of the sheet of codes (else the first sheet) and of the sheet of families, if there is one.

    Raises:
        CodebookError: The bytes are no workbook, one with a password, or one that unpacks to more than 64 MB.
    """

    def chosen(sheets: Sequence[str]) -> dict[str, str]:
        names = {name.strip().casefold(): name for name in sheets}
        roles = {
            role: next((names[alias] for alias in aliases if alias in names), None) for role, aliases in _SHEETS.items()
        }
        roles["codes"] = roles["codes"] or next(iter(sheets), None)
        return {role: name for role, name in roles.items() if name is not None}

    return read_sheets(data, file_name, chosen)


def read_sheets(
    data: bytes, file_name: str, choose: Callable[[Sequence[str]], Mapping[str, str]]
) -> dict[str, list[Row]]:
    """Return the rows of the sheets that ``choose`` picks from the names of all, each under the role it is given.

    Raises:
        CodebookError: The bytes are no workbook, one with a password, or one that unpacks to more than 64 MB.
    """
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - only tables need it

    _refuse_bomb(data, file_name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return {
            role: [
                [_cell(value) for value in row] for row in book.get_sheet_by_name(name).to_python(nrows=MOST_ROWS + 1)
            ]
            for role, name in choose(book.sheet_names).items()
        }
    except (CalamineError, OSError, ValueError) as error:
        raise CodebookError(f"{file_name!r} is no readable workbook ({error}): save it as .xlsx again") from error


def _refuse_bomb(data: bytes, file_name: str) -> None:
    try:
        unpacked = sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(data)).infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise CodebookError(f"{file_name!r} is no readable workbook ({error}): save it as .xlsx again") from error
    if unpacked > _LARGEST_UNPACKED:
        raise CodebookError(
            f"{file_name!r} unpacks to {unpacked} bytes, at most {_LARGEST_UNPACKED} are read: shorten it"
        )


def rows_to_data(sheets: Mapping[str, list[Row]], path: Path) -> dict[str, object]:
    """Return the table in the shape of the YAML file; the codebook is named after the file.

    Raises:
        CodebookError: An unknown or repeated header, a row without id, or cells that do not fit together.
    """
    codes = [_code(cells, path.name) for cells in _records(sheets["codes"], CODE_FIELDS, path.name)]
    families = [_family(cells) for cells in _records(sheets.get("families", []), FAMILY_FIELDS, path.name)]
    _known_families(codes, families)
    gather_groups(codes, families)
    name = re.sub(r"\s+", "-", path.stem.strip())
    return {"name": name, "version": "1", "title": path.stem, "families": families, "codes": codes}


def _decoded(data: bytes, file_name: str) -> str:
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CodebookError(f"{file_name!r} is neither UTF-8 nor GBK: save it as 'CSV UTF-8'")


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _records(rows: list[Row], known: Mapping[str, tuple[str, ...]], file_name: str) -> Iterable[dict[Column, str]]:
    if len(rows) > MOST_ROWS:
        raise CodebookError(f"{file_name!r} has more than {MOST_ROWS} rows: shorten it")
    filled = [(number, row) for number, row in enumerate(rows, start=1) if any(cell.strip() for cell in row)]
    if not filled:
        return
    columns = read_header(filled[0][1], known, file_name)
    for number, row in filled[1:]:
        beyond = [cell for cell in row[len(columns) :] if cell.strip()]
        if beyond:
            raise CodebookError(f"{file_name!r}, row {number}: {beyond[0]!r} stands under no header: give it one")
        cells = {column: cell.strip() for column, cell in zip(columns, row, strict=False) if column and cell.strip()}
        if ("id", "") not in cells:
            raise CodebookError(f"{file_name!r}, row {number}: no id: fill the id column or clear the row")
        yield cells


def _family(cells: Mapping[Column, str]) -> dict[str, object]:
    entry: dict[str, object] = {"id": cells["id", ""]}
    entry |= {key: words for key in ("label", "question") if (words := _wording(cells, key))}
    entry |= {key: cells[key, ""].casefold() for key in ("rule", "role") if (key, "") in cells}
    return entry


def _code(cells: Mapping[Column, str], file_name: str) -> dict[str, object]:
    where = f"{file_name!r}, code {cells['id', '']!r}"
    entry: dict[str, object] = {
        key: cells[key, ""] for key in ("id", "family", "parent", "support") if (key, "") in cells
    }
    entry |= {key: words for key in ("label", "definition", "group") if (words := _wording(cells, key))}
    entry |= {"inclusion": _wordings(cells, "inclusion"), "indicators": _wordings(cells, "indicators")}
    entry["exclusions"] = _exclusions(cells, where)
    entry["cues"] = list(
        dict.fromkeys(cue for key, cell in cells.items() if key[0] == "cues" for cue in _split(cell, _CUE))
    )
    entry["examples"] = [
        _example(line, kind == "positive")
        for kind in ("positive", "negative")
        for key, cell in cells.items()
        if key[0] == kind
        for line in _split(cell, _LINE)
    ]
    entry["abstain"] = cells.get(("abstain", ""), "").casefold() in TRUE
    return entry


def _split(cell: str, at: re.Pattern[str]) -> list[str]:
    return [part.strip() for part in at.split(cell) if part.strip()]


def _wording(cells: Mapping[Column, str], key: str) -> dict[str, str]:
    """Return both sides of one text; a column that names no language goes by its characters."""
    plain = cells.get((key, ""), "")
    sides = {("zh" if HAN.search(plain) else "en"): plain} if plain else {}
    return sides | {side: cells[key, side] for side in ("zh", "en") if (key, side) in cells}


def _wordings(cells: Mapping[Column, str], key: str) -> list[dict[str, str]]:
    """Return a list of texts; as many Chinese as English ones are taken as pairs, otherwise each stands alone."""
    plain = [{("zh" if HAN.search(item) else "en"): item} for item in _split(cells.get((key, ""), ""), _ITEM)]
    zh, en = (_split(cells.get((key, side), ""), _ITEM) for side in ("zh", "en"))
    if len(zh) == len(en):
        return plain + [{"zh": left, "en": right} for left, right in zip(zh, en, strict=True)]
    return plain + [{"zh": item} for item in zh] + [{"en": item} for item in en]


def _exclusions(cells: Mapping[Column, str], where: str) -> list[dict[str, object]]:
    rules: list[dict[str, str]] = _wordings(cells, "exclusion")
    neighbours = _split(cells.get(("neighbour", ""), ""), _CUE)
    if not neighbours:
        return [{"rule": rule} for rule in rules]
    if len(neighbours) == 1:
        neighbours = neighbours * len(rules)
    if len(neighbours) != len(rules) or not rules:
        raise CodebookError(
            f"{where}: {len(neighbours)} neighbours beside {len(rules)} exclusions: "
            "give one rule for each neighbour, one a line, in the same order"
        )
    return [{"neighbour": name, "rule": rule} for name, rule in zip(neighbours, rules, strict=True)]


def _example(line: str, positive: bool) -> dict[str, object]:  # noqa: FBT001 - the value goes into the entry as it is
    """Return an example: ``[[ ]]`` holds the deciding words (else all decide), ``=> CODE`` ends a near miss."""
    entry: dict[str, object] = {"positive": positive}
    if not positive and (found := _INSTEAD.search(line)):
        entry["instead"] = found[1]
        line = line[: found.start()]
    marked = _MARKED.search(line)
    text = line.replace("[[", "").replace("]]", "") if marked else line
    return entry | {"text": text, "quote": marked[1] if marked else text}


def _known_families(codes: list[dict[str, object]], families: list[dict[str, object]]) -> None:
    """Give codes without a family the only one there is; without a sheet of families make them from the codes."""
    if not any("family" in code for code in codes):
        families[:] = families or [dict(_ONE_FAMILY)]
        for code in codes if len(families) == 1 else ():
            code["family"] = families[0]["id"]
    elif not families:
        names = dict.fromkeys(str(code["family"]) for code in codes if "family" in code)
        families.extend({"id": name, "label": name, "rule": "multiple"} for name in names)
