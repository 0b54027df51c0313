"""Intervals: any coefficient, resampled by units, by documents or in Krippendorff's way, and what they warn of."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import cast

import numpy as np

from assistant.agreement import kappas, multivalued, pairwise, scores, unitizing
from assistant.agreement.alphas import alpha_coefficient
from assistant.agreement.analytic import analytic
from assistant.agreement.arrays import FloatArray
from assistant.agreement.coefficients import Coefficient, estimate
from assistant.agreement.distances import Distance
from assistant.agreement.resampling import (
    Resampling,
    document_replicates,
    krippendorff_replicates,
    unit_replicates,
)
from assistant.agreement.results import Estimate, Interval, Outcome, Undefined
from assistant.agreement.spans import SpanStudy
from assistant.agreement.studies import Study, presence_study
from assistant.errors import StudyError

Measure = str | Callable[..., Outcome]

_CODING: dict[str, Callable[..., Coefficient]] = {
    "alpha": alpha_coefficient,
    "multi_valued_alpha": multivalued.MultiValuedAlpha,
    "percent_agreement": kappas.percent_coefficient,
    "fleiss_kappa": kappas.fleiss_coefficient,
    "brennan_prediger": kappas.brennan_prediger_coefficient,
    "bennett_s": kappas.brennan_prediger_coefficient,
    "randolph_kappa": kappas.randolph_coefficient,
    "gwet_ac1": kappas.ac1_coefficient,
    "gwet_ac2": kappas.ac2_coefficient,
    "cohen_kappa": lambda weights=None: pairwise.Pairwise("cohen", weights),
    "scott_pi": lambda weights=None: pairwise.Pairwise("scott", weights),
    "light_kappa": lambda weights=None: pairwise.Pairwise("light", weights),
    "hubert_kappa": lambda weights=None: pairwise.Pairwise("hubert", weights),
    "conger_kappa": pairwise.Conger,
}

_SPANS: dict[str, Callable[..., unitizing.SpanCoefficient]] = {
    "u_alpha": lambda overlaps="refuse": unitizing.Unitizing("u", overlaps=overlaps),
    "binary_u_alpha": lambda code=None, overlaps="refuse": unitizing.Unitizing("|u", code, overlaps),
    "cu_alpha": lambda overlaps="refuse": unitizing.Unitizing("cu", overlaps=overlaps),
    "ku_alpha": lambda code, overlaps="refuse": unitizing.Unitizing("ku", code, overlaps),
    "span_kappa": scores.SpanKappa,
}

FEW_CLUSTERS = 20


def coefficient(measure: Measure, **options: object) -> Coefficient:
    """Return the coefficient object of a measure for coded units, by name or function.

    Raises:
        StudyError: There is no such measure.
    """
    name = measure if isinstance(measure, str) else getattr(measure, "__name__", "")
    if name not in _CODING:
        raise StudyError(f"{name!r} is not a measure of coded units; choose one of {', '.join(_CODING)}")
    return _CODING[name](**options)


def span_coefficient(measure: Measure, **options: object) -> unitizing.SpanCoefficient:
    """Return the coefficient object of a measure for spans, by name or function.

    Raises:
        StudyError: There is no such measure.
    """
    name = measure if isinstance(measure, str) else getattr(measure, "__name__", "")
    if name not in _SPANS:
        raise StudyError(f"{name!r} is not a measure of spans; choose one of {', '.join(_SPANS)}")
    return _SPANS[name](**options)


def bootstrap(
    study: Study | SpanStudy,
    measure: Measure,
    plan: Resampling | None = None,
    **options: object,
) -> Outcome:
    """Return a coefficient with its bootstrap interval (percentiles).

    Args:
        study: Coded units, or spans (whose documents are always drawn whole).
        measure: Function or name: ``alpha``, ``"gwet_ac1"`` ...
        plan: Replicates, level, seed and what is drawn; documents by default where they are known.
        options: Options of the measure: ``distance=``, ``weights=``, ``code=``, and ``coders=`` for two of many.
    """
    plan = plan or Resampling()
    coders = cast("Sequence[Hashable] | None", options.pop("coders", None))
    study = study.between(coders) if coders else study
    if isinstance(study, SpanStudy):
        return _span_bootstrap(study, span_coefficient(measure, **options), plan)
    if plan.by == "krippendorff":
        return _krippendorff(
            study, plan, coefficient(measure, **options), cast("Distance", options.get("distance", "nominal"))
        )
    return bootstrap_coefficient(study, coefficient(measure, **options), plan)


def bootstrap_coefficient(study: Study, chosen: Coefficient, plan: Resampling) -> Outcome:
    """Return a coefficient object's estimate with a unit or document bootstrap interval."""
    outcome = estimate(chosen, study)
    if isinstance(outcome, Undefined):
        return outcome
    working = study.active()
    clustered = plan.by == "document" or (plan.by == "auto" and len(working.documents) > 1)
    if clustered and len(working.documents) < 2:
        reason = "units of one document cannot be drawn by document; the interval was left out"
        return replace(outcome, warnings=(*outcome.warnings, reason))
    return _with_interval(
        outcome, _replicates(working, chosen, plan), plan, len(working.documents) if clustered else None
    )


