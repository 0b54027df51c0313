"""From a file to a codebook: shape first, then contradictions, then the id; one message tells all of a pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from assistant.domain.codebook import Codebook
from assistant.errors import CodebookError
from assistant.reading.codebook.schema import CodebookFile
from assistant.reading.codebook.spreadsheet import read_csv_rows, read_workbook_rows, rows_to_data
from assistant.reading.codebook.workbook import read_whole_workbook
from assistant.reading.codebook.yaml_text import LARGEST, read_yaml
from assistant.revising import codebook_id, contradictions

_MOST_LINES = 12
_MEANINGS = {"missing": "is missing", "extra_forbidden": "is not a key of this entry"}


def load_codebook(path: Path) -> Codebook:
    """Return the codebook in a file: ``.yaml``, ``.yml``, ``.xlsx`` or ``.csv``.

    Raises:
        CodebookError: The file cannot be read, breaks the schema or contradicts itself; the message says where.
    """
    data = _bytes_of(path)
    match path.suffix.lower():
        case ".yaml" | ".yml":
            return parse_codebook(_utf8(data, path.name), path.name)
        case ".xlsx":
            whole = read_whole_workbook(data, path.name)
            return build_codebook(whole or rows_to_data(read_workbook_rows(data, path.name), path), path.name)
        case ".csv":
            return codebook_from_rows(read_csv_rows(data, path.name), path)
    raise CodebookError(f"{path.name!r}: no codebook is read from {path.suffix!r}: save it as .yaml, .xlsx or .csv")


def parse_codebook(text: str, file_name: str) -> Codebook:
    """Return the codebook in a YAML text; ``file_name`` is for the messages.

    Raises:
        CodebookError: The text breaks the schema or contradicts itself; the message says where.
    """
    return build_codebook(read_yaml(text, file_name), file_name)


def codebook_from_rows(rows: Sequence[Sequence[str]], path: Path) -> Codebook:
    """Return the codebook in a table: a header, then one row a code; ``path`` gives its name.

    Raises:
        CodebookError: As for a file.
    """
    return build_codebook(rows_to_data({"codes": [list(row) for row in rows]}, path), path.name)


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > 4 * LARGEST:
            raise CodebookError(f"{path.name!r} has {size} bytes, at most {4 * LARGEST} are read: shorten it")
        return path.read_bytes()
    except OSError as error:
        raise CodebookError(f"{str(path)!r} cannot be read ({error.strerror}): check the path") from error


def _utf8(data: bytes, file_name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CodebookError(f"{file_name!r}, line {line}: not UTF-8: save the file as UTF-8") from error


def build_codebook(data: object, file_name: str) -> Codebook:
    """Return the codebook that plain data stands for; ``file_name`` is for the messages.

    Raises:
        CodebookError: The data break the schema or contradict themselves; the message says where.
    """
    try:
        codebook = CodebookFile.model_validate(data).to_domain()
    except ValidationError as error:
        problems = [
            f"{_place(item['loc'], data)}: {_MEANINGS.get(item['type'], _lowered(item['msg']))}"
            for item in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        raise _refusal(file_name, problems, "mend these entries") from error
    found = contradictions(codebook)
    if found:
        raise _refusal(file_name, found, "mend these entries")
    return replace(codebook, id=codebook_id(codebook))


def _refusal(file_name: str, problems: Sequence[str], advice: str) -> CodebookError:
    shown = "\n".join(f"- {line}" for line in problems[:_MOST_LINES])
    rest = len(problems) - _MOST_LINES
    more = f"\n- and {rest} more" if rest > 0 else ""
    return CodebookError(f"{file_name!r}: {advice}:\n{shown}{more}")


def _lowered(message: str) -> str:
    message = message.removeprefix("Value error, ")
    return message[:1].lower() + message[1:]


def _place(location: tuple[int | str, ...], data: object) -> str:
    """Return the place in the author's words: ``codes 'A.STR' > exclusions 2 > rule``."""
    parts: list[str] = []
    at = data
    for step in location:
        at = _inside(at, step)
        if isinstance(step, int):
            name = at.get("id") if isinstance(at, dict) else None
            parts[-1] += f" {name!r}" if isinstance(name, str) and name else f" {step + 1}"
        else:
            parts.append(step)
    return " > ".join(parts) or "the file"


def _inside(value: object, step: int | str) -> object:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None
