"""Speakers' turns in a sequence of paragraphs. A colon alone makes no speaker: labels must recur, and someone must ask.

Whatever is recognised, the words stay as they were: blocks are joined or split, never rewritten.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from assistant.domain.document import BlockKind, Mend, PageMark, ReadingNote, SpeakerRole
from assistant.reading.building import RawBlock
from assistant.reading.labels import Label, is_person_name, is_role_word, label_of
from assistant.reading.roles import with_roles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_ASKED = re.compile(r"[？?][”\"’'）)」』*\s]*$")
_NUMBERED = re.compile(
    r"^[ \t　]*(?:\d{1,3} ?[、.．）)]|[（(]\d{1,3}[）)]|[一二三四五六七八九十]{1,3}、|附[件录]?[:： ]?|\[\d+\])"
)
_TIMED = frozenset({"range", "stamp", "glued", "timed"})
_SHORT = 60
_TAIL = 10
_FEWEST = 0.03


@dataclass(frozen=True, slots=True)
class Recognition:
    """Blocks after recognition, and why they were taken for a transcript; the reason is empty where they were not."""

    blocks: tuple[RawBlock, ...]
    reason: str = ""
    notes: tuple[ReadingNote, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph, or one line of a paragraph that holds several labels."""

    block: RawBlock
    label: Label | None = None

    @property
    def said(self) -> str:
        return self.block.text[self.label.end if self.label else 0 :].strip()


@dataclass(frozen=True, slots=True)
class _Verdict:
    keys: frozenset[str]
    shapes: frozenset[str]
    reason: str

    def admits(self, label: Label | None) -> bool:
        return label is not None and label.shape in self.shapes and (label.key in self.keys or not label.key)


def recognise_turns(blocks: Sequence[RawBlock]) -> Recognition:
    """Return the blocks with speakers' turns where the paragraphs are a transcript, else the blocks as they are."""
    lines = _lines(blocks)
    verdict = _verdict(lines)
    if verdict is None:
        return Recognition(tuple(blocks))
    turned = with_roles(list(_assembled(lines, verdict)))
    turns = sum(block.kind is BlockKind.TURN for block in turned)
    note = ReadingNote("speaker_turns", turns, verdict.reason)
    return Recognition(tuple(turned), verdict.reason, (note,))


def cut(block: RawBlock, start: int, end: int) -> RawBlock:
    """Return the part of a block between two offsets of its text; pages and mends go with their part."""
    return replace(
        block,
        text=block.text[start:end],
        gap=block.gap if start == 0 else "\n",
        body_start=0,
        page=_page_within(block, start),
        page_breaks=tuple(PageMark(m.start - start, m.number) for m in block.page_breaks if start < m.start < end),
        mends=tuple(Mend(m.at - start, m.removed, m.inserted) for m in block.mends if start <= m.at < end),
    )


def joined(blocks: Sequence[RawBlock]) -> RawBlock:
    """Return several blocks as one, with the white space that stood between them."""
    if len(blocks) == 1:
        return blocks[0]
    text, marks, mends = [blocks[0].text], list(blocks[0].page_breaks), list(blocks[0].mends)
    length, page = len(blocks[0].text), _last_page(blocks[0])
    for block in blocks[1:]:
        gap = block.gap or "\n"
        length += len(gap)
        if block.page is not None and block.page != page:
            marks.append(PageMark(length, block.page))
        marks += [PageMark(mark.start + length, mark.number) for mark in block.page_breaks]
        mends += [Mend(mend.at + length, mend.removed, mend.inserted) for mend in block.mends]
        text += [gap, block.text]
        length, page = length + len(block.text), _last_page(block)
    return replace(blocks[0], text="".join(text), page_breaks=tuple(marks), mends=tuple(mends))


def _last_page(block: RawBlock) -> int | None:
    return block.page_breaks[-1].number if block.page_breaks else block.page


def _page_within(block: RawBlock, start: int) -> int | None:
    passed = [mark.number for mark in block.page_breaks if mark.start <= start]
    return passed[-1] if passed else block.page


def _lines(blocks: Sequence[RawBlock]) -> list[_Line]:
    pieces = [piece for block in blocks for piece in _split(block)]
    return list(_merged_cues(pieces))


