"""Triangulation of the demonstration corpus, as people work with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.agreement import Estimate, Undefined
from assistant.domain.claims import Direction
from assistant.domain.document import SourceType
from assistant.domain.independence import OwnerRelation
from assistant.errors import StudyError
from assistant.ports import Hit
from assistant.triangulation.convergence import Convergence
from assistant.workflows.triangulate import (
    BoardQuestion,
    Columns,
    Rows,
    Ruling,
    count_together,
    draw_timeline,
    gather,
    give_verdict,
    join,
    judge_claim,
    judge_names,
    list_figures,
    look_for_contradiction,
    negative_queue,
    open_board,
    open_figure,
    open_row,
    record_search,
    rejected_claims,
    relate,
    searches_made,
    set_apart,
    source_network,
    suggested_mergers,
    take_as_derived,
    verdict_agreement,
    verdicts_on,
)
from assistant.workflows.workbench import Workbench
from tests.triangulation.studies import corpus
from tests.triangulation.worked_study import ANNA, BO, acting, make_study

CAMPER, ENGINE, WASHER = "康派斯房车", "青州德威动力", "海尔天津洗衣机互联工厂"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """The study, for tests that change nothing."""
    bench = make_study(tmp_path_factory.mktemp("whole"))
    yield bench
    bench.close()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Workbench]:
    """The study, for one test."""
    bench = make_study(tmp_path)
    yield bench
    bench.close()


def cell(bench: Workbench, row: str, column: str, question: BoardQuestion):
    board = open_board(bench, question)
    return next(each for line in board.rows if line.id == row for each in line.cells if each.column == column)


def figures(case: str, columns: Columns = Columns.RELATIONS) -> BoardQuestion:
    return BoardQuestion(rows=Rows.FIGURES, columns=columns, case=case)


def test_a_silence_that_a_rule_expects_and_one_that_nothing_does(whole: Workbench):
    expected = cell(whole, "A.PSY", "annual_report", BoardQuestion(case=ENGINE))
    assert expected.proposed.value is Convergence.SILENCE_EXPECTED
    assert expected.proposed.rule == "could_not_know"
    for metric in ("整体运营成本 | down", "产品成本 | down", "订单 | up"):
        unexpected = cell(whole, f"{CAMPER} | {metric}", "government", figures(CAMPER))
        assert unexpected.proposed.value is Convergence.SILENCE_UNEXPECTED
        assert unexpected.proposed.rule == "tells_other_figures"


def test_silence_is_never_claimed_where_not_everything_was_looked_at(tmp_path: Path):
    bench = make_study(tmp_path, screened=frozenset(corpus()) - {"y03"})
    try:
        found = cell(bench, "A.PSY", "annual_report", BoardQuestion(case=ENGINE))
        assert found.proposed.value is Convergence.NOT_SEARCHED
        assert str(gather(bench).sources[corpus()["y03"].document.id].units) in found.proposed.why.en
        other = cell(bench, "A.PSY", "news", BoardQuestion(case=ENGINE))
        assert other.proposed.value is Convergence.SILENCE_UNEXPECTED
    finally:
        bench.close()


def test_a_cell_that_the_owner_alone_voices_says_so(whole: Workbench):
    for column in ("news", "official_report", "annual_report", "interview"):
        found = cell(whole, "A.PSY", column, BoardQuestion(case=WASHER))
        assert found.owner_share == 1
        assert found.voices == 1
    row = next(each for each in open_board(whole, BoardQuestion(case=WASHER)).rows if each.id == "A.PSY")
    assert {warned.kind for warned in row.warnings} & {"owner_only", "owner_mostly"}


def test_what_is_only_planned_is_warned_of(whole: Workbench):
    rows = open_board(whole, BoardQuestion()).rows
    warned = {row.id for row in rows for each in row.warnings if each.kind == "only_planned"}
    assert {"D.N1", "D.N2"} <= warned


def test_the_conflicting_figure_makes_its_cells_dissonant_and_no_other_figure_does(whole: Workbench):
    for case in gather(whole).cases:
        for row in open_board(whole, figures(case)).rows:
            values = {each.proposed.value for each in row.cells if each.sayings}
            parted = row.id == f"{CAMPER} | 订单交付周期 | down"
            assert (values == {Convergence.DISSONANCE}) if parted else Convergence.DISSONANCE not in values


def test_counts_are_by_independent_voice(whole: Workbench):
    found = cell(whole, f"{CAMPER} | 产品成本 | down", "news", figures(CAMPER, Columns.TYPES))
    assert (len(found.sayings), found.sources, found.voices) == (4, 4, 1)
    assert found.proposed.rule == "one_voice"


def test_the_board_names_what_it_left_out_and_what_it_warns_of(whole: Workbench):
    board = open_board(whole, BoardQuestion())
    assert {warned.kind for warned in board.warnings} >= {"one_owner", "undated", "no_baseline"}
    assert board.homeless > 0
    with pytest.raises(StudyError, match="no source speaks"):
        open_board(whole, BoardQuestion(case="没有的案例"))


def test_a_row_opens_with_the_words_of_every_kind_of_source_at_their_place(whole: Workbench):
    board = open_board(whole, BoardQuestion(case=CAMPER))
    opened = open_row(whole, board, "B.VC1", "news")
    assert next(iter(opened.shown)) == "news"
    for shown in (each for column in opened.shown.values() for each in column):
        text = whole.ledger.document(shown.document_id).text
        assert text[shown.span.start : shown.span.end] == shown.words
        assert text[: shown.span.start].endswith(shown.before)
    assert any(each.clashes for column in opened.shown.values() for each in column)
    with pytest.raises(StudyError, match="no row"):
        open_row(whole, board, "nonsense")


def test_claims_are_kept_and_read_back_the_same(whole: Workbench):
    first = gather(whole)
    again = replace(whole, folder=whole.folder / "elsewhere")
    assert gather(again).claims == first.claims
    assert gather(again).ties == first.ties
    assert gather(again).case_of == first.case_of


def test_a_conflict_opens_with_both_sides(whole: Workbench):
    (line,) = [each for each in list_figures(whole) if each.conflict]
    opened = open_figure(whole, line.id)
    assert opened is not None
    assert ["22天" in each.shown.words for each in opened.sides[1]] == [True]
    assert all("20天" in each.shown.words for each in opened.sides[0])
    assert open_figure(whole, "nonsense") is None


def test_names_found_to_be_one_measure_become_one_figure_and_can_be_told_apart_again(own: Workbench):
    before = len(list_figures(own))
    wanted = next(
        each for each in suggested_mergers(own, CAMPER) if {each.one, each.other} == {"订单交付周期", "产品交货期"}
    )
    pair = (wanted.subject, wanted.direction, wanted.one, wanted.other)
    judge_names(own, pair, "same", "同一指标的两种说法")
    assert len(list_figures(own)) == before - 1
    assert any(set(each.names) == {"订单交付周期", "产品交货期"} for each in list_figures(own, CAMPER))
    judge_names(own, pair, "different", "口径不同")
    assert len(list_figures(own)) == before
    assert wanted not in suggested_mergers(own, CAMPER)
    with pytest.raises(StudyError, match="why"):
        judge_names(own, pair, "same", " ")


def test_a_claim_is_rejected_put_elsewhere_and_taken_back(own: Workbench):
    figure = open_figure(own, next(each.id for each in list_figures(own) if each.conflict))
    odd = figure.sides[1][0].claim
    judge_claim(own, odd.id, Ruling("rejected", "记者笔误"))
    assert not [each for each in list_figures(own) if each.conflict]
    assert [(each.claim.id, each.rejected) for each in rejected_claims(own)] == [(odd.id, "记者笔误")]
    judge_claim(own, odd.id, Ruling("changed", "另一口径", {"metric": "改装交付周期"}))
    assert not rejected_claims(own)
    assert any(each.metric == "改装交付周期" and each.subject == CAMPER for each in list_figures(own, CAMPER))
    judge_claim(own, odd.id, Ruling("stands", "查过原文"))
    assert [each for each in list_figures(own) if each.conflict]
    with pytest.raises(StudyError, match="metric or the subject"):
        judge_claim(own, odd.id, Ruling("changed", "?"))


def test_grouping_is_overruled_by_a_person_and_taken_back(own: Workbench):
    reprint, press = corpus()["n05"].document.id, corpus()["n04"].document.id
    assert source_network(own).voices == 10
    set_apart(own, reprint, "编辑部另有采访")
    assert gather(own).voice_of[reprint] == reprint
    assert source_network(own).voices == 11
    take_as_derived(own, reprint, "查无采访")
    assert source_network(own).voices == 10
    join(own, press, reprint, "同一通稿")
    assert gather(own).voice_of[press] == gather(own).voice_of[reprint]
    relate(own, corpus()["o04"].document.id, OwnerRelation.OWNER_DERIVED, "数据由企业填报")
    assert gather(own).relations[corpus()["o04"].document.id] is OwnerRelation.OWNER_DERIVED
    assert source_network(own).voices == 8
    with pytest.raises(StudyError):
        join(own, press, press, "?")


def test_verdicts_are_versioned_and_blind_until_one_has_judged_oneself(own: Workbench):
    anna, bo = acting(own, ANNA), acting(own, BO)
    question = BoardQuestion(case=WASHER)
    place = ("A.PSY", "news")
    give_verdict(anna, open_board(anna, question), place, Ruling("partial", "同一声音"))
    give_verdict(anna, open_board(anna, question), place, Ruling("silence_unexpected", "看错了"))
    seen = verdicts_on(bo, open_board(bo, question))[place]
    assert (seen.mine, seen.others, seen.waiting) == ((), (), 1)
    give_verdict(bo, open_board(bo, question), place, Ruling("partial", "只有平台方"))
    seen = verdicts_on(bo, open_board(bo, question))[place]
    assert [each.value for each in seen.others] == ["silence_unexpected"]
    mine = verdicts_on(anna, open_board(anna, question))[place].mine
    assert [(each.value, each.version) for each in mine] == [("partial", 1), ("silence_unexpected", 2)]
    assert not mine[-1].stale
    with pytest.raises(StudyError, match="no verdict"):
        give_verdict(anna, open_board(anna, question), place, Ruling("great", "because"))
    with pytest.raises(StudyError, match="no cell"):
        give_verdict(anna, open_board(anna, question), ("A.PSY", "elsewhere"), Ruling("partial", "because"))


def test_agreement_on_verdicts_is_computed_and_told_to_nobody_who_has_cells_left(own: Workbench):
    assert isinstance(verdict_agreement(own).alpha, Undefined)
    anna, bo = acting(own, ANNA), acting(own, BO)
    question = BoardQuestion(case=WASHER)
    said = {
        "news": ("partial", "partial"),
        "interview": ("agreement", "agreement"),
        "annual_report": ("alone", "partial"),
    }
    for column, (first, second) in said.items():
        place = ("A.PSY", column)
        give_verdict(anna, open_board(anna, question), place, Ruling(first, "看过"))
        if column == "annual_report":
            with pytest.raises(StudyError, match="wait for your verdict"):
                verdict_agreement(bo)
        give_verdict(bo, open_board(bo, question), place, Ruling(second, "看过"))
    found = verdict_agreement(own)
    assert found.cells == 3
    assert isinstance(found.alpha, Estimate)
    assert isinstance(found.percent, Estimate)
    assert found.percent.value == pytest.approx(2 / 3)
    assert [each["column"] for each in found.parted] == ["annual_report"]


def test_a_timeline_holds_events_by_the_year_told_and_evidence_by_the_date_of_its_source(whole: Workbench):
    line = draw_timeline(whole, "海尔衣联网")
    assert [lane for lane, _ in line.lanes] == ["event", "B.VP", "B.VCD", "B.VC"]
    told = {(each.date, each.label) for each in line.moments if each.told}
    assert {("2016", "起于 念头"), ("2017", "成立 生态联盟")} <= told
    assert all(each.case == "海尔衣联网" for each in line.moments)


def test_codes_are_counted_together_by_unit_and_voice(whole: Workbench):
    found = count_together(whole, "A", "B", CAMPER)
    best = found.cells[0]
    assert (best.one, best.other) == ("A.FLD", "B.VCD")
    assert best.units >= best.voices >= 2
    with pytest.raises(StudyError, match="no family"):
        count_together(whole, "A", "nonsense")


class Shelf:
    """An index that finds given segments."""

    def __init__(self, *hits: Hit) -> None:
        self._hits = list(hits)
        self.asked: list[object] = []

    def search(self, query: object) -> list[Hit]:
        self.asked.append(query)
        return self._hits


def test_a_search_for_contradiction_goes_to_other_kinds_of_sources_and_is_recorded(own: Workbench):
    critic = corpus()["n10"]
    unit = next(each for each in critic.segments if each.is_unit)
    shelf = Shelf(Hit(segment_id=unit.id, document_id=critic.document.id, score=1.0))
    bench = replace(own, index=lambda: shelf)
    queue = negative_queue(bench, open_board(bench, BoardQuestion()))
    assert queue[0].searches == 0
    looked = look_for_contradiction(bench, "A.PSY")
    assert SourceType.INTERVIEW not in looked.types, "most of its evidence is there"
    assert all(query.source_types == frozenset(looked.types) for query in shelf.asked)
    assert any("没有" in query for query in looked.queries)
    with pytest.raises(StudyError, match="nobody looked"):
        record_search(bench, looked, {}, "没看")
    record_search(bench, looked, {unit.id: "aside"}, "另一话题")
    (made,) = searches_made(bench)["A.PSY"]
    assert (made.verdict, made.findings, made.types) == (
        "nothing",
        (("aside", 1),),
        tuple(each.value for each in looked.types),
    )
    again = look_for_contradiction(bench, "A.PSY", words="用户感到被围攻", types=[SourceType.NEWS])
    record_search(bench, again, {unit.id: "contradicts"}, "用户并不信任")
    assert [each.verdict for each in searches_made(bench)["A.PSY"]] == ["nothing", "found"]
    empty = replace(again, candidates=())
    record_search(bench, empty, {}, "确实没有")
    waiting = next(each for each in negative_queue(bench, open_board(bench, BoardQuestion())) if each.code == "A.PSY")
    assert (waiting.searches, waiting.contradicted) == (3, 1)


def test_the_same_state_of_the_ledger_is_gathered_once(whole: Workbench):
    assert gather(whole) is gather(whole)


def test_figures_of_two_languages_are_one_after_the_merger(own: Workbench):
    for each in suggested_mergers(own, CAMPER):
        judge_names(own, (each.subject, each.direction, each.one, each.other), "same", "同一指标")
    lines = [
        each for each in list_figures(own, CAMPER) if each.direction is Direction.DOWN and "delivery time" in each.names
    ]
    assert len(lines) == 1
    assert lines[0].conflict
    assert lines[0].voices >= 5
