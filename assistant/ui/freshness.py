"""The search index kept up to date behind the pages that search."""

from __future__ import annotations

from assistant.workflows import indexing
from assistant.workflows.workbench import Workbench

_indexed: dict[str, frozenset[tuple[str, ...]]] = {}
"""What the index of each study holds, as far as this process has seen to it: source, type, case."""


def bring_up_to_date(bench: Workbench) -> None:
    """Index what was added or described anew (here, by the command line, by a colleague) since the last search."""
    there = frozenset(
        (source.id, source.metadata.source_type.value, source.metadata.case) for source in bench.ledger.sources()
    )
    if _indexed.get(str(bench.folder)) != there:
        indexing.refresh_index(bench)
        _indexed[str(bench.folder)] = there
