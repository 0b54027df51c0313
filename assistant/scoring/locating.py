"""Whether what an instrument cites stands in the text, and whether it is what people marked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from assistant.domain.span import Span
from assistant.scoring.records import Score, share


@dataclass(frozen=True, slots=True)
class Located:
    """One proposal with its evidence and the spans that people marked with the same code in the same unit.

    Attributes:
        unlocated: How many quotations were not found in the text.
    """

    evidence: tuple[Span, ...]
    unlocated: int
    marked: tuple[Span, ...]


def evidence_scores(proposals: Collection[Located], scope: str) -> Iterator[Score]:
    """Yield the share of quotations found, of proposals with evidence, and of right codes whose evidence was marked."""
    found = sum(len(each.evidence) for each in proposals)
    offered = found + sum(each.unlocated for each in proposals)
    yield share("quotes_found@1", scope, found, offered, "no quotation was offered")
    held = sum(bool(each.evidence) for each in proposals)
    yield share("evidence_present@1", scope, held, len(proposals), "nothing was proposed")
    right = [each for each in proposals if each.marked]
    placed = sum(any(span.overlaps(mark) for span in each.evidence for mark in each.marked) for each in right)
    yield share("evidence_found@1", scope, placed, len(right), "no proposed code was right")
