"""Sets of codes against sets of codes: exact match, precision, recall and F1 per code, micro and macro."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from assistant.domain.identifiers import CodeId
from assistant.scoring.records import Labels, Score, share

NO_UNITS = "no unit was looked at on both sides"
NO_CODES = "neither side gave any of these codes"


@dataclass(frozen=True, slots=True)
class Counts:
    """Hits, false alarms and misses of one code."""

    hits: int
    alarms: int
    misses: int

    @property
    def support(self) -> int:
        """Return how often the truth has it."""
        return self.hits + self.misses

    @property
    def f1(self) -> float | None:
        """Return F1 (harmonic mean of precision and recall), None where nothing was there or said."""
        whole = 2 * self.hits + self.alarms + self.misses
        return None if whole == 0 else 2 * self.hits / whole


def count(said: Labels, truth: Labels, codes: Iterable[CodeId]) -> dict[CodeId, Counts]:
    """Return hits, false alarms and misses by code over the units that both sides looked at."""
    pairs = [(said[unit], right) for unit, right in truth.items() if unit in said]
    return {
        code: Counts(
            sum(code in one and code in other for one, other in pairs),
            sum(code in one and code not in other for one, other in pairs),
            sum(code not in one and code in other for one, other in pairs),
        )
        for code in codes
    }


def set_scores(said: Labels, truth: Labels, codes: Collection[CodeId], scope: str) -> Iterator[Score]:
    """Yield exact match, micro and macro F1 of a scope, then F1 per code.

    Macro F1 is the mean over the codes that the truth has at least once; what is said beyond them counts in micro F1.
    """
    wanted = frozenset(codes)
    shared = [unit for unit in truth if unit in said]
    same = sum(said[unit] & wanted == truth[unit] & wanted for unit in shared)
    yield share("exact_set@1", scope, same, len(shared), NO_UNITS)
    by_code = count(said, truth, codes)
    yield _micro(by_code, scope, len(shared))
    yield _macro(by_code, scope, len(shared))
    for code, counts in by_code.items():
        if counts.support or counts.alarms:
            yield Score(scorer="set_f1.code@1", scope=code, value=counts.f1, n=counts.support)


def _micro(by_code: Mapping[CodeId, Counts], scope: str, units: int) -> Score:
    sums = (sum(getattr(each, name) for each in by_code.values()) for name in ("hits", "alarms", "misses"))
    value = Counts(*sums).f1
    reason = "" if value is not None else NO_CODES if units else NO_UNITS
    return Score(scorer="set_f1.micro@1", scope=scope, value=value, n=units, reason=reason)


def _macro(by_code: Mapping[CodeId, Counts], scope: str, units: int) -> Score:
    present = [counts.f1 or 0.0 for counts in by_code.values() if counts.support]
    if not present:
        return Score(scorer="set_f1.macro@1", scope=scope, value=None, n=units, reason=NO_CODES if units else NO_UNITS)
    return Score(scorer="set_f1.macro@1", scope=scope, value=sum(present) / len(present), n=units)
