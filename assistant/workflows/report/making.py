"""The report: every table and figure of a study, with the sentence that says what counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.domain.codebook import Wording
from assistant.domain.identifiers import CodeId
from assistant.errors import StudyError
from assistant.reporting.code_tables import frequency_table, structure_table, words_of_codes
from assistant.reporting.comparison import comparison_table, joined, types_by_case_table
from assistant.reporting.evidence_table import cited_places, evidence_table, quotation_list, source_files
from assistant.reporting.framework import build_framework
from assistant.reporting.layout import content_families
from assistant.reporting.report import Report, quotations_of
from assistant.reporting.saturation import saturation_by_code, saturation_by_type
from assistant.reporting.source_tables import primary_table, secondary_table
from assistant.reporting.standing import STANDINGS
from assistant.reporting.structure_figure import draw_structure
from assistant.workflows.report.gathering import StudyEvidence, gather_evidence, left_out_words
from assistant.workflows.workbench import Workbench

RULE = Wording(
    "计入的是已接受的编码：有裁定的取裁定；否则取两人盲编一致的；只有一人编码的取其编码。建议不是编码，从不计入。"
    "计划或宣称的话不支持编码手册所禁的价值捕获与结果。",
    "What counts are accepted codings: adjudicated ones where there is a verdict, else those on which two people "
    "agreed blind, else one person's where only one has coded. Proposals are no codings and never count. Planned or "
    "promised words do not support what the codebook keeps from them, capture and outcomes.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportQuestion:
    """What is asked of a report; ``cases`` names a case for a type where the study decides it."""

    cases: Mapping[CodeId, str] = field(default_factory=dict)


def make_report(bench: Workbench, question: ReportQuestion | None = None) -> Report:
    """Return the report of a study.

    Raises:
        StudyError: The study has no codebook, or a type or case that was named is unknown.
    """
    evidence = gather_evidence(bench)
    asked = question or ReportQuestion()
    _refuse_unknown(evidence, asked)
    book, exhibits, sources = evidence.codebook, evidence.exhibits, evidence.sources
    called, words = _case_names(bench.case_names), words_of_codes(book, exhibits)
    tables = (
        primary_table(sources),
        secondary_table(sources),
        types_by_case_table(book, exhibits, called),
        comparison_table(book, exhibits, asked.cases, called),
        structure_table(book, words),
        frequency_table(book, exhibits),
        saturation_by_type(book, exhibits, sources),
        saturation_by_code(book, exhibits, sources),
        evidence_table(book, exhibits),
        quotation_list(book, exhibits),
        source_files(sources),
    )
    numbers = [number for table in tables for number in quotations_of(table)]
    return Report(
        study=bench.name,
        title=Wording(f"{bench.name}：研究表图", f"{bench.name}: tables and figures"),
        basis=_basis(evidence),
        tables=tables,
        framework=build_framework(book, exhibits),
        structures={
            language: tuple(draw_structure(book, family, words, language) for family in content_families(book))
            for language in ("zh", "en")
        },
        places=dict(cited_places(exhibits, numbers)),
        passages={each.quotation: (each.document_id, each.span) for each in exhibits},
        at=evidence.head.at if evidence.head else "",
    )


def _case_names(names: Mapping[str, tuple[str, ...]]) -> dict[str, Wording]:
    """Return what cases are called: the first further name in Latin letters stands for English."""
    english = {case: next((name for name in called if name.isascii()), case) for case, called in names.items()}
    return {case: Wording(case, name[:1].upper() + name[1:]) for case, name in english.items()}


def _refuse_unknown(evidence: StudyEvidence, asked: ReportQuestion) -> None:
    known = {each.case for each in evidence.exhibits if each.case}
    for code, case in asked.cases.items():
        if evidence.codebook.code(code) is None:
            raise StudyError(f"the codebook has no code {code!r}; `tricoder codebook show` lists its codes")
        if case not in known:
            raise StudyError(f"no evidence speaks of the case {case!r}; the cases are {', '.join(sorted(known))}")


def _basis(evidence: StudyEvidence) -> Wording:
    standing = Counter(each.standing for each in evidence.exhibits)
    quotations = len({each.quotation for each in evidence.exhibits})
    zh = "、".join(f"{STANDINGS[each].zh} {count}" for each, count in sorted(standing.items()))
    en = ", ".join(f"{count} {STANDINGS[each].en}" for each, count in sorted(standing.items()))
    book, head = evidence.codebook, evidence.head
    counts = Wording(
        f"共 {len(evidence.sources)} 份资料、{len(evidence.exhibits)} 个已接受的编码（{zh or '无'}）、"
        f"{quotations} 条引文；编码手册 {book.name} {book.version}。",
        f"{len(evidence.sources)} sources, {len(evidence.exhibits)} accepted codings ({en or 'none'}), {quotations} "
        f"quotations; codebook {book.name} {book.version}.",
    )
    state = Wording() if head is None else Wording(
        f"台账第 {head.seq} 条（{head.at[:10]}，{head.hash[:16]}）。",
        f"State of the ledger: event {head.seq} ({head.at[:10]}, {head.hash[:16]}).",
    )  # fmt: skip
    return joined([RULE, counts, left_out_words(evidence.acceptance.left_out), state])
