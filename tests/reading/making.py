"""Files made by the tests themselves, and short ways to read them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from assistant.domain.document import BlockKind, Reading
from assistant.reading import read_source

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def reading_of(folder: Path, name: str, data: bytes | str) -> Reading:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_source(path)


def zipped(parts: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def docx_of(body: str, **parts: str) -> bytes:
    """A docx with this body XML; other parts by file name without folder and suffix."""
    wrap = f'<w:{{0}} xmlns:w="{W}">{{1}}</w:{{0}}>'
    files = {"word/document.xml": wrap.format("document", f"<w:body>{body}</w:body>")}
    for name, content in parts.items():
        files[f"word/{name}.xml"] = wrap.format(name.rstrip("0123456789"), content)
    return zipped(files)


def odt_of(body: str) -> bytes:
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in {"office": "office", "text": "text", "table": "table", "draw": "drawing"}.items()
    )
    inner = f"<office:body><office:text>{body}</office:text></office:body>"
    content = f"<office:document-content {spaces}>{inner}</office:document-content>"
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def epub_of(chapters: list[str], metadata: str = "") -> bytes:
    items = "".join(
        f'<item id="c{n}" href="text/{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<metadata>{metadata}</metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    container = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    parts: dict[str, bytes | str] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": container,
        "OEBPS/book.opf": package,
    }
    for n, chapter in enumerate(chapters):
        parts[f"OEBPS/text/{n}.xhtml"] = f"<html><head><title>t</title></head><body>{chapter}</body></html>"
    return zipped(parts)


def texts(reading: Reading, kind: BlockKind | None = None) -> list[str]:
    document = reading.document
    return [block.span.read(document.text) for block in document.blocks if kind is None or block.kind is kind]


def turns(reading: Reading) -> list[tuple[str | None, int | None, int | None, str]]:
    document = reading.document
    return [
        (block.speaker, block.start_ms, block.end_ms, block.body.read(document.text))
        for block in document.blocks
        if block.kind is BlockKind.TURN
    ]


def notes(reading: Reading) -> dict[str, int]:
    return {note.kind: note.count for note in reading.document.provenance.notes}