def _split(block: RawBlock) -> Iterator[_Line]:
    """Yield a block as one line, or line by line where a later line bears a label of its own."""
    if block.kind is not BlockKind.PARAGRAPH:
        yield _Line(block)
        return
    starts = [0, *(found.end() for found in re.finditer(r"\n+", block.text))]
    ends = [*starts[1:], len(block.text)]
    spans = [(start, end) for start, end in zip(starts, ends, strict=True) if block.text[start:end].strip()]
    labels = [label_of(block.text[start:end].rstrip("\n")) for start, end in spans]
    opened = bool(labels) and labels[0] is not None and labels[0].shape == "range"
    if len(spans) < 2 or not (any(labels[1:]) or opened):
        yield _Line(block, labels[0] if labels else None)
        return
    for (start, end), label in zip(spans, labels, strict=True):
        piece = cut(block, start, start + len(block.text[start:end].rstrip("\n")))
        yield _Line(piece, label)


def _merged_cues(lines: Sequence[_Line]) -> Iterator[_Line]:
    """Yield the lines, a time range and the name below it made one label (``0:0:3.270 --> 0:0:4.250`` / ``Name``)."""
    at = 0
    while at < len(lines):
        line = lines[at]
        name = lines[at + 1].block.text.strip() if at + 1 < len(lines) else ""
        named = _is_range(line)
        follows = at + 2 < len(lines) and not _is_range(lines[at + 2])
        if line.label and named and follows and is_name_line(name):
            block = joined([line.block, lines[at + 1].block])
            yield _Line(block, replace(line.label, name=name.rstrip(":："), end=len(block.text)))
            at += 2
            continue
        yield line
        at += 1


def _is_range(line: _Line) -> bool:
    return line.label is not None and line.label.shape == "range"


def is_name_line(text: str) -> bool:
    """Tell whether a line may be a name and nothing else: short, and no sentence."""
    return 0 < len(text) <= 40 and not re.search(r"[。，,！？!?；;]|[.…]$", text)


def _verdict(lines: Sequence[_Line]) -> _Verdict | None:
    """Return the labels to be taken for speakers and why, None where the paragraphs are no transcript."""
    return _timed_verdict(lines) or _spoken_verdict(lines) or _alone_verdict(lines)


def _timed_verdict(lines: Sequence[_Line]) -> _Verdict | None:
    timed = [line.label for line in lines if line.label and line.label.shape in _TIMED]
    counts = Counter(label.key for label in timed if label.key)
    colons = sum(1 for line in lines if line.label and line.label.shape == "colon")
    times = [label.start_ms or 0 for label in timed]
    rising = sum(a <= b for a, b in pairwise(times))
    ranges = sum(label.shape == "range" and bool(label.key) for label in timed)
    known = (
        ranges > 1 or any(count > 1 for count in counts.values()) or any(is_role_word(label.name) for label in timed)
    )
    if len(timed) < 2 or not known or rising < 0.8 * (len(times) - 1) or len(timed) < 0.5 * colons:
        return None
    reason = f"{len(timed)} time-coded labels of {len(counts)} speakers"
    return _Verdict(frozenset(counts), _TIMED, reason)


def _alone_verdict(lines: Sequence[_Line]) -> _Verdict | None:
    alone = Counter(line.label.key for line in lines if line.label and line.label.shape == "alone")
    recurring = [key for key, count in alone.items() if count > 1]
    if len(recurring) < 2 or sum(alone.values()) < 4:
        return None
    return _Verdict(frozenset(alone), frozenset({"alone"}), f"{len(recurring)} labels recur on lines of their own")


def _spoken_verdict(lines: Sequence[_Line]) -> _Verdict | None:
    """Judge labels that end in a colon."""
    said = [
        line for line in lines if line.label and line.label.shape in ("colon", "timed") and _is_plausible(line.label)
    ]
    counts = Counter(_base(line.label) for line in said if line.label)
    reason = _why(lines, said, counts)
    if not reason or len(said) < _FEWEST * len(lines):
        return None
    keys = frozenset(line.label.key for line in said if line.label and _is_speaker(line.label, counts))
    return _Verdict(keys, frozenset({"colon", "timed"}), reason)


def _is_plausible(label: Label) -> bool:
    return label.spoken or (not label.numbered and is_role_word(label.name)) or is_person_name(label.name)


def _base(label: Label) -> str:
    """Return the key of a label's speaker, under which numbered questions are one."""
    return re.sub(r"\s+", "", label.speaker).lower()


