"""A person reads an entry of the codebook, what stands around a passage, what a proposal rests on; on any screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from assistant.domain.acts import CodingAdded, CodingRemoved
from assistant.domain.coding import Coding
from assistant.domain.span import Span
from tests.journeys.desk import Desk, said

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


def test_the_codebook_is_filtered_and_an_entry_says_what_decides(desk: Desk):
    page = desk.page(title="访谈")
    assert page.locator(".tri-code-line").count() == len(desk.bench.codebook().codes)
    page.locator(".tri-family").filter(has_text="A ").first.click()
    listed = page.locator(".tri-code-line b").all_inner_texts()
    assert listed == [code.id for code in desk.bench.codebook().codes if code.family == "A"]
    assert page.locator(".tri-code-line kbd").all_inner_texts()[: len(listed)] == [
        str(place + 1) if place < 9 else "" for place in range(len(listed))
    ]
    page.keyboard.press("/")
    page.keyboard.type("资源")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    entry = page.locator(".tri-entry")
    code = page.locator(".tri-code-line[aria-selected=true]").get_attribute("data-code")
    expect(entry).to_be_visible()
    expect(entry).to_contain_text(code)
    for part in ("纳入", "排除", "正例"):
        expect(entry).to_contain_text(part)
    assert code in entry.locator("a").get_attribute("href")
    assert page.locator(".tri-filter").get_attribute("aria-activedescendant").startswith("tri-code-")
    page.context.close()


def test_the_context_of_a_passage_is_its_question_its_neighbours_and_other_kinds_of_source(desk: Desk):
    page = desk.page(title="访谈")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.locator(".tri-tab[data-panel=context]").click()
    panel = page.locator(".tri-panel")
    expect(panel).to_contain_text("交付方面呢？")
    expect(panel).to_contain_text("轻量化软件")
    page.locator(".tri-similar").click()
    hit = panel.locator(".hit").first
    expect(hit).to_be_visible(timeout=60_000)
    assert page.locator(".tri-panel .hit").filter(has_text="受访者：交货期").count() == 0, "not from the source itself"
    hit.click()
    expect(page.locator(".tri-passage.found")).to_be_visible()
    expect(page.locator(".tri-title")).not_to_have_text("访谈")
    page.context.close()


def test_a_proposal_shows_what_it_rests_on_and_what_does_not_stand_in_the_text(desk: Desk):
    page = desk.page(title="访谈")
    card = page.locator(".tri-card[data-proposal='proposal-1']")
    expect(card.locator(".lost")).to_contain_text("并不在原文里")
    expect(card.locator(".lost")).to_contain_text("不能作为证据")
    expect(card.locator(".tri-match").first).to_have_text("逐字")
    card.locator("summary").click()
    expect(card).to_contain_text("纳入规则: 纳入规则一")
    expect(card).to_contain_text("实现状态")
    card.locator("[data-action=accept]").click()
    expect(page.locator(".tri-confirm")).to_contain_text("轻量化软件交给车间使用")
    expect(page.locator(".tri-piece.now")).to_have_text("轻量化软件交给车间使用")
    page.keyboard.press("Escape")
    expect(page.locator(".tri-confirm")).to_have_count(0)
    page.context.close()


def test_a_finger_on_a_tablet_selects_and_codes(desk: Desk):
    page = desk.page(title="signs", viewport={"width": 820, "height": 1100}, has_touch=True, is_mobile=True)
    page.locator(".tri-passage").nth(1).tap()
    page.evaluate(
        """() => {
          const piece = document.querySelectorAll('.tri-passage')[1].querySelector('.tri-piece');
          const at = piece.textContent.indexOf('之后'), range = document.createRange();
          range.setStart(piece.firstChild, Math.max(0, at));
          range.setEnd(piece.firstChild, Math.max(0, at) + 2);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    page.wait_for_selector(".tri-picker.docked:not([hidden])")
    words = page.evaluate("getSelection().toString()")
    page.locator(".tri-picker .tri-quick").nth(6).tap()
    said(page, words)
    assert page.evaluate("document.documentElement.scrollWidth") <= 820
    page.keyboard.press("u")
    said(page, "已撤销")
    page.context.close()


def test_everything_that_can_be_pressed_has_a_name_and_outcomes_are_read_aloud(desk: Desk):
    page = desk.page(title="访谈", color_scheme="dark")
    nameless = page.eval_on_selector_all(
        "#coding button, #coding input, #coding select, #coding [role=listbox], #coding [role=document]",
        """all => all.filter((node) => node.offsetParent && !(node.getAttribute('aria-label') || node.textContent.trim()
          || node.title || node.closest('label'))).map((node) => node.outerHTML.slice(0, 90))""",
    )
    assert nameless == []
    assert page.locator(".tri-status").get_attribute("aria-live") == "polite"
    page.keyboard.press("ArrowDown")
    assert "打通了全产业链" in page.locator(".tri-spoken").inner_text()
    light = page.evaluate(
        """() => {
          const shade = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number).reduce((a, b) => a + b) / 3;
          const style = getComputedStyle(document.querySelector('.tri-text'));
          return [shade(style.color), shade(style.backgroundColor)]; }"""
    )
    assert light[0] > light[1] + 90, "light letters on a dark ground"
    page.context.close()


def test_an_address_opens_a_source_at_a_place_and_what_was_in_view_is_recorded(desk: Desk):
    page = desk.page()
    source = desk.source("访谈")
    at = desk.text("访谈").index("成本下降")
    page.goto(f"{desk.url}?source={source.id}&at={at}")
    expect(page.locator(".tri-passage.found")).to_contain_text("成本下降", timeout=60_000)
    expect(page.locator(".tri-card.current")).to_be_visible()
    page.wait_for_timeout(400)
    page.locator(".tri-item").filter(has_text="signs").first.click()
    page.wait_for_selector(".tri-title:has-text('signs')")
    seen = {each.proposal_id: each for each in desk.bench.ledger.seen()}
    assert "proposal-2" in seen
    assert seen["proposal-2"].dwell_ms >= 200
    assert seen["proposal-2"].place == "page"
    page.context.close()


def test_a_memo_being_written_outlives_what_a_colleague_does_and_is_not_lost_by_leaving(desk: Desk):
    page = desk.page(title="访谈")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.keyboard.press("m")
    page.keyboard.insert_text("写到一半")
    source = desk.source("访谈")
    start = desk.text("访谈").index("成本下降")
    segments = desk.bench.ledger.segments(source.id)
    unit = next(each for each in segments if each.span.start <= start < each.span.end)
    made = Coding(
        id="while-writing", coder_id="bo", codebook_id=desk.bench.codebook().id, document_id=source.id,
        segment_id=unit.id, span=Span(start, start + 4), code="D.1",
    )  # fmt: skip
    desk.bench.ledger.append([CodingAdded(coding=made)], actor="bo")
    expect(page.locator(".tri-chip.theirs").filter(has_text="D.1")).to_have_count(1, timeout=15_000)
    page.keyboard.insert_text("，再写完")
    expect(page.locator(".tri-memo-form textarea")).to_have_value("写到一半，再写完")
    page.locator(".tri-item").filter(has_text="signs").first.click()
    expect(page.locator(".tri-title")).to_have_text("访谈")
    assert len(asked) == 1
    desk.bench.ledger.append([CodingRemoved(coding_id=made.id, reason="tidy", coding=made)], actor="bo")
    expect(page.locator(".tri-chip.theirs").filter(has_text="D.1")).to_have_count(0, timeout=15_000)
    page.context.close()