def difference(
    first: Study, second: Study, measure: Measure, plan: Resampling | None = None, **options: object
) -> Outcome:
    """Return how much a coefficient differs between two studies of different units, second less first.

    Both are resampled on their own (documents whole where they are known), so the interval supposes that the two
    studies have no unit in common.
    """
    plan = plan or Resampling()
    found = [bootstrap(study, measure, plan, **options) for study in (first, second)]
    one, other = found
    method = f"difference of {one.method}, second less first"
    units, coders = one.n_units + other.n_units, max(one.n_coders, other.n_coders)
    if isinstance(one, Undefined) or isinstance(other, Undefined):
        reason = next(each.reason for each in found if isinstance(each, Undefined))
        return Undefined(reason, method, units, coders)
    value = Estimate(value=other.value - one.value, method=method, n_units=units, n_coders=coders, scale=one.scale)
    if one.interval is None or other.interval is None:
        return replace(value, warnings=(*one.warnings, *other.warnings))
    chosen = coefficient(measure, **options)
    apart = replace(plan, seed=plan.seed + 1)
    values = _replicates(second, chosen, apart) - _replicates(first, chosen, plan)
    clusters = (one.interval.clusters, other.interval.clusters)
    smaller = None if None in clusters else min(c for c in clusters if c is not None)
    return _with_interval(value, values, plan, smaller)


def _replicates(study: Study, chosen: Coefficient, plan: Resampling) -> FloatArray:
    working = study.active()
    clustered = plan.by == "document" or (plan.by == "auto" and len(working.documents) > 1)
    return (document_replicates if clustered else unit_replicates)(chosen, working, plan)


def gwet_interval(study: Study, measure: Measure, level: float = 0.95, **options: object) -> Outcome:
    """Return a coefficient with Gwet's (2014) standard error and interval, where he gives one."""
    return analytic(study, coefficient(measure, **options), level)


def _krippendorff(study: Study, plan: Resampling, chosen: Coefficient, distance: Distance) -> Outcome:
    if not chosen.method.startswith("Krippendorff's alpha"):
        raise StudyError(f"Krippendorff's bootstrap is for alpha, not for {chosen.method}; use by='unit' or 'document'")
    outcome = estimate(chosen, study)
    if isinstance(outcome, Undefined):
        return outcome
    return _with_interval(outcome, krippendorff_replicates(study.active(), distance, plan), plan, None)


def _span_bootstrap(study: SpanStudy, chosen: unitizing.SpanCoefficient, plan: Resampling) -> Outcome:
    outcome = unitizing.span_estimate(chosen, study)
    ready = chosen.prepare(study)
    if isinstance(outcome, Undefined) or isinstance(ready, str):
        return outcome
    if len(ready.documents) < 2:
        reason = "a single document cannot be resampled; the interval was left out"
        return replace(outcome, warnings=(*outcome.warnings, reason))
    rows = chosen.rows(ready)
    generator = np.random.default_rng(plan.seed)
    count = rows.shape[0]
    drawn = generator.multinomial(count, np.full(count, 1.0 / count), size=plan.replicates)
    values = chosen.finish(drawn.astype(np.float64) @ rows, ready).value
    return _with_interval(outcome, values, plan, count)


def _with_interval(outcome: Estimate, values: FloatArray, plan: Resampling, clusters: int | None) -> Estimate:
    good = values[np.isfinite(values)]
    lost = int(values.size - good.size)
    notes = list(outcome.warnings)
    if lost:
        notes.append(f"{lost} of {values.size} resamples had no value (no variation) and were left out")
    if good.size < values.size / 2:
        notes.append("too little variation for an interval")
        return replace(outcome, warnings=tuple(notes), seed=plan.seed)
    low, high = np.quantile(good, [(1.0 - plan.level) / 2.0, (1.0 + plan.level) / 2.0])
    interval = Interval(
        low=float(low),
        high=float(high),
        level=plan.level,
        method=_describe(plan, clusters),
        seed=plan.seed,
        replicates=plan.replicates,
        undefined_replicates=lost,
        clusters=clusters,
    )
    notes.extend(size_warnings(interval, outcome.n_units, plan.width))
    return replace(outcome, interval=interval, seed=plan.seed, warnings=tuple(notes))


def size_warnings(interval: Interval, units: int, width: float) -> list[str]:
    """Return sentences on an interval that is too wide or rests on too few documents."""
    notes = []
    if interval.clusters is not None and interval.clusters < FEW_CLUSTERS:
        notes.append(f"only {interval.clusters} documents were resampled: the interval is probably too narrow")
    if interval.width > width:
        more = more_units(interval, units, width)
        what = f"{more} more units" if interval.clusters is None else f"{more} more units spread over further documents"
        notes.append(
            f"n is too small: the interval is {interval.width:.2f} wide; about {what} would bring it to {width:.2f}"
        )
    if interval.width == 0 and units < 30:
        notes.append(
            "all resamples agree because the sample is small and uniform: the interval understates the uncertainty"
        )
    return notes


def more_units(interval: Interval, units: int, width: float) -> int:
    """Return about how many further units would bring an interval to a width: widths shrink with the square root."""
    return max(0, math.ceil(units * (interval.width / width) ** 2) - units)


def _describe(plan: Resampling, clusters: int | None) -> str:
    if plan.by == "krippendorff":
        return "Krippendorff's bootstrap of coincidences, percentile"
    return "unit bootstrap, percentile" if clusters is None else "document bootstrap, percentile"


def agreement_by_code(study: Study, measure: Measure, plan: Resampling | None = None) -> dict[Hashable, Outcome]:
    """Return a coefficient with interval for each label, present against absent; the codes are never pooled."""
    return {label: bootstrap(presence_study(study, label), measure, plan) for label in study.labels}
