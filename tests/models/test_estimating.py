from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.models import Patience, estimate_request
from assistant.models.patience import seconds_asked
from assistant.prompting.budgeting import estimate_tokens
from tests.models.asking import question

NOW = datetime(2026, 1, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("", 0, 0),
        ("平台为供应商打通了全产业链。", 13, 21),
        ("The platform lowered the cost of coordination for suppliers.", 10, 20),
        ("成本下降 7.3%，the cost fell。", 9, 25),
        ("2026-01-01 12:30:45", 6, 19),
        ("😀😀😀", 3, 9),
    ],
)
def test_an_estimate_stands_between_what_real_vocabularies_give(text: str, least: int, most: int):
    assert least <= estimate_tokens(text) <= most


@given(st.text(), st.text())
def test_an_estimate_never_falls_when_text_is_added(text: str, more: str):
    assert estimate_tokens(text) <= estimate_tokens(text + more) <= estimate_tokens(text) + estimate_tokens(more)


def test_a_question_is_its_messages_and_their_marks():
    assert estimate_request(question("")) > estimate_tokens("You are a coder.")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("", None),
        ("7", 7.0),
        ("0", 0.0),
        ("0.5", 0.5),
        ("-3", None),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        ("Thu, 01 Jan 2026 12:00:30 GMT", 30.0),
        ("Thu, 01 Jan 2026 11:00:00 GMT", 0.0),
    ],
)
def test_the_wait_that_a_server_asks_for_is_read_in_both_forms(header: str, seconds: float | None):
    assert seconds_asked(header, NOW) == seconds


def test_waits_double_up_to_the_longest_and_differ():
    patience = Patience(first_s=1, longest_s=10, jitter=random.Random(1))
    waits = [[patience.pause(tries, "") for _ in range(50)] for tries in range(1, 7)]
    for most, several in zip([1, 2, 4, 8, 10, 10], waits, strict=True):
        assert all(wait is not None and most / 2 <= wait <= most for wait in several)
        assert len(set(several)) > 40
