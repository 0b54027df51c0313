"""Codings out into the margin of a Word file and back: nothing lost, nothing twice, nothing unproved."""

from __future__ import annotations

import itertools
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.domain.acts import CoderRegistered, CodingAdded, MemoWritten
from assistant.domain.coding import CodingMode
from assistant.domain.fieldwork import Memo, MemoTarget
from assistant.domain.identifiers import CoderId
from assistant.domain.margins import EVERYBODY, Remark, Transcript
from assistant.domain.proposal import Rank
from assistant.domain.span import Span
from assistant.errors import StudyError
from assistant.exporting.word_transcript import write_transcript
from assistant.interchange.margins import legal
from assistant.ledger import open_ledger
from assistant.reading.word_margins import read_margins
from assistant.workflows.margins import Fate, MarginChoice, carry_out_comments, plan_comments, prepare_transcript
from assistant.workflows.workbench import Workbench
from tests import nouns
from tests.conftest import ticking_stamp
from tests.workflows import fakes

BOOK = nouns.codebook("A.1", "A.2")
HOSTILE = "${1+1} {{7*7}} <w:t>&amp; ]]> \u202eRTL\u202c \u200b café ﬁ"
TEXT = (
    "平台为上下游供应商打通了全产业链😀，订单直接到工厂👨‍👩‍👧。",
    "𠮷田经理也这样说🇨🇳\t，交货期从35天缩短到20天。",
    HOSTILE,
    " 两端有空白 ",
)
_STUDIES = itertools.count()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def study(folder: Path, *paragraphs: str) -> Workbench:
    """A study with one source and two people, nothing coded."""
    ledger = open_ledger(f"sqlite:///{folder / f'{next(_STUDIES)}.db'}", ticking_stamp())
    doc = nouns.document(*(paragraphs or TEXT), name="访谈.txt")
    ledger.append(nouns.opening_acts(doc, BOOK), actor=nouns.LEAD)
    ledger.append([CoderRegistered(coder=nouns.person(name)) for name in ("ann", "本")], actor=nouns.LEAD)
    return fakes.bench(folder, ledger, None)


def source(bench: Workbench):
    return bench.ledger.sources()[0]


def coding(bench: Workbench, span: Span, coder: str = "ann", code: str = "A.1", **known):
    doc = bench.ledger.document(source(bench).id)
    made = nouns.coding(doc, BOOK, Span(span.start, span.start + 1), name=f"{coder}{span}{code}", coder=coder)
    return replace(made, span=span, code=code, **known)


def add(bench: Workbench, *codings) -> None:
    bench.ledger.append([CodingAdded(coding=each) for each in codings], actor=nouns.LEAD)


def written(bench: Workbench, folder: Path, coders: frozenset[str] | None = frozenset()) -> Path:
    path = folder / f"{next(_STUDIES)}.docx"
    path.write_bytes(write_transcript(prepare_transcript(bench, source(bench), coders), "zh"))
    return path


def taken_in(bench: Workbench, path: Path, choice: MarginChoice | None = None):
    plan = plan_comments(bench, read_margins(path), choice)
    carry_out_comments(bench, plan, actor=nouns.LEAD)
    return plan


def held(bench: Workbench) -> set[tuple[object, ...]]:
    codings = {(c.coder_id, c.span, c.code, c.rank, c.attributes, c.memo) for c in bench.ledger.codings()}
    by_id = {c.id: (c.coder_id, c.span, c.code) for c in bench.ledger.codings()}
    return codings | {(m.coder_id, m.span, by_id.get(m.coding_id), m.text) for m in bench.ledger.memos()}


WHOLE = "\n".join(TEXT)
REMARKS = st.builds(
    lambda start, length, author, text: Remark(
        author=author, text=text, span=Span(start, min(len(WHOLE), start + length)) if start < len(WHOLE) else None
    ),
    st.integers(0, len(WHOLE) - 1), st.integers(1, 60), st.sampled_from(["ann", "本 (ben)", HOSTILE.strip()]),
    st.sampled_from(["A.1 A.1", "", "因为\n\n两行\t", HOSTILE, "😀𠮷"]),
)  # fmt: skip


@given(st.lists(REMARKS, max_size=8))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_character_and_every_border_of_a_comment_survives_the_file(folder: Path, remarks: list[Remark]):
    going = Transcript(title="t", source="d" * 64, text=WHOLE, remarks=tuple(remarks), shown=EVERYBODY)
    path = folder / "t.docx"
    path.write_bytes(write_transcript(going, "zh"))
    back = read_margins(path)
    assert (back.text, back.source, back.shown, back.changed) == (WHOLE, "d" * 64, EVERYBODY, 0)
    spoken = [(each.author, each.text, each.span) for each in back.remarks]
    beside = [each for each in remarks if each.span and each.span.read(WHOLE).strip("\n")]
    assert spoken == [(" ".join(legal(each.author).split()), legal(each.text), bare(each.span)) for each in beside]


