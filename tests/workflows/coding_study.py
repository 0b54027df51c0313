"""A study in which two people code one source for which an instrument has proposed something."""

from __future__ import annotations

from pathlib import Path

from assistant.domain import acts
from assistant.domain.codebook import Attribute, AttributeValue, Code, Codebook, Family, FamilyRule, Wording
from assistant.domain.coding import Action, CodingMode
from assistant.domain.fieldwork import Assignment, RoundKind
from assistant.domain.span import Span
from assistant.ledger import open_ledger
from assistant.workflows import review
from assistant.workflows.marking import Words
from assistant.workflows.workbench import Workbench
from tests import nouns
from tests.conftest import ticking_stamp
from tests.workflows.fakes import bench as workbench

ANNA, LEAD = "anna", nouns.LEAD
DOC = nouns.document("平台为供应商打通了全产业链😀。", "成本下降 7.3%，𠮷田经理说👨‍👩‍👧。", "员工更愿意提建议q\u0303。")
UNITS = [segment.id for segment in nouns.segments(DOC)]


def book() -> Codebook:
    """Two families, one that takes a single primary code, and one status."""
    families = tuple(
        Family(id=name, label=Wording(name, name), question=Wording("?", "?"), rule=rule)
        for name, rule in (("A", FamilyRule.PRIMARY), ("B", FamilyRule.MULTIPLE))
    )
    codes = tuple(
        Code(id=f"{family}.{n}", family=family, label=Wording(f"{family}{n}", ""), definition=Wording("?", "?"))
        for family in "AB"
        for n in (1, 2, 3)
    )
    values = (AttributeValue(id="yes", label=Wording("有", "yes")), AttributeValue(id="no", label=Wording("无", "no")))
    status = (Attribute(id="quantified", label=Wording("有无数字", ""), values=values),)
    return Codebook(
        id="b" * 64, name="t", version="1", title=Wording("t", "t"), families=families, codes=codes, attributes=status
    )


def study(folder: Path) -> Workbench:
    """The study, with the ids of everything new counted."""
    ledger = open_ledger(f"sqlite:///{folder / 'ledger.db'}", ticking_stamp())
    made = workbench(folder, ledger, None)
    if ledger.head():
        return made
    ledger.append([*nouns.opening_acts(DOC, book()), acts.CoderRegistered(coder=nouns.person(ANNA))], actor=LEAD)
    return made


FIRST = Span(0, 5)


def propose(bench: Workbench, span: Span = FIRST, name: str = "proposal") -> str:
    """Let the instrument propose A.1 for words."""
    made = nouns.proposal(DOC, book(), span, name=name)
    act = acts.SegmentProposed(run_id="run", document_id=DOC.id, segment_id=made.segment_id, proposals=(made,))
    bench.ledger.append([act], actor=LEAD)
    return name


def words(quote: str, *, start: int | None = None) -> Words:
    """The words as a browser sends them."""
    at = DOC.text.index(quote) if start is None else start
    return Words(document_id=DOC.id, start=at, end=at + len(quote), quote=quote)


def accept(bench: Workbench, proposal: str, coder: str = ANNA) -> object:
    """Accept a proposal."""
    return review.decide(
        bench, review.Verdict(proposal_id=proposal, action=Action.ACCEPT, reason="stands there"), coder=coder
    )


def assign(bench: Workbench, mode: CodingMode, coder: str = ANNA, units: list[str] = UNITS) -> None:
    """Ask a coder to code units."""
    assignment = Assignment(
        id=f"{coder}-{mode.value}",
        coder_id=coder,
        round="第一轮",
        round_kind=RoundKind.RELIABILITY,
        mode=mode,
        segments=tuple(units),
    )
    bench.ledger.append([acts.AssignmentMade(assignment=assignment)], actor=LEAD)
