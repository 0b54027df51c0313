"""Agreement between coders: a *study* holds data, a *distance* or *weights* compare categories, a *measure* computes.

Every measure takes a study and answers an ``Estimate`` (value, observed, expected, n_units, n_coders, interval, seed,
warnings) or an ``Undefined`` with the reason in a sentence; never NaN, never a figure where the formula divides by
zero.

Studies of coded units
    ``study_from_table(rows, coders, categories, documents, missing)`` - one row per unit, one column per coder, None
    or NaN = missing, cells are labels or sets of labels; ``study_from_long(records)`` - (unit, coder, label[,
    document]); ``study_from_codes(array, categories)`` - integers, -1 = missing; ``presence_study(study, label)`` -
    one code against the rest.
Measures of coded units
    ``percent_agreement``, ``cohen_kappa(study, weights=)``, ``scott_pi``, ``bennett_s``, ``brennan_prediger``,
    ``randolph_kappa``, ``fleiss_kappa(study, weights=, missing=)``, ``conger_kappa``, ``light_kappa``,
    ``hubert_kappa``, ``gwet_ac1``, ``gwet_ac2(study, weights=)``, ``alpha(study, distance=)``,
    ``multi_valued_alpha``; ``alpha_per_category``, ``alpha_per_label``, ``alpha_between``, ``pairwise_kappas``,
    ``agreement_by_code``.
Studies of spans
    ``study_from_spans(records, lengths, coders, codes, assigned)`` - (document, coder, start, end, code).
Measures of spans
    ``u_alpha``, ``binary_u_alpha(study, code=)`` (|u-alpha), ``cu_alpha``, ``ku_alpha(study, code)``, ``span_kappa``.
Both
    ``precision_recall(study, reference, candidate, code=)``; ``bootstrap(study, measure, Resampling(...), **options)``;
    ``gwet_interval(study, measure, level)`` for intervals by formula; ``difference(first, second, measure)`` between
    two rounds.
Around them
    ``plan_sample(Wish(...))``, ``precision_reached``, ``anchoring_index(trials)``, ``audited_prevalence(model,
    audit)``, ``miss_rate_bound(missed, examined)``.

Where definitions part, the docstring of the measure says which is used: Fleiss and AC1 with missing codes (Gwet 2014),
per-category alpha (collapsed coincidences), MASI (1 - J x M), cu-alpha (equation 10 of the 2016 paper).
"""

from assistant.agreement.alphas import (
    alpha,
    alpha_between,
    alpha_per_category,
    alpha_per_label,
    coincidence_matrix,
    conventional,
)
from assistant.agreement.anchoring import Trial, anchoring_by, anchoring_index, segments_per_arm
from assistant.agreement.distances import jaccard_distance, masi_distance
from assistant.agreement.intervals import agreement_by_code, bootstrap, difference, gwet_interval, more_units
from assistant.agreement.kappas import (
    bennett_s,
    brennan_prediger,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    percent_agreement,
    randolph_kappa,
)
from assistant.agreement.multivalued import multi_valued_alpha
from assistant.agreement.pairwise import (
    cohen_kappa,
    conger_kappa,
    hubert_kappa,
    light_kappa,
    pairwise_kappas,
    scott_pi,
)
from assistant.agreement.planning import Plan, Reached, Wish, expected_width, plan_sample, precision_reached
from assistant.agreement.prevalence import Audit, Prevalence, audited_prevalence, miss_rate_bound
from assistant.agreement.resampling import Resampling
from assistant.agreement.results import Estimate, Interval, Outcome, Undefined
from assistant.agreement.scores import Scores, precision_recall, span_kappa
from assistant.agreement.spans import SpanStudy, study_from_spans
from assistant.agreement.studies import Study, presence_study, study_from_codes, study_from_long, study_from_table
from assistant.agreement.unitizing import binary_u_alpha, cu_alpha, ku_alpha, u_alpha

__all__ = [
    "Audit",
    "Estimate",
    "Interval",
    "Outcome",
    "Plan",
    "Prevalence",
    "Reached",
    "Resampling",
    "Scores",
    "SpanStudy",
    "Study",
    "Trial",
    "Undefined",
    "Wish",
    "agreement_by_code",
    "alpha",
    "alpha_between",
    "alpha_per_category",
    "alpha_per_label",
    "anchoring_by",
    "anchoring_index",
    "audited_prevalence",
    "bennett_s",
    "binary_u_alpha",
    "bootstrap",
    "brennan_prediger",
    "cohen_kappa",
    "coincidence_matrix",
    "conger_kappa",
    "conventional",
    "cu_alpha",
    "difference",
    "expected_width",
    "fleiss_kappa",
    "gwet_ac1",
    "gwet_ac2",
    "gwet_interval",
    "hubert_kappa",
    "jaccard_distance",
    "ku_alpha",
    "light_kappa",
    "masi_distance",
    "miss_rate_bound",
    "more_units",
    "multi_valued_alpha",
    "pairwise_kappas",
    "percent_agreement",
    "plan_sample",
    "precision_reached",
    "precision_recall",
    "presence_study",
    "randolph_kappa",
    "scott_pi",
    "segments_per_arm",
    "span_kappa",
    "study_from_codes",
    "study_from_long",
    "study_from_spans",
    "study_from_table",
    "u_alpha",
]
