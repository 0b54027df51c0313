"""The lead chooses a model, sees what a run takes, runs it, stops it, goes on; against a scripted server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assistant.workflows.workbench import Workbench
from tests.journeys.team import serving
from tests.scripted_server import ScriptedServer, scripted_server, slowly
from tests.workflows.wired_study import NEWS, answering, make_study

pytestmark = pytest.mark.browser
INTERVIEW = "访谈-优秀员工甲.txt"
LONG = 90_000


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    answer = answering()
    with scripted_server(lambda asked: slowly(answer(asked), 0.15)) as running:
        yield running


@pytest.fixture
def study(tmp_path: Path) -> Iterator[tuple[Workbench, str]]:
    bench = make_study(tmp_path, NEWS, INTERVIEW)
    with serving(bench, alone=True) as url:
        yield bench, url
    bench.close()


def test_a_model_is_chosen_estimated_run_stopped_and_gone_on_with(
    study: tuple[Workbench, str], server: ScriptedServer, window: Page
):
    bench, url = study
    window.goto(f"{url}instruments")
    window.wait_for_selector(".tri-instruments input[type=radio]")
    expect(window.locator(".inst-form .inst-recorded")).to_be_hidden()
    form = window.locator(".inst-form")
    form.get_by_text("语言模型：").click(timeout=LONG)
    form.get_by_label("模型（提供者:名称）").fill("openai:scripted")
    form.get_by_label("服务地址（空则用提供者的默认地址）").fill(server.url)
    form.get_by_role("button", name="保存设置并估算").press("Enter")
    estimate = window.locator(".inst-estimate")
    expect(estimate.get_by_text("本机", exact=True)).to_be_visible(timeout=LONG)
    assert server.asked == [], "an estimate asks nothing"
    estimate.get_by_role("button", name="开始").press("Enter")
    standing = window.locator(".inst-standing")
    standing.get_by_role("button", name="停止").press("Enter", timeout=LONG)
    expect(standing.get_by_text("openai:scripted 已停止")).to_be_visible(timeout=LONG)
    runs = window.locator(".inst-runs")
    expect(runs.get_by_text("已停止", exact=True)).to_be_visible(timeout=LONG)
    form.get_by_role("button", name="保存设置并估算").click()
    estimate.get_by_role("button", name="继续上次的运行").click(timeout=LONG)
    expect(standing.get_by_text("openai:scripted 已结束")).to_be_visible(timeout=LONG)
    expect(runs.get_by_text("已完成", exact=True)).to_be_visible(timeout=LONG)
    assert len({asked.raw for asked in server.asked}) == len(server.asked), "nothing was asked twice"
    assert len(bench.ledger.runs()) == 1
    window.locator(".inst-egress").get_by_role("button").click()
    expect(window.get_by_text("没有任何内容离开过这台机器。")).to_be_visible(timeout=LONG)
    window.get_by_role("button", name="English").click()
    expect(window.get_by_text("Which instrument proposes")).to_be_visible(timeout=LONG)
    expect(form.get_by_label("Model (provider:name)")).to_have_value("openai:scripted")


def test_nothing_is_sent_elsewhere_before_somebody_agrees(study: tuple[Workbench, str], window: Page):
    bench, url = study
    window.goto(f"{url}instruments")
    form = window.locator(".inst-form")
    form.get_by_text("语言模型：").click(timeout=LONG)
    form.get_by_label("模型（提供者:名称）").fill("ollama:far")
    form.get_by_label("服务地址（空则用提供者的默认地址）").fill("http://203.0.113.9:11434")
    form.get_by_text("新闻报道").click()
    form.get_by_role("button", name="保存设置并估算").click()
    estimate = window.locator(".inst-estimate")
    expect(estimate.get_by_text("将要外传的资料")).to_be_visible(timeout=LONG)
    expect(estimate.get_by_text("访谈默认不外传，须逐份允许")).to_be_visible()
    start = estimate.get_by_role("button", name="开始")
    expect(start).to_be_disabled()
    estimate.get_by_text("我同意把上列资料发送到 203.0.113.9").click()
    expect(start).to_be_enabled()
    assert not (bench.folder / "egress.jsonl").exists()
