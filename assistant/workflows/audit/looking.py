"""Who looked at which unit: by assignment and lock where the study has them, else by a rule that is told.

A unit that a coder was not assigned is missing. A unit that the coder locked without codes is *none*. A unit assigned
and not locked (or opened again) is not known yet. A unit drawn to be shown with proposals is not blind, nor is one of
which the coder saw a proposal before locking it, nor one that was locked, opened again and locked anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.domain.coding import CodingMode
from assistant.domain.fieldwork import Assignment, RoundKind
from assistant.domain.identifiers import AssignmentId, CoderId, DocumentId, FamilyId, SegmentId
from assistant.errors import StudyError
from assistant.ports import Fieldwork
from assistant.workflows.audit.question import AuditQuestion, ReadDocuments, ReadListed, ReadSample
from assistant.workflows.sight import reopened_units

APART = frozenset({RoundKind.TRAINING, RoundKind.RECODING})
"""Kinds of rounds that are no part of agreement between people unless a re-coding round is named."""


class Rule(StrEnum):
    """By what it is known which units were looked at."""

    ASSIGNED = "assigned"
    LISTED = "listed"
    SAMPLE = "sample"
    LOCKED = "locked"
    DOCUMENTS = "documents"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What one coder looked at.

    Attributes:
        units: Units of which it is known what the coder gave them.
        exposed: Units left out because a proposal was seen there first.
        waiting: Units assigned and not locked.
        unasked: Unit and family that an assignment did not ask for.
    """

    units: frozenset[SegmentId]
    exposed: frozenset[SegmentId] = frozenset()
    waiting: frozenset[SegmentId] = frozenset()
    unasked: frozenset[tuple[SegmentId, FamilyId | None]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What a coder's codings and decisions tell where no assignment does.

    Attributes:
        documents: Sources with a coding that enters; ``given`` its units, ``other`` units with codings of other modes.
        decided: Units in which a proposal was decided on.
    """

    documents: frozenset[DocumentId]
    given: frozenset[SegmentId]
    other: frozenset[SegmentId]
    decided: frozenset[SegmentId]


class Watch:
    """Assignments, locks and showings of a study, sorted by coder."""

    def __init__(
        self,
        records: Fieldwork,
        asked: AuditQuestion,
        units: Mapping[DocumentId, Sequence[SegmentId]],
        families: frozenset[FamilyId],
    ) -> None:
        self._asked = asked
        self._units = units
        self._families = families
        self.assignments = records.assignments()
        self.kinds = {each.round: each.round_kind for each in self.assignments}
        self._locks: dict[CoderId, dict[SegmentId, dict[AssignmentId | None, int]]] = defaultdict(dict)
        self._locked_in: dict[CoderId, set[DocumentId]] = defaultdict(set)
        for lock in records.locks():
            self._locks[lock.coder_id].setdefault(lock.segment_id, {})[lock.assignment_id] = lock.seq
            self._locked_in[lock.coder_id].add(lock.document_id)
        self._seen: dict[CoderId, dict[SegmentId, int]] = defaultdict(dict)
        for seen in records.seen():
            self._seen[seen.coder_id].setdefault(seen.segment_id, seen.seq)
        self._reopened = reopened_units(records)
        self.rule = self._rule()

    def _rule(self) -> Rule:
        if isinstance(self._asked.read, ReadListed):
            return Rule.LISTED
        if isinstance(self._asked.read, ReadSample):
            return Rule.SAMPLE
        if isinstance(self._asked.read, ReadDocuments):
            return Rule.DOCUMENTS
        if self.assignments:
            return Rule.ASSIGNED
        return Rule.LOCKED if self._locks else Rule.DOCUMENTS

    def enters(self, name: str) -> bool:
        """Tell whether a round is part of what is asked; of a study with assignments only rounds that have any."""
        if self._asked.rounds:
            return name in self._asked.rounds
        if self.rule is Rule.ASSIGNED and name not in self.kinds:
            return False
        return self.kinds.get(name) not in APART

    def looked(self, coder: CoderId, traces: Traces) -> Looked:
        """Return what a coder looked at.

        Raises:
            StudyError: A unit was assigned in two of the rounds asked for.
        """
        if CodingMode.BLIND not in self._asked.modes:
            return Looked(units=self._assisted(coder) | traces.given | traces.decided)
        if self.rule is Rule.ASSIGNED:
            return self._assigned(coder)
        seen = traces.decided | frozenset(self._seen.get(coder, {})) | traces.other
        read = self._read(coder, traces)
        doubtful = (seen - traces.given) - self._locked_first(coder)
        return Looked(units=read - doubtful, exposed=read & doubtful)

    def _assigned(self, coder: CoderId) -> Looked:
        units: dict[SegmentId, list[Assignment]] = {}
        for assignment in self.assignments:
            if assignment.coder_id == coder and assignment.mode in self._asked.modes and self.enters(assignment.round):
                for segment in assignment.segments:
                    _refuse_two_rounds(units.setdefault(segment, []), assignment, segment)
        shown = {segment for segment, mine in units.items() if any(segment in each.shown for each in mine)}
        locked = self._locked(coder, units)
        seen = self._seen.get(coder, {})
        early = {segment for segment, seq in locked.items() if segment in seen and seen[segment] < seq}
        early |= {segment for segment, mine in units.items() if any(self._again(segment, each) for each in mine)}
        known = frozenset(locked) - shown - early
        return Looked(
            units=known,
            exposed=(frozenset(locked) & early) - shown,
            waiting=frozenset(units) - frozenset(locked) - shown,
            unasked=frozenset((segment, family) for segment in known for family in self._unasked(units[segment])),
        )

    def _again(self, segment: SegmentId, assignment: Assignment) -> bool:
        return segment in self._reopened.get(assignment.id, frozenset())

    def _locked(self, coder: CoderId, units: Mapping[SegmentId, Sequence[Assignment]]) -> dict[SegmentId, int]:
        """Return the units locked for one of their assignments, with the number of the event."""
        locks = self._locks.get(coder, {})
        found: dict[SegmentId, int] = {}
        for segment, mine in units.items():
            seqs = [locks[segment][each.id] for each in mine if each.id in locks.get(segment, {})]
            if seqs:
                found[segment] = min(seqs)
        return found

    def _unasked(self, mine: Sequence[Assignment]) -> frozenset[FamilyId]:
        if any(not each.families for each in mine):
            return frozenset()
        return self._families - frozenset(family for each in mine for family in each.families)

    def _assisted(self, coder: CoderId) -> frozenset[SegmentId]:
        """Return the locked units that were coded with proposals in sight."""
        locks = self._locks.get(coder, {})
        found: set[SegmentId] = set()
        for assignment in self.assignments:
            if assignment.coder_id == coder and self.enters(assignment.round):
                wanted = assignment.segments if assignment.mode in self._asked.modes else assignment.shown
                found.update(segment for segment in wanted if assignment.id in locks.get(segment, {}))
        return frozenset(found)

    def _read(self, coder: CoderId, traces: Traces) -> frozenset[SegmentId]:
        rule = self._asked.read
        if isinstance(rule, ReadListed):
            return frozenset(segment for who, segment in rule.pairs if who == coder)
        locked_in = self._locked_in.get(coder, set())
        whole = {segment for name in traces.documents - locked_in for segment in self._units.get(name, ())}
        read = frozenset(whole | set(self._locks.get(coder, {})))
        return read & rule.segments if isinstance(rule, ReadSample) else read

    def _locked_first(self, coder: CoderId) -> frozenset[SegmentId]:
        """Return the units that a coder locked before seeing a proposal there."""
        seen = self._seen.get(coder, {})
        return frozenset(
            segment
            for segment, locks in self._locks.get(coder, {}).items()
            if segment in seen and min(locks.values()) < seen[segment]
        )


def _refuse_two_rounds(mine: list[Assignment], assignment: Assignment, segment: SegmentId) -> None:
    if mine and mine[0].round != assignment.round:
        raise StudyError(
            f"{assignment.coder_id!r} was assigned unit {segment[:12]!r} in two rounds, {mine[0].round!r} and "
            f"{assignment.round!r}, which are separate figures; name one with --round",
            f"{assignment.coder_id!r} 在两个轮次（{mine[0].round!r}、{assignment.round!r}）被分配同一单元，"
            "各轮是不同的数字；请选定一轮",
        )
    mine.append(assignment)
