"""Answers that are no proposals, worded so that they can be counted by kind."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.identifiers import CoderId, DocumentId, FamilyId, RunId, SegmentId
from assistant.domain.proposal import Refusal

NONE = "none: "
UNCLEAR = "unclear: "
LABEL_ONLY = "label only: "
UNUSABLE = "unusable answer "
"""The model answered, and the answer could not be read after one repair."""
NO_ANSWER = "no answer "
"""The model could not be asked, or gave no words."""
SURPLUS = "surplus: "
"""More codes than the family takes."""
LEFT_OUT = "left out "
"""A part of an answer that is no value the codebook knows; the rest of the answer stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who was asked in which run about which document."""

    run_id: RunId
    coder_id: CoderId
    document_id: DocumentId

    def refusal(self, segment_id: SegmentId, family: FamilyId | None, reason: str, raw: str = "") -> Refusal:
        """Return a refusal."""
        return Refusal(
            run_id=self.run_id,
            coder_id=self.coder_id,
            document_id=self.document_id,
            segment_id=segment_id,
            family=family,
            reason=reason,
            raw=raw,
        )


def is_unusable(refusal: Refusal) -> bool:
    """Tell whether nothing is known of the unit: neither that it has codes nor that it has none."""
    return refusal.reason.startswith((UNUSABLE, NO_ANSWER))
