"""The coding page in a real browser: a text of 300,000 characters with 10,000 codings is opened, coded and scrolled.

Times run from the key or click to the moment the browser has drawn the result; server and browser share the machine.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

from assistant.bootstrap import create_study, shipped
from assistant.domain.acts import CodingAdded
from assistant.domain.coding import Coding
from assistant.domain.identifiers import CodingId
from assistant.domain.span import Span
from assistant.reading.codebook import load_codebook
from assistant.settings import StudySettings
from assistant.ui.launching import let_rest
from assistant.workflows.ingest import add_files
from assistant.workflows.workbench import Workbench
from evals.bench._rows import Row, told, within
from tests.journeys.conftest import CHROMIUM, FLAGS
from tests.journeys.team import serving

CHARACTERS = 300_000
CODINGS = 10_000
ASSIGNED = 40
SENTENCE = (
    "第{}家受访企业说，平台为上下游供应商打通了全产业链😀，交货期从35天缩短到20天，产品成本下降7.3%，"
    "车间员工更愿意提出改进建议。"
)
DRAWN = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))"
SCROLL = """() => new Promise(done => {
  const text = document.querySelector('.tri-text'), frames = [];
  let last = performance.now(), left = 120;
  const step = (now) => {
    frames.push(now - last); last = now; text.scrollTop += 240;
    if (left-- > 0) requestAnimationFrame(step); else done(frames.slice(1));
  };
  requestAnimationFrame(step);
})"""
ASSIGN = """async () => {
  const began = performance.now();
  document.querySelector('.tri-quick').click();
  const before = document.querySelector('.tri-status').textContent;
  while (document.querySelector('.tri-status').textContent === before) await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""


def study(folder: Path) -> Workbench:
    """Return a study with the long text, coded all over."""
    book = load_codebook(shipped("prompts", "codebooks", "industrial-internet.yaml"))
    bench = create_study(folder / "study", StudySettings(name="bench"), book)
    lines = []
    while sum(map(len, lines)) < CHARACTERS:
        lines.append(SENTENCE.format(len(lines) + 1))
    (folder / "long.txt").write_text("\n\n".join(lines), "utf-8")
    list(add_files(bench, [folder / "long.txt"], actor=bench.person))
    acts = list(codings(bench))
    for start in range(0, len(acts), 1000):
        bench.ledger.append(acts[start : start + 1000], actor=bench.person)
    return bench


def codings(bench: Workbench) -> Iterator[CodingAdded]:
    """Yield codings spread over the text, some over others."""
    (source,) = bench.ledger.sources()
    units = [segment for segment in bench.ledger.segments(source.id) if segment.is_unit]
    book = bench.codebook()
    for number in range(CODINGS):
        unit = units[number % len(units)]
        start = unit.body.start + 3 * (number // len(units))
        yield CodingAdded(
            coding=Coding(
                id=CodingId(f"{number:08d}"),
                coder_id=bench.person,
                codebook_id=book.id,
                document_id=source.id,
                segment_id=unit.id,
                span=Span(start, start + 12),
                code=book.codes[number % len(book.codes)].id,
            )
        )


def appending(bench: Workbench) -> float:
    """Return the median milliseconds of recording one coding, durably, without a page."""
    coding = next(codings(bench)).coding
    times = []
    for number in range(ASSIGNED):
        made = Coding(
            id=CodingId(f"bare {number}"), coder_id=coding.coder_id, codebook_id=coding.codebook_id,
            document_id=coding.document_id, segment_id=coding.segment_id, span=coding.span, code=coding.code,
        )  # fmt: skip
        began = time.perf_counter()
        bench.ledger.append([CodingAdded(coding=made)], actor=bench.person)
        times.append(1000 * (time.perf_counter() - began))
    return median(times)


def opened(page: Page, url: str) -> tuple[float, float]:
    """Return the seconds until the list of sources is there, and from a click on one until it is drawn."""
    began = time.perf_counter()
    page.goto(url)
    page.wait_for_selector(".tri-item", timeout=60_000)
    loaded = time.perf_counter()
    page.locator(".tri-item").first.click()
    page.wait_for_selector(".tri-passage .tri-chip", timeout=60_000)
    page.evaluate(DRAWN)
    return loaded - began, time.perf_counter() - loaded


def assigned(page: Page) -> list[float]:
    """Return the milliseconds from the choice of a code to its mark in the text, for passages one after another."""
    times = []
    page.locator(".tri-text").focus()
    for _ in range(ASSIGNED):
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_selector(".tri-picker:not([hidden])")
        page.evaluate("document.querySelector('.tri-status').textContent = ''")
        times.append(float(page.evaluate(ASSIGN)))
    return times


def main() -> int:
    """Measure."""
    if not shutil.which(CHROMIUM) and not Path(CHROMIUM).exists():
        print("there is no browser; install Debian's chromium")
        return 0
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        bench = study(Path(scratch))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with serving(bench, alone=True) as url:
            let_rest()
            pages = [browser.new_context(viewport={"width": 1280, "height": 850}).new_page() for _ in range(3)]
            opening = [opened(page, url) for page in pages]
            page = pages[-1]
            for other in pages[:-1]:
                other.close()
            coding = assigned(page)
            frames = sorted(page.evaluate(SCROLL))
        bare = appending(bench)
        browser.close()
        bench.close()
    rows = [
        Row(what="coding page: from the address to the list of sources", ours=median(a for a, _ in opening), unit="s"),
        within(Row(what="opening 300,000 characters with 10,000 codings", ours=median(b for _, b in opening), unit="s",
                   main=True), 4.0),
        within(Row(what="giving words a code, until drawn (bare: the ledger)", ours=median(coding), bare=bare,
                   unit="ms", main=True), 100.0),
        Row(what="the same, 95th percentile", ours=sorted(coding)[int(0.95 * len(coding))], unit="ms"),
        Row(what="scrolling, a frame, median", ours=median(frames), unit="ms"),
        Row(what="scrolling, a frame, 95th percentile", ours=frames[int(0.95 * len(frames))], unit="ms"),
    ]  # fmt: skip
    return told("interface", rows)


if __name__ == "__main__":
    sys.exit(main())
