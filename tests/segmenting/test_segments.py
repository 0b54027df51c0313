from __future__ import annotations

import time
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.document import Block, BlockKind, Document, Provenance, SpeakerRole
from assistant.domain.identifiers import DocumentId
from assistant.domain.segment import Segment, SegmentKind
from assistant.domain.span import Span
from assistant.segmenting import SEGMENTER, segment_document
from assistant.segmenting.segments import LONGEST
from tests.segmenting.test_sentences import TEXTS

ASKING, ANSWERING = SpeakerRole.INTERVIEWER, SpeakerRole.RESPONDENT


@dataclass(frozen=True, slots=True)
class Part:
    """One block to be: its words, and who says them where it is a turn."""

    words: str
    kind: BlockKind = BlockKind.TURN
    speaker: str | None = None
    role: SpeakerRole | None = None


@dataclass(slots=True)
class Draft:
    text: str = ""
    blocks: list[Block] = field(default_factory=list)


def document_of(*parts: Part) -> Document:
    draft = Draft()
    for number, part in enumerate(parts, start=1):
        label = f"{part.speaker}：" if part.speaker else ""
        start = len(draft.text)
        draft.text += label + part.words
        draft.blocks.append(
            Block(
                span=Span(start, len(draft.text)),
                body=Span(start + len(label), len(draft.text)),
                kind=part.kind,
                number=number,
                speaker=part.speaker,
                role=part.role,
            )
        )
        draft.text += "\n\n"
    provenance = Provenance(file_name="a.txt", size=1, media_type="text/plain", reader="test")
    return Document(id=DocumentId("d1"), text=draft.text, blocks=tuple(draft.blocks), provenance=provenance)


def ask(words: str, speaker: str = "访谈者") -> Part:
    return Part(words, speaker=speaker, role=ASKING)


def answer(words: str, speaker: str = "受访者") -> Part:
    return Part(words, speaker=speaker, role=ANSWERING)


def question_of(document: Document, segment: Segment) -> str | None:
    return segment.question.read(document.text) if segment.question else None


PARTS = st.builds(
    Part,
    words=st.one_of(TEXTS.filter(bool), TEXTS.filter(bool).map(lambda words: words * 40)),
    kind=st.sampled_from(BlockKind),
    speaker=st.sampled_from([None, "甲", "Li"]),
    role=st.sampled_from([None, ASKING, ANSWERING]),
)


@given(st.lists(PARTS, max_size=5))
def test_segments_are_ordered_trimmed_bounded_and_cover_everything_but_white_space(parts: list[Part]):
    document = document_of(*parts)
    segments = segment_document(document)
    assert [segment.ordinal for segment in segments] == list(range(len(segments)))
    assert all(left.span.end <= right.span.start for left, right in pairwise(segments))
    covered = {at for segment in segments for at in range(segment.span.start, segment.span.end)}
    assert all(char.isspace() for at, char in enumerate(document.text) if at not in covered)
    for segment in segments:
        assert segment.span.read(document.text) == segment.span.read(document.text).strip()
        assert segment.span.covers(segment.body)
        assert len(segment.body) <= LONGEST


@given(st.lists(PARTS, max_size=5))
def test_sentences_stand_in_order_inside_the_body_and_cover_it(parts: list[Part]):
    document = document_of(*parts)
    for segment in segment_document(document):
        inside = segment.sentences
        assert all(segment.body.covers(sentence) for sentence in inside)
        assert all(left.end <= right.start for left, right in pairwise(inside))
        covered = {at for sentence in inside for at in range(sentence.start, sentence.end)}
        gaps = [at for at in range(segment.body.start, segment.body.end) if at not in covered]
        assert all(document.text[at].isspace() for at in gaps)


@given(st.lists(PARTS, max_size=5))
def test_segmenting_again_gives_the_same_ids_and_no_id_twice(parts: list[Part]):
    segments = segment_document(document_of(*parts))
    assert segments == segment_document(document_of(*parts))
    assert len({segment.id for segment in segments}) == len(segments)


def test_an_id_never_changes_from_one_release_to_the_next():
    (segment,) = segment_document(document_of(Part("平台上线了。", kind=BlockKind.PARAGRAPH)))
    assert SEGMENTER == "turns-paragraphs.v1"
    assert segment.id == "57f77b513c0c2ce6ebbef8d7efe76bee576d6ce265259c7b296558417b174311"


