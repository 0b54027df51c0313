r"""Extraction damage made whole: hard-wrapped lines, spaces inside words and numbers, hyphens at line ends.

A mend never invents words: it takes white space (or a line-end hyphen) out and at most puts one space in its place.
Every act is a ``Mend``: at code point ``at`` of the mended text, ``inserted`` stands where ``removed`` stood, so that
``unmend(*mend(text)) == text`` for every text. Paragraphs keep the line break between them untouched.

Only a text that ``wrapped`` finds hard-wrapped should be given to ``mend``; a reader that knows the lines of a
paragraph from elsewhere (a page's geometry) calls ``join``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from assistant.domain.document import Mend
from assistant.reading.building import RawBlock

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WIDE = HAN + "\u3001-\u303f\uff01-\uff65\u3040-\u30ff"
_SPACE = "[ \t\xa0\u3000]"
TERMINAL = re.compile("[。！？!?….][”’\"'」』)）]*$")
WIDE = re.compile(f"[{_WIDE}]")
_NUMERAL = "[一二三四五六七八九十百零〇]+"
ITEM = re.compile(
    f"第{_NUMERAL}[章节篇部条]|第\\d+[章节]|{_NUMERAL}、|[(（](?:{_NUMERAL}|\\d{{1,2}})[)）]|\\d{{1,2}}(?:\\.\\d{{1,2}})*[.、．]"
    f"{_SPACE}*[^\\s\\d]|[①-⑳]|[•●◆■*-]{_SPACE}|[表图]{_SPACE}*\\d|Abstract|Keywords|Key words|关键词"
)
SPEAKER = re.compile(r"([^\s:：,，。;；]{1,16}(?: [^\s:：,，。;；]{1,16}){0,2})[:：]")
_OPENING = re.compile("[《“（(【〔「『]")
_CLOSING = re.compile("[》”）)】〕」』]")
_LETTERSPACED = re.compile(f"[{HAN}]{_SPACE}+[{HAN}]{_SPACE}+[{HAN}]")
_SET_APART = re.compile("\n[ \t\xa0]+\n")
_LONE_WORD = re.compile("[^\\s\u3000-\U0003ffff]{1,40}")
_FULL = 0.85
_WIDEST_WRAP = 140
_FEWEST_LINES = 4

_INLINE = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        # 7. 3% and 4. 0: a point inside a number, not the number of a list item
        f"(?<=\\d\\.){_SPACE}+(?=\\d{{1,2}}{_SPACE}?(?:[%‰{_WIDE},;)]|$))|(?<=\\d\\.){_SPACE}+(?=0(?!\\d))",
        f"(?<=\\d){_SPACE}+(?=[%‰])",
        f"(?<=\\d){_SPACE}+(?=[~～]{_SPACE}*\\d)|(?<=[~～]){_SPACE}+(?=\\d)",
        # single Han characters set apart
        f"(?<=[{HAN}]){_SPACE}+(?=[{HAN}](?:{_SPACE}|$))|(?:(?<=^[{HAN}])|(?<={_SPACE}[{HAN}])){_SPACE}+(?=[{HAN}])",
        # spaces beside wide punctuation and inside brackets
        f"(?<=[。，、；：！？》」』】]){_SPACE}+(?=\\S)|(?<=[{HAN}\\])]){_SPACE}+(?=[。，、；：！？,;.](?!\\d))",
        f"(?<=[(（《]){_SPACE}+(?=\\w)|(?<=\\w){_SPACE}+(?=[)）》])",
        f"(?<=[{HAN}][,;:.]){_SPACE}+(?=[{HAN}])",
        "\xad",
    )
)
_DOUBTFUL = re.compile(f"(?<=[{HAN}]){_SPACE}+(?=[{HAN}](?![{HAN}]))|(?<=(?<![{HAN}])[{HAN}]){_SPACE}+(?=[{HAN}])")
_ITEM_POINT = re.compile(f"^{_SPACE}*\\d{{1,2}}\\.{_SPACE}+(?=\\d)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    inserted: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with something visible on it; ``start`` and ``end`` bound the visible part within the whole text."""

    start: int
    end: int
    text: str
    indent: int
    width: int


@dataclass(frozen=True, slots=True)
class _Layout:
    """What the lines of one text have in common: full width in columns, habits, speakers' labels, known words."""

    full: float
    blank_breaks: bool
    spaced: bool
    labels: frozenset[str]
    hyphenated: frozenset[str]


def unmend(text: str, mends: Iterable[Mend]) -> str:
    """Return the text as it stood before mending."""
    parts, at = [], 0
    for one in mends:
        parts += [text[at : one.at], one.removed]
        at = one.at + len(one.inserted)
    return "".join([*parts, text[at:]])


