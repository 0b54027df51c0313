from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import InstrumentError
from assistant.models import (
    Completion,
    Failure,
    FailureKind,
    Form,
    Message,
    ModelRequest,
    ModelSettings,
    Outfit,
    open_replay,
    record,
    request_key,
)
from assistant.models.cache import Answer, answer_from_json, answer_to_json
from tests.models.asking import QUICK, SCHEMA, cache, model, question
from tests.scripted_server import fails, says, truncated

ANSWER = Answer(text="好😀", model="m", finish_reason="stop", tokens_in=3, tokens_out=1, seconds=0.5, form=Form.PLAIN)
BASE = ModelSettings(spec="ollama:qwen3:8b", temperature=0.0, seed=1, max_tokens=100)


def test_an_answer_is_paid_for_once_and_comes_back_the_same(tmp_path: Path):
    outfit = Outfit(store=cache(tmp_path), patience=QUICK)
    with model([says("好😀𠮷")], outfit) as (asked, server):
        first = asked.ask(question(schema=SCHEMA))
        second = asked.ask(question(schema=SCHEMA))
    assert isinstance(first, Completion)
    assert isinstance(second, Completion)
    assert (first.from_cache, second.from_cache) == (False, True)
    assert (second.text, second.seconds, second.tokens_in, second.structured) == (
        first.text,
        first.seconds,
        first.tokens_in,
        first.structured,
    )
    assert len(server.asked) == 1


def test_a_cut_off_answer_is_kept_and_a_server_error_is_not(tmp_path: Path):
    outfit = Outfit(store=cache(tmp_path), patience=QUICK)
    with model([truncated("{"), fails(), says("x")], outfit, max_retries=0) as (asked, server):
        cut = asked.ask(question("a"))
        cut_again = asked.ask(question("a"))
        asked.ask(question("b"))
        answered = asked.ask(question("b"))
    assert isinstance(cut, Failure)
    assert isinstance(cut_again, Failure)
    assert (cut.kind, cut.from_cache, cut_again.from_cache) == (FailureKind.TRUNCATED, False, True)
    assert isinstance(answered, Completion)
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    "other",
    [
        {"spec": "ollama:qwen3:4b"},
        {"temperature": 0.5},
        {"seed": 2},
        {"max_tokens": 101},
    ],
)
def test_whatever_can_change_the_answer_is_another_question(other: dict[str, object]):
    changed = ModelSettings(**{"spec": BASE.spec, "temperature": 0.0, "seed": 1, "max_tokens": 100, **other})  # type: ignore[arg-type]
    assert request_key(changed, question()) != request_key(BASE, question())


def test_schema_sample_and_roles_are_part_of_the_question():
    asked = [
        question(),
        question(schema=SCHEMA),
        question(sample=1),
        question("别的"),
        ModelRequest(messages=(Message("user", "You are a coder."), Message("user", "平台降低了成本吗？"))),
    ]
    assert len({request_key(BASE, one) for one in asked}) == len(asked)


def test_patience_and_address_are_no_part_of_the_question():
    patient = ModelSettings(
        spec=BASE.spec,
        seed=1,
        max_tokens=100,
        timeout_s=1,
        max_retries=9,
        base_url="http://127.0.0.1:9",
        price_in=2.0,
        max_concurrency=9,
    )
    assert request_key(patient, question()) == request_key(BASE, question())
    assert request_key(BASE, question(local_only=True)) == request_key(BASE, question())


@given(
    st.builds(
        Answer,
        text=st.text(st.characters(exclude_categories=())),
        model=st.text(),
        finish_reason=st.text(),
        tokens_in=st.integers(0),
        tokens_out=st.integers(0),
        seconds=st.floats(0, 1e6),
        form=st.sampled_from(Form),
        at=st.text(),
    )
)
def test_every_answer_survives_being_written_down(answer: Answer):
    assert answer_from_json(answer_to_json(answer)) == answer


def test_the_first_of_two_answers_stays(tmp_path: Path):
    kept = cache(tmp_path)
    kept.keep("k", ANSWER)
    other = Answer(text="other", model="m", finish_reason="stop", tokens_in=1, tokens_out=1, seconds=1, form=Form.PLAIN)
    assert kept.keep("k", other).text == "好😀"
    assert kept.get("k") == kept.keep("k", ANSWER)


