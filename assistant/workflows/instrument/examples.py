"""Adjudicated passages that may be shown in a prompt, and the rule that keeps the unit's own document out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from assistant.domain.codebook import Codebook
from assistant.domain.coding import Coding, CodingMode
from assistant.domain.identifiers import CodeId, DocumentId, SegmentId, content_hash
from assistant.ports import Records
from assistant.prompting import ShownExample
from assistant.reprints import fingerprint, is_reprint
from assistant.workflows.instrument.nearness import Nearness


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjudicatedExample:
    """Words to which adjudication gave codes.

    Attributes:
        codes: Every code that the segment was given in the end; others are known not to hold.
    """

    document_id: DocumentId
    segment_id: SegmentId
    quote: str
    code: CodeId
    codes: frozenset[CodeId]


@dataclass(frozen=True, slots=True)
class Retrieved:
    """An example with why it is shown: what it is near to, and how near."""

    shown: ShownExample
    nearness: float

    def veiled(self, hide: Callable[[str], str]) -> ShownExample:
        """Return it as it may be sent."""
        return replace(self.shown, quote=hide(self.shown.quote))


class ExamplePool:
    """All examples at hand. What it holds is part of who the instrument is."""

    def __init__(
        self,
        examples: Iterable[AdjudicatedExample] = (),
        audit: frozenset[SegmentId] = frozenset(),
        texts: Mapping[DocumentId, str] | None = None,
    ) -> None:
        """Take in examples.

        Args:
            examples: Adjudicated codings; those in the audit sample are left out here.
            audit: Segments of the audit sample.
            texts: Whole texts of the examples' documents, to tell reprints.
        """
        self._examples = tuple(each for each in examples if each.segment_id not in audit)
        self._prints = {name: fingerprint(text) for name, text in (texts or {}).items()}

    @property
    def digest(self) -> str:
        """Hash of what it holds, ``none`` where that is nothing."""
        if not self._examples:
            return "none"
        return content_hash([{**asdict(each), "codes": sorted(each.codes)} for each in self._examples])

    def outside(self, document_id: DocumentId, text: str) -> tuple[AdjudicatedExample, ...]:
        """Return the examples that stand in neither this document nor a reprint of it."""
        own = fingerprint(text)
        reprints = {name for name, other in self._prints.items() if is_reprint(own, other)}
        return tuple(each for each in self._examples if each.document_id not in reprints | {document_id})


def nearest_examples(
    text: str, examples: Sequence[AdjudicatedExample], codes: Sequence[CodeId], nearness: Nearness, most: int
) -> tuple[Retrieved, ...]:
    """Return the nearest examples: of the candidate, with the nearest passage of each sibling as a near miss.

    Args:
        text: The unit's words.
        examples: Those that may be shown.
        codes: The candidate, then its siblings.
        nearness: How near texts are.
        most: Most examples in all.
    """
    candidate, *siblings = codes
    scores = dict(zip(examples, nearness.of(text, [each.quote for each in examples]), strict=True))
    positive = [each for each in examples if each.code == candidate]
    misses = list(_misses(scores, candidate, siblings))[: most // 2]
    chosen = sorted(positive, key=lambda each: -scores[each])[: max(0, most - len(misses))]
    return tuple(
        Retrieved(ShownExample(code=candidate, quote=each.quote, positive=each in chosen), scores[each])
        for each in (*chosen, *misses)
    )


def _misses(
    scores: Mapping[AdjudicatedExample, float], candidate: CodeId, siblings: Sequence[CodeId]
) -> Iterator[AdjudicatedExample]:
    for sibling in siblings:
        held = [each for each in scores if each.code == sibling and candidate not in each.codes]
        if held:
            yield max(held, key=lambda each: scores[each])


def gather_examples(records: Records, book: Codebook, audit: frozenset[SegmentId]) -> ExamplePool:
    """Return the adjudicated codings of a study as examples."""
    codings = [each for each in records.codings() if _counts(each, book)]
    of_segment: dict[SegmentId, set[CodeId]] = {}
    for coding in codings:
        of_segment.setdefault(coding.segment_id, set()).add(coding.code)
    texts = {document_id: records.document(document_id).text for document_id in {each.document_id for each in codings}}
    examples = [
        AdjudicatedExample(
            document_id=coding.document_id,
            segment_id=coding.segment_id,
            quote=coding.span.read(texts[coding.document_id]),
            code=coding.code,
            codes=frozenset(of_segment[coding.segment_id]),
        )
        for coding in codings
    ]
    return ExamplePool(dict.fromkeys(examples), audit, texts)


def _counts(coding: Coding, book: Codebook) -> bool:
    return coding.mode is CodingMode.ADJUDICATED and coding.codebook_id == book.id
