r"""From raw blocks to a document: the one place where canonical text and its offsets are made.

The contract between the readers and this module:

1. A reader turns a file into a ``RawDocument``: ``RawBlock`` records in reading order, plus what it has to tell.
   Its texts may be any Python strings; nobody but this module normalises.
2. Recognisers (a transcript's speakers, say) may replace raw blocks by other raw blocks before building. A label
   such as ``P01：`` stays at the head of ``text``; ``body_start`` says where the words themselves begin.
3. ``build_document(raw, file)`` cleans every text (NFC, ``\n``; control characters out and lone surrogates replaced,
   both counted in notes), writes ``gap + text`` one after the other (no gap before the first block if it is
   ``"\n"``, the default), and gives each block a span trimmed to its first and last visible character. Blocks without a
   visible character are left out. Every offset in a ``RawBlock`` (``body_start``, ``page_breaks``, ``mends``) counts
   code points of its own ``text`` as handed in and is carried over to the canonical text.

Zero-width and direction characters are text and stay. Everything takes time linear in the length of the text.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.domain.document import (
    Block,
    BlockKind,
    Document,
    Mend,
    PageMark,
    Provenance,
    ReadingNote,
    SpeakerRole,
)
from assistant.domain.identifiers import DocumentId
from assistant.domain.span import Span
from assistant.errors import EmptySource, UnreadableSource

if TYPE_CHECKING:
    from pathlib import Path

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_PAIRS = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_LONGEST_STACK = 30

_EXPLAINED = {
    "control_characters": "control characters without a printed form were taken out",
    "lone_surrogates": "halves of broken characters were replaced by U+FFFD",
    "stacked_marks": "joiners (U+034F) were put into overlong runs of combining marks",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RawBlock:
    """One piece of a file as its reader found it.

    Attributes:
        text: The piece with its label, if any, at its head; line breaks inside are allowed.
        gap: White space written before the piece.
        body_start: Where the words begin, after the label.
        page: 1-based page the piece begins on.
        page_breaks: Further pages that begin inside the piece; ``start`` counts within ``text``.
        mends: What was already taken out of ``text``; ``at`` counts within ``text``.
        level: Rank of a heading, 1 the highest; None where nobody can tell.
    """

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    gap: str = "\n"
    body_start: int = 0
    page: int | None = None
    page_breaks: tuple[PageMark, ...] = ()
    mends: tuple[Mend, ...] = ()
    table: int | None = None
    level: int | None = None
    speaker: str | None = None
    role: SpeakerRole | None = None
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDocument:
    """What a reader returns.

    Attributes:
        reader: Stable name of the reader, such as ``pdf``.
        title: Title that the file states about itself; empty if none.
        publisher: Publisher or author that the file states; empty if none.
        date: Date that the file states, ISO 8601; empty if none.
        tail: White space after the last block.
    """

    blocks: tuple[RawBlock, ...]
    reader: str
    media_type: str
    encoding: str | None = None
    notes: tuple[ReadingNote, ...] = ()
    title: str = ""
    publisher: str = ""
    date: str = ""
    tail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """What identifies a file: its name, its size in bytes, the sha256 (hex) of its bytes."""

    name: str
    size: int
    sha256: str


def facts_of(path: Path) -> FileFacts:
    """Return name, size and hash of a file, read in pieces.

    Raises:
        UnreadableSource: The file cannot be opened.
    """
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            return FileFacts(name=path.name, size=stream.tell(), sha256=digest)
    except OSError as error:
        raise UnreadableSource(f"{path.name!r} cannot be opened ({error.strerror}); check the path") from error


@lru_cache(maxsize=1)
def _stacked_marks() -> re.Pattern[str]:
    marks = "".join(re.escape(chr(code)) for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code)))
    return re.compile(f"[{marks}]{{{_LONGEST_STACK}}}(?=[{marks}])")


def clean(text: str) -> tuple[str, Counter[str]]:
    """Return the canonical form of a text and how many characters were taken out or replaced, by kind.

    Overlong runs of combining marks are cut by U+034F (Unicode Standard Annex 15, stream-safe text), for ordering
    them would take quadratic time.
    """
    counts: Counter[str] = Counter()
    text = _LINE_ENDS.sub("\n", text)
    text, counts["control_characters"] = _CONTROLS.subn("", text)
    text = _PAIRS.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)
    text, counts["lone_surrogates"] = _SURROGATES.subn("\ufffd", text)
    if not text.isascii():
        text, counts["stacked_marks"] = _stacked_marks().subn("\\g<0>\u034f", text)
        text = unicodedata.normalize("NFC", text)
    return text, +counts


def _carried(raw: RawBlock, cleaned: str) -> dict[int, int]:
    """Return where each offset that a block names in its own text lies in the cleaned text."""
    offsets = sorted({raw.body_start, *(mark.start for mark in raw.page_breaks), *(mend.at for mend in raw.mends)})
    if raw.text == cleaned:
        return {at: min(max(at, 0), len(cleaned)) for at in offsets}
    places, before, length = {}, 0, 0
    for at in offsets:
        length += len(clean(raw.text[before : max(at, before)])[0])
        before = max(at, before)
        places[at] = min(length, len(cleaned))
    return places


@dataclass(slots=True)
class DocumentBuilder:
    """Takes raw blocks one by one and keeps text, spans, pages and mends in step."""

    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _blocks: list[Block] = field(default_factory=list)
    _pages: list[PageMark] = field(default_factory=list)
    _mends: list[Mend] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)

    def add(self, raw: RawBlock) -> None:
        """Append a block; one without a visible character is left out."""
        text, counts = clean(raw.text)
        self._counts += counts
        if not text.strip():
            return
        self._write_gap(raw.gap)
        start = self._length
        places = _carried(raw, text)
        self._mark_page(raw.page, start)
        for mark in sorted(raw.page_breaks):
            if places[mark.start] < len(text):
                self._mark_page(mark.number, start + places[mark.start])
        self._mends.extend(Mend(start + places[mend.at], mend.removed, mend.inserted) for mend in raw.mends)
        self._blocks.append(self._block(raw, text, places[raw.body_start]))
        self._write(text)

    def build(self, raw: RawDocument, file: FileFacts) -> Document:
        """Return the document of all blocks added so far.

        Raises:
            EmptySource: No block held a visible character.
        """
        if not self._blocks:
            raise EmptySource(
                f"{file.name!r} holds no text; add the file that has the words in it",
                f"{file.name!r} 里没有文字；请加入有文字的那一份",
            )
        self._write(_blank(raw.tail))
        notes = tuple(ReadingNote(kind, count, _EXPLAINED[kind]) for kind, count in sorted(self._counts.items()))
        provenance = Provenance(
            file_name=file.name,
            size=file.size,
            media_type=raw.media_type,
            reader=raw.reader,
            encoding=raw.encoding,
            notes=raw.notes + notes,
        )
        return Document(
            id=DocumentId(file.sha256),
            text="".join(self._parts),
            blocks=tuple(self._blocks),
            provenance=provenance,
            pages=tuple(self._pages),
            mends=tuple(self._mends),
        )

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _write_gap(self, gap: str) -> None:
        if self._blocks:
            self._write(_blank(gap) or "\n")
        elif gap != "\n":
            self._write(_blank(gap))

    def _mark_page(self, number: int | None, start: int) -> None:
        if number is None:
            return
        while self._pages and self._pages[-1].start >= start:
            self._pages.pop()
        if not self._pages or self._pages[-1].number != number:
            self._pages.append(PageMark(start if self._pages else 0, number))

    def _block(self, raw: RawBlock, text: str, body_start: int) -> Block:
        start, end = _trimmed(text, 0)
        body = _trimmed(text, max(start, body_start)) if text[body_start:].strip() else (start, end)
        return Block(
            span=Span(self._length + start, self._length + end),
            body=Span(self._length + body[0], self._length + body[1]),
            kind=raw.kind,
            number=len(self._blocks) + 1,
            table=raw.table,
            speaker=raw.speaker,
            role=raw.role,
            start_ms=raw.start_ms,
            end_ms=raw.end_ms,
        )


def _blank(gap: str) -> str:
    cleaned = clean(gap)[0]
    return cleaned if not cleaned.strip() else "\n"


def _trimmed(text: str, start: int) -> tuple[int, int]:
    visible = text[start:]
    return start + len(visible) - len(visible.lstrip()), start + len(visible.rstrip())


def build_document(raw: RawDocument, file: FileFacts) -> Document:
    """Return the document that a reader's raw blocks make.

    Raises:
        EmptySource: No block holds a visible character.
    """
    builder = DocumentBuilder()
    for block in raw.blocks:
        builder.add(block)
    return builder.build(raw, file)
