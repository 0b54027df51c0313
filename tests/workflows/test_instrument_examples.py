from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np

from assistant.domain.acts import CodebookPublished, CoderRegistered, CodingAdded, StudyCreated
from assistant.domain.coding import Coding, CodingMode
from assistant.ledger import open_ledger
from assistant.workflows.instrument import (
    AdjudicatedExample,
    EncoderNearness,
    ExamplePool,
    LanguageModelProposer,
    WordNearness,
    gather_examples,
)
from assistant.workflows.instrument.examples import nearest_examples
from tests import nouns
from tests.conftest import ticking_stamp
from tests.prompting.small_book import BOOK
from tests.workflows.instrument_study import answers_of, instrument
from tests.workflows.scripted_chat import RuleChat, keyword_rule

DOCUMENT = nouns.document("平台给了我们一套排产软件，又派人来教。")


def example(document: str, quote: str, code: str = "A.RES", *also: str, segment: str = "") -> AdjudicatedExample:
    return AdjudicatedExample(
        document_id=document,
        segment_id=segment or f"{document}-{quote}",
        quote=quote,
        code=code,
        codes=frozenset({code, *also}),
    )


def shown_examples(chat: RuleChat) -> list[tuple[str, str]]:
    (asked,) = [asked for asked in chat.asked if asked.kind == "verify"]
    return re.findall(r"已裁定(属于|不属于) A\.RES 的话\n(.*?)\n", asked.user)


def test_the_nearest_examples_are_shown_with_the_siblings_nearest_as_a_near_miss():
    pool = ExamplePool(
        [
            example("d1", "平台给了他们一套仓库软件"),
            example("d1", "资金到账了"),
            example("d2", "供应商借平台的软件直接来往", "A.STR"),
            example("d2", "毫不相干的连接", "A.STR"),
            example("d2", "两者兼有的软件", "A.STR", "A.RES"),
        ]
    )
    chat = RuleChat(keyword_rule)
    (answer,) = answers_of(DOCUMENT, chat, pool=pool)
    assert shown_examples(chat) == [
        ("属于", "平台给了他们一套仓库软件"),
        ("属于", "资金到账了"),
        ("不属于", "供应商借平台的软件直接来往"),
    ]
    grounds = answer.proposals[0].grounds
    assert [(ground.kind, ground.text) for ground in grounds if ground.kind != "indicator"] == [
        ("example", "平台给了他们一套仓库软件"),
        ("example", "资金到账了"),
        ("near_miss", "供应商借平台的软件直接来往"),
    ]
    assert grounds[1].score > grounds[2].score


def test_at_most_six_are_shown_and_room_is_kept_for_near_misses():
    pool = [example("d", f"平台给了第{number}套软件") for number in range(20)]
    pool += [example("d", "供应商来了", "A.STR"), example("d", "大家更信任平台", "A.PSY")]
    found = nearest_examples("平台给了软件", pool, ["A.RES", "A.STR", "A.PSY"], WordNearness(), 6)
    assert len(found) == 6
    assert [each.shown.positive for each in found] == [True] * 4 + [False] * 2


def test_nothing_of_the_same_document_its_reprints_or_the_audit_sample_is_shown():
    words = "".join(f"第{number}句，平台同县里的厂子签了第{number}份合同，各方都来了。" for number in range(30))
    texts = {"reprint": f"转载：{words}", "other": "完全另一篇文章，说的是别的事情，一点也不相同。" * 5, "own": words}
    pool = ExamplePool(
        [
            example("own", "本文的例子"),
            example("reprint", "转载的例子"),
            example("other", "别处的例子"),
            example("other", "审计样本里的例子", segment="audited"),
        ],
        audit=frozenset({"audited"}),
        texts=texts,
    )
    assert [each.quote for each in pool.outside("own", words)] == ["别处的例子"]


def test_examples_are_part_of_who_the_instrument_is():
    plain, taught, other = (
        LanguageModelProposer(instrument(DOCUMENT, pool=ExamplePool(examples))).coder.id
        for examples in ([], [example("d", "x")], [example("d", "y")])
    )
    assert len({plain, taught, other}) == 3


def test_examples_are_gathered_from_adjudicated_codings_only(tmp_path: Path):
    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}", ticking_stamp())
    document = nouns.document("平台给了软件。", "供应商来了。", "大家信任平台。")
    segments = nouns.segments(document)

    def coding(number: int, code: str, mode: CodingMode) -> CodingAdded:
        made = Coding(
            id=f"c{number}",
            coder_id=nouns.LEAD,
            codebook_id=BOOK.id,
            document_id=document.id,
            segment_id=segments[number].id,
            span=segments[number].body,
            code=code,
            mode=mode,
        )
        return CodingAdded(coding=made)

    acts = [
        StudyCreated(name="s", language="zh"),
        CoderRegistered(coder=nouns.person()),
        CodebookPublished(codebook=BOOK, reason="first"),
        nouns.source_added(document),
        coding(0, "A.RES", CodingMode.ADJUDICATED),
        coding(1, "A.STR", CodingMode.ASSISTED),
        coding(2, "A.PSY", CodingMode.ADJUDICATED),
    ]
    ledger.append(acts, actor=nouns.LEAD)
    pool = gather_examples(ledger, BOOK, frozenset({segments[2].id}))
    assert [each.quote for each in pool.outside("elsewhere", "另一篇")] == ["平台给了软件。"]
    assert pool.outside(document.id, document.text) == ()
    assert gather_examples(ledger, replace(BOOK, id="other"), frozenset()).digest == "none"


class Letters:
    """An encoder that counts three characters."""

    embedder_id = "letters 1"

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode_documents(self, texts):
        self.encoded.extend(texts)
        rows = np.array([[text.count(c) for c in "软件厂"] for text in texts], dtype=np.float32)
        return rows / np.maximum(1, np.linalg.norm(rows, axis=1, keepdims=True))


def test_an_embedder_is_asked_for_each_example_once():
    letters = Letters()
    nearness = EncoderNearness(letters)
    assert nearness.of("软件", ["软件厂", "厂"]) == [0.816, 0.0]
    nearness.of("厂", ["软件厂", "厂"])
    assert letters.encoded == ["软件", "软件厂", "厂", "厂"]
    assert nearness.name == "letters 1"


class Masks:
    """Pseudonyms by a table."""

    name = "masks 1"

    def hide(self, text: str) -> str:
        return text.replace("张三", "【人物1】")

    def reveal(self, text: str) -> str:
        return text.replace("【人物1】", "张三")


def test_names_are_hidden_in_all_that_is_sent_and_restored_in_all_that_returns():
    document = nouns.document("张三送来什么？", "平台给了张三一套软件。")
    pool = ExamplePool([example("d", "张三的软件")])

    def rule(asked):
        if asked.kind == "screen":
            return keyword_rule(asked)
        return asked.verified("A.RES", "给了【人物1】一套软件", reason="平台把软件给了【人物1】。")

    chat = RuleChat(rule)
    (answer,) = answers_of(document, chat, veil=Masks(), pool=pool)
    assert not any("张三" in message.content for asked in chat.asked for message in asked.request.messages)
    (proposal,) = answer.proposals
    assert [each.span.read(document.text) for each in proposal.evidence] == ["给了张三一套软件"]
    assert proposal.rationale == "平台把软件给了张三。"
