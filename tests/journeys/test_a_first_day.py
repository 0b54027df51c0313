"""A new person reads a Chinese interview, codes, answers proposals, takes back, notes, reloads: everything is there."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from assistant.domain.coding import Action, Decision
from assistant.ports import Selection
from tests.journeys.desk import Desk, drag, said

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


def decided(desk: Desk) -> dict[str, Decision]:
    mine = Selection(coders=frozenset({desk.bench.person}))
    return {each.proposal_id: each for each in desk.bench.ledger.decisions(mine)}


def answer_proposals(page: Page) -> None:
    """Accept the first, reject the second, give the third another code and fewer words."""
    page.keyboard.press("Shift+P")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("j")
    expect(page.locator(".tri-card.current")).to_contain_text("打通了全产业链😀")
    page.keyboard.press("a")
    page.keyboard.press("1")
    said(page, "已接受 A.STR")
    page.keyboard.press("x")
    page.keyboard.press("2")
    said(page, "已拒绝 A.RES")
    page.keyboard.press("e")
    expect(page.locator(".tri-find")).to_be_focused()
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.type("B.VCD")
    page.keyboard.press("Enter")
    page.keyboard.press("1")
    said(page, "已改为 B.VCD")


def code_twice(page: Page) -> None:
    """One passage by mouse, another by keys alone."""
    drag(page, "订单直接到工厂👨‍👩‍👧")
    page.keyboard.press("1")
    said(page, "已编码")
    page.locator(".tri-text").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("2")
    said(page, "已编码")


def test_everything_that_was_done_is_there_after_a_reload_and_the_ledger_is_sound(desk: Desk):
    page = desk.page(title="访谈")
    assert "打通了全产业链" in page.locator(".tri-text").inner_text()
    code_twice(page)
    answer_proposals(page)
    page.keyboard.press("m")
    page.keyboard.insert_text("平台方的说法，需要与新闻对照")
    page.keyboard.press("Control+Enter")
    said(page, "备忘已保存")
    drag(page, "café naïve")
    page.keyboard.press("3")
    said(page, "已编码")
    page.keyboard.press("u")
    said(page, "已撤销：编码")
    text, before = desk.text("访谈"), desk.codings("访谈")
    assert {text[each.span.start : each.span.end] for each in before} == {
        "订单直接到工厂👨‍👩‍👧",
        "交货期从35天缩短到20天，成本下降7.3%，𠮷田经理也这样说🇨🇳。",
        "打通了全产业链😀",
        "交货期从35天缩短到20",
    }
    assert {key: (each.action, each.reason) for key, each in decided(desk).items()} == {
        "proposal-0": (Action.ACCEPT, "证据直接说明"),
        "proposal-1": (Action.REJECT, "应为其他代码"),
        "proposal-2": (Action.AMEND, "应为此代码"),
    }
    page.reload()
    page.wait_for_selector(".tri-card")
    expect(page.locator(".tri-title")).to_have_text("访谈")
    assert page.locator(".tri-card.done").count() == 3
    drawn = page.eval_on_selector_all(
        ".tri-chip:not(.theirs)", "all => all.map((chip) => chip.textContent.split(' ')[0])"
    )
    assert set(drawn) == {each.code for each in before}
    page.keyboard.press("Shift+M")
    expect(page.locator(".tri-card.memo")).to_contain_text("平台方的说法")
    assert desk.bench.ledger.verify().flaws == ()
    take_all_back(page, desk)


def take_all_back(page: Page, desk: Desk) -> None:
    """Undo everything, so that the next reader finds the desk as it was."""
    for _ in range(6):
        page.keyboard.press("u")
        said(page, "已撤销")
    assert desk.codings("访谈") == ()
    assert decided(desk) == {}
    assert page.failures == []
    page.context.close()
