"""Answers of an instrument for many sources; one that can goes over all of them in one sweep."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from assistant.domain.document import Document
from assistant.domain.identifiers import DocumentId, RunId
from assistant.domain.unit import Answer, Unit
from assistant.ports import Proposer, Source


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


@dataclass(frozen=True, slots=True)
class Job:
    """A source, and what reads the units to be answered."""

    source: Source
    read: Callable[[], tuple[Document, list[Unit]]]


def answers(proposer: Proposer, jobs: Sequence[Job], run_id: RunId) -> Iterator[tuple[DocumentId, Answer] | None]:
    """Yield the answers for all sources, those of one in order; None where one is long in coming.

    Raises:
        AssistantError: The instrument cannot go on; what was complete has been yielded.
    """
    if isinstance(proposer, Wide):
        yield from proposer.propose_all((job.read() for job in jobs), run_id)
        return
    for job in jobs:
        for answer in proposer.propose(*job.read(), run_id):
            yield job.source.id, answer
