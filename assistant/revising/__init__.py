"""How a codebook changes: what names a version, what contradicts itself, what differs between two, merging, splitting.

Pure: a codebook goes in, a codebook or a comparison comes out; nothing here knows who asks or where it is kept.
"""

from assistant.revising.consistency import contradictions
from assistant.revising.content import codebook_content, codebook_id
from assistant.revising.differences import (
    ChangeKind,
    EntryDifference,
    FieldDifference,
    compare_codebooks,
    compare_codes,
)
from assistant.revising.pieces import Piece, word_pieces
from assistant.revising.reshaping import (
    merge_codes,
    next_version,
    published_changes,
    put_code,
    retire_code,
    split_code,
)

__all__ = [
    "ChangeKind",
    "EntryDifference",
    "FieldDifference",
    "Piece",
    "codebook_content",
    "codebook_id",
    "compare_codebooks",
    "compare_codes",
    "contradictions",
    "merge_codes",
    "next_version",
    "published_changes",
    "put_code",
    "retire_code",
    "split_code",
    "word_pieces",
]
