from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.span import Span
from assistant.errors import SpanError
from assistant.segmenting import split_sentences
from tests.segmenting.sentence_cases import CASES, SentenceCase

ALPHABET = st.sampled_from(
    [*"平台赋能降低 \n\u3000aAbZ.。！？；;…!?，,”“\"'）(》1234%", "👩‍💻", "🎉", "e\u0301", "𠮷", "Dr.", "7.3"]
)
TEXTS = st.lists(ALPHABET, max_size=80).map("".join)


def sentences_of(text: str) -> list[str]:
    return [span.read(text) for span in split_sentences(text, Span(0, len(text)))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_sentences_end_where_a_reader_ends_them(case: SentenceCase):
    expected = [part.strip() for part in case.marked.split("|")]
    assert sentences_of(case.marked.replace("|", "")) == expected


def test_the_table_has_sixty_cases_with_names_of_their_own():
    assert len({case.name for case in CASES}) == len(CASES) >= 60


@given(TEXTS.filter(bool))
def test_sentences_are_ordered_trimmed_and_cover_everything_but_white_space(text: str):
    spans = split_sentences(text, Span(0, len(text)))
    assert all(left.end <= right.start for left, right in pairwise(spans))
    assert all(span.read(text) == span.read(text).strip() for span in spans)
    covered = {at for span in spans for at in range(span.start, span.end)}
    assert all(text[at].isspace() for at in range(len(text)) if at not in covered)


@given(TEXTS, TEXTS.filter(bool), TEXTS)
def test_what_stands_outside_the_span_has_no_influence(before: str, text: str, after: str):
    inside = Span(len(before), len(before) + len(text))
    alone = [(span.start + len(before), span.end + len(before)) for span in split_sentences(text, Span(0, len(text)))]
    assert [(span.start, span.end) for span in split_sentences(before + text + after, inside)] == alone


@pytest.mark.parametrize("unit", ["平台", "a.", "\n ", '"。', "?!x", "1. ", "。", "e.g.", "''.", "；", "A. "])
def test_a_megabyte_is_split_in_linear_time(unit: str):
    text = unit * (1_000_000 // len(unit))
    begun = time.process_time()
    split_sentences(text, Span(0, len(text)))
    assert time.process_time() - begun < 8


def test_white_space_alone_holds_no_sentence():
    assert split_sentences(" \n\u3000", Span(0, 3)) == ()


def test_a_span_beyond_the_text_is_refused():
    with pytest.raises(SpanError, match="text has 2"):
        split_sentences("平台", Span(0, 5))
