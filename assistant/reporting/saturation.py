"""How much that is new the last sources still brought; no verdict from fewer than six.

Guest, Namey and Chen (2020, PLoS ONE 15(5), e0232076): a base of four, then runs of two; the share of new information
is what the run brought over what the base had, and 5 per cent or less is their lower threshold. By code the information
is what a passage says beside the code: the other codes and the status attributes of its segment (meaning saturation,
Hennink, Kaiser and Marconi, 2017, is a person's reading; this only counts).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.agreement import Undefined
from assistant.domain.codebook import Codebook, Wording
from assistant.domain.document import SourceType
from assistant.domain.identifiers import CodeId, SegmentId
from assistant.reporting.exhibits import Exhibit, SourceEntry
from assistant.reporting.labels import SOURCE_TYPES, code_label
from assistant.reporting.layout import content_families
from assistant.reporting.tables import Cell, Table, column

BASE, RUN = 4, 2
FEWEST = BASE + RUN
"""No verdict from fewer sources."""

Evidence = Sequence[Exhibit]
Information = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saturation:
    """New information in the last run of sources.

    Attributes:
        sources: How many there are, in the order in which they were collected.
        base: Different things in the first four.
        fresh: Different things that only the last two brought.
        total: Different things in all.
        share: ``fresh / base``, or the reason why there is none.
    """

    sources: int
    base: int
    fresh: int
    total: int
    share: float | Undefined


def measure_saturation(brought: Sequence[Information]) -> Saturation:
    """Return how much the last sources brought; one set of things per source, in order."""
    base, before = frozenset[str]().union(*brought[:BASE]), frozenset[str]().union(*brought[:-RUN])
    fresh = frozenset[str]().union(*brought[-RUN:]) - before
    share: float | Undefined
    if len(brought) < FEWEST:
        share = Undefined(f"refused: under {FEWEST} sources")
    elif not base:
        share = Undefined("the first four sources brought nothing to compare with")
    else:
        share = len(fresh) / len(base)
    total = frozenset[str]().union(*brought)
    return Saturation(sources=len(brought), base=len(base), fresh=len(fresh), total=len(total), share=share)


_NOTE = Wording(
    "依 Guest、Namey 与 Chen（2020）：以最初四份资料为基数，看最后两份带来的新信息占基数的比例，"
    "不超过 5% 常视为饱和。不足六份时不作判断。这是计数，不能代替研究者对意义是否饱和的判断；同源转载只算一份。",
    "After Guest, Namey and Chen (2020): what the last two sources brought that was new over what the first four had; "
    "5 per cent or less is customarily taken as saturated. Refused under six sources. This counts and does not replace "
    "a person's reading of whether meanings are saturated; reprints of one source count once.",
)


def saturation_by_type(codebook: Codebook, evidence: Evidence, sources: Iterable[SourceEntry]) -> Table:
    """Return for each type of source how many codes its last sources still brought."""
    content = {family.id for family in content_families(codebook)}
    rows: list[tuple[Cell, ...]] = []
    for kind in SourceType:
        voices = _in_order(source for source in sources if source.metadata.source_type is kind)
        if voices:
            found = [each for each in evidence if each.source_type is kind and each.family in content]
            rows.append((SOURCE_TYPES[kind], *_cells(measure_saturation(_codes_by_voice(found, voices)))))
    return Table(
        key="saturation_types", title=Wording("各类资料的代码饱和", "Saturation of codes by type of source"),
        columns=(column("type", "资料类型", "Kind"), *_COLUMNS), rows=tuple(rows), note=_NOTE,
    )  # fmt: skip


_COLUMNS = (
    column("sources", "资料份数（同源计一）", "Sources (one voice counts once)"),
    column("total", "信息总数", "Different in all"),
    column("base", "最初四份", "In the first four"), column("fresh", "仅见于最后两份", "Only in the last two"),
    column("share", "新信息比例", "Share of new"),
)  # fmt: skip


def _cells(found: Saturation) -> tuple[Cell, ...]:
    if isinstance(found.share, Undefined):
        return (found.sources, found.total, None, None, found.share)
    return (found.sources, found.total, found.base, found.fresh, f"{found.share:.0%}")


def _in_order(sources: Iterable[SourceEntry]) -> tuple[str, ...]:
    """Return the voices in the order in which their first source was added."""
    return tuple(dict.fromkeys(source.voice for source in sorted(sources, key=lambda each: each.number)))


def _codes_by_voice(found: Evidence, voices: Sequence[str]) -> list[Information]:
    codes: dict[str, set[str]] = {voice: set() for voice in voices}
    for each in found:
        codes[each.voice].add(each.code)
    return [frozenset(codes[voice]) for voice in voices]


def saturation_by_code(codebook: Codebook, evidence: Evidence, sources: Iterable[SourceEntry]) -> Table:
    """Return for each code how much that is new its last sources said beside it."""
    beside = _codes_by_segment(evidence)
    order = _in_order(sources)
    rows: list[tuple[Cell, ...]] = []
    for family in content_families(codebook):
        for code in codebook.in_family(family.id):
            found = [each for each in evidence if each.code == code.id]
            if not code.abstain:
                measured = measure_saturation(_said_by_voice(found, order, beside))
                rows.append((code.id, code_label(codebook, code.id), *_cells(measured)))
    return Table(
        key="saturation_codes", title=Wording("各代码的饱和", "Saturation by code"),
        columns=(column("code", "代码", "Code"), column("label", "名称", "Label"), *_COLUMNS), rows=tuple(rows),
        note=_NOTE,
    )  # fmt: skip


def _codes_by_segment(evidence: Evidence) -> dict[SegmentId, set[CodeId]]:
    beside: dict[SegmentId, set[CodeId]] = {}
    for each in evidence:
        beside.setdefault(each.segment_id, set()).add(each.code)
    return beside


def _said_by_voice(found: Evidence, order: Sequence[str], beside: Mapping[SegmentId, set[CodeId]]) -> list[Information]:
    said: dict[str, set[str]] = {}
    for each in found:
        things = said.setdefault(each.voice, set())
        things |= {f"code {code}" for code in beside[each.segment_id] if code != each.code}
        things |= {f"{name} {value}" for name, value in each.attributes.items()}
    return [frozenset(said[voice]) for voice in order if voice in said]
