"""Small nouns for tests, with everything filled in that a test does not care about."""

from __future__ import annotations

import hashlib

from assistant.domain.acts import CodebookPublished, CoderRegistered, RunStarted, SourceAdded, StudyCreated
from assistant.domain.codebook import Code, Codebook, Family, FamilyRule, Wording
from assistant.domain.coder import Coder, CoderKind
from assistant.domain.coding import Action, Coding, CodingMode, Decision, Exposure
from assistant.domain.document import Block, BlockKind, Document, Provenance, SourceMetadata, SourceType
from assistant.domain.proposal import Evidence, MatchStatus, Proposal
from assistant.domain.segment import Segment, SegmentKind
from assistant.domain.span import Span

LEAD = "lead"


def document(*paragraphs: str, name: str = "note.txt") -> Document:
    """A document of paragraphs."""
    blocks, at = [], 0
    for number, paragraph in enumerate(paragraphs, start=1):
        span = Span(at, at + len(paragraph))
        blocks.append(Block(span=span, body=span, kind=BlockKind.PARAGRAPH, number=number))
        at += len(paragraph) + 1
    words = "\n".join(paragraphs)
    return Document(
        id=hashlib.sha256(words.encode()).hexdigest(),
        text=words,
        blocks=tuple(blocks),
        provenance=Provenance(file_name=name, size=len(words.encode()), media_type="text/plain", reader="test"),
    )


def segments(doc: Document) -> tuple[Segment, ...]:
    """One segment per block."""
    return tuple(
        Segment(
            id=hashlib.sha256(f"{doc.id}{block.span}".encode()).hexdigest(),
            document_id=doc.id,
            ordinal=number,
            span=block.span,
            body=block.body,
            kind=SegmentKind.PARAGRAPH,
            sentences=(block.body,),
        )
        for number, block in enumerate(doc.blocks)
    )


def source_added(doc: Document, *, source_type: SourceType = SourceType.NEWS) -> SourceAdded:
    """The act that brings a document in."""
    metadata = SourceMetadata(title=doc.provenance.file_name, source_type=source_type)
    return SourceAdded(document=doc, metadata=metadata, segmenter="test", segments=segments(doc))


def codebook(*codes: str) -> Codebook:
    """A codebook with one multi-label family."""
    entries = tuple(
        Code(id=code, family="A", label=Wording(code, code), definition=Wording(f"{code} 的定义", f"what {code} is"))
        for code in codes or ("A.1", "A.2")
    )
    family = Family(id="A", label=Wording("类型", "type"), question=Wording("?", "?"), rule=FamilyRule.MULTIPLE)
    name = hashlib.sha256("".join(codes).encode()).hexdigest()
    return Codebook(id=name, name="test", version="1", title=Wording("测试", "test"), families=(family,), codes=entries)


def person(name: str = LEAD) -> Coder:
    """A person."""
    return Coder(id=name, name=name, kind=CoderKind.PERSON)


INSTRUMENT = Coder(id="instrument", name="test", kind=CoderKind.INSTRUMENT)


def opening_acts(doc: Document, book: Codebook) -> list[object]:
    """A study with one source, one instrument and a run under way."""
    return [
        StudyCreated(name="study", language="zh"),
        CoderRegistered(coder=person()),
        CoderRegistered(coder=INSTRUMENT),
        CodebookPublished(codebook=book, reason="first"),
        source_added(doc),
        RunStarted(run_id="run", coder_id=INSTRUMENT.id, codebook_id=book.id),
    ]


def proposal(doc: Document, book: Codebook, span: Span, *, name: str = "proposal") -> Proposal:
    """A proposal with evidence."""
    segment = next(each for each in segments(doc) if each.span.covers(span))
    return Proposal(
        id=name,
        run_id="run",
        coder_id=INSTRUMENT.id,
        codebook_id=book.id,
        document_id=doc.id,
        segment_id=segment.id,
        family="A",
        code=book.codes[0].id,
        evidence=(Evidence(span, MatchStatus.EXACT),),
        rationale="because",
    )


def coding(doc: Document, book: Codebook, span: Span, *, name: str = "coding", coder: str = LEAD) -> Coding:
    """A blind coding."""
    segment = next(each for each in segments(doc) if each.span.covers(span))
    return Coding(
        id=name,
        coder_id=coder,
        codebook_id=book.id,
        document_id=doc.id,
        segment_id=segment.id,
        span=span,
        code=book.codes[0].id,
        mode=CodingMode.BLIND,
    )


def decision(of: Proposal, made: Coding | None, *, name: str = "decision") -> Decision:
    """A decision by the lead."""
    return Decision(
        id=name,
        proposal_id=of.id,
        coder_id=LEAD,
        action=Action.ACCEPT if made else Action.REJECT,
        reason="stands there",
        exposure=Exposure("test"),
        coding=made,
    )
