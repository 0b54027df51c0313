"""A person drags the mouse over words of every kind and gives them a code; what is stored are exactly these words."""

from __future__ import annotations

import json
import re

import pytest

from tests.journeys.desk import Desk, drag, said

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

SERVER = re.compile("component_server")
DRAGGED = [
    ("真的很累", False),
    ("累😀，晚上", False),
    ("照顾孩子👨‍👩‍👧和老人", True),
    ("选择🇨🇳🇫🇷", False),
    ("选择🇨🇳", False),
    ("𠮷田经理", False),
    ("naïve q\u0303uestion", True),
    ("与👍🏽之后", False),
    ("孩子👨‍👩‍👧和老人，没有选择🇨🇳🇫🇷。\n𠮷田经理说会培训", False),
    ("信任。\nP02 trusts", True),
    ("${1+1} <b>not bold</b> {{7*7}} `tick`", False),
    ("bold</b> {{7*7}}", False),
]


def test_every_drag_is_stored_as_the_python_slice_of_what_was_dragged_over(desk: Desk):
    page = desk.page(title="signs")
    text = desk.text("signs")
    for number, (needle, backwards) in enumerate(DRAGGED):
        drag(page, needle, backwards=backwards)
        page.keyboard.press(str(number % 9 + 1))
        said(page, "已编码")
        newest = max(desk.codings("signs"), key=lambda coding: str(coding.id))
        wanted = needle.replace("\n", "\n\n")
        assert text[newest.span.start : newest.span.end] == wanted
        assert newest.span.start == text.index(wanted)
    drawn = page.eval_on_selector_all(".tri-said", "all => all.map(one => one.textContent).join('\\n\\n')")
    assert drawn == text.strip(), "over all highlights the text stays what it is"
    assert page.locator(".tri-piece.coded").count() > len(DRAGGED)
    assert page.failures == []
    page.context.close()


def test_half_a_character_is_widened_to_the_whole(desk: Desk):
    page = desk.page(title="signs")
    for sign, units in (("👨‍👩‍👧", 2), ("🇫🇷", 2), ("q\u0303", 1), ("👍🏽", 2)):
        page.evaluate(
            """([sign, units]) => {
              const pieces = [...document.querySelectorAll('.tri-piece')];
              const piece = pieces.find((each) => each.textContent.includes(sign));
              const at = piece.textContent.indexOf(sign), range = document.createRange();
              range.setStart(piece.firstChild, at);
              range.setEnd(piece.firstChild, at + units);
              getSelection().removeAllRanges();
              getSelection().addRange(range);
              document.querySelector('.tri-text').dispatchEvent(new PointerEvent('pointerup', { bubbles: true }));
            }""",
            [sign, units],
        )
        page.wait_for_selector(".tri-picker:not([hidden])")
        page.locator(".tri-picker .tri-quick").nth(3).click()
        said(page, sign)
    quotes = {desk.text("signs")[each.span.start : each.span.end] for each in desk.codings("signs")}
    assert {"👨‍👩‍👧", "🇫🇷", "q\u0303", "👍🏽"} <= quotes
    page.context.close()


def test_an_offset_that_was_forged_on_the_way_is_refused_and_the_work_is_not_lost(desk: Desk):
    page = desk.page(title="signs")
    before = desk.codings("signs")

    def forge(route):
        asked = json.loads(route.request.post_data)
        if asked["fn_name"] == "code":
            asked["data"]["span"] = [place + 1 for place in asked["data"]["span"]]
        route.continue_(post_data=json.dumps(asked))

    page.route(SERVER, forge)
    drag(page, "晚上还要")
    page.keyboard.press("2")
    said(page, "选中的文字不在该处")
    assert desk.codings("signs") == before
    assert "".join(page.locator(".tri-piece.marked").all_inner_texts()) == "晚上还要", "still marked, to try again"
    page.unroute_all(behavior="ignoreErrors")
    page.keyboard.press("2")
    said(page, "已编码")
    assert len(desk.codings("signs")) == len(before) + 1
    page.context.close()


def test_an_interviewers_words_are_refused_in_a_sentence(desk: Desk):
    page = desk.page(title="访谈")
    drag(page, "谈谈平台带来的变化")
    page.keyboard.press("1")
    said(page, "访谈者的提问是语境")
    page.context.close()
