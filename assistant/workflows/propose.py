"""Runs of an instrument: every unit is answered once per configuration, each answer durable before the next batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from assistant.domain.acts import Act, CoderRegistered, RunFinished, RunStarted, SegmentProposed
from assistant.domain.document import Document
from assistant.domain.identifiers import CoderId, DocumentId, RunId, SegmentId
from assistant.domain.segment import Segment
from assistant.domain.unit import Answer, Unit
from assistant.ports import Progress, Proposer, Records, Run, Source, keep_going
from assistant.workflows.workbench import Workbench

BATCH = 32
"""Answers recorded in one transaction: what a killed run repeats at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What a run did.

    Attributes:
        units: Units it was asked about now.
        earlier: Units this instrument had answered before.
        stopped: The person asked to stop; the same command goes on later.
    """

    run_id: RunId | None
    coder_id: CoderId
    units: int
    earlier: int
    proposals: int
    refusals: int
    stopped: bool


def propose_codes(
    bench: Workbench,
    instrument: str,
    *,
    actor: CoderId,
    documents: frozenset[DocumentId] = frozenset(),
    progress: Progress = keep_going,
) -> RunReport:
    """Let an instrument answer for every unit it has not answered yet, in the sources named or in all.

    The same command after a stop or a crash finishes the rest; after a finished run it does nothing.
    """
    proposer = bench.proposer(instrument)
    earlier = _runs_of(bench, proposer.coder.id)
    answered = frozenset[SegmentId]().union(*(bench.ledger.answered(run.id) for run in earlier))
    sources = [source for source in bench.ledger.sources() if not documents or source.id in documents]
    total = sum(source.units for source in sources)
    rest = sum(len(_open_units(bench.ledger, source, answered)) for source in sources)
    if rest == 0:
        return _report(None, proposer, (0, total), _Tally(), stopped=False)
    run_id = _begin(bench, proposer, earlier, actor)
    going, tally = _Pass(run_id, answered, actor, rest, progress), _Tally()
    for source in sources:
        if not _propose_source(bench, proposer, source, going, tally):
            return _report(run_id, proposer, (tally.units, total - rest), tally, stopped=True)
    bench.ledger.append([RunFinished(run_id=run_id, units=tally.units)], actor=actor)
    progress(rest, rest, "")
    return _report(run_id, proposer, (rest, total - rest), tally, stopped=False)


@dataclass(frozen=True, slots=True)
class _Pass:
    run_id: RunId
    answered: frozenset[SegmentId]
    actor: CoderId
    rest: int
    progress: Progress


@dataclass(slots=True)
class _Tally:
    units: int = 0
    proposals: int = 0
    refusals: int = 0

    def count(self, answers: Sequence[Answer]) -> None:
        self.units += len(answers)
        self.proposals += sum(len(answer.proposals) for answer in answers)
        self.refusals += sum(len(answer.refusals) for answer in answers)


def _runs_of(bench: Workbench, coder_id: CoderId) -> list[Run]:
    codebook = bench.codebook()
    return [run for run in bench.ledger.runs() if run.coder_id == coder_id and run.codebook_id == codebook.id]


def _open_units(records: Records, source: Source, answered: frozenset[SegmentId]) -> list[Segment]:
    return [segment for segment in records.segments(source.id) if segment.is_unit and segment.id not in answered]


def _begin(bench: Workbench, proposer: Proposer, earlier: Sequence[Run], actor: CoderId) -> RunId:
    under_way = [run for run in earlier if run.finished_at is None]
    if under_way:
        return under_way[-1].id
    run_id = bench.new_run_id()
    acts: list[Act] = []
    if proposer.coder not in bench.ledger.coders():
        acts.append(CoderRegistered(coder=proposer.coder))
    acts.append(
        RunStarted(
            run_id=run_id,
            coder_id=proposer.coder.id,
            codebook_id=bench.codebook().id,
            parameters=proposer.coder.configuration,
        )
    )
    bench.ledger.append(acts, actor=actor)
    return run_id


def _propose_source(bench: Workbench, proposer: Proposer, source: Source, going: _Pass, tally: _Tally) -> bool:
    segments = _open_units(bench.ledger, source, going.answered)
    if not segments:
        return True
    document = bench.ledger.document(source.id)
    units = [make_unit(document, source, segment) for segment in segments]
    for answers in _batches(proposer.propose(document, units, going.run_id), BATCH):
        acts = [
            SegmentProposed(
                run_id=going.run_id,
                document_id=source.id,
                segment_id=answer.segment_id,
                proposals=answer.proposals,
                refusals=answer.refusals,
            )
            for answer in answers
        ]
        bench.ledger.append(acts, actor=going.actor)
        tally.count(answers)
        if not going.progress(tally.units, going.rest, source.metadata.title):
            return False
    return True


def make_unit(document: Document, source: Source, segment: Segment) -> Unit:
    """Return a segment with the words that a proposer may look at."""
    return Unit(
        segment=segment,
        text=segment.body.read(document.text),
        sentences=tuple(sentence.read(document.text) for sentence in segment.sentences),
        question="" if segment.question is None else segment.question.read(document.text),
        metadata=source.metadata,
    )


def _batches(answers: Iterable[Answer], size: int) -> Iterator[list[Answer]]:
    stream = iter(answers)
    while batch := list(islice(stream, size)):
        yield batch


def _report(
    run_id: RunId | None, proposer: Proposer, units: tuple[int, int], tally: _Tally, *, stopped: bool
) -> RunReport:
    return RunReport(
        run_id=run_id,
        coder_id=proposer.coder.id,
        units=units[0],
        earlier=units[1],
        proposals=tally.proposals,
        refusals=tally.refusals,
        stopped=stopped,
    )
