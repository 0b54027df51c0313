"""A person switches the language and the theme; every page keeps them, names its controls, and fits the screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.ui.building import PAGES
from assistant.ui.wording import INTERFACE
from tests.journeys.conftest import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
DRAWN = "document.querySelector('gradio-app').innerText.trim().length > 40"
UNNAMED = """() => [...document.querySelectorAll('button, input, select, textarea, a[href]')].filter((node) =>
  node.offsetParent !== null && node.type !== 'hidden' && getComputedStyle(node).visibility !== 'hidden' && !(
    node.getAttribute('aria-label') || node.getAttribute('aria-labelledby') || node.title || node.placeholder ||
    node.textContent.trim() || node.labels?.length)).map((node) => node.outerHTML.slice(0, 200))"""


def open_page(page: Page, served: Served, path: str) -> None:
    page.goto(served.url.rstrip("/") + path)
    page.wait_for_function(DRAWN, timeout=60_000)


def is_dark(page: Page) -> bool:
    return page.evaluate("document.body.classList.contains('dark')")


def test_the_language_chosen_holds_on_every_page_and_after_a_reload(window: Page, served: Served):
    open_page(window, served, "/")
    window.locator("[data-shell=language]").click()
    for path in ("/codebook", "/work"):
        open_page(window, served, path)
        expect(window.locator(".shell nav a").first).to_have_text(INTERFACE["en"]["page_coding"])
        expect(window.locator("html")).to_have_attribute("lang", "en")
    expect(window.locator("#verify")).to_have_text(INTERFACE["en"]["verify_button"])
    window.locator("[data-shell=language]").click()
    expect(window.locator("#verify")).to_have_text(INTERFACE["zh"]["verify_button"], timeout=30_000)


def test_dark_and_light_are_chosen_on_any_page_and_kept(window: Page, served: Served):
    open_page(window, served, "/work")
    assert not is_dark(window)
    window.locator("[data-shell=theme]").click()
    assert is_dark(window)
    for path in ("/corpus", "/work"):
        open_page(window, served, path)
        assert is_dark(window), path
    window.locator("[data-shell=theme]").click()
    window.reload()
    window.wait_for_function(DRAWN, timeout=60_000)
    assert not is_dark(window)


def test_every_page_is_listed_fits_a_small_screen_names_its_controls_and_asks_nobody_else(window: Page, served: Served):
    window.set_viewport_size({"width": 1280, "height": 720})
    for word, path, _ in PAGES:
        open_page(window, served, path)
        assert window.locator(".shell nav a").count() == len(PAGES)
        expect(window.locator(".shell nav a[aria-current=page]")).to_have_text(INTERFACE["zh"][word])
        assert window.evaluate("document.documentElement.scrollWidth") <= 1280, path
        assert window.evaluate(UNNAMED) == [], path


def test_no_page_is_wider_than_a_tablet(browser: Browser, served: Served):
    context = browser.new_context(viewport={"width": 820, "height": 1100}, locale="en-GB")
    page = context.new_page()
    for _, path, _ in PAGES:
        open_page(page, served, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 820, path
        assert page.evaluate("document.documentElement.lang") == "en", "the browser's own language where none is chosen"
    context.close()
