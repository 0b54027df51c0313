from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain.acts import CodebookPublished, CoderRegistered, StudyCreated
from assistant.errors import InstrumentError
from assistant.ledger import open_ledger
from assistant.workflows import ingest, propose
from assistant.workflows.instrument import (
    InstrumentStopped,
    LanguageModelProposer,
    ModelIdentity,
    estimate_run,
    is_unusable,
)
from assistant.workflows.instrument.estimating import Prices
from tests import nouns
from tests.conftest import ticking_stamp
from tests.prompting.small_book import BOOK
from tests.workflows.fakes import bench
from tests.workflows.instrument_study import PROMPTS, answers_of, instrument, units_of
from tests.workflows.scripted_chat import Asked, RuleChat, failure, keyword_rule

LONG = nouns.document(*(f"第{number}段，平台给了我们软件，成本下降了。" for number in range(12)))


def run(chat: RuleChat, **changes: object):
    """The answers up to where the run ends, and what ended it."""
    proposer = LanguageModelProposer(instrument(LONG, chat, window_segments=1, **changes))
    answers, stop = [], None
    try:
        for answer in proposer.propose(LONG, units_of(LONG), "run"):
            answers.append(answer)
    except InstrumentStopped as stopped:
        stop = str(stopped)
    return answers, stop, proposer.usage


@pytest.mark.parametrize("kind", ["unreachable", "unauthorised", "rate_limited", "over_budget", "stopped"])
@pytest.mark.parametrize("after", [0, 9, 10, 11, 17])
def test_a_stop_keeps_every_complete_unit_and_answers_no_other(kind: str, after: int):
    chat = RuleChat(lambda asked: failure(kind, stops=True) if len(chat.asked) > after else keyword_rule(asked))
    answers, stop, _usage = run(chat)
    assert stop is not None
    assert f"it is {kind}" in stop
    whole = answers_of(LONG)
    assert [answer.segment_id for answer in answers] == [answer.segment_id for answer in whole[: len(answers)]]
    for answer, expected in zip(answers, whole, strict=False):
        assert [(p.code, p.evidence) for p in answer.proposals] == [(p.code, p.evidence) for p in expected.proposals]
    assert not any(is_unusable(refusal) for answer in answers for refusal in answer.refusals)


def test_nothing_is_asked_after_a_stop():
    chat = RuleChat(lambda asked: failure("unauthorised", stops=True))
    run(chat)
    assert len(chat.asked) == 1


def test_a_server_that_fails_again_and_again_ends_the_run_instead_of_refusing_everything():
    chat = RuleChat(lambda asked: failure("server_error") if len(chat.asked) > 20 else keyword_rule(asked))
    answers, stop, _usage = run(chat)
    assert "in a row" in stop
    assert len(answers) < 12
    assert sum(is_unusable(refusal) for answer in answers for refusal in answer.refusals) < 5


def test_filtered_questions_never_end_a_run():
    answers, stop, _usage = run(RuleChat(lambda asked: failure("filtered")))
    assert stop is None
    assert len(answers) == 12
    assert all(is_unusable(refusal) for answer in answers for refusal in answer.refusals)


def test_a_stop_while_an_answer_waits_for_its_repair_leaves_the_unit_open():
    def rule(asked: Asked) -> object:
        return failure("over_budget", stops=True) if asked.repaired else "no json"

    answers, stop, _usage = run(RuleChat(rule))
    assert answers == []
    assert stop is not None


def test_another_model_behind_the_same_name_ends_the_run():
    def rule(asked: Asked) -> object:
        chat.model = "rule-1" if len(chat.asked) < 20 else "rule-2"
        return keyword_rule(asked)

    chat = RuleChat(rule)
    _answers, stop, _usage = run(chat)
    assert "another coder" in stop


def test_a_model_that_is_not_the_one_named_ends_the_run_at_once():
    identity = ModelIdentity(spec="fake:rule", reported="rule-0")
    answers, stop, _usage = run(RuleChat(keyword_rule, identity))
    assert answers == [] or stop is not None
    assert "'rule-0'" in stop


def test_usage_counts_calls_tokens_failures_and_repairs():
    def rule(asked: Asked) -> object:
        if asked.kind == "screen" and "S3" in asked.passages and not asked.repaired:
            return "no json"
        return failure("timed_out") if asked.kind == "verify" and "S5" in asked.passages else keyword_rule(asked)

    chat = RuleChat(rule)
    _answers, _stop, usage = run(chat)
    assert usage.calls == len(chat.asked) == 12 * 4 + 2
    assert (usage.repairs, usage.failed) == (2, 2)
    assert (usage.tokens_in, usage.tokens_out) == (48 * 100, 48 * 20)


