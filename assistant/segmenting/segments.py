"""Turns, paragraphs, rows and headings as segments.

What an unknown speaker says is an answer: nobody can tell that it is not, and an answer is never lost. Its question
is what the other speaker asked just before, and only where that was a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.domain.document import Block, BlockKind, Document, SpeakerRole
from assistant.domain.identifiers import SegmentId, content_hash
from assistant.domain.segment import Segment, SegmentKind
from assistant.domain.span import Span
from assistant.segmenting.pieces import cut_long, group_by_count, group_by_length
from assistant.segmenting.sentences import split_sentences, trimmed

SEGMENTER = "turns-paragraphs.v1"
"""Name of these rules; part of every segment's id."""

LONGEST = 2_000
"""No segment's body has more code points."""
LONG_ANSWER = 1_200
"""A longer answer is split ..."""
ANSWER_PIECE = 900
"""... into pieces of at most so many code points."""
PARAGRAPH_SENTENCES = 3
"""A paragraph with more sentences is split."""

_ASKS = re.compile(r"[?？]|^(?:请问|能否|可否|请您?(?:谈|说|介绍|讲|描述))|[吗呢][。.…]*$")
_KINDS = {
    BlockKind.HEADING: SegmentKind.HEADING,
    BlockKind.PARAGRAPH: SegmentKind.PARAGRAPH,
    BlockKind.ROW: SegmentKind.ROW,
}


@dataclass(frozen=True, slots=True)
class _Talk:
    """Who speaks, what that person has asked in this run of turns, and the question this run answers."""

    speaker: str | None = None
    role: SpeakerRole | None = None
    asked: Span | None = None
    answers: Span | None = None
    interviewer: Span | None = None

    def hear(self, turn: Block, asks: Span | None) -> _Talk:
        """Return what holds after the next turn; ``asks`` is its body where it asks something."""
        same = (turn.speaker, turn.role) == (self.speaker, self.role)
        by_interviewer = turn.role is SpeakerRole.INTERVIEWER
        return _Talk(
            turn.speaker,
            turn.role,
            asked=asks or (self.asked if same else None),
            answers=self.answers if same else self.asked,
            interviewer=asks if by_interviewer else self.interviewer,
        )

    @property
    def question(self) -> Span | None:
        """The question that the turn heard last answers."""
        if self.role is SpeakerRole.INTERVIEWER:
            return None
        return self.interviewer if self.role is SpeakerRole.RESPONDENT else self.answers


def segment_document(document: Document) -> tuple[Segment, ...]:
    """Return the document's segments in order; blocks of white space alone give none."""
    segments: list[Segment] = []
    talk = _Talk()
    preface = _preface_end(document.blocks)
    for block in document.blocks:
        span = trimmed(document.text, block.span.start, block.span.end)
        if span is None:
            continue
        body = trimmed(document.text, block.body.start, block.body.end) or span
        if block.kind is BlockKind.TURN:
            talk = talk.hear(block, _asked(document.text, block, body))
        question = talk.question if block.kind is BlockKind.TURN else None
        kind = SegmentKind.HEADING if block.span.end <= preface else _kind(block)
        piece = _Piece(document=document, block=block, kind=kind, span=span, body=body, question=question)
        segments.extend(piece.segments(len(segments)))
    return tuple(segments)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """One block on its way to becoming segments; ``span`` and ``body`` are trimmed."""

    document: Document
    block: Block
    kind: SegmentKind
    span: Span
    body: Span
    question: Span | None

    def segments(self, ordinal: int) -> Iterator[Segment]:
        """Yield the block's segments; the label goes to the first, what follows the body to the last."""
        kind = self.kind
        groups = tuple(_groups(self.document.text, self.body, kind))
        for place, sentences in enumerate(groups):
            body = Span(sentences[0].start, sentences[-1].end)
            start = self.span.start if place == 0 else body.start
            end = self.span.end if place == len(groups) - 1 else body.end
            yield Segment(
                id=SegmentId(content_hash([self.document.id, start, end, kind.value, SEGMENTER])),
                document_id=self.document.id,
                ordinal=ordinal + place,
                span=Span(start, end),
                body=body,
                kind=kind,
                sentences=tuple(sentences),
                question=self.question,
                speaker=self.block.speaker,
            )


def _preface_end(blocks: Sequence[Block]) -> int:
    """Return where the talk of a transcript begins; what stands before (date, place, length) is context, no unit."""
    turns = [block for block in blocks if block.kind is BlockKind.TURN]
    return turns[0].span.start if len(turns) >= 2 and 2 * len(turns) >= len(blocks) else 0


def _kind(block: Block) -> SegmentKind:
    if block.kind is not BlockKind.TURN:
        return _KINDS[block.kind]
    return SegmentKind.QUESTION if block.role is SpeakerRole.INTERVIEWER else SegmentKind.ANSWER


def _asked(text: str, block: Block, body: Span) -> Span | None:
    """Return the body of a turn that asks: every interviewer's turn, any other where its words ask."""
    asks = block.role is SpeakerRole.INTERVIEWER or _ASKS.search(body.read(text)) is not None
    return body if asks else None


def _groups(text: str, body: Span, kind: SegmentKind) -> Iterator[Sequence[Span]]:
    """Yield the sentences of each piece of one body."""
    long_answer = kind is SegmentKind.ANSWER and len(body) > LONG_ANSWER
    limit = ANSWER_PIECE if long_answer else LONGEST
    sentences = [piece for whole in split_sentences(text, body) for piece in cut_long(text, whole, limit)]
    if kind is SegmentKind.PARAGRAPH:
        for group in group_by_count(sentences, PARAGRAPH_SENTENCES):
            yield from group_by_length(group, limit)
    else:
        yield from group_by_length(sentences, limit)
