from __future__ import annotations

import json
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.prompting import FaultKind, ParseFailure, ScreenAnswer, VerifyAnswer
from assistant.prompting.answers import Verdict, parse_screen, parse_verify
from assistant.prompting.json_text import NoObject, find_object
from assistant.prompting.schemas import screen_schema, verify_schema
from tests.prompting.small_book import screen_task, verify_task

SCREEN = screen_task("平台给了软件。", "无关的话。")
FOUND = {"segment": "S1", "code": "A.RES", "evidence": "给了软件"}
GOOD = {"document": "Dabc", "found": [FOUND], "none": ["S2"]}
VERIFY = verify_task("平台给了软件。")
HELD = {
    "document": "Dabc",
    "segment": "S1",
    "reason": "给的是软件，符合定义。",
    "evidence": ["给了软件"],
    "label": "A.RES",
    "attributes": {"modality": "realised"},
}


def said(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True)
class Wrapped:
    name: str
    text: str


WRAPPED = (
    Wrapped("bare", said(GOOD)),
    Wrapped("fenced", f"```json\n{said(GOOD)}\n```"),
    Wrapped("after words", f"好的，结果如下：\n{said(GOOD)}\n希望有帮助。"),
    Wrapped("after thinking", f'<think>或者 {{"document": 1}}？不。</think>\n{said(GOOD)}'),
    Wrapped("thinking without its beginning", f'先看 {{"found": []}} ……</think>\n\n```\n{said(GOOD)}\n```'),
    Wrapped("given twice the same", f"{said(GOOD)}\n{said(GOOD)}"),
    Wrapped("indented", json.dumps(GOOD, indent=4)),
    Wrapped("amid braces of prose", "{见下} " + said(GOOD)),
    Wrapped("keys nobody asked for", said({**GOOD, "confidence": 0.99})),
    Wrapped("ids in brackets", said({**GOOD, "found": [{**FOUND, "code": "[A.RES]", "segment": "【S1】"}]})),
    Wrapped("ids in full width", said({**GOOD, "found": [{**FOUND, "code": "Ａ.RES"}]})),
)


@pytest.mark.parametrize("case", WRAPPED, ids=lambda case: case.name)
def test_an_answer_is_found_in_what_is_around_it(case: Wrapped):
    answer = parse_screen(case.text, SCREEN)
    assert isinstance(answer, ScreenAnswer)
    assert [(each.segment, each.code, each.evidence) for each in answer.candidates] == [("S1", "A.RES", "给了软件")]
    assert answer.none == {"S2"}
    assert answer.faults == ()


@dataclass(frozen=True)
class Bad:
    kind: FaultKind
    text: str


UNREADABLE = (
    Bad(FaultKind.EMPTY, " \n"),
    Bad(FaultKind.NO_JSON, "我认为 S1 属于资源赋能。"),
    Bad(FaultKind.TRUNCATED, said(GOOD)[:-4]),
    Bad(FaultKind.TRUNCATED, f"```json\n{said(GOOD)[:40]}"),
    Bad(FaultKind.TRUNCATED, "<think>先看第一段，它说平台"),
    Bad(FaultKind.TRUNCATED, "<think>先看第一段 " + said(GOOD)),
    Bad(FaultKind.MALFORMED, said(GOOD).replace('"none"', "“none”")),
    Bad(FaultKind.MALFORMED, said(GOOD).replace("]}", "],}")),
    Bad(FaultKind.MALFORMED, said(GOOD).replace('"none"', '"document": "D2", "none"')),
    Bad(FaultKind.MALFORMED, said(GOOD).replace('["S2"]', "NaN")),
    Bad(FaultKind.AMBIGUOUS, said(GOOD) + said({**GOOD, "found": [], "none": ["S1", "S2"]})),
    Bad(FaultKind.WRONG_SHAPE, said({"document": "Dabc", "found": []})),
    Bad(FaultKind.WRONG_SHAPE, said({**GOOD, "none": "S2"})),
    Bad(FaultKind.WRONG_SHAPE, said({**GOOD, "found": [{"segment": 1, "code": "A.RES"}]})),
    Bad(FaultKind.WRONG_DOCUMENT, said({**GOOD, "document": "Dother"})),
    Bad(FaultKind.TOO_LONG, said({**GOOD, "x": "长" * 200_000})),
    Bad(FaultKind.MALFORMED, '{"a":' * 30_000 + "1" + "}" * 30_000),
)