def test_a_stopped_run_goes_on_where_it_ended(tmp_path: Path):
    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}", ticking_stamp())
    acts = [
        StudyCreated(name="s", language="zh"),
        CoderRegistered(coder=nouns.person()),
        CodebookPublished(codebook=BOOK, reason="first"),
    ]
    ledger.append(acts, actor=nouns.LEAD)
    chat = RuleChat(
        lambda asked: (
            failure("unreachable", stops=True) if limit and len(chat.asked) > limit[0] else keyword_rule(asked)
        )
    )
    parts = replace(instrument(LONG, chat), segments_of=ledger.segments, prompts=PROMPTS)
    study = bench(tmp_path / "study", ledger, LanguageModelProposer(parts))
    path = tmp_path / "long.txt"
    path.write_text("\n\n".join(f"第{number}段，平台给了我们软件，成本下降了。" for number in range(100)), "utf-8")
    list(ingest.add_files(study, [path], actor=nouns.LEAD))
    limit = [190]
    stopped = propose.propose_codes(study, "llm", actor=nouns.LEAD)
    assert stopped.stopped
    assert "it is unreachable" in stopped.reason
    kept = len(ledger.proposals())
    assert 0 < kept < 200
    assert stopped.proposals == kept
    limit.clear()
    study = bench(tmp_path / "study", ledger, LanguageModelProposer(parts))
    report = propose.propose_codes(study, "llm", actor=nouns.LEAD)
    assert report.earlier == kept / 2
    assert len(ledger.proposals()) == 200
    assert len(ledger.runs()) == 1
    assert ledger.verify().flaws == ()


REMOTE = ModelIdentity(spec="far:model", destination="api.example.org")


def test_a_source_that_stays_here_is_never_put_to_a_model_elsewhere():
    chat = RuleChat(keyword_rule, REMOTE)
    proposer = LanguageModelProposer(instrument(LONG, chat, kept_local=frozenset({LONG.id})))
    with pytest.raises(InstrumentError, match=r"has to stay on this machine.*api\.example\.org"):
        list(proposer.propose(LONG, units_of(LONG), "run"))
    assert chat.asked == []


def test_a_source_that_stays_here_is_marked_so_on_every_question_to_a_local_model():
    chat = RuleChat(keyword_rule)
    answers_of(LONG, chat, kept_local=frozenset({LONG.id}))
    assert all(asked.request.local_only for asked in chat.asked)
    chat = RuleChat(keyword_rule)
    answers_of(LONG, chat)
    assert not any(asked.request.local_only for asked in chat.asked)


def test_an_estimate_asks_nothing_and_counts_the_screening_exactly():
    chat = RuleChat(keyword_rule)
    parts = instrument(LONG, chat, window_segments=5)
    estimate = estimate_run(parts, [(LONG, units_of(LONG))], finds_per_unit=2)
    assert chat.asked == []
    list(LanguageModelProposer(parts).propose(LONG, units_of(LONG), "run"))
    kinds = [asked.kind for asked in chat.asked]
    assert estimate.screening_calls == kinds.count("screen") == 6
    assert estimate.verifying_calls == kinds.count("verify") == 24
    assert estimate.calls >= len(kinds)
    assert estimate.most_calls >= 2 * len(kinds)


def test_an_estimate_of_tokens_is_what_would_be_sent():
    from assistant.workflows.instrument.estimating import tokens_of

    chat = RuleChat(keyword_rule)
    parts = instrument(LONG, chat)
    estimate = estimate_run(parts, [(LONG, units_of(LONG))], finds_per_unit=2)
    list(LanguageModelProposer(parts).propose(LONG, units_of(LONG), "run"))
    sent = sum(tokens_of(asked.request) for asked in chat.asked)
    assert 0.8 * sent <= estimate.tokens_in <= 1.3 * sent


def test_an_estimate_says_what_would_leave_and_what_may_not():
    other = nouns.document("另一份材料。")
    parts = instrument(LONG, RuleChat(keyword_rule, REMOTE), kept_local=frozenset({other.id}))
    documents = [(LONG, units_of(LONG)), (other, units_of(other))]
    estimate = estimate_run(parts, documents, Prices(tokens_in=2.0, tokens_out=8.0))
    assert estimate.destination == "api.example.org"
    assert [(each.document_id, each.passages) for each in estimate.leaving] == [(LONG.id, 12)]
    assert estimate.leaving[0].characters == sum(len(unit.text) for unit in units_of(LONG))
    assert estimate.kept == ("访谈一",)
    assert estimate.units == 12
    assert estimate.cost == pytest.approx((estimate.tokens_in * 2 + estimate.tokens_out * 8) / 1e6)
    here = estimate_run(instrument(LONG), documents)
    assert (here.leaving, here.kept, here.cost) == ((), (), None)


def test_a_window_too_small_for_the_codebook_is_told_before_anything_is_asked():
    chat = RuleChat(keyword_rule, ModelIdentity(spec="fake:tiny", context_window=1500))
    with pytest.raises(InstrumentError, match=r"'fake:tiny'.*too small"):
        answers_of(LONG, chat)
    assert chat.asked == []
