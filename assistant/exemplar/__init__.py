"""A proposer without a language model: it compares each sentence with the codebook's lines and with coded passages.

Invariants: what it says of a document never rests on codings of that document or of a reprint of it; its evidence is
whole sentences of the unit; the same configuration says the same; where nothing is near enough it abstains and says so.
"""

from assistant.exemplar.lessons import Lesson, TaughtDocument
from assistant.exemplar.proposer import ExemplarProposer
from assistant.exemplar.rules import planned_never_supports
from assistant.exemplar.settings import ExemplarSettings, TextEncoder, Vectors

__all__ = [
    "ExemplarProposer",
    "ExemplarSettings",
    "Lesson",
    "TaughtDocument",
    "TextEncoder",
    "Vectors",
    "planned_never_supports",
]
