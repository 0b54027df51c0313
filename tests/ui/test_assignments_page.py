"""What the page of assignments asks of the workflows, and the words of all pages."""

from __future__ import annotations

import re

import pytest

from assistant.ui.pages import assignments as page
from assistant.ui.wording import INTERFACE
from assistant.workflows.workbench import Workbench
from tests.workflows.team_study import ANNA, BO, LEAD, TEXT, lock, make_study, unit

ASKED = {
    "round": "r1", "kind": "reliability", "mode": "blind", "coders": [ANNA.id, BO.id], "seed": 3, "share": 1.0,
    "number": None, "types": [], "sources": [], "families": [], "shown": 0.0, "note": "",
}  # fmt: skip


@pytest.fixture
def study(tmp_path) -> Workbench:
    return make_study(tmp_path)


def test_an_order_is_previewed_with_its_precision_and_changes_nothing(study):
    told = page.preview(study, LEAD.id, ASKED | {"shown": 0.5})
    assert (told["units"], told["strata"]) == (3, [["news", 3, 3]])
    assert [row[0] for row in told["precision"]] == [0.1, 0.3, 0.5]
    assert told["arms"]["shown"] + told["arms"]["blind"] == 6
    assert study.ledger.assignments() == ()
    assert page.preview(study, LEAD.id, ASKED | {"coders": [BO.id]})["precision"] == []


def test_assignments_are_given_followed_opened_again_and_taken_back(study):
    rows = page.assign(study, LEAD.id, ASKED)
    assert [(row["name"], row["locked"], row["units"]) for row in rows] == [("anna", 0, 3), ("bo", 0, 3)]
    lock(study, study.ledger.assignments()[1], 0)
    asked = {"id": rows[1]["id"]}
    assert [(each["id"], each["title"]) for each in page.locked(study, LEAD.id, asked)] == [(unit(0), "note.txt")]
    rows = page.reopen(study, LEAD.id, asked | {"units": [unit(0)], "reason": "slip"})
    assert [(row["locked"], row["reopened"]) for row in rows] == [(0, 0), (0, 1)]
    assert [row["name"] for row in page.withdraw(study, LEAD.id, asked | {"reason": "ill"})] == ["anna"]


def test_the_form_gets_what_can_be_chosen(study):
    told = page.start_assignments(study, LEAD.id, {})
    assert [each["id"] for each in told["coders"]] == ["lead", "anna", "bo"], "viewers code nothing"
    assert told["types"] == [["news", 3]]
    assert told["sources"] == [{"id": TEXT.id, "title": "note.txt", "units": 3}]


@pytest.mark.parametrize("wrong", [{"mode": "x"}, {"kind": "x"}, {"seed": "x"}, {"types": ["x"]}, {"share": "x"}])
def test_what_the_form_cannot_send_is_malformed(study, wrong):
    with pytest.raises(ValueError):  # noqa: PT011 - Python's own words, which the page never shows
        page.preview(study, LEAD.id, ASKED | wrong)


def test_every_word_of_the_interface_is_there_in_both_languages_with_the_same_blanks():
    assert set(INTERFACE["zh"]) == set(INTERFACE["en"])
    for key, words in INTERFACE["zh"].items():
        assert words.strip(), key
        assert set(re.findall(r"\{\w+\}", words)) == set(re.findall(r"\{\w+\}", INTERFACE["en"][key])), key
