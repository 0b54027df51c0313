"""What the workflows ask of the world outside. Adapters implement these; nothing here knows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.domain.acts import Act, EntryChange, Event, News, Recorded
from assistant.domain.codebook import Codebook
from assistant.domain.coder import Coder
from assistant.domain.coding import Coding, Decision
from assistant.domain.document import Document, SourceMetadata, SourceType
from assistant.domain.fieldwork import Adjudication, Assignment, Flips, Judged, JudgementKind, Lock, Memo, Note, Seen
from assistant.domain.identifiers import CodebookId, CoderId, CodingId, DocumentId, ProposalId, RunId, SegmentId
from assistant.domain.proof import Verification
from assistant.domain.proposal import Proposal, Refusal
from assistant.domain.segment import Segment
from assistant.domain.unit import Answer, Unit

Vectors = NDArray[np.float32]
"""Array of shape (n, width), rows of unit length or all zero."""

Progress = Callable[[int, int, str], bool]
"""Called with (done, total, what); returns False when the person asked to stop."""


def keep_going(_done: int, _total: int, _what: str) -> bool:
    """Progress that nobody watches: never stops."""
    return True


class Encoder(Protocol):
    """Texts to vectors. ``embedder_id`` names model and settings; vectors of two ids are never compared."""

    @property
    def embedder_id(self) -> str:
        """Stable name of model, weights and settings."""
        ...

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Return one row per passage."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return one row per query."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """A segment as the index keeps it."""

    segment_id: SegmentId
    document_id: DocumentId
    source_type: SourceType
    case: str
    text: str
    ordinal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What to look for and where. Empty filters mean everything.

    Attributes:
        limit: Most hits in all.
        per_type: Most hits of one source type, None for no cap.
        segments: Only these units.
    """

    text: str
    limit: int = 20
    per_type: int | None = None
    source_types: frozenset[SourceType] = frozenset()
    documents: frozenset[DocumentId] = frozenset()
    exclude_documents: frozenset[DocumentId] = frozenset()
    segments: frozenset[SegmentId] = frozenset()


@dataclass(frozen=True, slots=True)
class WordMatch:
    """A word of the query, the word of the passage that answers it, and how near they are (cosine, 1 = the same)."""

    query: str
    word: str
    cosine: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One segment found.

    Attributes:
        score: Fused score, only comparable within one search.
        dense_rank: 1-based rank by meaning, None if not among them.
        lexical_rank: 1-based rank by words, None if not among them.
        matches: Which words matched, best first.
    """

    segment_id: SegmentId
    document_id: DocumentId
    score: float
    dense_rank: int | None = None
    lexical_rank: int | None = None
    matches: tuple[WordMatch, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexReport:
    """What a refresh did, in segments."""

    embedder_id: str
    total: int
    embedded: int
    reused: int
    removed: int
    stopped: bool = False


class SegmentIndex(Protocol):
    """A rebuildable cache of segments that finds them by meaning and by words. One process holds it."""

    def refresh(self, entries: Iterable[IndexEntry], progress: Progress = keep_going) -> IndexReport:
        """Make the index hold exactly these entries; unchanged texts are not embedded again."""
        ...

    def search(self, query: SearchQuery) -> list[Hit]:
        """Return hits, best first."""
        ...

    def segment_ids(self) -> frozenset[SegmentId]:
        """Return the segments it answers for."""
        ...

    def clear(self) -> None:
        """Forget everything; the next refresh makes it anew."""
        ...

    def close(self) -> None:
        """Let go of the lock."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source as the study lists it."""

    id: DocumentId
    metadata: SourceMetadata
    file_name: str
    characters: int
    segments: int
    units: int
    added_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of an instrument over a study."""

    id: RunId
    coder_id: CoderId
    codebook_id: CodebookId
    started_at: str
    finished_at: str | None
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookVersion:
    """One published version of the codebook: when (ISO 8601, UTC), by whom and why it last came into force.

    Attributes:
        previous: The version it was made from, None where nobody said.
        changes: What it changes in the entries; empty where nobody said.
    """

    id: CodebookId
    seq: int
    reason: str
    at: str
    actor: CoderId
    previous: CodebookId | None = None
    changes: tuple[EntryChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which records to read. Empty sets mean no restriction.

    Attributes:
        segments: For proposals, codings and locks.
        codings: Ids of codings.
        after: Only what an event after this number has put in force.
    """

    documents: frozenset[DocumentId] = frozenset()
    coders: frozenset[CoderId] = frozenset()
    runs: frozenset[RunId] = frozenset()
    proposals: frozenset[ProposalId] = frozenset()
    segments: frozenset[SegmentId] = frozenset()
    codings: frozenset[CodingId] = frozenset()
    after: int = 0


EVERYTHING = Selection()


