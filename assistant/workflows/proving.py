"""The proof of a study: its ledger, and the source files that the ledger names."""

from __future__ import annotations

from dataclasses import replace

from assistant.domain.proof import Flaw, FlawKind, Verification
from assistant.workflows.workbench import Workbench


def verify_study(bench: Workbench) -> Verification:
    """Return what a complete check found: the ledger re-derived, every source file compared with its hash."""
    result = bench.ledger.verify()
    lost = [
        Flaw(
            f"source {source.id[:8]}",
            f"the file of {source.file_name!r} is missing or was changed; add the original again",
            FlawKind.FILE,
        )
        for source in bench.ledger.sources()
        if not bench.files.holds(source.id)
    ]
    return replace(result, flaws=(*result.flaws, *lost))
