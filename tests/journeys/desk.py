"""A coder's desk: a study served from this process in single-user mode, full of what is hard to draw and to mark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Browser, Page

from assistant.bootstrap import DEFAULT_CODEBOOK, create_study, shipped
from assistant.domain.acts import CoderRegistered, CodingAdded, RunStarted, SegmentProposed
from assistant.domain.codebook import Codebook, Wording
from assistant.domain.coder import Coder, CoderKind
from assistant.domain.coding import Coding
from assistant.domain.document import Document
from assistant.domain.proposal import Evidence, Ground, MatchStatus, Proposal, UnlocatedQuote
from assistant.domain.segment import Segment
from assistant.domain.span import Span
from assistant.ports import Selection, Source
from assistant.reading.codebook import load_codebook
from assistant.settings import StudySettings
from assistant.workflows.ingest import add_files
from assistant.workflows.workbench import Workbench
from tests.journeys.conftest import HOSTILE, INTERVIEW

SIGNS = (
    "那段时间真的很累😀，晚上还要照顾孩子👨‍👩‍👧和老人，没有选择🇨🇳🇫🇷。\n\n"
    "𠮷田经理说会培训，café naïve q\u0303uestion 与👍🏽之后的信任。\n\n"
    "P02 trusts ${1+1} <b>not bold</b> {{7*7}} `tick` \u202eRTL override\u202c and goes on.\n"
)
HOSTILE_FILE = "<img src=x onerror='window.hacked=1'>${1+1}{{7*7}}.txt"
HOSTILE_CODER = "博<img src=x onerror='window.hacked=1'>${1+1}\u202e"
QUOTES = ("打通了全产业链😀", "轻量化软件交给车间使用", "交货期从35天缩短到20天", "成本下降7.3%")
"""What is proposed for the interview, in its order."""


@dataclass(frozen=True)
class Desk:
    """A served study with its workbench."""

    url: str
    bench: Workbench
    browser: Browser

    def page(self, *, title: str = "", **settings: object) -> Page:
        """A browser of its own on the coding page, with one source open; script errors and strangers are noted."""
        given = {"viewport": {"width": 1280, "height": 860}, "locale": "zh-CN", **settings}
        page = self.browser.new_context(**given).new_page()
        page.failures = []
        page.on("pageerror", lambda error: page.failures.append(str(error)))
        page.on("request", lambda request: page.failures.append(request.url) if _strange(request.url) else None)
        self.reopen(page, title)
        return page

    def reopen(self, page: Page, title: str = "") -> None:
        """Load the coding page anew, and open a source."""
        page.goto(self.url)
        page.wait_for_selector("#coding [data-ready], [data-ready=yes]", timeout=60_000)
        if title:
            page.locator(".tri-item").filter(has_text=title).first.click()
            page.wait_for_selector(f".tri-title:has-text('{title}')")

    def source(self, title: str) -> Source:
        return next(source for source in self.bench.ledger.sources() if title in source.metadata.title)

    def text(self, title: str) -> str:
        return self.bench.ledger.document(self.source(title).id).text

    def codings(self, title: str, coder: str = "lead") -> tuple[Coding, ...]:
        """The codings of one person in one source."""
        here = Selection(documents=frozenset({self.source(title).id}), coders=frozenset({coder}))
        return self.bench.ledger.codings(here)


def _strange(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1", "data:", "blob:"))


def hostile_codebook() -> Codebook:
    """The bundled codebook with a label that tries to run."""
    book = load_codebook(shipped(*DEFAULT_CODEBOOK))
    label = Wording(zh=f"结构赋能 {HOSTILE}", en=f"Structure {HOSTILE}")
    codes = tuple(replace(code, label=label) if code.id == "A.STR" else code for code in book.codes)
    return replace(book, codes=codes)


def desk_study(folder: Path) -> Workbench:
    """The study: an interview with proposals, a text of hard signs, a file with a hostile name, a hostile colleague."""
    bench = create_study(folder / "study", StudySettings(name="桌面", person="lead"), hostile_codebook())
    texts = {"访谈.txt": INTERVIEW, "signs.txt": SIGNS, HOSTILE_FILE: f"{HOSTILE}。\n\n平台打通了产业链。\n"}
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    list(add_files(bench, [folder / name for name in texts], actor=bench.person))
    bo = Coder(id="bo", name=HOSTILE_CODER, kind=CoderKind.PERSON)
    instrument = Coder(id="instrument", name="exemplar", kind=CoderKind.INSTRUMENT)
    run = RunStarted(run_id="run", coder_id=instrument.id, codebook_id=bench.codebook().id)
    acts = [CoderRegistered(coder=bo), CoderRegistered(coder=instrument), run]
    bench.ledger.append([*acts, *_proposed(bench), _coded(bench)], actor=bench.person)
    return bench


def _interview(bench: Workbench) -> tuple[Document, tuple[Segment, ...]]:
    source = next(source for source in bench.ledger.sources() if "访谈" in source.file_name)
    return bench.ledger.document(source.id), bench.ledger.segments(source.id)


def _proposed(bench: Workbench) -> Iterator[SegmentProposed]:
    document, segments = _interview(bench)
    for segment in segments:
        proposals = tuple(_proposals(bench, document, segment))
        if proposals:
            yield SegmentProposed(run_id="run", document_id=document.id, segment_id=segment.id, proposals=proposals)


def _proposals(bench: Workbench, document: Document, segment: Segment) -> Iterator[Proposal]:
    for number, quote in enumerate(QUOTES):
        start = document.text.index(quote)
        if not segment.span.covers(Span(start, start + len(quote))):
            continue
        yield Proposal(
            id=f"proposal-{number}",
            run_id="run",
            coder_id="instrument",
            codebook_id=bench.codebook().id,
            document_id=document.id,
            segment_id=segment.id,
            family="A",
            code=("A.STR", "A.RES", "B.VC", "F.3b")[number],
            evidence=(Evidence(Span(start, start + len(quote)), MatchStatus.EXACT),),
            unlocated=(UnlocatedQuote("并不在原文里", MatchStatus.NOT_FOUND),) if number == 1 else (),
            rationale=f"理由 {number} {HOSTILE if number == 0 else ''}",
            grounds=(Ground("indicator", "打通上下游", 0.8), Ground("inclusion", "纳入规则一")),
            attributes=(("modality", "realised"),),
        )


def _coded(bench: Workbench) -> CodingAdded:
    document, segments = _interview(bench)
    quote = "订单直接到工厂"
    start = document.text.index(quote)
    segment = next(each for each in segments if each.span.covers(Span(start, start + len(quote))))
    return CodingAdded(
        coding=Coding(
            id="of-bo", coder_id="bo", codebook_id=bench.codebook().id, document_id=document.id,
            segment_id=segment.id, span=Span(start, start + len(quote)), code="A.FLD",
        )
    )  # fmt: skip


PLACE = """needle => {
  const text = document.querySelector('.tri-text'), pieces = [...text.querySelectorAll('.tri-piece')], nodes = [];
  let all = '', before = null;
  for (const piece of pieces) {
    const passage = piece.closest('.tri-passage');
    if (before && passage !== before) all += '\\n';
    before = passage;
    nodes.push([all.length, piece.firstChild]);
    all += piece.textContent;
  }
  const at = all.indexOf(needle), range = document.createRange();
  const where = (p) => { const [start, node] = nodes.findLast(([s]) => s <= p); return [node, p - start]; };
  if (at < 0) return null;
  range.setStart(...where(at));
  const [node, offset] = where(at + needle.length - 1);
  range.setEnd(node, offset + 1);
  range.startContainer.parentElement.closest('.tri-passage').scrollIntoView({ block: 'center' });
  const boxes = [...range.getClientRects()], first = boxes[0], last = boxes[boxes.length - 1];
  return [first.left + .5, first.top + first.height / 2, last.right - .5, last.top + last.height / 2];
}"""


def drag(page: Page, needle: str, *, backwards: bool = False) -> None:
    """Select words with the mouse, as a hand does."""
    box = page.evaluate(PLACE, needle)
    assert box is not None, f"{needle!r} is not drawn"
    first, last = (box[2:], box[:2]) if backwards else (box[:2], box[2:])
    page.mouse.move(*first)
    page.mouse.down()
    page.mouse.move(*last, steps=6)
    page.mouse.up()
    page.wait_for_selector(".tri-picker:not([hidden])")


def said(page: Page, words: str) -> None:
    """Wait until the page tells that something has been done, and forget it."""
    page.wait_for_function(
        "words => document.querySelector('.tri-status').textContent.includes(words)", arg=words, timeout=30_000
    )
    page.evaluate("document.querySelector('.tri-status').textContent = ''")
