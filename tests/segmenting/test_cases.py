"""Which case a passage of a source about several cases speaks of."""

from __future__ import annotations

import hashlib

import pytest

from assistant.domain.document import Block, BlockKind, Document, Provenance
from assistant.domain.segment import Segment, SegmentKind
from assistant.domain.span import Span
from assistant.segmenting.cases import guide_to_cases, learn_names, split_cases

CASES = ("海尔衣联网", "康派斯房车")
NAMES = {"海尔衣联网": ("海尔衣联网", "衣联"), "康派斯房车": ("康派斯房车", "康派", "Compaks")}
KINDS = {"#": SegmentKind.HEADING, "?": SegmentKind.QUESTION, "!": SegmentKind.ANSWER, " ": SegmentKind.PARAGRAPH}


def source(*lines: str) -> tuple[Document, tuple[Segment, ...]]:
    """A document of lines; the first character of each says what it is."""
    text, segments, at = "\n".join(line[1:] for line in lines), [], 0
    name = hashlib.sha256(text.encode()).hexdigest()
    for number, line in enumerate(lines):
        span = Span(at, at + len(line) - 1)
        ends = [place for place in range(span.start, span.end) if text[place] == "。"] or [span.end - 1]
        starts = [span.start, *(end + 1 for end in ends[:-1])]
        sentences = tuple(Span(start, end + 1) for start, end in zip(starts, ends, strict=True))
        segments.append(Segment(id=f"s{number}", document_id=name, ordinal=number, span=span, body=span,
                                kind=KINDS[line[0]], sentences=sentences))  # fmt: skip
        at += len(line)
    blocks = tuple(
        Block(span=each.span, body=each.body, kind=BlockKind.PARAGRAPH, number=each.ordinal + 1) for each in segments
    )
    provenance = Provenance(file_name="a.txt", size=1, media_type="text/plain", reader="test")
    return Document(id=name, text=text, blocks=blocks, provenance=provenance), tuple(segments)


def placed(lines: tuple[str, ...], words: str, cases: tuple[str, ...] = CASES) -> str | None:
    document, segments = source(*lines)
    start = document.text.index(words)
    span = Span(start, start + len(words))
    unit = next(each for each in segments if each.span.covers(span))
    return guide_to_cases(document, segments, cases, NAMES).case_of(unit.id, span)


@pytest.mark.parametrize(
    ("lines", "words", "case"),
    [
        (("#案例一 衣联网", " 打通全链条。"), "打通", "海尔衣联网"),
        (("#案例一 衣联网", " 打通全链条。", "#编后", " 成效显著。"), "成效", None),
        (("?那再说康派斯？", "!三年前的冬天。", "?效果呢？", "!二十天。"), "二十天", "康派斯房车"),
        (("?先说衣联网。", "!好。", "?康派斯和衣联网哪个好？", "!不好比。"), "不好比", None),
        (("#三、案例", " 案例一：康派斯。", " 该案例缩短了交货期。"), "该案例", "康派斯房车"),
        (("#一、判断", " 大规模定制等做法跨出家电行业，在康派斯等处落地。", " 效率提高。"), "效率", None),
        (("#衣联网", " 这里说衣联网。康派斯另说。"), "康派斯另说", "康派斯房车"),
        (("#五、成本", "!代价大。康派斯前后投了两年。"), "两年", "康派斯房车"),
        (("#五、成本", "!康派斯和衣联网都花了钱。"), "花了钱", None),
        (("#Compaks", " Delivery time fell."), "fell", "康派斯房车"),
    ],
)
def test_a_passage_belongs_to_the_one_case_that_it_or_its_section_names(
    lines: tuple[str, ...], words: str, case: str | None
):
    assert placed(lines, words) == case


def test_a_source_about_one_case_needs_no_name_and_one_about_none_has_none():
    assert placed((" 没有名字。",), "名字", ("康派斯房车",)) == "康派斯房车"
    assert placed((" 没有名字。",), "名字", ()) is None


def test_parts_of_a_name_count_only_where_no_other_source_has_them():
    others = [(("别的案例",), f"这家工厂{number}也造洗衣机") for number in range(3)]
    names = learn_names([(("天津洗衣机工厂",), "天津的洗衣机"), *others], {"天津洗衣机工厂": ("Tianjin",)})
    assert "天津" in names["天津洗衣机工厂"]
    assert "Tianjin" in names["天津洗衣机工厂"]
    assert not {"洗衣", "衣机", "工厂", "洗衣机"} & set(names["天津洗衣机工厂"])


def test_two_characters_prove_nothing_while_there_are_few_other_sources():
    assert "天津" not in learn_names([(("天津洗衣机工厂",), "天津"), (("别的",), "造车")])["天津洗衣机工厂"]


def test_cases_are_split_at_semicolons_of_both_widths():
    assert split_cases("甲; 乙；丙 ;; 甲") == ("甲", "乙", "丙")
    assert split_cases("") == ()
