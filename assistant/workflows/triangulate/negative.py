"""The queue of negative cases: for what everybody agrees on, a search for what would contradict it, and its record.

A search that found nothing is a result. What was asked, where, how many passages were looked at and what they were
found to be is written down, so that "nothing contradicts this" can be checked by somebody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.domain.codebook import Code
from assistant.domain.document import SourceType
from assistant.domain.fieldwork import Judged, Judgement, JudgementKind
from assistant.domain.identifiers import CodeId, CoderId, SegmentId
from assistant.errors import StudyError
from assistant.ports import SearchQuery
from assistant.segmenting.cases import split_cases
from assistant.triangulation.convergence import CON, Convergence
from assistant.workflows.indexing import Passage, search_study
from assistant.workflows.triangulate.board import Board, BoardRow
from assistant.workflows.triangulate.gathering import Gathered, gather
from assistant.workflows.triangulate.rulings import Ruling, rule
from assistant.workflows.workbench import Workbench

CONTRADICTS, QUALIFIES, SUPPORTS, ASIDE = "contradicts", "qualifies", "supports", "aside"
FINDINGS = (CONTRADICTS, QUALIFIES, SUPPORTS, ASIDE)
FOUND, NOTHING = "found", "nothing"
_PER_TYPE = 6
_LIMIT = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A code to be tested: what it rests on, and the searches made so far.

    Attributes:
        pro: Evidence for it; ``con`` evidence against it.
        voices: Independent voices behind it.
        silent: Kinds of sources that do not speak of it: where to look first.
    """

    code: CodeId
    pro: int
    con: int
    voices: int
    silent: tuple[str, ...]
    searches: int
    contradicted: int


def negative_queue(bench: Workbench, board: Board) -> tuple[Waiting, ...]:
    """Return the codes of a matrix that have evidence, those never tested and never contradicted first."""
    made = searches_made(bench, board.question.case)
    lines = [_waiting(row, made.get(row.id, ())) for row in board.rows if any(cell.sayings for cell in row.cells)]
    return tuple(sorted(lines, key=lambda each: (each.searches > 0, each.con > 0, -each.pro)))