@pytest.mark.parametrize("case", UNREADABLE, ids=lambda case: f"{case.kind}-{case.text[:12]}")
def test_what_cannot_be_read_is_refused_with_its_reason(case: Bad):
    answer = parse_screen(case.text, SCREEN)
    assert isinstance(answer, ParseFailure)
    assert answer.kind is case.kind
    assert answer.detail


@dataclass(frozen=True)
class Faulty:
    kind: FaultKind
    segment: str | None
    answer: dict[str, object]
    kept: int = 1


FAULTY = (
    Faulty(
        FaultKind.UNKNOWN_CODE,
        "S2",
        {**GOOD, "found": [FOUND, {**FOUND, "segment": "S2", "code": "A.XYZ"}], "none": []},
    ),
    Faulty(
        FaultKind.UNKNOWN_CODE, "S2", {**GOOD, "found": [FOUND, {**FOUND, "segment": "S2", "code": "D.O1"}], "none": []}
    ),
    Faulty(FaultKind.UNKNOWN_SEGMENT, None, {**GOOD, "found": [FOUND, {**FOUND, "segment": "S9"}]}),
    Faulty(FaultKind.UNKNOWN_SEGMENT, None, {**GOOD, "none": ["S2", "S9"]}),
    Faulty(FaultKind.MISSING_SEGMENT, "S2", {**GOOD, "none": []}),
    Faulty(FaultKind.CONTRADICTORY, "S1", {**GOOD, "none": ["S1", "S2"]}),
)


@pytest.mark.parametrize("case", FAULTY, ids=lambda case: f"{case.kind}-{case.segment}")
def test_a_faulty_part_is_told_and_the_rest_is_kept(case: Faulty):
    answer = parse_screen(said(case.answer), SCREEN)
    assert isinstance(answer, ScreenAnswer)
    assert [(fault.kind, fault.segment) for fault in answer.faults] == [(case.kind, case.segment)]
    assert len(answer.candidates) == case.kept


def test_silence_about_a_passage_is_never_taken_as_no_code():
    answer = parse_screen(said({"document": "Dabc", "found": [], "none": []}), SCREEN)
    assert isinstance(answer, ScreenAnswer)
    assert answer.none == frozenset()
    assert {fault.segment for fault in answer.faults} == {"S1", "S2"}


VERDICTS = (
    ("A.RES", Verdict.CODE, ("A.RES",)),
    (" [A.STR] ", Verdict.CODE, ("A.STR",)),
    ("none", Verdict.NONE, ()),
    ("None", Verdict.NONE, ()),
    ("label only", Verdict.LABEL_ONLY, ()),
    ("label_only", Verdict.LABEL_ONLY, ()),
    ("unclear: A.RES|A.STR", Verdict.UNCLEAR, ("A.RES", "A.STR")),
    ("unclear：A.STR｜A.RES", Verdict.UNCLEAR, ("A.STR", "A.RES")),
)


@pytest.mark.parametrize(("label", "verdict", "codes"), VERDICTS)
def test_every_legal_label_is_read(label: str, verdict: Verdict, codes: tuple[str, ...]):
    answer = parse_verify(said({**HELD, "label": label}), VERIFY)
    assert isinstance(answer, VerifyAnswer)
    assert (answer.verdict, answer.codes) == (verdict, codes)
    assert answer.attributes == (("modality", "realised"),)


