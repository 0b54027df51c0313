"""What a reader of the matrix must be warned of, computed from the same evidence.

Type and case confounded; one owner behind every case; who speaks; only praise; a single voice; only plans.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.domain.codebook import Wording
from assistant.triangulation.convergence import CON, NOT_YET, PRO, Saying
from assistant.triangulation.rules import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """One warning.

    Attributes:
        kind: Stable name.
        row: The code or figure it is about; empty for the whole matrix.
    """

    kind: str
    words: Wording
    row: str = ""


def row_warnings(row: str, said: Sequence[Saying], rules: Rules) -> tuple[Warned, ...]:
    """Return the warnings about one code or figure, from everything said of it."""
    if not said:
        return ()
    return tuple(_of_row(row, said, rules))


def _of_row(row: str, said: Sequence[Saying], rules: Rules) -> Iterable[Warned]:
    owner = sum(each.owner for each in said)
    if len({each.voice for each in said}) == 1:
        yield _warned(
            "single_voice",
            row,
            f"只有一个独立声音（{len(said)} 处）",
            f"one independent voice only ({len(said)} places)",
        )
    if owner == len(said):
        yield _warned("owner_only", row, "全部出自平台方", "voiced by the owner's house alone")
    elif len(said) >= rules.least and owner / len(said) >= rules.owner_share:
        yield _warned(
            "owner_mostly", row, f"{owner}/{len(said)} 出自平台方", f"{owner} of {len(said)} are owner-voiced"
        )
    if all(each.modality in NOT_YET for each in said):
        yield _warned("only_planned", row, "只有计划或承诺，没有已实现的", "planned or promised only, nothing realised")
    told = [each.polarity for each in said if each.polarity in {PRO, CON}]
    if len(told) >= rules.least and CON not in told:
        yield _warned("only_praise", row, f"{len(told)} 处全为正面", f"all {len(told)} polar statements are positive")


def _warned(kind: str, row: str, zh: str, en: str) -> Warned:
    return Warned(kind=kind, row=row, words=Wording(zh, en))


def confounded(by_type: Mapping[str, Mapping[str, int]], family: Wording, rules: Rules) -> Warned | None:
    """Return a warning where every type stands for one case, so that no code of it can be told from its case.

    Args:
        by_type: For each code of a family that takes one primary code: evidence by case.
        family: The family's name.
        rules: From which share on.
    """
    held = {code: cases for code, cases in by_type.items() if sum(cases.values()) >= rules.least}
    if len(held) < 2:
        return None
    homes = {code: max(cases, key=lambda case: cases[case]) for code, cases in held.items()}
    shares = [max(cases.values()) / sum(cases.values()) for cases in held.values()]
    if len(set(homes.values())) < len(homes) or min(shares) < rules.confounded:
        return None
    pairs = "；".join(f"{code}＝{case}" for code, case in sorted(homes.items()))
    whole = min(shares) == 1
    return _warned(
        "confounded",
        "",
        f"{family.in_language('zh')}：类型与案例{'完全' if whole else '几乎完全'}重合（{pairs}），无法区分类型与案例",
        f"{family.in_language('en')}: type and case are {'fully' if whole else 'nearly'} confounded ({pairs}); "
        "no type can be told from its case",
    )


def one_owner(cases: Mapping[str, frozenset[str]]) -> Warned | None:
    """Return a warning where one owner's house speaks in every case.

    Args:
        cases: For each case the owner's houses (voices) that speak of it.
    """
    common = frozenset.intersection(*cases.values()) if len(cases) > 1 else frozenset()
    if not common:
        return None
    return _warned(
        "one_owner",
        "",
        f"全部 {len(cases)} 个案例背后是同一平台方，结论限于这一平台",
        f"one owner stands behind all {len(cases)} cases; what is found holds for one platform",
    )


def figure_warnings(undated: int, baseless: int, totals: tuple[int, int]) -> tuple[Warned, ...]:
    """Return warnings about figures that cannot be placed in time or compared; ``totals`` are figures and changes."""
    figures, changes = totals
    found = []
    if undated:
        zh, en = f"{figures} 个数字中 {undated} 个没有日期", f"{undated} of {figures} figures have no date"
        found.append(_warned("undated", "", zh, en))
    if baseless:
        zh = f"{changes} 个变化中 {baseless} 个没有基期"
        found.append(_warned("no_baseline", "", zh, f"{baseless} of {changes} changes name no baseline"))
    return tuple(found)


def owners_by_case(said: Iterable[tuple[str, Saying]]) -> dict[str, frozenset[str]]:
    """Return for each case the owner's voices that speak of it."""
    found: dict[str, set[str]] = defaultdict(set)
    for case, saying in said:
        found[case] |= {saying.voice} if saying.owner else set()
    return {case: frozenset(voices) for case, voices in found.items()}


def counted_by_case(said: Iterable[tuple[str, str]]) -> dict[str, Counter[str]]:
    """Return for each code how often each case stands with it."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for code, case in said:
        found[code][case] += 1
    return dict(found)
