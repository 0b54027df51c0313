"""A lead edits entries, publishes versions, merges and splits; each coder works off what has to be coded again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assistant.reading.codebook import load_codebook
from tests.journeys.conftest import HOSTILE, Served, served_study

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
SLOW = 60_000


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A study of its own, since the codebook is edited."""
    with served_study(tmp_path_factory.mktemp("desk")) as study:
        yield study


def open_codebook(window: Page, served: Served) -> None:
    window.goto(served.url + "codebook")
    window.wait_for_selector(".book-list", timeout=SLOW)


def open_entry(window: Page, code: str) -> None:
    window.locator(f"[data-entry='code {code}']").click()
    expect(window.locator(".book-middle h2")).to_contain_text(code)


def publish(window: Page, reason: str) -> None:
    window.locator("#book-review").click()
    window.locator("dialog .book-reason").fill(reason)
    window.locator("#book-publish").click()
    expect(window.locator(".status")).to_contain_text("已生效", timeout=SLOW)


def rows(served: Served, *arguments: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in served.tricoder(*arguments, "--json").splitlines()]


def code_something(served: Served) -> str:
    """Accept an open proposal; return its code."""
    row = next(row for row in rows(served, "proposals", "--open") if row["spans"] and str(row["code"])[0] in "ABCDEF")
    served.tricoder("decide", row["id"], "accept", "--reason", "说得清楚")
    return str(row["code"])


def test_a_semantic_edit_queues_the_codings_for_their_coder(window: Page, served: Served):
    code = code_something(served)
    open_codebook(window, served)
    open_entry(window, code)
    window.locator("#book-edit").click()
    definition = window.locator(".book-middle textarea[data-side=zh]").nth(1)
    definition.fill("定义改成了另一个意思，只指跨行业的合作。")
    window.locator("#book-review").click()
    difference = window.locator(f"[data-difference='{code}']")
    expect(difference.locator("input[value=semantic]")).to_be_checked()
    expect(difference.locator("ins").first).to_be_visible()
    window.keyboard.press("Escape")
    publish(window, "试编后发现定义太宽")
    waiting = rows(served, "recode")
    assert {row["because"] for row in waiting} == {"semantic"}
    work_off(window, len(waiting))
    assert rows(served, "recode") == []


def work_off(window: Page, waiting: int) -> None:
    window.locator("[data-tab=recoding]").click()
    expect(window.locator(".book-questioned")).to_have_count(waiting, timeout=SLOW)
    expect(window.locator(".book-questioned.current")).to_contain_text("试编后发现定义太宽")
    for _ in range(waiting):
        window.locator(".book-questioned.current").focus()
        window.keyboard.press("a")
        window.keyboard.press("1")
        expect(window.locator(".status")).to_contain_text("已记入台账")
    expect(window.locator(".card").filter(has_text="没有需要重新审视的编码")).to_be_visible()


def test_a_minor_edit_leaves_the_codings_alone(window: Page, served: Served):
    code = code_something(served)
    open_codebook(window, served)
    open_entry(window, code)
    window.locator("#book-edit").click()
    window.locator(".book-middle textarea[data-side=en]").first.fill("A clearer label")
    publish(window, "改了英文名称")
    assert rows(served, "recode") == [], "a label is a minor change"
    served.tricoder("verify")


def test_a_coding_is_changed_and_another_removed_from_the_queue(window: Page, served: Served):
    code = code_something(served)
    open_codebook(window, served)
    open_entry(window, code)
    window.locator("#book-retire").click()
    publish(window, "没有人能区分它")
    before = len(rows(served, "codings"))
    waiting = rows(served, "recode")
    window.locator("[data-tab=recoding]").click()
    current = window.locator(".book-questioned.current")
    expect(current.locator("[data-answer=keep]")).to_have_count(0, timeout=SLOW)
    current.focus()
    window.keyboard.press("e")
    window.locator(".book-new-code").select_option("Z.OTHER")
    window.locator(".book-why button").first.click()
    expect(window.locator(".status")).to_contain_text("已记入台账")
    for _ in waiting[1:]:
        window.locator(".book-questioned.current").focus()
        window.keyboard.press("x")
        window.keyboard.press("1")
        expect(window.locator(".status")).to_contain_text("已记入台账")
    after = rows(served, "codings")
    assert len(after) == before - len(waiting[1:])
    assert "Z.OTHER" in {row["code"] for row in after}


