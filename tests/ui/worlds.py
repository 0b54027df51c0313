"""Two worlds that differ in nothing but what a blind coder must not learn, each served as it is served to users."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.routing import Mount
from starlette.testclient import TestClient

from assistant.bootstrap import create_study
from assistant.domain import acts
from assistant.settings import StudySettings
from assistant.ui.application import application
from assistant.workflows import coders, reception
from assistant.workflows.workbench import Workbench
from tests import nouns
from tests.workflows.team_study import (
    ANNA,
    BO,
    BOOK,
    LEAD,
    TEXT,
    WATCHER,
    Secret,
    assign,
    assignment,
    coding,
    let_anna_work,
    let_the_instrument_propose,
    span,
    unit,
)

WORDS = "a sentence of my own"
ONE = Secret(unit=0, code=BOOK.codes[0].id, words="SECRETone密语", proposed=(0, 1))
TWO = Secret(unit=1, code=BOOK.codes[1].id, words="SECRETtwo密语", proposed=(1,))


@dataclass
class World:
    """One world, with a browser for each person."""

    bench: Workbench
    app: Any
    browsers: dict[str, TestClient] = field(default_factory=dict)
    visits: int = 0

    @property
    def blocks(self) -> Any:
        """What Gradio serves."""
        return next(route.app for route in self.app.routes if isinstance(route, Mount)).get_blocks()

    def call(self, who: str, component: int, function: str, asked: object) -> str:
        """What a server function answers somebody."""
        body = {"session_hash": "here", "component_id": component, "fn_name": function, "data": asked}
        answer = self.browsers[who].post("/gradio_api/component_server", json=body)
        assert answer.status_code == 200, (function, answer.text[:500])
        return str(answer.json())

    def hear(self, who: str, event: int, inputs: list[object], about: object = None) -> str:
        """What an event of Gradio answers somebody, over the queue, as one text."""
        self.visits += 1
        body = {"data": inputs, "fn_index": event, "session_hash": f"visit{self.visits}", "event_data": about}
        joined = self.browsers[who].post("/gradio_api/queue/join", json=body)
        assert joined.status_code == 200, joined.text[:500]
        stream = self.browsers[who].get("/gradio_api/queue/data", params={"session_hash": f"visit{self.visits}"}).text
        outputs = [json.loads(line[5:]) for line in stream.splitlines() if line.startswith("data:")]
        return json.dumps([each.get("output") for each in outputs if each.get("msg") == "process_completed"])


@contextmanager
def world(folder: Path, secret: Secret) -> Iterator[World]:
    """A served study in which Anna and the instrument have done what the secret says; Bo and Anna code blind."""
    bench = create_study(folder, StudySettings(name="worlds"), BOOK)
    bench.ledger.append(
        [
            acts.CoderRegistered(coder=nouns.INSTRUMENT),
            nouns.source_added(TEXT),
            acts.RunStarted(run_id="run", coder_id=nouns.INSTRUMENT.id, codebook_id=BOOK.id),
            *(acts.CoderRegistered(coder=each) for each in (ANNA, BO, WATCHER)),
        ],
        actor="lead",
    )
    let_the_instrument_propose(bench.ledger, secret)
    assign(bench, assignment(ANNA, 0, 1, 2), assignment(BO, 0, 1, 2))
    let_anna_work(bench, secret)
    own = coding(2, BO, name="bo-1", code=BOOK.codes[0].id, round="r1")
    bench.ledger.append([acts.CodingAdded(coding=own)], actor=BO.id)
    made = World(bench, application(bench, alone=False))
    for who in (LEAD, BO, WATCHER):
        reception.choose_password(bench, coders.known_coder(bench, who.id), WORDS)
    with TestClient(made.app, base_url="http://127.0.0.1:7860") as first:
        made.browsers = {LEAD.id: first} | {
            who.id: TestClient(made.app, base_url="http://127.0.0.1:7860") for who in (BO, WATCHER)
        }
        for name, browser in made.browsers.items():
            browser.portal = first.portal
            answer = browser.post("/sign-in", data={"name": name, "password": WORDS})
            assert answer.url.path == "/", answer.text
        yield made
    bench.close()


def same_noise(text: str) -> str:
    """Take out what differs from one process to the next: times and durations, random ids, folders."""
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.+]+", "TIME", text)
    text = re.sub(r'"(?:average_)?duration": [\d.]+', "DURATION", text)
    return re.sub(r"0[0-9a-f]{7}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", "ID", text)


__all__ = [
    "ANNA",
    "BO",
    "BOOK",
    "LEAD",
    "ONE",
    "TEXT",
    "TWO",
    "WATCHER",
    "World",
    "same_noise",
    "span",
    "unit",
    "world",
]
