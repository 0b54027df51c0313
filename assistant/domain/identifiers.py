"""Identifiers. Content is named by the sha256 of its canonical JSON, acts by a time-ordered UUID made at the edge."""

from __future__ import annotations

import hashlib
import json
from typing import NewType
from uuid import UUID

DocumentId = NewType("DocumentId", str)
"""sha256 (hex) of the file's bytes: the same bytes twice are one source."""
SegmentId = NewType("SegmentId", str)
CodeId = NewType("CodeId", str)
FamilyId = NewType("FamilyId", str)
GroupId = NewType("GroupId", str)
CodebookId = NewType("CodebookId", str)
"""sha256 (hex) of the codebook's canonical JSON: one published version."""
CoderId = NewType("CoderId", str)
RunId = NewType("RunId", str)
ProposalId = NewType("ProposalId", str)
DecisionId = NewType("DecisionId", str)
CodingId = NewType("CodingId", str)
AssignmentId = NewType("AssignmentId", str)
MemoId = NewType("MemoId", str)
AdjudicationId = NewType("AdjudicationId", str)


def canonical_json(value: object) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces, no escapes for readable characters."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def content_hash(value: object) -> str:
    """Return the sha256 (hex) of a value's canonical JSON."""
    return hashlib.sha256(canonical_json(value).encode("utf-8", "surrogatepass")).hexdigest()


def time_ordered_id(milliseconds: int, randomness: bytes) -> str:
    """Return a UUID of version 7 (RFC 9562, section 5.7) from a clock reading and ten random bytes."""
    number = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(randomness[:10], "big")
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=number))
