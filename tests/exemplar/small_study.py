"""A codebook of two families and abstention, and documents in Chinese and English."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from assistant.domain.codebook import (
    Attribute,
    AttributeValue,
    Code,
    Codebook,
    Example,
    Family,
    FamilyRule,
    Wording,
)
from assistant.domain.document import Document, SourceMetadata
from assistant.domain.segment import Segment
from assistant.domain.unit import Unit
from assistant.exemplar import ExemplarProposer, Lesson, TaughtDocument
from assistant.retrieval.hashing import HashingEncoder
from assistant.segmenting import split_sentences
from tests import nouns


def _code(name: str, label: Wording, lines: list[Wording], **more: object) -> Code:
    told = [f"听说{line.zh}。" for line in lines] + [f"We heard that {line.en}." for line in lines]
    examples = [Example(text=text, quote=text) for text in told]
    given = {"parent": None, "abstain": False, "cues": ()} | more
    return Code(
        id=name,
        family=name.split(".", maxsplit=1)[0],
        label=label,
        definition=lines[0],
        indicators=tuple(lines),
        examples=tuple(examples),
        **given,
    )


LINK = [
    Wording("供应商和客户在平台上直接连接", "suppliers and customers are connected directly on the platform"),
    Wording("上下游企业接到同一张网里", "upstream and downstream firms join one network"),
]
GIVE = [
    Wording("平台给企业送来排产软件", "the platform gives the firm scheduling software"),
    Wording("平台派工程师教会工人使用工具", "the platform sends engineers who teach workers the tools"),
]
FEEL = [Wording("工人觉得受到信任，更有干劲", "workers feel trusted and motivated")]
GAIN = [
    Wording("不良率下降了，交货期缩短了", "defects fell and delivery time was shortened"),
    Wording("成本降低，利润提高", "cost was cut and profit rose"),
]
RISK = [Wording("病毒攻击让生产停顿", "a virus attack stopped production")]
SLOGAN = [Wording("全面助力企业腾飞，意义重大", "of great significance for the take-off of business")]

BOOK = Codebook(
    id=hashlib.sha256(b"small").hexdigest(),
    name="small",
    version="1",
    title=Wording("小手册", "small codebook"),
    families=(
        Family(
            id="A",
            label=Wording("类型", "type"),
            question=Wording("给了什么？", "What is given?"),
            rule=FamilyRule.PRIMARY,
        ),
        Family(
            id="D",
            label=Wording("结果", "outcome"),
            question=Wording("有何结果？计划不能支持 D。", "What came of it? Plans and promises never support D."),
            rule=FamilyRule.MULTIPLE,
        ),
        Family(
            id="Z",
            label=Wording("弃权", "abstention"),
            question=Wording("为何不编？", "Why none?"),
            rule=FamilyRule.PRIMARY,
        ),
    ),
    codes=(
        _code("A.1", Wording("结构赋能", "Structural empowerment"), LINK),
        _code("A.2", Wording("资源赋能", "Resource empowerment"), GIVE),
        _code("A.3", Wording("心理赋能", "Psychological empowerment"), FEEL),
        _code("D.1", Wording("收益", "Gain"), GAIN, cues=("交货期", "profit")),
        _code("D.2", Wording("隐患", "Hazard"), RISK),
        _code("Z.N", Wording("只有标签", "Label only"), SLOGAN, abstain=True),
    ),
    attributes=(
        Attribute(
            id="modality",
            label=Wording("状态", "modality"),
            values=tuple(
                AttributeValue(id=name, label=Wording(name, name))
                for name in ("realised", "ongoing", "planned", "promised")
            ),
        ),
        Attribute(
            id="voice",
            label=Wording("声音", "voice"),
            values=tuple(
                AttributeValue(id=name, label=Wording(name, name)) for name in ("platform-owner", "receiver-firm")
            ),
        ),
        Attribute(
            id="quantified",
            label=Wording("数字", "quantified"),
            values=(
                AttributeValue(id="yes", label=Wording("有", "yes")),
                AttributeValue(id="no", label=Wording("无", "no")),
            ),
        ),
    ),
)

BARRED = frozenset({"D"})


def proposer(*taught: TaughtDocument) -> ExemplarProposer:
    """The instrument on the small codebook."""
    return ExemplarProposer(BOOK, HashingEncoder(), taught, BARRED)


def segments(doc: Document) -> tuple[Segment, ...]:
    """One segment per paragraph, cut into sentences."""
    return tuple(replace(each, sentences=split_sentences(doc.text, each.body)) for each in nouns.segments(doc))


def units(doc: Document, voice: str = "owner") -> list[Unit]:
    """The units of a document."""
    metadata = SourceMetadata(title="t", voice=voice)
    return [
        Unit(
            segment=segment,
            text=segment.body.read(doc.text),
            sentences=tuple(sentence.read(doc.text) for sentence in segment.sentences),
            question="",
            metadata=metadata,
        )
        for segment in segments(doc)
    ]


def taught(doc: Document, *codes: tuple[str, ...]) -> TaughtDocument:
    """A document whose n-th paragraph was given the n-th codes, sentence by sentence."""
    lessons = [
        Lesson(
            segment_id=segment.id,
            text=sentence.read(doc.text),
            codes=tuple((code, 1.0) for code in given),
        )
        for segment, given in zip(segments(doc), codes, strict=True)
        for sentence in segment.sentences
    ]
    return TaughtDocument(id=doc.id, text=doc.text, lessons=tuple(lessons))
