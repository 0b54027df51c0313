"""The segments an index answers for, as columns: row r of every array is the same segment. Never changed once made."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assistant.domain.document import SourceType
from assistant.domain.identifiers import DocumentId, SegmentId
from assistant.ports import IndexEntry, SearchQuery
from assistant.retrieval.texts import TextKey, clean, text_key

Rows = NDArray[np.int64]
"""Row numbers of a roster."""
Mask = NDArray[np.bool_]
"""One truth value per row of a roster."""
Scores = NDArray[np.float32]

SOURCE_TYPES = tuple(SourceType)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An index entry with its text cleaned and named."""

    segment_id: SegmentId
    document_id: DocumentId
    source_type: SourceType
    case: str
    ordinal: int
    key: TextKey
    text: str = ""

    @classmethod
    def of(cls, entry: IndexEntry) -> Entry:
        """Return what the index keeps of an entry."""
        text = clean(entry.text)
        return cls(
            segment_id=entry.segment_id,
            document_id=entry.document_id,
            source_type=entry.source_type,
            case=clean(entry.case),
            ordinal=entry.ordinal,
            key=text_key(text),
            text=text,
        )


class Roster:
    """The columns."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Take entries ordered by segment id, each id once."""
        self.segment_ids = [entry.segment_id for entry in entries]
        self.keys = [entry.key for entry in entries]
        self._documents = {name: code for code, name in enumerate(dict.fromkeys(e.document_id for e in entries))}
        self._document_names = list(self._documents)
        self._document = np.array([self._documents[entry.document_id] for entry in entries], dtype=np.int32)
        kinds = {kind: code for code, kind in enumerate(SOURCE_TYPES)}
        self.kind = np.array([kinds[entry.source_type] for entry in entries], dtype=np.int8)

    def __len__(self) -> int:
        return len(self.segment_ids)

    @cached_property
    def fingerprint(self) -> str:
        """Hash of all segments and their texts: equal for equal contents."""
        digest = hashlib.sha256()
        for name, key in zip(self.segment_ids, self.keys, strict=True):
            digest.update(f"{len(name)}:{name}".encode())
            digest.update(key)
        return digest.hexdigest()

    @cached_property
    def row_of(self) -> dict[SegmentId, int]:
        """Row of each segment."""
        return {name: row for row, name in enumerate(self.segment_ids)}

    @cached_property
    def source_types(self) -> frozenset[SourceType]:
        """The source types that occur."""
        return frozenset(SOURCE_TYPES[code] for code in np.unique(self.kind))

    def document_id(self, row: int) -> DocumentId:
        """Return the document of a row."""
        return self._document_names[int(self._document[row])]

    def source_type(self, row: int) -> SourceType:
        """Return the source type of a row."""
        return SOURCE_TYPES[int(self.kind[row])]

    def of_type(self, source_type: SourceType) -> Mask:
        """Return which rows are of a source type."""
        return np.asarray(self.kind == SOURCE_TYPES.index(source_type))

    def asked_for(self, query: SearchQuery) -> Mask:
        """Return which rows pass the filters of a query."""
        passes = np.ones(len(self), dtype=np.bool_)
        if query.source_types:
            passes &= np.isin(self.kind, [SOURCE_TYPES.index(kind) for kind in query.source_types])
        if query.documents:
            passes &= np.isin(self._document, self._codes(query.documents))
        if query.exclude_documents:
            passes &= ~np.isin(self._document, self._codes(query.exclude_documents))
        if query.segments:
            chosen = np.zeros(len(self), dtype=np.bool_)
            chosen[[self.row_of[name] for name in query.segments if name in self.row_of]] = True
            passes &= chosen
        return passes

    def _codes(self, documents: frozenset[DocumentId]) -> list[int]:
        return [self._documents[name] for name in documents if name in self._documents]
