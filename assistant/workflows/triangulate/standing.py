"""How a study's sources stand to each other and to the owner, with what people have ruled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.domain.identifiers import DocumentId
from assistant.domain.independence import IndependentVoice, OwnerRelation, Tie
from assistant.ports import Progress, Source, keep_going
from assistant.triangulation.independence import Rulings, relations_of, ties_of, voices_of
from assistant.workflows.triangulate.reading import read_ties
from assistant.workflows.triangulate.rulings import independence_rulings
from assistant.workflows.workbench import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesStanding:
    """Sources by id, what relates them, and the voices they make."""

    sources: Mapping[DocumentId, Source]
    relations: Mapping[DocumentId, OwnerRelation]
    ties: tuple[Tie, ...]
    voices: tuple[IndependentVoice, ...]
    rulings: Rulings

    @property
    def voice_of(self) -> dict[DocumentId, str]:
        """Return the name of each source's voice."""
        return {name: voice.id for voice in self.voices for name in voice.documents}


def sources_standing(bench: Workbench, progress: Progress = keep_going) -> SourcesStanding:
    """Return how the sources stand."""
    sources = bench.ledger.sources()
    described = {source.id: source.metadata for source in sources}
    rulings = independence_rulings(bench.ledger)
    ties = ties_of(described, read_ties(bench, sources, progress), rulings)
    return SourcesStanding(
        sources={source.id: source for source in sources},
        relations=relations_of(described, rulings),
        ties=ties,
        voices=voices_of(described, ties, rulings),
        rulings=rulings,
    )


def voices_by_source(bench: Workbench) -> Mapping[DocumentId, str]:
    """Return for each source the name of the voice it speaks with."""
    return sources_standing(bench).voice_of