def bare(span: Span) -> Span:
    """The span without line ends at its ends, which are no words to stand beside."""
    words = span.read(WHOLE)
    return Span(span.start + len(words) - len(words.lstrip("\n")), span.end - len(words) + len(words.rstrip("\n")))


def test_characters_that_xml_cannot_hold_keep_their_place(folder: Path):
    bench = study(folder, "前\x0b后\x00和\ufffe尾", "下一段")
    add(bench, coding(bench, find(bench, "和\ufffe尾")))
    path = written(bench, folder)
    assert read_margins(path).text == "前\ufffd后\ufffd和\ufffd尾\n下一段"
    assert [line.fate for line in plan_comments(bench, read_margins(path)).lines] == [Fate.KNOWN]


def text_of(bench: Workbench) -> str:
    return bench.ledger.document(source(bench).id).text


def find(bench: Workbench, words: str) -> Span:
    start = text_of(bench).index(words)
    return Span(start, start + len(words))


def test_overlapping_codings_of_several_people_and_memos_survive(folder: Path):
    there, empty = study(folder), study(folder)
    outer, inner = find(there, TEXT[0] + "\n" + TEXT[1]), find(there, "全产业链😀，订单")
    long, status = "两行\n[x]\n" + HOSTILE.strip(), (("modality", "realised"),)
    add(
        there,
        coding(there, outer, memo=long),
        coding(there, inner, "本", "A.2", attributes=status),
        coding(there, inner, "ann", "A.2", rank=Rank.SECONDARY),
        coding(there, inner, "ann", "A.1", memo="[x]"),
    )
    about = there.ledger.codings()[0]
    known = {"coder_id": "ann", "document_id": source(there).id}
    memos = [Memo(id="m1", target=MemoTarget.SPAN, text="想一想：\n再看", span=inner, **known),
             Memo(id="m2", target=MemoTarget.CODING, text="边界", coding_id=about.id, **known),
             Memo(id="m3", target=MemoTarget.SPAN, text="secret", span=inner, private=True, **known)]  # fmt: skip
    there.ledger.append([MemoWritten(memo=memo) for memo in memos], actor=nouns.LEAD)
    path = written(there, folder)
    assert plan_comments(there, read_margins(path)).acts == ()
    taken_in(empty, path)
    assert held(empty) == {each for each in held(there) if each[-1] != "secret"}
    head = empty.ledger.head()
    assert taken_in(empty, path).acts == ()
    assert empty.ledger.head() == head
    assert empty.ledger.verify().flaws == ()


def comment(path: Path, *remarks: tuple[int, str, str]) -> Path:
    """Write comments as a person does in Word: beside whole paragraphs, by (paragraph, author, words)."""
    document = docx.Document(str(path))
    for number, author, words in remarks:
        document.add_comment(document.paragraphs[number].runs, text=words, author=author)
    document.save(str(path))
    return path


def test_comments_of_a_person_become_blind_codings_and_memos(folder: Path):
    bench = study(folder)
    path = comment(
        written(bench, folder, None), (0, "ANN", "A.1: 打通了"), (1, "ann", "什么意思？"), (3, "新人", "A.1；A.2")
    )
    plan = taken_in(bench, path)
    assert [line.fate for line in plan.lines] == [Fate.CODING, Fate.MEMO, Fate.CODING, Fate.CODING]
    assert [coder.name for coder in plan.newcomers] == ["新人"]
    codings = {(each.coder_id, each.code, each.mode, each.memo) for each in bench.ledger.codings()}
    assert codings == {("ann", "A.1", CodingMode.BLIND, "打通了"), ("新人", "A.1", CodingMode.BLIND, ""),
                       ("新人", "A.2", CodingMode.BLIND, "")}  # fmt: skip
    assert bench.ledger.codings()[-1].span.read(text_of(bench)) == "两端有空白", "blanks that Word selects are left out"
    (note,) = bench.ledger.notes("comments.imported")
    assert ("count:coding", "3") in note.details


def test_codings_made_beside_those_of_others_are_not_blind(folder: Path):
    bench = study(folder)
    add(bench, coding(bench, find(bench, "全产业链"), "本"))
    path = comment(written(bench, folder), (1, "ann", "A.1"))
    assert read_margins(path).shown not in {"", EVERYBODY, None}
    taken_in(bench, path)
    assert {each.coder_id: each.mode for each in bench.ledger.codings()} == {
        "本": CodingMode.BLIND, "ann": CodingMode.ASSISTED,
    }  # fmt: skip


