"""A codebook changes while people code: who comes second is refused, and what meant something else is coded again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain.acts import CodebookPublished, CoderRegistered, CodingAdded, StudyCreated
from assistant.domain.codebook import Code, Codebook, Example, Wording
from assistant.domain.span import Span
from assistant.errors import ChangedMeanwhile, CodebookError, StudyError
from assistant.ledger import open_ledger
from assistant.ports import Selection
from assistant.revising import ChangeKind, merge_codes, put_code, retire_code, split_code
from assistant.workflows import codebooks, recoding
from assistant.workflows.codebooks import Revision, numbered
from assistant.workflows.recoding import Answer, Recoding
from assistant.workflows.workbench import Workbench
from tests import nouns
from tests.conftest import ticking_stamp
from tests.workflows.fakes import RuleProposer, bench

BOOK = numbered(nouns.codebook("A.1", "A.2", "A.3"), "0.1.0")
TEXT = nouns.document("平台打通了产业链。", "成本下降了百分之七。", "用户更加信任平台。")


@pytest.fixture
def study(tmp_path: Path) -> Workbench:
    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}", ticking_stamp())
    acts = [
        StudyCreated(name="s", language="zh"),
        CoderRegistered(coder=nouns.person()),
        CoderRegistered(coder=nouns.person("王")),
        CodebookPublished(codebook=BOOK, reason="first"),
        nouns.source_added(TEXT),
    ]
    ledger.append(acts, actor=nouns.LEAD)
    return bench(tmp_path / "study", ledger, RuleProposer(BOOK))


def code(study: Workbench, name: str, at: int, code_id: str, coder: str = nouns.LEAD) -> None:
    start = TEXT.blocks[at].span.start
    made = replace(nouns.coding(TEXT, BOOK, Span(start, start + 4), name=name, coder=coder), code=code_id)
    study.ledger.append([CodingAdded(coding=made)], actor=coder)


def edited(book: Codebook, code_id: str, **fields: object) -> Codebook:
    return put_code(book, replace(book.code(code_id), **fields))


def publish(study: Workbench, book: Codebook, number: str, **fields: object) -> codebooks.Published:
    given = {"reason": "pilot", "previous": study.codebook().id} | fields
    return codebooks.publish_revision(study, Revision(codebook=numbered(book, number), **given), actor=nouns.LEAD)


def waiting(study: Workbench, coder: str = nouns.LEAD) -> list[tuple[str, str]]:
    return [(each.coding.id, each.kind) for each in recoding.questioned_codings(study, coder)]


def test_a_semantic_edit_questions_the_codings_of_that_entry_and_a_minor_one_none(study: Workbench):
    code(study, "c1", 0, "A.1")
    code(study, "c2", 1, "A.2")
    code(study, "w1", 0, "A.1", coder="王")
    publish(study, edited(BOOK, "A.1", label=Wording("一", "one")), "0.1.1")
    assert waiting(study) == []
    publish(study, edited(study.codebook(), "A.1", definition=Wording("只指跨行业", "across")), "0.2.0")
    assert waiting(study) == [("c1", "semantic")]
    assert waiting(study, "王") == [("w1", "semantic")]
    assert recoding.count_questioned(study, "王") == 1


def test_the_editor_says_whether_a_change_is_semantic(study: Workbench):
    code(study, "c1", 0, "A.1")
    changed = edited(BOOK, "A.1", definition=Wording("另一种说法，同一个意思", "same"))
    publish(study, changed, "0.1.1", said={"A.1": ChangeKind.MINOR})
    assert waiting(study) == []
    label = edited(study.codebook(), "A.1", label=Wording("不同的概念", "other"))
    publish(study, label, "0.2.0", said={"A.1": ChangeKind.SEMANTIC})
    assert waiting(study) == [("c1", "semantic")]


def test_a_coding_is_looked_at_once_for_all_changes_since_it_was_made(study: Workbench):
    code(study, "c1", 0, "A.1")
    publish(study, edited(BOOK, "A.1", definition=Wording("二")), "0.2.0", reason="first change")
    publish(study, edited(study.codebook(), "A.1", definition=Wording("三")), "0.3.0", reason="second change")
    (questioned,) = recoding.questioned_codings(study, nouns.LEAD)
    assert questioned.reasons == ("first change", "second change")
    assert (questioned.entry.definition.zh, questioned.now.definition.zh) == ("A.1 的定义", "三")
    assert questioned.quotation == "平台打通"
    left = recoding.recode(study, [Recoding(coding_id="c1", answer=Answer.KEEP, reason="fits")], coder=nouns.LEAD)
    assert (left, waiting(study)) == (0, [])
    assert study.ledger.codings()[0].codebook_id == study.codebook().id
    assert study.ledger.verify().flaws == ()


def test_keeping_changing_and_removing_work_off_the_queue(study: Workbench):
    for number in range(3):
        code(study, f"c{number}", number, "A.1")
    publish(study, edited(BOOK, "A.1", definition=Wording("新")), "0.2.0")
    answers = [
        Recoding(coding_id="c0", answer=Answer.KEEP, reason="still"),
        Recoding(coding_id="c1", answer=Answer.CHANGE, reason="better", code="A.2"),
        Recoding(coding_id="c2", answer=Answer.REMOVE, reason="out"),
    ]
    assert recoding.recode(study, answers, coder=nouns.LEAD) == 0
    assert [(each.id, each.code) for each in study.ledger.codings()] == [("c0", "A.1"), ("c1", "A.2")]


@pytest.mark.parametrize(
    "answer",
    [
        Recoding(coding_id="w1", answer=Answer.KEEP, reason="not mine"),
        Recoding(coding_id="c1", answer=Answer.KEEP, reason=" "),
        Recoding(coding_id="c1", answer=Answer.CHANGE, reason="which"),
        Recoding(coding_id="c1", answer=Answer.CHANGE, reason="same", code="A.1"),
        Recoding(coding_id="c1", answer=Answer.CHANGE, reason="unknown", code="A.9"),
    ],
)
def test_an_answer_for_anothers_coding_without_reason_or_to_an_unfit_code_is_refused(
    study: Workbench, answer: Recoding
):
    code(study, "c1", 0, "A.1")
    code(study, "w1", 0, "A.1", coder="王")
    publish(study, edited(BOOK, "A.1", definition=Wording("新")), "0.2.0")
    before = study.ledger.head()
    with pytest.raises(StudyError):
        recoding.recode(study, [answer], coder=nouns.LEAD)
    assert study.ledger.head() == before


def test_who_edits_an_older_version_is_refused_and_nothing_is_overwritten(study: Workbench):
    first = edited(BOOK, "A.1", definition=Wording("甲的定义"))
    second = edited(BOOK, "A.2", definition=Wording("乙的定义"))
    publish(study, first, "0.2.0", previous=BOOK.id)
    with pytest.raises(ChangedMeanwhile, match="changed meanwhile"):
        publish(study, second, "0.2.1", previous=BOOK.id)
    assert study.codebook().code("A.1").definition.zh == "甲的定义"
    assert study.ledger.verify().flaws == ()


def test_a_number_that_is_taken_by_another_version_is_refused(study: Workbench):
    with pytest.raises(StudyError, match="another number"):
        publish(study, edited(BOOK, "A.1", definition=Wording("新")), "0.1.0")


def test_merging_takes_all_codings_along_and_doubles_none(study: Workbench):
    code(study, "c1", 0, "A.1")
    code(study, "c2", 0, "A.2")
    code(study, "w2", 0, "A.2", coder="王")
    merged = merge_codes(BOOK, ["A.2"], "A.1")
    done = publish(study, merged.codebook, "0.2.0", reshaped=merged.changes)
    assert (done.restamped, done.doubled) == (1, 1)
    assert [(each.id, each.code) for each in study.ledger.codings()] == [("c1", "A.1"), ("w2", "A.1")]
    assert codebooks.find_version(study, "0.1.0").code("A.2") is not None, "the old entry can still be read"
    assert waiting(study, "王") == []
    assert study.ledger.verify().flaws == ()


def test_splitting_questions_the_codings_and_offers_the_parts(study: Workbench):
    code(study, "c1", 0, "A.1")
    parts = [Code(id=name, family="A", label=Wording(name), definition=Wording(name)) for name in ("A.1a", "A.1b")]
    split = split_code(BOOK, "A.1", parts)
    publish(study, split.codebook, "0.2.0", reshaped=split.changes)
    (questioned,) = recoding.questioned_codings(study, nouns.LEAD)
    assert (questioned.kind, questioned.now, questioned.offered) == ("split", None, ("A.1a", "A.1b"))
    with pytest.raises(StudyError, match="not in the codebook any more"):
        recoding.recode(study, [Recoding(coding_id="c1", answer=Answer.KEEP, reason="x")], coder=nouns.LEAD)
    change = Recoding(coding_id="c1", answer=Answer.CHANGE, reason="the narrower one", code="A.1b")
    recoding.recode(study, [change], coder=nouns.LEAD)
    assert study.ledger.codings()[0].code == "A.1b"


def test_a_retired_entry_leaves_its_codings_to_be_coded_again(study: Workbench):
    code(study, "c1", 0, "A.3")
    publish(study, retire_code(BOOK, "A.3"), "0.2.0")
    assert waiting(study) == [("c1", "retired")]
    assert recoding.affected_codings(study, frozenset({"A.3"})) == {"A.3": 1}


def test_history_tells_what_each_version_changed_even_where_nobody_said_so(study: Workbench):
    bare = numbered(edited(BOOK, "A.1", definition=Wording("新")), "0.2.0")
    study.ledger.append([CodebookPublished(codebook=bare, reason="by an older program")], actor=nouns.LEAD)
    code(study, "c1", 0, "A.1")
    first, second = codebooks.codebook_history(study)
    assert first.changes == ()
    assert [(change.code, change.kind) for change in second.changes] == [("A.1", "semantic")]
    assert waiting(study) == [("c1", "semantic")]


def test_an_example_that_misquotes_its_text_is_not_published(study: Workbench):
    wrong = edited(BOOK, "A.1", examples=(Example(text="平台打通了产业链", quote="平台没有打通产业链"),))
    with pytest.raises(CodebookError, match="misquote"):
        publish(study, wrong, "0.1.1")


def test_putting_an_earlier_version_back_questions_what_was_coded_in_between(study: Workbench):
    publish(study, edited(BOOK, "A.1", definition=Wording("新")), "0.2.0")
    newer = study.codebook()
    start = TEXT.blocks[0].span.start
    made = replace(nouns.coding(TEXT, newer, Span(start, start + 2), name="c9"), code="A.1")
    study.ledger.append([CodingAdded(coding=made)], actor=nouns.LEAD)
    codebooks.publish_codebook(study, BOOK, reason="back", actor=nouns.LEAD)
    assert waiting(study) == [("c9", "semantic")]
    assert study.ledger.codings(Selection())[0].codebook_id == newer.id


def test_the_ledger_itself_refuses_what_was_overtaken_between_looking_and_writing(study: Workbench):
    publish(study, edited(BOOK, "A.1", definition=Wording("甲")), "0.2.0")
    late = numbered(edited(BOOK, "A.2", definition=Wording("乙")), "0.2.1")
    act = CodebookPublished(codebook=late, reason="late", previous=BOOK.id)
    with pytest.raises(ChangedMeanwhile):
        study.ledger.append([act], actor=nouns.LEAD)
    assert study.codebook().version == "0.2.0"
