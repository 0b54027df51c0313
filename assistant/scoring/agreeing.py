"""Chance-corrected agreement of two labellings of the same units: an instrument and a person, or two persons."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from assistant.agreement import Outcome, Undefined, alpha, cohen_kappa, study_from_table
from assistant.domain.identifiers import CodeId
from assistant.scoring.records import Labels, Score
from assistant.scoring.sets import NO_UNITS


def agreement_scores(one: Labels, other: Labels, codes: Collection[CodeId], scope: str) -> Iterator[Score]:
    """Yield Cohen's kappa per code (present or not), their mean, and Krippendorff's alpha over sets (MASI distance).

    The mean is over the codes whose kappa is defined; a code that nobody gave has none and does not count.
    """
    shared = [unit for unit in other if unit in one]
    if not shared:
        for name in ("kappa.mean@1", "alpha_masi@1"):
            yield Score(scorer=name, scope=scope, value=None, n=0, reason=NO_UNITS)
        return
    kappas: list[float] = []
    for code in codes:
        rows = [[code in one[unit], code in other[unit]] for unit in shared]
        if not any(map(any, rows)):
            continue
        score = _score("kappa.code@1", code, cohen_kappa(study_from_table(rows)), len(shared))
        kappas += [score.value] if score.value is not None else []
        yield score
    mean = sum(kappas) / len(kappas) if kappas else None
    reason = "" if kappas else "no code has a defined kappa"
    yield Score(scorer="kappa.mean@1", scope=scope, value=mean, n=len(shared), reason=reason)
    wanted = frozenset(codes)
    sets = [[one[unit] & wanted, other[unit] & wanted] for unit in shared]
    yield _score("alpha_masi@1", scope, alpha(study_from_table(sets), distance="masi"), len(shared))


def _score(name: str, scope: str, outcome: Outcome, n: int) -> Score:
    if isinstance(outcome, Undefined):
        return Score(scorer=name, scope=scope, value=None, n=n, reason=outcome.reason)
    return Score(scorer=name, scope=scope, value=outcome.value, n=n)
