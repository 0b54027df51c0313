"""Comments of a Word document with the words they stand beside, offset by offset.

Tracked changes are seen through: what was deleted is still text here and what was inserted is not, for the comments
stand beside the text that went out. What is hostile is refused as everywhere: size, entities, depth, missing parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from assistant.domain.identifiers import DocumentId
from assistant.domain.margins import EVERYBODY, STAMP, MarkedText, Remark
from assistant.domain.span import Span
from assistant.errors import UnreadableSource
from assistant.reading.limits import check_size, open_archive, optional_part, read_part
from assistant.reading.markup import local, parse_xml
from assistant.reading.word import paragraph_text, word_xml

if TYPE_CHECKING:
    import zipfile

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SHOWN = {"none": "", "all": EVERYBODY}
_UNREAD = frozenset(
    ("ins", "moveTo", "instrText", "rPr", "pPr", "sectPr", "tblPr", "trPr", "tcPr", "txbxContent", "Fallback",
     "footnoteReference", "endnoteReference", "annotationRef")
)  # fmt: skip
_WRITTEN = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad", "sym": "\ufffd"}
_MOST_COMMENTS = 20_000


@dataclass(slots=True)
class _Walk:
    """The text as it is put together, and where comments begin and end in it."""

    pieces: list[str] = field(default_factory=list)
    at: int = 0
    paragraphs: int = 0
    changed: int = 0
    begun: dict[str, int] = field(default_factory=dict)
    ended: dict[str, int] = field(default_factory=dict)

    def write(self, words: str) -> None:
        self.pieces.append(words)
        self.at += len(words)

    def enter(self, element: etree._Element) -> None:
        tag = local(element)
        if tag == "p":
            self.write("\n" if self.paragraphs else "")
            self.paragraphs += 1
        elif tag in {"t", "delText"}:
            self.write(element.text or "")
            self.changed += tag == "delText"
        elif tag in _WRITTEN:
            self.write("" if element.get(f"{_W}type") in {"page", "column"} else _WRITTEN[tag])
        elif tag == "commentRangeStart":
            self.begun.setdefault(element.get(f"{_W}id", ""), self.at)
        elif tag == "commentRangeEnd":
            self.ended[element.get(f"{_W}id", "")] = self.at


def read_margins(path: Path) -> MarkedText:
    """Return the text of a Word document with its comments.

    Raises:
        UnreadableSource: The file is damaged, locked, no Word document, or would unpack beyond all measure.
        UnsupportedSource: It is larger than any text.
    """
    try:
        check_size(path.name, path.stat().st_size)
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableSource(f"{path.name!r} cannot be opened ({error.strerror}); check the path") from error
    with open_archive(data, path.name) as archive:
        root = word_xml(read_part(archive, "word/document.xml", path.name), path.name)
        body = root.find(f"{_W}body")
        walk = _walk(body if body is not None else root)
        comments = optional_part(archive, "word/comments.xml", path.name)
        stamp = _stamp(archive, path.name)
        remarks = tuple(_remarks(comments, walk, path.name)) if comments else ()
    return MarkedText(
        name=path.name,
        text="".join(walk.pieces),
        remarks=remarks,
        source=DocumentId(stamp["source"]) if "source" in stamp else None,
        shown=stamp.get("shown"),
        changed=walk.changed,
    )


def _walk(body: etree._Element) -> _Walk:
    walk = _Walk()
    stack = [iter(body)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif local(element) in _UNREAD:
            walk.changed += local(element) == "ins"
        else:
            walk.enter(element)
            stack.append(iter(element))
    return walk


def _remarks(raw: bytes, walk: _Walk, name: str) -> Iterator[Remark]:
    for number, element in enumerate(word_xml(raw, name).iter(f"{_W}comment"), start=1):
        if number > _MOST_COMMENTS:
            raise UnreadableSource(f"{name!r} has more than {_MOST_COMMENTS} comments; split the document")
        where = element.get(f"{_W}id", "")
        first, last = walk.begun.get(where, 0), walk.ended.get(where, 0)
        yield Remark(
            author=" ".join(element.get(f"{_W}author", "").split()),
            text="\n".join(paragraph_text(each) for each in element.iter(f"{_W}p")),
            span=Span(first, last) if first < last else None,
            number=number,
        )


def _stamp(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    """Return what the keywords of the file say of its origin; nothing where they say nothing that we wrote."""
    raw = optional_part(archive, "docProps/core.xml", name)
    if raw is None:
        return {}
    told = next(
        (element.text or "" for element in parse_xml(raw, name).iter() if local(element) == "keywords"), ""
    ).split()
    if told[:1] != [STAMP]:
        return {}
    found = {key: value for key, mark, value in (word.partition("=") for word in told[1:]) if mark}
    return found | {"shown": _SHOWN.get(found["shown"], found["shown"])} if "shown" in found else found
