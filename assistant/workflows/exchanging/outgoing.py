"""A study as a project that other programs read, with a list of what the format cannot hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from assistant.domain.codebook import Code, Codebook, Wording
from assistant.domain.coder import Coder, CoderKind
from assistant.domain.coding import Coding
from assistant.domain.exchange import (
    ORIGIN,
    CodingDetails,
    ExchangedCase,
    ExchangedCode,
    ExchangedCoding,
    ExchangedNote,
    ExchangedProject,
    ExchangedSelection,
    ExchangedSet,
    ExchangedSource,
    ExchangedUser,
    MemoDetails,
    Remark,
    SourceDetails,
    StudyDetails,
    guid_of,
)
from assistant.domain.fieldwork import Memo, MemoTarget
from assistant.domain.identifiers import CoderId, DocumentId
from assistant.domain.span import Span
from assistant.errors import LedgerError
from assistant.interchange.matching import code_guid, family_guid
from assistant.interchange.naming import NO_DEFINITION
from assistant.ports import Source
from assistant.workflows.exchanging.losses import losses_of
from assistant.workflows.exchanging.memory import known_guids, look_back, remember
from assistant.workflows.workbench import Workbench

VARIABLES = ("source_type", "voice", "date", "language", "organisation", "publisher", "title")
"""What is known of a source and written as variables; cases are written as cases."""
_TITLE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A project ready to be written.

    Attributes:
        remarks: What the format cannot hold, counted.
    """

    project: ExchangedProject
    remarks: tuple[Remark, ...]
    _bench: Workbench

    @property
    def codings(self) -> int:
        """How many codings are written."""
        return sum(len(each.codings) for source in self.project.sources for each in source.selections)

    def originals(self) -> Iterator[tuple[str, bytes]]:
        """Yield name and bytes of every file that sources were read from, one at a time."""
        for details in self.project.details.sources.values():
            if details.part:
                yield details.part, self._bench.files.raw(DocumentId(details.document_id))


def prepare_export(bench: Workbench, *, reader: CoderId, private: bool = False) -> Outgoing:
    """Return the study as a project.

    Args:
        bench: The study.
        reader: Who exports; nobody else's private memos ever leave.
        private: Whether the reader's own private memos leave too.
    """
    desk = _Desk(bench, reader, private=private)
    project = desk.project()
    return Outgoing(project=project, remarks=(*losses_of(bench), *desk.remarks()), _bench=bench)


