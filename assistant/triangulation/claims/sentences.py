"""A document as sentences to be read for figures: half-width, with broken lines made whole, every place kept.

An interviewer's words and headings are left out: they are never evidence. Rows of tables are read elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

import rjieba

from assistant.domain.document import Document
from assistant.domain.segment import Segment, SegmentKind
from assistant.domain.span import Span
from assistant.triangulation.claims.quantities import narrow

_END = re.compile(r"[。！？!?\n]+[”’\"'」』)）]*|\.(?=\s+[A-Z\"“])|\.$")
_CLAUSE = re.compile(r"[,，;；:：、。！？!?()（）\n]")
_TERMINAL = re.compile(r"[。！？!?；;：:.][”’\"'」』)）]*$")
_GOES_ON = re.compile(r"[,，、；;][^,，、；;]{0,8}$|[的了由从至到和与及为达是]$")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LONGEST_BROKEN = 60
"""A longer paragraph that ends without a stop is a paragraph, not a broken line."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a sentence, with its place in it."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """One sentence.

    Attributes:
        text: Half-width, line breaks inside left out.
        offsets: For each character of ``text`` its code point in the document.
        segment: Where it begins.
    """

    text: str
    offsets: tuple[int, ...]
    segment: Segment

    @cached_property
    def is_chinese(self) -> bool:
        """Whether it is read by Chinese patterns."""
        return len(_HAN.findall(self.text)) * 3 > len(re.findall(r"[A-Za-z]+", self.text))

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Return the words, white space and signs among them."""
        pieces = [str(piece) for piece in rjieba.cut(self.text)]
        ends = list(accumulate(map(len, pieces)))
        return tuple(Word(piece, end - len(piece), end) for piece, end in zip(pieces, ends, strict=True))

    def span(self, start: int, end: int) -> Span:
        """Return a part of it as a place in the document."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)

    def clause_start(self, at: int) -> int:
        """Return where the clause that holds a place begins."""
        before = [match.end() for match in _CLAUSE.finditer(self.text, 0, at)]
        return before[-1] if before else 0

    def clause_end(self, at: int) -> int:
        """Return where the clause that holds a place ends."""
        after = _CLAUSE.search(self.text, at)
        return after.start() if after else len(self.text)


def sentences_of(document: Document, segments: Sequence[Segment]) -> Iterator[Sentence]:
    """Yield the sentences of all units but table rows, in order."""
    for group in _groups(document, segments):
        yield from _split(document.text, group)


def _groups(document: Document, segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    """Yield segments, those together that are lines of one broken paragraph."""
    units = [each for each in segments if each.is_unit and each.kind is not SegmentKind.ROW]
    group: list[Segment] = []
    for one, other in pairwise([*units, None]):
        if one is None:
            break
        group.append(one)
        if other is None or not _continues(document.text, one, other):
            yield group
            group = []


def _continues(text: str, one: Segment, other: Segment) -> bool:
    words = one.body.read(text).rstrip()
    return (
        other.ordinal == one.ordinal + 1
        and one.kind is other.kind is SegmentKind.PARAGRAPH
        and len(words) <= _LONGEST_BROKEN
        and not _TERMINAL.search(words)
        and bool(_GOES_ON.search(words))
        and not text[one.body.end : other.body.start].strip()
    )


def _split(text: str, group: Sequence[Segment]) -> Iterator[Sentence]:
    kept = [at for segment in group for at in range(segment.body.start, segment.body.end)]
    whole = "".join(narrow(text[segment.body.start : segment.body.end]) for segment in group)
    borders = [0, *(match.end() for match in _END.finditer(whole)), len(whole)]
    for start, end in pairwise(borders):
        if whole[start:end].strip():
            yield Sentence(whole[start:end], tuple(kept[start:end]), _holding(group, kept[start]))


def _holding(group: Sequence[Segment], at: int) -> Segment:
    return next(segment for segment in reversed(group) if segment.body.start <= at)
