"""Ordering a run from a page: what it would take and what would leave first, then the run itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.domain.codebook import Wording
from assistant.domain.coder import Coder
from assistant.domain.document import SourceType
from assistant.domain.identifiers import CoderId
from assistant.errors import StudyError
from assistant.ports import Progress, Proposer, Source
from assistant.workflows.instrument import RunEstimate, estimate_run
from assistant.workflows.leaving import staying, why_staying
from assistant.workflows.offers import EMBEDDED, RunOrder
from assistant.workflows.propose import propose_codes, waiting_units
from assistant.workflows.run_report import RunReport
from assistant.workflows.workbench import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEstimate:
    """What an order would take.

    Attributes:
        waiting: Units to be answered.
        earlier: Units that this configuration answered before, in the sources ordered.
        under_way: A run of this configuration has not ended; the order goes on with it.
        estimate: Calls, tokens, cost and what would leave; None for the embedded instrument.
    """

    coder: Coder
    waiting: int
    earlier: int
    under_way: bool
    estimate: RunEstimate | None = None


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A source that must not leave this machine, and why."""

    source: Source
    why: Wording


def held_back(bench: Workbench, allowed: frozenset[SourceType]) -> list[HeldBack]:
    """Return the sources that must not leave this machine."""
    sources = bench.ledger.sources()
    here = staying(sources, allowed)
    return [HeldBack(source, why_staying(source.metadata)) for source in sources if source.id in here]


def estimate_order(bench: Workbench, order: RunOrder) -> OrderEstimate:
    """Return what an order would take; nothing is asked.

    Raises:
        InstrumentError: The model cannot be opened as configured.
        StudyError: There is no codebook, or no model was chosen.
    """
    if order.instrument == EMBEDDED:
        return _waiting(bench, bench.proposer(EMBEDDED), order)
    models = bench.models()
    with models.unasked(order) as instrument:
        taken = estimate_run(instrument.parts, waiting_units(bench, instrument, order.documents), models.prices())
        return replace(_waiting(bench, instrument, order), waiting=taken.units, estimate=taken)


def _waiting(bench: Workbench, proposer: Proposer, order: RunOrder) -> OrderEstimate:
    waiting = sum(len(units) for _document, units in waiting_units(bench, proposer, order.documents))
    whole = sum(each.units for each in bench.ledger.sources() if not order.documents or each.id in order.documents)
    under_way = any(run.coder_id == proposer.coder.id and run.finished_at is None for run in bench.ledger.runs())
    return OrderEstimate(coder=proposer.coder, waiting=waiting, earlier=whole - waiting, under_way=under_way)


def begin_order(bench: Workbench, order: RunOrder, *, actor: CoderId, agreed_to: str = "") -> None:
    """Begin the run that was ordered; it goes on by itself, see ``bench.desk``.

    Args:
        bench: The study.
        order: What to run.
        actor: Who orders it.
        agreed_to: Host that the person has agreed to send words of sources to.

    Raises:
        StudyError: Another run is under way, or words would go to a host that nobody agreed to.
    """
    if order.instrument == EMBEDDED:
        bench.desk.begin(lambda progress: _propose(bench, bench.proposer(EMBEDDED), order, (actor, progress)), EMBEDDED)
        return
    kept = bench.models().kept()
    if kept.destination and not order.recording and kept.destination != agreed_to:
        raise StudyError(
            f"words of sources would go to {kept.destination!r}; look at the estimate and agree to it first",
            f"资料原文将发送到 {kept.destination!r}；请先查看估算并勾选同意",
        )
    spec = str(kept.values.get("spec", ""))

    def work(progress: Progress) -> RunReport:
        with bench.models().opened(order) as instrument:
            return _propose(bench, instrument, order, (actor, progress))

    bench.desk.begin(work, spec, spec if order.recording else "")


def _propose(bench: Workbench, proposer: Proposer, order: RunOrder, how: tuple[CoderId, Progress]) -> RunReport:
    actor, progress = how
    asking = replace(bench, proposer=lambda _name: proposer)
    return propose_codes(asking, order.instrument, actor=actor, documents=order.documents, progress=progress)
