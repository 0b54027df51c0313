"""The people of a study and what each may do."""

from __future__ import annotations

from assistant.domain.coder import Coder, CoderKind
from assistant.domain.identifiers import CoderId
from assistant.workflows.workbench import Workbench


def find_coder(bench: Workbench, coder_id: CoderId) -> Coder | None:
    """Return the person of that id, None where the study has none."""
    people = (coder for coder in bench.ledger.coders() if coder.kind is CoderKind.PERSON)
    return next((coder for coder in people if coder.id == coder_id), None)
