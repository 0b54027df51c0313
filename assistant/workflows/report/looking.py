"""What the ledger says of the passages that were ever coded, so that each keeps its number."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from assistant.domain.acts import Event
from assistant.domain.identifiers import DocumentId
from assistant.domain.span import Span
from assistant.reporting.exhibits import Passage


def passages_coded(events: Iterable[Event]) -> Iterator[Passage]:
    """Yield the passage of every coding that was ever made, in the order in which they were made."""
    for event in events:
        read = _CODINGS.get(event.kind)
        if read is not None:
            for coding in read(json.loads(event.payload)):
                yield DocumentId(coding["document_id"]), Span(coding["span"]["start"], coding["span"]["end"])


_CODINGS: Mapping[str, Callable[[Any], list[Any]]] = {
    "coding.added": lambda act: [act["coding"]],
    "coding.revised": lambda act: [act["coding"]],
    "proposal.decided": lambda act: [act["decision"]["coding"]] if act["decision"]["coding"] else [],
    "adjudicated": lambda act: list(act["adjudication"]["outcome"]),
}
