"""The scorers that cases may name, each with its version; what one computes is said where it is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.errors import StudyError
from assistant.scoring import (
    Score,
    agreement_scores,
    coverage_curve,
    evidence_scores,
    retrieval_scores,
    set_scores,
    stability_scores,
)

GROUPS = {
    set_scores: ("exact_set@1", "set_f1.micro@1", "set_f1.macro@1", "set_f1.code@1"),
    agreement_scores: ("kappa.mean@1", "kappa.code@1", "alpha_masi@1"),
    evidence_scores: ("quotes_found@1", "evidence_present@1", "evidence_found@1"),
    coverage_curve: ("coverage@1", *(f"accuracy_surest_{part}@1" for part in (25, 50, 75, 100))),
    stability_scores: (
        "right_when_given_0_0.5@1",
        "right_when_given_0.5_0.8@1",
        "right_when_given_0.8_1@1",
        "right_when_always_given@1",
        "stability_brier@1",
    ),
    retrieval_scores: (*(f"{name}@{k}@1" for name in ("recall", "hit") for k in (5, 10, 20)), "mrr@1", "ndcg@10@1"),
}
KNOWN = frozenset(name for names in GROUPS.values() for name in names)


def chosen(scores: Iterable[Score], wanted: Sequence[str]) -> list[Score]:
    """Return the scores that a case asks for.

    Raises:
        StudyError: It asks for a scorer, or a version of one, that is not there.
    """
    unknown = sorted(set(wanted) - KNOWN)
    if unknown:
        raise StudyError(f"there is no scorer {unknown[0]!r}; known are {', '.join(sorted(KNOWN))}")
    return [score for score in scores if score.scorer in wanted]
