"""One door for every file: what it is decides who reads it, and every outcome is a document or a sentence."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.domain.document import BlockKind, Reading, ReadingNote
from assistant.errors import EmptySource, UnreadableSource
from assistant.reading.building import FileFacts, RawDocument, build_document
from assistant.reading.chats import read_chat
from assistant.reading.decoding import decode
from assistant.reading.describing import describe
from assistant.reading.epub import read_epub
from assistant.reading.html import read_html
from assistant.reading.limits import check_size
from assistant.reading.mail import read_mail, read_msg
from assistant.reading.news_xml import read_xml
from assistant.reading.opendocument import read_opendocument
from assistant.reading.rich_text import read_rich_text
from assistant.reading.roles import with_roles
from assistant.reading.sniffing import SUFFIXES, Format, by_magic, by_words, refuse_suffix
from assistant.reading.subtitles import read_subtitles
from assistant.reading.tables import read_delimited, read_workbook
from assistant.reading.text import read_markdown, read_text
from assistant.reading.transcripts import recognise_turns
from assistant.reading.word import read_word

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

READERS: dict[Format, Callable[[bytes, str], RawDocument]] = {
    Format.TEXT: read_text,
    Format.MARKDOWN: read_markdown,
    Format.HTML: read_html,
    Format.XML: read_xml,
    Format.DOCX: read_word,
    Format.ODT: read_opendocument,
    Format.RTF: read_rich_text,
    Format.SUBTITLES: read_subtitles,
    Format.WORKBOOK: read_workbook,
    Format.CSV: read_delimited,
    Format.MAIL: read_mail,
    Format.MSG: read_msg,
    Format.EPUB: read_epub,
    Format.JSON: read_chat,
}


def read_source(path: Path) -> Reading:
    """Return the document that a file holds and a guess at its metadata.

    The same bytes under the same name always give the same reading.

    Raises:
        EmptySource: The file is sound and holds no text.
        UnreadableSource: The file is damaged, locked or not what it promises.
        UnsupportedSource: The format has no reader; the message names one to save it as.
    """
    data = _bytes(path)
    name = path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    file = FileFacts(name=name, size=len(data), sha256=hashlib.sha256(data).hexdigest())
    if not data.strip():
        raise EmptySource(
            f"{name!r} is empty; add the file that has the words in it", f"{name!r} 是空文件；请加入有文字的那一份"
        )
    found = _format(data, name, path.suffix.lower())
    raw = _with_turns(_read(found, path, data))
    raw = replace(raw, notes=raw.notes + _misnamed(found, path.suffix.lower()))
    document = build_document(raw, file)
    return Reading(document, describe(document, raw))


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise UnreadableSource(f"{path.name!r} is no file; check the path", f"{path.name!r} 不是文件；请检查路径")
        check_size(path.name, path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise UnreadableSource(
            f"{path.name!r} cannot be opened ({error.strerror}); check the path",
            f"{path.name!r} 打不开（{error.strerror}）；请检查路径",
        ) from error


def _format(data: bytes, name: str, suffix: str) -> Format:
    found = by_magic(data, name)
    if found is not None:
        return found
    refuse_suffix(suffix, name)
    return by_words(decode(data[:400_000], name).text, suffix)


def _read(found: Format, path: Path, data: bytes) -> RawDocument:
    if found is Format.PDF:
        from assistant.reading.pdf import read_pdf  # noqa: PLC0415 - pdfplumber is heavy

        return read_pdf(path)
    return READERS[found](data, path.name)


def _with_turns(raw: RawDocument) -> RawDocument:
    """Return the raw document with speakers' turns, where its paragraphs are a transcript."""
    if any(block.kind is BlockKind.TURN for block in raw.blocks):
        return replace(raw, blocks=tuple(with_roles(raw.blocks)))
    recognised = recognise_turns(raw.blocks)
    return replace(raw, blocks=recognised.blocks, notes=raw.notes + recognised.notes)


def _misnamed(found: Format, suffix: str) -> tuple[ReadingNote, ...]:
    """Return a note where the name promises something else than the file holds."""
    plain = {Format.TEXT, Format.MARKDOWN}
    named = SUFFIXES.get(suffix)
    if named is found or (named is None and found in plain) or {named, found} <= plain:
        return ()
    return (ReadingNote("misnamed", 1, f"the name ends in {suffix or 'nothing'}, the file is {found.value}"),)
