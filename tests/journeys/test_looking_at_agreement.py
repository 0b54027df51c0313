"""A person looks at how far the coders agree."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


def test_the_audit_page_says_what_cannot_be_estimated_and_why(page: Page, served: Served):
    page.goto(served.url + "audit")
    button = page.get_by_role("button").filter(has_text="计算").first
    expect(button).to_be_visible(timeout=30_000)
    button.click()
    expect(page.locator("#audit-said textarea")).to_have_value(re.compile("可比的编码者只有 0 人"), timeout=30_000)
    assert page.locator("svg[role=img] circle").count() == 0, "nothing is drawn where nothing can be estimated"
    for name, sentence in (
        ("来源类型与案例", "惯例"),
        ("锚定实验", "没有实验"),
        ("流行率与漏检", "没有随机样本"),
        ("各代码", "没有任何单元由两名编码者看过"),
    ):
        page.get_by_role("tab", name=name, exact=True).click()
        page.wait_for_function(
            "sentence => document.body.innerText.includes(sentence)"
            " || [...document.querySelectorAll('textarea')].some(box => box.value.includes(sentence))",
            arg=sentence,
            timeout=30_000,
        )
    boxes = page.eval_on_selector_all("textarea", "boxes => boxes.map(box => box.value)")
    words = page.locator("body").inner_text() + " ".join(boxes)
    assert not any(never in words for never in ("NaN", "Traceback", "undefined"))


def test_the_planner_simulates_before_anything_is_coded(page: Page, served: Served):
    page.goto(served.url + "audit")
    page.get_by_role("tab", name="样本量", exact=True).click(timeout=60_000)
    page.locator("#plan-simulate").click()
    expect(page.locator("#plan-said textarea")).to_have_value(re.compile("个单元、2 人"), timeout=60_000)
