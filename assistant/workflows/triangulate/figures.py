"""The numeric claim ledger as a person works with it: figures, conflicts side by side, names that may be one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain.claims import Bound, Claim, Direction, Modality, Quantity
from assistant.domain.codebook import Wording
from assistant.domain.independence import OwnerRelation
from assistant.triangulation.claims.comparing import Figure, Merger, opposites
from assistant.workflows.triangulate.gathering import Gathered, gather
from assistant.workflows.triangulate.opening import Reader, Shown
from assistant.workflows.workbench import Workbench

_BOUNDS = {Bound.EXACT: "", Bound.AT_LEAST: "≥ ", Bound.AT_MOST: "≤ ", Bound.ABOUT: "≈ ", Bound.NEARLY: "≲ "}
_HOUSE = frozenset({OwnerRelation.OWNER, OwnerRelation.OWNER_DERIVED})
UNITS = {
    "%": Wording("%", "%"),
    "point": Wording("个百分点", "points"),
    "times": Wording("倍", "times"),
    "hour": Wording("小时", "hours"),
    "minute": Wording("分钟", "minutes"),
    "second": Wording("秒", "seconds"),
    "day": Wording("天", "days"),
    "week": Wording("周", "weeks"),
    "month": Wording("个月", "months"),
    "year": Wording("年", "years"),
    "yuan": Wording("元", "yuan"),
    "USD": Wording("美元", "USD"),
    "EUR": Wording("欧元", "EUR"),
    "tonne": Wording("吨", "tonnes"),
}
"""Units as a reader wants them; others are shown as the source has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureLine:
    """One figure as a line of the ledger.

    Attributes:
        values: What the sources give, the side with most voices first.
        voices: Independent voices that give the leading value.
        owner_only: Whether nobody but the owner's house gives it.
        undated: Claims without a date; ``baseless`` changes without a baseline.
    """

    id: str
    subject: str
    metric: str
    names: tuple[str, ...]
    direction: Direction
    values: tuple[Wording, ...]
    claims: int
    voices: int
    owner_only: bool
    conflict: bool
    over_time: bool
    planned: bool
    undated: int
    baseless: int


def list_figures(bench: Workbench, case: str = "") -> tuple[FigureLine, ...]:
    """Return the figures of a case, or all, conflicts first."""
    found = gather(bench)
    lines = [_line(figure, found) for figure in found.figures if not case or figure.key.subject == case]
    return tuple(sorted(lines, key=lambda line: (not line.conflict, not line.over_time, -line.voices, -line.claims)))


def _line(figure: Figure, found: Gathered) -> FigureLine:
    key = figure.key
    return FigureLine(
        id=" | ".join((key.subject, key.metric, key.direction.value)),
        subject=key.subject,
        metric=key.metric,
        names=figure.names,
        direction=key.direction,
        values=tuple(_value(side) for side in figure.sides),
        claims=len(figure.claims),
        voices=len({found.voice_of[claim.document_id] for claim in figure.sides[0]}),
        owner_only=all(found.relations[claim.document_id] in _HOUSE for claim in figure.claims),
        conflict=figure.is_conflict,
        over_time=figure.over_time,
        planned=all(claim.modality is Modality.PLANNED for claim in figure.claims),
        undated=sum(not claim.date for claim in figure.claims),
        baseless=sum(claim.change is not None and not claim.baseline for claim in figure.claims),
    )


def _value(side: Sequence[Claim]) -> Wording:
    """Return what most claims of a side say."""
    shown = [value_words(claim) for claim in side]
    return max(shown, key=shown.count)


def value_words(claim: Claim) -> Wording:
    """Return what a claim says: 35 → 20 days, 45 % or more, the year of an event."""
    if claim.direction is Direction.EVENT:
        return Wording(claim.date, claim.date)
    return Wording(*(_value_in(claim, language) for language in ("zh", "en")))


def _value_in(claim: Claim, language: str) -> str:
    parts = []
    if claim.start is not None:
        parts.append(f"{quantity_words(claim.start, language)} → ")
    if claim.end is not None:
        parts.append(quantity_words(claim.end, language))
    if claim.change is not None:
        sign = {Direction.UP: "+", Direction.DOWN: "−"}.get(claim.direction, "")
        parts.append(f"{'; ' if parts else ''}{quantity_words(claim.change, language, sign)}")
    return "".join(parts)


def quantity_words(quantity: Quantity, language: str, sign: str = "") -> str:
    """Return a quantity as a reader wants it."""
    low, high = (f"{value:,.2f}".rstrip("0").rstrip(".") for value in (quantity.low, quantity.high))
    number = low if low == high else f"{low}–{high}"
    unit = UNITS.get(quantity.unit, Wording(quantity.unit, quantity.unit)).in_language(language)
    space = " " if language == "en" and unit not in {"%", ""} else ""
    return f"{_BOUNDS[quantity.bound]}{sign}{number}{space}{unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimShown:
    """A claim with its words, what it says, and what was ruled on it."""

    claim: Claim
    shown: Shown
    value: Wording
    rejected: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedFigure:
    """A figure with its claims, side by side where they part."""

    line: FigureLine
    sides: tuple[tuple[ClaimShown, ...], ...]


def open_figure(bench: Workbench, figure_name: str) -> OpenedFigure | None:
    """Return a figure with all its claims and their words, None if there is none of that name."""
    found = gather(bench)
    reader = Reader(bench, found)
    for figure in found.figures:
        line = _line(figure, found)
        if line.id == figure_name:
            parted = len(figure.sides) > 1
            sides = tuple(
                tuple(
                    ClaimShown(claim=claim, shown=reader.claim(claim, clashes=parted), value=value_words(claim))
                    for claim in side
                )
                for side in figure.sides
            )
            return OpenedFigure(line=line, sides=sides)
    return None


def rejected_claims(bench: Workbench) -> tuple[ClaimShown, ...]:
    """Return the claims that a person has rejected, with the reason."""
    found = gather(bench)
    reader = Reader(bench, found)
    return tuple(
        ClaimShown(
            claim=claim,
            shown=reader.claim(claim),
            value=value_words(claim),
            rejected=found.claim_rulings.rejected[claim.id],
        )
        for claim in found.rejected
    )


def suggested_mergers(bench: Workbench, case: str = "") -> tuple[Merger, ...]:
    """Return names that may be one measure, of one case or all."""
    return tuple(each for each in gather(bench).mergers if not case or each.subject == case)


def opposite_figures(bench: Workbench) -> tuple[tuple[FigureLine, FigureLine], ...]:
    """Return figures that some sources say rose and others say fell."""
    found = gather(bench)
    return tuple((_line(one, found), _line(other, found)) for one, other in opposites(found.figures))
