"""Codings and memos in the margin of a word processor's file: out with a copy of a source, and back as codings.

What comes back passes the same checks as what is marked here, is recorded all at once, and once only. A comment that
cannot be used is refused with a sentence and changes nothing. A comment that is gone from the file takes nothing away.
"""

from assistant.workflows.margins.coming import carry_out_comments, plan_comments
from assistant.workflows.margins.going import prepare_transcript
from assistant.workflows.margins.plan import CommentLine, Fate, MarginChoice, MarginPlan

__all__ = [
    "CommentLine",
    "Fate",
    "MarginChoice",
    "MarginPlan",
    "carry_out_comments",
    "plan_comments",
    "prepare_transcript",
]
