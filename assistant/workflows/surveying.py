"""How far a person has come with each source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.domain.identifiers import CoderId, DocumentId, SegmentId
from assistant.ports import Selection
from assistant.workflows.review import undecided_by_source
from assistant.workflows.workbench import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far one person is with one source, in units and proposals.

    Attributes:
        coded: Units in which a coding of theirs begins.
        uncoded: The other units.
        undecided: Proposals that stand and that they have not decided on.
    """

    coded: int
    uncoded: int
    undecided: int


def survey_sources(bench: Workbench, coder: CoderId) -> Mapping[DocumentId, Standing]:
    """Return how far a person is with every source."""
    coded: dict[DocumentId, set[SegmentId]] = {}
    for coding in bench.ledger.codings(Selection(coders=frozenset({coder}))):
        coded.setdefault(coding.document_id, set()).add(coding.segment_id)
    undecided = undecided_by_source(bench, coder)
    return {
        source.id: Standing(
            coded=len(coded.get(source.id, ())),
            uncoded=max(0, source.units - len(coded.get(source.id, ()))),
            undecided=undecided[source.id],
        )
        for source in bench.ledger.sources()
    }
