"""How good an instrument is on a study's own coded units, with what people reach among themselves always beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random

from assistant.domain.codebook import Codebook
from assistant.domain.identifiers import CodeId, FamilyId, RunId, SegmentId
from assistant.domain.proposal import Proposal
from assistant.domain.span import Span
from assistant.errors import StudyError
from assistant.ports import Selection
from assistant.scoring import (
    Labels,
    Located,
    Score,
    Steadiness,
    agreement_scores,
    coverage_curve,
    evidence_scores,
    set_scores,
    stability_scores,
)
from assistant.workflows.audit.gathering import open_grid
from assistant.workflows.audit.grid import Column, Grid
from assistant.workflows.workbench import Workbench

CONSENSUS = "consensus"
"""Name of the truth where nothing was adjudicated: the codes that at least half of those who looked have given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One labelling measured against another.

    Attributes:
        who: Id of the coder, instrument or baseline that is measured.
        against: Id of the coder, ``adjudicated`` or ``consensus``.
        kind: ``instrument``, ``baseline`` or ``ceiling`` (a person against a person or against the truth).
    """

    who: str
    against: str
    kind: str
    scores: tuple[Score, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Everything that could be measured in a study.

    Attributes:
        truth: Id of what instruments were measured against first.
        units: How many units that truth holds.
        names: Names of coders and instruments by id.
        failed: Answers of each instrument that could not be used: failures, never counted as "no code".
        totals: What each instrument's runs came to (calls, tokens, seconds), as far as it was recorded.
    """

    truth: str
    units: int
    comparisons: tuple[Comparison, ...]
    names: Mapping[str, str]
    failed: Mapping[str, int]
    totals: Mapping[str, Mapping[str, str]]


def evaluate_study(bench: Workbench, *, seed: int = 1) -> Evaluation:
    """Return every comparison that the study's codings and proposals allow.

    Raises:
        StudyError: No person has coded anything, or no instrument has answered.
    """
    grid = open_grid(bench)
    if not grid.people and grid.settled is None:
        raise StudyError("nobody has coded anything blind yet, so there is nothing to measure an instrument against")
    if not grid.instruments:
        raise StudyError("no instrument has answered with this codebook yet; run `tricoder propose` first")
    truth = _truth(grid)
    comparisons = [
        *_baselines(bench, grid, truth, seed),
        *(each for column in grid.instruments for each in _instrument(bench, grid, column, truth)),
        *_ceiling(grid, truth),
    ]
    return Evaluation(
        names=_names(grid),
        truth=truth.name,
        units=len(truth.labels),
        comparisons=tuple(comparisons),
        failed={column.coder.id: len(column.lost) for column in grid.instruments},
        totals=_totals(bench),
    )


def _names(grid: Grid) -> Mapping[str, str]:
    """Return names by id; two configurations of one instrument are told apart by the beginning of their ids."""
    columns = [*grid.people, *grid.instruments]
    names = [column.coder.name for column in columns]
    return {
        column.coder.id: name if names.count(name) == 1 else f"{name} {column.coder.id[:8]}"
        for column, name in zip(columns, names, strict=True)
    }


@dataclass(frozen=True, slots=True)
class _Truth:
    name: str
    labels: Labels
    spans: Mapping[tuple[SegmentId, CodeId], tuple[Span, ...]]


def _truth(grid: Grid) -> _Truth:
    if grid.settled is not None:
        return _Truth("adjudicated", grid.settled.cells, _spans(grid, [grid.settled]))
    given: dict[SegmentId, list[frozenset[CodeId]]] = defaultdict(list)
    for column in grid.people:
        for segment, codes in column.cells.items():
            given[segment].append(codes)
    labels = {segment: _shared(sets) for segment, sets in given.items()}
    name = CONSENSUS if len(grid.people) > 1 else grid.people[0].coder.id
    return _Truth(name, labels, _spans(grid, grid.people))


def _shared(sets: Sequence[frozenset[CodeId]]) -> frozenset[CodeId]:
    codes = frozenset[CodeId]().union(*sets)
    return frozenset(code for code in codes if 2 * sum(code in each for each in sets) >= len(sets))


def _spans(grid: Grid, columns: Sequence[Column]) -> Mapping[tuple[SegmentId, CodeId], tuple[Span, ...]]:
    units = defaultdict(list)
    for place in grid.places:
        units[place.source.id].append(place.segment)
    found: dict[tuple[SegmentId, CodeId], list[Span]] = defaultdict(list)
    for column in columns:
        for mark in column.marks:
            for segment in units[mark.document_id]:
                if segment.body.overlaps(mark.span):
                    found[segment.id, mark.code].append(mark.span)
    return {key: tuple(spans) for key, spans in found.items()}


def _measured(grid: Grid, said: Labels, truth: Labels) -> Iterator[Score]:
    codes = {family: _codes(grid.codebook, family) for family in grid.families}
    for family, mine in codes.items():
        yield from set_scores(said, truth, mine, family)
        yield from agreement_scores(said, truth, mine, family)
    everything = [code for mine in codes.values() for code in mine]
    yield from (score for score in set_scores(said, truth, everything, "all") if score.scope == "all")


def _codes(codebook: Codebook, family: FamilyId) -> list[CodeId]:
    return [code.id for code in codebook.in_family(family)]


