"""What an import of comments would do, comment by comment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.domain.acts import Act
from assistant.domain.coder import Coder
from assistant.domain.coding import CodingMode
from assistant.domain.identifiers import CoderId, DocumentId
from assistant.ports import Source


class Fate(StrEnum):
    """What becomes of a comment."""

    CODING = "coding"
    MEMO = "memo"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginChoice:
    """What the person who imports decides.

    Attributes:
        source: Which source it is a copy of, where the file does not say.
        coders: Who the authors of comments are in the study, by the name in the file.
        mode: What the coders could see, where the file does not tell.
    """

    source: DocumentId | None = None
    coders: Mapping[str, CoderId] = field(default_factory=dict)
    mode: CodingMode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentLine:
    """One comment and what becomes of it; ``what`` is its code, or the sentence why it is refused."""

    number: int
    author: str
    coder_id: CoderId
    fate: Fate
    what: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginPlan:
    """What an import of comments would do; nothing is done yet."""

    file_name: str
    source: Source
    lines: tuple[CommentLine, ...]
    newcomers: tuple[Coder, ...]
    acts: tuple[Act, ...]
    head: int
    untouched: bool
    changed: int

    @property
    def counts(self) -> Counter[Fate]:
        """Return how many comments meet each fate."""
        return Counter(line.fate for line in self.lines)
