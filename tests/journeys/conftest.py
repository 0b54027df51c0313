"""A served study and a real browser, as a user has them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.inside import tricoder_inside

if TYPE_CHECKING:
    from tests.journeys.desk import Desk
    from tests.journeys.team import Team

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOSTILE = (
    "${1+1} {{7*7}} <script>window.hacked = 1</script> <img src=x onerror='window.hacked = 1'> javascript:alert(1)"
)
INTERVIEW = (
    "访谈者：请谈谈平台带来的变化。\n\n"
    "受访者：平台为上下游供应商打通了全产业链😀，订单直接到工厂👨‍👩‍👧。我们把轻量化软件交给车间使用。\n\n"
    "访谈者：交付方面呢？\n\n"
    "受访者：交货期从35天缩短到20天，成本下降7.3%，𠮷田经理也这样说🇨🇳。\n\n"
    f"访谈者：还有吗？\n\n受访者：{HOSTILE} \u202eRTL\u202c café naïve é 信任。\n"
)


@dataclass(frozen=True)
class Served:
    """A study in the browser."""

    url: str
    folder: Path

    def tricoder(self, *arguments: object) -> str:
        done = tricoder_inside(*arguments, "--study", self.folder)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A study with one interview and one English report; whoever edits its codebook takes one of his own."""
    with served_study(tmp_path_factory.mktemp("desk")) as study:
        yield study


@contextmanager
def served_study(desk: Path) -> Iterator[Served]:
    """A study with one interview and one English report, indexed, with proposals, on loopback."""
    (desk / "访谈.txt").write_text(INTERVIEW, "utf-8")
    (desk / "report.md").write_text("# Report\n\nDelivery time fell from 35 to 20 days.\n\nPeople met.\n", "utf-8")
    study = Served("", desk / "study")
    assert tricoder_inside("new", study.folder).returncode == 0
    study.tricoder("add", desk / "访谈.txt", desk / "report.md")
    study.tricoder("propose")
    server = subprocess.Popen(
        [sys.executable, "-m", "assistant.cli", "serve", "--study", str(study.folder), "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        url = next(found[0] for line in server.stderr if (found := re.findall(r"http://\S+/", line)))
        yield Served(url, study.folder)
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    if not Path(CHROMIUM).exists():
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def team(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """A study of a lead and two coders, with passwords."""
    from tests.journeys.team import Team, serving, team_study

    bench = team_study(tmp_path_factory.mktemp("team"))
    with serving(bench) as url:
        yield Team(url, bench, browser)
    bench.close()


@pytest.fixture(scope="session")
def desk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A study in single-user mode, full of what is hard to draw and to mark."""
    from tests.journeys.desk import Desk, desk_study
    from tests.journeys.team import serving

    bench = desk_study(tmp_path_factory.mktemp("desk"))
    with serving(bench, alone=True) as url:
        yield Desk(url, bench, browser)
    bench.close()


@pytest.fixture
def window(browser: Browser) -> Iterator[Page]:
    """An empty page, with every request to elsewhere and every script error noted."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, locale="zh-CN")
    opened = context.new_page()
    opened.strangers = []
    opened.failures = []
    opened.on("request", lambda request: opened.strangers.append(request.url) if _strange(request.url) else None)
    opened.on("pageerror", lambda error: opened.failures.append(str(error)))
    yield opened
    assert opened.strangers == []
    assert opened.failures == []
    context.close()


@pytest.fixture
def page(window: Page, served: Served) -> Page:
    """The coding page, loaded."""
    window.goto(served.url)
    window.wait_for_selector(".tri-item", timeout=60_000)
    return window


def _strange(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1", "data:", "blob:"))


def open_source(page: Page, title: str) -> None:
    """Open a source from the list."""
    page.locator(".tri-item").filter(has_text=title).first.click()
    page.wait_for_selector(".tri-passage")
