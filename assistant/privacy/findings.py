"""What recognisers report, and how overlapping reports become one: nothing that anybody reported stays uncovered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.privacy.lexicon import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A place in a text that has to be concealed.

    Attributes:
        start: First code point.
        end: Code point after the last.
        key: What makes two findings of a kind the same thing; the words themselves where empty.
        before: Words in front without which ``start:end`` would mean nothing (a keyword).
        after: Words behind without which it would mean nothing (``经理`` behind a bare surname).
        short: For a full name in Latin letters, by what the same person may be called later.
        identity: Keyed hash of what it is, where the table knows it already.
        rule: Name of the rule, for explaining.
        rank: The smaller wins where two findings cover the same place.
    """

    start: int
    end: int
    kind: Kind
    rule: str
    key: str = ""
    before: str = ""
    after: str = ""
    short: tuple[str, ...] = ()
    identity: str = ""
    rank: int = 5


def join_overlapping(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in order, none overlapping another; two that overlap in part become one that covers both."""
    ordered = sorted(findings, key=lambda found: (found.start, -found.end, found.rank))
    joined: list[Finding] = []
    for found in ordered:
        if joined and found.start < joined[-1].end:
            if found.end > joined[-1].end:
                joined[-1] = _covering(joined[-1], found)
            continue
        joined.append(found)
    return joined


def _covering(first: Finding, second: Finding) -> Finding:
    longer = first if first.end - first.start >= second.end - second.start else second
    return replace(
        longer,
        start=first.start,
        end=second.end,
        key="",
        before="",
        after="",
        short=(),
        identity="",
        rule=f"{longer.rule}+",
    )
