"""The convergence coding matrix (Farmer, Robinson, Elliott & Eyles, 2006, Qualitative Health Research 16(3), 377-394).

Agreement: the same meaning and the same prominence; partial: one of the two; silence: some sources say it and these do
not; dissonance: the meanings part. The software proposes and names the rule that fired; a person gives the verdict.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.domain.codebook import Wording
from assistant.domain.identifiers import DocumentId
from assistant.triangulation.rules import Rules

PRO, CON = "pro", "con"
NOT_YET = frozenset({"planned", "promised"})
"""Modalities that support nothing as achieved."""


class Convergence(StrEnum):
    """What a cell is found to be."""

    AGREEMENT = "agreement"
    PARTIAL = "partial"
    DISSONANCE = "dissonance"
    SILENCE_EXPECTED = "silence_expected"
    SILENCE_UNEXPECTED = "silence_unexpected"
    ALONE = "alone"
    """Only this kind of source says it."""
    NOT_SEARCHED = "not_searched"
    """Nothing was found, and not everything was looked at: silence may not be said."""
    NOTHING = "nothing"
    """No kind of source says it."""
    NO_SOURCE = "no_source"
    """There is no source of this kind."""


VERDICTS = (
    Convergence.AGREEMENT,
    Convergence.PARTIAL,
    Convergence.DISSONANCE,
    Convergence.SILENCE_EXPECTED,
    Convergence.SILENCE_UNEXPECTED,
    Convergence.ALONE,
)
"""What a person may find."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One piece of evidence: a coding, or a numeric claim.

    Attributes:
        id: Its id, by which it can be opened.
        voice: The independent voice that speaks.
        owner: Whether that voice is the owner's house.
        clashes: Ids of sayings that cannot be true together with it.
    """

    id: str
    document_id: DocumentId
    voice: str
    owner: bool = False
    polarity: str = ""
    modality: str = ""
    clashes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What one kind of source holds for one scope, said or unsaid.

    Attributes:
        sources: Sources of the kind that speak of the scope.
        units: Their units.
        searched: Units that an instrument screened or a person went through.
        miss_bound: Upper bound of the share missed where not all was searched, None if nothing bounds it.
        tells: Whether its sources say anything of this sort at all (for figures: any figure of the case).
    """

    sources: int
    units: int
    searched: int
    miss_bound: float | None = None
    tells: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What the rules find, which rule fired, and why in words."""

    value: Convergence
    rule: str
    why: Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: what one kind of source says of one thing.

    Attributes:
        voices: Independent voices among the sayings.
        share: Sayings per unit, 0 to 1; prominence.
        owner_share: Share of the sayings that are owner-voiced; None where there are none.
    """

    row: str
    column: str
    sayings: tuple[Saying, ...]
    voices: int
    sources: int
    share: float
    owner_share: float | None
    polarity: Mapping[str, int]
    modality: Mapping[str, int]
    proposed: Proposed


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What is asked of every kind of source: a code or a figure.

    Attributes:
        sayings: What each column says of it.
        is_figure: Whether it is a figure: its silence needs that the column tells figures at all.
        kinds: Names by which rules of silence know it: the code, its parents, its family; the metric.
    """

    id: str
    sayings: Mapping[str, Sequence[Saying]]
    is_figure: bool = False
    kinds: frozenset[str] = frozenset()


def cells_of(row: Row, grounds: Mapping[str, Ground], rules: Rules, scope: str = "") -> tuple[Cell, ...]:
    """Return the cells of a row in the order of the columns.

    Args:
        row: The code or figure.
        grounds: What each column holds.
        rules: Thresholds and what silences are expected.
        scope: The case, empty for all.
    """
    return tuple(_cell(row, column, grounds, rules, scope) for column in grounds)


def _cell(row: Row, column: str, grounds: Mapping[str, Ground], rules: Rules, scope: str) -> Cell:
    mine = tuple(row.sayings.get(column, ()))
    others = [each for name, said in row.sayings.items() if name != column for each in said]
    ground = grounds[column]
    rest = sum(other.units for name, other in grounds.items() if name != column)
    if mine:
        proposed = _said(mine, others, ground, rest, rules)
    else:
        proposed = _unknown(ground, others, rules) or _unsaid(row, column, ground, rules, scope)
    return Cell(
        row=row.id,
        column=column,
        sayings=mine,
        voices=len({each.voice for each in mine}),
        sources=len({each.document_id for each in mine}),
        share=len(mine) / ground.units if ground.units else 0.0,
        owner_share=sum(each.owner for each in mine) / len(mine) if mine else None,
        polarity=_counted(each.polarity for each in mine),
        modality=_counted(each.modality for each in mine),
        proposed=proposed,
    )


def _counted(values: Iterable[str]) -> Mapping[str, int]:
    return dict(Counter(value for value in values if value).most_common())


# ---- nothing is said ----
def _unknown(ground: Ground, others: Sequence[Saying], rules: Rules) -> Proposed | None:
    """Return why silence may not be spoken of, None where it may."""
    if ground.sources == 0:
        return _found(Convergence.NO_SOURCE, "no_source", "没有这类资料", "there is no source of this kind")
    if not others:
        return _found(Convergence.NOTHING, "nothing", "没有任何资料提到", "no source says it")
    unread = ground.units - ground.searched
    bounded = ground.miss_bound is not None and ground.miss_bound <= rules.miss_rate
    if unread <= 0 or bounded:
        return None
    return _found(
        Convergence.NOT_SEARCHED,
        "not_searched",
        f"{ground.units} 个单元中有 {unread} 个未筛查，不能断言沉默",
        f"{unread} of {ground.units} units were not looked at, so silence cannot be claimed",
    )


def _unsaid(row: Row, column: str, ground: Ground, rules: Rules, scope: str) -> Proposed:
    expected = rules.expects_silence(row.kinds, column, scope)
    if expected is not None:
        return Proposed(value=Convergence.SILENCE_EXPECTED, rule="could_not_know", why=expected)
    if row.is_figure and not ground.tells:
        return _found(
            Convergence.SILENCE_EXPECTED,
            "tells_no_figures",
            "这类资料没有给出本案例的任何数字",
            "gives no figure of this case at all",
        )
    if row.is_figure:
        return _found(
            Convergence.SILENCE_UNEXPECTED,
            "tells_other_figures",
            "给出了本案例的其他数字，唯独没有这一项",
            "gives other figures of this case and not this one",
        )
    bound = f"（漏检率上限 {ground.miss_bound:.1%}）" if ground.miss_bound is not None else ""
    bound_en = f" (miss rate at most {ground.miss_bound:.1%})" if ground.miss_bound is not None else ""
    return _found(
        Convergence.SILENCE_UNEXPECTED,
        "others_say_it",
        f"全部 {ground.units} 个单元已看过{bound}，没有提到，而其他资料提到",
        f"all {ground.units} units were looked at{bound_en} and say nothing, while others do",
    )


# ---- something is said ----
def _said(mine: Sequence[Saying], others: Sequence[Saying], ground: Ground, rest: int, rules: Rules) -> Proposed:
    if not others:
        return _found(Convergence.ALONE, "only_here", "只有这类资料提到", "only this kind of source says it")
    for find in (_clash, _opposed, _one_voice, _planned, _mixed):
        found = find(mine, others, rules)
        if found is not None:
            return found
    return _prominence(len(mine), len(others), ground.units, rest, rules) or _found(
        Convergence.AGREEMENT,
        "same_meaning_same_prominence",
        "意义相同、分量相近，且来自彼此独立的声音",
        "the same meaning and a like prominence, from voices that do not depend on each other",
    )


def _clash(mine: Sequence[Saying], others: Sequence[Saying], _rules: Rules) -> Proposed | None:
    there = {each.id for each in others}
    if any(each.clashes & there for each in mine):
        return _found(Convergence.DISSONANCE, "figures_clash", "数字不能同时为真", "figures that cannot both be true")
    return None


def _opposed(mine: Sequence[Saying], others: Sequence[Saying], rules: Rules) -> Proposed | None:
    here, there = _leaning(mine, rules), _leaning(others, rules)
    if {here, there} == {PRO, CON}:
        return _found(Convergence.DISSONANCE, "opposite_polarity", "褒贬相反", "the polarities are opposite")
    return None


def _one_voice(mine: Sequence[Saying], others: Sequence[Saying], _rules: Rules) -> Proposed | None:
    if len({each.voice for each in (*mine, *others)}) == 1:
        return _found(
            Convergence.PARTIAL,
            "one_voice",
            "同一个声音的重复，不是佐证",
            "one voice repeated, which corroborates nothing",
        )
    return None


def _planned(mine: Sequence[Saying], others: Sequence[Saying], _rules: Rules) -> Proposed | None:
    here, there = (all(each.modality in NOT_YET for each in said) for said in (mine, others))
    if here and there:
        return _found(Convergence.PARTIAL, "only_planned", "都只是计划或承诺", "everywhere only planned or promised")
    if here != there:
        return _found(
            Convergence.PARTIAL,
            "planned_against_realised",
            "一处只是计划，另一处说已实现",
            "planned in one place and realised in another",
        )
    return None


def _mixed(mine: Sequence[Saying], others: Sequence[Saying], rules: Rules) -> Proposed | None:
    here, there = _leaning(mine, rules), _leaning(others, rules)
    if here != there and "mixed" in {here, there} and {here, there} & {PRO, CON}:
        return _found(Convergence.PARTIAL, "mixed_polarity", "一处褒贬不一", "the polarity is mixed in one place")
    return None


def _leaning(said: Sequence[Saying], rules: Rules) -> str:
    """Return the polarity that prevails, ``mixed`` where neither does, empty where none is told."""
    pro, con = (sum(each.polarity == way for each in said) for way in (PRO, CON))
    if pro + con == 0:
        return ""
    if min(pro, con) / (pro + con) >= rules.mixed:
        return "mixed"
    return PRO if pro > con else CON


def _prominence(here: int, there: int, units: int, rest: int, rules: Rules) -> Proposed | None:
    if not units or not rest or here + there < rules.prominence_least:
        return None
    mine, others = here / units, there / rest
    ratio = max(mine, others) / min(mine, others)
    if ratio <= rules.prominence_ratio:
        return None
    return _found(
        Convergence.PARTIAL,
        "another_prominence",
        f"意义相同而分量不同：此处每百单元 {100 * mine:.1f}，他处 {100 * others:.1f}",
        f"the same meaning, another prominence: {100 * mine:.1f} per 100 units here, {100 * others:.1f} elsewhere",
    )


def _found(value: Convergence, rule: str, zh: str, en: str) -> Proposed:
    return Proposed(value=value, rule=rule, why=Wording(zh, en))