def test_an_abstention_needs_no_evidence_and_a_code_does():
    assert isinstance(parse_verify(said({**HELD, "label": "none", "evidence": []}), VERIFY), VerifyAnswer)
    answer = parse_verify(said({**HELD, "evidence": ["  "]}), VERIFY)
    assert isinstance(answer, ParseFailure)
    assert answer.kind is FaultKind.NO_EVIDENCE


WRONG = (
    ({"document": "Dxyz"}, FaultKind.WRONG_DOCUMENT),
    ({"segment": "S2"}, FaultKind.WRONG_SEGMENT),
    ({"label": "A.XYZ"}, FaultKind.UNKNOWN_CODE),
    ({"label": "资源赋能"}, FaultKind.UNKNOWN_CODE),
    ({"label": "D.O1"}, FaultKind.ILLEGAL_LABEL),
    ({"label": "unclear: A.RES"}, FaultKind.ILLEGAL_LABEL),
    ({"label": "unclear: A.RES|A.RES"}, FaultKind.ILLEGAL_LABEL),
    ({"label": "unclear: A.RES|A.XYZ"}, FaultKind.ILLEGAL_LABEL),
    ({"label": "A.RES, A.STR"}, FaultKind.UNKNOWN_CODE),
    ({"reason": " "}, FaultKind.NO_REASON),
    ({"reason": "The platform gives software to a receiver."}, FaultKind.WRONG_LANGUAGE),
    ({"label": None}, FaultKind.WRONG_SHAPE),
    ({"evidence": {"0": "给了软件"}}, FaultKind.WRONG_SHAPE),
)


@pytest.mark.parametrize(("change", "kind"), WRONG)
def test_a_wrong_verification_is_refused_with_its_reason(change: dict[str, object], kind: FaultKind):
    answer = parse_verify(said({**HELD, **change}), VERIFY)
    assert isinstance(answer, ParseFailure)
    assert answer.kind is kind


def test_an_english_prompt_wants_an_english_reason():
    task = verify_task("The platform gave us software.", "en")
    assert isinstance(parse_verify(said(HELD), task), ParseFailure)
    english = {**HELD, "reason": "It hands over 软件, as the definition asks."}
    assert isinstance(parse_verify(said(english), task), VerifyAnswer)


def test_attributes_the_codebook_does_not_know_are_told_and_the_rest_is_kept():
    given = {"modality": "maybe", "mood": "good"}
    answer = parse_verify(said({**HELD, "attributes": given}), VERIFY)
    assert isinstance(answer, VerifyAnswer)
    assert answer.attributes == ()
    assert [fault.kind for fault in answer.faults] == [FaultKind.UNKNOWN_ATTRIBUTE] * 2
    silent = parse_verify(said({**HELD, "attributes": {"modality": ""}}), VERIFY)
    assert isinstance(silent, VerifyAnswer)
    assert silent.attributes == silent.faults == ()


def test_schemas_ask_for_everything_and_nothing_else_and_put_the_reason_first():
    for schema in (screen_schema(SCREEN), verify_schema(VERIFY)):
        assert schema["required"] == list(schema["properties"])
        assert schema["additionalProperties"] is False
    names = list(verify_schema(VERIFY)["properties"])
    assert names.index("reason") < names.index("evidence") < names.index("label")


@given(st.text())
def test_any_text_is_an_answer_or_a_reason(text: str):
    assert isinstance(parse_screen(text, SCREEN), ScreenAnswer | ParseFailure)
    assert isinstance(parse_verify(text, VERIFY), VerifyAnswer | ParseFailure)


@given(st.integers(0, len(said(HELD)) - 1))
def test_no_cut_answer_is_ever_taken_for_a_whole_one(at: int):
    assert isinstance(find_object(said(HELD)[:at]), NoObject)


@given(st.dictionaries(st.text(min_size=1), st.text(), min_size=1), st.sampled_from(["", "```json\n", "说明："]))
def test_any_object_is_found_as_it_was_given(value: dict[str, str], before: str):
    assert find_object(before + said(value)) == value
