"""What earlier imports settled: which GUID of another program is which code, coder or source of this study, and when.

It stands in the ledger as one note for each import, so that a second import finds everything again and an export gives
everything the GUID it came with.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from assistant.domain.exchange import guid_of
from assistant.domain.fieldwork import Pairs
from assistant.ports import Ledger

IMPORTED = "project.imported"
EXPORTED = "project.exported"
_CODE, _CODER, _SOURCE, _AT = "code:", "coder:", "source:", "at:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Ids of this study by GUID, and when imported codings and memos were made (ISO 8601) by their id."""

    codes: Mapping[str, str] = field(default_factory=dict)
    coders: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    times: Mapping[str, str] = field(default_factory=dict)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield everything as the name-value pairs of a note."""
        for prefix, table in ((_CODE, self.codes), (_CODER, self.coders), (_SOURCE, self.sources), (_AT, self.times)):
            yield from ((prefix + name, value) for name, value in table.items())


def remember(ledger: Ledger) -> Memory:
    """Return what all earlier imports settled; of two that differ the later counts."""
    tables: dict[str, dict[str, str]] = {_CODE: {}, _CODER: {}, _SOURCE: {}, _AT: {}}
    for note in ledger.notes(IMPORTED):
        for name, value in note.details:
            prefix, _, rest = name.partition(":")
            if prefix + ":" in tables:
                tables[prefix + ":"][rest] = value
    return Memory(codes=tables[_CODE], coders=tables[_CODER], sources=tables[_SOURCE], times=tables[_AT])


def known_guids(table: Mapping[str, str]) -> Mapping[str, str]:
    """Return the GUID that each id came with; the first where several programs named it."""
    found: dict[str, str] = {}
    for guid, name in table.items():
        found.setdefault(name, guid)
    return found


def details_of(memory: Memory, facts: Mapping[str, str]) -> Pairs:
    """Return the details of a note: facts of the import, and what it settled."""
    return tuple(sorted([*facts.items(), *memory.pairs()]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What the events tell of codings and memos.

    Attributes:
        times: When each was recorded, by id.
        gone: GUIDs of codings and memos that were recorded once and are not in force any more.
    """

    times: Mapping[str, str]
    gone: frozenset[str]


def look_back(ledger: Ledger) -> Past:
    """Return when codings and memos came in, and which were taken out."""
    times: dict[str, str] = {}
    for event in ledger.events():
        for name in _named(event.kind, event.payload):
            times[name] = event.at
    in_force = {coding.id for coding in ledger.codings()} | {memo.id for memo in ledger.memos()}
    gone = frozenset(guid_of(kind, name) for name in times if name not in in_force for kind in ("coding", "memo"))
    return Past(times=times, gone=gone)


def _named(kind: str, payload: str) -> list[str]:
    """Return the ids of the codings or of the memo that an event brings in."""
    if kind in {"coding.added", "coding.revised"}:
        return [json.loads(payload)["coding"]["id"]]
    if kind == "proposal.decided":
        coding = json.loads(payload)["decision"].get("coding")
        return [coding["id"]] if coding else []
    if kind == "adjudicated":
        return [coding["id"] for coding in json.loads(payload)["adjudication"]["outcome"]]
    return [json.loads(payload)["memo"]["id"]] if kind == "memo.written" else []
