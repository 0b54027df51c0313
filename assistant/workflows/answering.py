"""Answers of an instrument for many sources, handed over in batches; several sources at once where it allows that."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Protocol, runtime_checkable

from assistant.domain.document import Document
from assistant.domain.identifiers import RunId
from assistant.domain.unit import Answer, Unit
from assistant.errors import AssistantError
from assistant.ports import Proposer, Source

BATCH = 32
"""Answers recorded in one transaction: what a killed run repeats at most."""


@runtime_checkable
class Wide(Protocol):
    """A proposer that can be asked about several documents at once, each on a thread of its own."""

    @property
    def documents_at_once(self) -> int:
        """Most documents at once."""
        ...

    def go(self) -> None:
        """Let questions pass again after ``halt``."""
        ...

    def halt(self) -> None:
        """Put no further question; every document ends with what is complete."""
        ...


@dataclass(frozen=True, slots=True)
class Job:
    """A source, and what reads the units to be answered."""

    source: Source
    read: Callable[[], tuple[Document, list[Unit]]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Answers for one source; ``fault`` says why there are no more of it, empty where it goes on or is done."""

    source: Source
    answers: Sequence[Answer]
    fault: str = ""


def answer_jobs(proposer: Proposer, jobs: Sequence[Job], run_id: RunId) -> Iterator[Batch]:
    """Yield the answers for all sources; a fault of one ends the others with what they have complete."""
    if isinstance(proposer, Wide) and proposer.documents_at_once > 1 and len(jobs) > 1:
        proposer.go()
        yield from _side_by_side(proposer, proposer, jobs, run_id)
        return
    for job in jobs:
        for batch in _batches(proposer, job, run_id):
            yield batch
            if batch.fault:
                return


def _batches(proposer: Proposer, job: Job, run_id: RunId) -> Iterator[Batch]:
    """Yield answers in batches; where the instrument cannot go on, first what it gave so far."""
    held: list[Answer] = []
    fault = ""
    try:
        for answer in proposer.propose(*job.read(), run_id):
            held.append(answer)
            if len(held) == BATCH:
                yield Batch(job.source, held)
                held = []
    except AssistantError as error:
        fault = str(error)
    if held or fault:
        yield Batch(job.source, held, fault)


class _Row:
    """Sources that are answered side by side."""

    def __init__(self, proposer: Proposer, run_id: RunId) -> None:
        self.arrived: SimpleQueue[Batch | None] = SimpleQueue()
        self.halted = threading.Event()
        self._proposer = proposer
        self._run_id = run_id

    def work(self, job: Job) -> None:
        """Put the batches of a source on the queue, and None when there are no more."""
        try:
            if not self.halted.is_set():
                for batch in _batches(self._proposer, job, self._run_id):
                    self.arrived.put(batch)
        finally:
            self.arrived.put(None)

    def batches(self, sources: int) -> Iterator[Batch]:
        """Yield batches until so many sources have none left."""
        while sources:
            batch = self.arrived.get()
            if batch is None:
                sources -= 1
            else:
                yield batch


def _side_by_side(proposer: Proposer, wide: Wide, jobs: Sequence[Job], run_id: RunId) -> Iterator[Batch]:
    row = _Row(proposer, run_id)
    done = False
    with ThreadPoolExecutor(wide.documents_at_once, thread_name_prefix="source") as pool:
        under_way = [pool.submit(row.work, job) for job in jobs]
        try:
            for batch in row.batches(len(jobs)):
                if batch.fault:
                    row.halted.set()
                    wide.halt()
                yield batch
            done = True
        finally:
            if not done:
                row.halted.set()
                wide.halt()
    for ended in under_way:
        ended.result()
