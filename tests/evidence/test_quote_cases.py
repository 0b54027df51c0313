from __future__ import annotations

import pytest

from assistant.domain.document import Block, BlockKind, Document, Provenance, SpeakerRole
from assistant.domain.identifiers import DocumentId
from assistant.domain.proposal import LOCATED, MatchStatus
from assistant.domain.segment import Segment
from assistant.domain.span import Span
from assistant.evidence import Located, locate_in_segments
from assistant.segmenting import segment_document
from tests.evidence import quote_cases, quote_traps
from tests.evidence.quote_cases import QuoteCase

PASSAGES = quote_cases.PASSAGES | quote_traps.PASSAGES
FAITHFUL = quote_cases.FAITHFUL + quote_traps.FAITHFUL
REFUSED = quote_cases.REFUSED + quote_traps.REFUSED
CASES = FAITHFUL + REFUSED

ROLES = {"问": SpeakerRole.INTERVIEWER, "Q": SpeakerRole.INTERVIEWER}
LABELS = ("问：", "答：", "Q: ", "A: ")


def document_of(parts: tuple[str, ...]) -> Document:
    text, blocks = "", []
    for number, part in enumerate(parts, start=1):
        label = next((label for label in LABELS if part.startswith(label)), "")
        role = ROLES.get(part[0], SpeakerRole.RESPONDENT) if label else None
        span = Span(len(text), len(text) + len(part))
        body = Span(span.start + len(label), span.end)
        kind = BlockKind.TURN if label else BlockKind.PARAGRAPH
        blocks.append(Block(span=span, body=body, kind=kind, number=number, speaker=label[:1] or None, role=role))
        text += part + "\n\n"
    provenance = Provenance(file_name="a.txt", size=1, media_type="text/plain", reader="test")
    return Document(id=DocumentId("d"), text=text, blocks=tuple(blocks), provenance=provenance)


DOCUMENTS = {name: document_of(parts) for name, parts in PASSAGES.items()}
SEGMENTS: dict[str, tuple[Segment, ...]] = {name: segment_document(made) for name, made in DOCUMENTS.items()}


def located(case: QuoteCase):
    segments = SEGMENTS[case.passage]
    return locate_in_segments(DOCUMENTS[case.passage].text, segments, segments[case.segment].id, case.quote)


def name_of(case: QuoteCase) -> str:
    return f"{case.kind}-{case.quote}"


@pytest.mark.parametrize("case", FAITHFUL, ids=name_of)
def test_a_faithful_quotation_is_found_at_its_exact_place(case: QuoteCase):
    result = located(case)
    body = SEGMENTS[case.passage][case.segment].body
    start = DOCUMENTS[case.passage].text.index(case.found, body.start, body.end)
    assert isinstance(result, Located), result
    assert result.span == Span(start, start + len(case.found))
    assert result.match in LOCATED
    assert case.status in {None, result.match}


@pytest.mark.parametrize("case", REFUSED, ids=name_of)
def test_a_changed_quotation_is_never_evidence(case: QuoteCase):
    result = located(case)
    assert not isinstance(result, Located), result
    assert result.quote == case.quote
    assert result.detail
    assert case.status in {None, result.match}, result


def test_the_table_is_long_and_says_nothing_twice():
    keys = {(case.passage, case.segment, case.quote) for case in CASES}
    assert len(keys) == len(CASES) >= 700
    assert {case.status for case in REFUSED} >= set(MatchStatus) - LOCATED
