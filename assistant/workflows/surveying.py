"""How far a person has come with each source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.domain.coding import Coding
from assistant.domain.fieldwork import Lock
from assistant.domain.identifiers import CoderId, DocumentId
from assistant.ports import Selection
from assistant.workflows.review import undecided_by_source
from assistant.workflows.workbench import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far one person is with one source, in units and proposals.

    Attributes:
        coded: Units in which a coding of theirs begins.
        uncoded: The other units.
        locked: Units they are done with.
        undecided: Proposals that stand and that they have not decided on.
    """

    coded: int
    uncoded: int
    locked: int
    undecided: int


def survey_sources(bench: Workbench, coder: CoderId) -> Mapping[DocumentId, Standing]:
    """Return how far a person is with every source."""
    mine = Selection(coders=frozenset({coder}))
    coded = _units(bench.ledger.codings(mine))
    locked = _units(bench.ledger.locks(mine))
    undecided = undecided_by_source(bench, coder)
    return {
        source.id: Standing(
            coded=coded[source.id],
            uncoded=max(0, source.units - coded[source.id]),
            locked=locked[source.id],
            undecided=undecided[source.id],
        )
        for source in bench.ledger.sources()
    }


def _units(records: Iterable[Coding | Lock]) -> Counter[DocumentId]:
    """Count segments, each once however many records it has."""
    return Counter(document for document, _ in {(each.document_id, each.segment_id) for each in records})
