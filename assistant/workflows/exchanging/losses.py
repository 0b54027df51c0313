"""What a study holds and the exchange format has no place for, counted."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.domain.coder import CoderKind
from assistant.domain.exchange import Remark
from assistant.domain.fieldwork import JudgementKind
from assistant.workflows.workbench import Workbench


def losses_of(bench: Workbench) -> tuple[Remark, ...]:
    """Return what does not travel, in the order of the work: instruments, proposals, decisions and so on."""
    return tuple(remark for remark in _counted(bench) if remark.count)


def _counted(bench: Workbench) -> Iterator[Remark]:
    ledger = bench.ledger
    instruments = [coder.name for coder in ledger.coders() if coder.kind is CoderKind.INSTRUMENT]
    yield Remark("instruments", len(instruments), "; ".join(dict.fromkeys(instruments)))
    yield Remark("runs", len(ledger.runs()))
    yield Remark("proposals", len(ledger.proposals()))
    yield Remark("refusals", len(ledger.refusals()))
    yield Remark("decisions", len(ledger.decisions()))
    yield Remark("showings", len(ledger.seen()))
    yield Remark("assignments", len(ledger.assignments()))
    yield Remark("locks", len(ledger.locks()))
    yield Remark("adjudications", len(ledger.adjudications()))
    yield Remark("judgements", sum(len(ledger.judgements(kind)) for kind in JudgementKind))
    yield Remark("stability", len(ledger.stability()))
    yield Remark("earlier_codebooks", max(0, len(ledger.codebooks()) - 1))
    marked = sum(bool(coding.attributes) for coding in ledger.codings())
    yield Remark("attributes", marked)
    yield Remark("events", ledger.head())
