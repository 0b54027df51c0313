"""Sources and findings as the page of sources gets them: plain JSON values, offsets in code points."""

from __future__ import annotations

from assistant.domain.document import Document
from assistant.domain.segment import Segment
from assistant.ports import Source
from assistant.ui.views import Json, passage_view
from assistant.workflows.ingest import FileOutcome
from assistant.workflows.searching import Findings, FoundPassage


def described_view(source: Source) -> Json:
    """Return a source with everything that is known of it, as words that the table edits."""
    metadata = source.metadata
    leaving = {True: "yes", False: "no", None: ""}
    return {
        "id": source.id,
        "file": source.file_name,
        "characters": source.characters,
        "units": source.units,
        "title": metadata.title,
        "source_type": metadata.source_type.value,
        "case": metadata.case,
        "organisation": metadata.organisation,
        "publisher": metadata.publisher,
        "voice": metadata.voice,
        "date": metadata.date,
        "language": metadata.language.value,
        "may_leave": leaving[metadata.may_leave],
    }


def reading_view(document: Document, segments: tuple[Segment, ...]) -> Json:
    """Return a text in passages, each with its page and time code where it has one."""
    passages = []
    for segment in segments:
        block = document.block_at(segment.body.start)
        passages.append(
            {
                "start": segment.span.start,
                "kind": segment.kind.value,
                "page": document.page_at(segment.span.start),
                "time_ms": None if block is None else block.start_ms,
                "text": segment.span.read(document.text),
            }
        )
    notes = [[note.kind, note.count, note.detail] for note in document.provenance.notes]
    return {"id": document.id, "passages": passages, "notes": notes, "reader": document.provenance.reader}


def findings_view(findings: Findings) -> Json:
    """Return what was found and what was looked through."""
    return {
        "passages": [_found_view(each) for each in findings.passages],
        "sources": findings.sources,
        "units": findings.units,
        "without_units": [source.metadata.title for source in findings.without_units],
        "more": findings.more,
    }


def _found_view(found: FoundPassage) -> Json:
    codes = sorted({coding.code for coding in found.codings})
    return passage_view(found.passage) | {"codes": codes, "question": found.passage.question}


def outcome_view(outcome: FileOutcome) -> Json:
    """Return what became of a file."""
    return {
        "name": outcome.path.name,
        "outcome": outcome.outcome.value,
        "source": outcome.document_id,
        "type": outcome.metadata.source_type.value if outcome.metadata else "",
        "characters": outcome.characters,
        "segments": outcome.segments,
        "reason": {"en": "" if outcome.notes else outcome.reason, "zh": outcome.reason_zh},
        "notes": [[note.kind, note.count, note.detail] for note in outcome.notes],
    }
