from __future__ import annotations

import threading
import time

import pytest

from assistant.errors import InstrumentError
from assistant.models import (
    Budget,
    Completion,
    EgressLog,
    Failure,
    FailureKind,
    Limits,
    ModelRequest,
    ModelSettings,
    Outfit,
    open_chat_model,
)
from tests.models.asking import QUICK, cache, model, question
from tests.scripted_server import Asked, Step, fails, for_ever, refuses_key, says, slowly


def echo(asked: Asked) -> Step:
    return slowly(says(f"re {asked.question}"), 0.02)


def test_outcomes_stand_in_the_order_of_the_questions_and_come_in_any():
    def later_is_faster(asked: Asked) -> Step:
        return slowly(says(asked.question), 0.3 if asked.question == "0" else 0.01)

    seen: list[int] = []
    with model(later_is_faster, max_concurrency=4) as (asked, _):
        outcomes = asked.ask_many(
            [question(str(number)) for number in range(12)],
            on_done=lambda index, _outcome: seen.append(index) is None,
        )
    assert [outcome.text for outcome in outcomes if isinstance(outcome, Completion)] == [str(n) for n in range(12)]
    assert sorted(seen) == list(range(12))
    assert seen[0] != 0


@pytest.mark.parametrize(("concurrency", "allowed", "expected"), [(8, 8, 8), (2, 8, 2), (8, 3, 3)])
def test_no_more_than_so_many_are_under_way(concurrency: int, allowed: int, expected: int):
    with model(for_ever(slowly(says("x"), 0.1)), max_concurrency=allowed) as (asked, server):
        asked.ask_many([question(str(number)) for number in range(24)], concurrency=concurrency)
    assert server.most_under_way == expected


def test_calls_go_side_by_side():
    with model(for_ever(slowly(says("x"), 0.2)), max_concurrency=8) as (asked, _):
        asked.ask(question("warm up"))
        begun = time.monotonic()
        asked.ask_many([question(str(number)) for number in range(16)])
    assert time.monotonic() - begun < 16 * 0.2 / 2


def test_a_stop_leaves_the_rest_unasked_and_says_so():
    done: list[int] = []

    def stop_after_three(index: int, _outcome: object) -> bool:
        done.append(index)
        return len(done) < 3

    with model(echo, max_concurrency=2) as (asked, server):
        outcomes = asked.ask_many([question(str(number)) for number in range(40)], on_done=stop_after_three)
    stopped = [outcome for outcome in outcomes if isinstance(outcome, Failure)]
    assert len(outcomes) == 40
    assert {failed.kind for failed in stopped} == {FailureKind.STOPPED}
    assert len(server.asked) == 40 - len(stopped)
    assert len(server.asked) <= 8


def test_a_failure_that_every_question_would_meet_ends_the_run():
    with model(for_ever(refuses_key()), max_concurrency=2) as (asked, server):
        outcomes = asked.ask_many([question(str(number)) for number in range(50)])
    kinds = [outcome.kind for outcome in outcomes if isinstance(outcome, Failure)]
    assert kinds[0] is FailureKind.UNAUTHORISED
    assert kinds[-1] is FailureKind.STOPPED
    assert len(server.asked) <= 4


def test_a_failure_of_one_question_leaves_the_others_alone():
    def one_fails(asked: Asked) -> Step:
        return fails() if asked.question == "3" else says("x")

    with model(one_fails, max_retries=0) as (asked, _):
        outcomes = asked.ask_many([question(str(number)) for number in range(8)])
    assert [index for index, outcome in enumerate(outcomes) if isinstance(outcome, Failure)] == [3]


def test_questions_are_drawn_only_as_there_is_room():
    drawn: list[int] = []

    def endless():
        for number in range(10_000):
            drawn.append(number)
            yield question(str(number))

    stop = threading.Event()
    with model(echo, max_concurrency=2) as (asked, server):
        coming = asked.outcomes(endless(), stop=stop)
        for _ in range(3):
            next(coming)
        coming.close()
    assert len(drawn) < 20
    assert len(server.asked) < 20
    assert stop.is_set()


def test_one_question_from_many_threads_is_paid_once(tmp_path):
    outfit = Outfit(store=cache(tmp_path), patience=QUICK)
    with model(for_ever(slowly(says("x"), 0.1)), outfit, max_concurrency=8) as (asked, server):
        outcomes = asked.ask_many([question("the same")] * 8)
    assert len(server.asked) == 1
    assert [outcome.from_cache for outcome in outcomes].count(True) == 7


@pytest.mark.parametrize(
    ("limits", "answered"),
    [
        (Limits(max_calls=5), 5),
        (Limits(max_tokens=6 * 137), 6),
        (Limits(max_cost=0.0012), 8),
        (Limits(), 20),
    ],
)
def test_a_budget_is_kept_and_its_end_stops_the_run(limits: Limits, answered: int):
    budget = Budget(limits)
    prices = {"price_in": 1.0, "price_out": 1.0, "max_tokens": 110}
    with model(for_ever(says("x")), Outfit(budget=budget, patience=QUICK), max_concurrency=1, **prices) as (
        asked,
        server,
    ):
        outcomes = asked.ask_many([question(str(number)) for number in range(20)])
    assert len(server.asked) == answered
    assert budget.spent.calls == answered
    assert budget.spent.tokens == answered * 137
    assert budget.spent.cost == pytest.approx(answered * 137 / 1_000_000)
    kinds = {outcome.kind for outcome in outcomes if isinstance(outcome, Failure)}
    assert kinds <= {FailureKind.OVER_BUDGET, FailureKind.STOPPED}
    assert (FailureKind.OVER_BUDGET in kinds) == (answered < 20)


def test_a_budget_of_calls_is_kept_by_many_threads():
    budget = Budget(Limits(max_calls=10))
    with model(for_ever(slowly(says("x"), 0.03)), Outfit(budget=budget, patience=QUICK), max_concurrency=8) as (
        asked,
        server,
    ):
        asked.ask_many([question(str(number)) for number in range(60)])
    assert len(server.asked) == 10


def test_what_failed_costs_nothing_and_what_was_cached_neither(tmp_path):
    budget = Budget(Limits(max_calls=1))
    outfit = Outfit(store=cache(tmp_path), budget=budget, patience=QUICK)
    with model([fails(), says("x")], outfit, max_retries=0) as (asked, _):
        asked.ask(question())
        assert budget.spent.calls == 0
        assert isinstance(asked.ask(question()), Completion)
        assert isinstance(asked.ask(question()), Completion)
        assert budget.spent.calls == 1
        failed = asked.ask(question("another"))
    assert isinstance(failed, Failure)
    assert failed.kind is FailureKind.OVER_BUDGET


def test_a_limit_of_cost_needs_prices():
    with pytest.raises(InstrumentError, match="price_in"), model([], Outfit(budget=Budget(Limits(max_cost=1.0)))):
        pass


def test_content_that_must_stay_ends_the_whole_run(tmp_path):
    elsewhere = ModelSettings(spec="openai:x", base_url="https://models.example.org/v1", max_retries=0)
    asked = open_chat_model(
        elsewhere, egress=EgressLog(tmp_path / "egress.jsonl", lambda: "t"), environment={"OPENAI_API_KEY": "k"}
    )
    requests: list[ModelRequest] = [question("留在这里", local_only=True)] * 3
    with pytest.raises(InstrumentError, match="must stay on this machine"):
        asked.ask_many(requests)
    assert not (tmp_path / "egress.jsonl").exists()
