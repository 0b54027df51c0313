"""The authoring form: a Markdown file per source, front matter above, headings, paragraphs, turns, tables below."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TURN = re.compile(r"(访谈者|P\d{2})：")
_RULE_ROW = re.compile(r"\|(\s*:?-+:?\s*\|)+")


class AuthoringError(Exception):
    """An authoring file that breaks the form; the message names the file and what to change."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title of the source, level 2 everything below."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says at a stretch; ``at_ms`` and ``until_ms`` are invented at a natural pace of speech."""

    speaker: str
    text: str
    at_ms: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first row is the header."""

    rows: tuple[tuple[str, ...], ...]


Part = Heading | Paragraph | Turn | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One source of the corpus as its author wrote it.

    Attributes:
        date: ISO 8601, as exact as known.
        fingerprint: sha256 (hex) of the authoring file, to tell whether a printed file is still true.
    """

    id: str
    format: str
    file: str
    title: str
    source_type: str
    case: str
    organisation: str
    publisher: str
    voice: str
    date: str
    language: str
    layout: str
    encoding: str
    fingerprint: str
    parts: tuple[Part, ...]

    @property
    def day(self) -> dt.datetime:
        """The date as a moment (noon UTC), missing month and day taken as the first: for file properties."""
        year, month, day = (*(int(piece) for piece in self.date.split("-")), 1, 1)[:3]
        return dt.datetime(year, month, day, 12, tzinfo=dt.UTC)

    @property
    def words(self) -> Iterator[str]:
        """The texts in reading order without markup: headings, paragraphs, speeches, cells."""
        for part in self.parts:
            if isinstance(part, Table):
                for row in part.rows:
                    yield from row
            else:
                yield part.text


def read_authoring(folder: Path) -> tuple[Source, ...]:
    """Return all sources of the folder, ordered by id.

    Raises:
        AuthoringError: A file breaks the form, or two share an id or a file name.
    """
    sources = sorted((_read(path) for path in folder.glob("[ab]_*.md") if path.stem != "b_plants"), key=lambda s: s.id)
    for name in ("id", "file"):
        values = [getattr(source, name) for source in sources]
        doubled = {value for value in values if values.count(value) > 1}
        if doubled:
            raise AuthoringError(f"{name} {sorted(doubled)!r} is used twice; give each source its own")
    return tuple(sources)


def _read(path: Path) -> Source:
    text = path.read_text("utf-8")
    pieces = text.split("---\n", 2)
    if len(pieces) != 3 or pieces[0]:
        raise AuthoringError(f"{path.name!r} has no front matter; begin it with a line of three hyphens")
    front = yaml.load(pieces[1], Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes strings only
    wanted = ("id", "format", "file", "title", "source_type", "case", "organisation", "publisher", "voice", "date")
    missing = [key for key in (*wanted, "language") if key not in front]
    if missing:
        raise AuthoringError(f"{path.name!r} lacks {missing!r} in its front matter")
    fields = {key: front.get(key, "") for key in (*wanted, "language", "layout", "encoding")}
    fingerprint = hashlib.sha256(text.encode()).hexdigest()
    return Source(**fields, fingerprint=fingerprint, parts=tuple(_parts(pieces[2])))


def _parts(body: str) -> Iterator[Part]:
    clock = 2_000
    titled = False
    for chunk in re.split(r"\n\s*\n", body.strip()):
        text = chunk.strip()
        if text.startswith("|"):
            yield Table(rows=tuple(_rows(text)))
        elif text.startswith("# "):
            yield Heading(text[2:].strip(), 2 if titled else 1)
            titled = True
        elif turn := _TURN.match(text):
            speech = text[turn.end() :]
            until = clock + _speaking_ms(speech)
            yield Turn(turn[1], speech, clock, until)
            clock = until + 700
        else:
            yield Paragraph(text.replace("\n", ""))


def _rows(text: str) -> Iterator[tuple[str, ...]]:
    for line in text.splitlines():
        if not _RULE_ROW.fullmatch(line.strip()):
            yield tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def _speaking_ms(speech: str) -> int:
    """Return how long the words take: 220 ms a Chinese character, 65 ms any other."""
    return 600 + sum(220 if "\u4e00" <= character <= "\u9fff" else 65 for character in speech)


def clock_time(milliseconds: int, *, decimals: int = 0) -> str:
    """Return ``HH:MM:SS``, with a fraction where ``decimals`` is 3."""
    seconds, fraction = divmod(milliseconds, 1000)
    stamp = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{stamp}.{fraction:03}" if decimals else stamp
