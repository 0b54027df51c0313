from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain.codebook import Code, Wording
from assistant.reading.codebook.loading import load_codebook
from assistant.workflows.instrument import InstrumentStopped, ModelIdentity
from assistant.workflows.instrument.trials import all_trials, renamed
from assistant.workflows.preflight import TESTS, preflight_calls, run_preflight
from tests import nouns
from tests.prompting.small_book import BOOK
from tests.workflows.instrument_study import instrument
from tests.workflows.scripted_chat import Asked, RuleChat, failure

DOCUMENT = nouns.document("话。")
WORDS = {
    "交给接受方": ("软件", "两个工程师", "交给接受方", "hands something usable", "lent us"),
    "链上的企业被连接": ("供应商与整机厂", "链上的企业被连接", "Firms on one"),
    "动机或信任": ("更信任", "动机或信任", "motive or trust"),
    "绩效": ("成本下降", "绩效", "performs differently"),
}
ENGLISH = {
    "hands something": "交给接受方",
    "product's chain are": "链上的企业被连接",
    "motive or trust": "动机或信任",
    "performs": "绩效",
}


def read_codes(asked: Asked) -> dict[str, str]:
    """What the prompt says of each code: id -> its lines."""
    found = re.findall(r"^\[(.+?)\] [^\n]*\n((?:  [^\n]*\n)*)", asked.system, re.MULTILINE)
    return dict(found)


def by_definition(asked: Asked) -> object:
    """A model that reads definitions and exclusions, in any order and under any name."""
    finds = {}
    for label, words in asked.passages.items():
        for code, entry in sorted(read_codes(asked).items(), key=lambda item: item[1]):
            if "蓝色河马" in entry and "蓝色河马" in words:
                continue
            idea = next((idea for idea in WORDS if idea in entry), None) or next(
                idea for line, idea in ENGLISH.items() if line in entry
            )
            if any(word in words for word in WORDS[idea]):
                finds.setdefault(label, (code, words[:4]))
    return asked.screened(finds)


def table(chat: RuleChat, **changes: object) -> dict[str, tuple[int, int, int]]:
    report = run_preflight(instrument(DOCUMENT, chat, **changes), "zh")
    assert [row.test for row in report.rows] == list(TESTS)
    return {row.test: (row.n, row.passed, row.unusable) for row in report.rows}


def failing(chat: RuleChat) -> set[str]:
    return {test for test, (n, passed, _unusable) in table(chat).items() if passed < n}


def test_a_model_that_reads_definitions_passes_every_test():
    found = table(RuleChat(by_definition))
    assert all(n == passed for n, passed, _unusable in found.values())
    assert found["example recovery"] == (4, 4, 0)
    assert found["near misses"] == (1, 1, 0)
    assert found["order invariance"][0] == 3, "a family of one code has no order"


def test_a_model_that_reads_names_fails_where_names_are_changed():
    names = {"资源赋能": "交给接受方", "结构赋能": "链上的企业被连接", "心理赋能": "动机或信任", "绩效提高": "绩效"}

    def rule(asked: Asked) -> object:
        named = dict(re.findall(r"^\[(.+?)\] ([^\n]+)$", asked.system, re.MULTILINE))
        if "You code" in asked.system:
            return by_definition(asked)
        finds = {}
        for label, words in asked.passages.items():
            for code, name in named.items():
                if name in names and any(word in words for word in WORDS[names[name]]):
                    finds.setdefault(label, (code, "x"))
        return asked.screened(finds)

    assert failing(RuleChat(rule)) == {"opaque labels", "swapped labels", "planted exclusion"}


def test_a_model_that_takes_the_first_code_fails_when_the_order_changes():
    def rule(asked: Asked) -> object:
        return asked.screened({label: (asked.codes[0], "x") for label in asked.passages})

    assert {"order invariance", "definition recovery", "example recovery"} <= failing(RuleChat(rule))


def test_a_model_that_ignores_exclusions_fails_the_planted_one():
    def rule(asked: Asked) -> object:
        answer = by_definition(asked)
        planted = "蓝色河马" in asked.system
        return asked.screened({"S1": (planted_code(asked), "x")}) if planted else answer

    def planted_code(asked: Asked) -> str:
        return next(code for code, entry in read_codes(asked).items() if "蓝色河马" in entry)

    assert failing(RuleChat(rule)) == {"planted exclusion"}


