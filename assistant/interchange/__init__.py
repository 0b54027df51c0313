"""Projects of other programs beside a study of ours, as data: which code is which, where words went, what was lost.

Invariant: two codes are taken for one only by a GUID that was seen before or by a name that is theirs alone.
"""

from assistant.interchange.alignment import Alignment, align
from assistant.interchange.matching import CodeMatch, Match, Merged, codebook_of, match_codes, with_new_codes

__all__ = [
    "Alignment",
    "CodeMatch",
    "Match",
    "Merged",
    "align",
    "codebook_of",
    "match_codes",
    "with_new_codes",
]
