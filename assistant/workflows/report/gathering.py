"""From the ledger to exhibits: every accepted coding with its words, place, case and the number of its quotation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from assistant.domain.acts import Event
from assistant.domain.codebook import Codebook, Wording
from assistant.domain.document import Document, SpeakerRole
from assistant.domain.identifiers import DocumentId
from assistant.domain.segment import Segment
from assistant.exemplar import planned_never_supports
from assistant.ports import Source
from assistant.reporting.exhibits import (
    NOT_YET,
    Exhibit,
    Passage,
    SourceEntry,
    kept_from_plans,
    number_quotations,
)
from assistant.reporting.standing import Acceptance, Accepted
from assistant.segmenting.cases import CaseGuide, guide_to_cases, learn_names, split_cases
from assistant.workflows.accepting import accepted_evidence
from assistant.workflows.report.looking import passages_coded
from assistant.workflows.triangulate.standing import voices_by_source
from assistant.workflows.workbench import Workbench

_CASE = "case"
"""A coding's attribute of this name says of which case it speaks, whatever the text says."""
_LENGTH = re.compile(
    r"(?:约|近|共)?\s*(?:\d+(?:\.\d+)?|[一二两三四五六七八九十]+|半)\s*(?:个)?(?:小时|分钟)半?|\b\d+(?:\.\d+)?\s*(?:hours?|h|minutes?|mins?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyEvidence:
    """All that the tables are made from.

    Attributes:
        head: The newest event, so that anybody can tell which state of the study this is; None for an empty ledger.
        acceptance: Which codings count, and what was left out.
    """

    codebook: Codebook
    sources: tuple[SourceEntry, ...]
    exhibits: tuple[Exhibit, ...]
    acceptance: Acceptance
    head: Event | None


@dataclass(frozen=True, slots=True)
class _Shelf:
    """One source with its text, its segments and its cases."""

    entry: SourceEntry
    document: Document
    guide: CaseGuide


def gather_evidence(bench: Workbench) -> StudyEvidence:
    """Return the accepted evidence of a study.

    Raises:
        StudyError: The study has no codebook.
    """
    codebook = bench.codebook()
    acceptance = accepted_evidence(bench.ledger, codebook)
    there = sorted((each.document_id, each.span) for each in acceptance.accepted)
    numbers = number_quotations(chain(passages_coded(bench.ledger.events()), there))
    shelves = _shelves(bench)
    barred = planned_never_supports(codebook)
    exhibits = tuple(
        _exhibit(each, shelves[each.document_id], numbers, codebook, barred) for each in acceptance.accepted
    )
    return StudyEvidence(
        codebook=codebook,
        sources=tuple(shelf.entry for shelf in shelves.values()),
        exhibits=tuple(sorted(exhibits, key=lambda each: (each.source.number, each.span, each.code))),
        acceptance=acceptance,
        head=next(iter(bench.ledger.events(after=max(0, bench.ledger.head() - 1))), None),
    )


def _shelves(bench: Workbench) -> dict[DocumentId, _Shelf]:
    sources = bench.ledger.sources()
    documents = {source.id: bench.ledger.document(source.id) for source in sources}
    cases = {source.id: split_cases(source.metadata.case) for source in sources}
    names = learn_names([(cases[source.id], documents[source.id].text) for source in sources], bench.case_names)
    voices = voices_by_source(bench)
    return {
        source.id: _Shelf(
            _entry(source, number, documents[source.id], voices[source.id]),
            documents[source.id],
            guide_to_cases(documents[source.id], _segments(bench, source, cases[source.id]), cases[source.id], names),
        )
        for number, source in enumerate(sources, start=1)
    }


def _segments(bench: Workbench, source: Source, cases: tuple[str, ...]) -> tuple[Segment, ...]:
    """Return the segments where they are needed: to tell several cases apart."""
    return bench.ledger.segments(source.id) if len(cases) > 1 else ()


def _entry(source: Source, number: int, document: Document, voice: str) -> SourceEntry:
    timed = [block for block in document.blocks if block.start_ms is not None]
    last = timed[-1] if timed else None
    end = None if last is None else last.end_ms or last.start_ms
    return SourceEntry(
        id=source.id,
        number=number,
        file_name=source.file_name,
        metadata=source.metadata,
        characters=source.characters,
        units=source.units,
        voice=voice,
        respondents=tuple(dict.fromkeys(_respondents(document))),
        duration_ms=None if end is None or timed[0].start_ms is None else end - timed[0].start_ms,
        at_least=last is not None and last.end_ms is None,
        stated=_stated_length(document),
    )


def _respondents(document: Document) -> Iterator[str]:
    return (block.speaker for block in document.blocks if block.speaker and block.role is SpeakerRole.RESPONDENT)


def _stated_length(document: Document) -> str:
    """Return how long the conversation was as the head of the transcript, before the first turn, says."""
    first = next((block.span.start for block in document.blocks if block.speaker), 0)
    found = _LENGTH.search(document.text[:first])
    return found[0].strip() if found else ""


def _exhibit(
    accepted: Accepted, shelf: _Shelf, numbers: Mapping[Passage, str], codebook: Codebook, barred: frozenset[str]
) -> Exhibit:
    document, attributes = shelf.document, dict(accepted.attributes)
    block = document.block_at(accepted.span.start)
    planned = attributes.get("modality") in NOT_YET
    return Exhibit(
        quotation=numbers[accepted.document_id, accepted.span],
        code=accepted.code,
        family=accepted.family,
        document_id=accepted.document_id,
        segment_id=accepted.segment_id,
        span=accepted.span,
        text=accepted.span.read(document.text),
        source=shelf.entry,
        standing=accepted.standing,
        coders=accepted.coders,
        case=attributes.get(_CASE) or shelf.guide.case_of(accepted.segment_id, accepted.span),
        supports=not (planned and kept_from_plans(accepted.code, accepted.family, barred, codebook)),
        attributes=attributes,
        page=document.page_at(accepted.span.start),
        time_ms=None if block is None else block.start_ms,
        block=None if block is None else block.number,
    )


def left_out_words(pairs: Iterable[tuple[Wording, int]]) -> Wording:
    """Return what was left out, counted, as one sentence; empty where nothing was."""
    told = [(what, count) for what, count in pairs if count]
    if not told:
        return Wording()
    zh, en = (
        "；".join(f"{what.zh} {count}" for what, count in told),
        "; ".join(f"{count} {what.en}" for what, count in told),
    )
    return Wording(f"未计入：{zh}。", f"Left out: {en}.")
