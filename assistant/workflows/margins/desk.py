"""One comment at a time: who wrote it, which words it stands beside, what it means, and whether it is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.domain.acts import Act, CodingAdded, MemoWritten
from assistant.domain.coder import Coder, CoderKind
from assistant.domain.coding import Coding, CodingMode
from assistant.domain.fieldwork import Memo, MemoTarget
from assistant.domain.identifiers import CodeId, CoderId, CodingId, MemoId, SegmentId, content_hash
from assistant.domain.margins import MarkedText, Remark, token_of
from assistant.domain.span import Span
from assistant.errors import StudyError
from assistant.evidence import cuts_character
from assistant.interchange.margins import Comment, CommentReader, legal, plain
from assistant.interchange.naming import folded, new_id
from assistant.interchange.places import CopyMap
from assistant.ports import Selection, Source
from assistant.workflows.margins.going import signatures
from assistant.workflows.margins.plan import CommentLine, Fate, MarginChoice
from assistant.workflows.marking import fitting_rank
from assistant.workflows.memos import LONGEST
from assistant.workflows.review import check_span
from assistant.workflows.terms import open_terms
from assistant.workflows.workbench import Workbench

_ENOUGH = 0.5
"""Share of paragraphs a file must have in common with a source to be taken for its copy."""


class CommentDesk:
    """Turns comments into acts and keeps count of what the study would then hold."""

    def __init__(self, bench: Workbench, marked: MarkedText, choice: MarginChoice) -> None:
        self._bench, self._marked, self._choice = bench, marked, choice
        self.source, self.map, self._text = self._original()
        self._codebook = bench.codebook()
        self._reader = CommentReader(self._codebook)
        here = Selection(documents=frozenset({self.source.id}))
        self._codings = list(bench.ledger.codings(here))
        self._memos = [memo for memo in bench.ledger.memos() if memo.document_id == self.source.id or memo.coding_id]
        self._people = self._known_people()
        self.newcomers: list[Coder] = []
        self.acts: list[Act] = []

    def _original(self) -> tuple[Source, CopyMap, str]:
        wanted = self._choice.source or self._marked.source
        sources = {source.id: source for source in self._bench.ledger.sources()}
        if wanted is not None and wanted not in sources:
            raise StudyError(f"{self._marked.name!r} is a copy of a source that this study does not have; add it first")
        best: tuple[float, Source, CopyMap, str] | None = None
        for source in [sources[wanted]] if wanted else list(sources.values()):
            text = self._bench.ledger.document(source.id).text
            found = CopyMap(self._marked.text, legal(text))
            if best is None or found.share > best[0]:
                best = (found.share, source, found, text)
            if found.whole:
                break
        if best is None or best[0] < _ENOUGH:
            raise StudyError(
                f"{self._marked.name!r} is the copy of no source of this study as far as its words tell; write a copy "
                "with `tricoder export FILE.docx --source NAME` and put the comments there"
            )
        return best[1:]

    def _known_people(self) -> dict[str, CoderId]:
        people = {coder.id: coder for coder in self._bench.ledger.coders() if coder.kind is CoderKind.PERSON}
        strangers = sorted(set(self._choice.coders.values()) - people.keys())
        if strangers:
            raise StudyError(f"the study has no person {strangers[0]!r}; `tricoder coders` lists them")
        known = {folded(name): coder.id for coder in people.values() for name in (coder.name, coder.id)}
        known |= {folded(legal(name)): coder for coder, name in signatures(self._bench.ledger).items()}
        return known | {folded(name): coder for name, coder in self._choice.coders.items()}

    def lines(self, remark: Remark) -> Iterator[CommentLine]:
        """Yield what becomes of a comment: a line for each code it gives, else one."""
        coder = self._coder(remark.author)
        quote = remark.span.read(self._marked.text) if remark.span else ""
        line = CommentLine(
            number=remark.number, author=remark.author, coder_id=coder, fate=Fate.KNOWN, what="", quote=quote
        )
        try:
            comment, span = self._meaning(remark), self._span(remark)
            for code in comment.codes:
                yield self._as_coding(line, comment, code, (coder, span))
            if not comment.codes:
                yield self._as_memo(line, comment, (coder, span))
        except StudyError as error:
            yield replace(line, fate=Fate.REFUSED, what=str(error))

    def _meaning(self, remark: Remark) -> Comment:
        comment = self._reader.read(remark.text)
        if comment.unknown:
            raise StudyError(f"the codebook has no code {comment.unknown!r}; correct it, or begin with `Memo:`")
        return comment

    def joining(self) -> tuple[Coder, ...]:
        """Return the newcomers who bring something that is recorded."""
        made = [each.coding.coder_id for each in self.acts if isinstance(each, CodingAdded)]
        made += [each.memo.coder_id for each in self.acts if isinstance(each, MemoWritten)]
        return tuple(coder for coder in self.newcomers if coder.id in made)

    def _coder(self, author: str) -> CoderId:
        name = author or "comment"
        known = self._people.get(folded(name))
        if known is None:
            taken = {*self._people.values(), *(coder.id for coder in self._bench.ledger.coders())}
            known = CoderId(new_id(name, taken))
            self._people[folded(name)] = known
            self.newcomers.append(Coder(id=known, name=name, kind=CoderKind.PERSON))
        return known

    def _span(self, remark: Remark) -> Span:
        if remark.span is None:
            raise StudyError("the comment marks no words; select the words it is about and comment on them again")
        found = self.map.place(remark.span)
        if found is None:
            raise StudyError("the words it stands beside were changed in the file; mark them in the workbench instead")
        return found

    def _as_coding(self, line: CommentLine, comment: Comment, code: CodeId, who: tuple[CoderId, Span]) -> CommentLine:
        coder, span = who
        there = self._coding(coder, span, code)
        if there is None:
            there = self._new_coding(comment, code, who)
            self._codings.append(there)
            self.acts.append(CodingAdded(coding=there))
            return replace(line, fate=Fate.CODING, what=code)
        said = {plain(there.memo), *(plain(memo.text) for memo in self._memos if memo.coding_id == there.id)}
        if comment.memo and comment.memo not in said:
            self._write_memo(comment.memo, coder, coding_id=there.id)
            return replace(line, fate=Fate.MEMO, what=code)
        return replace(line, what=code)

    def _coding(self, coder: CoderId, span: Span, code: CodeId) -> Coding | None:
        """Return the coding of these words by this coder, blanks at their ends aside."""
        words = self._trimmed(span)
        mine = (each for each in self._codings if (each.coder_id, each.code) == (coder, code))
        return next((each for each in mine if self._trimmed(each.span) == words), None)

    def _trimmed(self, span: Span) -> Span:
        """Return the span without the blanks at its ends, which a word processor selects by itself."""
        words = span.read(self._text)
        start = span.start + len(words) - len(words.lstrip())
        end = span.end - (len(words) - len(words.rstrip()))
        if start >= end:
            raise StudyError("the comment stands beside blanks alone; select words")
        return Span(start, end)

    def _new_coding(self, comment: Comment, code: CodeId, who: tuple[CoderId, Span]) -> Coding:
        coder, span = who[0], self._trimmed(who[1])
        if cuts_character(self._text, span.start) or cuts_character(self._text, span.end):
            raise StudyError("the comment begins or ends inside a character; mark whole characters")
        segment = check_span(self._bench, self.source.id, span)
        mode, round_name = self._terms(coder, segment.id)
        mine = [each for each in self._codings if each.coder_id == coder and each.segment_id == segment.id]
        rank = fitting_rank(self._codebook, mine, code) if comment.attributes is None else comment.rank
        return Coding(
            id=CodingId(content_hash(["margin", coder, self.source.id, span.start, span.end, code])),
            coder_id=coder,
            codebook_id=self._codebook.id,
            document_id=self.source.id,
            segment_id=segment.id,
            span=span,
            code=code,
            rank=rank,
            mode=mode,
            attributes=tuple(sorted((comment.attributes or {}).items())),
            round=round_name,
            memo=comment.memo,
        )

    def _terms(self, coder: CoderId, segment_id: SegmentId) -> tuple[CodingMode, str]:
        """Return what a new coding counts as, and its round: blind only where nothing of others was in sight."""
        if coder in {each.id for each in self.newcomers}:
            return self._mode(coder, CodingMode.BLIND), ""
        terms = open_terms(self._bench, coder, segment_id)
        if terms.assignment is not None:
            return self._mode(coder, terms.mode), terms.round
        here = Selection(coders=frozenset({coder}), documents=frozenset({self.source.id}))
        suggested = any(each.segment_id == segment_id for each in self._bench.ledger.seen(here))
        return self._mode(coder, CodingMode.ASSISTED if suggested else CodingMode.BLIND), ""

    def _mode(self, coder: CoderId, otherwise: CodingMode) -> CodingMode:
        if self._choice.mode is not None:
            return self._choice.mode
        return otherwise if self._marked.shown in {"", token_of(coder)} else CodingMode.ASSISTED

    def _as_memo(self, line: CommentLine, comment: Comment, who: tuple[CoderId, Span]) -> CommentLine:
        coder, span = who
        if not comment.memo:
            raise StudyError("the comment is empty; write a code or a memo")
        about = self._coding(coder, span, comment.about) if comment.about else None
        if about is not None:
            there = {plain(memo.text) for memo in self._memos if memo.coding_id == about.id and memo.coder_id == coder}
        else:
            there = {plain(memo.text) for memo in self._memos if (memo.coder_id, memo.span) == (coder, span)}
        if comment.memo in there:
            return replace(line, what="memo")
        if about is not None:
            self._write_memo(comment.memo, coder, coding_id=about.id)
        else:
            self._write_memo(comment.memo, coder, span=self._trimmed(span))
        return replace(line, fate=Fate.MEMO, what="memo")

    def _write_memo(
        self, text: str, coder: CoderId, *, coding_id: CodingId | None = None, span: Span | None = None
    ) -> None:
        if len(text) > LONGEST:
            raise StudyError(f"the memo has {len(text)} characters and the limit is {LONGEST}; split it")
        place = coding_id or [self.source.id, span.start, span.end] if span else coding_id
        memo = Memo(
            id=MemoId(content_hash(["margin memo", coder, place, text])),
            coder_id=coder,
            target=MemoTarget.CODING if coding_id else MemoTarget.SPAN,
            text=text,
            document_id=self.source.id,
            span=span,
            coding_id=coding_id,
        )
        self._memos.append(memo)
        self.acts.append(MemoWritten(memo=memo))