def _why(lines: Sequence[_Line], said: Sequence[_Line], counts: Counter[str]) -> str:
    """Return the reason for taking the labels for speakers, empty if there is none."""
    names = {_base(line.label): line.label.name for line in said if line.label}
    parts = [key for key, name in names.items() if is_role_word(name) or is_role_word(key)]
    recurring = [key for key, count in counts.items() if count > 1]
    others = [key for key in counts if key not in parts and (counts[key] > 1 or is_person_name(names[key]))]
    if len(parts) > 1 or (others and any(counts[key] > 1 for key in parts)):
        return f"{len(said)} labels of {len(counts)} speakers, some named by their part in a conversation"
    askers = [key for key in recurring if _asking(key, said) >= 0.3]
    if len(recurring) > 1 and askers:
        return f"{len(recurring)} labels recur and {len(askers)} of them mostly ask"
    people = [key for key in recurring if is_person_name(names[key])]
    if len(people) > 1 and len(said) >= 6 and _switches(said) >= 0.5 and _mean_length(said) >= 15:
        return f"{len(people)} names recur as labels and take turns"
    if recurring and _answered(lines, frozenset(recurring)) >= 3:
        return "numbered questions are each followed by the same label"
    return ""


def _asking(key: str, said: Iterable[_Line]) -> float:
    turns = [line.said for line in said if line.label and _base(line.label) == key]
    return sum(bool(_ASKED.search(turn)) for turn in turns) / len(turns)


def _switches(said: Sequence[_Line]) -> float:
    keys = [line.label.key for line in said if line.label]
    return sum(a != b for a, b in pairwise(keys)) / max(len(keys) - 1, 1)


def _mean_length(said: Sequence[_Line]) -> float:
    return sum(len(line.said) for line in said) / max(len(said), 1)


def _answered(lines: Sequence[_Line], keys: frozenset[str]) -> int:
    return sum(_is_open_question(a) and b.label is not None and b.label.key in keys for a, b in pairwise(lines))


def _is_open_question(line: _Line) -> bool:
    text = line.block.text
    return line.label is None and bool(_NUMBERED.match(text)) and bool(_ASKED.search(text))


def _is_speaker(label: Label, counts: Counter[str]) -> bool:
    if counts[_base(label)] > 1:
        return label.spoken or not label.numbered
    named = is_role_word(label.name) or is_person_name(label.name)
    if label.spoken:
        return named or label.numbered
    return is_role_word(label.name) and not label.numbered


def _assembled(lines: Sequence[_Line], verdict: _Verdict) -> Iterator[RawBlock]:
    """Yield turns, each with the unlabelled paragraphs that follow it, and everything else as it was."""
    admitted = [verdict.admits(line.label) for line in lines]
    last = max((at for at, yes in enumerate(admitted) if yes), default=-1)
    longest = 0
    turn: list[RawBlock] = []
    label: Label | None = None
    speaker = ""
    for at, line in enumerate(lines):
        heard = at + 1 < len(lines) and admitted[at + 1]
        opens = admitted[at] or (heard and _is_open_question(line))
        tail_full = at > last and len(turn) > max(_TAIL, 2 * longest)
        goes_on = (
            turn and line.block.kind is BlockKind.PARAGRAPH and not (heard and _is_section(line)) and not tail_full
        )
        if goes_on and not opens:
            turn.append(line.block)
            continue
        if turn:
            longest = max(longest, len(turn))
            yield _turn(turn, label, speaker)
            turn = []
        if opens:
            turn, label = [line.block], line.label if admitted[at] else None
            speaker = label.speaker or speaker if label else ""
        else:
            yield line.block
    if turn:
        yield _turn(turn, label, speaker)


def _is_section(line: _Line) -> bool:
    text = line.block.text.strip()
    return len(text) <= _SHORT and bool(_NUMBERED.match(text)) and not re.search(r"[。！？!?；;]$", text)


def _turn(blocks: Sequence[RawBlock], label: Label | None, speaker: str) -> RawBlock:
    """Return one turn; under a bare time code the speaker before goes on."""
    block = replace(joined(blocks), kind=BlockKind.TURN)
    if label is None:
        return replace(block, role=SpeakerRole.INTERVIEWER)
    return replace(
        block,
        body_start=label.end,
        speaker=speaker or None,
        start_ms=label.start_ms,
        end_ms=label.end_ms,
    )
