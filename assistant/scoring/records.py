"""What scorers take and give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.domain.identifiers import CodeId, SegmentId

Labels = Mapping[SegmentId, frozenset[CodeId]]
"""Codes by unit; the empty set says that nothing applies, a unit that is not there was not looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One figure.

    Attributes:
        scorer: Name and version of what computed it, as ``set_f1.micro@1``.
        scope: What it is about: a family, a code, ``all``.
        value: The figure, None where there is none.
        n: How many units, proposals or queries it rests on.
        reason: Why there is none.
    """

    scorer: str
    scope: str
    value: float | None
    n: int
    reason: str = ""


def share(scorer: str, scope: str, part: int, whole: int, nothing: str) -> Score:
    """Return a share, or its absence with a reason."""
    if whole == 0:
        return Score(scorer=scorer, scope=scope, value=None, n=0, reason=nothing)
    return Score(scorer=scorer, scope=scope, value=part / whole, n=whole)
