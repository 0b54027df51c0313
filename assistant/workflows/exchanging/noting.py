"""The notes, comments and variables of a project as memos of the study, on what they were on, each once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.domain.acts import MemoWritten
from assistant.domain.exchange import (
    ExchangedNote,
    ExchangedProject,
    ExchangedSelection,
    ExchangedSource,
    guid_of,
)
from assistant.domain.fieldwork import Memo, MemoTarget
from assistant.domain.identifiers import CodeId, CodingId, DocumentId, MemoId
from assistant.domain.span import Span
from assistant.interchange.matching import CodeMatch, Match
from assistant.interchange.naming import folded
from assistant.ports import Ledger
from assistant.workflows.exchanging.coding import Counterparts
from assistant.workflows.exchanging.memory import Past
from assistant.workflows.exchanging.plan import Ground
from assistant.workflows.exchanging.settling import unplaced_variables


@dataclass(frozen=True, slots=True, kw_only=True)
class _About:
    """What a memo is about."""

    target: MemoTarget
    document_id: DocumentId | None = None
    span: Span | None = None
    code: CodeId | None = None
    coding_id: CodingId | None = None

    def key(self) -> str:
        span = f"{self.span.start}:{self.span.end}" if self.span else ""
        return f"{self.target.value} {self.document_id} {span} {self.code} {self.coding_id}"


_PROJECT = _About(target=MemoTarget.PROJECT)


class MemoDesk:
    """Brings memos in and keeps count."""

    def __init__(self, ledger: Ledger, past: Past, ground: Ground) -> None:
        memos = ledger.memos()
        self._known = {guid_of("memo", memo.id) for memo in memos}
        self._same = {_sameness(memo) for memo in memos}
        self._gone = past.gone
        self._ground = ground
        self.times: dict[str, str] = {}

    def acts(
        self, project: ExchangedProject, here: Counterparts, matches: tuple[CodeMatch, ...]
    ) -> Iterator[MemoWritten]:
        """Yield the memos that are not here yet; the time each was written is kept in ``times``."""
        for memo, at in (*self._noted(project, here), *self._said(project, here, matches)):
            if self._is_new(memo):
                self.times |= {memo.id: at} if at else {}
                yield MemoWritten(memo=memo)

    def _is_new(self, memo: Memo) -> bool:
        if memo.id in self._gone:
            self._ground.counts["memos_gone"] += 1
            return False
        if memo.id in self._known or _sameness(memo) in self._same:
            self._ground.counts["memos_known"] += 1
            return False
        self._known.add(memo.id)
        self._same.add(_sameness(memo))
        self._ground.counts["memos_added"] += 1
        return True

    def _noted(self, project: ExchangedProject, here: Counterparts) -> Iterator[tuple[Memo, str]]:
        """Yield the notes, one memo for each thing that a note is on."""
        places = _places(project, here)
        inside = {details.memo for details in project.details.codings.values() if details.memo}
        for note in project.notes:
            if note.guid in inside:
                continue
            details = project.details.memos.get(note.guid)
            target = details.target if details else MemoTarget.PROJECT
            elsewhere = target if target in {MemoTarget.PROJECT, MemoTarget.CODER} else MemoTarget.PROJECT
            if not places[note.guid] and note.name and not details:
                self._ground.remark("note_on_nothing", note.name)
            for number, about in enumerate(places[note.guid] or [_About(target=elsewhere)]):
                guid = note.guid if number == 0 else guid_of("memo", f"{note.guid} {about.key()}")
                memo = _memo(guid, _titled(note), about, here, note.user)
                yield replace(memo, private=bool(details and details.private)), note.at

    def _said(
        self, project: ExchangedProject, here: Counterparts, matches: tuple[CodeMatch, ...]
    ) -> Iterator[tuple[Memo, str]]:
        """Yield what stands in comments and variables."""
        for source in project.sources:
            yield from self._of_source(project, source, here)
        for text, name in (
            (project.description, "description"),
            *((each.description, each.guid) for each in project.cases),
        ):
            if text:
                yield _memo(guid_of("memo", f"{name} {project.name}"), text, _PROJECT, here, project.user), ""
        yield from self._definitions(project, here, matches)

    def _of_source(
        self, project: ExchangedProject, source: ExchangedSource, here: Counterparts
    ) -> Iterator[tuple[Memo, str]]:
        about = _About(target=MemoTarget.SOURCE, document_id=here.sources[source.guid].match.document_id)
        if source.description:
            guid = guid_of("memo", f"description {source.guid}")
            yield _memo(guid, source.description, about, here, source.user or project.user), source.at
        names = {code.guid: code.name for code in project.codes}
        for coding in source.codings:
            self._ground.remark("coding_of_whole_source", source.name)
            text = f"整份资料编码 / coded as a whole: {here.codes.get(coding.code, names.get(coding.code, ''))}"
            yield _memo(coding.guid, text, about, here, coding.user), coding.at
        variables = unplaced_variables(project, source)
        if variables:
            self._ground.remark("variables_as_memo", "; ".join(name for name, _ in variables))
            text = "\n".join(f"{name}: {value}" for name, value in variables)
            yield _memo(guid_of("memo", f"variables {source.guid}"), text, about, here, project.user), ""
        for selection in source.selections:
            if selection.description:
                where = _span_of(source, selection, here)
                guid = guid_of("memo", f"description {selection.guid}")
                yield _memo(guid, selection.description, where, here, selection.user), selection.at

    def _definitions(
        self, project: ExchangedProject, here: Counterparts, matches: tuple[CodeMatch, ...]
    ) -> Iterator[tuple[Memo, str]]:
        """Yield the definitions of codes that were matched by name: ours stays, theirs becomes a memo on it."""
        said = {code.guid: code.description for code in project.codes}
        for match in matches:
            entry = here.book.code(match.code) if match.how is Match.NAME and match.code else None
            theirs = said[match.guid]
            if (
                entry is None
                or not theirs
                or folded(theirs) in {folded(entry.definition.zh), folded(entry.definition.en)}
            ):
                continue
            self._ground.remark("definition_as_memo", match.code or "")
            about = _About(target=MemoTarget.CODE, code=entry.id)
            text = f"{project.name}: {theirs}"
            yield _memo(guid_of("memo", f"definition {match.guid}"), text, about, here, project.user), ""


def _places(project: ExchangedProject, here: Counterparts) -> dict[str, list[_About]]:
    """Return what each note is on."""
    found: dict[str, list[_About]] = defaultdict(list)

    def put(notes: tuple[str, ...], about: _About) -> None:
        for guid in notes:
            found[guid].append(about)

    put(project.notes_on_project, _PROJECT)
    for code in project.codes:
        if code.guid in here.codes:
            put(code.notes, _About(target=MemoTarget.CODE, code=here.codes[code.guid]))
    for source in project.sources:
        for notes, about in _places_in(source, here):
            put(notes, about)
    return found


def _places_in(source: ExchangedSource, here: Counterparts) -> Iterator[tuple[tuple[str, ...], _About]]:
    document_id = here.sources[source.guid].match.document_id
    whole = _About(target=MemoTarget.SOURCE, document_id=document_id)
    yield from ((notes, whole) for notes in (source.notes, *(coding.notes for coding in source.codings)))
    for selection in source.selections:
        yield selection.notes, _span_of(source, selection, here)
        for coding in selection.codings:
            coding_id = CodingId(coding.guid)
            yield coding.notes, _About(target=MemoTarget.CODING, document_id=document_id, coding_id=coding_id)


def _span_of(source: ExchangedSource, selection: ExchangedSelection, here: Counterparts) -> _About:
    settled = here.sources[source.guid]
    span = settled.words(selection.span)
    target = MemoTarget.SOURCE if span is None else MemoTarget.SPAN
    return _About(target=target, document_id=settled.match.document_id, span=span)


def _memo(guid: str, text: str, about: _About, here: Counterparts, user: str | None) -> Memo:
    return Memo(
        id=MemoId(guid),
        coder_id=here.people.of(user),
        target=about.target,
        text=text,
        document_id=about.document_id,
        span=about.span,
        code=about.code,
        coding_id=about.coding_id,
    )


def _titled(note: ExchangedNote) -> str:
    """Return a note's words, under its title where that says something that they do not begin with."""
    title = note.name.rstrip("…").rstrip()
    flat = " ".join(note.text.split())
    return note.text if not title or flat.startswith(title) else f"{note.name}\n{note.text}"


def _sameness(memo: Memo) -> tuple[object, ...]:
    span = (memo.span.start, memo.span.end) if memo.span else None
    return memo.coder_id, memo.target, memo.document_id, span, memo.code, memo.coding_id, memo.text
