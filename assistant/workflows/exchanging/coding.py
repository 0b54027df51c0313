"""The codings of a project as codings of the study: on our words, under our codes, each once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from assistant.domain.acts import CodingAdded
from assistant.domain.codebook import Codebook
from assistant.domain.coding import Coding
from assistant.domain.exchange import CodingDetails, ExchangedCoding, ExchangedProject, ExchangedSource, guid_of
from assistant.domain.identifiers import CodeId, CodingId
from assistant.domain.segment import Segment
from assistant.domain.span import Span
from assistant.ports import Ledger
from assistant.workflows.exchanging.memory import Past
from assistant.workflows.exchanging.people import People
from assistant.workflows.exchanging.plan import Ground, ImportChoice
from assistant.workflows.exchanging.settling import Settled


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterparts:
    """What the things of a project are in the study, by GUID.

    Attributes:
        codes: Ids here; folders that stand for families are left out.
        book: The codebook in force after the import.
    """

    sources: Mapping[str, Settled]
    codes: Mapping[str, CodeId]
    people: People
    book: Codebook


class CodingDesk:
    """Brings codings in and keeps count."""

    def __init__(self, ledger: Ledger, past: Past, ground: Ground, choice: ImportChoice) -> None:
        codings = ledger.codings()
        self._guids = {guid_of("coding", coding.id): _what(coding) for coding in codings}
        self._keys = {_key(coding) for coding in codings}
        self._gone = past.gone
        self._ground = ground
        self._choice = choice
        self.times: dict[str, str] = {}

    def acts(self, project: ExchangedProject, here: Counterparts) -> Iterator[CodingAdded]:
        """Yield the codings that are not here yet; the time each was made is kept in ``times``."""
        notes = {note.guid: note.text for note in project.notes}
        for source in project.sources:
            for coding, place in self._placed(source, here.sources[source.guid]):
                code = here.codes.get(coding.code)
                if code is None:
                    self._ground.remark("coding_on_folder")
                    continue
                details = project.details.codings.get(coding.guid) or CodingDetails(
                    mode=self._choice.mode, round=self._choice.round
                )
                made = replace(self._coding(coding, place, details, here), memo=notes.get(details.memo, ""))
                if self._is_new(made):
                    self.times |= {made.id: coding.at} if coding.at else {}
                    yield CodingAdded(coding=made)

    def _placed(
        self, source: ExchangedSource, settled: Settled
    ) -> Iterator[tuple[ExchangedCoding, tuple[Settled, Span, Segment]]]:
        for selection in source.selections:
            place = settled.place(selection.span) if selection.codings else None
            for coding in selection.codings:
                if place is None:
                    self._ground.remark("coding_on_blanks", source.name)
                    continue
                if not place[1].is_unit:
                    self._ground.remark("coding_on_context", source.name)
                yield coding, (settled, *place)

    def _coding(
        self,
        coding: ExchangedCoding,
        place: tuple[Settled, Span, Segment],
        details: CodingDetails,
        here: Counterparts,
    ) -> Coding:
        settled, span, segment = place
        return Coding(
            id=CodingId(coding.guid),
            coder_id=here.people.of(coding.user),
            codebook_id=here.book.id,
            document_id=settled.match.document_id,
            segment_id=segment.id,
            span=span,
            code=here.codes[coding.code],
            rank=details.rank,
            mode=details.mode,
            attributes=details.attributes,
            round=details.round,
        )

    def _is_new(self, coding: Coding) -> bool:
        if coding.id in self._gone:
            self._ground.counts["codings_gone"] += 1
            return False
        if self._guids.get(coding.id, _what(coding)) != _what(coding):
            self._ground.remark("coding_differs")
            return False
        if coding.id in self._guids or _key(coding) in self._keys:
            self._ground.counts["codings_known"] += 1
            return False
        self._guids[coding.id] = _what(coding)
        self._keys.add(_key(coding))
        self._ground.counts["codings_added"] += 1
        return True


def _what(coding: Coding) -> tuple[object, ...]:
    return coding.coder_id, coding.document_id, coding.span, coding.code


def _key(coding: Coding) -> tuple[object, ...]:
    return (*_what(coding), coding.mode, coding.round)
