"""Evidence as tables cite it: a quotation with its number, where it stands, and what it supports.

A quotation is a span of one source. Its number never changes: spans are numbered in the order in which they were first
coded, whatever becomes of those codings later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assistant.domain.codebook import Codebook, Wording
from assistant.domain.document import SourceMetadata, SourceType
from assistant.domain.identifiers import CodeId, CoderId, DocumentId, FamilyId, SegmentId
from assistant.domain.span import Span
from assistant.reporting.labels import GAP, NOT_DONE
from assistant.reporting.layout import roll_up
from assistant.reporting.standing import Standing

NOT_YET = frozenset({"planned", "promised"})
"""Values of ``modality`` that never support what the codebook keeps from plans."""

Passage = tuple[DocumentId, Span]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """A source as the tables know it.

    Attributes:
        voice: Name of the group of sources that speak with one voice; sources of one group corroborate nothing.
        respondents: Labels of the people interviewed.
        duration_ms: Length of the recording by its time codes, None where there are none.
        at_least: True if the last turn has no end, so that the recording is longer.
        stated: Length as the head of the transcript states it, empty if it does not.
    """

    id: DocumentId
    number: int
    file_name: str
    metadata: SourceMetadata
    characters: int
    units: int
    voice: str
    respondents: tuple[str, ...] = ()
    duration_ms: int | None = None
    at_least: bool = False
    stated: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One accepted coding with its quotation.

    Attributes:
        quotation: Number of the quotation, ``Q0001``; several codes may stand on one quotation.
        case: The case it speaks of, None where the source names none or does not say which.
        supports: False where words are planned or promised and the codebook keeps plans from the code.
        page: 1-based page, None where the format has none.
        time_ms: Time code of the turn it stands in.
        block: 1-based number of the paragraph, turn or row it begins in.
    """

    quotation: str
    code: CodeId
    family: FamilyId
    document_id: DocumentId
    segment_id: SegmentId
    span: Span
    text: str
    source: SourceEntry
    standing: Standing
    coders: tuple[CoderId, ...]
    case: str | None = None
    supports: bool = True
    attributes: Mapping[str, str] = field(default_factory=dict)
    page: int | None = None
    time_ms: int | None = None
    block: int | None = None

    @property
    def voice(self) -> str:
        """The group of sources it belongs to."""
        return self.source.voice

    @property
    def source_type(self) -> SourceType:
        """The type of its source."""
        return self.source.metadata.source_type


def number_quotations(first_coded: Iterable[Passage]) -> dict[Passage, str]:
    """Return the number of each passage, from the order in which passages were first coded."""
    passages = list(dict.fromkeys(first_coded))
    width = max(4, len(str(len(passages))))
    return {passage: f"Q{number:0{width}d}" for number, passage in enumerate(passages, start=1)}


def voices_of(exhibits: Iterable[Exhibit]) -> int:
    """Return how many independent voices speak."""
    return len({each.voice for each in exhibits})


def segments_of(exhibits: Iterable[Exhibit]) -> int:
    """Return in how many segments the evidence stands."""
    return len({each.segment_id for each in exhibits})


def kept_from_plans(code: CodeId, family: FamilyId, barred: frozenset[str], codebook: Codebook) -> bool:
    """Tell whether plans never support a code: it, the code it rolls up to, or its family is named."""
    return bool(barred & {code, roll_up(codebook).get(code, code), family})


def gap_words(found: Iterable[Exhibit]) -> Wording:
    """Return why a cell is empty: nothing was said, or nothing that supports it."""
    return NOT_DONE if any(not each.supports for each in found) else GAP


def place_label(exhibit: Exhibit) -> Wording:
    """Return where the quotation stands: page, time code or paragraph."""
    if exhibit.time_ms is not None:
        clock = clock_words(exhibit.time_ms)
        return Wording(clock, clock)
    if exhibit.page is not None:
        return Wording(f"第 {exhibit.page} 页", f"p. {exhibit.page}")
    if exhibit.block is not None:
        return Wording(f"第 {exhibit.block} 段", f"para. {exhibit.block}")
    return Wording(f"{exhibit.span.start}", f"{exhibit.span.start}")


def clock_words(milliseconds: int) -> str:
    """Return a time code as hours, minutes and seconds."""
    seconds = milliseconds // 1000
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