def test_ones_own_codings_in_the_margin_leave_one_blind(folder: Path):
    bench = study(folder)
    add(bench, coding(bench, find(bench, "全产业链")))
    taken_in(bench, comment(written(bench, folder, frozenset({"ann"})), (1, "ann", "A.1")))
    assert {each.mode for each in bench.ledger.codings()} == {CodingMode.BLIND}


def test_a_file_that_does_not_say_counts_as_assisted_unless_somebody_says_otherwise(folder: Path):
    for mode, counted in ((None, CodingMode.ASSISTED), (CodingMode.BLIND, CodingMode.BLIND)):
        bench = study(folder)
        path = written(bench, folder, None)
        document = docx.Document(str(path))
        document.core_properties.keywords = "draft"
        document.save(str(path))
        taken_in(bench, comment(path, (0, "ann", "A.1")), MarginChoice(mode=mode))
        assert [each.mode for each in bench.ledger.codings()] == [counted]


@pytest.mark.parametrize(
    ("words", "told"),
    [("A.9", "no code 'A.9'"), ("", "the comment is empty"), ("备忘：", "the comment is empty")],
)
def test_a_comment_that_cannot_be_used_is_refused_with_a_sentence(folder: Path, words: str, told: str):
    bench = study(folder)
    (line,) = taken_in(bench, comment(written(bench, folder, None), (0, "ann", words))).lines
    assert line.fate is Fate.REFUSED
    assert told in line.what
    assert bench.ledger.codings() == ()
    assert bench.ledger.notes("comments.imported") == ()


def test_words_that_were_changed_in_the_file_are_refused_and_the_others_come_in(folder: Path):
    bench = study(folder)
    path = comment(written(bench, folder, None), (0, "ann", "A.1"), (1, "ann", "A.2"))
    document = docx.Document(str(path))
    document.paragraphs[0].runs[0].text += "改"
    document.paragraphs[2].insert_paragraph_before("新的一段")
    document.save(str(path))
    plan = taken_in(bench, path)
    assert [line.fate for line in plan.lines] == [Fate.REFUSED, Fate.CODING]
    assert "were changed" in plan.lines[0].what
    assert not plan.untouched
    assert [each.span.read(text_of(bench)) for each in bench.ledger.codings()] == [TEXT[1]]


def test_a_comment_gone_from_the_file_takes_nothing_away_and_a_new_memo_is_added_to_the_coding(folder: Path):
    bench = study(folder)
    add(bench, coding(bench, find(bench, TEXT[0])))
    path = comment(written(bench, folder, None), (0, "ann", "A.1\n后来想到的"))
    assert [line.fate for line in taken_in(bench, path).lines] == [Fate.MEMO]
    assert [memo.text for memo in bench.ledger.memos()] == ["后来想到的"]
    assert taken_in(bench, path).acts == ()
    assert len(bench.ledger.codings()) == 1


def test_another_name_can_be_said_to_be_somebody_of_the_study(folder: Path):
    bench = study(folder)
    path = comment(written(bench, folder, None), (0, "Word User", "A.1"))
    taken_in(bench, path, MarginChoice(coders={"word user": CoderId("ann")}))
    assert [each.coder_id for each in bench.ledger.codings()] == ["ann"]
    with pytest.raises(StudyError, match="no person 'nobody'"):
        plan_comments(bench, read_margins(path), MarginChoice(coders={"x": CoderId("nobody")}))


def test_a_file_that_is_no_copy_of_any_source_is_refused(folder: Path):
    bench, other = study(folder), study(folder, "完全不同的文字", "没有一段相同")
    path = written(other, folder, None)
    with pytest.raises(StudyError, match="a copy of a source that this study does not have"):
        plan_comments(bench, read_margins(path))
    document = docx.Document(str(path))
    document.core_properties.keywords = ""
    document.save(str(path))
    with pytest.raises(StudyError, match="copy of no source"):
        plan_comments(bench, read_margins(path))


def test_a_study_that_changed_since_the_preview_is_not_touched(folder: Path):
    bench = study(folder)
    plan = plan_comments(bench, read_margins(comment(written(bench, folder, None), (0, "ann", "A.1"))))
    add(bench, coding(bench, find(bench, "全产业链"), "本"))
    with pytest.raises(StudyError, match="look at the preview again"):
        carry_out_comments(bench, plan, actor=nouns.LEAD)


def test_the_same_study_gives_the_same_file(folder: Path):
    bench = study(folder)
    add(bench, coding(bench, find(bench, "全产业链")))
    one, other = (parts(written(bench, folder)) for _ in range(2))
    assert one == other


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_coding_with_a_line_end_at_its_end_is_known_again(folder: Path):
    bench = study(folder)
    add(bench, coding(bench, find(bench, TEXT[0] + "\n")))
    assert plan_comments(bench, read_margins(written(bench, folder))).acts == ()
