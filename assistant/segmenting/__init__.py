"""From a document to the units that coders are asked about.

Invariant: the segments of a document are ordered, do not overlap, carry no white space at their ends and together
cover everything in its blocks but white space; the same document always gives the same segments with the same ids.
"""

from assistant.segmenting.segments import SEGMENTER, segment_document
from assistant.segmenting.sentences import split_sentences

__all__ = ["SEGMENTER", "segment_document", "split_sentences"]
