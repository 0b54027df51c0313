"""What runs of instruments came to: noted whenever one ends, however it ends, and listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from assistant.domain.acts import StudyNoted
from assistant.domain.fieldwork import Note, Pairs
from assistant.domain.identifiers import RunId
from assistant.ports import Proposer, Run, Selection
from assistant.workflows.workbench import Workbench

NOTE = "run"
"""Kind of the notes that a run leaves, one whenever it ends."""
RECORDING = "recording"
"""Parameter of a run whose answers were read from a file of recordings, with the file's name."""
Totals = Mapping[str, float]
"""``calls``, ``cached``, ``failed``, ``repairs``, ``tokens_in``, ``tokens_out``, ``seconds``; ``cost`` where prices are
known, in their currency. Answers that were there already cost nothing."""


@runtime_checkable
class Metered(Protocol):
    """A proposer that knows what its answers came to."""

    @property
    def totals(self) -> Totals:
        """What it came to since it was opened."""
        ...


@runtime_checkable
class Recorded(Protocol):
    """A proposer whose answers may be read from recordings."""

    @property
    def recording(self) -> str:
        """Name of the file that answers in the model's place, empty where the model itself does."""
        ...


class RunState(StrEnum):
    """How a run stands."""

    OPEN = "open"
    """It did not end: it is under way, or its process was killed."""
    STOPPED = "stopped"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """A run as it is listed.

    Attributes:
        name: Name of the instrument.
        model: The model as its server names it, else as it was chosen; empty for the embedded instrument.
        answered: Units answered.
        totals: What it came to; empty for an instrument without a model.
        reason: Why it stopped; ``reason_zh`` says it in Chinese.
        recording: The file its answers were read from, empty where a model gave them.
    """

    run: Run
    name: str
    model: str
    answered: int
    proposals: int
    refusals: int
    state: RunState
    totals: Totals
    reason: str = ""
    reason_zh: str = ""
    recording: str = ""


def totals_of(proposer: Proposer) -> Totals:
    """Return what a proposer's answers came to since it was opened, nothing where it does not count."""
    return proposer.totals if isinstance(proposer, Metered) else {}


def recording_of(proposer: Proposer) -> str:
    """Return the recording that a proposer answers from, empty where it does not."""
    return proposer.recording if isinstance(proposer, Recorded) else ""


def run_note(run_id: RunId, state: RunState, totals: Totals, reason: tuple[str, str]) -> StudyNoted:
    """Return the act that remembers how a run ended this time, why (in English and Chinese), and what it came to."""
    why = {"reason": reason[0], "reason_zh": reason[1]}
    told = {"run": run_id, "state": state.value, **why, **dict(as_pairs(totals))}
    return StudyNoted(note=NOTE, details=tuple(sorted((name, value) for name, value in told.items() if value)))


def as_pairs(totals: Totals) -> Pairs:
    """Return totals as sorted name-value pairs."""
    return tuple((name, f"{totals[name]:.6f}".rstrip("0").rstrip(".")) for name in sorted(totals))


def totals_before(bench: Workbench, run_id: RunId) -> Totals:
    """Return what a run came to up to now, all its earlier endings together."""
    return _sum(_numbers(note) for note in bench.ledger.notes(NOTE) if dict(note.details).get("run") == run_id)


def added(one: Totals, other: Totals) -> Totals:
    """Return both together."""
    return _sum((one, other))


def list_runs(bench: Workbench) -> list[RunLine]:
    """Return all runs, newest first."""
    notes: dict[str, list[Note]] = {}
    for note in bench.ledger.notes(NOTE):
        notes.setdefault(dict(note.details).get("run", ""), []).append(note)
    coders = {coder.id: coder for coder in bench.ledger.coders()}
    lines = []
    for run in reversed(bench.ledger.runs()):
        mine = notes.get(run.id, [])
        last = dict(mine[-1].details) if mine else {}
        lines.append(
            RunLine(
                run=run,
                name=coders[run.coder_id].name if run.coder_id in coders else run.coder_id,
                model=run.parameters.get("model_reported") or run.parameters.get("model", ""),
                answered=len(bench.ledger.answered(run.id)),
                proposals=len(bench.ledger.proposals(Selection(runs=frozenset({run.id})))),
                refusals=len(bench.ledger.refusals(Selection(runs=frozenset({run.id})))),
                state=_state(run, last),
                totals=_sum(map(_numbers, mine)),
                reason="" if run.finished_at else last.get("reason", ""),
                reason_zh="" if run.finished_at else last.get("reason_zh", ""),
                recording=run.parameters.get(RECORDING, ""),
            )
        )
    return lines


def _state(run: Run, last: Mapping[str, str]) -> RunState:
    if run.finished_at:
        return RunState.FINISHED
    return RunState(last["state"]) if "state" in last else RunState.OPEN


def recorded_runs(bench: Workbench) -> dict[RunId, str]:
    """Return the runs whose answers were read from recordings, each with the name of its model."""
    return {
        run.id: run.parameters.get("model_reported") or run.parameters.get("model", "")
        for run in bench.ledger.runs()
        if run.parameters.get(RECORDING)
    }


def _numbers(note: Note) -> Totals:
    words = {"run", "state", "reason", "reason_zh"}
    return {name: float(value) for name, value in note.details if name not in words}


def _sum(several: Iterable[Totals]) -> Totals:
    whole: dict[str, float] = {}
    for each in several:
        for name, number in each.items():
            whole[name] = whole.get(name, 0.0) + number
    return whole
