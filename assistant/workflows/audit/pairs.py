"""Two coders at a time: who agrees with whom, and which of two codes they could not tell apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant.agreement import Outcome, Study, Undefined, alpha, bootstrap, cohen_kappa, presence_study
from assistant.agreement.kappas import percent_agreement
from assistant.domain.codebook import Wording
from assistant.domain.identifiers import CodeId, DocumentId, FamilyId
from assistant.reporting.findings import Advice, Confusion, Marked, PairKind, PairRow, UnitExample
from assistant.workflows.audit.grid import Column, Grid, Place
from assistant.workflows.audit.measuring import family_study

EXAMPLES = 3
"""Units shown for a code whose wording deserves work."""


def by_pair(grid: Grid) -> tuple[PairRow, ...]:
    """Return every pair of coders, people and instruments, family by family and code by code."""
    columns = [*grid.people, *grid.instruments]
    return tuple(
        row
        for one, other in combinations(columns, 2)
        for family in grid.families
        for row in _pair_rows(grid, one, other, family)
    )


def _pair_rows(grid: Grid, one: Column, other: Column, family: FamilyId) -> Iterator[PairRow]:
    study = family_study(grid, [one, other], family)
    plan = grid.question.plan
    sets = bootstrap(study, "alpha", plan, distance="masi") if study.of_sets else _nothing()
    yield _row((one, other, family), None, study, sets)
    for code in grid.codebook.in_family(family):
        if code.id in study.labels:
            yield _row((one, other, family), code.id, study, alpha(presence_study(study, code.id)))


def _nothing() -> Undefined:
    return Undefined("nothing pairable: the two coders have no unit in common")


def _row(pair: tuple[Column, Column, FamilyId], code: CodeId | None, study: Study, figure: Outcome) -> PairRow:
    one, other, family = pair
    looked_at = study if code is None else presence_study(study, code)
    return PairRow(
        one=one.coder.id,
        other=other.coder.id,
        kind=_kind(one, other),
        family=family,
        code=code,
        units=int(study.codes.shape[0]),
        percent=percent_agreement(looked_at),
        kappa=None if code is None else cohen_kappa(looked_at),
        alpha=figure,
    )


def _kind(one: Column, other: Column) -> PairKind:
    machines = one.is_instrument + other.is_instrument
    return (PairKind.PEOPLE, PairKind.PERSON_INSTRUMENT, PairKind.INSTRUMENTS)[machines]


@dataclass(frozen=True, slots=True)
class _Clash:
    """Two people who gave a unit different codes of one family."""

    place: Place
    family: FamilyId
    one: frozenset[CodeId]
    other: frozenset[CodeId]

    def pairs(self) -> Iterator[tuple[CodeId, CodeId | None]]:
        """Yield the codes that stand against each other, None where one person gave nothing instead."""
        mine, theirs = self.one - self.other, self.other - self.one
        if mine and theirs:
            yield from ((min(a, b), max(a, b)) for a in mine for b in theirs)
        else:
            yield from ((code, None) for code in mine | theirs)


def _clashes(grid: Grid) -> Iterator[_Clash]:
    own = {family: frozenset(code.id for code in grid.codebook.in_family(family)) for family in grid.families}
    for family in grid.families:
        for place in grid.places:
            cells = [column.cell(place.segment.id, family) for column in grid.people]
            seen = [cell & own[family] for cell in cells if cell is not None]
            yield from (_Clash(place, family, one, other) for one, other in combinations(seen, 2) if one != other)


def find_confusions(grid: Grid) -> tuple[Confusion, ...]:
    """Return the codes that people did not tell apart, most frequent first, each with all its units."""
    found: dict[tuple[FamilyId, CodeId, CodeId | None], list[Place]] = defaultdict(list)
    for clash in _clashes(grid):
        for one, other in clash.pairs():
            found[clash.family, one, other].append(clash.place)
    texts = Texts(grid)
    rows = [
        Confusion(
            family=family, one=one, other=other, times=len(places),
            units=tuple(texts.example(place, family) for place in dict.fromkeys(places)),
        )
        for (family, one, other), places in found.items()
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (-row.times, row.family, row.one, row.other or "")))


def advise(grid: Grid, confusions: Sequence[Confusion], most: int = 5) -> tuple[Advice, ...]:
    """Return the codes that cause most disagreements, with their worst neighbour and units to talk about."""
    clashes: Counter[tuple[FamilyId, CodeId]] = Counter()
    whole: Counter[FamilyId] = Counter()
    for clash in _clashes(grid):
        apart = clash.one ^ clash.other
        clashes.update((clash.family, code) for code in apart)
        whole[clash.family] += len(apart)
    worst = sorted(clashes.items(), key=lambda item: (-item[1], item[0]))[:most]
    return tuple(_advice(grid, confusions, key, (times, whole[key[0]])) for key, times in worst)


def _advice(
    grid: Grid, confusions: Sequence[Confusion], key: tuple[FamilyId, CodeId], counts: tuple[int, int]
) -> Advice:
    family, code = key
    worst = next(row for row in confusions if row.family == family and code in {row.one, row.other})
    neighbour = worst.other if worst.one == code else worst.one
    entry = grid.codebook.code(code)
    return Advice(
        family=family,
        code=code,
        label=entry.label if entry else Wording(code, code),
        disagreements=counts[0],
        share=counts[0] / counts[1],
        alpha=alpha(presence_study(family_study(grid, grid.people, family), code)),
        neighbour=neighbour,
        times=worst.times,
        rule=border_rule(grid, code, neighbour),
        examples=worst.units[:EXAMPLES],
    )


def border_rule(grid: Grid, one: CodeId, other: CodeId | None) -> Wording | None:
    """Return what the codebook says of the border between two codes, from either entry."""
    for here, there in ((one, other), (other, one)):
        entry = grid.codebook.code(here) if here else None
        for exclusion in entry.exclusions if entry else ():
            if exclusion.neighbour == there:
                return exclusion.rule
    return None


class Texts:
    """Units with their words, canonical texts fetched once."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._texts: dict[DocumentId, str] = {}

    def example(self, place: Place, family: FamilyId) -> UnitExample:
        """Return a unit with what each person made of it in a family."""
        text = self._text(place.source.id)
        body = place.segment.body
        columns = [column for column in self._grid.people if place.segment.id in column.cells]
        return UnitExample(
            document=place.source.id,
            title=place.source.metadata.title,
            file_name=place.source.file_name,
            segment=place.segment.id,
            start=body.start,
            end=body.end,
            text=body.read(text),
            marked=tuple(self._marked(column, place, family, text) for column in columns),
        )

    def _marked(self, column: Column, place: Place, family: FamilyId, text: str) -> Marked:
        own = {code.id for code in self._grid.codebook.in_family(family)}
        here = [
            mark
            for mark in column.marks
            if mark.document_id == place.source.id and mark.code in own and mark.span.overlaps(place.segment.body)
        ]
        return Marked(
            coder=column.coder.id,
            codes=tuple(sorted({mark.code for mark in here})),
            quotations=tuple(mark.span.read(text) for mark in here),
        )

    def _text(self, document: DocumentId) -> str:
        if document not in self._texts:
            self._texts[document] = self._grid.bench.ledger.document(document).text
        return self._texts[document]
