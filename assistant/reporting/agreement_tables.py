"""The tables of an audit. Conventions are printed as conventions; no figure gets an adjective."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.domain.codebook import Wording
from assistant.domain.identifiers import CoderId
from assistant.reporting.findings import (
    AdjudicationRow,
    Advice,
    AgainRow,
    CodeRow,
    CoderRow,
    Confusion,
    Figures,
    InstrumentRow,
    Marked,
    PairKind,
    PairRow,
    RoundRow,
    SpanRow,
    UnitExample,
    Use,
)
from assistant.reporting.labels import SOURCE_TYPES
from assistant.reporting.tables import Cell, Column, Table, Term, column

CONVENTION = Wording(
    "惯例（仅作对照，不是评语）：alpha ≥ .80 常作可靠的下限，.667–.80 之间常只作初步结论。",
    "A convention, printed for comparison and no verdict: alpha of .80 and above is customarily relied on, "
    ".667 to .80 for tentative conclusions only.",
)
_CODE_NOTE = Wording(
    f"{CONVENTION.zh}达到所愿精度：alpha 区间不宽于所愿（--width）。"
    "还需单元数：使 alpha 区间达到所愿宽度约需再编的单元；空白表示此代码出现太少，区间说明不了。",
    f"{CONVENTION.en} As precise as wished: the interval of alpha is no wider than wished (--width). More units: about "
    "what it takes to bring the interval of alpha to the width wished for; blank where the code was given too rarely "
    "for the interval to say.",
)
LOW_LINE, HIGH_LINE = 0.667, 0.80
NOTHING = Wording("（无）", "(nothing)")

_FAMILY = column("family", "代码族", "family")
_CODE = column("code", "代码", "code")
_LABEL = column("label", "名称", "label")
_UNITS = column("units", "单元数", "n")
_PREVALENCE = column("prevalence", "流行率", "prevalence")
_PERCENT = column("percent", "百分比一致", "per cent")
_KAPPA = column("kappa", "kappa", "kappa")
_ALPHA = column("alpha", "alpha", "alpha")
_AC1 = column("ac1", "AC1", "AC1")
_GIVEN = column("given", "有此代码", "given")
_MORE = column("more_units", "还需单元数", "more units")
_REACHED = column("reached", "达到所愿精度", "as precise as wished")
_CODER = column("coder", "编码者", "coder")
_KIND = column("kind", "类别", "kind")


def coder_table(rows: Iterable[CoderRow], language: str = "zh") -> Table:
    """Return what each coder did."""
    columns = (
        _CODER, _KIND, column("units", "看过的单元", "units looked at"), column("coded", "有编码的单元", "units coded"),
        column("codings", "编码数", "codings"), column("exposed", "因看过建议而不计", "left out, proposal seen"),
        column("note", "说明", "note"),
    )  # fmt: skip
    cells: list[tuple[Cell, ...]] = [
        (
            row.name,
            Term(row.kind.value, _CODER_KINDS[row.kind.value]),
            row.units,
            row.coded,
            row.codings,
            row.exposed,
            row.note.in_language(language) if row.note else "",
        )
        for row in rows
    ]
    return Table(key="coders", title=Wording("编码者", "Coders"), columns=columns, rows=tuple(cells))


def code_table(rows: Sequence[CodeRow], use: Use, language: str = "zh") -> Table:
    """Return the figures of each code."""
    beyond = any(row.figures.fleiss for row in rows)
    grouped, levelled = any(row.group for row in rows), len({row.level for row in rows}) > 1
    columns = (
        *((column("group", "类型／案例", "group"),) if grouped else ()), _FAMILY, _CODE, _LABEL,
        *((column("level", "层级", "level"),) if levelled else ()),
        *_figure_columns(beyond=beyond),
    )  # fmt: skip
    cells = tuple(
        (
            *((group_term(row.group),) if grouped else ()), row.family, row.code, row.label.in_language(language),
            *((row.level.value,) if levelled else ()), *_figure_cells(row.figures, beyond=beyond),
        )
        for row in rows
    )  # fmt: skip
    return Table(key="codes", title=_title(use, grouped=grouped), columns=columns, rows=cells, note=_CODE_NOTE)


def group_term(group: str) -> Term:
    """Return a source type under its name in both languages; a case has one name only."""
    known = {each.value: label for each, label in SOURCE_TYPES.items()}
    return Term(group, known.get(group, Wording(group, group)))


_KINDS = {
    PairKind.PEOPLE: Term(PairKind.PEOPLE.value, Wording("人与人", "people")),
    PairKind.PERSON_INSTRUMENT: Term(PairKind.PERSON_INSTRUMENT.value, Wording("人与工具", "person and instrument")),
    PairKind.INSTRUMENTS: Term(PairKind.INSTRUMENTS.value, Wording("两个工具", "two instruments")),
}
_ROUND_KINDS = {
    "training": Wording("培训", "training"),
    "reliability": Wording("一致性", "reliability"),
    "coding": Wording("编码", "coding"),
    "recoding": Wording("复编", "re-coding"),
}
_CODER_KINDS = {"person": Wording("人", "person"), "instrument": Wording("工具", "instrument")}


def _title(use: Use, *, grouped: bool) -> Wording:
    if use is Use.CONCORDANCE:
        return Wording("见过建议的编码之间的吻合（不是一致性）", "Assisted concordance by code (no agreement)")
    return Wording("按代码与分组的一致性", "Agreement by code and group") if grouped else Wording(
        "按代码的一致性", "Agreement by code"
    )  # fmt: skip


def _figure_columns(*, beyond: bool) -> tuple[Column, ...]:
    fleiss = (column("fleiss", "kappa (Fleiss)", "kappa (Fleiss)"),) if beyond else ()
    name = "kappa (Conger)" if beyond else "kappa (Cohen)"
    return (_UNITS, _GIVEN, _PREVALENCE, _PERCENT, column("kappa", name, name), *fleiss, _ALPHA, _AC1, _REACHED, _MORE)


def _figure_cells(figures: Figures, *, beyond: bool) -> tuple[Cell, ...]:
    fleiss = (figures.fleiss,) if beyond else ()
    start = (figures.units, figures.given, figures.prevalence, figures.percent, figures.kappa)
    return (*start, *fleiss, figures.alpha, figures.ac1, figures.reached, figures.more_units)


def foreign_code_table(rows: Sequence[tuple[str, Figures]]) -> Table:
    """Return the figures of each code of a table that somebody else made."""
    beyond = any(figures.fleiss for _, figures in rows)
    cells = tuple((code, *_figure_cells(figures, beyond=beyond)) for code, figures in rows)
    columns = (_CODE, *_figure_columns(beyond=beyond))
    return Table(
        key="codes", title=Wording("按代码的一致性", "Agreement by code"), columns=columns, rows=cells, note=_CODE_NOTE
    )


def pair_table(rows: Iterable[PairRow], names: dict[CoderId, str]) -> Table:
    """Return each pair of coders; what a pair may be called stands beside it."""
    columns = (
        column("one", "编码者一", "coder one"),
        column("other", "编码者二", "coder two"),
        _KIND,
        _FAMILY,
        _CODE,
        _UNITS,
        _PERCENT,
        _KAPPA,
        _ALPHA,
    )
    cells = tuple(
        (names[row.one], names[row.other], _KINDS[row.kind], row.family, row.code or "*", row.units, row.percent,
         row.kappa, row.alpha)
        for row in rows
    )  # fmt: skip
    note = Wording(
        "“*”是整个代码族的代码集合（MASI 距离）。人与工具、工具与工具的数字不是编码者间一致性。",
        "* is the label set of a whole family (MASI distance). Those with an instrument are no inter-coder agreement.",
    )
    return Table(
        key="coders_pairs", title=Wording("两两比较", "Pairs of coders"), columns=columns, rows=cells, note=note
    )


def confusion_table(rows: Iterable[Confusion]) -> Table:
    """Return which codes people did not tell apart."""
    columns = (
        _FAMILY,
        _CODE,
        column("other", "对方给的代码", "the other coder's code"),
        column("times", "次数", "times"),
        column("units", "单元", "units"),
    )
    cells = tuple(
        (row.family, row.one, row.other or NOTHING.en, row.times, " | ".join(_place(unit) for unit in row.units))
        for row in rows
    )
    return Table(key="confusions", title=Wording("混淆的代码", "Codes confused"), columns=columns, rows=cells)


def confusion_unit_table(rows: Iterable[Confusion]) -> Table:
    """Return every unit that two people coded differently, with the words each marked."""
    columns = (
        _FAMILY,
        _CODE,
        column("other", "对方给的代码", "the other coder's code"),
        column("document", "资料", "document"),
        column("segment", "单元", "segment"),
        column("start", "起", "start"),
        column("end", "止", "end"),
        column("marked", "各人所标", "marked"),
        column("text", "原文", "text"),
    )
    cells = tuple(
        (row.family, row.one, row.other or NOTHING.en, unit.file_name, unit.segment, unit.start, unit.end,
         "; ".join(marked_words(each) for each in unit.marked), unit.text)
        for row in rows
        for unit in row.units
    )  # fmt: skip
    return Table(
        key="confusion_units", title=Wording("分歧单元", "Units coded differently"), columns=columns, rows=cells
    )


def marked_words(marked: Marked) -> str:
    """Return what one coder marked in a unit, in a line."""
    quoted = " … ".join(f"“{quotation}”" for quotation in marked.quotations)
    return f"{marked.coder}: {', '.join(marked.codes) or NOTHING.en}" + (f" {quoted}" if quoted else "")


def _place(unit: UnitExample) -> str:
    return f"{unit.file_name} {unit.start}:{unit.end}"


def advice_table(rows: Iterable[Advice], language: str = "zh") -> Table:
    """Return what to do next: the codes whose wording causes most disagreement."""
    columns = (
        _FAMILY, _CODE, _LABEL, column("disagreements", "分歧次数", "disagreements"),
        column("share", "占本族分歧", "share of family"), _ALPHA, column("neighbour", "最常混淆", "confused with"),
        column("times", "次数", "times"), column("rule", "手册的界线", "the codebook's rule"),
        column("examples", "例", "examples"),
    )  # fmt: skip
    missing = Wording("手册没有写这条界线", "the codebook has no rule for this border")
    cells = tuple(
        (row.family, row.code, row.label.in_language(language), row.disagreements, row.share, row.alpha,
         row.neighbour or NOTHING.in_language(language), row.times, (row.rule or missing).in_language(language),
         " | ".join(_place(unit) for unit in row.examples))
        for row in rows
    )  # fmt: skip
    return Table(key="next", title=Wording("下一步：先改这些定义", "What to do next"), columns=columns, rows=cells)


def span_table(rows: Iterable[SpanRow]) -> Table:
    """Return agreement on free spans, with the share of text that cu-alpha rests on."""
    columns = (_FAMILY, _CODE, column("bar_u", "|u-alpha", "|u-alpha"), column("u", "u-alpha", "u-alpha"),
               column("cu", "cu-alpha", "cu-alpha"), column("coverage", "cu 覆盖率", "coverage of cu"))  # fmt: skip
    cells = tuple(
        (row.family, row.code or "*", row.bar_u, row.u, row.cu, getattr(row.cu, "coverage", None)) for row in rows
    )
    return Table(
        key="spans",
        title=Wording("自由片段的一致性", "Agreement on spans"),
        columns=columns,
        rows=cells,
        note=CONVENTION,
    )


def instrument_table(rows: Iterable[InstrumentRow], names: dict[CoderId, str]) -> Table:
    """Return instruments beside people."""
    columns = (
        column("instrument", "工具", "instrument"),
        column("person", "人", "person"),
        _FAMILY,
        _CODE,
        _UNITS,
        column("people", "人与人 alpha", "people alone: alpha"),
        column("alpha", "与工具 alpha", "with instrument: alpha"),
        column("precision", "精确率", "precision"),
        column("recall", "召回率", "recall"),
        column("f1", "F1", "F1"),
    )
    cells = tuple(
        (names[row.instrument], names[row.person], row.family, row.code, row.figures.units, row.people,
         row.figures.alpha, row.scores.precision, row.scores.recall, row.scores.f1)
        for row in rows
    )  # fmt: skip
    note = Wording("与工具的数字不是编码者间一致性。", "Figures with an instrument are no inter-coder agreement.")
    return Table(
        key="instruments", title=Wording("工具与人并列", "Instruments beside people"), columns=columns, rows=cells,
        note=note,
    )  # fmt: skip


def adjudication_table(rows: Iterable[AdjudicationRow]) -> Table:
    """Return two figures that are never one: among people before, and against what was settled on after."""
    columns = (_FAMILY, _CODE, column("before", "裁定前：人与人 alpha", "before: alpha among people"), _CODER,
               column("alpha", "裁定后：与裁定 alpha", "after: alpha with what was settled on"),
               column("percent", "裁定后：百分比", "after: per cent"))  # fmt: skip
    cells = tuple(
        (row.family, row.code, row.before, coder, figures.alpha, figures.percent)
        for row in rows
        for coder, figures in row.after
    )
    note = Wording(
        "裁定后的数字与编码者并不独立，不是一致性。",
        "What was settled on is not independent of the coders: the figures after are no agreement.",
    )
    return Table(
        key="adjudication", title=Wording("裁定前后", "Before and after adjudication"), columns=columns, rows=cells,
        note=note,
    )  # fmt: skip


def round_table(rows: Sequence[RoundRow]) -> Table:
    """Return agreement among people round by round: whether it drifts."""
    columns = (
        _FAMILY, _CODE, column("round", "轮次", "round"), _KIND, _UNITS, column("coders", "人数", "people"), _PERCENT,
        _ALPHA, column("change", "较前一轮的变化", "change from the round before"),
    )  # fmt: skip
    cells = tuple(
        (
            row.family, row.code or "*", row.round or NOTHING.en, Term(row.kind, _ROUND_KINDS[row.kind]), row.units,
            row.coders, row.percent, row.alpha, row.change,
        )
        for row in rows
    )  # fmt: skip
    note = Wording(
        "“*”是整个代码族的代码集合（MASI 距离）。变化的区间含 0，即看不出漂移。培训轮次不计。",
        "* is the label set of a whole family (MASI distance). An interval of the change that holds 0 shows no drift. "
        "Training rounds do not enter.",
    )
    return Table(key="rounds", title=Wording("各轮次", "Over rounds"), columns=columns, rows=cells, note=note)


def again_table(rows: Sequence[AgainRow], names: dict[CoderId, str]) -> Table:
    """Return each person beside the same person in another round."""
    columns = (
        _CODER, column("first", "先", "first"), column("second", "后", "then"), _FAMILY, _CODE, _UNITS, _PERCENT,
        _KAPPA, _ALPHA,
    )  # fmt: skip
    cells = tuple(
        (names.get(row.coder, row.coder), row.first or NOTHING.en, row.second or NOTHING.en, row.family,
         row.code or "*", row.units, row.percent, row.kappa, row.alpha)
        for row in rows
    )  # fmt: skip
    note = Wording(
        "同一人前后两次：稳定性，不是编码者间一致性。", "The same person twice: stability, no inter-coder agreement."
    )
    return Table(
        key="again", title=Wording("同一人再编", "Coded again by the same person"), columns=columns, rows=cells,
        note=note,
    )  # fmt: skip
