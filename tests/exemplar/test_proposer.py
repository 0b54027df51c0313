from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.codebook import Wording
from assistant.domain.coder import CoderKind
from assistant.domain.document import Document
from assistant.domain.proposal import MatchStatus, Rank
from assistant.domain.unit import Answer
from assistant.exemplar import ExemplarProposer
from tests import nouns
from tests.exemplar.small_study import BOOK, proposer, taught, units

PIECES = (
    "供应商和客户在平台上直接连接了。",
    "平台给企业送来一套排产软件。",
    "工人觉得受到信任，更有干劲。",
    "不良率下降了，交货期缩短了15天。",
    "病毒攻击让生产停顿了两天。",
    "明年计划把交货期缩短，把不良率降下来。",
    "平台实现结构赋能、资源赋能。",
    "食堂中午吃面条。",
    "Suppliers and customers are connected directly on the platform. ",
    "The plant plans to cut cost and raise profit. ",
    "Defects fell by 20 per cent and delivery time was shortened. ",
    "Lunch is at noon. ",
)
UNTAUGHT = proposer()
TEXTS = st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join), min_size=1, max_size=5)


def answers(text: str, instrument: ExemplarProposer = UNTAUGHT) -> list[Answer]:
    doc = nouns.document(text)
    return list(instrument.propose(doc, units(doc), "run"))


def said(instrument: ExemplarProposer, doc: Document) -> list[object]:
    return [
        [(p.code, p.rank, p.evidence, p.score, p.grounds) for p in answer.proposals]
        + [r.reason for r in answer.refusals]
        for answer in instrument.propose(doc, units(doc), "run")
    ]


@settings(max_examples=40, deadline=None)
@given(TEXTS)
def test_every_answer_keeps_the_rules(paragraphs: list[str]) -> None:
    doc = nouns.document(*paragraphs)
    asked = units(doc)
    got = list(UNTAUGHT.propose(doc, asked, "run"))
    assert [answer.segment_id for answer in got] == [unit.segment.id for unit in asked]
    for unit, answer in zip(asked, got, strict=True):
        assert bool(answer.proposals) != bool(answer.refusals)
        for proposal in answer.proposals:
            (evidence,) = proposal.evidence
            assert evidence.match is MatchStatus.EXACT
            assert unit.segment.body.covers(evidence.span)
            assert evidence.span.start in {sentence.start for sentence in unit.segment.sentences}
            assert evidence.span.end in {sentence.end for sentence in unit.segment.sentences}
            assert proposal.rationale
        kinds = [proposal.rank for proposal in answer.proposals if proposal.family == "A"]
        assert kinds in ([], [Rank.PRIMARY], [Rank.PRIMARY, Rank.SECONDARY])
        assert max(Counter(p.code for p in answer.proposals).values(), default=0) <= 1
    assert [answer.proposals for answer in UNTAUGHT.propose(doc, asked, "run")] == [answer.proposals for answer in got]


@dataclass(frozen=True)
class Case:
    text: str
    code: str
    rationale: str


CASES = (
    Case("我们厂的供应商和客户在平台上直接连接了。", "A.1", "最接近"),
    Case("平台给企业送来一套排产软件，", "A.2", "最接近"),
    Case("Defects fell by 20 per cent and delivery time was shortened.", "D.1", "closest to"),
    Case("Suppliers and customers are now connected directly on the platform.", "A.1", "closest to"),
)


@pytest.mark.parametrize("case", CASES)
def test_a_passage_near_an_indicator_gets_its_code_in_its_own_language(case: Case) -> None:
    (answer,) = answers(case.text)
    found = {proposal.code: proposal for proposal in answer.proposals}
    assert case.code in found
    assert found[case.code].rationale.startswith(case.rationale)
    assert found[case.code].grounds


def test_the_evidence_is_the_sentence_that_carries_the_code() -> None:
    text = "食堂中午吃面条。平台给企业送来一套排产软件。下午大家去散步，路上很堵。"
    (answer,) = answers(text)
    found = next(proposal for proposal in answer.proposals if proposal.code == "A.2")
    assert found.evidence[0].span.read(text) == "平台给企业送来一套排产软件。"


def test_small_talk_is_refused_once_with_the_nearest_code_and_the_threshold() -> None:
    (answer,) = answers("停车场满了，你们自己倒水喝。")
    assert answer.proposals == ()
    (refusal,) = answer.refusals
    assert "最接近" in refusal.reason
    assert "低于" in refusal.reason


