"""What an audit is asked: whose codings, made how, of which codebook, and what counts as looked at."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.agreement import Resampling
from assistant.domain.coder import CoderKind
from assistant.domain.coding import CodingMode
from assistant.domain.identifiers import CodebookId, CoderId, FamilyId, SegmentId
from assistant.errors import StudyError
from assistant.ports import Records
from assistant.reporting.findings import Use


@dataclass(frozen=True, slots=True)
class ReadDocuments:
    """A document in which a coder has at least one such coding was read by that coder from first to last unit."""


@dataclass(frozen=True, slots=True)
class ReadListed:
    """Exactly the units listed were looked at; codings elsewhere are left out and counted."""

    pairs: frozenset[tuple[CoderId, SegmentId]]


@dataclass(frozen=True, slots=True)
class ReadSample:
    """Of the documents a coder has read, only the units of a sample; the sample does not say who looked at it."""

    segments: frozenset[SegmentId]


ReadRule = ReadDocuments | ReadListed | ReadSample


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditQuestion:
    """One question put to the ledger. Empty sets mean no restriction.

    Attributes:
        modes: What coders could see while coding; anything beside blind makes it concordance, never agreement.
        codebook: A version; the one in force if None.
        rounds: None named: all but training and re-coding rounds.
        read: What counts as looked at; None: by assignment and lock where the study has assignments, else a unit that
            was locked, or lies in a source the coder gave a coding.
        roll_up: Report parents also with the codings of their sub-codes.
        instrument: Whose proposals the anchoring experiment is about; the only ones where there is one.
        plan: How intervals are drawn, and the width one would be content with.
    """

    modes: frozenset[CodingMode] = frozenset({CodingMode.BLIND})
    rounds: frozenset[str] = frozenset()
    coders: frozenset[CoderId] = frozenset()
    families: frozenset[FamilyId] = frozenset()
    codebook: CodebookId | None = None
    read: ReadRule | None = None
    roll_up: bool = False
    instrument: CoderId | None = None
    plan: Resampling = field(default_factory=Resampling)

    @property
    def use(self) -> Use:
        """Return the name that the figures may bear."""
        return Use.AGREEMENT if self.modes == {CodingMode.BLIND} else Use.CONCORDANCE


def command_of(question: AuditQuestion) -> str:
    """Return the command line that asks the same on the command line, for a page to print beside its figures."""
    plan, usual = question.plan, Resampling()
    words = ["tricoder", "audit"]
    for option, names in (("--family", question.families), ("--coder", question.coders), ("--round", question.rounds)):
        words += [part for name in sorted(names) for part in (option, name)]
    words += ["--assisted"] if CodingMode.BLIND not in question.modes else []
    words += ["--roll-up"] if question.roll_up else []
    words += ["--instrument", question.instrument] if question.instrument else []
    for option, value, default in (("--level", plan.level, usual.level), ("--width", plan.width, usual.width)):
        words += [option, f"{value:g}"] if value != default else []
    return shlex.join([*words, "--seed", str(plan.seed)])


def checked(question: AuditQuestion) -> AuditQuestion:
    """Return the question if it can be asked.

    Raises:
        StudyError: It takes adjudicated codings for a coder's.
    """
    if not question.modes:
        raise StudyError("say which codings to compare; blind ones are the default")
    if CodingMode.ADJUDICATED in question.modes:
        raise StudyError("adjudicated codings are what a group settled on, not a coder; they are compared apart")
    return question


def read_listed(records: Records, rows: Sequence[Mapping[str, str]]) -> ReadListed | ReadSample:
    """Return a rule from rows with ``coder`` and ``segment`` or ``source``; rows without any coder are a sample.

    A row without a segment lists all units of the source.

    Raises:
        StudyError: A row names nothing that the study has.
    """
    if not rows:
        raise StudyError("the list of units that were looked at is empty; it needs columns `coder` and `segment`")
    people = {coder.id for coder in records.coders() if coder.kind is CoderKind.PERSON}
    desk = _Places(records)
    pairs: set[tuple[str, SegmentId]] = set()
    for number, row in enumerate(rows, start=2):
        coder = row.get("coder", "").strip()
        if coder and coder not in people:
            raise StudyError(f"row {number}: the study has no person {coder!r}; `tricoder coders` lists them")
        pairs |= {(coder, segment) for segment in desk.named(row, number)}
    named = frozenset((CoderId(coder), segment) for coder, segment in pairs if coder)
    if named and len(named) < len(pairs):
        raise StudyError("some rows of the list name a coder and some do not; name one in every row or in none")
    return ReadListed(named) if named else ReadSample(frozenset(segment for _, segment in pairs))


class _Places:
    """The units of a study by segment and by source."""

    def __init__(self, records: Records) -> None:
        self._units: dict[str, Sequence[SegmentId]] = {}
        for source in records.sources():
            units = [segment.id for segment in records.segments(source.id) if segment.is_unit]
            self._units[source.id] = self._units[source.file_name] = units
        self._known = frozenset(segment for units in self._units.values() for segment in units)

    def named(self, row: Mapping[str, str], number: int) -> Sequence[SegmentId]:
        segment, source = row.get("segment", "").strip(), row.get("source", "").strip()
        if segment:
            if segment not in self._known:
                raise StudyError(f"row {number}: the study has no unit {segment!r}; `tricoder sample` prints unit ids")
            return [SegmentId(segment)]
        if source not in self._units:
            raise StudyError(f"row {number}: the study has no source {source!r}; name a file, an id or a segment")
        return self._units[source]
