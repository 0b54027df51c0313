"""How common codes are: an instrument's labels on everything, corrected by the blind random sample of people.

The sample is the units drawn by lot for an assignment that people have locked blind; those drawn to be shown with
proposals stay out, which leaves a random sample, too. Where several people coded a unit, the share of them who gave the
code stands for it. Within a stratum every unit counts as drawn with the probability sampled / population.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.agreement import Audit, Prevalence, Undefined, audited_prevalence
from assistant.domain.codebook import Wording
from assistant.domain.fieldwork import Assignment, SampleDraw
from assistant.domain.identifiers import CodeId, FamilyId, SegmentId
from assistant.reporting.findings import EstimateRow, Estimates
from assistant.workflows.audit.grid import Column, Grid, Place
from assistant.workflows.audit.measuring import groups_of

NO_SAMPLE = (
    "no random sample exists: no assignment has units drawn by lot, and without known inclusion probabilities a "
    "prevalence cannot be estimated; draw one with `tricoder assign NAME --round ROUND --share 0.3`"
)
NOTHING_LOCKED = "the random sample has no blind human label yet: none of its units is locked"
COVERED = 0.8
"""Least part of the units that a sample must have been drawn from to say anything of all of them."""
OTHER_STRATA = "the strata of the sample are not the source types of the study, so that no unit's chance is known"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindSample:
    """The blind random sample of a study.

    Attributes:
        draw: How it was drawn.
        places: Units of the study by stratum.
        drawn: Units of the sample.
        notes: What has to be known of it.
    """

    draw: SampleDraw
    places: Mapping[str, tuple[Place, ...]]
    drawn: frozenset[SegmentId]
    notes: tuple[Wording, ...]

    def labels(self, grid: Grid, family: FamilyId, code: CodeId) -> dict[SegmentId, float]:
        """Return the share of the people who coded each sampled unit that gave it the code."""
        found: dict[SegmentId, float] = {}
        for segment in self.drawn:
            cells = [column.cell(segment, family) for column in grid.people]
            given = [code in cell for cell in cells if cell is not None]
            if given:
                found[segment] = sum(given) / len(given)
        return found


def find_sample(grid: Grid) -> BlindSample | str:
    """Return the random sample that most blind labels rest on, or the sentence why there is none."""
    draws: dict[SampleDraw, list[Assignment]] = defaultdict(list)
    for each in grid.bench.ledger.assignments():
        if each.sample is not None and (not grid.question.rounds or each.round in grid.question.rounds):
            draws[each.sample].append(each)
    if not draws:
        return NO_SAMPLE
    labelled = frozenset(segment for column in grid.people for segment in column.cells)
    places = _by_type(grid)
    fit = {draw: made for draw, made in draws.items() if _frame(draw) >= COVERED * _in_strata(places, draw) > 0}
    if not fit:
        return _misfit(draws, places)
    units = {draw: frozenset(unit for each in made for unit in each.segments) & labelled for draw, made in fit.items()}
    draw = max(units, key=lambda each: len(units[each]))
    if not units[draw]:
        return NOTHING_LOCKED
    notes = [*_notes(draw, places, units[draw], len(draws)), *_instrument_notes(grid)]
    return BlindSample(draw=draw, places=places, drawn=units[draw], notes=tuple(notes))


def _by_type(grid: Grid) -> dict[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for place in grid.places:
        found[place.source.metadata.source_type.value].append(place)
    return {name: tuple(places) for name, places in found.items()}


def _misfit(draws: Iterable[SampleDraw], places: Mapping[str, Sequence[Place]]) -> str:
    frame, everything = max((_frame(draw), _in_strata(places, draw)) for draw in draws)
    if everything == 0:
        return OTHER_STRATA
    return f"the random sample was drawn from only {frame} of {everything} units; nothing is known of the others"


def _frame(draw: SampleDraw) -> int:
    return sum(stratum.population for stratum in draw.strata)


def _in_strata(places: Mapping[str, Sequence[Place]], draw: SampleDraw) -> int:
    return sum(len(places.get(stratum.name, ())) for stratum in draw.strata)


def _notes(
    draw: SampleDraw, places: Mapping[str, Sequence[Place]], labelled: frozenset[SegmentId], draws: int
) -> Iterator[Wording]:
    drawn = sum(stratum.drawn for stratum in draw.strata)
    if len(labelled) < drawn:
        yield Wording(
            f"抽取的 {drawn} 个单元中 {len(labelled)} 个有盲编标签；其余视同这些",
            f"{len(labelled)} of the {drawn} units drawn have a blind label; the others are taken to be like these",
        )
    before = {stratum.name: stratum.population for stratum in draw.strata}
    if {name: len(found) for name, found in places.items()} != before:
        yield Wording(
            "抽样所依据的单元与现有单元不同：后来加入的、或抽取时不可用的单元没有机会被抽中",
            "the sample was drawn from other units than the study has now: those added since, or barred when it was "
            "drawn, had no chance",
        )
    if draws > 1:
        yield Wording(f"共有 {draws} 次抽样，只用盲编标签最多的一次",
                      f"{draws} samples were drawn; only the one with most blind labels is used")  # fmt: skip


def _instrument_notes(grid: Grid) -> Iterator[Wording]:
    for column in grid.instruments:
        rest = len(grid.places) - len(column.cells)
        lost = len({segment for segment, _ in column.lost})
        if rest or lost:
            yield Wording(
                f"{column.coder.name}：{rest} 个单元没有回答，{lost} 个的回答不可用；按“无此代码”计，由样本校正",
                f"{column.coder.name}: {rest} units without an answer, {lost} with an unusable one; they count as "
                "without the code, and the sample corrects for it",
            )


def estimate_prevalence(grid: Grid, field: str = "") -> Estimates:
    """Return how common each code is, in all units or by source type (``type``) or case (``case``).

    Without an instrument the sample stands alone; without a random sample there is no estimate.
    """
    sample = find_sample(grid)
    if isinstance(sample, str):
        return Estimates(rows=(), refusal=sample)
    groups = _groups(grid, field)
    machines: list[Column | None] = [*grid.instruments] or [None]
    rows = [
        row
        for name, places in groups.items()
        for machine in machines
        for family in grid.families
        for row in _family_rows(_Task(grid, sample, machine, name, places), family)
    ]
    return Estimates(rows=tuple(rows), notes=sample.notes)


def _groups(grid: Grid, field: str) -> dict[str, list[Place]]:
    if not field:
        return {"": list(grid.places)}
    found: dict[str, list[Place]] = defaultdict(list)
    for place in grid.places:
        for name in groups_of(place, field):
            found[name].append(place)
    return {name: found[name] for name in sorted(found)}


@dataclass(frozen=True, slots=True)
class _Task:
    grid: Grid
    sample: BlindSample
    machine: Column | None
    group: str
    places: list[Place]


def _family_rows(task: _Task, family: FamilyId) -> Iterator[EstimateRow]:
    for code in task.grid.codebook.in_family(family):
        human = task.sample.labels(task.grid, family, code.id)
        model = {place.segment.id: _gave(task.machine, place.segment.id, family, code.id) for place in task.places}
        inside = {segment: share for segment, share in human.items() if segment in model}
        if any(model.values()) or any(inside.values()):
            yield EstimateRow(
                instrument=task.machine.coder.id if task.machine else None, family=family, code=code.id,
                group=task.group, units=len(model), sampled=len(inside),
                prevalence=_prevalence(task, model, (human, inside)),
            )  # fmt: skip


def _gave(machine: Column | None, segment: SegmentId, family: FamilyId, code: CodeId) -> bool:
    return machine is not None and code in (machine.cell(segment, family) or frozenset())


def _prevalence(
    task: _Task, model: Mapping[SegmentId, bool], labels: tuple[Mapping[SegmentId, float], Mapping[SegmentId, float]]
) -> Prevalence:
    human, inside = labels
    strata = {place.segment.id: (name, len(places)) for name, places in task.sample.places.items() for place in places}
    drawn = Counter(strata[segment][0] for segment in human)
    bare = sorted({strata[segment][0] for segment in model} - {name for name, number in drawn.items() if number})
    if bare:
        reason = f"no unit of {', '.join(bare)} in the random sample has a blind label, so that nothing is known of it"
        return _refused(reason, sum(model.values()) / len(model))
    if not inside:
        return _refused("no sampled unit of this group has a blind label yet", sum(model.values()) / len(model))
    chances: dict[Hashable, float] = {segment: drawn[strata[segment][0]] / strata[segment][1] for segment in inside}
    documents: dict[Hashable, Hashable] = {place.segment.id: place.source.id for place in task.places}
    shares: dict[Hashable, float] = {segment: inside[segment] for segment in inside}
    everything: dict[Hashable, bool] = {segment: model[segment] for segment in model}
    audit = Audit(human=shares, inclusion=chances, document=documents)
    found = audited_prevalence(everything, audit, task.grid.question.plan.level)
    return found if task.machine is not None else _people_alone(found)


def _refused(reason: str, count: float) -> Prevalence:
    none = Undefined(reason, "audited prevalence")
    return Prevalence(audited=none, human_only=none, model_count=count, report="neither", note=reason)


def _people_alone(found: Prevalence) -> Prevalence:
    none = Undefined("no instrument has answered with this codebook", "difference estimator")
    note = "no instrument has answered: the blind human labels alone"
    return replace(found, audited=none, report="human_only", note=note)


def sampled_labels(grid: Grid, sample: BlindSample) -> Iterator[tuple[FamilyId, CodeId, dict[SegmentId, float]]]:
    """Yield the blind labels of every code that somebody gave in the sample."""
    for family in grid.families:
        for code in grid.codebook.in_family(family):
            labels = sample.labels(grid, family, code.id)
            if any(labels.values()):
                yield family, code.id, labels
