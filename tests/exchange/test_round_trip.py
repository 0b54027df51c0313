"""Out and back: spans, coders, codes and memos are the same, to the character, whatever the study holds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assistant.bootstrap import create_study, shipped
from assistant.demonstration import _gold
from assistant.domain import acts
from assistant.domain.coding import CodingMode
from assistant.domain.fieldwork import Memo, MemoTarget
from assistant.domain.span import Span
from assistant.reading.codebook import load_codebook
from assistant.reading.refi_qda.texts import as_document, canonical
from assistant.segmenting import segment_document
from assistant.settings import StudySettings
from assistant.workflows import ingest
from assistant.workflows.importing import import_codings
from assistant.workflows.workbench import Workbench
from tests import nouns
from tests.exchange.projects import codings_of, empty_study, exported, imported, memos_of

CORPUS = shipped("corpora", "cosmoplat")
BOOK = load_codebook(shipped("prompts", "codebooks", "industrial-internet.yaml"))


def new_study(folder: Path) -> Workbench:
    return create_study(folder, StudySettings(name=folder.name), BOOK)


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory) -> Iterator[Workbench]:
    """The demonstration's sources with the codings of two coders and their adjudication, and memos of every kind."""
    study = new_study(tmp_path_factory.mktemp("desk") / "demo")
    outcomes = list(ingest.add_files(study, [CORPUS / "sources"], actor=study.person))
    assert {outcome.outcome.value for outcome in outcomes} == {"added"}
    added, _ = import_codings(study, _gold(CORPUS / "gold"), actor=study.person)
    assert added == sum(len(path.read_text("utf-8").splitlines()) for path in (CORPUS / "gold").glob("*.jsonl"))
    codings = study.ledger.codings()
    source = study.ledger.sources()[0]
    about = [
        {"target": MemoTarget.PROJECT},
        {"target": MemoTarget.SOURCE, "document_id": source.id},
        {"target": MemoTarget.SPAN, "document_id": source.id, "span": Span(3, 17)},
        {"target": MemoTarget.CODE, "code": BOOK.codes[3].id},
        {"target": MemoTarget.CODING, "document_id": codings[5].document_id, "coding_id": codings[5].id},
        {"target": MemoTarget.CODER},
    ]
    memos = [
        Memo(
            id=f"memo-{n}", coder_id="coder1" if n % 2 else "lead", text=f"备忘 {n}：👨‍👩‍👧 𠮷\r\n第二行\t<x>&", **each
        )
        for n, each in enumerate(about)
    ]
    study.ledger.append([acts.MemoWritten(memo=memo) for memo in memos], actor=study.person)
    yield study
    study.close()


def coders_of(study: Workbench) -> set[tuple[str, str]]:
    return {(coder.id, coder.name) for coder in study.ledger.coders() if coder.kind.value == "person"}


@pytest.mark.slow
def test_the_demonstration_study_comes_back_whole_into_an_empty_study(demonstration, tmp_path):
    path = exported(demonstration, tmp_path / "demo.qdpx")
    again = new_study(tmp_path / "again")
    plan = imported(again, path)
    assert codings_of(again) == codings_of(demonstration)
    assert sum(codings_of(again).values()) == 1520
    assert memos_of(again) == memos_of(demonstration)
    assert coders_of(again) == coders_of(demonstration)
    assert again.codebook() == demonstration.codebook()
    assert {each.id: each.metadata for each in again.ledger.sources()} == {
        each.id: each.metadata for each in demonstration.ledger.sources()
    }
    assert all(again.files.holds(each.id) for each in again.ledger.sources())
    assert plan.remarks == (), "nothing had to be decided and nothing was lost"
    assert again.ledger.verify().flaws == ()
    head = again.ledger.head()
    assert not imported(again, path).changes
    assert again.ledger.head() == head
    again.close()


@pytest.mark.slow
def test_without_what_only_this_program_reads_spans_coders_codes_and_memos_are_still_the_same(demonstration, tmp_path):
    path = exported(demonstration, tmp_path / "demo.qdpx", bare=True)
    again = new_study(tmp_path / "again")
    imported(again, path)
    assert codings_of(again, whole=False) == codings_of(demonstration, whole=False)
    assert {each.text for each in again.ledger.memos()} == {each.text for each in demonstration.ledger.memos()}
    assert coders_of(again) == coders_of(demonstration)
    assert again.codebook() == demonstration.codebook(), "codes are found again by their GUIDs"
    assert not imported(again, path).changes
    again.close()


@pytest.mark.slow
def test_into_the_study_it_came_from_nothing_comes_in(demonstration, tmp_path):
    head = demonstration.ledger.head()
    plan = imported(demonstration, exported(demonstration, tmp_path / "demo.qdpx"))
    assert not plan.changes
    assert demonstration.ledger.head() == head


