"""Electronic books (epub): the chapters in the order of the spine."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from assistant.domain.document import ReadingNote
from assistant.errors import UnreadableSource
from assistant.reading.building import RawBlock, RawDocument
from assistant.reading.decoding import decode
from assistant.reading.html import html_blocks
from assistant.reading.limits import beside, open_archive, optional_part, read_part
from assistant.reading.markup import local, parse_xml

if TYPE_CHECKING:
    import zipfile

    from lxml import etree

_PAGES = ("application/xhtml+xml", "text/html")


def read_epub(data: bytes, name: str) -> RawDocument:
    """Return a book.

    Raises:
        UnreadableSource: The archive is damaged, or its chapters are locked.
    """
    with open_archive(data, name) as archive:
        _refuse_locked(archive, name)
        package_path = _package_path(archive, name)
        package = parse_xml(read_part(archive, package_path, name), name)
        blocks, missing = _chapters(archive, package, package_path, name)
    stated = {
        local(element): (element.text or "").strip() for element in reversed(list(package.iter())) if element.text
    }
    notes = (ReadingNote("missing_chapters", missing, "chapters that the book lists but does not hold"),)
    return RawDocument(
        blocks=tuple(blocks),
        reader="epub",
        media_type="application/epub+zip",
        notes=notes if missing else (),
        title=stated.get("title", ""),
        publisher=stated.get("publisher", ""),
        date=stated.get("date", "")[:10],
    )


def _refuse_locked(archive: zipfile.ZipFile, name: str) -> None:
    raw = optional_part(archive, "META-INF/encryption.xml", name)
    if raw is not None and b"xhtml" in raw:
        raise UnreadableSource(
            f"{name!r} is locked by its publisher; add a copy that may be read",
            f"{name!r} 被出版者加锁；请加入可以阅读的一份",
        )


def _package_path(archive: zipfile.ZipFile, name: str) -> str:
    container = parse_xml(read_part(archive, "META-INF/container.xml", name), name)
    for element in container.iter():
        if local(element) == "rootfile" and element.get("full-path"):
            return element.get("full-path", "")
    raise UnreadableSource(
        f"{name!r} does not say where its book begins; get a sound copy of the file",
        f"{name!r} 没有写明正文从哪里开始；请换一份完好的",
    )


def _chapters(archive: zipfile.ZipFile, package: etree._Element, path: str, name: str) -> tuple[list[RawBlock], int]:
    items = {
        element.get("id", ""): element.get("href", "")
        for element in package.iter()
        if local(element) == "item"
        and element.get("media-type") in _PAGES
        and "nav" not in element.get("properties", "")
    }
    spine = [element.get("idref", "") for element in package.iter() if local(element) == "itemref"]
    blocks: list[RawBlock] = []
    missing = 0
    for identifier in spine:
        if identifier not in items:
            continue
        raw = optional_part(archive, beside(path, unquote(items[identifier].partition("#")[0])), name)
        if raw is None:
            missing += 1
        elif raw.strip():
            blocks += html_blocks(decode(raw, name).text, name)
    return blocks, missing
