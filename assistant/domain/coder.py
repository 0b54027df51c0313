"""Who codes: a person, or one configuration of an instrument. Both are coders of the same type."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.domain.identifiers import CoderId


class CoderKind(StrEnum):
    """What a coder is; agreement between two instruments is never inter-coder agreement."""

    PERSON = "person"
    INSTRUMENT = "instrument"


class Role(StrEnum):
    """What a person may do in a study."""

    LEAD = "lead"
    CODER = "coder"
    VIEWER = "viewer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coder:
    """One coder.

    Attributes:
        configuration: For an instrument, everything that makes it this one (model, parameters, prompt and
            codebook hashes) as sorted name-value pairs; any change makes another coder.
    """

    id: CoderId
    name: str
    kind: CoderKind
    role: Role = Role.CODER
    configuration: tuple[tuple[str, str], ...] = ()
