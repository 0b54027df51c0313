from __future__ import annotations

from xml.etree import ElementTree

from assistant.agreement import Estimate, Interval, Undefined
from assistant.ui.figures import Line, Pair, forest_plot, heat_map
from assistant.ui.pages import audit as page
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
    svg = forest_plot([Line(HOSTILE, FIGURE)], HOSTILE, "en")
    assert not set("${}`") & set(svg)
    assert "<script" not in svg
    shown = [text for text in words(svg) if text.startswith("${1+1} {{7*7}} <script>")]
    assert len(shown) == 2


def test_an_undefined_figure_is_its_sentence_and_has_no_mark():
    svg = forest_plot([Line("A.1", NONE), Line("A.2", FIGURE)], "惯例", "zh")
    assert any("没有变异" in text for text in words(svg))
    assert len(list(ElementTree.fromstring(svg).iter(f"{SVG}circle"))) == 1
    assert "0.70 [0.20, 0.90] · n 10" in words(svg)


def test_a_comparison_with_an_instrument_is_dashed():
    pairs = [
        Pair(one="a", other="b", outcome=FIGURE, dashed=False),
        Pair(one="a", other="m", outcome=NONE, dashed=True),
    ]
    cells = list(ElementTree.fromstring(heat_map(["a", "b", "m"], pairs, "en")).iter(f"{SVG}rect"))
    assert sorted(cell.get("stroke-dasharray") for cell in cells) == ["5 4", "5 4", "none", "none"]
    assert sum(cell.find(f"{SVG}title") is not None for cell in cells) == 2


def test_the_page_leads_from_a_confusion_to_the_words(study, code):
    code("one", 0, 0, "A.1")
    code("two", 0, 0, "A.2")
    basis, forest, heat, confusions, units, advice, text = page.compute_audit(study, "A", "en")
    assert "one, two" in basis
    assert "A.1 A.1" in words(forest)
    assert "one" in words(heat)
    assert confusions == [["A.1", "A.2", "1", "1"]]
    assert (units, text) == ([], "")
    assert [row[0] for row in advice] == ["A.1", "A.2"]
    rows = page.open_confusion(study, "A", confusions[0])
    assert rows == [["甲.txt", "0:11", "one: A.1; two: A.2"]]
    shown = page.open_unit(study, "A", rows[0])
    assert "第甲份资料的第0段话。" in shown
    assert "two: A.2" in shown


def test_the_page_says_why_there_is_nothing(study):
    basis, forest, *_ = page.compute_audit(study, "A", "zh")
    assert "一致性至少需要两人" in basis
    assert any("没有任何单元由两名编码者看过" in text for text in words(forest))


def test_an_unknown_family_is_told_in_a_sentence(study):
    assert page.compute_audit(study, "nope", "en")[0].startswith("there is no family 'nope'")
