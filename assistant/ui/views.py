"""Records as the browser gets them: plain JSON values, offsets in code points."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.domain.codebook import Code, Codebook, Exclusion, Wording
from assistant.domain.coding import Coding, Decision
from assistant.domain.document import Document
from assistant.domain.fieldwork import Flips, Memo
from assistant.domain.identifiers import CodeId, CoderId, DocumentId, SegmentId
from assistant.domain.proposal import Proposal, Rank
from assistant.domain.segment import Segment
from assistant.domain.span import Span
from assistant.ports import Source
from assistant.workflows.following import Changes
from assistant.workflows.indexing import Passage, place_words

Json = dict[str, object]
Steadiness = Mapping[tuple[CoderId, SegmentId, CodeId], Flips]
"""How steady an instrument was about a code of a unit, where that was measured."""


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
    """Return the codebook as it is read beside the text."""
    return {
        "id": codebook.id,
        "version": codebook.version,
        "families": [
            {"id": family.id, "rule": family.rule.value, "question": _labels(family.question)} | _labels(family.label)
            for family in codebook.families
        ],
        "codes": [code_view(code) for code in codebook.codes],
        "attributes": {
            attribute.id: _labels(attribute.label)
            | {"values": {each.id: _labels(each.label) for each in attribute.values}}
            for attribute in codebook.attributes
        },
    }


def code_view(code: Code) -> Json:
    """Return one entry, with what decides between it and its neighbours."""
    return _labels(code.label) | {
        "id": code.id,
        "family": code.family,
        "definition_zh": code.definition.in_language("zh"),
        "definition_en": code.definition.in_language("en"),
        "inclusion": [_labels(line) for line in code.inclusion],
        "exclusions": [_exclusion(each) for each in code.exclusions],
        "examples": [
            {"quote": each.quote, "positive": each.positive, "instead": each.instead, "why": _labels(each.why)}
            for each in code.examples
        ],
    }


def _exclusion(exclusion: Exclusion) -> Json:
    return {"neighbour": exclusion.neighbour, "rule": _labels(exclusion.rule)}


def _labels(label: Wording) -> Json:
    return {"zh": label.in_language("zh"), "en": label.in_language("en")}


def segment_view(segment: Segment) -> Json:
    """Return where a segment stands, what in it may be coded, and the question it answers."""
    return {
        "id": segment.id,
        "start": segment.span.start,
        "end": segment.span.end,
        "kind": segment.kind.value,
        "unit": segment.is_unit,
        "body": _ends(segment.body),
        "sentences": [_ends(sentence) for sentence in segment.sentences],
        "question": None if segment.question is None else _ends(segment.question),
    }


def _ends(span: Span) -> list[int]:
    return [span.start, span.end]


def document_view(document: Document, segments: tuple[Segment, ...]) -> Json:
    """Return a text with its passages and pages."""
    return {
        "id": document.id,
        "text": document.text,
        "passages": [segment_view(segment) for segment in segments],
        "pages": [[mark.start, mark.number] for mark in document.pages],
        "notes": [[note.kind, note.count, note.detail] for note in document.provenance.notes],
    }


def proposal_view(proposal: Proposal, decision: Decision | None, steadiness: Steadiness) -> Json:
    """Return a proposal as a card, with what this person decided."""
    flips = steadiness.get((proposal.coder_id, proposal.segment_id, proposal.code))
    return {
        "id": proposal.id,
        "by": proposal.coder_id,
        "segment": proposal.segment_id,
        "family": proposal.family,
        "code": proposal.code,
        "rank": proposal.rank.value,
        "evidence": [[each.span.start, each.span.end, each.match.value] for each in proposal.evidence],
        "unlocated": [[each.quote, each.match.value] for each in proposal.unlocated],
        "rationale": proposal.rationale,
        "grounds": [[ground.kind, ground.text, ground.score] for ground in proposal.grounds],
        "attributes": [list(pair) for pair in proposal.attributes],
        "stability": None if flips is None else [flips.given, flips.asked],
        "decision": decision_view(decision),
    }


def decision_view(decision: Decision | None) -> Json | None:
    """Return what a person decided, None where the proposal is open."""
    return None if decision is None else {"action": decision.action.value, "reason": decision.reason}


def coding_view(coding: Coding) -> Json:
    """Return a coding as the page draws it; a source may have ten thousand, so what is usual is left out."""
    view: Json = {
        "id": coding.id,
        "by": coding.coder_id,
        "start": coding.span.start,
        "end": coding.span.end,
        "code": coding.code,
        "mode": coding.mode.value,
    }
    if coding.rank is not Rank.PRIMARY:
        view["rank"] = coding.rank.value
    if coding.attributes:
        view["attributes"] = [list(pair) for pair in coding.attributes]
    if coding.origin is not None:
        view["origin"] = coding.origin
    return view


def memo_view(memo: Memo) -> Json:
    """Return a memo with what it is about."""
    return {
        "id": memo.id,
        "by": memo.coder_id,
        "target": memo.target.value,
        "text": memo.text,
        "source": memo.document_id,
        "span": None if memo.span is None else _ends(memo.span),
        "code": memo.code,
        "coding": memo.coding_id,
        "private": memo.private,
    }


def changes_view(changes: Changes, document_id: DocumentId) -> Json:
    """Return what a page has to change so that it shows what is there."""
    return {
        "source": document_id,
        "seq": changes.seq,
        "again": changes.again,
        "codebook": changes.codebook,
        "codings": [coding_view(coding) for coding in changes.codings],
        "gone": sorted(changes.gone),
        "others": None if changes.others is None else sorted(changes.others),
        "decisions": [[proposal, decision_view(decision)] for proposal, decision in changes.decisions],
        "memos": None if changes.memos is None else [memo_view(memo) for memo in changes.memos],
        "locks": [[list(units), locked] for units, locked in changes.locks],
    }


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
