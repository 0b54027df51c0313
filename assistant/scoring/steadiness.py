"""Whether steady answers are the right ones: measured stability against correctness."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from assistant.scoring.records import Score, share

BANDS = ((0.0, 0.5), (0.5, 0.8), (0.8, 1.0), (1.0, 1.01))


@dataclass(frozen=True, slots=True)
class Steadiness:
    """One code of one unit that an instrument was asked about again and again.

    Attributes:
        given: Share of the answers that gave the code.
        right: Whether the truth has it there.
    """

    given: float
    right: bool


def stability_scores(measured: Collection[Steadiness], scope: str) -> Iterator[Score]:
    """Yield, by band of how steadily a code was given, how often it was right, and the Brier score of the shares.

    Brier (1950) score: mean squared difference between share and truth; 0 is perfect, .25 is what 'always a half'
    gets.
    """
    for low, high in BANDS:
        band = [each for each in measured if low <= each.given < high and each.given > 0]
        top = min(high, 1.0)
        name = f"right_when_given_{low:g}_{top:g}@1" if low < 1 else "right_when_always_given@1"
        yield share(name, scope, sum(each.right for each in band), len(band), "nothing was that steady")
    if not measured:
        yield Score(scorer="stability_brier@1", scope=scope, value=None, n=0, reason="stability was not measured")
        return
    squares = sum((each.given - each.right) ** 2 for each in measured)
    yield Score(scorer="stability_brier@1", scope=scope, value=squares / len(measured), n=len(measured))
