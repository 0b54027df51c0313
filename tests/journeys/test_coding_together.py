"""Two people code one source at the same time in two browsers: each sees the other, nothing is lost, nothing doubled.

``TRICODER_TOGETHER_S`` sets for how many seconds (2 if not given).
"""

from __future__ import annotations

import json
import os
import random
import time

import pytest
from playwright.sync_api import Page, Response, expect

from assistant.domain.acts import CodingAdded
from assistant.domain.coding import Coding
from assistant.ports import Selection
from tests.journeys.team import Team

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
SECONDS = float(os.environ.get("TRICODER_TOGETHER_S", "2"))
DRAWN = "() => [...new Set([...document.querySelectorAll('.tri-chip')].map((chip) => chip.textContent))].sort()"


def at_work(team: Team, name: str) -> Page:
    page = team.page_of(name)
    page.wait_for_selector(".tri-item", timeout=60_000)
    page.locator(".tri-item").filter(has_text="访谈").first.click()
    page.wait_for_selector(".tri-passage")
    return page


def one_act(page: Page, chance: random.Random) -> None:
    """Code a sentence somewhere, now and then take the last act back."""
    if chance.random() < 0.2:
        page.keyboard.press("u")
    for _ in range(chance.randint(1, 3)):
        page.keyboard.press(chance.choice(["ArrowDown", "ArrowUp"]))
    page.keyboard.press("Enter")
    for _ in range(chance.randint(0, 4)):
        page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press(str(chance.randint(1, 9)))


def see_the_same(one: Page, other: Page) -> bool:
    for _ in range(30):
        if one.evaluate(DRAWN) == other.evaluate(DRAWN):
            return True
        one.wait_for_timeout(500)
    return False


def test_two_coders_at_once_lose_nothing_and_double_nothing(team: Team):
    ledger = team.bench.ledger
    pages = {name: at_work(team, name) for name in ("anna", "bo")}
    confirmed: dict[str, set[tuple[str, int, int]]] = {name: set() for name in pages}
    for name, page in pages.items():
        page.on("response", lambda answer, name=name: confirmed[name].update(coded_by(answer)))
    chances = {name: random.Random(name) for name in pages}
    until, rounds = time.monotonic() + SECONDS, 0
    while time.monotonic() < until or rounds < 8:
        for name, page in pages.items():
            one_act(page, chances[name])
        rounds += 1
    assert see_the_same(*pages.values()), "both see the same codes at last"
    document = next(source.id for source in ledger.sources() if "访谈" in source.metadata.title)
    there = ledger.codings(Selection(documents=frozenset({document})))
    keys = [(coding.coder_id, coding.code, coding.span) for coding in there]
    assert len(keys) == len(set(keys)), "nothing is doubled"
    told = {name: len(each) for name, each in confirmed.items()}
    print(f"{rounds} rounds; told that it is recorded: {told}; {len(there)} codings stand")
    for name, page in pages.items():
        acts = [each.act for each in ledger.acts_of(name, last=100_000)]
        added = {key_of(act.coding) for act in acts if isinstance(act, CodingAdded)}
        assert confirmed[name], "something was coded"
        assert confirmed[name] <= added, "what a coder was told is recorded is recorded"
        expect(page.locator(".tri-status.bad")).to_have_count(0)
    anna = pages["anna"]
    anna.reload()
    anna.wait_for_selector(".tri-chip", timeout=60_000)
    assert see_the_same(anna, pages["bo"]), "and so does a page that is opened anew"
    assert ledger.verify().flaws == ()
    for page in pages.values():
        page.context.close()


def coded_by(answer: Response) -> set[tuple[str, int, int]]:
    """What a request to code has asked for, where the answer says that it was done."""
    if "component_server" not in answer.url or '"fn_name":"code"' not in (answer.request.post_data or ""):
        return set()
    asked = json.loads(answer.request.post_data)["data"]
    refused = "error" in json.loads(json.loads(answer.text()))
    return set() if refused else {(asked["code"], *asked["span"])}


def key_of(coding: Coding) -> tuple[str, int, int]:
    return coding.code, coding.span.start, coding.span.end


def test_what_a_colleague_codes_appears_within_two_seconds(team: Team):
    one, other = at_work(team, "anna"), at_work(team, "bo")
    before = other.locator(".tri-chip.theirs").count()
    one.keyboard.press("ArrowDown")
    one.keyboard.press("Enter")
    one.keyboard.press("Enter")
    one.keyboard.press("/")
    one.keyboard.type("F.3b")
    one.keyboard.press("Enter")
    one.wait_for_function("() => document.querySelector('.tri-status').textContent.includes('F.3b')")
    began = time.monotonic()
    other.wait_for_function(
        "() => [...document.querySelectorAll('.tri-chip.theirs')].some((chip) => chip.textContent.startsWith('F.3b'))",
        timeout=15_000,
    )
    print(f"after {time.monotonic() - began:.2f} s")
    assert other.locator(".tri-chip.theirs").count() > before
    one.locator(".tri-text").focus()
    one.keyboard.press("u")
    other.wait_for_function(
        "() => ![...document.querySelectorAll('.tri-chip.theirs')].some((chip) => chip.textContent.startsWith('F.3b'))",
        timeout=15_000,
    )
    one.context.close()
    other.context.close()