class Journal(Protocol):
    """The append-only ledger: acts go in, nothing is ever changed."""

    def append(self, acts: Sequence[Act], *, actor: CoderId) -> tuple[Event, ...]:
        """Record acts in one transaction, all or none; they are durable when this returns.

        Raises:
            LedgerError: An act contradicts what is recorded (an unknown proposal, a coding removed twice).
        """
        ...

    def events(self, *, after: int = 0, limit: int | None = None) -> Iterable[Event]:
        """Yield events in order, those with a sequence number above ``after``."""
        ...

    def answered(self, run_id: RunId, documents: frozenset[DocumentId] = frozenset()) -> frozenset[SegmentId]:
        """Return the segments (of all or some sources) that a run has answered for, with or without proposals."""
        ...

    def answered_units(self, runs: frozenset[RunId]) -> Mapping[DocumentId, int]:
        """Return how many segments of each source any of the runs has answered for, each counted once."""
        ...

    def verify(self) -> Verification:
        """Recompute every hash, fold all events again and compare with the tables."""
        ...


class Records(Protocol):
    """What the ledger adds up to now."""

    def sources(self) -> tuple[Source, ...]:
        """Return all sources in the order they were added."""
        ...

    def document(self, document_id: DocumentId) -> Document:
        """Return a document.

        Raises:
            LedgerError: There is no such source.
        """
        ...

    def segments(self, document_id: DocumentId) -> tuple[Segment, ...]:
        """Return the segments of a document in order."""
        ...

    def codebook(self, codebook_id: CodebookId | None = None) -> Codebook | None:
        """Return a published version, the newest where none is named."""
        ...

    def coders(self) -> tuple[Coder, ...]:
        """Return all coders, people and instruments, in the order they joined."""
        ...

    def runs(self) -> tuple[Run, ...]:
        """Return all runs in the order they began."""
        ...

    def proposals(self, selection: Selection = EVERYTHING) -> tuple[Proposal, ...]:
        """Return proposals in document order."""
        ...

    def refusals(self, selection: Selection = EVERYTHING) -> tuple[Refusal, ...]:
        """Return answers that were no proposals."""
        ...

    def decisions(self, selection: Selection = EVERYTHING) -> tuple[Decision, ...]:
        """Return decisions in the order they were taken."""
        ...

    def codings(self, selection: Selection = EVERYTHING) -> tuple[Coding, ...]:
        """Return the codings in force, in document order."""
        ...


class Fieldwork(Protocol):
    """How a team worked."""

    def head(self) -> int:
        """Return the number of the newest event; while it stays the same, nothing has changed."""
        ...

    def codebooks(self) -> tuple[CodebookVersion, ...]:
        """Return all published versions, the newest last."""
        ...

    def assignments(self, selection: Selection = EVERYTHING) -> tuple[Assignment, ...]:
        """Return the assignments in force in the order they were made."""
        ...

    def locks(self, selection: Selection = EVERYTHING) -> tuple[Lock, ...]:
        """Return the units that coders are done with, in the order they were locked."""
        ...

    def seen(self, selection: Selection = EVERYTHING) -> tuple[Seen, ...]:
        """Return who got to see which proposal, in the order in which it happened."""
        ...

    def memos(self, selection: Selection = EVERYTHING) -> tuple[Memo, ...]:
        """Return memos in the order they were first written, private ones too."""
        ...

    def adjudications(self, selection: Selection = EVERYTHING) -> tuple[Adjudication, ...]:
        """Return the verdicts in force, in the order they were given."""
        ...

    def judgements(self, kind: JudgementKind) -> tuple[Judged, ...]:
        """Return all judgements of a kind, oldest first; a later one of a coder on a subject replaces the earlier."""
        ...

    def stability(self, selection: Selection = EVERYTHING) -> tuple[tuple[CoderId, Flips], ...]:
        """Return how often instruments changed their minds, by instrument."""
        ...

    def notes(self, kind: str = "") -> tuple[Note, ...]:
        """Return what the study remembers, oldest first, of one kind or of all."""
        ...


class Chronicle(Protocol):
    """What people did, in order."""

    def acts_of(self, actor: CoderId, *, last: int) -> tuple[Recorded, ...]:
        """Return the newest acts of one person that change what is coded, decided, noted or locked; oldest first."""
        ...

    def news(self, coder_id: CoderId, *, after: int) -> News:
        """Return what has happened after an event, as one coder may know it."""
        ...


class Ledger(Journal, Records, Fieldwork, Chronicle, Protocol):
    """The whole: what was done, and what it adds up to."""


class Kept(Protocol):
    """What was derived and is kept to save time; it may forget anything at any time."""

    def get(self, kind: str, keys: Sequence[str]) -> dict[str, bytes]:
        """Return what is kept under the keys; a key that is not kept is missing."""
        ...

    def put(self, kind: str, values: Mapping[str, bytes]) -> None:
        """Keep values under their keys."""
        ...


class SourceStore(Protocol):
    """The raw files of a study, named by their hash."""

    def keep(self, document_id: DocumentId, data: bytes) -> None:
        """Store a file durably; storing it again changes nothing."""
        ...

    def holds(self, document_id: DocumentId) -> bool:
        """Tell whether the file is there, byte for byte."""
        ...

    def raw(self, document_id: DocumentId) -> bytes:
        """Return the file as it was given."""
        ...


class Proposer(Protocol):
    """An instrument that suggests codes."""

    @property
    def coder(self) -> Coder:
        """Return who this is; another configuration is another coder."""
        ...

    def propose(self, document: Document, units: Sequence[Unit], run_id: RunId) -> Iterable[Answer]:
        """Yield one answer per unit, in order."""
        ...
