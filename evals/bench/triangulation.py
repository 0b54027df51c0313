"""Opening the matrix and the figures of a large study: 2,000 sources, 200,000 units, 20,000 codings that count.

What is asked: the page opens within 3 s, once the study has been read. Measured in a process of its own each time, from
opening the study to the matrix (``cold``: only what is kept beside the index is there), and again in the same process
(``again``: the ledger has not moved). The first time, when every source is read for figures and compared with every
other for reprints, is told beside it; nothing is asked of it, as it happens once per source.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from assistant.bootstrap import create_study, shipped
from assistant.domain.acts import Act, CoderRegistered, CodingAdded, RunStarted, SegmentProposed, SourceAdded
from assistant.domain.codebook import Codebook
from assistant.domain.coder import Coder, CoderKind
from assistant.domain.coding import Coding, CodingMode
from assistant.domain.document import Block, BlockKind, Document, Provenance, SourceMetadata, SourceType
from assistant.domain.identifiers import CoderId, RunId, content_hash
from assistant.domain.segment import Segment, SegmentKind
from assistant.domain.span import Span
from assistant.reading.codebook import load_codebook
from assistant.settings import StudySettings
from evals.bench._rows import Row, told, within

SOURCES, UNITS, CODED_EVERY = 2_000, 100, 10
CASES = tuple(f"第{number}号工厂" for number in range(1, 41))
TYPES = (SourceType.INTERVIEW, SourceType.NEWS, SourceType.ANNUAL_REPORT, SourceType.OFFICIAL_REPORT)
_NUMERALS = frozenset("一二三四五六七八九十百千万亿零两半几倍分")
_LETTERS = [chr(0x4E00 + at) for at in range(4_000) if chr(0x4E00 + at) not in _NUMERALS]
MEASURES = ("生产", "物流", "采购", "能源", "质量", "管理", "研发", "维护")
_OPEN = """
import json, sys, time
from pathlib import Path
from assistant.bootstrap import open_study
from assistant.workflows.triangulate import BoardQuestion, list_figures, open_board, suggested_mergers
def timed(act):
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
began = time.perf_counter()
bench = open_study(Path(sys.argv[1]))
open_board(bench, BoardQuestion())
matrix = time.perf_counter() - began
claims = timed(lambda: (list_figures(bench, ""), suggested_mergers(bench, "")))
again = timed(lambda: open_board(bench, BoardQuestion()))
claims_again = timed(lambda: (list_figures(bench, ""), suggested_mergers(bench, "")))
print(json.dumps([matrix, claims, again, claims_again]))
"""


def _source(number: int, chance: random.Random) -> tuple[Document, tuple[Segment, ...]]:
    lines = ["，".join("".join(chance.choices(_LETTERS, k=8)) for _ in range(3)) + "。" for _ in range(UNITS)]
    for place in chance.sample(range(UNITS), 3):
        lines[place] = f"{CASES[number % len(CASES)]}的{chance.choice(MEASURES)}成本降低了{chance.randint(2, 40)}%。"
    name = f"{number:04d}.txt"
    text, starts = "", []
    for line in lines:
        starts.append(Span(len(text), len(text) + len(line)))
        text += line + "\n"
    document_id = content_hash([name, text])
    blocks = tuple(
        Block(span=span, body=span, kind=BlockKind.PARAGRAPH, number=at) for at, span in enumerate(starts, 1)
    )
    document = Document(
        id=document_id,
        text=text,
        blocks=blocks,
        provenance=Provenance(file_name=name, size=len(text), media_type="text/plain", reader="bench"),
    )
    segments = tuple(
        Segment(
            id=f"{number}-{at}", document_id=document_id, ordinal=at, span=span, body=span,
            kind=SegmentKind.PARAGRAPH, sentences=(span,),
        )
        for at, span in enumerate(starts)
    )  # fmt: skip
    return document, segments


def _acts(book: Codebook, person: CoderId) -> Iterator[list[Act]]:
    chance = random.Random(1)
    codes = [code.id for code in book.codes if code.family in {"A", "B", "D"}]
    instrument = Coder(id=CoderId("tool"), name="tool", kind=CoderKind.INSTRUMENT)
    run = RunId("run")
    yield [CoderRegistered(coder=instrument), RunStarted(run_id=run, coder_id=instrument.id, codebook_id=book.id)]
    for number in range(SOURCES):
        document, segments = _source(number, chance)
        metadata = SourceMetadata(
            title=f"source {number}",
            source_type=TYPES[number % len(TYPES)],
            case=CASES[number % len(CASES)],
            organisation=f"publisher {number % 300}",
            date=f"20{15 + number % 9}",
        )
        codings = [
            CodingAdded(
                coding=Coding(
                    id=f"coding {number} {segment.ordinal}", coder_id=person, codebook_id=book.id,
                    document_id=document.id, segment_id=segment.id, span=segment.body, code=chance.choice(codes),
                    mode=CodingMode.ADJUDICATED,
                )
            )
            for segment in segments[::CODED_EVERY]
        ]  # fmt: skip
        answers = [
            SegmentProposed(run_id=run, document_id=document.id, segment_id=segment.id, proposals=(), refusals=())
            for segment in segments
        ]
        added = SourceAdded(document=document, metadata=metadata, segmenter="bench", segments=segments)
        yield [added, *codings, *answers]


def _build(folder: Path) -> None:
    book = load_codebook(shipped("prompts", "codebooks", "industrial-internet.yaml"))
    bench = create_study(folder, StudySettings(name="bench"), book)
    batch: list[Act] = []
    for acts in _acts(bench.codebook(), bench.person):
        batch += acts
        if len(batch) > 4_000:
            bench.ledger.append(batch, actor=bench.person)
            batch = []
    bench.ledger.append(batch, actor=bench.person)
    bench.close()


def _opened(folder: Path) -> list[float]:
    done = subprocess.run([sys.executable, "-c", _OPEN, str(folder)], capture_output=True, text=True, check=True)
    return [float(each) for each in json.loads(done.stdout.splitlines()[-1])]


def measured(folder: Path) -> list[Row]:
    """Return the rows of a study that nobody has opened yet."""
    first = _opened(folder)
    later = [_opened(folder) for _ in range(3)]
    matrix, claims, again, claims_again = (min(column) for column in zip(*later, strict=True))
    return [
        Row(what="matrix, first time: every source is read", ours=first[0], unit="s"),
        within(Row(what="matrix of 200,000 units, cold process", ours=matrix, unit="s", main=True), 3.0),
        within(Row(what="figures of 2,000 sources, after that", ours=claims, unit="s", main=True), 3.0),
        within(Row(what="matrix, again", ours=again, unit="s"), 3.0),
        within(Row(what="figures, again", ours=claims_again, unit="s"), 3.0),
    ]


def main() -> int:
    """Build the study, read it once, open it again in new processes."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "study"
        _build(folder)
        return told("triangulation", measured(folder))


if __name__ == "__main__":
    sys.exit(main())
