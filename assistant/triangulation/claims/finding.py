"""All numeric claims of one document, read by rules: no model, the same words give the same claims."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.domain.claims import Claim, ClaimId, Direction, Quantity
from assistant.domain.document import Document
from assistant.domain.identifiers import content_hash
from assistant.domain.segment import Segment
from assistant.domain.span import Span
from assistant.triangulation.claims.context import (
    Surroundings,
    case_places,
    date_of,
    has_baseline,
    modality_of,
    passed_on,
    subject_of,
)
from assistant.triangulation.claims.english import english_figures
from assistant.triangulation.claims.events import chinese_events, english_events
from assistant.triangulation.claims.levels import levels
from assistant.triangulation.claims.lexicon import Lexicon
from assistant.triangulation.claims.moves import compared, moves
from assistant.triangulation.claims.readings import Reading
from assistant.triangulation.claims.rows import read_row, rows_of
from assistant.triangulation.claims.scene import Scene
from assistant.triangulation.claims.sentences import Sentence, sentences_of

READER = "figures.v1"
"""Name of these rules; raised when the same words would be read differently."""


def find_claims(document: Document, segments: Sequence[Segment], around: Surroundings) -> tuple[Claim, ...]:
    """Return the numeric claims of a document in order; what is said is always a slice of its text.

    Args:
        document: The source.
        segments: Its segments; an interviewer's words and headings are not read.
        around: What is known of the source, of the study's cases, and the words by which figures are told.
    """
    desk = _Desk(document, segments, around)
    found = dict.fromkeys(desk.claim(*read) for read in _readings(document, segments, around))
    return tuple(sorted(found, key=lambda claim: (claim.span, claim.id)))


Read = tuple[Sentence, Reading, str]


def _readings(document: Document, segments: Sequence[Segment], around: Surroundings) -> Iterator[Read]:
    lexicon = around.lexicon
    for sentence in sentences_of(document, segments):
        cases = case_places(sentence.text, around.names)
        if not any(char.isdigit() or char in _NUMERALS for char in sentence.text) and sentence.is_chinese:
            continue
        yield from _told(sentence, cases, lexicon)
    for row in rows_of(document, segments):
        for sentence, reading in read_row(row, lexicon, lambda text: case_places(text, around.names)):
            yield sentence, reading, ""


_NUMERALS = frozenset("一二三四五六七八九十百千万亿两半倍翻")


def _told(sentence: Sentence, cases: tuple[Span, ...], lexicon: Lexicon) -> Iterator[Read]:
    if not sentence.is_chinese:
        for reading in english_figures(sentence, lexicon, cases):
            yield sentence, reading, ""
        for dated in english_events(sentence, lexicon):
            yield sentence, dated.reading, dated.date
        return
    scene = Scene(sentence, lexicon, cases)
    readings = [*moves(scene), *levels(scene)]
    for reading in (*readings, *compared(scene, sorted(readings, key=lambda each: each.last))):
        yield sentence, reading, ""
    for dated in chinese_events(scene):
        yield sentence, dated.reading, dated.date


class _Desk:
    """Makes claims of readings in one document."""

    def __init__(self, document: Document, segments: Sequence[Segment], around: Surroundings) -> None:
        self._document, self._around, self._lexicon = document, around, around.lexicon
        self._segments = tuple(segments)
        self._starts = [segment.span.start for segment in segments]

    def claim(self, sentence: Sentence, reading: Reading, date: str) -> Claim:
        """Return a reading as a claim, with what surrounds it."""
        span = sentence.span(reading.first, reading.last)
        subject, is_case = subject_of(self._around, self._document, sentence, reading)
        event = reading.direction is Direction.EVENT
        claim = Claim(
            id=ClaimId(""),
            document_id=self._document.id,
            segment_id=self._segments[bisect_right(self._starts, span.start) - 1].id,
            span=span,
            named=sentence.span(reading.name.start, reading.name.end),
            subject=subject,
            is_case=is_case,
            metric=reading.name.text,
            direction=reading.direction,
            start=_placed(sentence, reading.start),
            end=_placed(sentence, reading.end),
            change=_placed(sentence, reading.change),
            date=date if event else date_of(sentence, reading),
            baseline=has_baseline(sentence, reading, self._lexicon),
            attributed=passed_on(sentence, self._lexicon, reading.first),
            voice=self._around.metadata.voice,
            modality=modality_of(sentence, reading, self._lexicon),
        )
        return replace(claim, id=_identity(claim))


def _placed(sentence: Sentence, quantity: Quantity | None) -> Quantity | None:
    """Return a quantity with its place in the document."""
    if quantity is None:
        return None
    return replace(quantity, span=sentence.span(quantity.span.start, quantity.span.end))


def _identity(claim: Claim) -> ClaimId:
    """Return the name of a claim: where it stands, and what it says of what."""
    values = [
        None if value is None else [str(value.low), str(value.high), value.unit, value.bound.value]
        for value in (claim.start, claim.end, claim.change)
    ]
    place = [claim.document_id, claim.span.start, claim.span.end]
    return ClaimId(content_hash([*place, claim.metric, claim.direction.value, claim.date, values])[:32])