def _waiting(row: BoardRow, searches: Sequence[Search]) -> Waiting:
    said = [saying for cell in row.cells for saying in cell.sayings]
    con = sum(saying.polarity == CON for saying in said)
    silent = {Convergence.SILENCE_EXPECTED, Convergence.SILENCE_UNEXPECTED, Convergence.NOT_SEARCHED}
    return Waiting(
        code=CodeId(row.id),
        pro=len(said) - con,
        con=con,
        voices=len({saying.voice for saying in said}),
        silent=tuple(cell.column for cell in row.cells if cell.proposed.value in silent),
        searches=len(searches),
        contradicted=sum(dict(each.findings).get(CONTRADICTS, 0) for each in searches),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage that may contradict, with what it is coded with already."""

    passage: Passage
    codes: tuple[CodeId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A search for what would contradict a code.

    Attributes:
        queries: What was asked.
        types: Kinds of sources that were searched.
        candidates: What came up, best first.
    """

    code: CodeId
    case: str
    queries: tuple[str, ...]
    types: tuple[SourceType, ...]
    candidates: tuple[Candidate, ...]


def look_for_contradiction(
    bench: Workbench, code_id: CodeId, *, case: str = "", types: Iterable[SourceType] = (), words: str = ""
) -> Looked:
    """Return passages that may contradict a code, from the kinds of sources named or from all but its main one.

    Args:
        bench: The study.
        code_id: The code.
        case: Only sources that speak of this case.
        types: Kinds of sources; those other than the one with most evidence if none is named.
        words: One's own question; made from the code's indicators and words of doubt if empty.

    Raises:
        StudyError: There is no such code.
    """
    found = gather(bench)
    code = found.codebook.code(code_id)
    if code is None:
        raise StudyError(f"the codebook has no code {code_id!r}")
    wanted = tuple(types) or _other_types(found, code_id)
    queries = (words.strip(),) if words.strip() else _questions(code, found)
    documents = frozenset(name for name in found.sources if not case or case in found.cases_of(name))
    passages: dict[SegmentId, Passage] = {}
    for query in queries:
        asked = SearchQuery(
            text=query, limit=_LIMIT, per_type=_PER_TYPE, source_types=frozenset(wanted), documents=documents
        )
        for passage in search_study(bench, asked):
            passages.setdefault(passage.segment.id, passage)
    coded = _coded(found)
    candidates = tuple(
        Candidate(passage=passage, codes=coded.get(passage.segment.id, ()))
        for passage in passages.values()
        if not case or case in split_cases(passage.source.metadata.case)
    )
    return Looked(code=code_id, case=case, queries=queries, types=wanted, candidates=candidates[:_LIMIT])


def _questions(code: Code, found: Gathered) -> tuple[str, ...]:
    """Return the code's indicators with words of doubt, in both languages where it has both."""
    made = []
    for language in ("zh", "en"):
        doubt = " ".join(found.rules.negative.get(language, ()))
        lines = [line for wording in code.indicators if (line := getattr(wording, language))]
        label = getattr(code.label, language)
        made += [f"{line} {doubt}" for line in (lines[:2] or ([label] if label else []))]
    return tuple(made)


def _other_types(found: Gathered, code_id: CodeId) -> tuple[SourceType, ...]:
    counts = {kind: 0 for kind in SourceType}
    for piece in found.pieces:
        if piece.code == code_id:
            counts[found.sources[piece.document_id].metadata.source_type] += 1
    used = {source.metadata.source_type for source in found.sources.values()}
    main = max(counts, key=lambda kind: counts[kind])
    return tuple(kind for kind in SourceType if kind in used and kind is not main)


def _coded(found: Gathered) -> dict[SegmentId, tuple[CodeId, ...]]:
    codes: dict[SegmentId, list[CodeId]] = {}
    for piece in found.pieces:
        codes.setdefault(piece.segment_id, []).append(piece.code)
    return {name: tuple(dict.fromkeys(listed)) for name, listed in codes.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A search as it was recorded."""

    code: CodeId
    case: str
    coder: CoderId
    at: str
    verdict: str
    reason: str
    queries: tuple[str, ...]
    types: tuple[str, ...]
    findings: tuple[tuple[str, int], ...]


def record_search(bench: Workbench, looked: Looked, findings: Mapping[SegmentId, str], reason: str) -> Judgement:
    """Record a search: what was asked, where, and what each passage looked at was found to be.

    Raises:
        StudyError: Nothing was looked at while there was something, a finding is unknown, or there is no reason.
    """
    strangers = sorted(set(findings.values()) - set(FINDINGS))
    if strangers:
        raise StudyError(f"{strangers[0]!r} is no finding; say {', '.join(FINDINGS)}")
    if looked.candidates and not findings:
        raise StudyError(
            "say of at least one passage what it is; a search that nobody looked at is none",
            "请至少判定一段文字；无人看过的检索不算检索",
        )
    against = any(value in {CONTRADICTS, QUALIFIES} for value in findings.values())
    details = {
        "queries": "\n".join(looked.queries),
        "types": " ".join(kind.value for kind in looked.types),
        "came_up": str(len(looked.candidates)),
        **{f"found.{name}": value for name, value in findings.items()},
    }
    subject = {"code": looked.code, "case": looked.case, "at": bench.now()}
    return rule(bench, JudgementKind.SEARCH, subject, Ruling(FOUND if against else NOTHING, reason, details))


def searches_made(bench: Workbench, case: str = "") -> dict[str, tuple[Search, ...]]:
    """Return the searches recorded, by code; of one case or all."""
    found: dict[str, list[Search]] = {}
    for judged in bench.ledger.judgements(JudgementKind.SEARCH):
        search = _search(judged)
        if not case or search.case in {"", case}:
            found.setdefault(search.code, []).append(search)
    return {code: tuple(made) for code, made in found.items()}


def _search(judged: Judged) -> Search:
    subject, details = dict(judged.judgement.subject), dict(judged.judgement.details)
    said = [value for name, value in details.items() if name.startswith("found.")]
    return Search(
        code=CodeId(subject["code"]),
        case=subject.get("case", ""),
        coder=judged.judgement.coder_id,
        at=judged.at,
        verdict=judged.judgement.verdict,
        reason=judged.judgement.reason,
        queries=tuple(details.get("queries", "").split("\n")),
        types=tuple(details.get("types", "").split()),
        findings=tuple((kind, said.count(kind)) for kind in FINDINGS if kind in said),
    )