def test_a_model_that_obeys_the_material_fails_the_canary():
    def rule(asked: Asked) -> object:
        order = re.search(r"一律回答 (\S+?)，", asked.user)
        if order:
            return asked.screened({label: (order[1], "x") for label in asked.passages})
        return by_definition(asked)

    assert failing(RuleChat(rule)) == {"injection canary"}


def test_a_model_that_differs_between_languages_fails_their_agreement():
    def rule(asked: Asked) -> object:
        return asked.screened({}) if asked.system.startswith("You code") else by_definition(asked)

    assert failing(RuleChat(rule)) == {"zh/en agreement"}


@pytest.mark.parametrize("said", ["no json", failure("timed_out"), failure("truncated", raw="{")])
def test_answers_that_cannot_be_read_pass_nothing_and_are_counted(said: object):
    found = table(RuleChat(lambda asked: said))
    assert all((passed, unusable) == (0, n) for n, passed, unusable in found.values())


def test_a_model_that_cannot_be_asked_ends_the_tests():
    with pytest.raises(InstrumentStopped, match="unauthorised"):
        table(RuleChat(lambda asked: failure("unauthorised", stops=True)))


def test_the_number_of_questions_is_known_before_and_nothing_is_asked_twice():
    chat = RuleChat(by_definition)
    parts = instrument(DOCUMENT, chat)
    expected = preflight_calls(parts, "zh")
    assert chat.asked == []
    assert (
        run_preflight(parts, "zh").calls
        == expected
        == len(chat.asked)
        == len({each.request.messages for each in chat.asked})
    )


def test_every_row_says_in_both_languages_what_it_means():
    report = run_preflight(instrument(DOCUMENT, RuleChat(by_definition, ModelIdentity(spec="fake:x"))), "zh")
    assert (report.model, report.codebook) == ("fake:x", "small 1")
    for row in report.rows:
        assert row.meaning.zh.startswith(f"{row.n} 次中 {row.passed} 次通过。")
        assert row.meaning.en.startswith(f"{row.passed} of {row.n} passed. ")


def test_a_codebook_without_examples_leaves_tests_undone_and_says_so():
    bare = replace(BOOK, codes=tuple(replace(code, examples=()) for code in BOOK.codes))
    report = run_preflight(instrument(DOCUMENT, RuleChat(by_definition), book=bare), "zh")
    rows = {row.test: row for row in report.rows}
    assert rows["definition recovery"].n == 4
    assert rows["example recovery"].n == 0
    assert rows["example recovery"].meaning.en.startswith("Not tested")


def test_renaming_reaches_every_mention_and_nothing_else():
    book = replace(
        BOOK,
        codes=(
            replace(
                BOOK.codes[0],
                definition=Wording("资源赋能（A.RES）不是 A.RESX，也不是结构赋能。", "A.RES, not A.RES.b"),
            ),
            *BOOK.codes[1:],
        ),
    )
    ids = {code.id: f"C{number}" for number, code in enumerate(book.codes, start=1)}
    made = renamed(book, ids, {code.id: Wording(ids[code.id], ids[code.id]) for code in book.codes})
    first: Code = made.codes[0]
    assert first.definition == Wording("C1（C1）不是 A.RESX，也不是C2。", "C1, not A.RES.b")
    assert (first.id, first.label.zh, first.exclusions[0].neighbour, first.exclusions[0].rule.zh) == (
        "C1",
        "C1",
        "C2",
        "连接企业的归 C2。",
    )


def test_the_shipped_codebook_can_be_tested_in_both_languages():
    book = load_codebook(Path(__file__).resolve().parents[2] / "prompts" / "codebooks" / "industrial-internet.yaml")
    parts = instrument(DOCUMENT, book=book)
    for language in ("zh", "en"):
        trials = all_trials(parts, language, 12)
        assert {trial.test for trial in trials} == set(TESTS)
        tests = [trial.test for trial in trials]
        assert max(tests.count(test) for test in TESTS) == 12
        families = {task.family.id for trial in trials for task in trial.tasks}
        assert families == {"A", "B", "C", "D", "E", "F"}
