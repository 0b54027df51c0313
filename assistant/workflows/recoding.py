"""Codings that a change of the codebook's meaning calls into question: each coder looks at their own again.

Nothing is kept on a list: what is open follows from the version a coding is stamped with and from what the versions
after it have changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.domain.acts import Act, CodingRemoved, CodingRestamped
from assistant.domain.codebook import Code, Codebook
from assistant.domain.coding import Coding
from assistant.domain.document import Document
from assistant.domain.identifiers import CodebookId, CodeId, CoderId, CodingId
from assistant.domain.segment import Segment
from assistant.domain.span import Span
from assistant.errors import StudyError
from assistant.ports import Selection, Source
from assistant.revising import ChangeKind, EntryDifference, compare_codes
from assistant.workflows.codebooks import Version, codebook_history
from assistant.workflows.review import check_code
from assistant.workflows.workbench import Workbench

TOUCHING = frozenset({ChangeKind.SEMANTIC, ChangeKind.RETIRED, ChangeKind.SPLIT, ChangeKind.MERGED})
"""What calls a coding into question; a merger has taken its codings along and is listed only where it has not."""


_GRAVEST_FIRST = (ChangeKind.SPLIT, ChangeKind.MERGED, ChangeKind.RETIRED, ChangeKind.SEMANTIC)


class Answer(StrEnum):
    """What a coder says of a coding under the new version."""

    KEEP = "keep"
    CHANGE = "change"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Questioned:
    """A coding to be looked at again.

    Attributes:
        quotation: The words it stands on.
        context: The whole segment, for reading.
        at: Where the quotation begins in the context, 0-based; negative where it begins before it.
        page: 1-based page, None where the format has none.
        time_ms: Time code in milliseconds, None where there is none.
        kind: What happened to the entry since: the gravest of it.
        reasons: Why the versions in between were published, oldest first.
        entry: The entry under which it was coded, None where that version is not in the ledger.
        now: The entry in force, None where it is gone.
        difference: What differs between the two, None where nothing does or one is not known.
        offered: The codes that took the entry's place, to be offered first.
    """

    coding: Coding
    source: Source
    quotation: str
    context: str
    at: int
    page: int | None
    time_ms: int | None
    kind: ChangeKind
    reasons: tuple[str, ...]
    entry: Code | None
    now: Code | None
    difference: EntryDifference | None
    offered: tuple[CodeId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recoding:
    """An answer to one questioned coding.

    Attributes:
        code: For a change, the code that is right now.
    """

    coding_id: CodingId
    answer: Answer
    reason: str
    code: CodeId | None = None


@dataclass(frozen=True, slots=True)
class _Story:
    """The versions after the one a coding is stamped with, and what they did to its entry."""

    versions: tuple[Version, ...]

    def since(self, codebook_id: CodebookId) -> tuple[Version, ...]:
        stamped = [number for number, each in enumerate(self.versions) if each.codebook.id == codebook_id]
        return self.versions[stamped[-1] + 1 :] if stamped else self.versions

    def touching(self, coding: Coding) -> list[tuple[Version, ChangeKind, tuple[CodeId, ...]]]:
        return [
            (version, ChangeKind(change.kind), change.into)
            for version in self.since(coding.codebook_id)
            for change in version.changes
            if change.code == coding.code and change.kind in TOUCHING
        ]

    def book(self, codebook_id: CodebookId) -> Codebook | None:
        return next((each.codebook for each in self.versions if each.codebook.id == codebook_id), None)


def questioned_codings(bench: Workbench, coder: CoderId) -> list[Questioned]:
    """Return a coder's codings that wait to be looked at again, in document order."""
    story = _Story(codebook_history(bench))
    codings = _open_codings(bench, story, Selection(coders=frozenset({coder})))
    sources = {source.id: source for source in bench.ledger.sources()}
    documents = {name: bench.ledger.document(name) for name in {coding.document_id for coding, _ in codings}}
    segments = {segment.id: segment for name in documents for segment in bench.ledger.segments(name)}
    return [
        _questioned(
            story,
            (coding, touching),
            _Place(sources[coding.document_id], documents[coding.document_id], segments.get(coding.segment_id)),
        )
        for coding, touching in codings
    ]


_Touching = Sequence[tuple[Version, ChangeKind, tuple[CodeId, ...]]]


