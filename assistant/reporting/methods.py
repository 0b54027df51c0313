"""The methods paragraph of an audit, made from what was done and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.agreement import Estimate
from assistant.reporting.findings import Basis, CodeRow, Level, Use

_MODES = {"blind": "盲编", "decide_first": "先定后看", "on_demand": "按需看建议", "assisted": "看建议"}


def methods_paragraph(basis: Basis, rows: Sequence[CodeRow], language: str, command: str = "") -> str:
    """Return the paragraph in Chinese or in English.

    Args:
        basis: What went in and what was left out.
        rows: The figures of the codes, for the range that they span.
        language: ``zh`` or ``en``.
        command: The command line that makes the same figures again; left out if empty.
    """
    parts = _chinese(basis, rows) if language == "zh" else _english(basis, rows)
    if command:
        parts.append(f"重算命令：{command}" if language == "zh" else f"To reproduce: {command}")
    return "".join(parts) if language == "zh" else " ".join(parts)


def _english(basis: Basis, rows: Sequence[CodeRow]) -> list[str]:
    what = "Agreement" if basis.use is Use.AGREEMENT else "Assisted concordance (no agreement: proposals had been seen)"
    plan = basis.plan
    parts = [
        f"{what} was computed from the {' and '.join(basis.modes)} codings of {len(basis.coders)} people "
        f"({', '.join(basis.coders) or 'none'}) with codebook {basis.codebook}"
        + (f", round {', '.join(basis.rounds)}." if basis.rounds else "."),
        f"{basis.compared} of the study's {basis.units} units, in {basis.sources} sources, were looked at by at least "
        "two of them.",
        basis.read_rule.en,
        "Each code was compared as present or absent, families apart: per cent agreement, "
        + ("Conger's kappa (1980) and Fleiss's kappa (1971)" if len(basis.coders) > 2 else "Cohen's kappa (1960)")
        + ", Krippendorff's alpha (nominal) and Gwet's AC1 (2008).",
        f"Intervals of {plan.level:.0%} are percentiles of {plan.replicates} resamples; {_drawn(basis)} "
        f"(seed {plan.seed}).",
        _range_english(rows),
        "By convention alpha of .80 and above is relied on, .667 to .80 for tentative conclusions; these lines are "
        "given for comparison.",
    ]
    if basis.left_out:
        parts.append(f"Left out: {'; '.join(f'{count} {what.en}' for what, count in basis.left_out)}.")
    return [*parts, *(f"Caution: {note.en}." for note in basis.cautions)]


def _drawn(basis: Basis) -> str:
    return "sources were drawn whole" if basis.sources > 1 else "units were drawn"


def _range_english(rows: Sequence[CodeRow]) -> str:
    values, undefined = _values(rows)
    if not values:
        return "No code has a defined alpha."
    tail = f"; {undefined} codes have none" if undefined else ""
    return f"Alpha ran from {min(values):.3f} to {max(values):.3f} over {len(values)} codes{tail}."


def _chinese(basis: Basis, rows: Sequence[CodeRow]) -> list[str]:
    what = "编码者间一致性" if basis.use is Use.AGREEMENT else "见过建议的编码之间的吻合（不是一致性）"
    modes = "、".join(_MODES.get(mode, mode) for mode in basis.modes)
    plan = basis.plan
    kappas = "Conger（1980）与 Fleiss（1971）kappa" if len(basis.coders) > 2 else "Cohen（1960）kappa"
    parts = [
        f"{what}依据 {len(basis.coders)} 名编码者（{'、'.join(basis.coders) or '无'}）的{modes}编码计算，"
        f"编码手册为 {basis.codebook}" + (f"，轮次 {'、'.join(basis.rounds)}。" if basis.rounds else "。"),
        f"全部 {basis.units} 个单元中，{basis.sources} 份资料的 {basis.compared} 个单元由至少两人看过。",
        basis.read_rule.zh,
        f"各代码按“有／无”比较，代码族互不合并，报告百分比一致、{kappas}、"
        "Krippendorff alpha（名义）与 Gwet AC1（2008）。",
        f"{plan.level:.0%} 区间取 {plan.replicates} 次重抽样的百分位数，"
        f"{'整份资料为抽样单位' if basis.sources > 1 else '单元为抽样单位'}（种子 {plan.seed}）。",
        _range_chinese(rows),
        "惯例上 alpha ≥ .80 视为可靠，.667–.80 只作初步结论；此处仅供对照。",
    ]
    if basis.left_out:
        parts.append(f"未计入：{'；'.join(f'{what.zh} {count}' for what, count in basis.left_out)}。")
    return [*parts, *(f"注意：{note.zh}。" for note in basis.cautions)]


def _range_chinese(rows: Sequence[CodeRow]) -> str:
    values, undefined = _values(rows)
    if not values:
        return "没有任何代码的 alpha 有定义。"
    tail = f"，另有 {undefined} 个代码无定义" if undefined else ""
    return f"{len(values)} 个代码的 alpha 在 {min(values):.3f} 与 {max(values):.3f} 之间{tail}。"


def _values(rows: Iterable[CodeRow]) -> tuple[list[float], int]:
    alphas = [row.figures.alpha for row in rows if row.level is Level.OWN]
    values = [alpha.value for alpha in alphas if isinstance(alpha, Estimate)]
    return values, len(alphas) - len(values)
