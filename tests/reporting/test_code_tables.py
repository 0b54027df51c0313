"""Frequencies, data structure, saturation and sources."""

from __future__ import annotations

import pytest

from assistant.agreement import Undefined
from assistant.domain.document import SourceType
from assistant.reporting.code_tables import frequency_table, structure_table, words_of_codes
from assistant.reporting.evidence_table import evidence_table, quotation_list, source_files
from assistant.reporting.saturation import measure_saturation, saturation_by_code, saturation_by_type
from assistant.reporting.source_tables import primary_table, secondary_table
from assistant.reporting.tables import Gap, as_words
from tests.reporting.exhibiting import book, exhibit, source

BOOK = book()


def row_of(table, label: str) -> list[str]:
    return next(words for row in table.rows if label in (words := [as_words(cell, "zh") for cell in row]))


def test_frequencies_are_segments_and_a_code_includes_its_sub_codes():
    news, report = source("n"), source("r", SourceType.ANNUAL_REPORT)
    evidence = [exhibit("P.2", where=news, segment="one"), exhibit("P.2a", where=news, segment="one"),
                exhibit("P.2a", where=report)]  # fmt: skip
    table = frequency_table(BOOK, evidence)
    assert row_of(table, "P.2 P.2码")[2:] == ["1", "1", "2", "2", "2"]
    assert "不是发现" in table.note.zh


def test_a_code_without_words_is_a_gap_in_the_data_structure():
    rows = structure_table(BOOK, words_of_codes(BOOK, [exhibit("I.1", "驱动")])).rows
    assert as_words(rows[3][0], "zh").startswith("“驱动” [Q")
    assert as_words(rows[3][2], "zh") == "I族：tech组"
    assert isinstance(rows[4][0], Gap)


@pytest.mark.parametrize("sources", range(6))
def test_saturation_is_refused_under_six_sources(sources: int):
    found = measure_saturation([frozenset({"a"})] * sources)
    assert isinstance(found.share, Undefined)
    assert found.sources == sources


def test_saturation_counts_what_only_the_last_two_brought():
    brought = [frozenset("ab"), frozenset("bc"), frozenset("d"), frozenset(), frozenset("ae"), frozenset("f")]
    found = measure_saturation(brought)
    assert (found.base, found.fresh, found.total, found.share) == (4, 2, 6, 0.5)
    assert measure_saturation([frozenset("ab")] * 6).share == 0.0
    assert isinstance(measure_saturation([frozenset()] * 6).share, Undefined)


def test_reprints_of_one_source_count_once_for_saturation():
    reprints = [source(f"n{number}", voice="one", number=number) for number in range(8)]
    evidence = [exhibit("P.1", where=each) for each in reprints]
    assert row_of(saturation_by_type(BOOK, evidence, reprints), "新闻报道")[1] == "1"
    assert row_of(saturation_by_code(BOOK, evidence, reprints), "P.1码")[-1] == "不作判断：不足六份"


def test_interviews_are_told_by_person_and_length_or_the_lack_of_it():
    talks = [
        source("i1", SourceType.INTERVIEW, respondents=("P01",), stated="约1小时", stands="owner"),
        source("i2", SourceType.INTERVIEW, respondents=("P02",), duration_ms=605_000, at_least=True),
        source("i3", SourceType.INTERVIEW, respondents=("受访者",)),
        source("i4", SourceType.INTERVIEW, respondents=("受访者",), stated="一个半小时"),
        source("i5", SourceType.INTERVIEW, respondents=("P01",), stated="45 minutes"),
    ]
    table = primary_table(talks)
    assert row_of(table, "P01")[3:6] == ["1", "2", "约 105 分钟"]
    assert row_of(table, "P02")[3:6] == ["1", "1", "约 10 分钟"]
    assert row_of(table, "合计")[3:6] == ["4", "5", "约 205 分钟（1 次未记）"]


def test_secondary_sources_are_counted_by_kind_channel_and_voice():
    held = [source("a", publisher="门户", voice="house", date="2022-03"), source("b", publisher="门户", voice="house"),
            source("c", publisher="", date="2023"), source("y", SourceType.ANNUAL_REPORT)]  # fmt: skip
    table = secondary_table(held)
    assert row_of(table, "新闻报道")[1:5] == ["3", "2", "门户（2）；未注明（1）", "2022–2023"]
    assert row_of(table, "合计")[1:3] == ["4", "3"]


def test_a_quotation_is_traced_to_its_span_and_the_hash_of_its_file():
    held = source("f" * 64, number=3, title="年报", date="2022")
    first = exhibit("P.1", "打通", where=held, quotation="Q0009", attributes={"modality": "realised"})
    second = exhibit("O.1", "打通", where=held, quotation="Q0009")
    (row,) = evidence_table(BOOK, [first, second]).rows
    told = dict(zip([each.key for each in evidence_table(BOOK, [first]).columns], row, strict=True))
    assert (told["start"], told["end"], told["sha256"]) == (first.span.start, first.span.end, "f" * 64)
    assert as_words(told["codes"], "zh") == "O.1 O.1码；P.1 P.1码"
    assert quotation_list(BOOK, [first, second]).rows[0][-1] == f"S3 {first.span.start}–{first.span.end}"
    assert source_files([held]).rows == (("S3", "年报", f"{'f' * 64}.txt", "f" * 64),)
