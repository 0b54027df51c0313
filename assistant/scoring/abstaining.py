"""What abstaining buys: how right an instrument is on the part of the units it is surest about."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from math import ceil

from assistant.domain.identifiers import CodeId, SegmentId
from assistant.scoring.records import Labels, Score

SHARES = (0.25, 0.5, 0.75, 1.0)


def coverage_curve(
    said: Labels, truth: Labels, sureness: Mapping[SegmentId, float], codes: Collection[CodeId], scope: str
) -> Iterator[Score]:
    """Yield how much of the truth's coded units an instrument answered, and its accuracy on the surest part of these.

    A unit is answered where any of the codes was given; it is right where the sets are equal. ``sureness`` is the
    instrument's own figure, used for order alone.
    """
    wanted = frozenset(codes)
    shared = [unit for unit in truth if unit in said]
    answered = [unit for unit in shared if said[unit] & wanted]
    if not shared:
        yield Score(scorer="coverage@1", scope=scope, value=None, n=0, reason="no unit was looked at on both sides")
        return
    yield Score(scorer="coverage@1", scope=scope, value=len(answered) / len(shared), n=len(shared))
    order = sorted(answered, key=lambda unit: (-sureness.get(unit, 0.0), unit))
    for part in SHARES:
        kept = order[: ceil(part * len(order))]
        name = f"accuracy_surest_{round(part * 100)}@1"
        if not kept:
            yield Score(scorer=name, scope=scope, value=None, n=0, reason="no unit was answered")
            continue
        right = sum(said[unit] & wanted == truth[unit] & wanted for unit in kept)
        yield Score(scorer=name, scope=scope, value=right / len(kept), n=len(kept))
