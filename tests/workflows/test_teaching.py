from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain.acts import CodebookPublished, CoderRegistered, CodingAdded, StudyCreated
from assistant.domain.coding import Action, CodingMode
from assistant.domain.span import Span
from assistant.ledger import SqlLedger, open_ledger
from assistant.retrieval.hashing import HashingEncoder
from assistant.workflows import propose, review
from assistant.workflows.teaching import open_exemplar, taught_documents
from assistant.workflows.workbench import Workbench
from tests import nouns
from tests.conftest import ticking_stamp
from tests.exemplar.small_study import BOOK
from tests.workflows.fakes import bench

DOC = nouns.document("老法师讲窍门。", "食堂吃面条。", "单子直接到了钢厂。", "门口修路。")
OTHER = nouns.document("供应商和客户在平台上直接连接了。", "停车场离门口远。")


@pytest.fixture
def ledger(tmp_path: Path) -> SqlLedger:
    opened = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}", ticking_stamp())
    acts = [
        StudyCreated(name="s", language="zh"),
        *(CoderRegistered(coder=nouns.person(name)) for name in (nouns.LEAD, "second")),
        CodebookPublished(codebook=BOOK, reason="first"),
        nouns.source_added(DOC),
        nouns.source_added(OTHER),
    ]
    opened.append(acts, actor=nouns.LEAD)
    return opened


@pytest.fixture
def study(tmp_path: Path, ledger: SqlLedger) -> Workbench:
    made = bench(tmp_path, ledger, None)
    return replace(made, proposer=lambda _name: open_exemplar(ledger, HashingEncoder(), BOOK))


def code(
    ledger: SqlLedger, paragraph: int, name: str, coder: str = nouns.LEAD, mode: CodingMode = CodingMode.BLIND
) -> None:
    body = DOC.blocks[paragraph].body
    given = nouns.coding(DOC, BOOK, body, name=f"{coder}-{paragraph}-{name}-{mode}", coder=coder)
    ledger.append([CodingAdded(coding=replace(given, code=name, mode=mode))], actor=coder)


def shares(ledger: SqlLedger) -> list[tuple[str, dict[str, float]]]:
    return [(lesson.text, dict(lesson.codes)) for each in taught_documents(ledger) for lesson in each.lessons]


def test_nothing_coded_teaches_nothing(ledger: SqlLedger) -> None:
    assert taught_documents(ledger) == ()


def test_what_lies_between_codings_counts_as_looked_at_and_what_lies_outside_does_not(ledger: SqlLedger) -> None:
    code(ledger, 0, "A.2")
    code(ledger, 2, "A.1")
    assert shares(ledger) == [
        ("老法师讲窍门。", {"A.2": 1.0}),
        ("食堂吃面条。", {}),
        ("单子直接到了钢厂。", {"A.1": 1.0}),
    ]


def test_a_code_counts_by_the_share_of_coders_who_looked(ledger: SqlLedger) -> None:
    code(ledger, 0, "A.2")
    code(ledger, 0, "A.2", coder="second")
    code(ledger, 0, "D.1", coder="second")
    assert shares(ledger) == [("老法师讲窍门。", {"A.2": 1.0, "D.1": 0.5})]


def test_adjudicated_codings_stand_alone_in_their_segment(ledger: SqlLedger) -> None:
    code(ledger, 0, "A.2")
    code(ledger, 0, "A.1", coder="second")
    code(ledger, 0, "A.3", mode=CodingMode.ADJUDICATED)
    assert shares(ledger) == [("老法师讲窍门。", {"A.3": 1.0})]


def test_a_span_within_a_sentence_is_a_lesson_of_its_own(ledger: SqlLedger) -> None:
    start = DOC.blocks[2].body.start
    given = nouns.coding(DOC, BOOK, Span(start, start + 4), name="part")
    ledger.append([CodingAdded(coding=given)], actor=nouns.LEAD)
    lessons = [lesson for each in taught_documents(ledger) for lesson in each.lessons]
    assert [(lesson.text, lesson.quote) for lesson in lessons] == [("单子直接到了钢厂。", False), ("单子直接", True)]


def test_a_rejected_proposal_teaches_that_its_code_does_not_apply(study: Workbench) -> None:
    propose.propose_codes(study, "exemplar", actor=nouns.LEAD)
    offered = study.ledger.proposals()
    assert offered
    verdict = review.Verdict(proposal_id=offered[0].id, action=Action.REJECT, reason="no")
    review.decide(study, verdict, coder=nouns.LEAD)
    lessons = [lesson for each in taught_documents(study.ledger) for lesson in each.lessons]
    assert {lesson.segment_id for lesson in lessons} == {offered[0].segment_id}
    assert all(lesson.codes == () for lesson in lessons)


def test_a_run_is_answered_once_and_again_after_something_was_coded(study: Workbench, ledger: SqlLedger) -> None:
    first = propose.propose_codes(study, "exemplar", actor=nouns.LEAD)
    again = propose.propose_codes(study, "exemplar", actor=nouns.LEAD)
    assert (first.units, again.units) == (6, 0)
    assert first.proposals + first.refusals >= 6
    code(ledger, 0, "A.2")
    taught = propose.propose_codes(study, "exemplar", actor=nouns.LEAD)
    assert (taught.units, taught.coder_id == first.coder_id) == (6, False)
    assert not ledger.verify().flaws
