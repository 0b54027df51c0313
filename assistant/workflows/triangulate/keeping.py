"""What is derived of each source, made once and kept: numeric claims, and the runs of words that betray a reprint."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal

import numpy as np

from assistant.domain.claims import Bound, Claim, ClaimId, Direction, Modality, Quantity
from assistant.domain.identifiers import DocumentId, SegmentId, canonical_json
from assistant.domain.span import Span
from assistant.reprints import Kinship
from assistant.reprints.fingerprints import Numbers


def write_claims(claims: Sequence[Claim]) -> bytes:
    """Return claims as bytes."""
    return canonical_json([_plain(asdict(claim)) for claim in claims]).encode()


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return str(value) if isinstance(value, Decimal) else value


def read_claims(data: bytes) -> tuple[Claim, ...]:
    """Return the claims that bytes stand for."""
    return tuple(_claim(each) for each in json.loads(data))


def _claim(entry: Mapping[str, object]) -> Claim:
    return Claim(
        id=ClaimId(str(entry["id"])),
        document_id=DocumentId(str(entry["document_id"])),
        segment_id=SegmentId(str(entry["segment_id"])),
        span=_span(entry["span"]),
        named=_span(entry["named"]),
        subject=str(entry["subject"]),
        is_case=bool(entry["is_case"]),
        metric=str(entry["metric"]),
        direction=Direction(str(entry["direction"])),
        start=_quantity(entry["start"]),
        end=_quantity(entry["end"]),
        change=_quantity(entry["change"]),
        date=str(entry["date"]),
        baseline=bool(entry["baseline"]),
        attributed=_span(entry["attributed"]) if entry["attributed"] else None,
        voice=str(entry["voice"]),
        modality=Modality(str(entry["modality"])),
    )


def _span(entry: object) -> Span:
    assert isinstance(entry, dict)
    return Span(int(entry["start"]), int(entry["end"]))


def _quantity(entry: object) -> Quantity | None:
    if not isinstance(entry, dict):
        return None
    low, high = Decimal(str(entry["low"])), Decimal(str(entry["high"]))
    return Quantity(
        low=low, high=high, unit=str(entry["unit"]), bound=Bound(str(entry["bound"])), span=_span(entry["span"])
    )


def write_runs(runs: Numbers) -> bytes:
    """Return a sketch as bytes."""
    return runs.astype("<u8").tobytes()


def read_runs(data: bytes) -> Numbers:
    """Return the sketch that bytes stand for."""
    return np.frombuffer(data, dtype="<u8").astype(np.uint64)


Pairs = Mapping[tuple[DocumentId, DocumentId], tuple[Kinship, int]]
"""How two sources are related, and the tokens of their longest passage in common."""


def write_pairs(pairs: Pairs) -> bytes:
    """Return pairs as bytes."""
    rows = [
        [one, other, kin.contained, kin.aligned, kin.runs, longest] for (one, other), (kin, longest) in pairs.items()
    ]
    return canonical_json(rows).encode()


def read_pairs(data: bytes) -> dict[tuple[DocumentId, DocumentId], tuple[Kinship, int]]:
    """Return the pairs that bytes stand for."""
    return {
        (DocumentId(one), DocumentId(other)): (Kinship(contained, aligned, runs), longest)
        for one, other, contained, aligned, runs, longest in json.loads(data)
    }
