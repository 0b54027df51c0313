"""What one person may see of a study, enforced where it is read: pages get no other view of the ledger."""

from __future__ import annotations

from dataclasses import replace

from assistant.domain.coder import Coder
from assistant.domain.identifiers import CoderId
from assistant.errors import AccessError
from assistant.workflows.coders import known_coder
from assistant.workflows.sight import Sight, sight_of
from assistant.workflows.veil import VeiledLedger
from assistant.workflows.workbench import Workbench


def seen_by(bench: Workbench, coder: Coder) -> Workbench:
    """Return the study as a coder may see it; whoever works with it acts as that coder."""
    return replace(bench, person=coder.id, ledger=VeiledLedger(bench.ledger, coder))


def sight_in(bench: Workbench, coder_id: CoderId) -> Sight:
    """Return what a coder may see now.

    Raises:
        StudyError: The study has no such person.
    """
    if isinstance(bench.ledger, VeiledLedger) and bench.person == coder_id:
        return bench.ledger.sight
    return sight_of(bench.ledger, known_coder(bench, coder_id))


def require_whole(bench: Workbench) -> None:
    """Refuse what would be wrong, or tell too much, while something is hidden from whoever asks.

    Raises:
        AccessError: Something is.
    """
    if isinstance(bench.ledger, VeiledLedger) and not bench.ledger.sight.whole:
        raise AccessError(
            "figures over all codings are for whoever has nothing left to code blind; finish and lock your units, "
            "or ask the lead",
            "全体编码的统计，在你仍有未锁定的盲编单元时不显示；请先完成并锁定，或询问负责人",
        )