# Everything that has ever broken a position: beyond the basic plane, joined emoji, flags, combining marks, rare Han,
# line ends of three kinds, blank lines, tabs, ideographic spaces, zero-width signs, marks at the very ends.
WORDS = ["平台", "信任。", "a", "e\u0301", "😀", "👨‍👩‍👧", "🇨🇳", "𠮷", "\U00030edd", "㐀", "問：", "答：", "ﬁ", "Å"]
SIGNS = [
    "\r\n",
    "\n",
    "\n\n",
    " ",
    "\u3000",
    "\t",
    "\u200b",
    "\ufeff",
    "{x}",
    "${1}",
    "<b>&",
    "]]>",
    "\u1100\u1161",
    "»",
]
PIECES = st.sampled_from([*WORDS, *SIGNS])
TEXTS = (
    st.lists(PIECES, min_size=2, max_size=25).map("".join).filter(lambda text: text.strip(" \r\n\t\u3000\u200b\ufeff"))
)
CODERS = ("lead", "anna", "本")


@st.composite
def studies(draw: st.DrawFn) -> list[tuple[str, list[tuple[int, int, str, int]], list[tuple[int, int, str]]]]:
    """Texts with codings (start, end, coder, code) that overlap and repeat as they will, and memos on spans."""
    made = []
    for text in draw(st.lists(TEXTS, min_size=1, max_size=3, unique_by=lambda each: canonical(plain(each)).text)):
        length = len(canonical(plain(text)).text)
        ends = st.tuples(st.integers(0, length - 1), st.integers(1, length)).filter(lambda pair: pair[0] < pair[1])
        codings = st.lists(st.tuples(ends, st.sampled_from(CODERS), st.integers(0, 2)), max_size=6, unique=True)
        memos = st.lists(st.tuples(ends, st.text(max_size=12).filter(fit)), max_size=2)
        flat = [(start, end, who, code) for (start, end), who, code in draw(codings)]
        made.append((text, flat, [(start, end, words) for (start, end), words in draw(memos)]))
    return made


def plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def fit(text: str) -> bool:
    """What XML can hold and is not blank."""
    return bool(text.strip()) and all(
        char in "\t\n\r" or " " <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" or char > "\uffff" for char in text
    )


def fill(study: Workbench, drawn: object) -> None:
    people = [acts.CoderRegistered(coder=nouns.person(name)) for name in CODERS[1:]]
    study.ledger.append(people, actor=nouns.LEAD)
    for text, codings, memos in drawn:
        data = text.encode("utf-8")
        document = as_document(canonical(plain(text)).text, "note.txt", data).document
        segments = segment_document(document)
        study.files.keep(document.id, data)
        metadata = nouns.source_added(document).metadata
        added = acts.SourceAdded(document=document, metadata=metadata, segmenter="test", segments=segments)
        made = [coding_in(study, document, segments, each) for each in codings]
        notes = [
            Memo(id=hashlib.sha256(json.dumps([document.id, *each]).encode()).hexdigest(), coder_id="anna",
                 target=MemoTarget.SPAN, text=each[2], document_id=document.id, span=Span(each[0], each[1]))
            for each in memos
        ]  # fmt: skip
        study.ledger.append(
            [
                added,
                *(acts.CodingAdded(coding=each) for each in made if each),
                *(acts.MemoWritten(memo=m) for m in notes),
            ],
            actor=nouns.LEAD,
        )


def coding_in(study: Workbench, document, segments, drawn):
    start, end, who, code = drawn
    touched = [each for each in segments if each.span.overlaps(Span(start, end))]
    if not touched:
        return None
    book = study.codebook()
    name = hashlib.sha256(json.dumps([document.id, *drawn]).encode()).hexdigest()
    from assistant.domain.coding import Coding

    return Coding(
        id=name, coder_id=who, codebook_id=book.id, document_id=document.id, segment_id=touched[0].id,
        span=Span(start, end), code=book.codes[code].id, mode=CodingMode.ASSISTED if code == 2 else CodingMode.BLIND,
        attributes=(("voice", "owner"),) if code else (), round="第一轮", memo="像是承诺" if code == 1 else "",
    )  # fmt: skip


@settings(
    max_examples=30,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=studies())
def test_any_study_comes_back_whole(drawn, tmp_path_factory):
    folder = tmp_path_factory.mktemp("trip")
    book = nouns.codebook("A.1", "A.2", "A.3")
    study = empty_study(folder / "one", book)
    fill(study, drawn)
    path = exported(study, folder / "x.qdpx")
    again = empty_study(folder / "two", book)
    imported(again, path)
    assert codings_of(again) == codings_of(study)
    assert memos_of(again) == memos_of(study)
    assert not imported(again, path).changes
    third = empty_study(folder / "three", book)
    imported(third, exported(again, folder / "y.qdpx", bare=True))
    assert codings_of(third, whole=False) == codings_of(study, whole=False)
    for each in (study, again, third):
        each.close()