@dataclass(frozen=True, slots=True)
class _Place:
    source: Source
    document: Document
    segment: Segment | None

    def around(self, coding: Coding) -> Span:
        return coding.span if self.segment is None else self.segment.body

    def time_ms(self, coding: Coding) -> int | None:
        block = self.document.block_at(coding.span.start)
        return None if block is None else block.start_ms


def _open_codings(bench: Workbench, story: _Story, selection: Selection) -> list[tuple[Coding, _Touching]]:
    if not story.versions:
        return []
    newest = story.versions[-1].codebook.id
    waiting = [coding for coding in bench.ledger.codings(selection) if coding.codebook_id != newest]
    pairs = [(coding, story.touching(coding)) for coding in waiting]
    return [(coding, touching) for coding, touching in pairs if touching]


def _questioned(story: _Story, found: tuple[Coding, _Touching], place: _Place) -> Questioned:
    coding, touching = found
    book, newest = story.book(coding.codebook_id), story.versions[-1].codebook
    entry, now = book.code(coding.code) if book else None, newest.code(coding.code)
    around = place.around(coding)
    kinds = {kind for _, kind, _ in touching}
    return Questioned(
        coding=coding,
        source=place.source,
        quotation=coding.span.read(place.document.text),
        context=around.read(place.document.text),
        at=coding.span.start - around.start,
        page=place.document.page_at(coding.span.start),
        time_ms=place.time_ms(coding),
        kind=next(kind for kind in _GRAVEST_FIRST if kind in kinds),
        reasons=tuple(version.reason for version, _, _ in touching),
        entry=entry,
        now=now,
        difference=compare_codes(entry, now) if entry else None,
        offered=tuple(dict.fromkeys(code for _, _, into in touching for code in into if newest.code(code))),
    )


def count_questioned(bench: Workbench, coder: CoderId) -> int:
    """Return how many codings of a coder wait to be looked at again."""
    story = _Story(codebook_history(bench))
    return len(_open_codings(bench, story, Selection(coders=frozenset({coder}))))


def affected_codings(bench: Workbench, codes: frozenset[CodeId]) -> Counter[CodeId]:
    """Return how many codings in force of all coders carry each of the codes."""
    return Counter(coding.code for coding in bench.ledger.codings() if coding.code in codes)


def recode(bench: Workbench, answers: Sequence[Recoding], *, coder: CoderId) -> int:
    """Record what a coder says of their own questioned codings; return how many still wait.

    Raises:
        StudyError: A coding is not among those that wait, a reason is missing, or the code does not fit.
    """
    waiting = {each.coding.id: each for each in questioned_codings(bench, coder)}
    newest = bench.codebook()
    acts = [_act(bench, newest, waiting, answer) for answer in answers]
    if acts:
        bench.ledger.append(acts, actor=coder)
    return len(waiting) - len({answer.coding_id for answer in answers})


def _act(bench: Workbench, newest: Codebook, waiting: Mapping[CodingId, Questioned], said: Recoding) -> Act:
    found = waiting.get(said.coding_id)
    if found is None:
        raise StudyError(
            f"your coding {said.coding_id[:13]!r} is not waiting to be looked at again; reload the list",
            "这条编码不在你的待审之列；请刷新列表",
        )
    if not said.reason.strip():
        raise StudyError(
            f"say in a few words why you {said.answer.value} this coding; a decision without is lost",
            "请用几个字说明理由；没有理由的决定无从追溯",
        )
    if said.answer is Answer.REMOVE:
        return CodingRemoved(coding_id=found.coding.id, reason=said.reason.strip())
    code = said.code if said.answer is Answer.CHANGE else found.coding.code
    if said.answer is Answer.CHANGE and (code is None or code == found.coding.code):
        raise StudyError("to change a coding, name another code than the one it has", "改码时请选择另一个代码")
    if said.answer is Answer.KEEP and found.now is None:
        raise StudyError(
            f"{code!r} is not in the codebook any more; give the coding another code, or remove it",
            f"手册中已没有 {code!r}；请改用其他代码，或移除这条编码",
        )
    return CodingRestamped(
        coding_id=found.coding.id,
        codebook_id=newest.id,
        code=check_code(bench, code or found.coding.code),
        reason=said.reason.strip(),
    )
