"""Which sources speak with one voice: reprints by their texts, houses and publishers by their descriptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.domain.identifiers import DocumentId
from assistant.domain.independence import Tie, TieKind
from assistant.ports import Source
from assistant.reprints import find_kin, fingerprint
from assistant.triangulation.independence import ties_of, voices_of


def voices_by_source(sources: Sequence[Source], texts: Mapping[DocumentId, str]) -> Mapping[DocumentId, str]:
    """Return for each source the name of the voice it speaks with."""
    described = {source.id: source.metadata for source in sources}
    kin = find_kin({source.id: fingerprint(texts[source.id]) for source in sources})
    reprints = [
        Tie(one=one, other=other, kind=TieKind.REPRINT, strength=max(each.contained, each.aligned))
        for (one, other), each in kin.items()
        if each.is_reprint
    ]
    voices = voices_of(described, ties_of(described, reprints))
    return {document: voice.id for voice in voices for document in voice.documents}