def wrapped(lines: Sequence[str]) -> bool:
    """Tell whether lines were broken at a fixed width rather than at the end of a paragraph.

    Two fifths of all characters must stand in unfinished lines of nearly the full width, which itself is no wider
    than 140 columns.
    """
    seen = [line for line in _lines("\n".join(lines))]
    if len(seen) < _FEWEST_LINES:
        return False
    full = _full_width(seen)
    if full > _WIDEST_WRAP:
        return False
    pairs = pairwise(seen)
    broken = sum(line.width for line, after in pairs if _runs_on(line, after, full))
    return broken >= 0.4 * sum(line.width for line in seen)


def mend(text: str) -> tuple[str, tuple[Mend, ...]]:
    """Return the text of a hard-wrapped file with one line per paragraph, and what was mended."""
    lines = _lines(text)
    layout = _layout(text, lines)
    joints = []
    for line, after in pairwise(lines):
        if _continues(line, after, text[line.end : after.start], layout):
            joints.append(_joint(text, line.end, after.start, layout))
    return _apply(text, _with_inline(text, joints))


def join(lines: Sequence[str]) -> tuple[str, tuple[Mend, ...]]:
    """Return lines known to be one paragraph as one line, and what was mended."""
    text = "\n".join(lines)
    seen = _lines(text)
    layout = _layout(text, seen)
    joints = [_joint(text, a.end, b.start, layout) for a, b in pairwise(seen)]
    return _apply(text, _with_inline(text, joints))


def paragraph_blocks(text: str, mends: Sequence[Mend] = ()) -> list[RawBlock]:
    """Return one raw block per non-blank line, gaps kept to the character, with the mends that lie inside each."""
    blocks: list[RawBlock] = []
    places = [one.at for one in mends]
    end = 0
    for found in re.finditer(r"[^\n]*\S[^\n]*", text):
        first, last = bisect_left(places, found.start()), bisect_left(places, found.end())
        inside = tuple(Mend(one.at - found.start(), one.removed, one.inserted) for one in mends[first:last])
        blocks.append(RawBlock(text=found[0], gap=text[end : found.start()], mends=inside))
        end = found.end()
    return blocks


def columns(text: str) -> int:
    """Return how many columns a text takes when a Han character takes two."""
    return len(text) if text.isascii() else sum(1 + (east_asian_width(char) in "WF") for char in text)


def _lines(text: str) -> list[_Line]:
    whole = text.split("\n")
    starts = accumulate((len(line) + 1 for line in whole), initial=0)
    found = []
    for start, line in zip(starts, whole, strict=False):
        visible = line.strip()
        if visible:
            before = len(line) - len(line.lstrip())
            indent = columns(line[:before])
            begin = start + before
            found.append(_Line(begin, begin + len(visible), visible, indent, columns(visible)))
    return found


def _full_width(lines: Sequence[_Line]) -> float:
    """Return the width that 95 in 100 characters' lines do not pass."""
    widths = sorted(line.width for line in lines)
    total, passed = sum(widths), 0
    for width in widths:
        passed += width
        if passed >= 0.95 * total:
            return float(width)
    return 0.0


def _is_full(line: _Line, after: _Line, full: float) -> bool:
    if line.width >= _FULL * full:
        return True
    word = after.text.split(maxsplit=1)[0][:40]
    return not WIDE.search(word) and line.width + 1 + len(word) > full


def _runs_on(line: _Line, after: _Line, full: float) -> bool:
    return not TERMINAL.search(line.text[-6:]) and line.width <= 1.2 * full and _is_full(line, after, full)


def _layout(text: str, lines: Sequence[_Line]) -> _Layout:
    blanks = [a for a, b in pairwise(lines) if text.count("\n", a.end, b.start) > 1]
    finished = sum(1 for line in blanks if TERMINAL.search(line.text[-6:]))
    heads = Counter(found[1] for line in lines if (found := SPEAKER.match(line.text[:60])))
    spaced = len(re.findall(f"[{HAN}] [A-Za-z0-9]", text))
    tight = len(re.findall(f"[{HAN}][A-Za-z0-9]", text))
    return _Layout(
        full=_full_width(lines),
        blank_breaks=finished >= 0.6 * len(blanks),
        spaced=spaced > tight,
        labels=frozenset(head for head, count in heads.items() if count > 1),
        hyphenated=frozenset(re.findall(r"[A-Za-z]+-[A-Za-z]+", text)),
    )


