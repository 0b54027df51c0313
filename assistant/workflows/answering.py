"""Answers of an instrument for many sources; one that can goes over all of them in one sweep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, runtime_checkable

from assistant.domain.document import Document
from assistant.domain.identifiers import DocumentId, RunId
from assistant.domain.unit import Answer, Unit
from assistant.ports import Proposer


@runtime_checkable
class Wide(Protocol):
    """A proposer that goes over all sources in one sweep, so that the end of one holds up no other."""

    def propose_all(
        self, documents: Iterable[tuple[Document, Sequence[Unit]]], run_id: RunId
    ) -> Iterator[tuple[DocumentId, Answer] | None]:
        """Yield one answer per unit, those of one document in order; None where one is long in coming."""
        ...

    def halt(self) -> None:
        """Put no further question; what is complete is still handed over."""
        ...


def every_answer(
    proposer: Proposer, documents: Iterable[tuple[Document, Sequence[Unit]]], run_id: RunId
) -> Iterator[tuple[DocumentId, Answer] | None]:
    """Yield the answers for all sources, those of one in order; None where one is long in coming.

    Raises:
        AssistantError: The instrument cannot go on; what was complete has been yielded.
    """
    if isinstance(proposer, Wide):
        yield from proposer.propose_all(documents, run_id)
        return
    for document, units in documents:
        for answer in proposer.propose(document, units, run_id):
            yield document.id, answer
