"""A person reads, codes, changes, takes back and is done with a passage, without ever touching the mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.desk import Desk, said

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


def marked(page: Page) -> str:
    return "".join(page.locator(".tri-piece.marked").all_inner_texts())


def press(page: Page, key: str, words: str) -> None:
    """Press a key and wait until the page tells what came of it."""
    page.keyboard.press(key)
    said(page, words)


def test_a_passage_is_found_selected_word_by_word_and_coded_by_typing(desk: Desk):
    page = desk.page()
    text = desk.text("访谈")
    page.locator(".tri-item").filter(has_text="访谈").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".tri-text")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert marked(page) == "交货期从35天缩短到20天，成本下降7.3%，𠮷田经理也这样说🇨🇳。"
    for key in ("Control+Shift+ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowDown", "Control+Shift+ArrowDown"):
        held = marked(page)
        page.keyboard.press(key)
        assert marked(page) in held
        assert marked(page) != held
    words = marked(page)
    page.keyboard.press("/")
    expect(page.locator(".tri-filter")).to_be_focused()
    page.keyboard.type("b.vcd")
    press(page, "Enter", f"已编码 B.VCD 价值创造和传递：「{words[:10]}")
    (made,) = [each for each in desk.codings("访谈") if each.code == "B.VCD"]
    assert text[made.span.start : made.span.end] == words
    press(page, "u", "已撤销")
    page.context.close()


def test_a_coding_is_given_a_status_another_code_taken_away_and_all_that_is_undone_after_a_reload(desk: Desk):
    page = desk.page(title="访谈")
    before = desk.codings("访谈")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    press(page, "8", "已编码 B.VP")
    (made,) = set(desk.codings("访谈")) - set(before)
    page.keyboard.press("Shift+C")
    page.locator(".tri-chip", has_text="B.VP").click()
    page.locator(".tri-card.coding.current [data-attribute=polarity]").focus()
    press(page, "ArrowDown", "已修改")
    page.locator(".tri-text").focus()
    page.keyboard.press("e")
    expect(page.locator(".tri-find")).to_be_focused()
    page.keyboard.type("A.RES")
    press(page, "Enter", "已修改 A.RES")
    press(page, "x", "已删除 A.RES")
    assert desk.codings("访谈") == before
    desk.reopen(page, "访谈")
    for wanted in (("A.RES", True), ("B.VP", True), ("B.VP", False)):
        press(page, "u", "已撤销")
        (now,) = set(desk.codings("访谈")) - set(before)
        assert (now.id, now.code, bool(now.attributes)) == (made.id, *wanted)
    press(page, "u", "已撤销：编码 B.VP")
    press(page, "Shift+U", "已重做：编码 B.VP")
    press(page, "u", "已撤销：编码 B.VP")
    assert desk.codings("访谈") == before
    assert page.failures == []
    page.context.close()


def test_a_passage_is_locked_and_opened_and_the_whole_source_too(desk: Desk):
    page = desk.page(title="signs")
    page.on("dialog", lambda dialog: dialog.accept())
    page.keyboard.press("n")
    press(page, "l", "已锁定 1 个单元")
    assert page.locator(".tri-passage.locked").count() == 1
    page.locator(".tri-passage.locked .tri-said").click()
    page.keyboard.press("Enter")
    press(page, "1", "锁定")
    page.keyboard.press("Escape")
    press(page, "Shift+L", "已锁定 2 个单元")
    expect(page.locator(".tri-done")).to_contain_text("整份已锁定")
    press(page, "u", "已撤销：锁定")
    press(page, "u", "已撤销：锁定")
    assert page.locator(".tri-passage.locked").count() == 0
    assert [lock for lock in desk.bench.ledger.locks() if lock.document_id == desk.source("signs").id] == []
    page.context.close()


def test_a_memo_is_written_kept_changed_and_taken_back(desk: Desk):
    page = desk.page(title="signs")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    words = marked(page)
    page.keyboard.press("m")
    page.keyboard.type("123 这里很关键 ax")
    press(page, "Control+Enter", "备忘已保存")
    (memo,) = desk.bench.ledger.memos()
    text = desk.text("signs")
    assert (memo.text, text[memo.span.start : memo.span.end], memo.private) == ("123 这里很关键 ax", words, False)
    desk.reopen(page, "signs")
    expect(page.locator(".tri-tab[data-panel=memos]")).to_have_text("备忘 1")
    page.keyboard.press("Shift+M")
    expect(page.locator(".tri-card.memo")).to_contain_text("123 这里很关键 ax")
    page.locator(".tri-card.memo button").first.click()
    page.locator("textarea").fill("另一种读法")
    page.locator(".tri-private input").check()
    page.keyboard.press("Escape")
    assert desk.bench.ledger.memos() == (memo,), "what was not saved is not kept"
    page.locator(".tri-card.memo button").first.click()
    page.locator("textarea").fill("另一种读法")
    page.locator(".tri-private input").check()
    page.locator(".tri-save").click()
    said(page, "备忘已保存")
    assert [(each.text, each.private) for each in desk.bench.ledger.memos()] == [("另一种读法", True)]
    for _ in range(2):
        press(page, "u", "已撤销：写备忘")
    assert desk.bench.ledger.memos() == ()
    page.context.close()


def test_the_keys_are_told_and_do_nothing_while_somebody_types(desk: Desk):
    page = desk.page(title="访谈")
    page.keyboard.press("?")
    expect(page.locator(".tri-help")).to_be_visible()
    expect(page.locator(".tri-help")).to_contain_text("撤销")
    page.keyboard.press("Escape")
    expect(page.locator(".tri-help")).not_to_be_visible()
    head = desk.bench.ledger.head()
    page.locator(".tri-words").fill("axu123jl")
    page.locator(".tri-words").press("Escape")
    expect(page.locator(".tri-text")).to_be_focused()
    assert page.locator(".tri-text").evaluate("node => getComputedStyle(node).outlineStyle") != "none"
    assert desk.bench.ledger.head() == head
    page.context.close()
