"""A person corrects what is known of the sources: cell by cell, and many at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import HOSTILE, Served
from tests.journeys.test_adding_sources import open_corpus, sources

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


def line(window: Page, file: str):
    return window.locator("tr[data-source]").filter(has_text=file)


def test_many_sources_get_a_case_in_one_step(window: Page, served: Served):
    open_corpus(window, served)
    for file in ("访谈.txt", "report.md"):
        line(window, file).locator("input[type=checkbox]").check()
    expect(window.locator(".corpus-bulk")).to_contain_text("2 份资料")
    window.locator(".corpus-bulk-field").select_option("case")
    window.locator(".corpus-bulk-value input").fill("  康派斯房车 ")
    window.locator(".corpus-bulk button").click()
    expect(window.locator(".status")).to_contain_text("已保存：2")
    known = sources(served)
    assert {known["访谈.txt"]["case"], known["report.md"]["case"]} == {"康派斯房车"}


def test_the_table_is_edited_and_a_wrong_date_is_refused_in_a_sentence(window: Page, served: Served):
    open_corpus(window, served)
    identity = line(window, "report.md").get_attribute("data-source")
    window.locator("#corpus-edit").click()
    row = window.locator(f"tr[data-source='{identity}']")
    row.locator("[data-field=date]").fill("2023-02-31")
    row.locator("[data-field=publisher]").fill(HOSTILE)
    row.locator("[data-field=source_type]").select_option("official_report")
    window.locator("#corpus-save").click()
    expect(window.locator(".status.wrong")).to_contain_text("2023-02-31")
    assert sources(served)["report.md"]["type"] != "official_report", "all or none"
    row.locator("[data-field=date]").fill("2023-02")
    window.locator("#corpus-save").click()
    expect(window.locator(".status")).to_contain_text("已保存：1")
    window.locator("#corpus-edit").click()
    window.locator(f"tr[data-source='{identity}'] button").click()
    expect(window.locator(".corpus-side")).to_contain_text(HOSTILE)
    expect(window.locator(".corpus-side")).to_contain_text("2023-02")
    assert window.evaluate("window.hacked") is None
    assert sources(served)["report.md"]["type"] == "official_report"


def test_sources_are_grouped_and_sorted_and_say_how_far_one_has_come(window: Page, served: Served):
    open_corpus(window, served)
    row = line(window, "访谈.txt")
    expect(row.locator("td.number").nth(2)).not_to_have_text("…", timeout=60_000)
    coded, uncoded, undecided = (int(cell) for cell in row.locator("td.number").all_inner_texts())
    assert coded + uncoded >= 3
    window.locator(".corpus-group-by").select_option("case")
    expect(window.locator(".corpus-group th").first).to_be_visible()
    window.locator(".corpus-group-by").select_option("")
    window.locator("thead").get_by_text("未编").click()
    shown = [int(cell) for cell in window.locator("tbody td.number:nth-last-child(2)").all_inner_texts()]
    assert shown == sorted(shown)
    window.locator(".corpus-group-by").select_option("source_type")
    assert undecided >= 0
