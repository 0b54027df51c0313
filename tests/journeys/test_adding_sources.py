"""A person drops files of every kind on the page of sources and sees what became of each, and why."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
HOSTILE_NAME = "${1+1} {{7*7}} <img src=x onerror=window.hacked=1>.txt"


def open_corpus(window: Page, served: Served) -> None:
    window.goto(served.url + "corpus")
    window.wait_for_selector(".corpus-columns", timeout=60_000)


def sources(served: Served) -> dict[str, dict[str, object]]:
    return {row["file"]: row for row in map(json.loads, served.tricoder("sources", "--json").splitlines())}


def test_good_and_bad_files_are_told_apart_one_line_each(window: Page, served: Served, tmp_path: Path):
    files = {
        "周报一.txt": "平台向车间提供轻量化软件。\n",
        HOSTILE_NAME: "名字古怪的文件也只是文件。\n",
        "空.txt": "",
        "坏.pdf": "%PDF-1.7 and then nothing",
        "图.png": "\x89PNG\r\n\x1a\n",
    }
    for name, words in files.items():
        (tmp_path / name).write_bytes(words.encode("latin-1" if name == "图.png" else "utf-8"))
    open_corpus(window, served)
    window.locator("#corpus-files").set_input_files([str(tmp_path / name) for name in files])
    expect(window.locator("#corpus-outcome")).to_have_text("加入 2 · 已有 0 · 失败 3", timeout=60_000)
    failed = window.locator("li.corpus-failed")
    expect(failed).to_have_count(3)
    told = "\n".join(failed.all_inner_texts())
    assert all(words in told for words in ("'空.txt' 是空文件", "'坏.pdf' 已损坏", "'图.png' 是图片"))
    expect(window.locator("li.corpus-added strong").filter(has_text=HOSTILE_NAME)).to_have_count(1)
    expect(window.locator("tr[data-source] .soft").filter(has_text=HOSTILE_NAME)).to_have_count(1)
    assert window.evaluate("window.hacked") is None
    listed = sources(served)
    assert {"周报一.txt", HOSTILE_NAME} <= set(listed)
    assert "空.txt" not in listed


def test_files_are_dropped_anywhere_on_the_page_and_the_same_bytes_are_known(window: Page, served: Served):
    open_corpus(window, served)
    words = base64.b64encode("扔进来的一段话，谈到平台的场景。\n".encode()).decode()
    drop = """([words, name]) => {
      const bytes = Uint8Array.from(atob(words), (char) => char.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], name, { type: 'text/plain' }));
      const target = document.querySelector('.corpus-side');
      for (const kind of ['dragenter', 'dragover', 'drop'])
        target.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
    }"""
    window.evaluate(drop, [words, "扔进来.txt"])
    expect(window.locator("#corpus-outcome")).to_have_text("加入 1 · 已有 0 · 失败 0", timeout=60_000)
    expect(window.locator(".status")).to_contain_text("检索索引已更新", timeout=60_000)
    window.evaluate(drop, [words, "又扔进来.txt"])
    expect(window.locator("#corpus-outcome")).to_have_text("加入 0 · 已有 1 · 失败 0", timeout=60_000)


def test_adding_can_be_stopped_and_what_is_left_is_counted(window: Page, served: Served, tmp_path: Path):
    names = [f"长队{number}.txt" for number in range(5)]
    for name in names:
        (tmp_path / name).write_text(f"{name} 里的一段话。\n", "utf-8")
    open_corpus(window, served)
    uploads = []

    def hold_the_third(route: Route) -> None:
        uploads.append(route)
        if len(uploads) < 3:
            route.continue_()

    window.route("**/upload", hold_the_third)
    window.locator("#corpus-files").set_input_files([str(tmp_path / name) for name in names])
    expect(window.locator("#corpus-progress")).to_contain_text("第 3 / 5 个", timeout=60_000)
    window.locator("#corpus-stop").click()
    expect(window.locator("#corpus-stop")).to_have_count(0, timeout=60_000)
    expect(window.locator("#corpus-outcome")).to_have_text("加入 2 · 已有 0 · 失败 0")
    assert [name in sources(served) for name in names] == [True, True, False, False, False]


def test_a_page_cannot_make_the_server_read_its_own_files(window: Page, served: Served):
    open_corpus(window, served)
    answer = window.evaluate(
        """async () => {
          const component = Object.values(window.gradio_config.components).find((c) => c.props.elem_id === 'corpus');
          const reply = await fetch('/gradio_api/component_server', {
            method: 'POST', headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({ data: { path: '/etc/passwd', name: 'passwd.txt' }, component_id: component.id,
                                   fn_name: 'add_uploaded', session_hash: 'x' }),
          });
          return reply.text();
        }"""
    )
    assert "did not arrive" in answer or "没有" in answer, answer
    assert "passwd.txt" not in sources(served)
