"""What it learns from: lines and examples of the codebook, and passages that people have coded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.domain.codebook import Code, Codebook, Wording
from assistant.domain.identifiers import CodeId, DocumentId, SegmentId, content_hash

_DEFINITION = 0.5
_NEAR_MISS = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A sentence or a coded span of a document that people have coded.

    Attributes:
        codes: Each code with the share of coders who gave it; empty where they looked and gave none.
        quote: True for the words of a span, False for a whole sentence; only sentences choose thresholds.
    """

    segment_id: SegmentId
    text: str
    codes: tuple[tuple[CodeId, float], ...] = ()
    quote: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TaughtDocument:
    """A coded document: ``text`` is the whole of it, to tell reprints."""

    id: DocumentId
    text: str
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemplar:
    """One passage that new ones are compared with.

    Attributes:
        wording: How it is shown, in both languages where the codebook has both.
        document: Place of its document among the taught ones, None for the codebook's own.
    """

    kind: str
    text: str
    codes: tuple[tuple[CodeId, float], ...]
    wording: Wording
    weight: float = 1.0
    document: int | None = None
    segment_id: SegmentId | None = None


def codebook_exemplars(book: Codebook) -> tuple[Exemplar, ...]:
    """Return the codebook's indicators, inclusions, definitions and examples; a near miss teaches the right code."""
    return tuple(exemplar for code in book.codes for exemplar in _of_code(code, book))


def _of_code(code: Code, book: Codebook) -> Iterator[Exemplar]:
    for indicator in code.indicators:
        yield from _both(code, "indicator", indicator)
    for inclusion in code.inclusion:
        yield from _both(code, "inclusion", inclusion)
    yield from _both(code, "definition", code.definition, weight=_DEFINITION)
    for example in code.examples:
        right = code.id if example.positive else example.instead
        known = right is not None and book.code(right) is not None
        yield Exemplar(
            kind="example" if example.positive else "near_miss",
            text=example.quote,
            codes=((right, 1.0),) if right is not None and known else (),
            wording=Wording(zh=example.quote, en=example.quote),
            weight=1.0 if example.positive else _NEAR_MISS,
        )


def _both(code: Code, kind: str, wording: Wording, weight: float = 1.0) -> Iterator[Exemplar]:
    for text in dict.fromkeys((wording.zh, wording.en)):
        if text:
            yield Exemplar(kind=kind, text=text, codes=((code.id, 1.0),), wording=wording, weight=weight)


def coded_exemplars(documents: Sequence[TaughtDocument], most: int) -> tuple[Exemplar, ...]:
    """Return the coded passages; where there are too many, sentences without a code give way first."""
    taught = [(number, lesson) for number, document in enumerate(documents) for lesson in document.lessons]
    if len(taught) > most:
        ranked = sorted(
            taught, key=lambda each: (not each[1].codes, content_hash([documents[each[0]].id, each[1].text]))
        )
        kept = {id(lesson) for _number, lesson in ranked[:most]}
        taught = [each for each in taught if id(each[1]) in kept]
    return tuple(
        Exemplar(
            kind="quote" if lesson.quote else "coding",
            text=lesson.text,
            codes=lesson.codes,
            wording=Wording(zh=lesson.text, en=lesson.text),
            document=number,
            segment_id=lesson.segment_id,
        )
        for number, lesson in taught
    )
