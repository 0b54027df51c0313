"""Which codes one unit gets, from the scores of its sentences, by the rules of the families."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.domain.codebook import Codebook, Family, FamilyRule
from assistant.domain.identifiers import CodeId, FamilyId
from assistant.domain.proposal import Rank
from assistant.exemplar.settings import ExemplarSettings, Flags, Scores
from assistant.exemplar.thresholds import NEVER, columns_of

_NEVER_SUPPORT = (
    re.compile(
        r"\bplan(?:s|ned)?\b[^.;]{0,60}\b(?:never|not|cannot)\b[^.;]{0,20}\bsupport\b([^;]*?)(?:\.\s|\.$|;|$)",
        re.IGNORECASE,
    ),
    re.compile(r"计划[^。；]{0,30}(?:不能|不得|从不|不可)[^。；]{0,6}支持([^。；]*)"),
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[._-]+[A-Za-z0-9]+)*")


def planned_never_supports(book: Codebook) -> frozenset[str]:
    """Return ids of the families and codes that the codebook's own wording keeps from planned passages.

    It looks for "plans ... never support X" and 计划……不能支持 X in questions, definitions and rules, X being ids.
    """
    known = {family.id for family in book.families} | {code.id for code in book.codes}
    said = [text for wording in _wordings(book) for text in wording]
    named = (
        name
        for text in said
        for pattern in _NEVER_SUPPORT
        for tail in pattern.findall(text)
        for name in _NAME.findall(tail)
    )
    return frozenset(name for name in named if name in known)


def _wordings(book: Codebook) -> Iterator[tuple[str, str]]:
    for family in book.families:
        yield family.question.zh, family.question.en
    for code in book.codes:
        yield code.definition.zh, code.definition.en
        for exclusion in code.exclusions:
            yield exclusion.rule.zh, exclusion.rule.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A unit's sentences as they were scored.

    Attributes:
        scores: Sentences by codes.
        planned: Sentences that speak of what is yet to come.
        labels: Sentences that only name a label.
    """

    scores: Scores
    planned: Flags
    labels: Flags


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A code for a unit.

    Attributes:
        sentence: The sentence that carried the score; ``first`` to ``last`` (inclusive) is the evidence.
        beside: For a secondary code, the primary one and its score.
    """

    column: int
    rank: Rank
    score: float
    sentence: int
    first: int
    last: int
    beside: tuple[CodeId, float] | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """Why nothing was picked: the nearest code, its score, and the threshold or rule it failed."""

    column: int
    score: float
    threshold: float
    rule: str = ""


class Rules:
    """The rules of one codebook."""

    def __init__(self, book: Codebook, never_planned: frozenset[str], settings: ExemplarSettings) -> None:
        self._book = book
        self._settings = settings
        self._place = {code.id: place for place, code in enumerate(book.codes)}
        self._never_planned = np.array(
            [self._is_kept_from_plans(place, never_planned) for place in range(len(book.codes))]
        )
        self._abstains = np.array([code.abstain for code in book.codes], dtype=bool)

    def _is_kept_from_plans(self, place: int, never_planned: frozenset[str]) -> bool:
        code = self._book.codes[place]
        return bool({code.family, code.id, code.parent or code.id} & never_planned)

    def pick(self, seen: Seen, thresholds: Mapping[FamilyId, float]) -> tuple[Pick, ...]:
        """Return the codes of a unit by family; an abstaining code never shares a sentence with another."""
        scores = self._allowed(seen)
        picks: list[Pick] = []
        for family in self._book.families:
            picks.extend(self._of_family(family, scores, thresholds[family.id]))
        told = {n for pick in picks if not self._abstains[pick.column] for n in range(pick.first, pick.last + 1)}
        return tuple(pick for pick in picks if not self._abstains[pick.column] or pick.sentence not in told)

    def silence(self, seen: Seen, thresholds: Mapping[FamilyId, float]) -> Silence:
        """Return why a unit got no code."""
        limits = np.array([thresholds[code.family] for code in self._book.codes])
        best = seen.scores.max(axis=0)
        column = int(np.argmax(best - np.minimum(limits, 10.0)))
        score, limit = float(best[column]), float(limits[column])
        sentence = int(np.argmax(seen.scores[:, column]))
        rule = ""
        if limit == NEVER:
            rule = "nothing"
        elif score >= limit:
            rule = "label" if seen.labels[sentence] else "planned"
        return Silence(column, score, limit, rule)

    def _allowed(self, seen: Seen) -> Scores:
        """Return the scores without what the rules forbid: labels as evidence, plans as gains or outcomes."""
        barred = seen.labels[:, None] & ~self._abstains[None, :]
        barred |= seen.planned[:, None] & self._never_planned[None, :]
        return np.where(barred, -np.inf, seen.scores)

    def _of_family(self, family: Family, scores: Scores, threshold: float) -> Iterator[Pick]:
        best = scores.max(axis=0)
        ranked = sorted(columns_of(self._book, family.id), key=lambda column: (-best[column], column))
        held = [column for column in ranked if best[column] >= threshold]
        held = self._with_parents(held, best)
        if family.rule is FamilyRule.MULTIPLE:
            yield from (self._pick(column, scores) for column in held[: self._settings.most])
            return
        yield from (self._pick(column, scores) for column in held[:1])
        if len(held) > 1 and best[held[1]] >= self._settings.second * best[held[0]]:
            first = self._book.codes[held[0]]
            yield self._pick(held[1], scores, beside=(first.id, float(best[held[0]])))

    def _with_parents(self, held: Sequence[int], best: Scores) -> list[int]:
        """Return the codes with a sub-code replaced by its parent unless clearly better, and never both."""
        chosen: list[int] = []
        for column in held:
            parent = self._place.get(self._book.codes[column].parent or CodeId(""))
            clear = parent is None or best[column] >= self._settings.above_parent * best[parent]
            wanted = column if clear or parent is None else parent
            related = {self._place.get(self._book.codes[other].parent or CodeId("")) for other in chosen}
            if wanted not in chosen and parent not in chosen and wanted not in related:
                chosen.append(wanted)
        return chosen

    def _pick(self, column: int, scores: Scores, beside: tuple[CodeId, float] | None = None) -> Pick:
        carried = scores[:, column]
        sentence = int(np.argmax(carried))
        enough = self._settings.reach * carried[sentence]
        first = last = sentence
        while first > 0 and carried[first - 1] >= enough:
            first -= 1
        while last + 1 < len(carried) and carried[last + 1] >= enough:
            last += 1
        rank = Rank.SECONDARY if beside else Rank.PRIMARY
        return Pick(
            column=column,
            rank=rank,
            score=float(carried[sentence]),
            sentence=sentence,
            first=first,
            last=last,
            beside=beside,
        )
