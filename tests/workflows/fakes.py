"""Fakes of what a workbench holds: an instrument that answers by rule, an index that holds nothing."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.domain.codebook import Codebook
from assistant.domain.coder import Coder
from assistant.domain.document import Document
from assistant.domain.proposal import Evidence, MatchStatus, Proposal, Refusal
from assistant.domain.unit import Answer, Unit
from assistant.errors import IndexBusy
from assistant.ledger import SourceFiles, SqlLedger
from assistant.reading import read_source
from assistant.reading.codebook import FormsAndFiles
from assistant.workflows.workbench import Workbench
from tests import nouns


@dataclass
class RuleProposer:
    """Proposes the first code for units with an even ordinal, refuses the others; can be made to die."""

    book: Codebook
    coder: Coder = nouns.INSTRUMENT
    asked: list[str] = field(default_factory=list)
    dies_after: int | None = None

    def propose(self, document: Document, units: Sequence[Unit], run_id: str) -> Iterable[Answer]:
        for unit in units:
            if self.dies_after is not None and len(self.asked) >= self.dies_after:
                raise KeyboardInterrupt
            self.asked.append(unit.segment.id)
            yield self._answer(document, unit, run_id)

    def _answer(self, document: Document, unit: Unit, run_id: str) -> Answer:
        ids = {
            "run_id": run_id,
            "coder_id": self.coder.id,
            "document_id": document.id,
            "segment_id": unit.segment.id,
            "family": "A",
        }
        if unit.segment.ordinal % 2:
            return Answer(segment_id=unit.segment.id, proposals=(), refusals=(Refusal(**ids, reason="odd"),))
        made = Proposal(
            **ids,
            id=f"{run_id}-{unit.segment.id[:20]}",
            codebook_id=self.book.id,
            code=self.book.codes[0].id,
            evidence=(Evidence(unit.segment.body, MatchStatus.EXACT),),
        )
        return Answer(segment_id=unit.segment.id, proposals=(made,))


def no_index() -> object:
    raise IndexBusy("no index in this test")


def bench(folder: Path, ledger: SqlLedger, proposer: object) -> Workbench:
    """A workbench on a real ledger with a fake instrument."""
    ids = itertools.count(1)
    return Workbench(
        name="test",
        folder=folder,
        language="zh",
        person=nouns.LEAD,
        ledger=ledger,
        accounts=ledger.accounts,
        files=SourceFiles(folder / "sources"),
        index=no_index,
        encoder=no_index,
        proposer=lambda _name: proposer,
        read=read_source,
        codebook_files=FormsAndFiles(),
        new_id=lambda: f"id-{next(ids):06d}",
        now=lambda: "2026-01-01T12:00:00.000000+00:00",
        new_secret=lambda: f"secret-{next(ids):06d}",
        close=ledger.close,
    )
