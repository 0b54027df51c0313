from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain.acts import CodebookPublished, CoderRegistered, StudyCreated
from assistant.domain.coding import Action, CodingMode
from assistant.domain.document import SourceType
from assistant.domain.proposal import UnlocatedQuote
from assistant.domain.span import Span
from assistant.errors import StudyError
from assistant.ledger import open_ledger
from assistant.ports import Selection
from assistant.workflows import describing, importing, ingest, marking, propose, review
from assistant.workflows.workbench import Workbench
from tests import nouns
from tests.conftest import ticking_stamp
from tests.workflows.fakes import RuleProposer, bench

BOOK = nouns.codebook("A.1", "A.2")
WORDS = "\n\n".join(f"第{n}段说，平台打通了产业链，成本下降 7.{n}%。" for n in range(70))


@pytest.fixture
def proposer() -> RuleProposer:
    return RuleProposer(BOOK)


@pytest.fixture
def study(tmp_path: Path, proposer: RuleProposer) -> Workbench:
    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}", ticking_stamp())
    acts = [
        StudyCreated(name="s", language="zh"),
        CoderRegistered(coder=nouns.person()),
        CodebookPublished(codebook=BOOK, reason="first"),
    ]
    ledger.append(acts, actor=nouns.LEAD)
    return bench(tmp_path / "study", ledger, proposer)


@pytest.fixture
def report(study: Workbench, tmp_path: Path) -> Path:
    path = tmp_path / "报告.txt"
    path.write_text(WORDS, "utf-8")
    list(ingest.add_files(study, [path], actor=nouns.LEAD))
    return path


def test_the_same_bytes_under_two_names_are_one_source(study: Workbench, report: Path):
    twin = report.with_name("copy.txt")
    twin.write_bytes(report.read_bytes())
    outcomes = list(ingest.add_files(study, [report, twin], actor=nouns.LEAD))
    assert [outcome.outcome.value for outcome in outcomes] == ["known", "known"]
    assert len(study.ledger.sources()) == 1


def test_a_file_that_fails_does_not_stop_the_next(study: Workbench, tmp_path: Path):
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_text("有内容的一段话。", "utf-8")
    first, second = ingest.add_files(study, [tmp_path / "a.txt", tmp_path / "b.txt"], actor=nouns.LEAD)
    assert first.outcome is ingest.Outcome.FAILED
    assert "a.txt" in first.reason
    assert second.outcome is ingest.Outcome.ADDED
    assert study.files.raw(second.document_id) == (tmp_path / "b.txt").read_bytes()


def test_asked_to_stop_adding_stops_after_the_file_under_way(study: Workbench, tmp_path: Path):
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(f"{name} 的内容。", "utf-8")
    files = [tmp_path / f"{name}.txt" for name in "abc"]
    outcomes = list(ingest.add_files(study, files, actor=nouns.LEAD, progress=lambda done, _total, _what: done < 2))
    assert len(outcomes) == len(study.ledger.sources()) == 2


def test_a_corrected_description_is_recorded_and_a_wrong_one_refused(study: Workbench, report: Path):
    source = study.ledger.sources()[0]
    changes = {"source_type": "news", "date": "2022-03", "case": "房车"}
    describing.describe_source(study, source, describing.corrected(source.metadata, changes), actor=nouns.LEAD)
    assert study.ledger.sources()[0].metadata.source_type is SourceType.NEWS
    with pytest.raises(StudyError, match="no date"):
        describing.corrected(source.metadata, {"date": "2022-13"})


def test_every_unit_is_answered_once(study: Workbench, report: Path, proposer: RuleProposer):
    first = propose.propose_codes(study, "rule", actor=nouns.LEAD)
    again = propose.propose_codes(study, "rule", actor=nouns.LEAD)
    assert (first.units, again.units, again.earlier) == (70, 0, 70)
    assert first.proposals == first.refusals == 35
    assert len(proposer.asked) == len(set(proposer.asked)) == 70


def test_a_run_that_died_goes_on_under_the_same_run(study: Workbench, report: Path, proposer: RuleProposer):
    proposer.dies_after = 50
    with pytest.raises(KeyboardInterrupt):
        propose.propose_codes(study, "rule", actor=nouns.LEAD)
    kept = len(study.ledger.proposals())
    proposer.dies_after = None
    rest = propose.propose_codes(study, "rule", actor=nouns.LEAD)
    assert rest.earlier == 32, "whole batches are kept"
    assert kept == 16
    assert len(study.ledger.runs()) == 1
    assert len(study.ledger.proposals()) == 35
    assert study.ledger.verify().flaws == ()


