"""Where sentences end, in Chinese and in English, in linear time.

Invariant: the spans are ordered, do not overlap, carry no white space at their ends and cover everything in the
span asked for but white space. What stands outside that span has no influence.

The rules, in short. ``。！？…`` end a sentence, so does ``；`` amid Han characters; a Latin ``;`` never does. Runs
(``……``, ``？！``) and the closing quotation marks and brackets after them stay whole, and nothing ends where a comma
follows or a title bracket ``》`` closes. ``?`` and ``!`` end a sentence before white space, Han characters or the end.
A full stop ends one before the end, a Han character, or white space and then a capital, a digit, an opening mark or a
Han character, unless it belongs to an abbreviation, an initial, a number (``4. 0``), a list number or an ellipsis of
dots. A line break ends a sentence only where a blank line follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.domain.span import Span

_CANDIDATE = re.compile(r"[。｡！？!?…⋯；.．]+|\n[^\S\n]*\n")
_ALWAYS = frozenset("。｡！？…⋯")
_DOTS = frozenset(".．")
_CLOSERS = frozenset("”’」』）)]】〕｝}》〉»\"'")
_TITLE_CLOSERS = frozenset("》〉")
_GOES_ON = frozenset("，、,：:;；")
_OPENERS = frozenset("“‘「『（([【〔《〈«\"'")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_TOKEN = re.compile(r"[A-Za-zÀ-ɏ]+(?:\.[A-Za-zÀ-ɏ]+)*\Z")
_LIST_NUMBER = re.compile(r"(?:\d{1,3}|[A-Za-z])\Z")
_TOKEN_WINDOW = 16
_SEMICOLON_WINDOW = 12

_ABBREVIATIONS = frozenset(
    re.findall(
        r"\S+",
        "mr mrs ms dr prof st jr sr vs etc fig figs inc ltd co corp cf al e.g i.e eg ie approx dept est vol vols pp "
        "ed eds sec ch eq ref refs ca u.s.a ph.d m.sc jan feb mar apr jun jul aug sep sept oct nov dec gen gov sen "
        "rep rev bros plc viz incl excl",
    )
)
_BEFORE_DIGITS = frozenset({"no", "nos", "p", "art", "tab"})


@dataclass(frozen=True, slots=True)
class _Mark:
    """A run of marks that may end a sentence: where it stands, where its closers end, where the sentence began."""

    start: int
    end: int
    closed: int
    opened: int


def split_sentences(text: str, span: Span) -> tuple[Span, ...]:
    """Return the sentences inside ``span``, in order; empty where it holds nothing but white space.

    Raises:
        SpanError: The span ends after the text does.
    """
    span.read(text)
    sentences: list[Span] = []
    start = span.start
    for end in (*_ends(text, span), span.end):
        sentence = trimmed(text, start, end)
        if sentence is not None:
            sentences.append(sentence)
        start = end
    return tuple(sentences)


def trimmed(text: str, start: int, end: int) -> Span | None:
    """Return the range without white space at its ends, None where nothing else is in it."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def _ends(text: str, span: Span) -> Iterator[int]:
    """Yield the offsets at which sentences end, ascending."""
    opened, counted, quotes = span.start, span.start, 0
    for match in _CANDIDATE.finditer(text, span.start, span.end):
        if match.end() <= opened:
            continue
        quotes += text.count('"', counted, match.start())
        counted = match.start()
        blank_line = match.group()[0] == "\n"
        closed = match.end() if blank_line else _after_closers(text, match.end(), span.end, quotes)
        mark = _Mark(match.start(), match.end(), closed, opened)
        if _ends_sentence(text, mark, span.end):
            yield closed
            opened, counted, quotes = closed, closed, 0


def _after_closers(text: str, at: int, limit: int, quotes: int) -> int:
    """Return the offset after the closing marks at ``at``; a straight quote closes only where one is open."""
    while at < limit and text[at] in _CLOSERS:
        if text[at] == '"':
            if quotes % 2 == 0:
                break
            quotes += 1
        at += 1
    return at


def _ends_sentence(text: str, mark: _Mark, limit: int) -> bool:
    run = text[mark.start : mark.end]
    if run[0] == "\n" or mark.closed >= limit:
        return True
    if text[mark.closed] in _GOES_ON or any(char in _TITLE_CLOSERS for char in text[mark.end : mark.closed]):
        return False
    if not _ALWAYS.isdisjoint(run):
        return True
    if "；" in run:
        around = text[max(mark.opened, mark.start - _SEMICOLON_WINDOW) : min(limit, mark.end + _SEMICOLON_WINDOW)]
        return _HAN.search(around) is not None
    if _DOTS.issuperset(run):
        return len(run) == 1 and _full_stop(text, mark, limit)
    return _latin_question(text, mark, limit)


def _latin_question(text: str, mark: _Mark, limit: int) -> bool:
    """Tell whether an ASCII ``?`` or ``!`` ends a sentence: not inside an address, not before “he asked”."""
    follower = _next_visible(text, mark.closed, limit)
    if follower == mark.closed:
        return _is_han(text[follower]) or text[follower] in _OPENERS
    return follower >= limit or mark.closed == mark.end or not text[follower].islower()


def _full_stop(text: str, mark: _Mark, limit: int) -> bool:
    if _belongs_to_list(text, mark):
        return False
    before = text[mark.start - 1] if mark.start > mark.opened else ""
    follower = _next_visible(text, mark.closed, limit)
    if follower >= limit:
        return True
    after = text[follower]
    if follower == mark.closed:
        return _is_han(after) and not before.isdigit() and not _abbreviates(text, mark, after)
    if before.isdigit() and after.isdigit():
        return False
    return _may_open(after) and not _abbreviates(text, mark, after)


def _belongs_to_list(text: str, mark: _Mark) -> bool:
    """Tell whether the stop belongs to a number or letter that opens the sentence or the line (``1.``, ``a.``)."""
    line = text[max(mark.opened, mark.start - _TOKEN_WINDOW) : mark.start].rpartition("\n")[2].strip()
    opens_line = "\n" in text[max(mark.opened, mark.start - _TOKEN_WINDOW) : mark.start]
    return _LIST_NUMBER.match(line) is not None and (opens_line or mark.start - mark.opened <= _TOKEN_WINDOW)


def _abbreviates(text: str, mark: _Mark, after: str) -> bool:
    if mark.closed > mark.end:
        return False
    window = text[max(mark.opened, mark.start - _TOKEN_WINDOW) : mark.start]
    found = _TOKEN.search(window)
    if found is None:
        return False
    token = found.group()
    word = token.lower()
    alone = found.start() == 0 or window[found.start() - 1].isspace() or window[found.start() - 1] in _OPENERS
    initial = alone and len(token.rpartition(".")[2]) == 1
    return initial or word in _ABBREVIATIONS or (word in _BEFORE_DIGITS and after.isdigit())


def _next_visible(text: str, at: int, limit: int) -> int:
    while at < limit and text[at].isspace():
        at += 1
    return at


def _may_open(char: str) -> bool:
    return char.isupper() or char.isdigit() or char in _OPENERS or _is_han(char)


def _is_han(char: str) -> bool:
    return _HAN.match(char) is not None
