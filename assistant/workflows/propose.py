"""Runs of an instrument: every unit is answered once per configuration, each answer durable before the next batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from assistant.domain.acts import Act, CoderRegistered, RunFinished, RunStarted, SegmentProposed
from assistant.domain.document import Document
from assistant.domain.identifiers import CoderId, DocumentId, RunId, SegmentId
from assistant.domain.segment import Segment
from assistant.domain.unit import Answer, Unit
from assistant.errors import AssistantError
from assistant.ports import Progress, Proposer, Records, Run, Source, keep_going
from assistant.workflows.answering import Wide, every_answer
from assistant.workflows.leaving import kept_from
from assistant.workflows.run_report import RunReport
from assistant.workflows.runs import (
    RECORDING,
    RunState,
    Totals,
    added,
    as_pairs,
    recording_of,
    run_note,
    totals_before,
    totals_of,
)
from assistant.workflows.workbench import Workbench

Said = tuple[DocumentId, Answer]
BATCH = 32
"""Most answers that a killed run has to repeat: so many are recorded in one transaction."""


def propose_codes(
    bench: Workbench,
    instrument: str,
    *,
    actor: CoderId,
    documents: frozenset[DocumentId] = frozenset(),
    progress: Progress = keep_going,
) -> RunReport:
    """Let an instrument answer for every unit it has not answered yet, in the sources named or in all.

    The same command after a stop or a crash finishes the rest; after a finished run it does nothing. When the
    instrument stops in the middle, what it had said by then is recorded first, and the report says why.
    """
    proposer = bench.proposer(instrument)
    earlier = _runs_of(bench, proposer.coder.id)
    answered = frozenset[SegmentId]().union(*(bench.ledger.answered(run.id) for run in earlier))
    wanted = [source for source in bench.ledger.sources() if not documents or source.id in documents]
    here = kept_from(proposer)
    sources = [source for source in wanted if source.id not in here]
    total = sum(source.units for source in sources)
    rest = sum(len(_open_units(bench.ledger, source, answered)) for source in sources)
    tally = _Tally(kept=tuple(source.metadata.title for source in wanted if source.id in here))
    if rest == 0:
        return _report(None, proposer, total, tally, stopped=False)
    run_id = _begin(bench, proposer, earlier, actor)
    waiting = (_to_ask(bench, source, answered, proposer) for source in sources)
    titles = {source.id: source.metadata.title for source in sources}
    with ThreadPoolExecutor(1, thread_name_prefix="scribe") as scribe:
        going = _Pass(bench, run_id, actor, rest, progress, scribe, answered)
        whole = _record_all(proposer, every_answer(proposer, waiting, run_id), titles, going, tally)
    tally.totals = totals_of(proposer)
    bench.ledger.append(_ending(bench, run_id, tally, whole=whole), actor=actor)
    if whole:
        progress(rest, rest, "")
    return _report(run_id, proposer, total - rest, tally, stopped=not whole)


def _ending(bench: Workbench, run_id: RunId, tally: _Tally, *, whole: bool) -> list[Act]:
    """Return the acts that end a run for now, or for good with what all its times came to."""
    note = run_note(
        run_id, RunState.FINISHED if whole else RunState.STOPPED, tally.totals, (tally.fault, tally.fault_zh)
    )
    if not whole:
        return [note]
    together = as_pairs(added(totals_before(bench, run_id), tally.totals))
    return [note, RunFinished(run_id=run_id, units=tally.units, totals=together)]


@dataclass(slots=True)
class _Pass:
    """Answers on their way into the ledger, one batch after the other, while the instrument goes on."""

    bench: Workbench
    run_id: RunId
    actor: CoderId
    rest: int
    progress: Progress
    scribe: Executor
    answered: frozenset[SegmentId]
    held: list[SegmentProposed] = field(default_factory=list)
    written: Future[object] | None = None

    def take(self, document_id: DocumentId, answer: Answer) -> None:
        """Hold an answer until there are enough of them for a transaction."""
        said = SegmentProposed(
            run_id=self.run_id,
            document_id=document_id,
            segment_id=answer.segment_id,
            proposals=answer.proposals,
            refusals=answer.refusals,
        )
        self.held.append(said)
        if len(self.held) >= BATCH:
            self.record()

    def record(self) -> None:
        """Begin to record what is held, once what was held before is durable."""
        self.wait()
        if self.held:
            self.written = self.scribe.submit(self.bench.ledger.append, tuple(self.held), actor=self.actor)
            self.held.clear()

    def wait(self) -> None:
        """Wait until what was begun is durable.

        Raises:
            LedgerError: It could not be recorded.
        """
        if self.written is not None:
            self.written.result()
            self.written = None


@dataclass(slots=True)
class _Tally:
    kept: tuple[str, ...]
    totals: Totals = field(default_factory=dict)
    fault: str = ""
    fault_zh: str = ""
    units: int = 0
    proposals: int = 0
    refusals: int = 0

    def count(self, answer: Answer) -> None:
        self.units += 1
        self.proposals += len(answer.proposals)
        self.refusals += len(answer.refusals)


def _runs_of(bench: Workbench, coder_id: CoderId) -> list[Run]:
    codebook = bench.codebook()
    return [run for run in bench.ledger.runs() if run.coder_id == coder_id and run.codebook_id == codebook.id]


def _open_units(records: Records, source: Source, answered: frozenset[SegmentId]) -> list[Segment]:
    return [segment for segment in records.segments(source.id) if segment.is_unit and segment.id not in answered]


def _begin(bench: Workbench, proposer: Proposer, earlier: Sequence[Run], actor: CoderId) -> RunId:
    recording = recording_of(proposer)
    under_way = [run for run in earlier if run.finished_at is None and run.parameters.get(RECORDING, "") == recording]
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
            parameters=_parameters(proposer, recording),
        )
    )
    bench.ledger.append(acts, actor=actor)
    return run_id


def _parameters(proposer: Proposer, recording: str) -> tuple[tuple[str, str], ...]:
    own = proposer.coder.configuration
    return tuple(sorted((*own, (RECORDING, recording)))) if recording else own


def _record_all(
    proposer: Proposer, answers: Iterator[Said | None], titles: Mapping[DocumentId, str], going: _Pass, tally: _Tally
) -> bool:
    """Record the answers in batches, and what is held as well where one is long in coming; return whether all came."""
    at = ""
    halted = False
    for said in _until_fault(answers, tally):
        if said is None:
            going.record()
        elif said[1].segment_id not in going.answered:
            going.take(*said)
            tally.count(said[1])
            at = titles[said[0]]
        if not halted and not going.progress(tally.units, going.rest, at):
            halted = True
            if not isinstance(proposer, Wide):
                break
            proposer.halt()
    going.record()
    going.wait()
    whole = not halted and not tally.fault
    if halted:
        tally.fault = tally.fault_zh = ""
    return whole


def _until_fault(said: Iterator[Said | None], tally: _Tally) -> Iterator[Said | None]:
    """Yield what is said until the instrument cannot go on; why, is noted."""
    try:
        yield from said
    except AssistantError as error:
        tally.fault, tally.fault_zh = str(error), error.zh


def _waiting(bench: Workbench, source: Source, answered: frozenset[SegmentId]) -> tuple[Document, list[Unit]]:
    document = bench.ledger.document(source.id)
    segments = _open_units(bench.ledger, source, answered)
    return document, [make_unit(document, source, segment) for segment in segments]


def _to_ask(
    bench: Workbench, source: Source, answered: frozenset[SegmentId], proposer: Proposer
) -> tuple[Document, list[Unit]]:
    """Return what to put to a proposer of a source: what is open.

    One that asks about several units in one question gets a source that is partly answered whole again: it then asks
    the very questions that it asked before, and those answers are there already.
    """
    document, units = _waiting(bench, source, answered)
    if units and isinstance(proposer, Wide):
        return _waiting(bench, source, frozenset())
    return document, units


def waiting_units(
    bench: Workbench, proposer: Proposer, documents: frozenset[DocumentId] = frozenset()
) -> list[tuple[Document, list[Unit]]]:
    """Return the documents, those named or all, with the units that a proposer has not answered yet.

    Sources that must not be shown to it are among them; an estimate lists them as such.
    """
    earlier = _runs_of(bench, proposer.coder.id)
    answered = frozenset[SegmentId]().union(*(bench.ledger.answered(run.id) for run in earlier))
    sources = [source for source in bench.ledger.sources() if not documents or source.id in documents]
    found = [_waiting(bench, source, answered) for source in sources]
    return [(document, units) for document, units in found if units]


def all_units(bench: Workbench) -> list[tuple[Document, list[Unit]]]:
    """Return every document of the study with its units."""
    found = [_waiting(bench, source, frozenset()) for source in bench.ledger.sources()]
    return [(document, units) for document, units in found if units]


def make_unit(document: Document, source: Source, segment: Segment) -> Unit:
    """Return a segment with the words that a proposer may look at."""
    return Unit(
        segment=segment,
        text=segment.body.read(document.text),
        sentences=tuple(sentence.read(document.text) for sentence in segment.sentences),
        question="" if segment.question is None else segment.question.read(document.text),
        metadata=source.metadata,
    )


def _report(run_id: RunId | None, proposer: Proposer, earlier: int, tally: _Tally, *, stopped: bool) -> RunReport:
    return RunReport(
        run_id=run_id,
        coder_id=proposer.coder.id,
        units=tally.units,
        earlier=earlier,
        proposals=tally.proposals,
        refusals=tally.refusals,
        stopped=stopped,
        reason=tally.fault,
        reason_zh=tally.fault_zh,
        kept=tally.kept,
        totals=tally.totals,
    )