def test_an_answer_carries_the_interviewers_question():
    document = document_of(ask("平台带来了什么？"), answer("成本降低了。"), answer("交期也短了。"))
    question, first, second = segment_document(document)
    assert (question.kind, question.is_unit) == (SegmentKind.QUESTION, False)
    assert first.body.read(document.text) == "成本降低了。"
    assert first.span.read(document.text) == "受访者：成本降低了。"
    assert [question_of(document, segment) for segment in (question, first, second)] == [
        None,
        "平台带来了什么？",
        "平台带来了什么？",
    ]


def test_the_nearest_question_counts_and_may_be_a_request():
    document = document_of(ask("第一个问题？"), answer("好。"), ask("请谈谈资金。"), answer("够用。", "另一位"))
    assert question_of(document, segment_document(document)[3]) == "请谈谈资金。"


def test_an_answer_before_any_question_has_none():
    document = document_of(answer("我先说。"), ask("为什么？"))
    assert segment_document(document)[0].question is None


def test_unknown_speakers_answer_and_have_a_question_only_where_one_was_asked():
    document = document_of(
        Part("你们用了多久？", speaker="A"),
        Part("三年。", speaker="B"),
        Part("还在用。", speaker="B"),
        Part("明白了。", speaker="A"),
        Part("是的。", speaker="B"),
    )
    segments = segment_document(document)
    assert {segment.kind for segment in segments} == {SegmentKind.ANSWER}
    assert [question_of(document, segment) for segment in segments] == [
        None,
        "你们用了多久？",
        "你们用了多久？",
        None,
        None,
    ]


def test_a_long_answer_is_split_evenly_at_sentence_ends():
    document = document_of(ask("怎么样？"), answer("我们把生产线全部接入平台，效果比较明显。" * 80))
    pieces = segment_document(document)[1:]
    sizes = [len(piece.body) for piece in pieces]
    assert len(pieces) == 2
    assert max(sizes) <= 900
    assert min(sizes) >= 600
    assert all(piece.body.read(document.text).endswith("。") for piece in pieces)
    assert {question_of(document, piece) for piece in pieces} == {"怎么样？"}


def test_an_answer_of_moderate_length_stays_whole():
    document = document_of(answer("我们接入平台，效果明显。" * 95))
    assert len(segment_document(document)) == 1


@pytest.mark.parametrize(
    ("sentences", "sizes"), [(1, [1]), (3, [3]), (4, [2, 2]), (5, [3, 2]), (7, [3, 2, 2]), (10, [3, 3, 2, 2])]
)
def test_a_paragraph_is_split_without_a_lonely_last_sentence(sentences: int, sizes: list[int]):
    document = document_of(Part("平台上线了。" * sentences, kind=BlockKind.PARAGRAPH))
    assert [len(segment.sentences) for segment in segment_document(document)] == sizes


def test_rows_and_headings_stay_what_they_were():
    document = document_of(
        Part("一、结果", kind=BlockKind.HEADING), Part("成本 | 降低。效率 | 提高。好。很好。", kind=BlockKind.ROW)
    )
    assert [segment.kind for segment in segment_document(document)] == [SegmentKind.HEADING, SegmentKind.ROW]
    assert [segment.is_unit for segment in segment_document(document)] == [False, True]


def test_a_block_of_white_space_gives_no_segment():
    assert segment_document(document_of(Part(" \n ", kind=BlockKind.PARAGRAPH))) == ()


def test_a_turn_without_words_keeps_its_label():
    document = document_of(answer(" "))
    assert [segment.span.read(document.text) for segment in segment_document(document)] == ["受访者："]


@pytest.mark.parametrize("unit", ["平", "平台上线，", "word ", "👩‍💻"])
@pytest.mark.parametrize("kind", [BlockKind.PARAGRAPH, BlockKind.TURN])
def test_a_megabyte_without_a_sentence_end_is_cut_in_linear_time(unit: str, kind: BlockKind):
    document = document_of(Part(unit * (1_000_000 // len(unit)), kind=kind))
    begun = time.process_time()
    segments = segment_document(document)
    assert time.process_time() - begun < 8
    assert max(len(segment.body) for segment in segments) <= LONGEST
    assert not any(segment.body.read(document.text).startswith(("\u200d", "💻")) for segment in segments)
