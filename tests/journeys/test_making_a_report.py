"""A person looks at the tables of a paper and takes them away as files."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


def test_tables_and_figure_are_shown_with_marked_gaps_and_written_as_files(page: Page, served: Served):
    page.goto(served.url + "report")
    button = page.locator("#report-show")
    expect(button).to_be_visible(timeout=60_000)
    expect(page.locator("#report-picture")).to_be_visible(timeout=30_000)
    button.click()
    expect(page.locator(".report-table .report-gap").first).to_contain_text("—", timeout=60_000)
    expect(page.get_by_role("img", name="研究框架与证据")).to_contain_text("过程（P）")
    expect(page.locator("#report-sheet")).to_contain_text("结构赋能")
    page.locator("#report-formats").get_by_text("docx").click()
    page.locator("#report-write").click()
    for name in ("tables.zh.xlsx", "framework.zh.svg"):
        expect(page.get_by_role("row", name=name)).to_be_visible(timeout=60_000)
    assert not any(never in page.locator("body").inner_text() for never in ("NaN", "Traceback", "undefined"))
