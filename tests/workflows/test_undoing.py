"""Every act of a coder can be taken back and done again, from the ledger alone, and nobody else's."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from hypothesis.strategies import booleans, data, sampled_from

from assistant.domain.coding import Action, CodingMode
from assistant.domain.fieldwork import MemoTarget
from assistant.domain.span import Span
from assistant.errors import StudyError
from assistant.ports import Selection
from assistant.workflows import following, locking, marking, memos, review, undoing
from assistant.workflows.marking import Change
from assistant.workflows.memos import MemoDraft
from tests.workflows.coding_study import ANNA, DOC, LEAD, UNITS, accept, assign, propose, study, words


@pytest.fixture
def bench(tmp_path):
    made = study(tmp_path)
    yield made
    made.close()


def everything(bench) -> tuple[object, ...]:
    """What stands now, but for when it was put there."""
    mine = Selection(coders=frozenset({ANNA}))
    newest = {each.proposal_id: each for each in bench.ledger.decisions(mine)}
    locks = frozenset(replace(each, seq=0, dwell_ms=None) for each in bench.ledger.locks(mine))
    return (
        frozenset(bench.ledger.codings(mine)),
        frozenset(newest.values()),
        frozenset(bench.ledger.memos(mine)),
        locks,
    )


def test_undo_goes_back_through_different_acts_and_redo_forward_again(bench):
    propose(bench)
    made = marking.code_words(bench, words("打通"), "B.1", coder=ANNA)
    marking.revise_coding(bench, made.id, Change(attributes={"quantified": "no"}), coder=ANNA)
    accept(bench, "proposal")
    memos.write_memo(bench, MemoDraft(text="想法", target=MemoTarget.PROJECT), coder=ANNA)
    after = everything(bench)
    undone = [undoing.undo(bench, coder=ANNA) for _ in range(5)]
    assert [each and each.kind for each in undone] == ["noted", "decided", "revised", "coded", None]
    assert everything(bench) == (frozenset(),) * 4
    done = [undoing.redo(bench, coder=ANNA) for _ in range(5)]
    assert [each and each.kind for each in done] == ["coded", "revised", "decided", "noted", None]
    assert everything(bench) == after
    assert bench.ledger.verify().flaws == ()


def test_it_says_where_the_act_was(bench):
    marking.code_words(bench, words("成本"), "B.1", coder=ANNA)
    taken = undoing.undo(bench, coder=ANNA)
    assert (taken.document_id, taken.at, taken.code) == (DOC.id, DOC.text.index("成本"), "B.1")
    locking.lock_units(bench, DOC.id, {UNITS[1]: 5}, coder=ANNA)
    assert undoing.undo(bench, coder=ANNA).at == DOC.text.index("成本")
    propose(bench)
    review.decide(bench, review.Verdict(proposal_id="proposal", action=Action.REJECT, reason="no"), coder=ANNA)
    assert (undoing.undo(bench, coder=ANNA).at, bench.ledger.decisions()) == (0, ())


def test_a_new_act_ends_what_could_be_done_again(bench):
    marking.code_words(bench, words("打通"), "B.1", coder=ANNA)
    undoing.undo(bench, coder=ANNA)
    marking.code_words(bench, words("成本"), "B.2", coder=ANNA)
    assert undoing.redo(bench, coder=ANNA) is None
    assert undoing.undo(bench, coder=ANNA).code == "B.2"


def test_nobody_takes_back_the_act_of_somebody_else(bench):
    marking.code_words(bench, words("打通"), "B.1", coder=LEAD)
    assert undoing.undo(bench, coder=ANNA) is None
    assert len(bench.ledger.codings()) == 1


def test_taking_back_a_second_decision_brings_the_first_one_back(bench):
    accept(bench, propose(bench))
    before = everything(bench)
    review.decide(bench, review.Verdict(proposal_id="proposal", action=Action.REJECT, reason="no"), coder=ANNA)
    undoing.undo(bench, coder=ANNA)
    assert everything(bench) == before
    assert bench.ledger.verify().flaws == ()


def test_what_has_been_locked_since_is_not_changed_by_undoing(bench):
    marking.code_words(bench, words("打通"), "B.1", coder=ANNA)
    assign(bench, CodingMode.BLIND)
    locking.lock_units(bench, DOC.id, {UNITS[0]: 5}, coder=ANNA)
    with pytest.raises(StudyError, match="stays locked"):
        undoing.undo(bench, coder=ANNA)
    assert len(bench.ledger.codings()) == 1
    with pytest.raises(StudyError, match="stays locked"):
        locking.reopen_units(bench, DOC.id, UNITS[:1], reason="?", coder=ANNA)


SHORT = settings(
    max_examples=8,
    stateful_step_count=30,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),
    report_multiple_bugs=False,
)


class Coder(RuleBasedStateMachine):
    """Somebody who codes, decides, notes, locks and takes back, beside somebody else; a page that only gets changes."""

    folder: Path
    template: Path

    @initialize()
    def begin(self) -> None:
        place = self.folder / str(len(list(self.folder.iterdir())))
        place.mkdir()
        shutil.copy(self.template, place)
        self.bench = study(place)
        for number, span in enumerate((Span(0, 5), Span(16, 20))):
            propose(self.bench, span, name=f"p{number}")
        self.past: list[tuple[object, ...]] = []
        self.future: list[tuple[object, ...]] = []
        self.seen, self.page = self.bench.ledger.head(), {}

    def act(self, do) -> None:
        before, head = everything(self.bench), self.bench.ledger.head()
        try:
            do()
        except StudyError:
            assert everything(self.bench) == before
            return
        if self.bench.ledger.head() != head:
            self.past.append(before)
            self.future.clear()

    @rule(quote=sampled_from(["打通", "供应商", "成本", "经理", "员工"]), code=sampled_from(["A.1", "A.2", "B.1"]))
    def code(self, quote, code) -> None:
        self.act(lambda: marking.code_words(self.bench, words(quote), code, coder=ANNA))

    @rule(quote=sampled_from(["打通", "成本"]))
    def other_codes(self, quote) -> None:
        made = marking.code_words(self.bench, words(quote), "B.2", coder=LEAD)
        if len(self.bench.ledger.codings(Selection(coders=frozenset({LEAD})))) > 1:
            marking.remove_coding(self.bench, made.id, reason="again", coder=LEAD)

    @precondition(lambda self: self.mine())
    @rule(choice=data(), change=sampled_from([Change(code="B.3"), Change(words=words("建议")), None]))
    def change(self, choice, change) -> None:
        coding = choice.draw(sampled_from(self.mine()))
        if change is None:
            self.act(lambda: marking.remove_coding(self.bench, coding.id, reason="x", coder=ANNA))
        else:
            self.act(lambda: marking.revise_coding(self.bench, coding.id, change, coder=ANNA))

    @rule(proposal=sampled_from(["p0", "p1"]), action=sampled_from([Action.ACCEPT, Action.REJECT]))
    def decide(self, proposal, action) -> None:
        verdict = review.Verdict(proposal_id=proposal, action=action, reason="because")
        self.act(lambda: review.decide(self.bench, verdict, coder=ANNA))

    @rule(again=booleans())
    def note(self, again) -> None:
        mine = self.bench.ledger.memos(Selection(coders=frozenset({ANNA})))
        known = mine[0].id if again and mine else None
        draft = MemoDraft(text=f"想法 {self.bench.ledger.head()}", target=MemoTarget.PROJECT, memo_id=known)
        self.act(lambda: memos.write_memo(self.bench, draft, coder=ANNA))

    @rule(unit=sampled_from(UNITS), done=booleans())
    def lock(self, unit, done) -> None:
        if done:
            self.act(lambda: locking.lock_units(self.bench, DOC.id, {unit: 1}, coder=ANNA))
        else:
            self.act(lambda: locking.reopen_units(self.bench, DOC.id, [unit], reason="x", coder=ANNA))

    @rule()
    def undo(self) -> None:
        now = everything(self.bench)
        taken = undoing.undo(self.bench, coder=ANNA)
        assert (taken is None) == (not self.past)
        if taken:
            assert everything(self.bench) == self.past.pop()
            self.future.append(now)

    @rule()
    def redo(self) -> None:
        now = everything(self.bench)
        taken = undoing.redo(self.bench, coder=ANNA)
        assert (taken is None) == (not self.future)
        if taken:
            assert everything(self.bench) == self.future.pop()
            self.past.append(now)

    @rule()
    def the_page_hears(self) -> None:
        found = following.changes(self.bench, DOC.id, after=self.seen, coder=ANNA)
        assert not found.again
        self.seen = found.seq
        self.page.update({coding.id: coding for coding in found.codings})
        for gone in found.gone:
            self.page.pop(gone, None)
        if found.others is not None:
            keep = {each.id for each in self.page.values() if each.coder_id == ANNA} | found.others
            self.page = {key: each for key, each in self.page.items() if key in keep}
        there = self.bench.ledger.codings(Selection(documents=frozenset({DOC.id})))
        assert self.page == {coding.id: coding for coding in there}

    @invariant()
    def nothing_is_doubled(self) -> None:
        unaided = [(each.code, each.span) for each in self.mine() if each.origin is None]
        assert len(unaided) == len(set(unaided))

    def mine(self):
        return list(self.bench.ledger.codings(Selection(coders=frozenset({ANNA})))) if hasattr(self, "bench") else []

    def teardown(self) -> None:
        if hasattr(self, "bench"):
            assert self.bench.ledger.verify().flaws == ()
            self.bench.close()


def test_whatever_a_coder_does_undo_and_redo_lead_back_and_a_page_that_gets_only_changes_shows_what_is_there(tmp_path):
    (tmp_path / "here").mkdir()
    study(tmp_path).close()

    class Here(Coder):
        folder = tmp_path / "here"
        template = tmp_path / "ledger.db"

    run_state_machine_as_test(Here, settings=SHORT)
