"""Codings and the codebook as plain tables for a spreadsheet: one line a coding, one line a unit, one line a code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.domain.codebook import Code, Codebook, Wording
from assistant.domain.coding import Coding
from assistant.domain.document import SourceMetadata
from assistant.domain.identifiers import CodeId, SegmentId
from assistant.reporting.labels import SOURCE_TYPES, code_label
from assistant.reporting.tables import Cell, Column, Table, column

NOTHING_FOUND = "∅"
"""A unit that a coder went through and gave nothing; a blank cell is a unit the coder is not known to have seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedWords:
    """A coding with its words and its source."""

    coding: Coding
    words: str
    file_name: str
    metadata: SourceMetadata


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """A unit with its words and what each coder gave it; a coder who is missing is not known to have seen it."""

    segment_id: SegmentId
    ordinal: int
    words: str
    file_name: str
    metadata: SourceMetadata
    given: Mapping[str, frozenset[CodeId]]


def long_table(lines: Iterable[CodedWords], codebook: Codebook) -> Table:
    """Return one line a coding, with every status in a column of its own."""
    held = list(lines)
    names = sorted({name for each in held for name, _ in each.coding.attributes})
    rows = tuple(_long_row(each, codebook, names) for each in held)
    columns = (
        column("id", "编码号", "Id"), column("coder", "编码者", "Coder"), column("code", "代码", "Code"),
        column("label", "名称", "Label"), column("words", "原文", "Words"), column("file", "文件", "File"),
        column("title", "题名", "Title"), column("type", "类型", "Kind"), column("case", "案例", "Case"),
        column("start", "起", "Start"), column("end", "止", "End"), column("rank", "主次", "Rank"),
        column("mode", "方式", "Mode"), column("round", "轮次", "Round"), column("memo", "备忘", "Memo"),
        *(Column(name, Wording(name, name)) for name in names), column("document", "sha256", "sha256"),
    )  # fmt: skip
    return Table(key="long", title=Wording("编码（长表）", "Codings (long)"), columns=columns, rows=rows)


def _long_row(each: CodedWords, codebook: Codebook, names: Sequence[str]) -> tuple[Cell, ...]:
    coding, metadata, status = each.coding, each.metadata, dict(each.coding.attributes)
    return (
        coding.id, coding.coder_id, coding.code, code_label(codebook, coding.code), each.words, each.file_name,
        metadata.title, SOURCE_TYPES[metadata.source_type], metadata.case, coding.span.start, coding.span.end,
        coding.rank.value, coding.mode.value, coding.round, coding.memo, *(status.get(name, "") for name in names),
        coding.document_id,
    )  # fmt: skip


def wide_table(lines: Iterable[UnitLine], coders: Sequence[str]) -> Table:
    """Return one line a unit with a column for each coder; ``tricoder audit`` reads it."""
    rows = tuple(_wide_row(each, coders) for each in lines)
    columns = (
        column("unit", "单元", "unit"), column("file", "文件", "file"), column("ordinal", "序号", "ordinal"),
        column("type", "类型", "kind"), column("case", "案例", "case"), column("text", "原文", "text"),
        *(Column(coder, Wording(coder, coder)) for coder in coders),
    )  # fmt: skip
    note = Wording(
        f"每格为盲编代码；{NOTHING_FOUND} 表示看过而未给代码，空白表示不知道是否看过，二者不可混同。",
        f"Each cell: codes given blind; {NOTHING_FOUND} was looked at and got none, a blank is not known to have been "
        "looked at, and the two must not be confused.",
    )
    return Table(key="wide", title=Wording("编码（宽表）", "Codings (wide)"), columns=columns, rows=rows, note=note)


def _wide_row(each: UnitLine, coders: Sequence[str]) -> tuple[Cell, ...]:
    given = [_given(each.given.get(coder)) for coder in coders]
    kind, case = SOURCE_TYPES[each.metadata.source_type], each.metadata.case
    return (each.segment_id[:16], each.file_name, each.ordinal, kind, case, each.words, *given)


def _given(codes: frozenset[CodeId] | None) -> str:
    return "" if codes is None else "; ".join(sorted(codes)) or NOTHING_FOUND


def codebook_table(codebook: Codebook) -> Table:
    """Return one line a code, both languages beside each other."""
    families = {family.id: family.label for family in codebook.families}
    rows = tuple(_code_row(code, families[code.family]) for code in codebook.codes)
    columns = (
        column("code", "代码", "Code"), column("family", "代码族", "Family"), column("parent", "上级", "Parent"),
        column("label_zh", "名称（中）", "Label (zh)"), column("label_en", "名称（英）", "Label (en)"),
        column("definition_zh", "定义（中）", "Definition (zh)"),
        column("definition_en", "定义（英）", "Definition (en)"),
        column("inclusion_zh", "纳入（中）", "Include (zh)"), column("inclusion_en", "纳入（英）", "Include (en)"),
        column("exclusion_zh", "排除（中）", "Exclude (zh)"), column("exclusion_en", "排除（英）", "Exclude (en)"),
    )  # fmt: skip
    return Table(
        key="codebook", title=Wording(f"编码手册 {codebook.version}", f"Codebook {codebook.version}"), columns=columns,
        rows=rows,
    )  # fmt: skip


def _code_row(code: Code, family: Wording) -> tuple[Cell, ...]:
    both = [
        (
            _lines(each.in_language(language) for each in code.inclusion),
            _lines(f"{near.neighbour or '—'}{colon}{near.rule.in_language(language)}" for near in code.exclusions),
        )
        for language, colon in (("zh", "："), ("en", ": "))
    ]
    (include_zh, exclude_zh), (include_en, exclude_en) = both
    return (
        code.id, family, code.parent or "", code.label.zh, code.label.en, code.definition.zh, code.definition.en,
        include_zh, include_en, exclude_zh, exclude_en,
    )  # fmt: skip


def _lines(words: Iterable[str]) -> str:
    return "\n".join(words)
