"""The tables around agreement: anchoring, audited estimates, what was passed over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assistant.domain.codebook import Wording
from assistant.domain.identifiers import CoderId
from assistant.reporting.agreement_tables import group_term
from assistant.reporting.findings import Anchoring, Estimates, MissRow
from assistant.reporting.reasons import in_language
from assistant.reporting.tables import Cell, Table, column

_SCOPES = {"all": Wording("全部", "all"), "coder": Wording("编码者", "coder"), "code": Wording("代码", "code")}
_FAMILY = column("family", "代码族", "family")
_CODE = column("code", "代码", "code")
_INSTRUMENT = column("instrument", "工具", "instrument")
_SEARCH = Wording("检索", "search")


def anchoring_table(found: Anchoring, names: Mapping[CoderId, str], language: str) -> Table:
    """Return the anchoring index over all, by coder and by code."""
    columns = (
        column("scope", "范围", "of"), column("name", "名称", "name"), column("shown", "建议：展示", "proposals shown"),
        column("blind", "建议：盲编", "proposals blind"), column("agree_shown", "展示时也给出", "given when shown"),
        column("agree_blind", "盲编时也给出", "given when blind"), column("index", "锚定指数", "anchoring index"),
    )  # fmt: skip
    cells: list[tuple[Cell, ...]] = []
    for row in found.rows:
        shown, blind = getattr(row.outcome, "observed", None), getattr(row.outcome, "expected", None)
        name = names.get(CoderId(row.name), row.name)
        scope = _SCOPES[row.scope].in_language(language)
        cells.append((scope, name, row.shown, row.blind, shown, blind, row.outcome))
    note = Wording(
        "工具对单元提出的每个代码，看人是否也给出；指数＝展示建议时给出的比例－盲编时给出的比例。哪些单元展示由抽签决定。"
        + _told(found, "zh"),
        "Of every code that the instrument proposes for a unit: whether the person gave it. Index = share given when "
        "the proposal was shown, less the share given blind. Which units were shown was drawn by lot."
        + _told(found, "en"),
    )
    title = Wording("锚定实验", "Anchoring experiment")
    return Table(key="anchoring", title=title, columns=columns, rows=tuple(cells), note=note)


def _told(found: Anchoring, language: str) -> str:
    before, after = ("", "。") if language == "zh" else (" ", ".")
    return "".join(f"{before}{note.in_language(language)}{after}" for note in found.notes)


def estimate_table(found: Estimates, names: Mapping[CoderId, str], language: str, *, grouped: bool) -> Table:
    """Return audited prevalences beside those from human labels alone; a table without rows tells why."""
    columns = (
        *((column("group", "类型／案例", "group"),) if grouped else ()), _INSTRUMENT, _FAMILY, _CODE,
        column("units", "全部单元", "all units"), column("sampled", "样本", "sample"),
        column("count", "工具所标（不是结果）", "marked by it (no finding)"),
        column("audited", "校正后流行率", "audited prevalence"), column("human", "仅人工", "human alone"),
        column("report", "报告", "report"), column("note", "说明", "note"),
    )  # fmt: skip
    cells = tuple(
        (
            *((group_term(row.group),) if grouped else ()),
            names.get(row.instrument, "") if row.instrument else "", row.family, row.code, row.units, row.sampled,
            row.prevalence.model_count if row.instrument else None,
            row.prevalence.audited, row.prevalence.human_only,
            _REPORT[row.prevalence.report].in_language(language), in_language(row.prevalence.note, language),
        )
        for row in found.rows
    )  # fmt: skip
    return Table(
        key="prevalence", title=Wording("校正后的流行率", "Audited prevalence"), columns=columns, rows=cells,
        note=_estimate_note(found),
    )  # fmt: skip


_REPORT = {
    "audited": Wording("校正值", "audited"),
    "human_only": Wording("仅人工", "human alone"),
    "neither": Wording("都不报告", "neither"),
}


def _estimate_note(found: Estimates) -> Wording:
    if found.refusal:
        return Wording(in_language(found.refusal, "zh"), found.refusal)
    more = {
        language: "".join(f" {each.in_language(language)}{stop}" for each in found.notes)
        for language, stop in (("zh", "。"), ("en", "."))
    }
    return Wording(
        "有限总体差分估计：工具对全部单元的标签，加上盲编随机样本中“人－工具”的加权平均；区间按资料聚类。工具自己的计数不是结果。"
        + more["zh"],
        "Difference estimator of a finite population: the instrument's labels on all units plus the weighted mean of "
        "human less instrument over the blind random sample; intervals are clustered by source. The instrument's own "
        "count is no finding." + more["en"],
    )


def miss_table(rows: Iterable[MissRow] | str, names: Mapping[CoderId, str], language: str) -> Table:
    """Return what was passed over, with upper bounds; a table without rows tells why."""
    columns = (
        column("by", "谁略过", "passed over by"), _FAMILY, _CODE,
        column("coded", "样本中有此代码", "coded in the sample"),
        column("missed", "漏掉", "missed"), column("lost", "漏掉的比例", "share missed"),
        column("passed", "略过的单元中有此代码", "coded among what was passed over"),
    )  # fmt: skip
    refusal = rows if isinstance(rows, str) else ""
    cells = tuple(
        (names.get(row.by, row.by) if row.by else _SEARCH.in_language(language), row.family, row.code, row.coded,
         row.missed, row.lost, row.passed)
        for row in (() if isinstance(rows, str) else rows)
    )  # fmt: skip
    note = Wording(
        "上限为精确的单侧界（Clopper & Pearson 1934），把单元当作彼此独立；一个没有漏掉时约为 3/n。"
        "检索：以手册条目的每一行为查询。",
        "The upper ends are exact one-sided bounds (Clopper & Pearson 1934) that take units as independent; about 3/n "
        "where none was missed. Search: each line of the codebook entry is a query.",
    )
    told = Wording(in_language(refusal, "zh"), refusal) if refusal else note
    return Table(key="misses", title=Wording("漏检", "What was passed over"), columns=columns, rows=cells, note=told)
