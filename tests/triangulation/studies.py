"""The demonstration corpus read once, and small documents made for one test."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache
from pathlib import Path

from assistant.demonstration import CASES
from assistant.domain.claims import Claim, Quantity
from assistant.domain.document import Document, SourceMetadata, SourceType
from assistant.domain.segment import Segment
from assistant.reading import read_source
from assistant.segmenting import segment_document
from assistant.segmenting.cases import guide_to_cases, learn_names, split_cases
from assistant.triangulation.claims.context import Surroundings
from assistant.triangulation.claims.finding import find_claims
from assistant.triangulation.claims.lexicon import Lexicon, read_lexicon
from tests import nouns

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpora" / "cosmoplat"
OWNERS = ("卡奥斯工业互联网平台", "海尔集团", "COSMOPlat")


@cache
def lexicon(added: str = "") -> Lexicon:
    shipped = ROOT / "assistant" / "triangulation" / "claims" / "figures.toml"
    return read_lexicon(shipped.read_text("utf-8"), added)


@dataclass(frozen=True)
class ReadSource:
    """One source of the corpus."""

    id: str
    document: Document
    segments: tuple[Segment, ...]
    metadata: SourceMetadata
    claims: tuple[Claim, ...]

    def said(self, claim: Claim) -> str:
        return claim.span.read(self.document.text)


@cache
def corpus() -> Mapping[str, ReadSource]:
    """All sources of the demonstration corpus by their short name, with the claims found in them."""
    manifest = tomllib.loads((CORPUS / "manifest.toml").read_text("utf-8"))["source"]
    read = {each["id"]: read_source(CORPUS / "sources" / each["file"]).document for each in manifest}
    described = {each["id"]: _metadata(each) for each in manifest}
    names = learn_names(((split_cases(described[name].case), read[name].text) for name in read), CASES)
    found = {}
    for name, document in read.items():
        segments = segment_document(document)
        guide = guide_to_cases(document, segments, split_cases(described[name].case), names)
        around = Surroundings(described[name], guide, names, lexicon(), OWNERS)
        claims = find_claims(document, segments, around)
        found[name] = ReadSource(name, document, segments, described[name], claims)
    return found


def _metadata(entry: dict[str, str]) -> SourceMetadata:
    known = {field.name for field in fields(SourceMetadata)}
    kept = {name: value for name, value in entry.items() if name in known and name != "language"}
    return SourceMetadata(**kept, source_type=SourceType(entry["kind"]))


def source_of(document_id: str) -> ReadSource:
    return next(each for each in corpus().values() if each.document.id == document_id)


def claims_in(*paragraphs: str, case: str = "", names: Mapping[str, tuple[str, ...]] | None = None) -> list[Claim]:
    """The claims of a document made of paragraphs."""
    document = nouns.document(*paragraphs)
    segments = segment_document(document)
    cases = split_cases(case)
    called = names or {each: (each,) for each in cases}
    metadata = SourceMetadata(title="test", case=case)
    around = Surroundings(metadata, guide_to_cases(document, segments, cases, called), called, lexicon())
    found = find_claims(document, segments, around)
    for claim in found:
        assert document.text[claim.span.start : claim.span.end] == claim.span.read(document.text)
    return list(found)


def value(quantity: Quantity | None) -> str:
    """A quantity in short: ``20day``, ``2~3台``, ``45% at_least``."""
    if quantity is None:
        return ""
    low, high = (_short(each) for each in (quantity.low, quantity.high))
    bound = "" if quantity.bound.value == "exact" else f" {quantity.bound.value}"
    return f"{low if low == high else f'{low}~{high}'}{quantity.unit}{bound}"


def _short(number: Decimal) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def told(claim: Claim) -> tuple[str, str, str]:
    """A claim in short: metric, direction, values."""
    start, end, change = (value(each) for each in (claim.start, claim.end, claim.change))
    values = f"{start} -> {end}" if start else end or change or claim.date
    return claim.metric, claim.direction.value, values
