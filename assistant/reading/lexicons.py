"""The lexicon of a study's people, firms and places: a YAML or CSV file that its users edit."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from assistant.errors import StudyError
from assistant.privacy import Entry, Kind, Lexicon
from assistant.reading.codebook.yaml_text import read_yaml

_FIELDS = frozenset({"text", "kind", "aliases", "keep"})
_YES = frozenset({"yes", "true", "1", "是"})
_NO = frozenset({"", "no", "false", "0", "否"})


def read_lexicon(path: Path) -> Lexicon:
    """Return the names in a file; an empty lexicon where there is no file.

    In YAML it is a list of entries ``{text: 张三, kind: person, aliases: [老张], keep: no}``, in CSV a table with these
    columns and ``;`` between aliases. ``keep: yes`` lets a name leave, as that of a public firm.

    Raises:
        StudyError: The file cannot be read, or an entry is wrong; the message says which.
    """
    if not path.exists():
        return Lexicon()
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise StudyError(f"the lexicon {path.name!r} cannot be read: {error}; save it as UTF-8") from error
    rows = _csv_rows(text) if path.suffix.lower() == ".csv" else _yaml_rows(text, path.name)
    return Lexicon(tuple(_entry(row, f"entry {number} of {path.name!r}") for number, row in enumerate(rows, start=1)))


def _csv_rows(text: str) -> Iterator[Mapping[str, object]]:
    for row in csv.DictReader(io.StringIO(text)):
        aliases = str(row.get("aliases") or "").replace("；", ";").split(";")
        given = {str(name): value or "" for name, value in row.items()}
        yield given | {"aliases": [alias.strip() for alias in aliases if alias.strip()]}


def _yaml_rows(text: str, name: str) -> Iterator[Mapping[str, object]]:
    data = read_yaml(text, name) if text.strip() else None
    if data is None:
        return
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise StudyError(f"{name!r} has to be a list of entries, as `- {{text: 张三, kind: person}}`")
    yield from data


def _entry(row: Mapping[str, object], where: str) -> Entry:
    unknown = sorted(set(map(str, row)) - _FIELDS)
    if unknown:
        raise StudyError(f"{where} has the field {unknown[0]!r}; it may have {', '.join(sorted(_FIELDS))}")
    text, aliases = row.get("text"), row.get("aliases") or []
    if not isinstance(text, str) or not text.strip():
        raise StudyError(f"{where} has no name; write it as `text`")
    if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
        raise StudyError(f"{where} has aliases that are no list of names")
    return Entry(text=text.strip(), kind=_kind(row, where), aliases=tuple(aliases), keep=_keep(row, where))


def _kind(row: Mapping[str, object], where: str) -> Kind:
    try:
        return Kind(str(row.get("kind") or Kind.PERSON))
    except ValueError as error:
        raise StudyError(f"{where} has the kind {row['kind']!r}; say person, firm or place") from error


def _keep(row: Mapping[str, object], where: str) -> bool:
    said = str(row.get("keep") or "").strip().lower()
    if said not in _YES | _NO:
        raise StudyError(f"{where} says keep: {said!r}; say yes or no")
    return said in _YES
