"""Two people edit one entry in two browsers: who comes second is refused, sees what happened, and loses nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Served, served_study
from tests.journeys.test_editing_the_codebook import SLOW, open_codebook, open_entry, publish, rows

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A study of its own, since the codebook is edited."""
    with served_study(tmp_path_factory.mktemp("desk")) as study:
        yield study


def edit(window: Page, served: Served, code: str, words: str) -> None:
    open_codebook(window, served)
    open_entry(window, code)
    window.locator("#book-edit").click()
    window.locator(".book-middle textarea[data-side=zh]").nth(1).fill(words)


def test_the_second_editor_is_refused_and_goes_on_upon_the_new_version(window: Page, browser: Browser, served: Served):
    other = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN").new_page()
    edit(window, served, "E.1", "第一位编辑的定义")
    edit(other, served, "E.1", "第二位编辑的定义")
    other.locator("#book-review").click()
    other.locator("dialog .book-reason").fill("我也改了")
    publish(window, "先到先得")
    other.locator("#book-publish").click()
    expect(other.locator(".status.wrong")).to_contain_text("changed meanwhile", timeout=SLOW)
    expect(other.locator(".book-overtaken")).to_contain_text("先到先得")
    expect(other.locator(".book-overtaken")).to_contain_text("E.1")
    assert rows(served, "codebook", "versions")[-1]["reason"] == "先到先得"

    other.locator("#book-rebase").click()
    other.locator("#book-review").click()
    expect(other.locator("[data-difference='E.1'] del").first).to_be_visible(timeout=SLOW)
    other.locator("dialog .book-reason").fill("核对过了")
    other.locator("#book-publish").click()
    expect(other.locator(".status")).to_contain_text("已生效", timeout=SLOW)
    shown = served.tricoder("codebook", "show", "E.1")
    assert "第二位编辑的定义" in shown
    other.context.close()


def test_what_one_publishes_the_other_sees_within_two_seconds(window: Page, browser: Browser, served: Served):
    other = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN").new_page()
    open_codebook(other, served)
    edit(window, served, "E.2", "大家马上能看到的定义")
    open_entry(other, "E.2")
    publish(window, "看得见")
    began = time.monotonic()
    expect(other.locator(".book-middle")).to_contain_text("大家马上能看到的定义", timeout=SLOW)
    print(f"seen after {time.monotonic() - began:.2f} s")
    other.context.close()
