"""Passwords, sessions and invitations, on a real ledger."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain.acts import CoderRegistered
from assistant.domain.coder import Coder, CoderKind, Role
from assistant.domain.identifiers import CoderId
from assistant.errors import AccessError, StudyError
from assistant.ledger import SqlLedger
from assistant.workflows import coders, reception
from assistant.workflows.workbench import Workbench
from tests import nouns
from tests.workflows import fakes

LATER = "2026-02-01T00:00:00.000000+00:00"
WORDS = "正确的马电池订书钉"


@pytest.fixture
def bench(ledger: SqlLedger, tmp_path) -> Workbench:
    made = fakes.bench(tmp_path, ledger, None)
    people = (("lead", Role.LEAD), ("anna", Role.CODER), ("twin-1", Role.CODER), ("twin-2", Role.CODER))
    for name, role in people:
        coder = Coder(id=CoderId(name), name=name.split("-")[0], kind=CoderKind.PERSON, role=role)
        ledger.append([CoderRegistered(coder=coder)], actor=nouns.LEAD)
    return made


def with_password(bench: Workbench, coder_id: str) -> Coder:
    coder = coders.known_coder(bench, CoderId(coder_id))
    reception.choose_password(bench, coder, WORDS)
    return coder


def test_a_session_is_opened_by_the_right_password_alone(bench):
    anna = with_password(bench, "anna")
    assert reception.session_coder(bench, reception.sign_in(bench, " anna ", WORDS)) == anna
    for name, password in (("anna", WORDS + "x"), ("anna", ""), ("nobody", WORDS), ("", "")):
        with pytest.raises(AccessError, match="do not fit"):
            reception.sign_in(bench, name, password)


def test_a_name_that_two_people_bear_opens_nothing(bench):
    with_password(bench, "twin-1")
    with pytest.raises(AccessError):
        reception.sign_in(bench, "twin", WORDS)
    assert reception.session_coder(bench, reception.sign_in(bench, "twin-1", WORDS))


def test_a_session_ends_by_signing_out_and_by_time(bench):
    with_password(bench, "anna")
    first, second = (reception.sign_in(bench, "anna", WORDS) for _ in range(2))
    reception.sign_out(bench, first)
    assert reception.session_coder(bench, first) is None
    assert reception.session_coder(bench, second) is not None
    assert reception.session_coder(replace(bench, now=lambda: LATER), second) is None


def test_a_new_password_ends_what_the_old_one_opened(bench):
    anna = with_password(bench, "anna")
    session = reception.sign_in(bench, "anna", WORDS)
    reception.choose_password(bench, anna, "another sentence")
    assert reception.session_coder(bench, session) is None
    with pytest.raises(AccessError):
        reception.sign_in(bench, "anna", WORDS)


def test_an_invitation_works_once_and_is_no_session(bench):
    word = reception.invite(bench, CoderId("anna"))
    assert reception.session_coder(bench, word) is None
    anna = reception.invited_coder(bench, word)
    assert anna is not None
    reception.choose_password(bench, anna, WORDS)
    assert reception.invited_coder(bench, word) is None
    session = reception.sign_in(bench, "anna", WORDS)
    assert reception.invited_coder(bench, session) is None


def test_an_invitation_is_for_somebody_of_the_study(bench):
    with pytest.raises(StudyError, match="no person 'stranger'"):
        reception.invite(bench, CoderId("stranger"))


@pytest.mark.parametrize("password", ["short", "x" * 1001, "TWIN", "test"])
def test_a_password_that_is_guessed_at_once_is_refused(bench, password):
    coder = coders.known_coder(bench, CoderId("twin-1"))
    with pytest.raises(StudyError):
        reception.choose_password(bench, replace(coder, name="twin-twin"), password)
    with pytest.raises(StudyError):
        reception.choose_password(bench, replace(coder, name="编码员甲乙丙丁"), "编码员甲乙丙丁")


def test_passwords_are_nowhere_in_the_record_of_the_study(bench):
    with_password(bench, "anna")
    word = reception.sign_in(bench, "anna", WORDS)
    written = "".join(event.payload for event in bench.ledger.events())
    assert WORDS not in written
    assert word not in written
    assert bench.ledger.verify().flaws == ()


def test_passwords_are_on_from_the_first_one(bench):
    assert not reception.passwords_on(bench)
    with_password(bench, "lead")
    assert reception.passwords_on(bench)


def test_access_ends_but_not_for_the_last_lead(bench):
    with_password(bench, "lead")
    with_password(bench, "anna")
    session = reception.sign_in(bench, "anna", WORDS)
    reception.end_access(bench, CoderId("anna"))
    assert reception.session_coder(bench, session) is None
    with pytest.raises(StudyError, match="last lead"):
        reception.end_access(bench, CoderId("lead"))


def test_a_study_keeps_a_lead(bench):
    with pytest.raises(StudyError, match="at least one lead"):
        coders.give_role(bench, CoderId("lead"), Role.VIEWER, actor=nouns.LEAD)
    coders.give_role(bench, CoderId("anna"), Role.LEAD, actor=nouns.LEAD)
    coders.give_role(bench, CoderId("lead"), Role.CODER, actor=nouns.LEAD)
    assert {each.id: each.role for each in coders.people_of(bench)}["lead"] is Role.CODER


@pytest.mark.parametrize("coder_id", ["", " anna", "anna", "a\u202eb", "x" * 65])
def test_an_id_that_cannot_be_told_apart_is_refused(bench, coder_id):
    with pytest.raises(StudyError):
        coders.add_person(bench, Coder(id=CoderId(coder_id), name="n", kind=CoderKind.PERSON), actor=nouns.LEAD)
