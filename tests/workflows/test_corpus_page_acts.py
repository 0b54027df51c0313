"""What the page of sources asks for: descriptions of many sources at once, filters, and how far a person has come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.acts import CodebookPublished, CoderRegistered, CodingAdded, StudyCreated
from assistant.domain.codebook import Codebook
from assistant.domain.document import SourceMetadata, SourceType
from assistant.errors import StudyError
from assistant.ledger import open_ledger
from assistant.ports import Hit, SearchQuery
from assistant.workflows.describing import corrected, describe_sources
from assistant.workflows.searching import CorpusQuery, cases_of, search_corpus
from assistant.workflows.surveying import survey_sources
from assistant.workflows.workbench import Workbench
from tests import nouns
from tests.conftest import ticking_stamp
from tests.workflows.fakes import RuleProposer, bench

NEWS = nouns.document("平台打通了产业链。", "成本下降了。", name="报道.txt")
TALK = nouns.document("用户更加信任平台。", name="访谈.txt")
PLAIN = nouns.codebook("A.1", "A.2")
BOOK: Codebook = replace(PLAIN, codes=(PLAIN.codes[0], replace(PLAIN.codes[1], parent="A.1")))


@dataclass
class FilteringIndex:
    """An index that finds every segment the query lets through, and keeps what it was asked."""

    study: Workbench
    asked: list[SearchQuery] = field(default_factory=list)

    def search(self, query: SearchQuery) -> list[Hit]:
        self.asked.append(query)
        return [hit for hit in self._hits() if self._passes(hit, query)][: query.limit]

    def _hits(self) -> Iterator[Hit]:
        for source in self.study.ledger.sources():
            for segment in self.study.ledger.segments(source.id):
                yield Hit(segment_id=segment.id, document_id=source.id, score=1.0)

    @staticmethod
    def _passes(hit: Hit, query: SearchQuery) -> bool:
        here = not query.documents or hit.document_id in query.documents
        return here and (not query.segments or hit.segment_id in query.segments)


@pytest.fixture
def study(tmp_path: Path) -> Workbench:
    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}", ticking_stamp())
    acts = [
        StudyCreated(name="s", language="zh"),
        CoderRegistered(coder=nouns.person()),
        CoderRegistered(coder=nouns.person("王")),
        CodebookPublished(codebook=BOOK, reason="first"),
        nouns.source_added(NEWS),
        nouns.source_added(TALK, source_type=SourceType.INTERVIEW),
    ]
    ledger.append(acts, actor=nouns.LEAD)
    made = bench(tmp_path / "study", ledger, RuleProposer(BOOK))
    index = FilteringIndex(made)
    return replace(made, index=lambda: index)


def code(study: Workbench, name: str, document: object, at: int, code_id: str, coder: str = nouns.LEAD) -> None:
    span = document.blocks[at].span
    made = replace(nouns.coding(document, BOOK, span, name=name, coder=coder), code=code_id)
    study.ledger.append([CodingAdded(coding=made)], actor=coder)


def found(study: Workbench, **asked: object) -> list[str]:
    return [each.passage.text for each in search_corpus(study, CorpusQuery(**asked)).passages]


def test_several_sources_are_described_in_one_step(study: Workbench):
    changes = {NEWS.id: {"case": " 房车 ", "date": "2022-03"}, TALK.id: {"case": "房车", "may_leave": "no"}}
    assert describe_sources(study, changes, actor=nouns.LEAD) == 2
    news, talk = (source.metadata for source in study.ledger.sources())
    assert (news.case, news.date, talk.case, talk.may_leave) == ("房车", "2022-03", "房车", False)
    assert describe_sources(study, changes, actor=nouns.LEAD) == 0, "nothing new, nothing recorded"


def test_one_wrong_value_changes_nothing_and_names_its_source(study: Workbench):
    before = study.ledger.head()
    with pytest.raises(StudyError, match=r"报道\.txt: '2022-02-30' is no date"):
        describe_sources(study, {TALK.id: {"case": "x"}, NEWS.id: {"date": "2022-02-30"}}, actor=nouns.LEAD)
    with pytest.raises(StudyError, match="no source"):
        describe_sources(study, {"0" * 64: {"case": "x"}}, actor=nouns.LEAD)
    assert study.ledger.head() == before


@pytest.mark.parametrize(
    ("field_", "words"),
    [("title", "  "), ("source_type", "gossip"), ("language", "fr"), ("may_leave", "perhaps"), ("date", "22-1"),
     ("case", "x" * 501), ("id", "1")],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_refused(field_: str, words: str):
    with pytest.raises(StudyError):
        corrected(SourceMetadata(title="t"), {field_: words})


@given(st.dates())
def test_every_day_is_a_date_and_so_are_its_month_and_year(day):
    for words in (day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]):
        assert corrected(SourceMetadata(title="t"), {"date": words}).date == words


def test_filters_by_type_case_coder_and_code(study: Workbench):
    describe_sources(study, {NEWS.id: {"case": "房车"}}, actor=nouns.LEAD)
    code(study, "c1", NEWS, 0, "A.1")
    code(study, "c2", TALK, 0, "A.2")
    code(study, "w1", NEWS, 1, "A.2", coder="王")
    assert found(study, text="平台", types=frozenset({SourceType.INTERVIEW})) == ["用户更加信任平台。"]
    assert found(study, text="平台", cases=frozenset({"房车"})) == ["平台打通了产业链。", "成本下降了。"]
    describe_sources(study, {NEWS.id: {"case": "海尔; 房车"}}, actor=nouns.LEAD)
    assert len(found(study, text="平台", cases=frozenset({"房车"}))) == 2, "a source may speak of several cases"
    assert cases_of(study.ledger.sources()) == ["房车", "海尔"]
    assert found(study, text="平台", coders=frozenset({"王"})) == ["成本下降了。"]
    assert len(found(study, text="平台", codes=frozenset({"A.1"}))) == 3, "a code below counts as its parent"
    assert found(study, text="平台", codes=frozenset({"A.2"}), coders=frozenset({nouns.LEAD})) == ["用户更加信任平台。"]
    assert found(study, text="平台", codes=frozenset({"A.9"})) == []


def test_without_words_the_filters_list_what_passes_in_order_and_the_index_is_not_asked(study: Workbench):
    code(study, "c1", NEWS, 1, "A.1")
    assert found(study) == ["平台打通了产业链。", "成本下降了。", "用户更加信任平台。"]
    assert found(study, codes=frozenset({"A.1"})) == ["成本下降了。"]
    assert study.index().asked == []


def test_what_was_looked_through_is_told(study: Workbench):
    findings = search_corpus(study, CorpusQuery(text="平台", limit=1))
    assert (findings.sources, findings.units, findings.more) == (2, 3, True)
    assert findings.without_units == ()


def test_how_far_a_person_has_come_is_their_own(study: Workbench):
    code(study, "c1", NEWS, 0, "A.1")
    code(study, "c2", NEWS, 0, "A.2")
    code(study, "w1", TALK, 0, "A.1", coder="王")
    mine, his = survey_sources(study, nouns.LEAD), survey_sources(study, "王")
    assert (mine[NEWS.id].coded, mine[NEWS.id].uncoded, mine[TALK.id].coded) == (1, 1, 0)
    assert (his[NEWS.id].coded, his[TALK.id].coded) == (0, 1)
