"""A person triangulates in the browser: moves through the matrix, opens a cell, judges it, follows a figure."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


def test_a_cell_is_reached_by_arrows_and_judged_by_a_letter_with_a_reason(page: Page, served: Served):
    page.goto(served.url + "triangulation")
    page.locator(".tg-controls .tick input").uncheck(timeout=60_000)
    first = page.locator(".tg-cell").first
    first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(first).to_be_focused()
    column = page.locator(".tg-cell:not(.tg-no_source)").first
    column.focus()
    page.keyboard.press("p")
    page.locator("dialog textarea").fill("${1+1} {{7*7}} <img src=x onerror='window.hacked = 1'>")
    page.locator("dialog button.main").click()
    expect(page.locator(".tg-cell .judged").first).to_contain_text("部分", timeout=30_000)
    page.locator(".tg-cell:has(.judged)").first.press("Enter")
    expect(page.locator(".tg-detail")).to_contain_text("{{7*7}}", timeout=30_000)
    assert page.evaluate("window.hacked") is None


def test_a_figure_leads_to_its_place_in_the_source(page: Page, served: Served):
    page.goto(served.url + "triangulation#claims")
    page.locator(".tg-panel table .tg-row-button").first.click(timeout=60_000)
    link = page.locator(".tg-quote a").first
    expect(link).to_have_attribute("href", re.compile(r"/\?source=.+&at=\d+"), timeout=30_000)


@pytest.mark.parametrize("tab", ["network", "timeline", "together", "queue"])
def test_every_other_tab_opens(page: Page, served: Served, tab: str):
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto(f"{served.url}triangulation#{tab}")
    expect(page.locator(f"[data-shown={tab}]")).to_be_attached(timeout=60_000)
    words = page.locator("body").inner_text()
    assert not broken
    assert not any(never in words for never in ("NaN", "undefined", "Traceback", "tri_"))
