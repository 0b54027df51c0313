from __future__ import annotations

from xml.etree import ElementTree

import pytest

from assistant.agreement import Estimate, Interval, Undefined, Wish
from assistant.domain.coding import CodingMode
from assistant.ui.figures import Frame, Line, Pair, forest_plot, heat_map
from assistant.ui.pages import audit as page
from assistant.ui.pages.audit import Asked
from assistant.ui.wording_audit import AUDIT
from tests.workflows.test_audit import code, ledger, study

__all__ = ["code", "ledger", "study"]

HOSTILE = "${1+1} {{7*7}} <script>x</script> & \"'` \x00"
INTERVAL = Interval(low=0.2, high=0.9, level=0.95, method="m")
FIGURE = Estimate(value=0.7, method="alpha", n_units=10, n_coders=2, interval=INTERVAL)
NONE = Undefined("no variation: nobody gave this code in 10 units")
SVG = "{http://www.w3.org/2000/svg}"


def words(svg: str) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_both_languages_have_the_same_words():
    assert set(AUDIT["zh"]) == set(AUDIT["en"])
    assert all(AUDIT["zh"].values())


def test_text_in_a_figure_is_escaped_and_no_template_can_read_it():
    frame = Frame(legend=(HOSTILE,), numbers=(HOSTILE,), convention=HOSTILE)
    svg = forest_plot([Line(HOSTILE, (FIGURE,), (HOSTILE,))], frame, "en")
    assert not set("${}`") & set(svg)
    assert "<script" not in svg
    shown = [text for text in words(svg) if text.startswith("${1+1} {{7*7}} <script>")]
    assert len(shown) == 5


def test_an_undefined_figure_is_its_sentence_and_has_no_mark():
    svg = forest_plot([Line("A.1", (NONE,)), Line("A.2", (FIGURE,))], Frame(convention="惯例"), "zh")
    assert any("没有变异：10 个单元中" in text for text in words(svg))
    assert len(list(ElementTree.fromstring(svg).iter(f"{SVG}circle"))) == 1
    assert "0.70 [0.20, 0.90] · n 10" in words(svg)


def test_three_coefficients_of_a_line_are_told_apart_by_shape():
    frame = Frame(legend=("alpha", "kappa", "AC1"), numbers=("n",))
    svg = ElementTree.fromstring(forest_plot([Line("A.1", (FIGURE, FIGURE, FIGURE), ("10",))], frame, "en"))
    shapes = [len(list(svg.iter(f"{SVG}{shape}"))) for shape in ("circle", "rect", "polygon")]
    assert shapes == [2, 2, 2], "one in the legend, one in the line"


def test_a_comparison_with_an_instrument_is_dashed():
    pairs = [
        Pair(one="a", other="b", outcome=FIGURE, dashed=False),
        Pair(one="a", other="m", outcome=NONE, dashed=True),
    ]
    cells = list(ElementTree.fromstring(heat_map(["a", "b", "m"], pairs, "en")).iter(f"{SVG}rect"))
    assert sorted(cell.get("stroke-dasharray") for cell in cells) == ["5 4", "5 4", "none", "none"]
    assert sum(cell.find(f"{SVG}title") is not None for cell in cells) == 2


def shown(study, tab: str = "codes", language: str = "en", **more: object) -> dict[str, object]:
    return page.compute_audit(study, Asked(**{"tab": tab, "family": "A"} | more), language)


def svg_of(update: object) -> str:
    return update["value"]


def test_the_page_leads_from_a_confusion_to_the_words(study, code):
    code("one", 0, 0, "A.1")
    code("two", 0, 0, "A.2")
    found = shown(study)
    assert "one, two" in found["basis"]
    assert found["command"] == "tricoder audit --family A --seed 0"
    assert "A.1 A.1" in words(svg_of(found["forest"]))
    assert [row[1] for row in found["next"]["value"]] == ["A.1", "A.2"]
    pairs = shown(study, "pairs")
    assert "one" in words(svg_of(pairs["heat"]))
    assert pairs["confusions"]["value"] == [["A.1", "A.2", "1", "1"]]
    assert (pairs["units"]["value"], pairs["text"]) == ([], "")
    asked = Asked(family="A")
    rows = page.open_confusion(study, asked, pairs["confusions"]["value"][0])
    assert rows == [["甲.txt", "0:11", "one: A.1; two: A.2"]]
    text = page.open_unit(study, asked, rows[0])
    assert "第甲份资料的第0段话。" in text
    assert "two: A.2" in text


def test_the_page_says_why_there_is_nothing(study):
    found = shown(study, language="zh")
    assert "一致性至少需要两人" in found["basis"]
    assert any("没有任何单元由两名编码者看过" in text for text in words(svg_of(found["forest"])))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("tab", page.TABS)
def test_every_tab_shows_figures_or_a_sentence_in_both_languages(study, code, tab, language):
    for coder in ("one", "two"):
        for unit in (0, 1):
            code(coder, 0, unit, "A.1")
    found = shown(study, tab, language)
    assert found["said"]
    tables = [name for name in page.TABLES if name in found]
    assert tables
    for name in tables:
        update = found[name]
        assert update["visible"]
        assert all(len(row) == len(update["headers"]) for row in update["value"]), name
        words_shown = " ".join(cell for row in update["value"] for cell in row)
        assert not any(never in words_shown for never in ("NaN", "None", "Undefined("))


def test_a_tab_without_figures_says_why(study):
    anchoring = shown(study, "anchoring")["anchoring"]["value"]
    assert "no experiment" in anchoring[0][-1]
    estimates = shown(study, "estimates", "zh")
    assert "没有随机样本" in estimates["prevalence"]["value"][0][0]
    assert "没有随机样本" in estimates["misses"]["value"][0][0]
    assert estimates["share_forest"]["visible"] is False


def test_what_cannot_be_asked_is_told_and_leaves_no_figure_of_another_question(study, code):
    found = shown(study, family="nope")
    assert found["said"].startswith("there is no family 'nope'")
    assert found["forest"]["visible"] is False
    code("one", 0, 0, "A.1", round="first")
    code("one", 0, 1, "A.1", round="second")
    assert "请选定一轮" in shown(study, language="zh")["said"]
    assert shown(study, "rounds")["rounds"]["visible"]
    assert [value for _, value in page.round_choices(study, "en")] == ["", "first", "second"]


def test_codings_made_with_proposals_in_sight_are_shown_under_another_name(study, code):
    for coder in ("one", "two"):
        code(coder, 0, 0, "A.1", mode=CodingMode.ASSISTED)
    found = shown(study, assisted=True)
    assert found["basis"].startswith("Assisted concordance (no agreement")
    assert "--assisted" in found["command"]


def test_the_planner_answers_in_words_and_with_a_curve():
    wish = Wish(prevalence=(0.3, 0.7), agreement=0.7, width=0.4, replicates=200)
    told, curve = page.plan_words(wish, "zh")
    assert "个单元、2 人" in told
    assert curve["headers"] == ["单元数", "预期区间宽度"]
    never, _ = page.plan_words(Wish(prevalence=(0.5, 0.5), agreement=0.5, width=0.01, largest=100, replicates=50), "en")
    assert never.startswith("Even 100 units")
