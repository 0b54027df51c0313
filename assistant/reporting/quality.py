"""An evaluation as tables: instruments, baselines and what people reach among themselves, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from assistant.scoring import Score

HEADS = (
    ("exact_set@1", "exact"),
    ("set_f1.micro@1", "micro F1"),
    ("set_f1.macro@1", "macro F1"),
    ("kappa.mean@1", "kappa"),
    ("alpha_masi@1", "alpha"),
    ("coverage@1", "coverage"),
    ("accuracy_surest_50@1", "surest half right"),
)


def quality_rows(
    compared: Iterable[tuple[str, str, str, Sequence[Score]]], families: Sequence[str]
) -> list[dict[str, object]]:
    """Return one row per labelling and family: (kind, who, against) and the figures, blank where there is none."""
    rows: list[dict[str, object]] = []
    for kind, who, against, scores in compared:
        found = {(score.scope, score.scorer): score for score in scores}
        for family in families:
            figures = {head: _figure(found.get((family, scorer))) for scorer, head in HEADS}
            if any(figures.values()):
                n = found[family, "exact_set@1"].n
                rows.append({"kind": kind, "who": who, "against": against, "family": family, "n": n, **figures})
    return rows


def evidence_row(scores: Sequence[Score]) -> Mapping[str, str]:
    """Return what was found of an instrument's evidence, for people to read."""
    return {
        score.scorer: f"{_figure(score)} (n = {score.n})" if score.value is not None else score.reason
        for score in scores
        if score.scorer.split("@")[0] in {"quotes_found", "evidence_present", "evidence_found"}
    }


def _figure(score: Score | None) -> str:
    return "" if score is None or score.value is None else f"{score.value:.2f}"
