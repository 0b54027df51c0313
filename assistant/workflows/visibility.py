"""What one person may see of a study, enforced where it is read: pages get no other view of the ledger."""

from __future__ import annotations

from dataclasses import replace

from assistant.domain.coder import Coder
from assistant.workflows.workbench import Workbench


def seen_by(bench: Workbench, coder: Coder) -> Workbench:
    """Return the study as a coder may see it; whoever works with it acts as that coder."""
    return replace(bench, person=coder.id)
