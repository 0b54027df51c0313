"""Who speaks through a source, and which sources speak with one voice."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.domain.identifiers import DocumentId


class OwnerRelation(StrEnum):
    """How those who speak through a source stand to the thing that is studied."""

    OWNER = "owner"
    """The owner of the platform, its group, its staff."""
    OWNER_DERIVED = "owner_derived"
    """Others who pass on what the owner has issued."""
    RECEIVER = "receiver"
    """A firm or a person that received something."""
    THIRD_PARTY = "third_party"
    """The press and others with no part in it."""
    GOVERNMENT = "government"
    SCHOLAR = "scholar"
    UNKNOWN = "unknown"


class TieKind(StrEnum):
    """Why two sources are taken for one voice, or shown as related."""

    REPRINT = "reprint"
    """One text printed again, shortened or rewritten."""
    HOUSE = "house"
    """Both come from the owner or pass on what the owner has issued."""
    PUBLISHER = "publisher"
    """The same organisation or publisher."""
    QUOTES = "quotes"
    """A long passage stands in both; shown, and never by itself a reason to count them once."""
    PERSON = "person"
    """A person said so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Two sources that are related.

    Attributes:
        strength: 0 to 1: for texts the share in common, else 1.
        why: What they have in common (the name of the house, the publisher, the person's reason).
    """

    one: DocumentId
    other: DocumentId
    kind: TieKind
    strength: float = 1.0
    why: str = ""

    @property
    def joins(self) -> bool:
        """Whether the two count as one voice because of it."""
        return self.kind is not TieKind.QUOTES


@dataclass(frozen=True, slots=True, kw_only=True)
class IndependentVoice:
    """Sources that count once: any two of them are joined by a chain of ties.

    Attributes:
        id: Name of its first source, stable while that source belongs to it.
        relation: The relation of its most dependent source.
        documents: Its sources, oldest first.
        ties: Why they are together.
    """

    id: DocumentId
    relation: OwnerRelation
    documents: tuple[DocumentId, ...]
    ties: tuple[Tie, ...] = ()
