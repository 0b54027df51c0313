"""Whether words offered as a quotation stand in the text, and where.

Invariant: a span is given only for words that stand there in one place, inside the segment named, with the same
numbers, negations, directions, moods and names; whatever is doubtful gives none and says why. The words shown as
evidence are read from the text, never taken from the quotation.
"""

from assistant.evidence.locate import Located, locate_quote
from assistant.evidence.normalised import NormalisedView, cuts_character
from assistant.evidence.placing import locate_in_segments

__all__ = ["Located", "NormalisedView", "cuts_character", "locate_in_segments", "locate_quote"]
