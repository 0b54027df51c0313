"""What a run of an instrument did, as it is told when it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.domain.identifiers import CoderId, RunId


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What a run did.

    Attributes:
        units: Units it was asked about now.
        earlier: Units this instrument had answered before.
        stopped: The person asked to stop, or the instrument could not go on; the same command goes on later.
        reason: Why the instrument could not go on, empty where it could; ``reason_zh`` says it in Chinese.
        kept: Titles of sources that were left out because they must not leave this machine.
        totals: What this time came to; nothing for an instrument without a model.
    """

    run_id: RunId | None
    coder_id: CoderId
    units: int
    earlier: int
    proposals: int
    refusals: int
    stopped: bool
    reason: str = ""
    reason_zh: str = ""
    kept: tuple[str, ...] = ()
    totals: Mapping[str, float] = field(default_factory=dict)
