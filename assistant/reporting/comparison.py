"""The comparison of types: a type and its case in each row, inputs by level, stages and outcomes across.

A cell holds the words of the evidence and the numbers of its quotations, or a marked gap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.domain.codebook import Code, Codebook, FamilyRole, Wording
from assistant.domain.identifiers import CodeId
from assistant.reporting.choosing import Shown, choose_quotations, excerpt
from assistant.reporting.exhibits import Exhibit, gap_words, segments_of, voices_of
from assistant.reporting.labels import code_label
from assistant.reporting.layout import families_in_role, roll_up, sections_of, set_aside
from assistant.reporting.tables import Cell, Cited, Column, Gap, Statement, Table

MOST_CODES, MOST_QUOTATIONS = 4, 3
_NO_CASE = Wording("—（无案例以此类型为主）", "— (leads in no case)")
_NO_CASES = Wording("未分案例", "no case named")

Evidence = Sequence[Exhibit]


@dataclass(frozen=True, slots=True)
class TypeRow:
    """A type and a case in which it leads; no case where it leads in none, no type where the codebook has none."""

    code: Code | None
    case: str | None


@dataclass(frozen=True, slots=True)
class _Slot:
    """One column of evidence: which codes go in, and how the cell is worded."""

    column: Column
    codes: frozenset[CodeId]
    by_code: bool


def comparison_table(
    codebook: Codebook,
    evidence: Evidence,
    chosen: Mapping[CodeId, str] | None = None,
    called: Mapping[str, Wording] | None = None,
) -> Table:
    """Return the comparison of types.

    Args:
        codebook: Gives rows, columns and their order by the roles and groups of its families.
        evidence: Accepted codings with their quotations.
        chosen: A case for a type, where the study says so; else the case in which the type leads.
        called: What cases are called in both languages.
    """
    slots = _slots(codebook)
    rows = type_rows(codebook, evidence, chosen or {})
    cells = [_row(row, slots, codebook, evidence, called or {}) for row in rows]
    columns = (
        Column("type", Wording("类型", "Type")), Column("case", Wording("典型案例", "Case")),
        *(slot.column for slot in slots),
    )  # fmt: skip
    notes = [_RULE, *_cautions(codebook, evidence, rows), *_not_supporting(evidence, slots)]
    return Table(key="comparison", title=_title(codebook), columns=columns, rows=tuple(cells), note=joined(notes))


_RULE = Wording(
    "格内引号中为原文（过长者以“……”截断，全文见引文表），方括号内为引文编号，“+n”为同格未列出的引文数；标“—”的格在语料中没有"
    "已接受的证据，不等于不存在。每个案例列于有最多独立声音的类型之下；一行所列为该案例的全部证据，不限于同时编有该类型的段落。",
    "Words in quotation marks stand in the sources (cut with …… where long; the table of quotations has them whole), "
    "numbers in brackets name quotations, +n counts those of a cell that are not spelled out. A cell marked — has no "
    "accepted evidence in the corpus, which does not mean that there is nothing. A case stands under the type for "
    "which most independent voices speak there; its row has all evidence of the case, not only passages of that type.",
)


def _title(codebook: Codebook) -> Wording:
    families = families_in_role(codebook, FamilyRole.TYPE)
    if not families:
        return Wording("案例比较", "Comparison of cases")
    label = families[0].label
    return Wording(f"{label.in_language('zh')}的比较", f"Comparison: {label.in_language('en').lower()}")


def type_rows(codebook: Codebook, evidence: Evidence, chosen: Mapping[CodeId, str]) -> tuple[TypeRow, ...]:
    """Return the rows: each type with the cases in which it leads, in the codebook's order.

    Without a family of types every case is a row of its own under no type.
    """
    leading = leading_types(codebook, evidence)
    rows: list[TypeRow] = []
    for family in families_in_role(codebook, FamilyRole.TYPE):
        for section in sections_of(codebook, family):
            for code in section.codes:
                cases = [case for case, codes in leading.items() if code.id in codes]
                wanted = [chosen[code.id]] if code.id in chosen else cases
                rows += [TypeRow(code, case) for case in wanted] or [TypeRow(code, None)]
    if not families_in_role(codebook, FamilyRole.TYPE):
        rows += [TypeRow(None, case) for case in dict.fromkeys(each.case for each in _by_source(evidence)) if case]
    return tuple(rows)


def leading_types(codebook: Codebook, evidence: Evidence) -> dict[str, frozenset[CodeId]]:
    """Return for each case the types for which most independent voices speak, then most segments; several if even."""
    tops = roll_up(codebook)
    border = {code.id for family in families_in_role(codebook, FamilyRole.TYPE) for code in set_aside(codebook, family)}
    wanted = {family.id for family in families_in_role(codebook, FamilyRole.TYPE)}
    by_case: dict[str, dict[CodeId, list[Exhibit]]] = defaultdict(lambda: defaultdict(list))
    for each in evidence:
        if each.case and each.family in wanted and tops[each.code] not in border:
            by_case[each.case][tops[each.code]].append(each)
    found: dict[str, frozenset[CodeId]] = {}
    for case, types in by_case.items():
        strength = {code: (voices_of(each), segments_of(each)) for code, each in types.items()}
        found[case] = frozenset(code for code, size in strength.items() if size == max(strength.values()))
    return found


def _slots(codebook: Codebook) -> tuple[_Slot, ...]:
    tops = roll_up(codebook)

    def below(codes: Iterable[Code]) -> frozenset[CodeId]:
        wanted = {code.id for code in codes}
        return frozenset(code for code, top in tops.items() if top in wanted)

    slots: list[_Slot] = []
    for family in families_in_role(codebook, FamilyRole.INPUT):
        for number, section in enumerate(sections_of(codebook, family)):
            label = section.label if section.label != Wording() else family.label
            over = family.label if section.label != Wording() else Wording()
            slots.append(_Slot(Column(f"{family.id}{number}", label, over), below(section.codes), by_code=True))
    for family in families_in_role(codebook, FamilyRole.PROCESS):
        for section in sections_of(codebook, family):
            slots += [
                _Slot(Column(code.id, code_label(codebook, code.id), family.label), below([code]), by_code=False)
                for code in section.codes
            ]
    for family in families_in_role(codebook, FamilyRole.OUTCOME):
        for number, (above, sections) in enumerate(groupby(sections_of(codebook, family), key=lambda each: each.above)):
            label, over = (family.label, Wording()) if above == Wording() else (above, family.label)
            codes = [code for section in sections for code in section.codes]
            slots.append(_Slot(Column(f"{family.id}{number}", label, over), below(codes), by_code=True))
    return tuple(slots)


def _row(
    row: TypeRow, slots: Sequence[_Slot], codebook: Codebook, evidence: Evidence, called: Mapping[str, Wording]
) -> tuple[Cell, ...]:
    here = [each for each in evidence if row.case is not None and each.case == row.case]
    label: Cell = code_label(codebook, row.code.id) if row.code else ""
    cells: list[Cell] = [label, Gap(_NO_CASE) if row.case is None else called.get(row.case, row.case)]
    for slot in slots:
        found = [each for each in here if each.code in slot.codes]
        cells.append(_cell(slot, codebook, found))
    return tuple(cells)


def _cell(slot: _Slot, codebook: Codebook, found: Evidence) -> Cell:
    supporting = [each for each in found if each.supports]
    if not supporting:
        return Gap(gap_words(found))
    return coded_cell(codebook, supporting) if slot.by_code else quoted_cell(supporting)


def coded_cell(codebook: Codebook, found: Evidence, most: int = MOST_CODES) -> Cited:
    """Return the codes of a cell, those with most voices first, each with the words that show it best."""
    by_code: dict[CodeId, list[Exhibit]] = defaultdict(list)
    for each in found:
        by_code[each.code].append(each)
    ranked = sorted(by_code.items(), key=lambda pair: (-voices_of(pair[1]), -segments_of(pair[1]), pair[0]))
    statements: list[Statement] = []
    spelled: set[str] = set()
    for number, (code, given) in enumerate(ranked):
        label = code_label(codebook, code)
        shown = choose_quotations(given, 1) if number < most else ()
        numbers = _numbers(shown) or tuple(sorted({each.quotation for each in given}))
        spelled |= set(numbers)
        statements.append(Statement(_labelled(label, shown), numbers))
    return Cited(tuple(statements), _more(found, spelled))


def _labelled(label: Wording, shown: Sequence[Shown]) -> Wording:
    if not shown:
        return label
    words = excerpt(shown[0].exhibit.text)
    return Wording(f"{label.in_language('zh')}：“{words}”", f"{label.in_language('en')}: “{words}”")


def quoted_cell(found: Evidence, most: int = MOST_QUOTATIONS) -> Cited:
    """Return the words that show a cell best."""
    statements: list[Statement] = []
    spelled: set[str] = set()
    for shown in choose_quotations(found, most):
        numbers = _numbers([shown])
        spelled |= set(numbers)
        words = f"“{excerpt(shown.exhibit.text)}”"
        statements.append(Statement(Wording(words, words), numbers))
    return Cited(tuple(statements), _more(found, spelled))


def _numbers(shown: Sequence[Shown]) -> tuple[str, ...]:
    return tuple(sorted({each.quotation for one in shown for each in (one.exhibit, *one.alike)}))


def _more(found: Evidence, spelled: set[str]) -> tuple[str, ...]:
    return tuple(sorted({each.quotation for each in found} - spelled))


def _cautions(codebook: Codebook, evidence: Evidence, rows: Sequence[TypeRow]) -> list[Wording]:
    notes: list[Wording] = []
    cases = [row.case for row in rows if row.case is not None]
    types = [row.code.id for row in rows if row.case is not None and row.code is not None]
    if len(cases) > 1 and len(set(cases)) == len(cases) == len(set(types)):
        notes.append(
            Wording(
                "注意：每种类型恰有一个案例，类型与案例完全重合，二者的作用无法分开。",
                "Caution: there is exactly one case to a type, so nothing here can tell types from cases.",
            )
        )
    even = sorted(case for case in set(cases) if cases.count(case) > 1)
    if even:
        notes.append(
            Wording(
                f"{'、'.join(even)}：两种类型势均，两行并列。",
                f"{', '.join(even)}: two types are even there and have a row each.",
            )
        )
    notes += _border(codebook, evidence)
    placeless = [each for each in evidence if each.case is None and each.supports and _in_table(codebook, each)]
    if placeless:
        many = len({each.quotation for each in placeless})
        notes.append(
            Wording(
                f"另有 {many} 条引文所在资料不涉及或未点明案例，不入此表。",
                f"{many} further quotations speak of no case, or of none that is named, and are not in this table.",
            )
        )
    return notes


def _in_table(codebook: Codebook, each: Exhibit) -> bool:
    roles = {family.id: family.role for family in codebook.families}
    return roles.get(each.family) in {FamilyRole.INPUT, FamilyRole.PROCESS, FamilyRole.OUTCOME}


def _border(codebook: Codebook, evidence: Evidence) -> list[Wording]:
    tops = roll_up(codebook)
    counted = []
    for family in families_in_role(codebook, FamilyRole.TYPE):
        for code in set_aside(codebook, family):
            found = [each for each in evidence if tops[each.code] == code.id]
            if found:
                counted.append((code_label(codebook, code.id), segments_of(found)))
    if not counted:
        return []
    zh = "、".join(f"{label.zh} {count} 段" for label, count in counted)
    en = ", ".join(f"{label.en} in {count} segments" for label, count in counted)
    return [Wording(f"边界代码不设行：{zh}。", f"Codes on the border have no row: {en}.")]


def _not_supporting(evidence: Evidence, slots: Sequence[_Slot]) -> list[Wording]:
    wanted = {code for slot in slots for code in slot.codes}
    numbers = sorted({each.quotation for each in evidence if not each.supports and each.code in wanted})
    if not numbers:
        return []
    return [
        Wording(
            f"只有计划或宣称的话不支持价值捕获与结果，已剔除：{'、'.join(numbers)}。",
            f"Planned or promised words support neither capture nor outcomes and were left out: {', '.join(numbers)}.",
        )
    ]


def joined(notes: Iterable[Wording]) -> Wording:
    """Return notes as one."""
    told = [note for note in notes if note != Wording()]
    return Wording("".join(note.zh for note in told), " ".join(note.en for note in told))


def types_by_case_table(codebook: Codebook, evidence: Evidence, called: Mapping[str, Wording] | None = None) -> Table:
    """Return how often each type was coded in each case, so that nobody takes a type for its case."""
    tops = roll_up(codebook)
    cases: list[str | None] = list(dict.fromkeys(each.case for each in _by_source(evidence) if each.case))
    cases += [None] if any(each.case is None for each in evidence) else []
    rows: list[tuple[Cell, ...]] = []
    for family in families_in_role(codebook, FamilyRole.TYPE):
        for section in sections_of(codebook, family, aside=True):
            for code in section.codes:
                found = [each for each in evidence if tops[each.code] == code.id]
                counts: list[Cell] = [_count(found, lambda each, case=case: each.case == case) for case in cases]  # type: ignore[misc]  # a default in a lambda
                rows.append((code_label(codebook, code.id), *counts, _count(found, lambda _: True)))
    columns = (
        Column("type", Wording("类型", "Type")),
        *(Column(f"case{number}", _case_label(case, called or {})) for number, case in enumerate(cases)),
        Column("all", Wording("合计", "All")),
    )
    note = Wording(
        "每格为独立声音数／段落数。片段数受资料多少左右，不是发现。",
        "Each cell: independent voices / segments. Segments depend on how much was collected and are no findings.",
    )
    return Table(
        key="types_by_case", title=Wording("各案例中编有的类型", "Types coded in each case"), columns=columns,
        rows=tuple(rows), note=note,
    )  # fmt: skip


def _case_label(case: str | None, called: Mapping[str, Wording]) -> Wording:
    return _NO_CASES if case is None else called.get(case, Wording(case, case))


def _by_source(evidence: Evidence) -> list[Exhibit]:
    return sorted(evidence, key=lambda each: (each.source.number, each.span))


def _count(found: Evidence, wanted: Callable[[Exhibit], bool]) -> str:
    here = [each for each in found if wanted(each)]
    return f"{voices_of(here)} / {segments_of(here)}" if here else "0"
