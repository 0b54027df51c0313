"""A person reads a source, looks at what is proposed, decides by mouse and by keyboard, searches, and comes back."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import HOSTILE, INTERVIEW, Served, open_source

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


def codings(served: Served) -> list[dict[str, object]]:
    return [json.loads(line) for line in served.tricoder("codings", "--json").splitlines()]


def test_the_text_is_drawn_as_it_stands_and_nothing_in_it_runs(page: Page):
    open_source(page, "访谈")
    drawn = page.locator(".tri-said").all_inner_texts()
    assert "".join("".join(drawn).split()) == "".join(INTERVIEW.split())
    assert any(HOSTILE in text for text in drawn)
    assert page.evaluate("window.hacked") is None
    assert page.locator(".tri-text img, .tri-text script").count() == 0


def test_accepting_by_keyboard_makes_a_coding_on_exactly_the_evidence(page: Page, served: Served):
    open_source(page, "访谈")
    before = len(codings(served))
    page.locator(".tri-text").focus()
    page.keyboard.press("j")
    current = page.locator(".tri-card.current")
    quote = current.locator(".tri-quote").first.evaluate("node => node.firstChild.data")
    page.keyboard.press("a")
    page.keyboard.press("1")
    expect(page.locator(".tri-status")).to_contain_text("已记入台账")
    made = codings(served)
    assert len(made) == before + 1
    newest = max(made, key=lambda row: str(row["id"]))
    assert newest["text"] == quote
    assert INTERVIEW.replace("\n\n", "\n").find(quote) >= 0
    page.reload()
    page.wait_for_selector(".tri-item")
    open_source(page, "访谈")
    assert page.locator(".tri-card.done").count() >= 1
    assert page.locator(".tri-piece.coded").count() >= 1


def test_accepting_asks_for_a_reason_and_escape_takes_it_back(page: Page, served: Served):
    open_source(page, "访谈")
    before = codings(served)
    page.locator(".tri-text").focus()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator(".tri-reasons")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".tri-reasons")).to_have_count(0)
    assert codings(served) == before


def test_rejecting_by_mouse_with_a_reason_of_ones_own(page: Page, served: Served):
    open_source(page, "访谈")
    card = page.locator(".tri-card:not(.done)").last
    identity = card.get_attribute("data-proposal")
    card.locator("[data-action=reject]").click()
    page.locator(".tri-own").fill("与研究问题无关")
    page.keyboard.press("Enter")
    expect(page.locator(f"[data-proposal='{identity}'].done")).to_contain_text("与研究问题无关")
    rows = [json.loads(line) for line in served.tricoder("proposals", "--json").splitlines()]
    assert [row["decided"] for row in rows if row["id"] == identity] == ["lead reject"]


def test_amending_to_another_code_and_a_span_marked_by_the_mouse(page: Page, served: Served):
    open_source(page, "访谈")
    needle = "打通了全产业链😀"
    box = page.evaluate(
        """needle => {
          const walk = document.createTreeWalker(document.querySelector('.tri-text'), NodeFilter.SHOW_TEXT);
          const nodes = []; let full = '';
          while (walk.nextNode()) { nodes.push([full.length, walk.currentNode]); full += walk.currentNode.data; }
          const at = full.indexOf(needle);
          const where = p => {
            const [start, node] = nodes.findLast(([start]) => start <= p);
            return [node, p - start];
          };
          const range = document.createRange(); const [a, b] = where(at); const [c, d] = where(at + needle.length - 1);
          range.setStart(a, b); range.setEnd(c, d + 1);
          const all = [...range.getClientRects()], first = all[0], last = all[all.length - 1];
          return [first.left + .5, first.top + first.height / 2, last.right - .5, last.top + last.height / 2];
        }""",
        needle,
    )
    card = page.locator(".tri-card:not(.done)").first
    card.click(position={"x": 5, "y": 5})
    page.mouse.move(box[0], box[1])
    page.mouse.down()
    page.mouse.move(box[2], box[3], steps=6)
    page.mouse.up()
    page.locator(".tri-text").focus()
    page.keyboard.press("e")
    expect(page.locator(".tri-decide")).to_contain_text(needle)
    page.locator(".tri-find").fill("A.STR")
    page.keyboard.press("Enter")
    page.keyboard.press("1")
    expect(page.locator(".tri-status")).to_contain_text("已记入台账")
    (made,) = [row for row in codings(served) if row["text"] == needle]
    assert made["end"] - made["start"] == len(needle), "code points, not UTF-16 units"
    assert made["code"] == "A.STR"


def test_searching_in_english_finds_chinese_and_opens_at_the_place(page: Page):
    page.keyboard.press("f")
    page.locator(".tri-words").fill("delivery time")
    page.keyboard.press("Enter")
    page.wait_for_selector(".tri-item.hit", timeout=60_000)
    hit = page.locator(".tri-item.hit").filter(has_text="交货").first
    hit.click()
    page.wait_for_selector(".tri-passage.found")
    assert "交货期" in page.locator(".tri-passage.found").inner_text()


def test_the_interface_speaks_both_languages(page: Page):
    expect(page.locator(".tri-note")).to_contain_text("单人模式")
    page.locator("[data-shell=language]").click()
    expect(page.locator(".tri-note")).to_contain_text("Single-user mode")


def test_the_page_of_jobs_verifies(page: Page, served: Served):
    page.goto(served.url + "work")
    page.locator("#verify").click(timeout=60_000)
    page.wait_for_function("document.querySelector('#said textarea').value.startsWith('台账完好')", timeout=30_000)


def test_another_site_cannot_make_the_browser_act(served: Served):
    import urllib.error
    import urllib.request

    request = urllib.request.Request(
        served.url + "gradio_api/component_server", data=b"{}", headers={"Origin": "http://evil.example"}
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 403


def test_a_double_click_on_a_reason_is_one_coding(page: Page, served: Served):
    open_source(page, "report")
    before = len(codings(served))
    card = page.locator(".tri-card:not(.done)").first
    card.locator("[data-action=accept]").click()
    page.locator(".tri-reasons button").first.dblclick()
    expect(page.locator(".tri-status")).to_contain_text("已记入台账")
    page.wait_for_timeout(500)
    assert len(codings(served)) == before + 1


def test_keys_work_at_once_after_a_source_is_opened_by_keyboard(page: Page):
    page.locator(".tri-item").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".tri-card")
    page.keyboard.press("j")
    expect(page.locator(".tri-card.current")).to_have_count(1)
    page.keyboard.press("f")
    expect(page.locator(".tri-words")).to_be_focused()