def test_a_damaged_answer_counts_as_none_and_is_replaced(tmp_path: Path):
    kept = cache(tmp_path)
    kept.keep("k", ANSWER)
    kept._connection.execute("UPDATE answers SET answer = '{\"text\": 1'")
    assert kept.get("k") is None
    assert list(kept.entries()) == []
    kept.keep("k", ANSWER)
    found = kept.get("k")
    assert found is not None
    assert found.text == "好😀"


def test_a_file_that_is_no_cache_is_refused_with_what_to_do(tmp_path: Path):
    (tmp_path / "answers.db").write_text("this is no database, it is a text of some length" * 50)
    with pytest.raises(InstrumentError, match="move it away"):
        cache(tmp_path)


def test_many_threads_may_use_a_cache(tmp_path: Path):
    kept = cache(tmp_path)
    wrong: list[str] = []

    def work(name: int) -> None:
        for number in range(50):
            kept.keep(str(number), ANSWER)
            if kept.get(str(number)) is None:
                wrong.append(f"{name} {number}")

    threads = [threading.Thread(target=work, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(list(kept.entries())) == 50


_KEEP_MANY = """
import sys, os
from pathlib import Path
from assistant.models import AnswerCache, Form
from assistant.models.cache import Answer
cache = AnswerCache(Path(sys.argv[1]), lambda: "t")
for number in range(200):
    cache.keep(f"{sys.argv[2]}{number % 100}", Answer(text=str(number), model="m", finish_reason="stop",
               tokens_in=1, tokens_out=1, seconds=1.0, form=Form.PLAIN))
os._exit(9)  # killed: nothing is closed
"""


def test_killed_processes_lose_no_answer(tmp_path: Path):
    running = [
        subprocess.Popen([sys.executable, "-c", _KEEP_MANY, str(tmp_path / "answers.db"), name])
        for name in ("a", "b", "shared", "shared")
    ]
    assert [process.wait(60) for process in running] == [9, 9, 9, 9]
    assert len(list(cache(tmp_path).entries())) == 300


def test_recordings_answer_with_no_model_at_all(tmp_path: Path):
    kept = cache(tmp_path)
    with model([says("一"), truncated("二")], Outfit(store=kept, patience=QUICK)) as (asked, _):
        live = asked.ask_many([question("1"), question("2")], concurrency=1)
        used = asked.settings
    folder = tmp_path / "recordings"
    assert record(folder / "run.jsonl", kept.entries()) == 2
    replayed = open_replay(used, folder)
    again = replayed.ask_many([question("1"), question("2"), question("3")])
    assert isinstance(live[0], Completion)
    assert isinstance(again[0], Completion)
    assert (again[0].text, again[0].from_cache) == (live[0].text, True)
    assert [outcome.kind for outcome in again[1:] if isinstance(outcome, Failure)] == [
        FailureKind.TRUNCATED,
        FailureKind.NOT_RECORDED,
    ]


def test_a_recording_is_the_same_file_whatever_the_order(tmp_path: Path):
    answers = [("b", ANSWER), ("a", ANSWER), ("c", ANSWER)]
    record(tmp_path / "1.jsonl", answers)
    record(tmp_path / "2.jsonl", reversed(answers))
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()


@pytest.mark.parametrize("damage", ["{", '{"key": "k"}', '{"key": "k", "answer": {"text": "x"}}', "[]"])
def test_a_damaged_recording_is_refused_with_its_line(tmp_path: Path, damage: str):
    record(tmp_path / "run.jsonl", [("a", ANSWER)])
    with (tmp_path / "run.jsonl").open("a", encoding="utf-8") as file:
        file.write(damage + "\n")
    with pytest.raises(InstrumentError, match="line 2"):
        open_replay(BASE, tmp_path / "run.jsonl")


def test_missing_recordings_are_refused(tmp_path: Path):
    with pytest.raises(InstrumentError, match="no recordings"):
        open_replay(BASE, tmp_path)
    with pytest.raises(InstrumentError, match="cannot be read"):
        open_replay(BASE, tmp_path / "none.jsonl")