def _continues(line: _Line, after: _Line, between: str, layout: _Layout) -> bool:
    """Tell whether a line goes on in the line after it."""
    done = bool(TERMINAL.search(line.text[-6:]))
    if _SET_APART.search(between) and (_LONE_WORD.fullmatch(line.text) or _LONE_WORD.fullmatch(after.text)):
        return True
    if layout.blank_breaks and between.count("\n") > 1:
        return False
    label = SPEAKER.match(after.text[:60])
    if after.indent > 1 >= line.indent or (label and label[1] in layout.labels):
        return False
    if done or ITEM.match(after.text):
        return not ITEM.match(after.text) and _ends_inside(line, after, layout)
    if _is_full(line, after, layout.full):
        return True
    return not ITEM.match(line.text) and _breaks_a_word(line.text, after.text)


def _ends_inside(line: _Line, after: _Line, layout: _Layout) -> bool:
    """Tell whether a finished sentence fills its line so well that the paragraph probably goes on."""
    if layout.blank_breaks:
        return _is_full(line, after, layout.full)
    return line.width >= layout.full - 3


def _breaks_a_word(line: str, after: str) -> bool:
    """Tell whether a short line stops inside a word, a bracket or a title."""
    if re.search("[A-Za-z]-$", line) and after[0].islower():
        return True
    if not (re.search(f"[{HAN}]$", line) and re.match(f"[{HAN}]", after)):
        return False
    if len(_OPENING.findall(line)) > len(_CLOSING.findall(line)):
        return True
    head = re.sub(_SPACE, "", line)[-8:]
    return (columns(line) >= 12 or bool(_LETTERSPACED.search(line))) and _straddled(head, re.sub(_SPACE, "", after)[:8])


@lru_cache(maxsize=4096)
def _straddled(head: str, tail: str) -> bool:
    """Tell whether a dictionary word lies over the border of two strings."""
    import rjieba  # noqa: PLC0415 - loads its dictionary on import

    ends = accumulate(len(word) for word in rjieba.cut(head + tail))
    return len(head) not in ends


def _han_before(text: str, at: int) -> str:
    found = re.search(f"[{HAN}]*$", text[max(0, at - 6) : at])
    return found[0] if found else ""


def _han_after(text: str, at: int) -> str:
    found = re.match(f"[{HAN}]*", text[at : at + 6])
    return found[0] if found else ""


def _joint(text: str, start: int, end: int, layout: _Layout) -> _Edit:
    """Return the edit that closes the break between two lines."""
    left, right = text[start - 1], text[end]
    if left == "-" and (broken := re.search(r"([A-Za-z]+)-$", text[max(0, start - 40) : start])):
        if not right.islower():
            return _Edit(start, end)
        word = re.match(r"[A-Za-z]+", text[end : end + 40])
        kept = f"{broken[1]}-{word[0] if word else ''}" in layout.hyphenated
        return _Edit(start if kept else start - 1, end)
    wide = [bool(WIDE.match(left)), bool(WIDE.match(right))]
    if left == "\xad":
        return _Edit(start - 1, end)
    if all(wide) or (left == "." and right.isdigit() and text[start - 2 : start - 1].isdigit()):
        return _Edit(start, end)
    if any(wide):
        alnum = (right if wide[0] else left).isalnum()
        han = re.match(f"[{HAN}]", left if wide[0] else right)
        return _Edit(start, end, " " if layout.spaced and alnum and han else "")
    return _Edit(start, end, " ")


def _with_inline(text: str, joints: Sequence[_Edit]) -> list[_Edit]:
    """Return the joints and the edits within lines, in order, none overlapping another."""
    points = {found.end() for found in _ITEM_POINT.finditer(text)}
    edits = [
        _Edit(found.start(), found.end())
        for pattern in _INLINE
        for found in pattern.finditer(text)
        if found.end() not in points
    ]
    edits += [
        _Edit(found.start(), found.end())
        for found in _DOUBTFUL.finditer(text)
        if _straddled(_han_before(text, found.start()), _han_after(text, found.end()))
    ]
    edits = sorted([*joints, *edits], key=lambda edit: (edit.start, -edit.end))
    chosen: list[_Edit] = []
    for edit in edits:
        if not chosen or edit.start >= chosen[-1].end:
            chosen.append(edit)
    return chosen


def _apply(text: str, edits: Sequence[_Edit]) -> tuple[str, tuple[Mend, ...]]:
    parts: list[str] = []
    mends: list[Mend] = []
    at = length = 0
    for edit in edits:
        parts += [text[at : edit.start], edit.inserted]
        length += edit.start - at
        mends.append(Mend(length, text[edit.start : edit.end], edit.inserted))
        length += len(edit.inserted)
        at = edit.end
    return "".join([*parts, text[at:]]), tuple(mends)
