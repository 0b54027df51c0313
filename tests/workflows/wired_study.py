"""A real study folder, wired to a scripted server: the whole path from a model's name to the ledger, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from assistant.bootstrap import create_study, ground_of, open_study, shipped
from assistant.domain.identifiers import FamilyId
from assistant.models import ModelSettings
from assistant.ports import Progress, keep_going
from assistant.reading.codebook import load_codebook
from assistant.settings import StudySettings
from assistant.wiring import ModelChoice, ModelInstrument, open_instrument
from assistant.workflows import ingest
from assistant.workflows.instrument import ChatMessage, ChatRequest
from assistant.workflows.propose import propose_codes
from assistant.workflows.run_report import RunReport
from assistant.workflows.workbench import Workbench
from tests.models.asking import QUICK
from tests.scripted_server import Asked as Wire
from tests.scripted_server import Script, ScriptedServer, Step, says, says_json
from tests.workflows.scripted_chat import Asked

CORPUS = shipped("corpora", "cosmoplat", "sources")
BOOK = load_codebook(shipped("prompts", "codebooks", "industrial-internet.yaml"))
NEWS = "新闻-营地周刊-房车也能照单点菜.txt"
THREE = (NEWS, "访谈-优秀员工甲.txt", "White-paper-Platform-Ecosystem-Brief.docx")
WHO = "Reply with the one word OK."


WORDS = {
    "平台": "A.STR",
    "数据": "A.RES",
    "我们": "A.PSY",
    "天": "D.O1",
    "platform": "A.STR",
    "data": "A.RES",
    "cost": "C.O1",
}


def busy_rule(asked: Asked) -> object:
    """A model that finds much: the first word that a passage holds for a code, quoted with what stands around it."""
    if asked.kind == "screen":
        finds = {}
        for label, words in asked.passages.items():
            for word, code in WORDS.items():
                if word in words and code in asked.codes:
                    finds.setdefault(label, (code, word))
        return asked.screened(finds)
    (words,) = list(asked.passages.values())
    word = next(word for word, code in WORDS.items() if code == asked.candidate and word in words)
    at = words.index(word)
    return asked.verified(asked.candidate, words[at : at + 20].split("\n")[0])


def asked_of(wire: Wire) -> Asked:
    """The question on the wire, as the rules know it."""
    form = wire.body.get("response_format") or {}
    described = form.get("json_schema") or {}
    schema = described.get("schema") or wire.body.get("format") or schema_in_words(wire)
    kind = described.get("name") or ("screen" if "found" in schema.get("properties", {}) else "verify")
    messages = tuple(ChatMessage(each["role"], each["content"]) for each in wire.messages)
    return Asked(ChatRequest(messages=messages, schema=schema, schema_name=kind))


def schema_in_words(wire: Wire) -> dict[str, object]:
    """The schema that stands at the end of the instructions where the server takes none beside them."""
    _instructions, _marker, schema = wire.messages[0]["content"].partition("It has to fit this JSON Schema:\n")
    return json.loads(schema) if schema else {}


def answering(rule: Callable[[Asked], object] = busy_rule) -> Script:
    """A server that answers by rule; a rule may return an object, a text, or a whole step."""

    def script(wire: Wire) -> Step:
        if wire.question == WHO:
            return says("OK")
        said = rule(asked_of(wire))
        if isinstance(said, Step):
            return said
        return says(said) if isinstance(said, str) else says_json(said)

    return script


def after(count: int, step: Step, script: Script | None = None) -> Script:
    """A server that works for so many questions and then only does one thing."""
    seen = []
    works = script or answering()

    def answer(wire: Wire) -> Step:
        seen.append(wire)
        return works(wire) if len(seen) <= count else step

    return answer


def make_study(folder: Path, *files: str | Path, **settings: object) -> Workbench:
    """A study with files of the demonstration corpus, or others."""
    bench = create_study(folder / "study", StudySettings(**{"name": "s", **settings}), BOOK)
    paths = [CORPUS / each if isinstance(each, str) else each for each in files]
    outcomes = list(ingest.add_files(bench, paths, actor=bench.person))
    assert {each.outcome.value for each in outcomes} <= {"added"}
    return bench


def choice(server: ScriptedServer, **more: object) -> ModelChoice:
    """The scripted server as a model; settings and parts of the choice are given by their names."""
    names = set(ModelSettings.__dataclass_fields__)
    own = {"spec": "openai:scripted", "base_url": server.url, "timeout_s": 5.0, "max_retries": 1}
    settings = ModelSettings(**own | {name: value for name, value in more.items() if name in names})
    rest = {name: value for name, value in more.items() if name not in names}
    fixed = {"families": frozenset({FamilyId("A"), FamilyId("D")}), "patience": QUICK, "environment": {}}
    return ModelChoice(settings=settings, **fixed | rest)


@contextmanager
def opened(bench: Workbench, chosen: ModelChoice) -> Iterator[ModelInstrument]:
    instrument = open_instrument(ground_of(bench), chosen)
    try:
        yield instrument
    finally:
        instrument.close()


def run(bench: Workbench, chosen: ModelChoice, progress: Progress = keep_going) -> RunReport:
    """Propose codes for the whole study."""
    with opened(bench, chosen) as instrument:
        asking = replace(bench, proposer=lambda _name: instrument)
        return propose_codes(asking, "model", actor=bench.person, progress=progress)


def reopened(bench: Workbench) -> Workbench:
    bench.close()
    return open_study(bench.folder)


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
