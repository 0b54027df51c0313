"""Sentences put together into pieces of a fair size, in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.domain.span import Span
from assistant.segmenting.sentences import trimmed

_CLAUSE = re.compile(r"[，,、；;：:]")
_SPACE = re.compile(r"\s")
_SLACK = 1.2
_GRAPHEME_REACH = 16
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")


def cut_long(text: str, sentence: Span, limit: int) -> Iterator[Span]:
    """Yield pieces of at most ``limit`` code points: cut after a clause mark, else at white space, else anywhere."""
    start = sentence.start
    while sentence.end - start > limit:
        cut = _cut_near(text, start, sentence.end, limit)
        piece = trimmed(text, start, cut)
        if piece is not None:
            yield piece
        start = cut
    rest = trimmed(text, start, sentence.end)
    if rest is not None:
        yield rest


def group_by_count(sentences: Sequence[Span], most: int) -> Iterator[Sequence[Span]]:
    """Yield groups of at most ``most`` sentences whose sizes differ by one at most."""
    groups = -(-len(sentences) // most)
    start = 0
    for left in range(groups, 0, -1):
        size = -(-(len(sentences) - start) // left)
        yield sentences[start : start + size]
        start += size


def group_by_length(sentences: Sequence[Span], limit: int) -> Iterator[Sequence[Span]]:
    """Yield groups of at most ``limit`` code points, as even as sentence ends allow.

    No sentence may be longer than ``limit``.
    """
    first = 0
    while first < len(sentences):
        rest = sentences[-1].end - sentences[first].start
        target = rest / -(-rest // limit)
        last = first + 1
        while last < len(sentences) and _belongs(sentences, first, last, (target, limit)):
            last += 1
        yield sentences[first:last]
        first = last


def _belongs(sentences: Sequence[Span], first: int, last: int, sizes: tuple[float, int]) -> bool:
    """Tell whether the group is nearer to its target size with the sentence ``last`` than without it."""
    target, limit = sizes
    without = sentences[last - 1].end - sentences[first].start
    with_it = sentences[last].end - sentences[first].start
    return with_it <= limit and abs(with_it - target) <= abs(without - target)


def _cut_near(text: str, start: int, end: int, limit: int) -> int:
    target = -(-(end - start) // -(-(end - start) // limit))
    low, high = start + max(1, target // 2), start + min(limit, int(target * _SLACK))
    for pattern in (_CLAUSE, _SPACE):
        found = [match.end() for match in pattern.finditer(text, low, high)]
        if found:
            return min(found, key=lambda at: abs(at - start - target))
    return _grapheme_start(text, low, start + target)


def _grapheme_start(text: str, low: int, at: int) -> int:
    """Return the nearest offset at or before ``at`` that does not part a mark or a joiner from its character."""
    for place in range(at, max(low, at - _GRAPHEME_REACH), -1):
        if not _joins(text[place]) and text[place - 1] != "\u200d":
            return place
    return at


def _joins(char: str) -> bool:
    return char in _JOINERS or "\u0300" <= char <= "\u036f" or "\U0001f3fb" <= char <= "\U0001f3ff"
