"""How well the exemplar proposer codes a document it was taught nothing about: leave one document out, reprints too.

Run ``python -m evals.exemplar [CORPUS]``. A unit's truth is the set of codes whose gold spans overlap it.
"""

from __future__ import annotations

import json
import sys
import time
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.domain.codebook import Code, Codebook
from assistant.domain.coder import Coder, CoderKind
from assistant.domain.coding import Coding, CodingMode
from assistant.domain.document import Document, Language, SourceMetadata, SourceType
from assistant.domain.identifiers import CodebookId, CodeId, CoderId, CodingId, DocumentId, RunId, SegmentId
from assistant.domain.segment import Segment
from assistant.domain.span import Span
from assistant.domain.unit import Unit
from assistant.exemplar import ExemplarProposer, TextEncoder, planned_never_supports
from assistant.ports import EVERYTHING, Selection, Source
from assistant.reading import read_source
from assistant.reading.codebook import load_codebook
from assistant.segmenting import segment_document
from assistant.workflows.propose import make_unit
from assistant.workflows.teaching import taught_documents

HERE = Path(__file__).resolve().parents[1]
CODERS = ("coder1", "coder2", "adjudicated")
SUPPORT = 3
RUN = RunId("evaluation")

Coded = Mapping[SegmentId, frozenset[CodeId]]
Mark = tuple[str, Span, CodeId]


@dataclass(frozen=True, slots=True)
class Text:
    """A source of the corpus, read and cut."""

    source: Source
    document: Document
    segments: tuple[Segment, ...]

    def units(self) -> list[Unit]:
        """Return what coders are asked about."""
        return [make_unit(self.document, self.source, segment) for segment in self.segments if segment.is_unit]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts by file name, and the marks of every coder."""

    texts: Mapping[str, Text]
    marks: Mapping[str, tuple[Mark, ...]]

    def coded(self, coder: str) -> Coded:
        """Return the codes whose spans overlap each unit."""
        found: dict[SegmentId, frozenset[CodeId]] = {}
        for name, text in self.texts.items():
            mine = [(span, code) for source, span, code in self.marks[coder] if source == name]
            for segment in text.segments:
                if segment.is_unit:
                    found[segment.id] = frozenset(code for span, code in mine if segment.span.overlaps(span))
        return found


def read_corpus(folder: Path) -> Corpus:
    """Read manifest, sources and gold."""
    manifest = tomllib.loads((folder / "manifest.toml").read_text("utf-8"))
    texts = {}
    for entry in manifest["source"]:
        document = read_source(folder / "sources" / entry["file"]).document
        segments = segment_document(document)
        metadata = SourceMetadata(
            title=entry["title"],
            source_type=SourceType(entry["kind"]),
            case=entry["case"],
            voice=entry["voice"],
            date=entry["date"],
            language=Language(entry["language"]),
        )
        source = Source(
            id=document.id,
            metadata=metadata,
            file_name=entry["file"],
            characters=len(document.text),
            segments=len(segments),
            units=sum(segment.is_unit for segment in segments),
            added_at="",
        )
        texts[entry["file"]] = Text(source, document, segments)
    return Corpus(texts, {coder: _marks(folder / "gold" / f"{coder}.jsonl") for coder in CODERS})


def _marks(path: Path) -> tuple[Mark, ...]:
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return tuple((line["source"], Span(line["start"], line["end"]), CodeId(line["code"])) for line in lines)


class GoldRecords:
    """The corpus as a ledger would tell it: every coding by one adjudicating person."""

    def __init__(self, corpus: Corpus, book: Codebook, coder: str) -> None:
        self._corpus, self._book, self._coder = corpus, book, CoderId(coder)
        self._by_id = {text.document.id: text for text in corpus.texts.values()}

    def sources(self) -> tuple[Source, ...]:
        """Return all sources."""
        return tuple(text.source for text in self._corpus.texts.values())

    def document(self, document_id: DocumentId) -> Document:
        """Return a document."""
        return self._by_id[document_id].document

    def segments(self, document_id: DocumentId) -> tuple[Segment, ...]:
        """Return its segments."""
        return self._by_id[document_id].segments

    def coders(self) -> tuple[Coder, ...]:
        """Return the one coder."""
        return (Coder(id=self._coder, name=self._coder, kind=CoderKind.PERSON),)

    def proposals(self, _selection: Selection = EVERYTHING) -> tuple[()]:
        """Return none."""
        return ()

    def codebook(self, _codebook_id: CodebookId | None = None) -> Codebook:
        """Return the codebook."""
        return self._book

    decisions = refusals = runs = proposals

    def codings(self, _selection: Selection = EVERYTHING) -> tuple[Coding, ...]:
        """Return one coding per mark and segment."""
        return tuple(
            Coding(
                id=CodingId(f"{number}-{segment.id}"),
                coder_id=self._coder,
                codebook_id=self._book.id,
                document_id=text.document.id,
                segment_id=segment.id,
                span=span,
                code=code,
                mode=CodingMode.ADJUDICATED if self._coder == "adjudicated" else CodingMode.BLIND,
            )
            for number, (name, span, code) in enumerate(self._corpus.marks[self._coder])
            for text in (self._corpus.texts[name],)
            for segment in text.segments
            if segment.is_unit and segment.span.overlaps(span)
        )


@dataclass(frozen=True, slots=True)
class Counts:
    """Hits, false alarms and misses of one code."""

    hits: int
    alarms: int
    misses: int

    @property
    def f1(self) -> float:
        """Return F1, 0 where nothing was there or said."""
        return 2 * self.hits / max(1, 2 * self.hits + self.alarms + self.misses)


def count(said: Coded, truth: Coded, codes: Iterable[CodeId]) -> dict[CodeId, Counts]:
    """Return hits, false alarms and misses by code."""
    pairs = [(said.get(unit, frozenset()), right) for unit, right in truth.items()]
    return {
        code: Counts(
            sum(code in one and code in other for one, other in pairs),
            sum(code in one and code not in other for one, other in pairs),
            sum(code not in one and code in other for one, other in pairs),
        )
        for code in codes
    }


def row(said: Coded, truth: Coded, book: Codebook) -> list[str]:
    """Return macro F1 (codes with support, all codes present), micro F1, then macro and micro F1 by family.

    A macro figure averages over the codes that the gold has; a code it has not counts in the micro figures alone.
    """
    by_code = count(said, truth, [code.id for code in book.codes])
    present = {code: counts for code, counts in by_code.items() if counts.hits + counts.misses}
    frequent = [counts.f1 for counts in present.values() if counts.hits + counts.misses >= SUPPORT]
    figures = [_mean(frequent), _mean([counts.f1 for counts in present.values()]), _micro(by_code.values())]
    return [
        *(f"{figure:.3f}" for figure in figures),
        *(_family(book.in_family(one.id), by_code) for one in book.families),
    ]


def _family(codes: Sequence[Code], by_code: Mapping[CodeId, Counts]) -> str:
    counts = [by_code[code.id] for code in codes]
    macro = _mean([each.f1 for each in counts if each.hits + each.misses])
    return f"{macro:.3f}/{_micro(counts):.3f}"


def _mean(values: Sequence[float]) -> float:
    return sum(values) / max(1, len(values))


def _micro(counts: Iterable[Counts]) -> float:
    listed = list(counts)
    return Counts(*(sum(getattr(each, name) for each in listed) for name in ("hits", "alarms", "misses"))).f1


def say(corpus: Corpus, proposer: ExemplarProposer) -> tuple[Coded, float]:
    """Return what the instrument says of every unit, and the share of right codes whose evidence overlaps the gold."""
    said: dict[SegmentId, frozenset[CodeId]] = {}
    placed, right = 0, 0
    for name, text in corpus.texts.items():
        marks = [(span, code) for source, span, code in corpus.marks["adjudicated"] if source == name]
        for answer in proposer.propose(text.document, text.units(), RUN):
            said[answer.segment_id] = frozenset(proposal.code for proposal in answer.proposals)
            spans = {segment.id: segment.span for segment in text.segments}
            for proposal in answer.proposals:
                gold = [s for s, code in marks if code == proposal.code and s.overlaps(spans[answer.segment_id])]
                right += bool(gold)
                placed += any(proposal.evidence[0].span.overlaps(span) for span in gold)
    return said, placed / max(1, right)


def majority(corpus: Corpus, book: Codebook, truth: Coded) -> Coded:
    """Return the commonest code of all for every unit."""
    held = [codes for codes in truth.values() if codes]
    commonest = max((code.id for code in book.codes), key=lambda code: sum(code in codes for codes in held))
    return {unit: frozenset({commonest}) for unit in truth}


def labels_named(corpus: Corpus, book: Codebook) -> Coded:
    """Return the codes whose label, or whose label's stem, stands in the unit."""
    stems = {code.id: _stems(code.label.zh, code.label.en) for code in book.codes if not code.abstain}
    return {
        unit.segment.id: frozenset(
            code for code, words in stems.items() if any(word in unit.text.lower() for word in words)
        )
        for text in corpus.texts.values()
        for unit in text.units()
    }


