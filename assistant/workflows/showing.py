"""What a coder got to see before deciding is part of the record."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.domain.acts import ProposalsShown
from assistant.domain.fieldwork import Showing
from assistant.domain.identifiers import CoderId, SegmentId
from assistant.errors import StudyError
from assistant.ports import Selection
from assistant.workflows.veil import VeiledLedger
from assistant.workflows.workbench import Workbench

MOST = 500
"""Showings taken at once."""


def note_shown(bench: Workbench, showings: Sequence[Showing], *, place: str, coder: CoderId) -> None:
    """Record which proposals a coder had in view; those that this coder may not see are refused.

    Raises:
        StudyError: One of them is unknown, or there are too many.
    """
    if len(showings) > MOST:
        raise StudyError(
            f"{len(showings)} showings at once; send at most {MOST}", f"一次 {len(showings)} 条，上限 {MOST} 条"
        )
    wanted = frozenset(each.proposal_id for each in showings)
    if not wanted:
        return
    known = {proposal.id for proposal in bench.ledger.proposals(Selection(proposals=wanted))}
    if wanted - known:
        raise StudyError(
            f"there is no proposal {min(wanted - known)!r} that could have been shown to you",
            f"没有可显示给你的建议 {min(wanted - known)!r}",
        )
    bench.ledger.append([ProposalsShown(coder_id=coder, place=place, showings=tuple(showings))], actor=coder)


def ask_for_proposals(bench: Workbench, segment_id: SegmentId, *, place: str) -> int:
    """Show the proposals for a unit that is assigned on demand, which is recorded; return how many there are.

    Raises:
        AccessError: The unit is not assigned on demand.
    """
    ledger = bench.ledger
    return len(ledger.ask_for(segment_id, place)) if isinstance(ledger, VeiledLedger) else 0
