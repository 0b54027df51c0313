"""What a pack says of the record: the chain of events, and a certificate for every coding in force.

A withheld source takes with it every payload that may quote it; the event keeps its place and its hash, so that the
chain can still be followed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from assistant.domain.acts import Event
from assistant.domain.fieldwork import Memo
from assistant.domain.identifiers import CodingId, DocumentId, ProposalId
from assistant.ports import Ledger

_QUOTING = frozenset({"segment.proposed", "proposal.decided", "memo.written", "coding.added", "adjudicated"})
"""Kinds of acts with free words that may be the words of a source."""


def text_hash(text: str) -> str:
    """Return the sha256 (hex) of a text."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Withheld:
    """Knows which events must not be handed on."""

    def __init__(self, ledger: Ledger, documents: frozenset[DocumentId]) -> None:
        self._documents = documents
        self._of_proposal: Mapping[ProposalId, DocumentId] = {each.id: each.document_id for each in ledger.proposals()}
        self._of_coding: Mapping[CodingId, DocumentId] = {each.id: each.document_id for each in ledger.codings()}

    def holds(self, event: Event) -> bool:
        """Tell whether the payload of an event stays here."""
        if event.kind not in _QUOTING:
            return False
        act = json.loads(event.payload)
        if event.kind == "memo.written":
            return self._keeps_memo(act["memo"])
        if event.kind == "proposal.decided":
            return self._of_proposal.get(act["decision"]["proposal_id"]) in self._documents
        if event.kind == "coding.added":
            return bool(act["coding"]["memo"]) and act["coding"]["document_id"] in self._documents
        document = act.get("document_id") or act.get("adjudication", {}).get("document_id")
        return document in self._documents

    def _keeps_memo(self, memo: Mapping[str, object]) -> bool:
        if memo["private"]:
            return True
        coding = memo["coding_id"]
        document = memo["document_id"] or (self._of_coding.get(CodingId(str(coding))) if coding else None)
        about_all = document is None and bool(self._documents)
        return about_all or document in self._documents


def event_lines(events: Iterable[Event], withheld: Withheld) -> Iterator[tuple[dict[str, object], bool]]:
    """Yield every event as it is handed on, with whether its payload was kept back."""
    for event in events:
        kept = withheld.holds(event)
        yield (
            {
                "seq": event.seq,
                "id": event.id,
                "at": event.at,
                "actor": event.actor,
                "kind": event.kind,
                "payload": None if kept else event.payload,
                "previous": event.previous,
                "hash": event.hash,
            },
            kept,
        )


def certificates(
    ledger: Ledger, texts: Mapping[DocumentId, str], documents: frozenset[DocumentId], silent: frozenset[CodingId]
) -> Iterator[dict[str, object]]:
    """Yield a certificate for every coding in force.

    Args:
        ledger: The study.
        texts: Every text.
        documents: Those that are withheld; their certificates carry the hash of the quotation and not its words.
        silent: Codings whose event is withheld.
    """
    for coding in ledger.codings():
        quote = coding.span.read(texts[coding.document_id])
        yield {
            "coding": coding.id,
            "coder": coding.coder_id,
            "code": coding.code,
            "mode": coding.mode.value,
            "codebook": coding.codebook_id,
            "document": coding.document_id,
            "start": coding.span.start,
            "end": coding.span.end,
            "quote": None if coding.document_id in documents else quote,
            "quote_sha256": text_hash(quote),
            "withheld": coding.id in silent,
        }


def silent_codings(ledger: Ledger, withheld: Withheld) -> frozenset[CodingId]:
    """Return the codings whose events are withheld."""
    found: set[CodingId] = set()
    for event in ledger.events():
        if withheld.holds(event):
            act = json.loads(event.payload)
            made = [act.get("coding"), act.get("decision", {}).get("coding")]
            made += act.get("adjudication", {}).get("outcome", [])
            found.update(CodingId(each["id"]) for each in made if each)
    return frozenset(found)


def open_memos(memos: Iterable[Memo]) -> tuple[Memo, ...]:
    """Return the memos that are nobody's private ones."""
    return tuple(memo for memo in memos if not memo.private)
