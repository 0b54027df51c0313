"""Memos: what a coder thinks while coding, about words, a coding, a source, a code or the study."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.domain.acts import MemoRemoved, MemoWritten
from assistant.domain.fieldwork import Memo, MemoTarget
from assistant.domain.identifiers import CodeId, CoderId, CodingId, DocumentId, MemoId
from assistant.errors import StudyError
from assistant.ports import Selection
from assistant.workflows.marking import Words, proven_span
from assistant.workflows.review import check_code
from assistant.workflows.workbench import Workbench

LONGEST = 20_000
"""Characters of one memo."""
ABOUT_NO_SOURCE = frozenset({MemoTarget.PROJECT, MemoTarget.CODE, MemoTarget.CODER})


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoDraft:
    """What somebody wants to note.

    Attributes:
        memo_id: The memo to write again; None for a new one.
        document_id: For a source, span or coding.
        words: For a span.
    """

    text: str
    target: MemoTarget
    private: bool = False
    memo_id: MemoId | None = None
    document_id: DocumentId | None = None
    words: Words | None = None
    code: CodeId | None = None
    coding_id: CodingId | None = None


def write_memo(bench: Workbench, draft: MemoDraft, *, coder: CoderId) -> Memo:
    """Record a memo, or another text for one of one's own; what it is about stays.

    Raises:
        StudyError: It is empty or too long, what it is about does not exist, or it is somebody else's.
    """
    text = draft.text.strip()
    if not text:
        raise StudyError("the memo is empty; write something, or remove it", "备忘是空的；请写点内容，或删除它")
    if len(text) > LONGEST:
        raise StudyError(
            f"the memo has {len(text)} characters and the limit is {LONGEST}; split it",
            f"备忘有 {len(text)} 字，上限 {LONGEST} 字；请拆开写",
        )
    before = own_memo(bench, draft.memo_id, coder) if draft.memo_id else None
    memo = replace(before, text=text, private=draft.private) if before else _new_memo(bench, draft, text, coder)
    if memo != before:
        bench.ledger.append([MemoWritten(memo=memo, before=before)], actor=coder)
    return memo


def _new_memo(bench: Workbench, draft: MemoDraft, text: str, coder: CoderId) -> Memo:
    target = draft.target
    memo = Memo(id=MemoId(bench.new_id()), coder_id=coder, target=target, text=text, private=draft.private)
    if target in ABOUT_NO_SOURCE:
        code = check_code(bench, draft.code) if target is MemoTarget.CODE and draft.code else None
        if target is MemoTarget.CODE and code is None:
            raise StudyError("say which code the memo is about", "请说明备忘是关于哪个代码")
        return replace(memo, code=code)
    if draft.document_id is None:
        raise StudyError("say which source the memo is about", "请说明备忘是关于哪份资料")
    bench.ledger.document(draft.document_id)
    memo = replace(memo, document_id=draft.document_id)
    if target is MemoTarget.SPAN:
        if draft.words is None:
            raise StudyError("mark the words that the memo is about", "请先选取备忘所说的文字")
        return replace(memo, span=proven_span(bench, draft.words))
    if target is MemoTarget.CODING:
        if draft.coding_id is None or not bench.ledger.codings(Selection(codings=frozenset({draft.coding_id}))):
            raise StudyError(
                f"there is no coding {draft.coding_id!r} that you can see", f"没有你能看到的编码 {draft.coding_id!r}"
            )
        return replace(memo, coding_id=draft.coding_id)
    return memo


def remove_memo(bench: Workbench, memo_id: MemoId, *, coder: CoderId) -> None:
    """Take away a memo of one's own; the record keeps it.

    Raises:
        StudyError: It is somebody else's, or there is none.
    """
    memo = own_memo(bench, memo_id, coder)
    bench.ledger.append([MemoRemoved(memo_id=memo_id, memo=memo)], actor=coder)


def own_memo(bench: Workbench, memo_id: MemoId, coder: CoderId) -> Memo:
    """Return a memo of one's own.

    Raises:
        StudyError: There is none of that id.
    """
    for memo in bench.ledger.memos(Selection(coders=frozenset({coder}))):
        if memo.id == memo_id:
            return memo
    raise StudyError(f"you have no memo {memo_id!r}", f"你没有备忘 {memo_id!r}")


def memos_beside(bench: Workbench, document_id: DocumentId, *, coder: CoderId) -> tuple[Memo, ...]:
    """Return the memos that a coder may read beside a source: on it, on codes and on the study; no private ones."""
    return tuple(
        memo
        for memo in bench.ledger.memos()
        if (memo.document_id == document_id or memo.target in ABOUT_NO_SOURCE)
        and (memo.coder_id == coder or not memo.private)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoLine:
    """A memo with the words and the file it is about, empty where it is about none."""

    memo: Memo
    file_name: str
    quotation: str


def list_memos(bench: Workbench, *, coder: CoderId) -> list[MemoLine]:
    """Return all memos that a coder may read: their own, and those of others that are not private."""
    sources = {source.id: source for source in bench.ledger.sources()}
    texts: dict[DocumentId, str] = {}
    lines = []
    for memo in bench.ledger.memos():
        if memo.private and memo.coder_id != coder:
            continue
        here = memo.document_id
        if here is not None and memo.span is not None and here not in texts:
            texts[here] = bench.ledger.document(here).text
        lines.append(
            MemoLine(
                memo=memo,
                file_name=sources[here].file_name if here in sources else "",
                quotation=memo.span.read(texts[here]) if here is not None and memo.span is not None else "",
            )
        )
    return lines