def _stems(zh: str, en: str) -> tuple[str, ...]:
    plain = [label.split("（")[0].split("(")[0].split("/")[0].strip().lower() for label in (zh, en)]
    return tuple(word for word in (*plain, plain[0][:2] if len(plain[0]) > 3 else "") if len(word) > 1)


def evaluate(folder: Path, encoder: TextEncoder, tell: Callable[[str], None] = print) -> None:
    """Print the table for a corpus folder."""
    book = load_codebook(HERE / "prompts" / "codebooks" / "industrial-internet.yaml")
    corpus = read_corpus(folder)
    truth = corpus.coded("adjudicated")
    barred = planned_never_supports(book)
    tell(f"{len(corpus.texts)} documents, {len(truth)} units, embedder {encoder.embedder_id}")
    tell(
        " | ".join(
            ["what", f"macro n>={SUPPORT}", "macro", "micro", *(f"{family.id} macro/micro" for family in book.families)]
        )
    )
    tell(" | ".join(["majority", *row(majority(corpus, book, truth), truth, book)]))
    tell(" | ".join(["label names", *row(labels_named(corpus, book), truth, book)]))
    for name, teachers in (
        ("exemplar, not taught", ()),
        ("exemplar, taught", CODERS[2:]),
        ("taught by coder1", CODERS[:1]),
    ):
        began = time.perf_counter()
        lessons = [lesson for coder in teachers for lesson in taught_documents(GoldRecords(corpus, book, coder))]
        proposer = ExemplarProposer(book, encoder, lessons, barred)
        said, placed = say(corpus, proposer)
        seconds = time.perf_counter() - began
        tell(" | ".join([name, *row(said, truth, book)]) + f" | evidence {placed:.3f} | {seconds:.1f} s")
    tell(" | ".join(["coder1 against coder2", *row(corpus.coded("coder1"), corpus.coded("coder2"), book)]))
    tell(" | ".join(["coder1 against adjudicated", *row(corpus.coded("coder1"), truth, book)]))


def main(arguments: Sequence[str]) -> int:
    """Evaluate the corpus named, or the one that comes with the program."""
    from assistant.retrieval.embedders import open_encoder  # noqa: PLC0415 - the embedder is an outer room

    folder = Path(arguments[0]) if arguments else HERE / "corpora" / "cosmoplat"
    evaluate(folder, open_encoder("bundled", cache=None))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
