"""A person looks at how far the coders agree."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


def test_the_audit_page_says_what_cannot_be_estimated_and_why(page: Page, served: Served):
    page.goto(served.url + "audit")
    page.wait_for_timeout(1000)
    button = page.get_by_role("button").filter(has_text="计算").first
    expect(button).to_be_visible(timeout=30_000)
    button.click()
    page.wait_for_function("document.body.innerText.includes('盲编')", timeout=30_000)
    page.wait_for_timeout(2000)
    boxes = page.eval_on_selector_all("textarea", "boxes => boxes.map(box => box.value)")
    words = page.locator("body").inner_text() + " ".join(boxes)
    assert "可比的编码者只有 0 人" in words
    assert not any(never in words for never in ("NaN", "Traceback", "undefined"))
    assert page.locator("svg circle").count() == 0, "nothing is drawn where nothing can be estimated"
