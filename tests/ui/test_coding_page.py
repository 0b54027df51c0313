"""What the coding page hands out and takes in, function by function, to whom."""

from __future__ import annotations

import json

import pytest

from assistant.domain.coder import Coder, CoderKind, Role
from assistant.domain.coding import CodingMode
from assistant.domain.fieldwork import MemoTarget
from assistant.errors import AccessError, StudyError
from assistant.ui.pages import coding, coding_acts
from assistant.workflows import marking, memos
from assistant.workflows.memos import MemoDraft
from assistant.workflows.visibility import seen_by
from tests.workflows.coding_study import ANNA, DOC, LEAD, UNITS, assign, propose, study, words

CODER = Coder(id=ANNA, name=ANNA, kind=CoderKind.PERSON, role=Role.CODER)


@pytest.fixture
def bench(tmp_path):
    made = study(tmp_path)
    yield made
    made.close()


@pytest.fixture
def anna(bench):
    """What Anna's page can call: JSON in and out, seen with her eyes."""

    def call(name: str, **asked: object) -> object:
        handler = next(each for each in (*READING, *coding_acts.ACTS) if each.__name__ == name)
        veiled = seen_by(bench, CODER)
        asked = {"source": DOC.id, "after": bench.ledger.head(), **asked}
        return json.loads(json.dumps(handler(veiled, ANNA, json.loads(json.dumps(asked)))))

    return call


READING = (coding.start, coding.progress, coding.open_source, coding.changes)


def marked(quote: str) -> dict[str, object]:
    at = DOC.text.index(quote)
    return {"span": [at, at + len(quote)], "quote": quote}


def test_a_coding_comes_back_as_what_is_new(bench, anna):
    answer = anna("code", code="B.1", **marked("打通"))
    (made,) = answer["codings"]
    assert (made["code"], made["by"], answer["seq"]) == ("B.1", ANNA, bench.ledger.head())
    again = anna("changes", after=answer["seq"])
    assert (again["codings"], again["gone"], again["memos"], again["again"]) == ([], [], None, False)


def test_accepting_takes_that_the_evidence_was_read(bench, anna):
    propose(bench)
    asked = {"proposal": "proposal", "action": "accept", "reason": "so it says", "order": 0, "dwell_ms": 5}
    with pytest.raises(StudyError, match="read the evidence"):
        anna("decide", confirmed="别的文字", **asked)
    with pytest.raises(KeyError):
        anna("decide", **asked)
    assert bench.ledger.decisions() == ()
    anna("decide", confirmed=DOC.text[0:5], **asked)
    assert [each.exposure.place for each in bench.ledger.decisions()] == ["page"]


@pytest.mark.parametrize("mode", [CodingMode.BLIND, CodingMode.DECIDE_FIRST])
def test_before_a_unit_is_locked_nothing_is_suggested_and_nobody_else_is_seen(bench, anna, mode):
    propose(bench)
    marking.code_words(bench, words("打通"), "B.2", coder=LEAD)
    note = MemoDraft(text="我看是 B.2", target=MemoTarget.SPAN, document_id=DOC.id, words=words("打通"))
    memos.write_memo(bench, note, coder=LEAD)
    assign(bench, mode)
    opened = anna("open_source")
    assert (opened["proposals"], opened["codings"]) == ([], [])
    assert [task[1:] for task in opened["tasks"]] == [[mode.value, "第一轮"]] * 3
    assert "B.2" not in json.dumps(anna("changes", after=1)["codings"])
    locked = anna("lock", segments=UNITS[:1], dwell_ms=[900])
    assert locked["again"], "the page reads again, for now there is more to see"
    opened = anna("open_source")
    assert [each["id"] for each in opened["proposals"]] == ["proposal"]
    assert opened["locked"] == UNITS[:1]
    with pytest.raises(StudyError):
        anna("code", code="B.1", **marked("打通"))


def test_on_demand_a_proposal_shows_once_it_was_asked_for_and_that_is_recorded(bench, anna):
    propose(bench)
    assign(bench, CodingMode.ON_DEMAND)
    assert anna("open_source")["proposals"] == []
    answer = anna("ask_for", segment=UNITS[0])
    assert (answer["found"], answer["again"]) == (1, True)
    assert [each["id"] for each in anna("open_source")["proposals"]] == ["proposal"]
    assert [(each.coder_id, each.proposal_id) for each in bench.ledger.seen()] == [(ANNA, "proposal")]


def test_in_a_blind_round_nothing_can_be_asked_for(bench, anna):
    propose(bench)
    assign(bench, CodingMode.BLIND)
    with pytest.raises(AccessError):
        anna("ask_for", segment=UNITS[0])
    with pytest.raises(StudyError, match="no proposal"):
        anna("shown", showings=[["proposal", 0, 500]])
    with pytest.raises(StudyError, match="no proposal"):
        anna("decide", proposal="proposal", action="reject", reason="?", order=0, dwell_ms=0)
    assert bench.ledger.seen() == ()


def test_undo_says_what_and_where_and_the_page_gets_what_is_new(bench, anna):
    made = anna("code", code="B.1", **marked("成本"))
    answer = anna("undo", after=made["seq"])
    assert answer["act"] == {"kind": "coded", "source": DOC.id, "at": DOC.text.index("成本"), "code": "B.1"}
    assert answer["delta"]["gone"] == [made["codings"][0]["id"]]
    assert anna("undo", source="") == {"act": None, "delta": None}
    assert anna("redo", source="")["act"]["kind"] == "coded"


def test_memos_codings_and_locks_go_in_and_come_out_as_they_are(bench, anna):
    anna("write_memo", target="span", text="想法", private=True, **marked("𠮷田经理"))
    made = anna("code", code="A.1", **marked("打通"))["codings"][0]
    anna("revise_coding", coding=made["id"], attributes={"quantified": "yes"}, rank="secondary")
    opened = anna("open_source")
    (memo,) = opened["memos"]
    assert (memo["text"], memo["private"], memo["span"]) == ("想法", True, marked("𠮷田经理")["span"])
    assert opened["codings"] == [
        {**made, "attributes": [["quantified", "yes"]], "rank": "secondary"},
    ]
    anna("remove_coding", coding=made["id"])
    anna("remove_memo", memo=memo["id"])
    assert (anna("open_source")["codings"], anna("open_source")["memos"]) == ([], [])
    assert anna("progress")[DOC.id] == {"coded": 0, "locked": 0, "open": 0}
    anna("lock", segments=UNITS, dwell_ms=[1, 2, 3])
    assert anna("progress")[DOC.id]["locked"] == 3
    anna("reopen_units", segments=UNITS)
    assert anna("progress")[DOC.id]["locked"] == 0


def test_what_the_page_needs_to_begin_holds_the_codebook_with_what_decides(bench, anna):
    begun = anna("start")
    assert begun["coder"] == {"id": ANNA, "name": ANNA}
    assert set(begun["wording"]["zh"]) == set(begun["wording"]["en"])
    entry = begun["codebook"]["codes"][0]
    assert set(entry) >= {"id", "family", "definition_zh", "definition_en", "inclusion", "exclusions", "examples"}
