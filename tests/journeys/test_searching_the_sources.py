"""A person searches with filters, sees what was looked through, and opens a passage at its place for coding."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import INTERVIEW, Served
from tests.journeys.test_adding_sources import open_corpus, sources

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


def test_a_search_with_filters_opens_at_the_place(window: Page, served: Served):
    open_corpus(window, served)
    window.locator(".corpus-words").fill("delivery time")
    window.locator(".corpus-type").select_option(sources(served)["访谈.txt"]["type"])
    window.keyboard.press("Tab")
    window.locator(".corpus-search button").click()
    hit = window.locator(".corpus-hit").filter(has_text="交货").first
    expect(hit).to_be_visible(timeout=60_000)
    expect(window.locator("#corpus-found")).to_contain_text(re.compile("份资料的 [0-9]+ 个单元"))
    other = sources(served)["report.md"]["id"]
    assert window.locator(f".corpus-hit[href*='{other}']").count() == 0, "filtered out by type"
    hit.click()
    window.wait_for_url("**/?source=*")
    asked = parse_qs(urlparse(window.url).query)
    assert asked["source"] == [sources(served)["访谈.txt"]["id"]]
    text, at = INTERVIEW.replace("\n\n", "\n"), int(asked["at"][0])
    assert "交货期" in text[max(0, at - 10) : at + 20]
    expect(window.locator(".tri-passage.found")).to_contain_text("交货期", timeout=60_000)


def test_only_units_with_a_code_of_ones_own_and_an_empty_answer_is_said(window: Page, served: Served):
    open_corpus(window, served)
    window.locator(".corpus-words").fill("平台")
    window.locator(".corpus-code").select_option("D.N2")
    window.locator(".corpus-search button").click()
    expect(window.locator(".corpus-hits")).to_contain_text("没有找到", timeout=60_000)
    window.get_by_text("清除检索").click()
    expect(window.locator("tr[data-source]").first).to_be_visible()


def test_a_source_is_read_beside_the_table(window: Page, served: Served):
    open_corpus(window, served)
    window.locator("tr[data-source]").filter(has_text="访谈.txt").locator("button").click()
    side = window.locator(".corpus-side")
    expect(side).to_contain_text("交货期从35天缩短到20天")
    expect(side.locator(".corpus-start")).to_have_attribute("href", re.compile(r"^/\?source=[0-9a-f]{64}&at=0$"))
    expect(side.locator(".corpus-notes")).to_be_visible()
