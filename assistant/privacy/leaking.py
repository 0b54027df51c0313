"""The last look before a text leaves: does anything known, or anything that looks like a number of a person, remain?

Invariant: an empty answer is the only leave to send.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.domain.span import Span
from assistant.privacy.findings import Finding, join_overlapping
from assistant.privacy.folding import FoldedView, halved
from assistant.privacy.known import find_known, forms_of, kept_of, secrets_of
from assistant.privacy.lexicon import Kind, Lexicon
from assistant.privacy.numbers import find_numbers
from assistant.privacy.placeholders import BLANK, PLACEHOLDER
from assistant.privacy.table import PseudonymTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """Something that must not leave and still stands in a text.

    Attributes:
        span: Where, in the text checked.
        rule: ``lexicon``, ``table``, or the name of the rule for numbers.
    """

    span: Span
    kind: Kind
    rule: str


def leaks(text: str, lexicon: Lexicon, table: PseudonymTable) -> tuple[Leak, ...]:
    """Return what remains of known names, aliases and numbers, also spaced or widened, and any other number."""
    masked = PLACEHOLDER.sub(_blank, text)
    view = FoldedView.of(masked)
    found = [*find_known(view, secrets_of(lexicon)), *find_known(view, forms_of(table)), *find_numbers(halved(masked))]
    kept = join_overlapping(find_known(view, kept_of(lexicon)))
    return tuple(
        Leak(span=Span(one.start, one.end), kind=one.kind, rule=one.rule)
        for one in join_overlapping(found)
        if one.kind is not Kind.LITERAL and not any(_covers(name, one) for name in kept)
    )


def _blank(match: re.Match[str]) -> str:
    return BLANK * len(match.group())


def _covers(outer: Finding, inner: Finding) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
