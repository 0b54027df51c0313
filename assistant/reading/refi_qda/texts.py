r"""A source's words as a project holds them become canonical text, with the way from one to the other.

Canonical text is NFC with ``\n`` line ends. What is decomposed in the file takes fewer characters here, so positions
move; a position inside what has become one character moves to its border, outwards, and is counted.
"""

from __future__ import annotations

import codecs
import hashlib
import unicodedata
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.domain.document import Reading
from assistant.domain.span import Span
from assistant.reading.building import FileFacts, RawDocument, build_document, clean
from assistant.reading.decoding import decode
from assistant.reading.describing import describe
from assistant.reading.mending import paragraph_blocks
from assistant.reading.transcripts import recognise_turns

_JAMO = ("\u1160", "\u11ff")


@dataclass(frozen=True, slots=True)
class Canonical:
    """Canonical text and where each character of the text before came to stand.

    Attributes:
        starts: For each position before, the position now; one longer than the text before.
        ends: The same for the ends of ranges.
        moved: Whether any position is another.
    """

    text: str
    starts: array[int]
    ends: array[int]
    moved: bool

    def span(self, before: Span) -> Span | None:
        """Return the range now of a range before, None where nothing of it is left."""
        start, end = self.starts[before.start], self.ends[before.end]
        return Span(start, end) if start < end else None


def canonical(lines: str) -> Canonical:
    """Return the canonical form of a text with plain line ends."""
    text, _ = clean(lines)
    if text == lines:
        same = array("I", range(len(lines) + 1))
        return Canonical(text, same, same, moved=False)
    starts, ends, parts, length = array("I"), array("I", [0]), [], 0
    for cluster in _clusters(lines):
        now = _cleaned(cluster)
        starts.extend(length for _ in cluster)
        length += len(now)
        ends.extend(length for _ in cluster)
        parts.append(now)
    starts.append(length)
    return Canonical("".join(parts), starts, ends, moved=True)


@lru_cache(maxsize=65_536)
def _cleaned(cluster: str) -> str:
    return clean(cluster)[0]


def _clusters(text: str) -> Iterator[str]:
    """Yield the text in pieces that normalise each by itself."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not _joins(text[at - 1], text[at]):
            yield text[start:at]
            start = at


def _joins(before: str, after: str) -> bool:
    surrogates = "\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff"
    return surrogates or _JAMO[0] <= after <= _JAMO[1] or (after >= "\u0300" and unicodedata.category(after)[0] == "M")


def read_words(data: bytes, name: str, *, ours: bool = False) -> str:
    """Return the characters of a text part: UTF-8 as the standard wants it, else as whatever it is.

    A byte-order mark is not text, except in a file of ours, where none is written.

    Raises:
        UnreadableSource: The bytes are no text.
    """
    bare = data if ours else data.removeprefix(codecs.BOM_UTF8)
    try:
        words = bare.decode("utf-8")
    except UnicodeDecodeError:
        words = "\0"
    return decode(data, name).text.removeprefix("\ufeff") if "\0" in words else words


def as_document(text: str, name: str, data: bytes) -> Reading:
    """Return a canonical text as a document, to the character: nothing is mended, turns of speakers are recognised.

    Raises:
        EmptySource: There are no visible words.
    """
    blocks = tuple(paragraph_blocks(text))
    if blocks and blocks[0].gap == "\n":
        # The builder takes a first gap of one line end for none at all.
        blocks = (replace(blocks[0], gap="", text="\n" + blocks[0].text), *blocks[1:])
    file = FileFacts(name=name, size=len(data), sha256=hashlib.sha256(data).hexdigest())
    tail = text[sum(len(block.gap) + len(block.text) for block in blocks) :]
    plain = RawDocument(blocks=blocks, reader="refi", media_type="text/plain", encoding="utf-8", tail=tail)
    recognised = recognise_turns(blocks)
    turned = replace(plain, blocks=recognised.blocks, notes=recognised.notes)
    document = build_document(turned, file)
    if document.text == text:
        return Reading(document, describe(document, turned))
    return Reading(build_document(plain, file), describe(document, plain))
