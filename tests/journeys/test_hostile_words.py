"""Words that try to run, wherever they stand (text, file, code, person, memo, reason), are drawn as words."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import HOSTILE
from tests.journeys.desk import HOSTILE_CODER, HOSTILE_FILE, Desk, drag, said

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


def test_words_of_files_codes_and_people_are_drawn_as_words(desk: Desk):
    page = desk.page(locale="en-GB")
    listed = page.locator(".tri-item").filter(has_text="onerror")
    expect(listed).to_contain_text(HOSTILE_FILE.removesuffix(".txt"))
    listed.click()
    expect(page.locator(".tri-facts")).to_contain_text(HOSTILE_FILE)
    page.locator(".tri-item").filter(has_text="访谈").first.click()
    page.wait_for_selector(".tri-card")
    expect(page.locator(".tri-card").first).to_contain_text(HOSTILE)
    assert any(HOSTILE in words for words in page.locator(".tri-said").all_inner_texts())
    line = page.locator(".tri-code-line[data-code='A.STR']")
    expect(line).to_contain_text(HOSTILE)
    line.hover()
    expect(page.locator(".tri-entry")).to_contain_text(HOSTILE)
    page.mouse.move(5, 5)
    expect(page.locator(".tri-entry")).not_to_be_visible()
    page.keyboard.press("Shift+C")
    page.locator(".tri-chip.theirs").first.click()
    expect(page.locator(".tri-card.theirs")).to_contain_text(HOSTILE_CODER)
    nothing_ran(page)


def test_words_that_a_coder_types_are_drawn_as_words(desk: Desk):
    page = desk.page(title="访谈", locale="en-GB")
    drag(page, "信任")
    page.keyboard.press("1")
    said(page, HOSTILE)
    page.keyboard.press("m")
    page.keyboard.insert_text(f"{HOSTILE} javascript:alert(1)")
    page.keyboard.press("Control+Enter")
    said(page, "Memo saved")
    expect(page.locator(".tri-card.memo").first).to_contain_text(HOSTILE)
    page.keyboard.press("Shift+P")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.locator(".tri-own").fill(HOSTILE)
    page.keyboard.press("Enter")
    said(page, "Rejected")
    expect(page.locator(".tri-card.done").first).to_contain_text(HOSTILE)
    for _ in range(3):
        page.keyboard.press("u")
        said(page, "Undone")
    nothing_ran(page)


def nothing_ran(page: Page) -> None:
    assert page.evaluate("window.hacked") is None
    assert page.locator("#coding img, #coding script, #coding iframe").count() == 0
    links = page.eval_on_selector_all("a", "all => all.map((link) => link.getAttribute('href'))")
    assert [link for link in links if "javascript" in (link or "")] == []
    assert page.failures == []
    page.context.close()
