"""How common a code is in the corpus: a model's labels on everything, corrected by a blind random human sample.

Difference estimator of a finite population (Cochran 1977, chapter 7; Saerndal, Swensson & Wretman 1992, section 6.3;
the same idea as prediction-powered inference, Angelopoulos et al. 2023): the mean of the model's labels plus the
weighted mean of human - model over the sample. It is unbiased however bad the model is; a bad model only makes it
wider than the human labels alone, and then those are to be reported. The model's own count is never an estimate.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from assistant.agreement.arrays import FloatArray
from assistant.agreement.quantiles import beta_quantile, t_quantile
from assistant.agreement.results import Estimate, Interval, Outcome, Undefined
from assistant.errors import StudyError


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """A random sample of segments with blind human labels.

    Attributes:
        human: Segment -> whether the code is there, by the blind human coding; the share of people who say so where
            several coded it.
        inclusion: Segment -> probability with which it was drawn; empty if nobody drew at random.
        document: Segment -> its document; segments stand alone where it is missing.
    """

    human: Mapping[Hashable, float]
    inclusion: Mapping[Hashable, float]
    document: Mapping[Hashable, Hashable]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prevalence:
    """Audited prevalence of one code.

    Attributes:
        audited: The difference estimator; ``human_only``: the sample without the model.
        model_count: Share of segments the model labelled; a description of the model, not a finding.
        report: Which of the two is narrower and should be reported.
        note: Why, in a sentence.
    """

    audited: Outcome
    human_only: Outcome
    model_count: float
    report: Literal["audited", "human_only", "neither"]
    note: str


def audited_prevalence(model: Mapping[Hashable, bool], audit: Audit, level: float = 0.95) -> Prevalence:
    """Return the audited prevalence of a code.

    Args:
        model: Every segment of the corpus -> whether the model gave it the code.
        audit: The random sample.
        level: Nominal coverage of the intervals.

    Raises:
        StudyError: A sampled segment is not in the corpus, or has no valid inclusion probability.
    """
    count = sum(map(bool, model.values())) / len(model) if model else 0.0
    refusal = _refusal(model, audit)
    if refusal:
        nothing = Undefined(refusal, "audited prevalence")
        return Prevalence(audited=nothing, human_only=nothing, model_count=count, report="neither", note=refusal)
    segments = list(audit.human)
    human = np.asarray([float(audit.human[s]) for s in segments])
    guess = np.asarray([float(model[s]) for s in segments])
    weight = 1.0 / np.asarray([audit.inclusion[s] for s in segments], dtype=np.float64)
    groups = _groups([audit.document.get(s, ("alone", s)) for s in segments])
    sample = _Sample(weight, groups, len(model), level)
    audited = sample.estimate(
        count, human - guess, "difference estimator: model on everything, corrected by the sample"
    )
    human_only = sample.estimate(0.0, human, "weighted mean of the blind human labels alone (Hajek)")
    return _chosen(audited, human_only, count)


def miss_rate_bound(missed: int, examined: int, level: float = 0.95) -> Outcome:
    """Return the share of missed segments with an exact one-sided upper bound (Clopper & Pearson 1934).

    Where none was missed the bound is close to the rule of three, 3 / examined at 95 per cent (Hanley & Lippman-Hand
    1983).

    Args:
        missed: Segments a person coded, among those that were examined after the search had passed them over.
        examined: Randomly drawn segments that were examined.
        level: Confidence that the true rate is not higher.

    Raises:
        StudyError: More were missed than examined.
    """
    method = "miss rate, exact one-sided upper bound (Clopper & Pearson 1934)"
    if not 0 <= missed <= max(examined, 0):
        raise StudyError(f"{missed} missed of {examined} examined is impossible")
    if examined == 0:
        return Undefined("no segment was examined, so nothing is known of what was missed", method)
    high = 1.0 if missed == examined else beta_quantile(level, missed + 1.0, float(examined - missed))
    interval = Interval(low=0.0, high=high, level=level, method="Clopper-Pearson, one-sided")
    notes = (f"none missed; rule of three: at most about {min(1.0, 3 / examined):.3f}",) if missed == 0 else ()
    return Estimate(
        value=missed / examined, method=method, n_units=examined, n_coders=1, interval=interval, warnings=notes
    )


@dataclass(frozen=True, slots=True)
class _Sample:
    """Weights (segments,), document numbers (segments,), corpus size and level of an audit sample."""

    weight: FloatArray
    group: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    population: int
    level: float

    def estimate(self, base: float, values: FloatArray, method: str) -> Outcome:
        """Return base + weighted mean of the values, with a linearised variance clustered by document."""
        n, total = values.size, float(self.weight.sum())
        clusters = int(self.group.max()) + 1
        if clusters < 2 and n < self.population:
            return Undefined("the sample comes from a single document, which tells nothing of the spread", method, n, 1)
        mean = float((self.weight * values).sum()) / total
        if n >= self.population:
            return self._whole(base + mean, method, (n, clusters))
        parts = np.bincount(self.group, weights=self.weight * (values - mean) / total, minlength=clusters)
        rest = max(0.0, 1.0 - n / self.population)
        error = float(np.sqrt(rest * clusters / (clusters - 1.0) * (parts**2).sum()))
        reach = t_quantile((1 + self.level) / 2, clusters - 1) * error
        how = "linearised by document, t"
        notes = []
        if clusters < 20:
            notes.append(f"only {clusters} documents in the sample: the interval is probably too narrow")
        if float(np.ptp(values)) == 0:
            reach, how = 1.0 - ((1.0 - self.level) / 2.0) ** (1.0 / n), "exact bound (Clopper & Pearson 1934)"
            notes.append("the sample shows no spread; the interval is that of none in n independent units")
        low, high = max(0.0, base + mean - reach), min(1.0, base + mean + reach)
        return Estimate(
            value=min(max(base + mean, 0.0), 1.0), method=method, n_units=n, n_coders=1, standard_error=error,
            warnings=tuple(notes),
            interval=Interval(low=low, high=high, level=self.level, method=how, clusters=clusters),
        )  # fmt: skip

    def _whole(self, value: float, method: str, counts: tuple[int, int]) -> Estimate:
        """Return the estimate of a sample that is the whole corpus: a count, without sampling error."""
        exact = min(max(value, 0.0), 1.0)
        interval = Interval(low=exact, high=exact, level=self.level, method="every unit was coded", clusters=counts[1])
        note = "every unit was coded: a count, without sampling error"
        return Estimate(
            value=exact, method=method, n_units=counts[0], n_coders=1, standard_error=0.0, interval=interval,
            warnings=(note,),
        )  # fmt: skip


def _refusal(model: Mapping[Hashable, bool], audit: Audit) -> str:
    if not model:
        return "empty: the corpus has no segment"
    if not audit.inclusion:
        return "no random sample exists: without known inclusion probabilities a prevalence cannot be estimated"
    if not audit.human:
        return "the random sample has no blind human label yet"
    for segment in audit.human:
        if segment not in model:
            raise StudyError(f"sampled segment {segment!r} has no label of the model; label the whole corpus first")
        if not 0 < audit.inclusion.get(segment, 0.0) <= 1:
            raise StudyError(f"sampled segment {segment!r} has no inclusion probability between 0 and 1")
    return ""


def _groups(names: Sequence[Hashable]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    index: dict[Hashable, int] = {}
    return np.asarray([index.setdefault(name, len(index)) for name in names], dtype=np.int64)


def _chosen(audited: Outcome, human_only: Outcome, count: float) -> Prevalence:
    if isinstance(audited, Undefined) or isinstance(human_only, Undefined):
        reason = audited.reason if isinstance(audited, Undefined) else "no estimate"
        return Prevalence(audited=audited, human_only=human_only, model_count=count, report="neither", note=reason)
    wide, narrow = _width(audited), _width(human_only)
    if wide <= narrow:
        note = f"the model's labels help: an interval {wide:.3f} wide instead of {narrow:.3f} from human labels alone"
        return Prevalence(audited=audited, human_only=human_only, model_count=count, report="audited", note=note)
    note = f"the model is too poor to help: an interval {wide:.3f} wide against {narrow:.3f}; report human labels alone"
    return Prevalence(audited=audited, human_only=human_only, model_count=count, report="human_only", note=note)


def _width(outcome: Estimate) -> float:
    return outcome.interval.width if outcome.interval is not None else 0.0
