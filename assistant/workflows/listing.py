"""Proposals and codings with the words they stand on, read from canonical text each time."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.coding import Coding, Decision
from assistant.domain.identifiers import DocumentId, ProposalId
from assistant.domain.proposal import Proposal
from assistant.errors import StudyError
from assistant.ports import Selection, Source
from assistant.workflows.review import standing_proposals
from assistant.workflows.workbench import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalLine:
    """A proposal with its quotations and what people decided."""

    proposal: Proposal
    source: Source
    quotations: tuple[str, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingLine:
    """A coding with its quotation."""

    coding: Coding
    source: Source
    quotation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTable:
    """Rows to be written to a file."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def list_proposals(bench: Workbench, documents: frozenset[DocumentId] = frozenset()) -> list[ProposalLine]:
    """Return the proposals in the sources named, or in all."""
    selection = Selection(documents=documents)
    decided: dict[ProposalId, list[Decision]] = {}
    for decision in bench.ledger.decisions(selection):
        decided.setdefault(decision.proposal_id, []).append(decision)
    texts = _Texts(bench)
    return [
        ProposalLine(
            proposal=proposal,
            source=texts.source(proposal.document_id),
            quotations=tuple(evidence.span.read(texts.text(proposal.document_id)) for evidence in proposal.evidence),
            decisions=tuple(decided.get(proposal.id, ())),
        )
        for proposal in standing_proposals(bench, selection)
    ]


def list_codings(bench: Workbench, selection: Selection | None = None) -> list[CodingLine]:
    """Return the codings in force with their words."""
    texts = _Texts(bench)
    return [
        CodingLine(
            coding=coding,
            source=texts.source(coding.document_id),
            quotation=coding.span.read(texts.text(coding.document_id)),
        )
        for coding in bench.ledger.codings(selection or Selection())
    ]


def find_proposal(bench: Workbench, wanted: str) -> ProposalId:
    """Return the one proposal whose id begins with the characters given.

    Raises:
        StudyError: None or several do.
    """
    fits = [proposal.id for proposal in bench.ledger.proposals() if proposal.id.startswith(wanted)] if wanted else []
    if len(fits) == 1:
        return fits[0]
    several = "several proposals have" if fits else "no proposal has"
    raise StudyError(f"{several} an id beginning with {wanted!r}; `tricoder proposals` lists them")


def table_of(bench: Workbench, what: str) -> ListTable:
    """Return the rows of one of the tables that can be exported.

    Raises:
        StudyError: There is no such table.
    """
    makers = {"codings": _codings_table, "proposals": _proposals_table, "sources": _sources_table}
    if what not in makers:
        raise StudyError(f"{what!r} cannot be exported; say {', '.join(makers)}")
    return makers[what](bench)


def _codings_table(bench: Workbench) -> ListTable:
    columns = ("id", "coder", "document", "file", "title", "type", "case", "start", "end", "code", "rank", "mode",
               "attributes", "memo", "text")  # fmt: skip
    rows = tuple(
        (
            line.coding.id,
            line.coding.coder_id,
            line.source.id,
            line.source.file_name,
            line.source.metadata.title,
            line.source.metadata.source_type.value,
            line.source.metadata.case,
            line.coding.span.start,
            line.coding.span.end,
            line.coding.code,
            line.coding.rank.value,
            line.coding.mode.value,
            _pairs(line.coding.attributes),
            line.coding.memo,
            line.quotation,
        )
        for line in list_codings(bench)
    )
    return ListTable(columns=columns, rows=rows)


def _proposals_table(bench: Workbench) -> ListTable:
    columns = ("id", "instrument", "document", "file", "segment", "code", "rank", "spans", "match", "rationale",
               "decisions", "text")  # fmt: skip
    rows = tuple(
        (
            line.proposal.id,
            line.proposal.coder_id,
            line.source.id,
            line.source.file_name,
            line.proposal.segment_id,
            line.proposal.code,
            line.proposal.rank.value,
            " ".join(f"{evidence.span.start}:{evidence.span.end}" for evidence in line.proposal.evidence),
            " ".join(evidence.match.value for evidence in line.proposal.evidence),
            line.proposal.rationale,
            "; ".join(f"{decision.coder_id}: {decision.action.value}" for decision in line.decisions),
            " … ".join(line.quotations),
        )
        for line in list_proposals(bench)
    )
    return ListTable(columns=columns, rows=rows)


def _sources_table(bench: Workbench) -> ListTable:
    columns = ("id", "file", "title", "type", "case", "organisation", "publisher", "voice", "date", "language",
               "characters", "segments", "units")  # fmt: skip
    rows = tuple(
        (
            source.id,
            source.file_name,
            source.metadata.title,
            source.metadata.source_type.value,
            source.metadata.case,
            source.metadata.organisation,
            source.metadata.publisher,
            source.metadata.voice,
            source.metadata.date,
            source.metadata.language.value,
            source.characters,
            source.segments,
            source.units,
        )
        for source in bench.ledger.sources()
    )
    return ListTable(columns=columns, rows=rows)


def _pairs(attributes: tuple[tuple[str, str], ...]) -> str:
    return "; ".join(f"{name}={value}" for name, value in attributes)


class _Texts:
    """Canonical texts fetched once per listing."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._sources = {source.id: source for source in bench.ledger.sources()}
        self._texts: dict[DocumentId, str] = {}

    def source(self, document_id: DocumentId) -> Source:
        return self._sources[document_id]

    def text(self, document_id: DocumentId) -> str:
        if document_id not in self._texts:
            self._texts[document_id] = self._bench.ledger.document(document_id).text
        return self._texts[document_id]
