"""Records as the browser gets them: plain JSON values, offsets in code points."""

from __future__ import annotations

from assistant.domain.codebook import Codebook, Wording
from assistant.domain.coding import Coding, Decision
from assistant.domain.document import Document
from assistant.domain.proposal import Proposal
from assistant.domain.segment import Segment
from assistant.ports import Source
from assistant.workflows.indexing import Passage, place_words

Json = dict[str, object]


def source_view(source: Source) -> Json:
    """Return a source as a line of the list."""
    metadata = source.metadata
    return {
        "id": source.id,
        "title": metadata.title,
        "type": metadata.source_type.value,
        "case": metadata.case,
        "voice": metadata.voice,
        "date": metadata.date,
        "file": source.file_name,
        "units": source.units,
    }


def codebook_view(codebook: Codebook) -> Json:
    """Return what the page shows of the codebook."""
    return {
        "families": [
            {"id": family.id, "zh": family.label.in_language("zh"), "en": family.label.in_language("en")}
            for family in codebook.families
        ],
        "codes": [
            {
                "id": code.id,
                "family": code.family,
                "zh": code.label.in_language("zh"),
                "en": code.label.in_language("en"),
                "definition_zh": code.definition.in_language("zh"),
                "definition_en": code.definition.in_language("en"),
            }
            for code in codebook.codes
        ],
        "attributes": {
            attribute.id: _labels(attribute.label)
            | {"values": {each.id: _labels(each.label) for each in attribute.values}}
            for attribute in codebook.attributes
        },
    }


def _labels(label: Wording) -> Json:
    return {"zh": label.in_language("zh"), "en": label.in_language("en")}


def segment_view(segment: Segment) -> Json:
    """Return where a segment stands."""
    return {
        "id": segment.id,
        "start": segment.span.start,
        "end": segment.span.end,
        "kind": segment.kind.value,
    }


def document_view(document: Document, segments: tuple[Segment, ...]) -> Json:
    """Return a text with its segments and pages."""
    return {
        "id": document.id,
        "text": document.text,
        "segments": [segment_view(segment) for segment in segments],
        "pages": [[mark.start, mark.number] for mark in document.pages],
        "notes": [[note.kind, note.count, note.detail] for note in document.provenance.notes],
    }


def proposal_view(proposal: Proposal, decision: Decision | None) -> Json:
    """Return a proposal as a card, with what this person decided."""
    return {
        "id": proposal.id,
        "segment": proposal.segment_id,
        "family": proposal.family,
        "code": proposal.code,
        "rank": proposal.rank.value,
        "evidence": [[each.span.start, each.span.end, each.match.value] for each in proposal.evidence],
        "unlocated": [[each.quote, each.match.value] for each in proposal.unlocated],
        "rationale": proposal.rationale,
        "grounds": [[ground.kind, ground.text] for ground in proposal.grounds],
        "attributes": [list(pair) for pair in proposal.attributes],
        "decision": None if decision is None else {"action": decision.action.value, "reason": decision.reason},
    }


def coding_view(coding: Coding) -> Json:
    """Return a coding as the page draws it."""
    return {"id": coding.id, "start": coding.span.start, "end": coding.span.end, "code": coding.code}


def passage_view(passage: Passage) -> Json:
    """Return a hit with its place and the words that matched."""
    return {
        "source": passage.source.id,
        "type": passage.source.metadata.source_type.value,
        "place": place_words(passage.source.metadata, passage.page, passage.time_ms),
        "start": passage.segment.body.start,
        "end": passage.segment.body.end,
        "text": passage.text,
        "matches": [[match.query, match.word, round(match.cosine, 2)] for match in passage.hit.matches],
    }
