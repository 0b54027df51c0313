"""What a coder marks unaided: words given a code, and what becomes of it. Offsets from a browser are proved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.domain.acts import CodingAdded, CodingRemoved, CodingRevised, DecisionWithdrawn
from assistant.domain.codebook import Codebook, FamilyRule
from assistant.domain.coding import Coding
from assistant.domain.identifiers import CodeId, CoderId, CodingId, DocumentId
from assistant.domain.proposal import Rank
from assistant.domain.span import Span
from assistant.errors import StudyError
from assistant.evidence import cuts_character
from assistant.ports import Selection
from assistant.workflows.review import check_code, check_span, decision_behind
from assistant.workflows.terms import open_terms
from assistant.workflows.workbench import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words that somebody has selected: where they are said to stand, and what they are."""

    document_id: DocumentId
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to be changed of a coding; None leaves a part as it is.

    Attributes:
        attributes: The whole new status, name to value; an empty value takes a name out.
    """

    code: CodeId | None = None
    words: Words | None = None
    rank: Rank | None = None
    attributes: dict[str, str] | None = None


def proven_span(bench: Workbench, words: Words) -> Span:
    """Return where the words stand.

    Raises:
        StudyError: Other words stand there, or a border parts what a reader sees as one character.
    """
    text = bench.ledger.document(words.document_id).text
    if not 0 <= words.start < words.end <= len(text) or text[words.start : words.end] != words.quote:
        raise StudyError(
            "the words marked do not stand at that place; mark them again", "选中的文字不在该处；请重新选取"
        )
    if cuts_character(text, words.start) or cuts_character(text, words.end):
        raise StudyError(
            "the words marked begin or end inside a character; mark whole characters",
            "选取的范围切开了一个字符；请选取完整的字符",
        )
    return Span(words.start, words.end)


def code_words(bench: Workbench, words: Words, code: CodeId, *, coder: CoderId) -> Coding:
    """Record a coding that a person makes unaided; words that have this code already keep the coding they have.

    Raises:
        StudyError: Words or code do not fit, or the coder is done with the passage.
    """
    span = proven_span(bench, words)
    segment = check_span(bench, words.document_id, span)
    terms = open_terms(bench, coder, segment.id)
    check_code(bench, code)
    mine = bench.ledger.codings(Selection(coders=frozenset({coder}), segments=frozenset({segment.id})))
    for there in mine:
        if (there.code, there.span) == (code, span):
            return there
    coding = Coding(
        id=bench.new_coding_id(),
        coder_id=coder,
        codebook_id=bench.codebook().id,
        document_id=words.document_id,
        segment_id=segment.id,
        span=span,
        code=code,
        rank=fitting_rank(bench.codebook(), mine, code),
        mode=terms.mode,
        round=terms.round,
    )
    bench.ledger.append([CodingAdded(coding=coding)], actor=coder)
    return coding


def fitting_rank(codebook: Codebook, there: Sequence[Coding], code: CodeId) -> Rank:
    """Return secondary for another code of a family of which the unit has a primary one and takes only one."""
    families = {entry.id: entry.family for entry in codebook.codes}
    one = {family.id for family in codebook.families if family.rule is FamilyRule.PRIMARY}
    family = families[code]
    taken = {each.code for each in there if each.rank is Rank.PRIMARY and families.get(each.code) == family}
    return Rank.SECONDARY if family in one and taken - {code} and code not in taken else Rank.PRIMARY


def revise_coding(bench: Workbench, coding_id: CodingId, change: Change, *, coder: CoderId) -> Coding:
    """Change the code, the words or the status of a coding of one's own.

    Raises:
        StudyError: It is not one's own or locked, what is wanted does not fit, or nothing would change.
    """
    before = own_coding(bench, coding_id, coder)
    open_terms(bench, coder, before.segment_id)
    after = before
    if change.code is not None:
        after = replace(after, code=check_code(bench, change.code), codebook_id=bench.codebook().id)
    if change.words is not None:
        span = proven_span(bench, replace(change.words, document_id=before.document_id))
        segment = check_span(bench, before.document_id, span)
        if segment.id != before.segment_id:
            open_terms(bench, coder, segment.id)
        after = replace(after, span=span, segment_id=segment.id)
    if change.rank is not None:
        after = replace(after, rank=change.rank)
    if change.attributes is not None:
        after = replace(after, attributes=_checked_attributes(bench, change.attributes))
    if after == before:
        return after
    there = bench.ledger.codings(Selection(coders=frozenset({coder}), segments=frozenset({after.segment_id})))
    if any((each.code, each.span) == (after.code, after.span) and each.id != after.id for each in there):
        raise StudyError(
            f"you have given these words the code {after.code!r} already; remove one of the two codings",
            f"这段文字已有代码 {after.code!r}；请删除其中一个编码",
        )
    bench.ledger.append([CodingRevised(coding=after, before=before)], actor=coder)
    return after


def _checked_attributes(bench: Workbench, wanted: dict[str, str]) -> tuple[tuple[str, str], ...]:
    known = {each.id: {value.id for value in each.values} for each in bench.codebook().attributes}
    given = {name: value for name, value in wanted.items() if value}
    for name, value in given.items():
        if value not in known.get(name, ()):
            raise StudyError(
                f"the codebook has no value {value!r} for {name!r}; `tricoder codebook show` lists them",
                f"编码手册中 {name!r} 没有取值 {value!r}；可用 `tricoder codebook show` 查看",
            )
    return tuple(sorted(given.items()))


def remove_coding(bench: Workbench, coding_id: CodingId, *, reason: str, coder: CoderId) -> None:
    """Take back a coding of one's own; where a proposal was answered by it once, the proposal is open again.

    Raises:
        StudyError: It is not in force, belongs to somebody else, or the coder is done with its passage.
    """
    coding = own_coding(bench, coding_id, coder)
    open_terms(bench, coder, coding.segment_id)
    decision = decision_behind(bench, coding)
    if decision is not None:
        kept = replace(decision, coding=coding)
        act = DecisionWithdrawn(decision_id=decision.id, reason=reason, decision=kept)
        bench.ledger.append([act], actor=coder)
        return
    bench.ledger.append([CodingRemoved(coding_id=coding_id, reason=reason, coding=coding)], actor=coder)


def own_coding(bench: Workbench, coding_id: CodingId, coder: CoderId) -> Coding:
    """Return a coding of one's own.

    Raises:
        StudyError: There is none of that id in force.
    """
    mine = Selection(coders=frozenset({coder}), codings=frozenset({coding_id}))
    found = bench.ledger.codings(mine)
    if not found:
        raise StudyError(f"you have no coding {coding_id!r} in force", f"你没有有效的编码 {coding_id!r}")
    return found[0]
