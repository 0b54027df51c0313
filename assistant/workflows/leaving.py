"""What may leave this machine: interviews stay unless one of them is allowed to; other types as the study says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from assistant.domain.codebook import Wording
from assistant.domain.document import SourceMetadata, SourceType
from assistant.domain.identifiers import DocumentId
from assistant.ports import Proposer, Source


def may_leave(metadata: SourceMetadata, allowed: frozenset[SourceType]) -> bool:
    """Tell whether the words of a source may be sent to another machine.

    Args:
        metadata: What is said of the source; its own word counts first.
        allowed: Types that may leave where the source says nothing; an interview never does by its type.
    """
    if metadata.may_leave is not None:
        return metadata.may_leave
    return metadata.source_type in allowed and metadata.source_type is not SourceType.INTERVIEW


def why_staying(metadata: SourceMetadata) -> Wording:
    """Return why a source that must stay has to."""
    if metadata.may_leave is False:
        return Wording("已标明不得外传", "said to stay on this machine")
    if metadata.source_type is SourceType.INTERVIEW:
        return Wording("访谈默认不外传，须逐份允许", "interviews stay unless each is allowed to leave")
    return Wording("本研究未允许这一类资料外传", "the study does not allow this type to leave")


def staying(sources: Iterable[Source], allowed: frozenset[SourceType]) -> frozenset[DocumentId]:
    """Return the sources that must stay on this machine."""
    return frozenset(source.id for source in sources if not may_leave(source.metadata, allowed))


@runtime_checkable
class Discreet(Protocol):
    """A proposer that must not be shown every source."""

    @property
    def kept_here(self) -> frozenset[DocumentId]:
        """The sources that it must not be shown."""
        ...


def kept_from(proposer: Proposer) -> frozenset[DocumentId]:
    """Return the sources that a proposer must not be shown, because it would send them to another machine."""
    return proposer.kept_here if isinstance(proposer, Discreet) else frozenset()