def _instrument(bench: Workbench, grid: Grid, column: Column, truth: _Truth) -> Iterator[Comparison]:
    proposals = _proposals(bench, grid, column)
    own = [
        *_measured(grid, column.cells, truth.labels),
        *evidence_scores([_located(each, truth) for each in proposals if each.segment_id in truth.labels], "all"),
        *_abstaining(grid, column, truth, proposals),
        *stability_scores(_steadiness(bench, column, truth), "all"),
    ]
    name = column.coder.id
    yield Comparison(who=name, against=truth.name, kind="instrument", scores=tuple(own))
    for person in grid.people:
        if person.coder.id != truth.name:
            scores = tuple(_measured(grid, column.cells, person.cells))
            yield Comparison(who=name, against=person.coder.id, kind="instrument", scores=scores)


def _proposals(bench: Workbench, grid: Grid, column: Column) -> tuple[Proposal, ...]:
    runs = frozenset(
        RunId(run.id)
        for run in bench.ledger.runs()
        if run.codebook_id == grid.codebook.id and run.coder_id == column.coder.id
    )
    return bench.ledger.proposals(Selection(runs=runs))


def _located(proposal: Proposal, truth: _Truth) -> Located:
    return Located(
        evidence=tuple(each.span for each in proposal.evidence),
        unlocated=len(proposal.unlocated),
        marked=truth.spans.get((proposal.segment_id, proposal.code), ()),
    )


def _abstaining(grid: Grid, column: Column, truth: _Truth, proposals: Sequence[Proposal]) -> Iterator[Score]:
    for family in grid.families:
        best: dict[SegmentId, float] = {}
        for each in proposals:
            if each.family == family and each.score is not None:
                best[each.segment_id] = max(best.get(each.segment_id, each.score), each.score)
        yield from coverage_curve(column.cells, truth.labels, best, _codes(grid.codebook, family), family)


def _steadiness(bench: Workbench, column: Column, truth: _Truth) -> list[Steadiness]:
    measured = bench.ledger.stability(Selection(coders=frozenset({column.coder.id})))
    return [
        Steadiness(given=flips.given / flips.asked, right=flips.code in truth.labels[flips.segment_id])
        for _coder, flips in measured
        if flips.segment_id in truth.labels and flips.asked
    ]


def _ceiling(grid: Grid, truth: _Truth) -> Iterator[Comparison]:
    for one, other in combinations(grid.people, 2):
        scores = tuple(_measured(grid, one.cells, other.cells))
        yield Comparison(who=one.coder.id, against=other.coder.id, kind="ceiling", scores=scores)
    if grid.settled is not None:
        for person in grid.people:
            scores = tuple(_measured(grid, person.cells, truth.labels))
            yield Comparison(who=person.coder.id, against=truth.name, kind="ceiling", scores=scores)


def _baselines(bench: Workbench, grid: Grid, truth: _Truth, seed: int) -> Iterator[Comparison]:
    made = {
        "majority": majority_labels(grid, truth.labels),
        "label names": label_name_labels(bench, grid, truth.labels),
        "random": random_labels(grid, truth.labels, Random(seed)),  # noqa: S311 - a baseline, not a secret
    }
    for name, said in made.items():
        scores = tuple(_measured(grid, said, truth.labels))
        yield Comparison(who=name, against=truth.name, kind="baseline", scores=scores)


def majority_labels(grid: Grid, truth: Labels) -> Labels:
    """Return, for every unit, the code of each family that most units have, if more than half of the units have one."""
    chosen: set[CodeId] = set()
    for family in grid.families:
        counts = {code: sum(code in codes for codes in truth.values()) for code in _codes(grid.codebook, family)}
        none = sum(not codes & set(counts) for codes in truth.values())
        best = max(counts, key=lambda code: counts[code], default=None)
        if best is not None and counts[best] > none:
            chosen.add(best)
    return dict.fromkeys(truth, frozenset(chosen))


def random_labels(grid: Grid, truth: Labels, chance: Random) -> Labels:
    """Return the truth's own code sets, dealt out to the units at random family by family."""
    order = sorted(truth)
    said: dict[SegmentId, set[CodeId]] = {unit: set() for unit in order}
    for family in grid.families:
        mine = frozenset(_codes(grid.codebook, family))
        dealt = chance.sample(order, len(order))
        for unit, giver in zip(order, dealt, strict=True):
            said[unit] |= truth[giver] & mine
    return {unit: frozenset(codes) for unit, codes in said.items()}


def label_name_labels(bench: Workbench, grid: Grid, truth: Collection[SegmentId]) -> Labels:
    """Return the codes whose label, or whose label's stem, stands in the unit."""
    stems = {code.id: _stems(code.label.zh, code.label.en) for code in grid.codebook.codes if not code.abstain}
    said: dict[SegmentId, frozenset[CodeId]] = {}
    texts: dict[str, str] = {}
    for place in grid.places:
        if place.segment.id in truth:
            if place.source.id not in texts:
                texts[place.source.id] = bench.ledger.document(place.source.id).text
            words = place.segment.body.read(texts[place.source.id]).lower()
            said[place.segment.id] = frozenset(
                code for code, names in stems.items() if any(name in words for name in names)
            )
    return said


def _stems(zh: str, en: str) -> tuple[str, ...]:
    plain = [label.split("（")[0].split("(")[0].split("/")[0].strip().lower() for label in (zh, en)]
    return tuple(word for word in (*plain, plain[0][:2] if len(plain[0]) > 3 else "") if len(word) > 1)


def _totals(bench: Workbench) -> Mapping[str, Mapping[str, str]]:
    """Return what was recorded of the cost of each instrument's newest finished run."""
    found: dict[str, Mapping[str, str]] = {}
    for run in bench.ledger.runs():
        totals = getattr(run, "totals", None)
        if totals:
            found[run.coder_id] = dict(totals)
    return found
