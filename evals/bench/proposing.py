"""Cost and speed of proposing with a language model: ``python -m evals.bench.proposing``.

Cost: calls and tokens per 1,000 characters of the demonstration corpus, beside asking every code of every segment, both
by the estimator of ``--dry-run``.

Speed: the whole path (prompts, calls, cache, evidence, ledger; opening and the model's name not counted) with an empty
cache and eight calls under way at most, against a server that answers every question 50 ms after it came, in a process
of its own. Two baselines put the very same questions, recorded at the server, with eight threads and nothing else:

* bare HTTP posts the same bytes over one client that keeps its connections; nothing can be faster. The limit is
  against this one.
* bare LangChain puts them to ``ChatOpenAI``, which is what somebody without this pipeline would write.

The three take turns, so that all meet the same other work on the machine; the best of each counts, as other work can
only slow one down.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path

import httpx
from langchain_core.language_models import BaseChatModel
from langchain_openai import ChatOpenAI

from assistant.bootstrap import create_study, ground_of, shipped
from assistant.models import ModelSettings
from assistant.reading.codebook import load_codebook
from assistant.settings import StudySettings
from assistant.wiring import ModelChoice, open_instrument, open_unasked
from assistant.workflows.ingest import add_files
from assistant.workflows.instrument import estimate_run
from assistant.workflows.propose import all_units, propose_codes
from assistant.workflows.workbench import Workbench
from evals.bench._rows import Row, at_most, told
from tests.scripted_server import scripted_server, slowly
from tests.workflows.wired_study import answering

LATENCY_S = 0.05
AT_ONCE = 8
ROUNDS = 6
LIMIT = 1.15
CORPUS = shipped("corpora", "cosmoplat")


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one design, per 1,000 characters."""

    design: str
    calls: float
    tokens_in: float


def study(folder: Path, *, files: Sequence[Path]) -> Workbench:
    """Return a study with files of the demonstration corpus."""
    book = load_codebook(shipped("prompts", "codebooks", "industrial-internet.yaml"))
    bench = create_study(folder, StudySettings(name="bench"), book)
    list(add_files(bench, files, actor=bench.person))
    return bench


def costs(bench: Workbench) -> list[Cost]:
    """Return the cost of the pipeline and of asking everything."""
    gold = (CORPUS / "gold" / "adjudicated.jsonl").read_text("utf-8").splitlines()
    every = all_units(bench)
    units = sum(len(units) for _document, units in every)
    characters = sum(len(document.text) for document, _units in every)
    instrument = open_unasked(ground_of(bench), ModelChoice(settings=ModelSettings(spec="ollama:any")))
    codes = sum(len(instrument.parts.codes_of(family.id)) for family in instrument.parts.families())

    def told(name: str, finds: float, *, screened: bool) -> Cost:
        whole = estimate_run(instrument.parts, every, finds_per_unit=finds)
        bare = estimate_run(instrument.parts, every, finds_per_unit=0)
        calls = whole.verifying_calls + (whole.screening_calls if screened else 0)
        tokens = whole.tokens_in - (0 if screened else bare.tokens_in)
        return Cost(name, 1000 * calls / characters, 1000 * tokens / characters)

    share = len(gold) / units
    found = [
        told("screen, then verify 1.5 finds a unit", 1.5, screened=True),
        told(f"screen, then verify as many as the gold has ({share:.2f} a unit)", share, screened=True),
        told(f"every code ({codes}) x every segment ({units})", codes, screened=False),
    ]
    instrument.close()
    return found


def serve(pipe: Connection) -> None:
    """Run the scripted server until the other end hangs up."""
    answer = answering()
    with scripted_server(lambda asked: slowly(answer(asked), LATENCY_S)) as server:
        pipe.send(server.url)
        while True:
            try:
                pipe.recv()
            except EOFError:
                return
            pipe.send([asked.raw for asked in server.asked])
            server.asked.clear()


@contextmanager
def server_elsewhere() -> Iterator[tuple[str, Callable[[], list[bytes]]]]:
    """Give the address of a server in its own process, and what fetches (and forgets) the questions it got."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(there,), daemon=True)
    process.start()
    there.close()
    url = here.recv()

    def asked() -> list[bytes]:
        here.send("asked")
        got: list[bytes] = here.recv()
        return got

    try:
        yield url, asked
    finally:
        here.close()
        process.join(5)


def whole_path(files: Sequence[Path], url: str) -> float:
    """Return the seconds that proposing takes: prompts, calls, cache, evidence, ledger."""
    with tempfile.TemporaryDirectory() as folder:
        bench = study(Path(folder) / "study", files=files)
        settings = ModelSettings(spec="openai:scripted", base_url=url, max_concurrency=AT_ONCE)
        instrument = open_instrument(ground_of(bench), ModelChoice(settings=settings))
        asking = replace(bench, proposer=lambda _name: instrument)
        began = time.perf_counter()
        report = propose_codes(asking, "model", actor=bench.person)
        took = time.perf_counter() - began
        assert not report.stopped, report.reason
        instrument.close()
        bench.close()
    return took


def bare_http(bodies: Sequence[bytes], url: str) -> float:
    """Return the seconds that the same bytes take, sent by threads over one client."""
    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    with httpx.Client(limits=limits) as client:

        def send(body: bytes) -> int:
            return (
                client.post(f"{url}/chat/completions", content=body).raise_for_status().json()["usage"]["total_tokens"]
            )

        return _timed(send, bodies)


def bare_langchain(bodies: Sequence[bytes], url: str) -> float:
    """Return the seconds that the same questions take, put by threads to LangChain's model with nothing around it."""
    model: BaseChatModel = ChatOpenAI(model="scripted", base_url=url, api_key="none", max_retries=0)

    def send(body: bytes) -> object:
        asked = json.loads(body)
        return model.invoke(asked["messages"], extra_body={"response_format": asked.get("response_format")})

    return _timed(send, bodies)


def _timed(send: Callable[[bytes], object], bodies: Sequence[bytes]) -> float:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        began = time.perf_counter()
        list(pool.map(send, bodies))
        return time.perf_counter() - began


def main() -> int:
    """Print both tables; exit code 1 where the overhead over bare HTTP is above its limit."""
    files = sorted((CORPUS / "sources").iterdir())
    with tempfile.TemporaryDirectory() as folder:
        bench = study(Path(folder) / "study", files=files)
        print("per 1,000 characters of the demonstration corpus:")
        for cost in costs(bench):
            print(f"  {cost.design:64} {cost.calls:8.2f} calls {cost.tokens_in:10.0f} tokens in")
        bench.close()
    with server_elsewhere() as (url, asked):
        rounds = []
        for _ in range(ROUNDS):
            whole = whole_path(files, url)
            bodies = asked()[1:]
            rounds.append((whole, bare_http(bodies, url), bare_langchain(bodies, url)))
            asked()
    whole, http, chain = (min(column) for column in zip(*rounds, strict=True))
    floor = len(bodies) * LATENCY_S / AT_ONCE
    print(f"{len(bodies)} questions, {1000 * LATENCY_S:.0f} ms each, {AT_ONCE} at once: at least {floor:.2f} s")
    name = f"proposals, {len(bodies)} questions, {AT_ONCE} at once"
    rows = [
        at_most(Row(what=f"{name} (bare: HTTP)", ours=whole, bare=http, unit="s", main=True), LIMIT),
        Row(what=f"{name} (bare: LangChain)", ours=whole, bare=chain, unit="s"),
    ]
    return told("proposing", rows)


if __name__ == "__main__":
    sys.exit(main())