@pytest.mark.parametrize(
    "text",
    ["平台持续深化结构赋能、资源赋能。", "The platform achieved structural empowerment and resource empowerment."],
)
def test_a_label_alone_never_gets_a_content_code(text: str) -> None:
    (answer,) = answers(text)
    assert {proposal.code for proposal in answer.proposals} <= {"Z.N"}


PLANS = (
    "听说明年计划成本降低，利润提高。",
    "公司拟成本降低，利润提高。",
    "We heard that cost will be cut and profit rose.",
)


@pytest.mark.parametrize("text", PLANS)
def test_a_plan_never_supports_an_outcome(text: str) -> None:
    free = ExemplarProposer(BOOK, _encoder(), (), frozenset())
    assert "D.1" in {proposal.code for proposal in answers(text, free)[0].proposals}
    (answer,) = answers(text)
    assert not [proposal for proposal in answer.proposals if proposal.family == "D"]


def test_attributes_are_values_the_codebook_declares() -> None:
    (answer,) = answers("不良率下降了20%，交货期缩短了。")
    found = dict(next(proposal for proposal in answer.proposals if proposal.code == "D.1").attributes)
    assert found == {"modality": "realised", "voice": "platform-owner", "quantified": "yes"}


LESSON = nouns.document("老法师给我们讲淬火的窍门。", "食堂中午吃面条，大家有说有笑。", "停车场离厂门口有点远。")
FRESH = nouns.document("老法师又给我们讲磨刀的窍门。")


def test_coded_passages_of_other_documents_teach_new_wordings() -> None:
    instrument = proposer(taught(LESSON, ("A.2",), (), ()))
    (answer,) = instrument.propose(FRESH, units(FRESH), "run")
    assert "A.2" in {proposal.code for proposal in answer.proposals}
    assert "A.2" not in {proposal.code for proposal in answers(FRESH.text)[0].proposals}


OTHERS = (
    taught(nouns.document("工人说班长看重他，干活有劲头。", "昨天下雨。", "排产软件装好了。"), ("A.3",), (), ("A.2",)),
    taught(nouns.document("木马让机床停了一夜。", "门口修路。", "单子直接到了钢厂。"), ("D.2",), (), ("A.1",)),
)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(["A.1", "A.2", "A.3", "D.1", "D.2"]), min_size=3, max_size=3))
def test_codings_of_a_document_never_change_what_is_said_of_it(codes: list[str]) -> None:
    alone = said(proposer(*OTHERS), LESSON)
    assert said(proposer(*OTHERS, taught(LESSON, *((code,) for code in codes))), LESSON) == alone


def test_codings_of_a_reprint_do_not_echo_either() -> None:
    reprint = nouns.document(*LESSON.text.split("\n"), "转载自企业官网。")
    assert said(proposer(*OTHERS, taught(LESSON, ("D.2",), ("A.1",), ("D.2",))), reprint) == said(
        proposer(*OTHERS), reprint
    )


def test_another_set_of_codings_is_another_coder() -> None:
    first, same, other = (proposer(taught(LESSON, (code,), (), ())) for code in ("A.2", "A.2", "A.1"))
    assert first.coder == same.coder
    assert len({first.coder.id, other.coder.id, UNTAUGHT.coder.id}) == 3
    assert first.coder.kind is CoderKind.INSTRUMENT


def test_a_unit_says_the_same_alone_and_among_others() -> None:
    doc = nouns.document(*PIECES[:6])
    asked = units(doc)
    together = {answer.segment_id: [p.code for p in answer.proposals] for answer in UNTAUGHT.propose(doc, asked, "run")}
    alone = {
        a.segment_id: [p.code for p in a.proposals] for unit in asked for a in UNTAUGHT.propose(doc, [unit], "run")
    }
    assert alone == together


def test_no_units_give_no_answers() -> None:
    assert list(UNTAUGHT.propose(FRESH, [], "run")) == []


def _encoder() -> object:
    from assistant.retrieval.hashing import HashingEncoder

    return HashingEncoder()


def test_a_codebook_without_lines_and_codings_says_that_there_is_nothing_to_compare_with() -> None:
    wordless = replace(
        BOOK, codes=tuple(replace(c, definition=Wording(), indicators=(), examples=(), cues=()) for c in BOOK.codes)
    )
    (answer,) = answers("平台给企业送来一套排产软件。", ExemplarProposer(wordless, _encoder()))
    assert answer.proposals == ()
    assert "没有可比的" in answer.refusals[0].reason
