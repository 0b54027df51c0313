"""Which texts are one text printed again, shortened, rewritten or quoted, in Chinese and English alike.

The one mechanism of the house: proposing leaves reprints out of what is learned, triangulation counts them once.
"""

from assistant.reprints.fingerprints import Fingerprint, fingerprint
from assistant.reprints.kinship import Kinship, find_candidates, find_kin, is_reprint, kinship, sketch
from assistant.reprints.quoting import SharedPassage, shared_passages

__all__ = [
    "Fingerprint",
    "Kinship",
    "SharedPassage",
    "find_candidates",
    "find_kin",
    "fingerprint",
    "is_reprint",
    "kinship",
    "shared_passages",
    "sketch",
]
