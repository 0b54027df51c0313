"""The index on disk: incremental, durable, one process at a time, and never more than a cache."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.domain.document import SourceType
from assistant.errors import IndexBusy, InstrumentError, StudyError
from assistant.ports import IndexReport, Vectors
from assistant.retrieval import placing, vectors
from assistant.retrieval.exact import ExactIndex
from assistant.retrieval.hashing import HashingEncoder
from assistant.retrieval.index import HybridIndex, open_index
from tests.retrieval.killed_refresh import text
from tests.retrieval.toys import CORPUS, ConceptEncoder, ReadableEncoder, ask, entries, entry, numbers

ROOT = Path(__file__).parents[2]


@contextmanager
def opened(folder: Path, encoder: object = None) -> Iterator[HybridIndex]:
    index = open_index(folder, encoder or ConceptEncoder())
    try:
        yield index
    finally:
        index.close()


def counts(report: IndexReport) -> tuple[int, int, int, int]:
    return report.total, report.embedded, report.reused, report.removed


def test_only_what_is_new_is_embedded(tmp_path: Path):
    encoder = ConceptEncoder()
    with opened(tmp_path, encoder) as index:
        assert counts(index.refresh(entries(CORPUS))) == (6, 6, 0, 0)
        assert counts(index.refresh(entries(CORPUS))) == (6, 0, 6, 0)
        assert counts(index.refresh([*entries(CORPUS)[1:], entry(9, "新的数据")])) == (6, 1, 5, 1)
    with opened(tmp_path, encoder) as index:
        assert numbers(index.search(ask("新的数据")))[0] == 9
        assert 0 not in numbers(index.search(ask("供应链韧性")))
        assert counts(index.refresh(entries(CORPUS))) == (6, 0, 6, 1)
    assert sorted(encoder.seen) == sorted([*CORPUS, "新的数据"])


def test_equal_texts_are_embedded_once(tmp_path: Path):
    encoder = ConceptEncoder()
    with opened(tmp_path, encoder) as index:
        assert counts(index.refresh(entries(["数据", "数据", "成本"]))) == (3, 3, 0, 0)
        assert sorted(numbers(index.search(ask("数据")))[:2]) == [0, 1]
    assert sorted(encoder.seen) == ["成本", "数据"]


def test_a_changed_text_or_source_type_is_placed_anew(tmp_path: Path):
    with opened(tmp_path) as index:
        index.refresh(entries(CORPUS))
        changed = [entry(0, "成本成本"), *entries(CORPUS)[1:]]
        assert counts(index.refresh(changed)) == (6, 1, 5, 0)
        assert numbers(index.search(ask("成本")))[0] == 0
        moved = [replace(changed[0], source_type=SourceType.NEWS), *changed[1:]]
        assert counts(index.refresh(moved)) == (6, 0, 6, 0)
        assert numbers(index.search(ask("成本", source_types=frozenset({SourceType.NEWS})))) == [0]


def test_another_embedder_is_kept_apart_and_the_first_is_still_there(tmp_path: Path):
    first, second = ConceptEncoder(), HashingEncoder(32)
    with opened(tmp_path, first) as index:
        index.refresh(entries(CORPUS))
    with opened(tmp_path, second) as index:
        assert index.search(ask("供应链")) == []
        report = index.refresh(entries(CORPUS))
        assert counts(report) == (6, 6, 0, 0)
        assert report.embedder_id == second.embedder_id
        assert numbers(index.search(ask("供应链韧性")))[0] == 0
    with opened(tmp_path, first) as index:
        assert counts(index.refresh(entries(CORPUS))) == (6, 0, 6, 0)
        assert numbers(index.search(ask("resilience")))[0] == 0


def test_a_rebuild_embeds_nothing(tmp_path: Path):
    encoder = ConceptEncoder()
    with opened(tmp_path, encoder) as index:
        index.refresh(entries(CORPUS))
        index.clear()
        assert index.search(ask("供应链")) == []
        assert counts(index.refresh(entries(CORPUS))) == (6, 0, 6, 0)
        assert numbers(index.search(ask("供应链韧性")))[0] == 0
    assert len(encoder.seen) == len(CORPUS)


def test_unused_embeddings_can_be_forgotten(tmp_path: Path):
    with opened(tmp_path) as index:
        index.refresh(entries(CORPUS))
        index.refresh(entries(CORPUS[:2]))
        assert index.forget_unused_embeddings() == 4
        assert counts(index.refresh(entries(CORPUS))) == (6, 4, 2, 0)


def test_a_stopped_refresh_says_so_and_goes_on_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(vectors, "BATCH", 2)
    encoder = ConceptEncoder()
    with opened(tmp_path, encoder) as index:
        report = index.refresh(entries(CORPUS), lambda done, _total, what: not (what == "embedding" and done >= 4))
        assert report.stopped
        assert counts(report) == (4, 4, 0, 0)
        report = index.refresh(entries(CORPUS))
        assert not report.stopped
        assert counts(report) == (6, 2, 4, 0)
    assert len(encoder.seen) == 6


def test_progress_is_told_and_ends_at_the_whole(tmp_path: Path):
    told: list[tuple[int, int, str]] = []
    with opened(tmp_path) as index:
        index.refresh(entries(CORPUS), lambda *what: told.append(what) or True)
    assert (0, 6, "embedding") in told
    assert (6, 6, "embedding") in told


@pytest.mark.parametrize("encoder", [ConceptEncoder, ReadableEncoder])
def test_it_finds_what_the_exact_index_finds(tmp_path: Path, encoder: type[ConceptEncoder]):
    kinds = tuple(SourceType)
    items = [entry(n, CORPUS[n % 6] + f" {n}", f"d{n % 4}", kinds[n % 3]) for n in range(60)]
    exact = ExactIndex(encoder())
    assert counts(exact.refresh(items)) == (60, 60, 0, 0)
    with opened(tmp_path, encoder()) as index:
        index.refresh(items)
        for query in (
            ask("供应链韧性"),
            ask("the cost of training", per_type=2),
            ask("质量", documents=frozenset({"d1"})),
            ask("数据", exclude_documents=frozenset({"d1"}), source_types=frozenset({kinds[0]})),
            ask("成本", segments=frozenset(item.segment_id for item in items[:7])),
        ):
            ours, theirs = index.search(query), exact.search(query)
            assert [hit.score for hit in ours] == pytest.approx([hit.score for hit in theirs], abs=0.01)
            assert {hit.segment_id for hit in ours[:3]} & {hit.segment_id for hit in theirs[:3]}


class Scattered:
    """Random directions, the same for the same text."""

    embedder_id = "scattered"

    def encode_documents(self, texts: list[str]) -> Vectors:
        return np.array([np.random.default_rng(int(t.split()[-1])).normal(size=48) for t in texts], dtype=np.float32)

    encode_queries = encode_documents


def test_chroma_loses_less_than_one_neighbour_in_a_hundred(tmp_path: Path):
    items = entries(f"数据 {n}" for n in range(5000))
    exact = ExactIndex(Scattered())
    exact.refresh(items)
    shared = total = 0
    with opened(tmp_path, Scattered()) as index:
        index.refresh(items)
        index.search(ask("? 1"))
        for number in range(10_000, 10_040):
            vector = index._snapshot.encode(f"? {number}")
            near = [i._snapshot.meaning.nearest(vector, i._snapshot._shelves(ask("?"))[0], 100) for i in (index, exact)]
            shared += len(set(near[0].rows.tolist()) & set(near[1].rows.tolist()))
            total += 100
    assert shared / total >= 0.99


def test_hostile_text_is_indexed_and_found(tmp_path: Path):
    long = "供应链" * 350_000
    texts = ["数据\0的\0韧性", long, "", "   ", "\ud83d 成本", "'; DROP TABLE entry; --", "a" * 100_000, "\x1b[31m质量"]
    with opened(tmp_path) as index:
        assert index.refresh(entries(texts)).total == len(texts)
        assert numbers(index.search(ask("韧性")))[0] == 0
        assert numbers(index.search(ask("供应链")))[0] == 1
        assert numbers(index.search(ask("成本\0")))[0] == 4
        assert counts(index.refresh(entries(texts))) == (8, 0, 8, 0)
    with opened(tmp_path) as index:
        assert numbers(index.search(ask("DROP TABLE")))[0] == 5


def test_a_second_holder_is_told_who_has_it(tmp_path: Path):
    with opened(tmp_path), pytest.raises(IndexBusy, match=rf"process {os.getpid()}"):
        open_index(tmp_path, ConceptEncoder())
    with opened(tmp_path):
        pass


def test_a_file_in_the_place_of_the_folder_is_said(tmp_path: Path):
    (tmp_path / "index").write_text("x")
    with pytest.raises(StudyError, match="cannot hold an index"):
        open_index(tmp_path / "index", ConceptEncoder())


def start(folder: Path, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.retrieval.killed_refresh", str(folder), str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def wait_for(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdout is not None
    assert any(said.startswith(line) for said in process.stdout), f"it never said {line!r}"


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        pipe.close()


def test_another_process_holds_it_until_it_dies(tmp_path: Path):
    process = start(tmp_path, 5)
    try:
        wait_for(process, "open")
        with pytest.raises(IndexBusy, match=rf"killed_refresh.*process {process.pid}.*close that first"):
            open_index(tmp_path, HashingEncoder(64))
    finally:
        kill(process)
    with opened(tmp_path, HashingEncoder(64)) as index:
        assert index.refresh(entries(text(n) for n in range(5))).total == 5


@pytest.mark.parametrize("moment", ["embedding 100", "indexing 60", "indexing 180"])
def test_a_killed_refresh_is_finished_by_the_next_without_doubling(tmp_path: Path, moment: str):
    process = start(tmp_path, 200)
    try:
        wait_for(process, moment)
    finally:
        kill(process)
    with opened(tmp_path, HashingEncoder(64)) as index:
        report = index.refresh(entries(text(n) for n in range(200)))
        assert report.total == 200
        assert report.embedded <= 100, "what was stored before the kill is not embedded again"
        store = index._files.placer.trusted_store(SourceType)
        assert store is not None
        assert store.count(SourceType.INTERVIEW) == 200
        for number in (0, 99, 199):
            assert numbers(index.search(ask(text(number))))[0] == number


def test_what_was_added_without_being_recorded_is_not_doubled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with opened(tmp_path) as index:
        monkeypatch.setattr(index._files.record, "place", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            index.refresh(entries(CORPUS))
    with opened(tmp_path) as index:
        assert counts(index.refresh(entries(CORPUS))) == (6, 0, 6, 0)
        store = index._files.placer.trusted_store(SourceType)
        assert store is not None
        assert store.count(SourceType.INTERVIEW) == 6


def spoil_embeddings(folder: Path) -> None:
    (folder / "embeddings.db").write_bytes(b"not a database" * 500)


def spoil_entries(folder: Path) -> None:
    (folder / "entries.db").write_bytes(b"\0" * 5000)


def older_entries(folder: Path) -> None:
    with sqlite3.connect(folder / "entries.db") as connection:
        connection.execute("PRAGMA user_version=99")


def spoil_chroma(folder: Path) -> None:
    (database,) = folder.glob("chroma-*/chroma.sqlite3")
    database.write_bytes(b"garbage" * 1000)


def lose_chroma(folder: Path) -> None:
    (store,) = folder.glob("chroma-*")
    shutil.rmtree(store)


def spoil_derived(folder: Path) -> None:
    for part in [*folder.glob("lexical/*"), *folder.glob("tokens-*")]:
        part.write_bytes(b"{")


@pytest.mark.parametrize(
    "spoil", [spoil_embeddings, spoil_entries, older_entries, spoil_chroma, lose_chroma, spoil_derived]
)
def test_a_damaged_index_is_made_anew(tmp_path: Path, spoil, caplog: pytest.LogCaptureFixture):
    items = entries(text(n) for n in range(30))
    with opened(tmp_path, ReadableEncoder()) as index:
        index.refresh(items)
    spoil(tmp_path)
    with opened(tmp_path, ReadableEncoder()) as index:
        index.search(ask("供应链"))
        report = index.refresh(items)
        assert report.total == 30
        assert report.embedded == (30 if spoil is spoil_embeddings else 0)
        assert len(index.search(ask("供应链", limit=30))) == 30
        store = index._files.placer.trusted_store(SourceType)
        assert store is not None
        assert store.count(SourceType.INTERVIEW) == 30
    if spoil is not spoil_derived:
        assert "made anew" in caplog.text or "rebuilt" in caplog.text


def test_a_store_that_killed_its_process_is_rebuilt_not_opened(tmp_path: Path):
    with opened(tmp_path) as index:
        index.refresh(entries(CORPUS))
        index._files.record.write_note(placing._TRIAL, "interview")
    with opened(tmp_path) as index:
        assert index._files.placer.trusted_store(SourceType) is None
        assert numbers(index.search(ask("供应链韧性")))[0] == 0, "until the refresh it compares exactly"
        assert counts(index.refresh(entries(CORPUS))) == (6, 0, 6, 0)
        assert index._files.placer.trusted_store(SourceType) is not None


@pytest.mark.parametrize("kept", [0, 64, 0.5])
def test_a_broken_graph_is_rebuilt_even_if_it_kills_the_process_that_reads_it(tmp_path: Path, kept: float):
    items = entries(text(n) for n in range(1200))
    with opened(tmp_path, HashingEncoder(64)) as index:
        index.refresh(items)
    graphs = list(tmp_path.glob("chroma-*/*/*.bin"))
    assert graphs, "the store has written its graph"
    for part in graphs:
        size = part.stat().st_size
        os.truncate(part, min(size, int(kept if kept >= 1 else kept * size)))
    process = start(tmp_path, 1200)
    process.communicate()
    with opened(tmp_path, HashingEncoder(64)) as index:
        report = index.refresh(items)
        assert counts(report) == (1200, 0, 1200, 0)
        store = index._files.placer.trusted_store(SourceType)
        assert store is not None
        assert store.count(SourceType.INTERVIEW) == 1200
        assert numbers(index.search(ask(text(777))))[0] == 777


def test_search_outlives_a_store_that_breaks_under_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from assistant.retrieval.chroma import ChromaStore, StoreDamaged

    def broken(*_: object) -> None:
        raise StoreDamaged("broken")

    with opened(tmp_path) as index:
        index.refresh(entries(CORPUS))
        with monkeypatch.context() as context:
            context.setattr(ChromaStore, "nearest", broken)
            assert numbers(index.search(ask("供应链韧性")))[0] == 0
        index.refresh(entries(CORPUS))
        assert numbers(index.search(ask("resilience")))[0] == 0


class Fickle(ConceptEncoder):
    """Fails at the second batch."""

    def encode_documents(self, texts: list[str]) -> Vectors:
        if self.seen:
            raise InstrumentError("the server has gone; try again")
        return super().encode_documents(texts)


def test_what_was_embedded_before_the_embedder_failed_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(vectors, "BATCH", 4)
    with opened(tmp_path, Fickle()) as index, pytest.raises(InstrumentError, match="gone"):
        index.refresh(entries(CORPUS))
    with opened(tmp_path) as index:
        assert counts(index.refresh(entries(CORPUS))) == (6, 2, 4, 0)


def test_an_embedder_that_changes_its_width_is_refused(tmp_path: Path):
    with opened(tmp_path) as index:
        index.refresh(entries(CORPUS))

    class Narrow(ConceptEncoder):
        def encode_documents(self, texts: list[str]) -> Vectors:
            return super().encode_documents(texts)[:, :5]

    with opened(tmp_path, Narrow()) as index, pytest.raises(InstrumentError, match="5 dimensions and 24 before"):
        index.refresh([*entries(CORPUS), entry(50, "另一句")])


def test_threads_search_while_another_refreshes(tmp_path: Path):
    failures: list[Exception] = []

    def search(index: HybridIndex) -> None:
        try:
            for _ in range(20):
                assert numbers(index.search(ask("供应链韧性")))[0] == 0
        except (AssertionError, StudyError, IndexError) as error:
            failures.append(error)

    with opened(tmp_path) as index:
        index.refresh(entries(CORPUS))
        threads = [threading.Thread(target=search, args=(index,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for extra in range(3):
            index.refresh([*entries(CORPUS), entry(100 + extra, f"成本 {extra}")])
        for thread in threads:
            thread.join()
    assert failures == []
