"""The pages of sources and of the codebook: who may do what, and what has to work although somebody codes blind."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from starlette.requests import Request

from assistant.domain import acts
from assistant.domain.coder import Coder, Role
from assistant.errors import StudyError
from assistant.ui.answering import answering
from assistant.ui.identity import admit
from assistant.ui.pages import codebook, corpus
from assistant.workflows.visibility import seen_by
from assistant.workflows.workbench import Workbench
from tests.workflows.team_study import ANNA, BO, BOOK, LEAD, TEXT, WATCHER, assign, assignment, coding, lock, make_study

ONE, TWO = BOOK.codes[0].id, BOOK.codes[1].id


@pytest.fixture
def study(tmp_path) -> Workbench:
    bench = make_study(tmp_path)
    yield bench
    bench.close()


def asked_by(coder: Coder) -> Request:
    scope = {"type": "http", "headers": [], "query_string": b"", "path": "/", "method": "POST"}
    admit(scope, coder)
    return Request(scope)


def draft(study: Workbench, **codes: object) -> dict[str, object]:
    return {"base": study.codebook().id, "codes": codes, "families": {}}


def edited(code: str, words: str) -> dict[str, object]:
    return {"id": code, "family": "A", "label": {"zh": code, "en": code}, "definition": {"zh": words}}


def publish(study: Workbench, **codes: object) -> dict[str, object]:
    asked = {"draft": draft(study, **codes), "number": "2", "reason": "pilot", "said": {}}
    return codebook.publish(study, LEAD.id, asked)


@pytest.mark.parametrize("who", [ANNA, WATCHER])
def test_only_a_lead_edits_the_codebook(study, who: Coder):
    for handler in (codebook.publish, codebook.merge, codebook.split, codebook.review, codebook.take_in):
        answer = json.loads(answering(study, handler, least=Role.LEAD)({}, asked_by(who)))
        assert "error" in answer, handler.__name__
    assert study.codebook().version == BOOK.version


def test_a_coding_in_a_locked_unit_can_still_be_coded_again_by_its_own_coder_alone(study):
    mine = assignment(ANNA, 0)
    assign(study, mine)
    study.ledger.append([acts.CodingAdded(coding=coding(0, ANNA, name="a1", code=ONE, round="r1"))], actor=ANNA.id)
    lock(study, mine, 0)
    assert publish(study, **{ONE: edited(ONE, "另一个意思")})["number"] == "2"
    recode = codebook.on_whole(study, codebook.recode)
    asked = {"coding": "a1", "answer": "remove", "reason": "holds no longer", "code": None}
    with pytest.raises(StudyError):
        recode(seen_by(study, BO), BO.id, asked)
    assert recode(seen_by(study, ANNA), ANNA.id, asked) == {"left": 0}
    assert study.ledger.codings() == ()


def test_a_merger_takes_codings_along_that_the_lead_may_not_see_yet(study):
    lead_codes_blind = assignment(LEAD, 0)
    assign(study, lead_codes_blind)
    study.ledger.append([acts.CodingAdded(coding=coding(0, ANNA, name="a1", code=TWO))], actor=ANNA.id)
    asked = {"base": study.codebook().id, "codes": [TWO], "into": ONE, "reason": "the same"}
    done = codebook.on_whole(study, codebook.merge)(seen_by(study, LEAD), LEAD.id, asked)
    assert done["restamped"] == 1
    assert study.ledger.codings()[0].code == ONE


def test_a_draft_is_told_what_is_wrong_with_it_before_it_is_published(study):
    broken = {**edited(ONE, "x"), "parent": "A.9"}
    assert any(
        "A.9" in line for line in codebook.check(study, LEAD.id, {"draft": draft(study, **{ONE: broken})})["problems"]
    )
    example = {"text": "平台打通了产业链", "quote": "平台没有打通"}
    misquoted = {**edited(ONE, "x"), "examples": [example]}
    told = codebook.review(study, LEAD.id, {"draft": draft(study, **{ONE: misquoted})})
    assert (told["problems"], told["misquoted"]) == ([], [[ONE, 0]])


def test_a_draft_may_add_and_retire_entries_and_says_what_follows(study):
    study.ledger.append([acts.CodingAdded(coding=coding(0, ANNA, name="a1", code=TWO))], actor=ANNA.id)
    told = codebook.review(study, LEAD.id, {"draft": draft(study, **{"A.new": edited("A.new", "新"), TWO: None})})
    assert {each["id"]: each["kind"] for each in told["differences"]} == {"A.new": "added", TWO: "retired"}
    assert told["affected"] == {TWO: 1}


def test_an_overtaken_draft_is_answered_with_both_sentences_and_changes_nothing(study):
    late = {"draft": draft(study, **{TWO: edited(TWO, "晚了")}), "number": "3", "reason": "late", "said": {}}
    publish(study, **{ONE: edited(ONE, "先")})
    told = codebook.publish(study, LEAD.id, late)
    assert "changed meanwhile" in told["overtaken"]["en"]
    assert "已变更" in told["overtaken"]["zh"]
    assert study.codebook().version == "2"


def test_every_version_goes_out_in_both_forms_under_its_own_name(study):
    for form in ("yaml", "xlsx"):
        file = codebook.export(study, WATCHER.id, {"id": BOOK.id, "form": form})
        assert file["name"] == f"{BOOK.name}-{BOOK.version}.{form}"
        assert file["data"]


def test_whether_a_source_may_leave_is_for_the_lead_to_say(study):
    asked = {"changes": {TEXT.id: {"may_leave": "yes"}}}
    with pytest.raises(StudyError, match="lead"):
        corpus.describe(seen_by(study, ANNA), ANNA.id, asked)
    assert corpus.describe(seen_by(study, LEAD), LEAD.id, asked)["changed"] == 1
    assert corpus.describe(seen_by(study, ANNA), ANNA.id, {"changes": {TEXT.id: {"case": "房车"}}})["changed"] == 1


def test_the_page_of_sources_hears_what_concerns_it(study):
    head = study.ledger.head()
    corpus.describe(study, LEAD.id, {"changes": {TEXT.id: {"case": "x"}}})
    assert corpus.newest(study, ANNA.id, {"after": head}) == {"head": head + 1, "sources": True, "counts": False}
    study.ledger.append([acts.CodingAdded(coding=coding(0, ANNA, name="a1"))], actor=ANNA.id)
    assert corpus.newest(study, ANNA.id, {"after": head + 1}) == {"head": head + 2, "sources": False, "counts": True}


def test_a_coder_is_not_counted_the_codings_of_others_while_blind(study):
    assign(study, assignment(BO, 0, 1))
    study.ledger.append([acts.CodingAdded(coding=coding(0, ANNA, name="a1"))], actor=ANNA.id)
    blind = seen_by(study, replace(BO))
    assert codebook.start(blind, BO.id, {})["counts"] == {}
    found = corpus.search(blind, BO.id, {"words": "", "coder": ANNA.id})
    assert found["passages"] == []
