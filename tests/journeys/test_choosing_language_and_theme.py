"""A person switches the language and the theme; every page keeps them, and a narrow screen loses nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.ui.building import PAGES
from assistant.ui.wording import INTERFACE
from tests.journeys.conftest import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
PATHS = [path for _, path, _ in PAGES]


def open_page(page: Page, served: Served, path: str) -> None:
    page.goto(served.url.rstrip("/") + path)
    page.wait_for_function("document.querySelector('gradio-app').innerText.trim().length > 40", timeout=60_000)


def is_dark(page: Page) -> bool:
    return page.evaluate("document.body.classList.contains('dark')")


def test_the_language_chosen_holds_on_every_page_and_after_a_reload(page: Page, served: Served):
    page.locator("[data-shell=language]").click()
    for path in PATHS:
        open_page(page, served, path)
        expect(page.locator(".shell nav a").first).to_have_text(INTERFACE["en"]["page_coding"])
        expect(page.locator("html")).to_have_attribute("lang", "en")
    open_page(page, served, "/work")
    expect(page.locator("#verify")).to_have_text(INTERFACE["en"]["verify_button"])
    page.locator("[data-shell=language]").click()
    expect(page.locator("#verify")).to_have_text(INTERFACE["zh"]["verify_button"], timeout=30_000)


def test_dark_and_light_are_chosen_on_any_page_and_kept(page: Page, served: Served):
    assert not is_dark(page)
    page.locator("[data-shell=theme]").click()
    assert is_dark(page)
    for path in PATHS:
        open_page(page, served, path)
        assert is_dark(page), path
    page.locator("[data-shell=theme]").click()
    page.reload()
    page.wait_for_selector(".tri-item, gradio-app button")
    assert not is_dark(page)


def test_every_page_is_in_the_list_and_the_one_open_is_marked(page: Page, served: Served):
    for word, path, _ in PAGES:
        open_page(page, served, path)
        assert page.locator(".shell nav a").count() == len(PAGES)
        expect(page.locator(".shell nav a[aria-current=page]")).to_have_text(INTERFACE["zh"][word])


@pytest.mark.parametrize("width", [1280, 820])
def test_no_page_is_wider_than_the_screen(browser: Browser, served: Served, width: int):
    context = browser.new_context(viewport={"width": width, "height": 800}, locale="en-GB")
    page = context.new_page()
    for path in PATHS:
        open_page(page, served, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate("document.documentElement.lang") == "en", "the browser's own language where none is chosen"
    context.close()