def test_a_new_source_is_answered_and_the_old_ones_are_not_asked_again(
    study: Workbench, report: Path, tmp_path: Path, proposer: RuleProposer
):
    propose.propose_codes(study, "rule", actor=nouns.LEAD)
    (tmp_path / "new.txt").write_text("新的一段。\n\n又一段。", "utf-8")
    list(ingest.add_files(study, [tmp_path / "new.txt"], actor=nouns.LEAD))
    proposer.asked.clear()
    assert propose.propose_codes(study, "rule", actor=nouns.LEAD).units == len(proposer.asked) == 2


@pytest.fixture
def proposed(study: Workbench, report: Path):
    propose.propose_codes(study, "rule", actor=nouns.LEAD)
    return study.ledger.proposals()[0]


def test_accepting_makes_an_assisted_coding_on_the_evidence(study: Workbench, proposed):
    verdict = review.Verdict(proposal_id=proposed.id, action=Action.ACCEPT, reason="says so")
    decision = review.decide(study, verdict, coder=nouns.LEAD)
    (coding,) = study.ledger.codings()
    assert coding == decision.coding
    assert coding.span == proposed.evidence[0].span
    assert coding.mode is CodingMode.ASSISTED


@pytest.mark.parametrize("action", [Action.ACCEPT, Action.REJECT])
def test_no_decision_without_a_reason(study: Workbench, proposed, action: Action):
    with pytest.raises(StudyError, match="why"):
        review.decide(study, review.Verdict(proposal_id=proposed.id, action=action, reason=" "), coder=nouns.LEAD)
    assert study.ledger.decisions() == ()


def test_deciding_again_replaces_the_coding(study: Workbench, proposed):
    for verdict in (
        review.Verdict(proposal_id=proposed.id, action=Action.ACCEPT, reason="one"),
        review.Verdict(proposal_id=proposed.id, action=Action.AMEND, reason="two", code="A.2"),
        review.Verdict(proposal_id=proposed.id, action=Action.AMEND, reason="three", span=Span(0, 3)),
    ):
        review.decide(study, verdict, coder=nouns.LEAD)
    (coding,) = study.ledger.codings()
    assert (coding.code, coding.span) == ("A.1", Span(0, 3))
    review.decide(study, review.Verdict(proposal_id=proposed.id, action=Action.REJECT, reason="no"), coder=nouns.LEAD)
    assert study.ledger.codings() == ()
    assert len(study.ledger.decisions()) == 4


def test_a_proposal_whose_words_are_not_in_the_text_cannot_be_accepted(study: Workbench, proposed):
    lost = replace(
        proposed,
        id="lost",
        evidence=(),
        unlocated=(UnlocatedQuote("never said", "not_found"),),
        segment_id=proposed.segment_id,
    )
    from assistant.domain.acts import RunStarted, SegmentProposed

    study.ledger.append(
        [
            RunStarted(run_id="other", coder_id=proposed.coder_id, codebook_id=BOOK.id),
            SegmentProposed(
                run_id="other",
                document_id=lost.document_id,
                segment_id=lost.segment_id,
                proposals=(replace(lost, run_id="other"),),
            ),
        ],
        actor=nouns.LEAD,
    )
    with pytest.raises(StudyError, match="no words that stand in the text"):
        review.decide(study, review.Verdict(proposal_id="lost", action=Action.ACCEPT, reason="x"), coder=nouns.LEAD)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"code": "A.9"}, "no code"),
        ({"span": Span(0, 10**6)}, "past the end"),
        ({}, "another code or another span"),
    ],
)
def test_an_amendment_that_does_not_fit_is_refused(study: Workbench, proposed, changes, says):
    verdict = review.Verdict(proposal_id=proposed.id, action=Action.AMEND, reason="x", **changes)
    with pytest.raises(StudyError, match=says):
        review.decide(study, verdict, coder=nouns.LEAD)


def test_nobody_removes_the_coding_of_another(study: Workbench, proposed):
    made = review.decide(
        study, review.Verdict(proposal_id=proposed.id, action=Action.ACCEPT, reason="x"), coder=nouns.LEAD
    )
    with pytest.raises(StudyError, match="no coding"):
        marking.remove_coding(study, made.coding.id, reason="mine now", coder="somebody")
    marking.remove_coding(study, made.coding.id, reason="mistaken", coder=nouns.LEAD)
    assert study.ledger.codings(Selection()) == ()


