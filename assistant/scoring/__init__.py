"""Scores of an instrument on coded units; every scorer has a version, and a score says of what and of how many.

A scorer never answers 0 for want of data: it answers None with a reason. Changing what a scorer computes makes
another version of it, so that old results stay comparable with themselves.
"""

from assistant.scoring.abstaining import coverage_curve
from assistant.scoring.agreeing import agreement_scores
from assistant.scoring.locating import Located, evidence_scores
from assistant.scoring.records import Labels, Score
from assistant.scoring.retrieving import Ranking, ndcg, recall_at, reciprocal_rank, retrieval_scores
from assistant.scoring.sets import Counts, count, set_scores
from assistant.scoring.steadiness import Steadiness, stability_scores

__all__ = [
    "Counts",
    "Labels",
    "Located",
    "Ranking",
    "Score",
    "Steadiness",
    "agreement_scores",
    "count",
    "coverage_curve",
    "evidence_scores",
    "ndcg",
    "recall_at",
    "reciprocal_rank",
    "retrieval_scores",
    "set_scores",
    "stability_scores",
]
