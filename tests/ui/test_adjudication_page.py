"""What the page of adjudication shows and records."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain import acts
from assistant.ui.pages import adjudication as page
from assistant.workflows.workbench import Workbench
from tests.workflows.team_study import (
    ANNA,
    BO,
    BOOK,
    LEAD,
    TEXT,
    assign,
    assignment,
    coding,
    lock,
    make_study,
    span,
    unit,
)

ONE, TWO = BOOK.codes[0].id, BOOK.codes[1].id


@pytest.fixture
def study(tmp_path) -> Workbench:
    bench = make_study(tmp_path)
    for who, code in ((ANNA, ONE), (BO, TWO)):
        mine = assignment(who, 0, 1)
        assign(bench, mine)
        made = replace(coding(0, who, name=who.id, code=code, round="r1"), memo=f"memo of {code}")
        bench.ledger.append([acts.CodingAdded(coding=made)], actor=who.id)
        lock(bench, mine, 0, 1)
    return bench


def verdict(**fields: object) -> dict[str, object]:
    outcome = [{"code": ONE, "start": span(0).start, "end": span(0).end}]
    return {
        "round": "r1", "document": TEXT.id, "segment": unit(0), "family": "A", "outcome": outcome,
        "error": "definition", "reason": "unclear", "hidden": True, **fields,
    }  # fmt: skip


def test_both_sides_stand_beside_each_other_with_their_memos(study):
    (item,) = page.queue(study, LEAD.id, {"round": "r1", "hidden": False})
    assert (item["kind"], item["text"], item["settled"]) == ("code", "平台打通了产业链。", None)
    assert [(side["name"], side["codings"][0]["code"]) for side in item["sides"]] == [("anna", ONE), ("bo", TWO)]
    assert [side["codings"][0]["memo"] for side in item["sides"]] == [f"memo of {ONE}", f"memo of {TWO}"]


def test_hidden_names_are_nowhere_in_what_the_browser_gets(study):
    told = repr(page.queue(study, LEAD.id, {"round": "r1", "hidden": True}))
    assert "anna" not in told
    assert "'bo'" not in told
    assert "'name': 'A'" in told


def test_a_verdict_comes_back_settled_and_feeds_the_codebook(study):
    item = page.settle(study, LEAD.id, verdict())
    assert item["settled"] == {
        "error": "definition",
        "reason": "unclear",
        "outcome": [{"code": ONE, "start": 0, "end": 9, "memo": "", "attributes": []}],
    }
    assert {(row["code"], row["cases"], row["pending"]) for row in page.revisions(study, LEAD.id, {})} == {
        (ONE, 1, True),
        (TWO, 1, True),
    }
    assert page.start_adjudication(study, LEAD.id, {})["rounds"] == ("r1",)


def test_figures_before_and_after_come_as_two_columns(study):
    page.settle(study, LEAD.id, verdict(outcome=[]))
    found = page.before_and_after(study, LEAD.id, {"round": "r1", "family": "A", "language": "en"})
    assert [head for head in found["head"] if head.startswith(("before", "after"))] == [
        "before: alpha among people",
        "after: alpha with what was settled on",
        "after: per cent",
    ]
    assert "no agreement" in found["note"]


@pytest.mark.parametrize("wrong", [{"error": "x"}, {"outcome": [{"code": ONE}]}, {"outcome": 3}])
def test_what_the_page_cannot_send_is_malformed(study, wrong):
    with pytest.raises((ValueError, KeyError, TypeError)):
        page.settle(study, LEAD.id, verdict(**wrong))