class _Desk:
    """Everything that is looked up while a study is put into another form."""

    def __init__(self, bench: Workbench, reader: CoderId, *, private: bool) -> None:
        self._bench = bench
        self._codebook = bench.codebook()
        self._sources = bench.ledger.sources()
        self._codings = bench.ledger.codings()
        self._memory = remember(bench.ledger)
        self._times = {**look_back(bench.ledger).times, **self._memory.times}
        self._guids = {kind: known_guids(table) for kind, table in self._tables().items()}
        self._counts: Counter[str] = Counter()
        self._notes: dict[str, ExchangedNote] = {}
        self._memos = self._shown(reader, private=private)
        self._about: dict[str, list[str]] = defaultdict(list)
        self._coding_details: dict[str, CodingDetails] = {}

    def _tables(self) -> dict[str, Mapping[str, str]]:
        return {"code": self._memory.codes, "coder": self._memory.coders, "source": self._memory.sources}

    def remarks(self) -> Iterator[Remark]:
        return (Remark(kind, count) for kind, count in self._counts.items() if count)

    def project(self) -> ExchangedProject:
        """Return the whole project."""
        details = StudyDetails(
            codebook=self._codebook,
            codes={self._code(code.id): code.id for code in self._codebook.codes},
            memos={self._memo(memo): MemoDetails(target=memo.target, private=memo.private) for memo in self._memos},
        )
        self._place_memos()
        codes = tuple(self._codes())
        sources = tuple(self._source(source, name) for source, name in self._named_sources())
        kept = {self._guid("source", each.id): self._source_details(each) for each in self._sources}
        return ExchangedProject(
            name=self._bench.name,
            origin=ORIGIN,
            users=tuple(self._user(coder) for coder in self._people()),
            codes=codes,
            sources=sources,
            notes=tuple(self._notes.values()),
            cases=tuple(self._cases()),
            sets=tuple(self._sets()),
            notes_on_project=tuple(self._about["project"]),
            user=self._guid("coder", self._bench.person),
            details=replace(details, codings=self._coding_details, sources=kept),
        )

    def _guid(self, kind: str, name: str) -> str:
        return self._guids[kind].get(name) or guid_of(kind, name)

    def _code(self, code_id: str) -> str:
        return self._guids["code"].get(code_id) or code_guid(self._codebook, code_id)

    def _memo(self, memo: Memo) -> str:
        return guid_of("memo", memo.id)

    def _people(self) -> list[Coder]:
        coders = self._bench.ledger.coders()
        used = {coding.coder_id for coding in self._codings} | {memo.coder_id for memo in self._memos}
        return [coder for coder in coders if coder.kind is CoderKind.PERSON or coder.id in used]

    def _user(self, coder: Coder) -> ExchangedUser:
        return ExchangedUser(guid=self._guid("coder", coder.id), name=coder.name, short=coder.id)

    def _shown(self, reader: CoderId, *, private: bool) -> tuple[Memo, ...]:
        memos = self._bench.ledger.memos()
        kept = tuple(memo for memo in memos if not memo.private or (private and memo.coder_id == reader))
        self._counts["private_memos"] = len(memos) - len(kept)
        return kept

    def _place_memos(self) -> None:
        """Make notes of the memos and keep what each is about."""
        in_force = {coding.id for coding in self._codings}
        for memo in self._memos:
            guid = self._memo(memo)
            self._add_note(guid, memo.text, memo.coder_id, self._times.get(memo.id, ""))
            place = _place(memo)
            if memo.target is MemoTarget.CODER or (memo.coding_id is not None and memo.coding_id not in in_force):
                self._counts["memos_apart"] += 1
            self._about[place].append(guid)

    def _add_note(self, guid: str, text: str, coder: CoderId, at: str) -> None:
        title = " ".join(text.split())
        name = title if len(title) <= _TITLE else f"{title[:_TITLE]}…"
        self._notes[guid] = ExchangedNote(guid=guid, text=text, name=name, user=self._guid("coder", coder), at=at)

    def _codes(self) -> Iterator[ExchangedCode]:
        for family in self._codebook.families:
            yield ExchangedCode(
                guid=family_guid(self._codebook, family.id),
                name=f"{family.id} {self._words(family.label)}",
                description=self._words(family.question),
                codable=False,
            )
            for code in _parents_first(self._codebook.in_family(family.id)):
                yield self._entry(code, self._codebook)
        yield from self._retired()

    def _entry(self, code: Code, codebook: Codebook) -> ExchangedCode:
        imported = code.id in self._guids["code"]
        label = self._words(code.label)
        above = family_guid(codebook, code.family) if code.parent is None else self._code(code.parent)
        return ExchangedCode(
            guid=self._code(code.id),
            name=label if imported else f"{code.id} {label}",
            description=_description(code, self._bench.language),
            parent=above,
            notes=tuple(self._about[f"code {code.id}"]),
        )

    def _retired(self) -> Iterator[ExchangedCode]:
        """Yield the codes of codings that the codebook in force has no more."""
        here = {code.id for code in self._codebook.codes}
        gone = {coding.code: coding.codebook_id for coding in self._codings if coding.code not in here}
        self._counts["retired_codes"] = len(gone)
        for name, version in sorted(gone.items()):
            book = self._bench.ledger.codebook(version)
            entry = book.code(name) if book else None
            label = self._words(entry.label) if entry else name
            yield ExchangedCode(guid=self._code(name), name=f"{name} {label}", notes=tuple(self._about[f"code {name}"]))

    def _words(self, wording: Wording) -> str:
        return wording.in_language(self._bench.language)

    def _named_sources(self) -> Iterator[tuple[Source, str]]:
        """Yield the sources with names that are each one's own."""
        times: Counter[str] = Counter()
        for source in self._sources:
            times[source.file_name] += 1
            number = times[source.file_name]
            yield source, source.file_name if number == 1 else f"{source.file_name} ({number})"

    def _source(self, source: Source, name: str) -> ExchangedSource:
        text = self._bench.ledger.document(source.id).text
        stated = {"source_type": source.metadata.source_type.value, "language": source.metadata.language.value}
        values = {name: stated.get(name) or str(getattr(source.metadata, name)) for name in VARIABLES}
        return ExchangedSource(
            guid=self._guid("source", source.id),
            name=name,
            text=text,
            selections=tuple(self._selections(source.id)),
            notes=tuple(self._about[f"source {source.id}"]),
            variables=tuple((name, value) for name, value in values.items() if value),
            at=source.added_at,
        )

    def _source_details(self, source: Source) -> SourceDetails:
        part = f"{guid_of('original', source.id)}{_suffix(source.file_name)}"
        try:
            self._bench.files.raw(source.id)
        except LedgerError:
            self._counts["originals_missing"] += 1
            part = ""
        return SourceDetails(document_id=source.id, file_name=source.file_name, metadata=source.metadata, part=part)

    def _selections(self, document_id: DocumentId) -> Iterator[ExchangedSelection]:
        codings: dict[Span, list[Coding]] = defaultdict(list)
        for coding in self._codings:
            if coding.document_id == document_id:
                codings[coding.span].append(coding)
        noted = {memo.span for memo in self._memos if memo.document_id == document_id and memo.span is not None}
        for span in sorted({*codings, *noted}):
            made = tuple(self._coding(coding) for coding in codings[span])
            first = min((coding.at for coding in made if coding.at), default="")
            yield ExchangedSelection(
                guid=guid_of("selection", f"{document_id}:{span.start}:{span.end}"),
                span=span,
                codings=made,
                notes=tuple(self._about[f"span {document_id} {span.start} {span.end}"]),
                user=made[0].user if made else None,
                at=first,
            )

    def _coding(self, coding: Coding) -> ExchangedCoding:
        guid = guid_of("coding", coding.id)
        at = self._times.get(coding.id, "")
        notes = list(self._about[f"coding {coding.id}"])
        memo = ""
        if coding.memo:
            memo = guid_of("memo of coding", coding.id)
            self._add_note(memo, coding.memo, coding.coder_id, at)
            notes.append(memo)
        self._coding_details[guid] = CodingDetails(
            mode=coding.mode, rank=coding.rank, attributes=coding.attributes, round=coding.round, memo=memo
        )
        self._counts["origins"] += coding.origin is not None
        user = self._guid("coder", coding.coder_id)
        return ExchangedCoding(guid=guid, code=self._code(coding.code), user=user, at=at, notes=tuple(notes))

    def _cases(self) -> Iterator[ExchangedCase]:
        found: dict[str, list[str]] = defaultdict(list)
        for source in self._sources:
            for name in cases_of(source.metadata.case):
                found[name].append(self._guid("source", source.id))
        for name, sources in found.items():
            yield ExchangedCase(guid=guid_of("case", name), name=name, sources=tuple(sources))

    def _sets(self) -> Iterator[ExchangedSet]:
        types: dict[str, list[str]] = defaultdict(list)
        for source in self._sources:
            types[source.metadata.source_type.value].append(self._guid("source", source.id))
        for kind, sources in types.items():
            yield ExchangedSet(guid=guid_of("type", kind), name=kind, sources=tuple(sources))
        for family in self._codebook.families:
            for group in family.groups:
                codes = tuple(self._code(code) for code in group.codes)
                if codes:
                    guid = guid_of("group", f"{self._codebook.name}:{family.id}:{group.id}")
                    yield ExchangedSet(guid=guid, name=f"{family.id} {self._words(group.label)}", codes=codes)


