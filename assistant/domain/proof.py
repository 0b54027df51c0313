"""What a complete check of a study finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FlawKind(StrEnum):
    """What is wrong: the record itself, what is kept under a hash, a table that follows, or the file of a source."""

    CHAIN = "chain"
    CONTENT = "content"
    TABLE = "table"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that ``verify`` found wrong."""

    where: str
    what: str
    kind: FlawKind = FlawKind.CHAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The result of re-deriving the whole ledger."""

    events: int
    head: str
    flaws: tuple[Flaw, ...]