def test_a_new_entry_with_hostile_words_is_words_and_its_example_is_checked(window: Page, served: Served):
    open_codebook(window, served)
    window.locator("#book-new").click()
    window.locator("dialog .book-id").fill("B.X")
    window.locator("dialog select").select_option("B")
    boxes = window.locator("dialog textarea")
    boxes.nth(0).fill(HOSTILE)
    boxes.nth(2).fill("坏名字的代码")
    window.locator("#book-add-code").click()
    window.locator("#book-edit").click()
    window.get_by_role("button", name="添加 · 例", exact=True).click()
    window.locator(".book-example-text").fill("平台打通了全产业链。")
    window.locator(".book-example-quote").fill("平台没有打通")
    expect(window.locator(".book-quoted.bad")).to_be_visible(timeout=SLOW)
    window.locator("#book-review").click()
    expect(window.locator("dialog")).to_contain_text("B.X")
    expect(window.locator("#book-publish")).to_have_count(0)
    window.keyboard.press("Escape")
    window.locator(".book-example-quote").fill("打通了全产业链")
    expect(window.locator(".book-quoted.bad")).to_have_count(0, timeout=SLOW)
    window.reload()
    window.wait_for_selector(".book-list", timeout=SLOW)
    expect(window.locator(".book-draft")).to_contain_text("1 处", timeout=SLOW)
    publish(window, "试验")
    expect(window.locator("[data-entry='code B.X']")).to_contain_text(HOSTILE)
    assert window.evaluate("window.hacked") is None
    assert window.locator(".book-list img, .book-list script").count() == 0


def test_merging_moves_codings_and_both_versions_can_be_compared(window: Page, served: Served):
    open_codebook(window, served)
    open_entry(window, "D.N1")
    window.locator("#book-merge").click()
    window.locator("dialog .book-into").select_option("D.N2")
    window.locator("dialog .book-reason").fill("两者总是一起出现")
    window.locator("#book-do-merge").click()
    expect(window.locator(".status")).to_contain_text("已随之移动", timeout=SLOW)
    expect(window.locator("[data-entry='code D.N1']")).to_have_count(0)
    window.locator("[data-tab=versions]").click()
    window.locator("#book-compare").click()
    expect(window.locator("[data-difference='D.N1']")).to_contain_text("停用", timeout=SLOW)
    first = window.locator(".book-history tbody tr").last
    first.get_by_text("阅读").click()
    expect(window.locator(".book-old")).to_contain_text("只读", timeout=SLOW)
    expect(window.locator("[data-entry='code D.N1']")).to_be_visible()
    expect(window.locator("#book-edit")).to_have_count(0)


def test_a_version_goes_out_as_a_file_and_comes_in_as_a_draft(window: Page, served: Served, tmp_path: Path):
    open_codebook(window, served)
    window.locator("[data-tab=versions]").click()
    for form in ("YAML", "xlsx"):
        with window.expect_download(timeout=SLOW) as told:
            window.locator(".book-history tbody tr").first.get_by_text(form, exact=True).click()
        path = tmp_path / told.value.suggested_filename
        told.value.save_as(path)
        assert load_codebook(path).version == rows(served, "codebook", "versions")[-1]["version"]
    oldest = tmp_path / "old.yaml"
    oldest.write_text(path.with_suffix(".yaml").read_text("utf-8").replace("坏名字的代码", "换了说法"), "utf-8")
    window.locator("#book-file").set_input_files(str(oldest))
    expect(window.locator(".book-draft")).to_contain_text("草稿", timeout=SLOW)
    window.locator("#book-drop").click()
    window.locator("dialog button.main").click()
    expect(window.locator(".book-draft.card")).to_have_count(0)
