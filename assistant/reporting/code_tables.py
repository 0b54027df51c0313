"""Codes over sources: how many segments of which type, and the structure from words over codes to dimensions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.domain.codebook import Code, Codebook, Family, Wording
from assistant.domain.document import SourceType
from assistant.domain.identifiers import CodeId
from assistant.reporting.choosing import Shown, choose_quotations, excerpt
from assistant.reporting.exhibits import Exhibit, gap_words, segments_of, voices_of
from assistant.reporting.labels import SOURCE_TYPES, code_label
from assistant.reporting.layout import content_families, roll_up, sections_of, sub_codes
from assistant.reporting.tables import Cell, Cited, Column, Gap, Statement, Table, column

WORDS_OF_A_CODE = 2
_INDENT = "\u3000"

Evidence = Sequence[Exhibit]


def frequency_table(codebook: Codebook, evidence: Evidence) -> Table:
    """Return in how many segments of each type of source a code was accepted."""
    types = [kind for kind in SourceType if any(each.source_type is kind for each in evidence)]
    rows = [
        (family.label, _code_cell(codebook, code), *_counts(evidence, codes, types))
        for family in content_families(codebook)
        for code, codes in _codes_of(codebook, family)
    ]
    columns = (
        column("family", "代码族", "Family"), column("code", "代码", "Code"),
        *(Column(kind.value, SOURCE_TYPES[kind], Wording("段落数", "Segments")) for kind in types),
        column("segments", "合计", "All"), column("sources", "资料", "Sources"),
        column("voices", "独立声音", "Independent voices"),
    )  # fmt: skip
    note = Wording(
        "数字是编有该代码的段落数，不是发现：它随资料多少、长短和转载而变，不能据此比较代码的重要性。上级代码含其下级。",
        "Numbers are segments that carry the code and no findings: they grow with how much was collected, how long it "
        "is and how often it was reprinted, and say nothing of importance. A code includes its sub-codes.",
    )
    title = Wording("编码段落数（按来源类型）", "Coded segments by type of source")
    return Table(key="frequencies", title=title, columns=columns, rows=tuple(rows), note=note)


def _codes_of(codebook: Codebook, family: Family) -> Iterator[tuple[Code, frozenset[CodeId]]]:
    """Yield every code of a family with those that roll up to it, sub-codes after their parent."""
    for section in sections_of(codebook, family, aside=True):
        for code in section.codes:
            below = sub_codes(codebook, code.id)
            yield code, frozenset({code.id, *(each.id for each in below)})
            for each in below:
                yield each, frozenset({each.id})


def _code_cell(codebook: Codebook, code: Code) -> Wording:
    label, indent = code_label(codebook, code.id), _INDENT if code.parent else ""
    return Wording(f"{indent}{code.id} {label.in_language('zh')}", f"{indent}{code.id} {label.in_language('en')}")


def _counts(evidence: Evidence, codes: frozenset[CodeId], types: Sequence[SourceType]) -> tuple[Cell, ...]:
    found = [each for each in evidence if each.code in codes]
    by_type = [segments_of(each for each in found if each.source_type is kind) for kind in types]
    return (*by_type, segments_of(found), len({each.document_id for each in found}), voices_of(found))


@dataclass(frozen=True, slots=True)
class CodeWords:
    """What stands behind a code and its sub-codes: everything found, and the words that show what supports it."""

    found: tuple[Exhibit, ...]
    shown: tuple[Shown, ...]


def words_of_codes(codebook: Codebook, evidence: Evidence) -> dict[CodeId, CodeWords]:
    """Return what stands behind each code without a parent."""
    tops = roll_up(codebook)
    found: dict[CodeId, list[Exhibit]] = defaultdict(list)
    for each in evidence:
        found[tops[each.code]].append(each)
    return {
        code: CodeWords(tuple(held), choose_quotations([each for each in held if each.supports], WORDS_OF_A_CODE))
        for code, held in found.items()
    }


def structure_table(codebook: Codebook, words: Mapping[CodeId, CodeWords]) -> Table:
    """Return the data structure: words of the sources, the codes they stand for, the dimensions these belong to.

    The layout is that of Gioia, Corley and Hamilton (2013, pp. 20-21). Here the codes came first: the table
    illustrates, it was not built from the ground up.
    """
    rows = tuple(
        (_words(words.get(code.id)), _code_cell(codebook, code), dimension(family, section.label, section.above))
        for family in content_families(codebook)
        for section in sections_of(codebook, family, aside=True)
        for code in section.codes
    )
    columns = (
        column("words", "原文表述", "Words of the sources"), column("code", "代码", "Code"),
        column("dimension", "维度", "Dimension"),
    )  # fmt: skip
    note = Wording(
        "数据结构按 Gioia 等（2013）的版式列出，作为示例：本研究为演绎式编码，代码先于资料。",
        "Laid out as a data structure (Gioia et al., 2013) for illustration: coding was deductive, codes came first.",
    )
    return Table(key="structure", title=Wording("数据结构", "Data structure"), columns=columns, rows=rows, note=note)


def dimension(family: Family, label: Wording, above: Wording) -> Wording:
    """Return the name of a dimension: the group within its group or its family, the family where there is none."""
    over = family.label if above == Wording() else above
    if label == Wording():
        return over
    zh, en = (
        f"{over.in_language('zh')}：{label.in_language('zh')}",
        f"{over.in_language('en')}: {label.in_language('en')}",
    )
    return Wording(zh, en)


def _words(behind: CodeWords | None) -> Cell:
    if behind is None or not behind.shown:
        return Gap(gap_words(behind.found if behind else ()))
    lines = [(f"“{excerpt(each.exhibit.text)}”", each.exhibit.quotation) for each in behind.shown]
    statements = tuple(Statement(Wording(words, words), (number,)) for words, number in lines)
    spelled = {number for _, number in lines}
    return Cited(statements, tuple(sorted({each.quotation for each in behind.found if each.supports} - spelled)))