def test_foreign_codings_come_in_once_and_unknown_codes_not_at_all(study: Workbench, report: Path):
    foreign = [
        importing.ForeignCoding(coder="甲", source="报告.txt", span=Span(0, 4), code="A.1"),
        importing.ForeignCoding(
            coder="乙", source="报告.txt", span=Span(0, 4), code="A.2", mode=CodingMode.ADJUDICATED
        ),
    ]
    assert importing.import_codings(study, foreign, actor=nouns.LEAD) == (2, 0)
    assert importing.import_codings(study, foreign, actor=nouns.LEAD) == (0, 2)
    with pytest.raises(StudyError, match=r"A\.9"):
        importing.import_codings(study, [replace(foreign[0], code="A.9")], actor=nouns.LEAD)
    assert {coder.id for coder in study.ledger.coders()} == {nouns.LEAD, "甲", "乙"}


def test_one_decision_sent_twice_makes_one_coding(study: Workbench, proposed):
    verdict = review.Verdict(proposal_id=proposed.id, action=Action.ACCEPT, reason="double click")
    for _ in range(3):
        review.decide(study, verdict, coder=nouns.LEAD)
    assert len(study.ledger.codings()) == 1
    assert study.ledger.verify().flaws == ()


def test_what_an_instrument_says_anew_stands_for_what_it_said_before(
    study: Workbench, report: Path, proposer: RuleProposer
):
    propose.propose_codes(study, "rule", actor=nouns.LEAD)
    first = study.ledger.proposals()[0]
    review.decide(study, review.Verdict(proposal_id=first.id, action=Action.REJECT, reason="no"), coder=nouns.LEAD)
    proposer.coder = replace(proposer.coder, id="taught more")
    propose.propose_codes(study, "rule", actor=nouns.LEAD)
    standing = review.standing_proposals(study, Selection())
    assert len(study.ledger.proposals()) == 70
    assert len(standing) == 35
    assert first in standing, "what was decided stays"
    assert sum(review.undecided_by_source(study, nouns.LEAD).values()) == 34


def test_an_interviewers_words_are_no_coding(study: Workbench, tmp_path: Path):
    path = tmp_path / "访谈.txt"
    path.write_text(
        "访谈者：交付快了吗？\n\n受访者：快了十五天。\n\n访谈者：还有呢？\n\n受访者：成本也降了。\n", "utf-8"
    )
    (added,) = ingest.add_files(study, [path], actor=nouns.LEAD)
    segments = study.ledger.segments(added.document_id)
    with pytest.raises(StudyError, match="interviewer"):
        review.check_span(study, added.document_id, Span(segments[0].body.start, segments[0].body.end))
    with pytest.raises(StudyError, match="interviewer"):
        review.check_span(study, added.document_id, Span(segments[1].body.start, segments[3].body.end))
    assert review.check_span(study, added.document_id, segments[1].body) == segments[1]


def test_a_lost_source_file_is_told_by_the_proof_and_mended_by_adding_it_again(study: Workbench, report: Path):
    from assistant.workflows.proving import verify_study

    source = study.ledger.sources()[0]
    (study.folder / "sources" / source.id).write_bytes(b"something else")
    assert [flaw.where for flaw in verify_study(study).flaws] == [f"source {source.id[:8]}"]
    list(ingest.add_files(study, [report], actor=nouns.LEAD))
    assert verify_study(study).flaws == ()


def test_the_study_does_not_add_itself(study: Workbench, tmp_path: Path):
    study.folder.mkdir(exist_ok=True)
    (study.folder / "notes.txt").write_text("导出的表。", "utf-8")
    assert list(ingest.add_files(study, [study.folder], actor=nouns.LEAD)) == []


def test_an_earlier_codebook_can_be_put_back_in_force(study: Workbench):
    from assistant.workflows.codebooks import publish_codebook

    other = nouns.codebook("B.1")
    publish_codebook(study, other, reason="try", actor=nouns.LEAD)
    publish_codebook(study, BOOK, reason="back", actor=nouns.LEAD)
    assert study.codebook() == BOOK
    with pytest.raises(StudyError, match="in force"):
        publish_codebook(study, BOOK, reason="again", actor=nouns.LEAD)
    assert study.ledger.verify().flaws == ()
