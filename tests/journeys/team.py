"""A team's study served from this very process: a lead and two coders with passwords, an interview and a report."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, Page

from assistant.bootstrap import DEFAULT_CODEBOOK, create_study, shipped
from assistant.domain.coder import Coder, CoderKind, Role
from assistant.domain.identifiers import CoderId
from assistant.reading.codebook import load_codebook
from assistant.settings import StudySettings
from assistant.ui.launching import listen
from assistant.workflows import coders, ingest, propose, reception
from assistant.workflows.workbench import Workbench
from tests.journeys.conftest import INTERVIEW

HOSTILE_NAME = "安娜<img src=x onerror='window.hacked=1'>${1+1}{{7*7}}"
WORDS = "a sentence of my own"


@dataclass(frozen=True)
class Team:
    """A served study with its workbench."""

    url: str
    bench: Workbench
    browser: Browser

    def page_of(self, name: str, *, language: str = "zh-CN", password: str = WORDS) -> Page:
        """A browser of its own in which somebody has signed in."""
        page = self.browser.new_context(viewport={"width": 1280, "height": 860}, locale=language).new_page()
        page.goto(self.url)
        page.locator("#name").fill(name)
        page.locator("#password").fill(password)
        page.keyboard.press("Enter")
        page.wait_for_selector(".shell-who", timeout=60_000)
        return page


def team_study(folder: Path) -> Workbench:
    """A study of a lead and two coders."""
    settings = StudySettings(name="team", person="lead")
    bench = create_study(folder / "study", settings, load_codebook(shipped(*DEFAULT_CODEBOOK)))
    (folder / "访谈.txt").write_text(INTERVIEW, "utf-8")
    (folder / "report.md").write_text("# Report\n\nDelivery time fell from 35 to 20 days.\n\nPeople met.\n", "utf-8")
    list(ingest.add_files(bench, [folder / "访谈.txt", folder / "report.md"], actor=bench.person))
    propose.propose_codes(bench, "exemplar", actor=bench.person)
    for coder_id, shown in (("anna", HOSTILE_NAME), ("bo", "博")):
        newcomer = Coder(id=CoderId(coder_id), name=shown, kind=CoderKind.PERSON, role=Role.CODER)
        coders.add_person(bench, newcomer, actor=bench.person)
    for coder in coders.people_of(bench):
        reception.choose_password(bench, coder, WORDS)
    return bench


@contextmanager
def serving(bench: Workbench, *, alone: bool = False) -> Iterator[str]:
    """Serve on loopback in a thread, in single-user mode or not; give the address."""
    from assistant.ui.application import application

    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(application(bench, alone=alone), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join(20)