def cases_of(stated: str) -> tuple[str, ...]:
    """Return the names of the cases that a source states, each once; ``;`` stands between them."""
    names = (name.strip() for name in stated.replace("；", ";").split(";"))
    return tuple(dict.fromkeys(name for name in names if name))


def _place(memo: Memo) -> str:
    match memo.target:
        case MemoTarget.SOURCE:
            return f"source {memo.document_id}"
        case MemoTarget.SPAN if memo.span is not None:
            return f"span {memo.document_id} {memo.span.start} {memo.span.end}"
        case MemoTarget.CODE:
            return f"code {memo.code}"
        case MemoTarget.CODING:
            return f"coding {memo.coding_id}"
        case MemoTarget.PROJECT:
            return "project"
    return "nothing"


def _parents_first(codes: tuple[Code, ...]) -> list[Code]:
    """Return codes in their order, each after the one it stands under."""
    placed: list[Code] = []
    done: set[str] = set()
    waiting = list(codes)
    while waiting:
        ready = [code for code in waiting if code.parent is None or code.parent in done] or waiting
        placed += ready
        done |= {code.id for code in ready}
        waiting = [code for code in waiting if code.id not in done]
    return placed


_SECTIONS = {
    "zh": ("纳入", "排除", "另见", "指标", "例", "反例"),
    "en": ("Include", "Not", "but", "Indicator", "Example", "No example"),
}


def _description(code: Code, language: str) -> str:
    """Return all that a codebook says of a code, as a person reads it."""
    include, exclude, instead, indicator, example, near = _SECTIONS["en" if language == "en" else "zh"]
    lines = [] if code.definition == NO_DEFINITION else [code.definition.in_language(language)]
    lines += [f"{include}: {each.in_language(language)}" for each in code.inclusion]
    for out in code.exclusions:
        other = f" ({instead} {out.neighbour})" if out.neighbour else ""
        lines.append(f"{exclude}{other}: {out.rule.in_language(language)}")
    lines += [f"{indicator}: {each.in_language(language)}" for each in code.indicators]
    lines += [f"{example if each.positive else near}: {each.text}" for each in code.examples]
    return "\n".join(lines)


def _suffix(file_name: str) -> str:
    _, dot, suffix = file_name.rpartition(".")
    return f".{suffix.lower()}" if dot and suffix.isascii() and suffix.isalnum() and len(suffix) <= 8 else ""
