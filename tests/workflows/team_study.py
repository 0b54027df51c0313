"""A study in which a lead and two coders work, with a word planted in everything that a blind coder must not read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from assistant.domain import acts
from assistant.domain.coder import Coder, CoderKind, Role
from assistant.domain.coding import Action, Coding, CodingMode, Decision, Exposure
from assistant.domain.fieldwork import (
    Adjudication,
    Assignment,
    ErrorType,
    Flips,
    Judgement,
    JudgementKind,
    Memo,
    MemoTarget,
    RoundKind,
    Showing,
)
from assistant.domain.identifiers import CodeId, CoderId, SegmentId
from assistant.domain.proposal import Ground, Proposal, Refusal
from assistant.domain.span import Span
from assistant.ledger import SqlLedger, open_ledger
from assistant.ports import Ledger
from assistant.workflows.workbench import Workbench
from tests import nouns
from tests.conftest import ticking_stamp
from tests.workflows import fakes

CANARY = "CANARY金丝雀"
BOOK = nouns.codebook("A.1", "A.2", f"A.{CANARY}")
SECRET_CODE = BOOK.codes[2].id
TEXT = nouns.document("平台打通了产业链。", "交货期从三十五天缩短到二十天。", "大家都来了。")
UNITS = nouns.segments(TEXT)
LEAD, ANNA, BO, WATCHER = (
    Coder(id=CoderId(name), name=name, kind=CoderKind.PERSON, role=role)
    for name, role in (("lead", Role.LEAD), ("anna", Role.CODER), ("bo", Role.CODER), ("watcher", Role.VIEWER))
)


def span(number: int) -> Span:
    return UNITS[number].span


@dataclass(frozen=True)
class Secret:
    """What a blind coder must not learn: which unit Anna worked on, which code she gave, which words were written."""

    unit: int = 0
    code: CodeId = SECRET_CODE
    words: str = CANARY
    proposed: tuple[int, ...] = (0, 1, 2)


SECRET = Secret()


def proposal(number: int, *, name: str, secret: Secret = SECRET) -> Proposal:
    made = nouns.proposal(TEXT, BOOK, span(number), name=name)
    return replace(made, code=secret.code, rationale=secret.words, grounds=(Ground("rule", secret.words),))


def coding(number: int, coder: Coder, *, name: str, code: str | None = None, **fields: object) -> Coding:
    made = nouns.coding(TEXT, BOOK, span(number), name=name, coder=coder.id)
    return replace(made, code=code or BOOK.codes[0].id, **fields)


def assignment(
    coder: Coder, *units: int, mode: CodingMode = CodingMode.BLIND, name: str = "", **fields: object
) -> Assignment:
    given = {"round": "r1", "round_kind": RoundKind.RELIABILITY, **fields}
    return Assignment(
        id=name or f"{coder.id}-{mode.value}-{given['round']}",
        coder_id=coder.id,
        mode=mode,
        segments=tuple(UNITS[number].id for number in units),
        **given,
    )


def make_study(folder: Path) -> Workbench:
    """The study, with proposals for all three units, nobody assigned and nothing coded."""
    ledger = open_ledger(f"sqlite:///{folder / 'ledger.db'}", ticking_stamp())
    ledger.append(nouns.opening_acts(TEXT, BOOK), actor="lead")
    ledger.append([acts.CoderRegistered(coder=each) for each in (LEAD, ANNA, BO, WATCHER)], actor="lead")
    let_the_instrument_propose(ledger)
    return fakes.bench(folder, ledger, None)


def let_the_instrument_propose(ledger: Ledger, secret: Secret = SECRET) -> None:
    """An answer for every unit, a proposal for some, a refusal with words for all."""
    for number in range(3):
        made = (proposal(number, name=f"p{number}", secret=secret),) if number in secret.proposed else ()
        refusal = Refusal(run_id="run", coder_id=nouns.INSTRUMENT.id, document_id=TEXT.id, segment_id=UNITS[number].id,
                          family="A", reason=secret.words)  # fmt: skip
        act = acts.SegmentProposed(
            run_id="run", document_id=TEXT.id, segment_id=UNITS[number].id, proposals=made, refusals=(refusal,)
        )
        ledger.append([act], actor="lead")


def assign(bench: Workbench, *assignments: Assignment) -> None:
    bench.ledger.append([acts.AssignmentMade(assignment=each) for each in assignments], actor="lead")


def lock(bench: Workbench, assigned: Assignment, *units: int) -> None:
    act = acts.UnitsLocked(
        coder_id=assigned.coder_id,
        document_id=TEXT.id,
        segments=tuple(UNITS[number].id for number in units),
        assignment_id=assigned.id,
    )
    bench.ledger.append([act], actor=assigned.coder_id)


def let_anna_work(bench: Workbench, secret: Secret = SECRET) -> None:
    """Everything that Anna and the lead can do about one unit, the word planted in each act."""
    ledger, unit, words = bench.ledger, secret.unit, secret.words
    made = coding(unit, ANNA, name="anna-1", code=secret.code, memo=words, round="r1")
    accepted = coding(unit, ANNA, name="anna-2", memo=words, mode=CodingMode.ASSISTED, origin=f"p{unit}")
    decision = Decision(
        id="d1", proposal_id=f"p{unit}", coder_id=ANNA.id, action=Action.ACCEPT, reason=words,
        exposure=Exposure("page"), coding=accepted,
    )  # fmt: skip
    memos = [
        Memo(id="m1", coder_id=ANNA.id, target=MemoTarget.SPAN, text=words, document_id=TEXT.id, span=span(unit)),
        Memo(id="m2", coder_id=ANNA.id, target=MemoTarget.SOURCE, text=words, document_id=TEXT.id),
        Memo(id="m3", coder_id=ANNA.id, target=MemoTarget.CODE, text=words, code=BOOK.codes[0].id),
        Memo(id="m4", coder_id=ANNA.id, target=MemoTarget.PROJECT, text=words),
        Memo(id="m5", coder_id=ANNA.id, target=MemoTarget.CODING, text=words, coding_id="anna-1"),
        Memo(id="m6", coder_id=LEAD.id, target=MemoTarget.CODING, text=words, coding_id="anna-1"),
        Memo(id="m7", coder_id=ANNA.id, target=MemoTarget.CODER, text=words),
    ]
    shown = acts.ProposalsShown(coder_id=ANNA.id, place=words, showings=(Showing(proposal_id=f"p{unit}"),))
    judged = Judgement(kind=JudgementKind.QUERY, coder_id=ANNA.id, subject=(("s", words),), verdict="x", reason=words)
    flips = Flips(segment_id=UNITS[unit].id, document_id=TEXT.id, code=secret.code, asked=3, given=1)
    settled = Adjudication(
        id="a1", coder_id=LEAD.id, document_id=TEXT.id, segment_id=UNITS[unit].id, family="A", compared=("anna-1",),
        outcome=(coding(unit, LEAD, name="settled", code=secret.code, mode=CodingMode.ADJUDICATED, memo=words),),
        error=ErrorType.OVERSIGHT, reason=words, round="r1",
    )  # fmt: skip
    ledger.append([acts.CodingAdded(coding=made), acts.ProposalDecided(decision=decision)], actor=ANNA.id)
    ledger.append([acts.MemoWritten(memo=memo) for memo in memos], actor=ANNA.id)
    ledger.append([shown, acts.SubjectJudged(judgement=judged)], actor=ANNA.id)
    ledger.append([acts.StabilityMeasured(coder_id=nouns.INSTRUMENT.id, flips=(flips,))], actor=LEAD.id)
    ledger.append([acts.Adjudicated(adjudication=settled)], actor=LEAD.id)


def raw(bench: Workbench) -> SqlLedger:
    assert isinstance(bench.ledger, SqlLedger)
    return bench.ledger


def unit(number: int) -> SegmentId:
    return UNITS[number].id
