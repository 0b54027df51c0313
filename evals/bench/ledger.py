"""The ledger: appending and folding against bare SQLite with the same durability, and opening a very large study."""

from __future__ import annotations

import itertools
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

from assistant.domain.acts import Act, CodebookPublished, CoderRegistered, CodingAdded, SourceAdded, StudyCreated
from assistant.domain.codebook import Code, Codebook, Family, FamilyRule, Wording
from assistant.domain.coder import Coder, CoderKind
from assistant.domain.coding import Coding
from assistant.domain.document import Block, BlockKind, Document, Provenance, SourceMetadata
from assistant.domain.identifiers import content_hash
from assistant.domain.segment import Segment, SegmentKind
from assistant.domain.span import Span
from assistant.ledger import SqlLedger, open_ledger
from assistant.ledger.journal import GENESIS, Stamp, event_hash
from evals.bench._rows import Row, at_most, told, within

EVENTS = 2_000
MANY = 1_000_000
UNITS = 500
_OPEN = """
import sys, time
began = time.perf_counter()
from assistant.ledger import open_ledger
from assistant.ledger.journal import Stamp
ledger = open_ledger(sys.argv[1], Stamp(now=lambda: '', new_id=lambda: ''))
assert ledger.head() == {many} and len(ledger.sources()) == 1 and ledger.codebook() is not None
print(time.perf_counter() - began)
"""
TEXT = "平台为上下游企业打通了全产业链，成本下降了百分之七。\n" * UNITS


def stamp() -> Stamp:
    """Return a clock that stands still and ids that count."""
    count = itertools.count(1)
    return Stamp(now=lambda: "2026-01-01T00:00:00.000000+00:00", new_id=lambda: str(uuid.UUID(int=next(count))))


def opening() -> list[Act]:
    """Return a study with one document."""
    length = TEXT.index("\n") + 1
    blocks = tuple(
        Block(span=Span(at, at + length - 1), body=Span(at, at + length - 1), kind=BlockKind.PARAGRAPH, number=number)
        for number, at in enumerate(range(0, len(TEXT), length), start=1)
    )
    document = Document(
        id="document",
        text=TEXT,
        blocks=blocks,
        provenance=Provenance(file_name="a.txt", size=len(TEXT), media_type="text/plain", reader="bench"),
    )
    segments = tuple(
        Segment(
            id=f"segment {block.number}", document_id="document", ordinal=block.number - 1, span=block.span,
            body=block.body, kind=SegmentKind.PARAGRAPH, sentences=(block.body,),
        )
        for block in blocks
    )  # fmt: skip
    word = Wording("类型", "type")
    book = Codebook(
        id="book", name="bench", version="1", title=word,
        families=(Family(id="A", label=word, question=word, rule=FamilyRule.MULTIPLE),),
        codes=(Code(id="A.1", family="A", label=word, definition=word),),
    )  # fmt: skip
    return [
        StudyCreated(name="bench", language="zh"),
        CoderRegistered(coder=Coder(id="lead", name="lead", kind=CoderKind.PERSON)),
        CodebookPublished(codebook=book, reason="first"),
        SourceAdded(
            document=document, metadata=SourceMetadata(title="a"), segmenter="bench", segments=segments
        ),
    ]  # fmt: skip


def codings(count: int) -> Iterator[CodingAdded]:
    """Yield codings all over the document."""
    for number in range(count):
        at = (number % UNITS) * (TEXT.index("\n") + 1)
        yield CodingAdded(
            coding=Coding(
                id=f"coding {number}", coder_id="lead", codebook_id="book", document_id="document",
                segment_id=f"segment {number % UNITS + 1}", span=Span(at, at + 5), code="A.1",
            )
        )  # fmt: skip


def filled(folder: Path) -> tuple[SqlLedger, float, float]:
    """Return a ledger with many codings, the seconds they took one by one, and in one batch."""
    ledger = open_ledger(f"sqlite:///{folder / 'ledger.db'}", stamp())
    ledger.append(opening(), actor="lead")
    acts = list(codings(2 * EVENTS))
    began = time.perf_counter()
    for act in acts[:EVENTS]:
        ledger.append([act], actor="lead")
    single = time.perf_counter() - began
    began = time.perf_counter()
    ledger.append(acts[EVENTS:], actor="lead")
    return ledger, single, time.perf_counter() - began


def bare_single(folder: Path) -> float:
    """Return the seconds of as many single inserts of an event and a row, each its own durable transaction."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE events (seq INTEGER PRIMARY KEY, payload TEXT)")
    connection.execute("CREATE TABLE codings (id TEXT PRIMARY KEY, body TEXT)")
    body = "x" * 400
    began = time.perf_counter()
    for number in range(EVENTS):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO events VALUES (?, ?)", (number, body))
        connection.execute("INSERT INTO codings VALUES (?, ?)", (str(number), body))
        connection.execute("COMMIT")
    return time.perf_counter() - began


def lengthen(path: Path, many: int) -> None:
    """Add memos to a ledger's chain, by the rules of the chain, until it holds so many events."""
    connection = sqlite3.connect(path)
    seq, previous = connection.execute("SELECT seq, hash FROM head").fetchone()
    rows = []
    for number in range(seq + 1, many + 1):
        payload = '{"details":[],"note":"bench"}'
        fields = {
            "seq": number, "id": str(uuid.UUID(int=number + (1 << 70))), "at": "2026-01-01T00:00:00.000000+00:00",
            "actor": "lead", "kind": "study.noted", "payload": payload, "previous": previous,
        }  # fmt: skip
        previous = event_hash(fields)
        rows.append((*fields.values(), previous))
    with connection:
        connection.executemany("INSERT INTO events VALUES (?,?,?,?,?,?,?,?)", rows)
        connection.execute("UPDATE head SET seq = ?, hash = ?", (many, previous))
    connection.close()


def main() -> int:
    """Measure."""
    assert GENESIS == "0" * 64
    assert content_hash({}) == event_hash({})
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        ledger, single, batch = filled(folder)
        plain = bare_single(folder)
        began = time.perf_counter()
        result = ledger.verify()
        proof = time.perf_counter() - began
        assert result.flaws == ()
        ledger.close()
        lengthen(folder / "ledger.db", MANY)
        command = [sys.executable, "-c", _OPEN.replace("{many}", str(MANY)), f"sqlite:///{folder / 'ledger.db'}"]
        opens = min(float(subprocess.run(command, capture_output=True, text=True, check=True).stdout) for _ in "ab")
    micro = 1e6 / EVENTS
    rows = [
        Row(what="appending one coding, durable (bare: two inserts)", ours=single * micro, bare=plain * micro,
            unit="µs", main=True),
        Row(what="appending a coding in a batch", ours=batch * micro, bare=plain * micro, unit="µs"),
        Row(what="proving one event (hash, fold, compare)", ours=proof * 1e6 / result.events, unit="µs"),
        within(Row(what=f"opening a study of {MANY:,} events", ours=opens, unit="s", main=True), 2.0),
    ]  # fmt: skip
    return told("ledger", [at_most(rows[1], 3.0) if row is rows[1] else row for row in rows])


if __name__ == "__main__":
    sys.exit(main())
