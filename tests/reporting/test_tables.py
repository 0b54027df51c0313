from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from assistant.agreement import Estimate, Interval, Resampling, Undefined
from assistant.domain.codebook import Wording
from assistant.exporting.workbooks import write_workbook
from assistant.reporting.agreement_tables import code_table
from assistant.reporting.findings import Basis, CodeRow, Figures, Level, Use
from assistant.reporting.methods import methods_paragraph
from assistant.reporting.tables import Table, as_record, as_words, cautions_of, column, defined_rows, spread

INTERVAL = Interval(low=-0.0004, high=0.9, level=0.95, method="document bootstrap, percentile", seed=3,
                    replicates=100, clusters=5)  # fmt: skip
ESTIMATE = Estimate(value=0.5, method="alpha", n_units=10, n_coders=2, interval=INTERVAL, seed=3)
NONE = Undefined("no variation: nobody gave this code in 10 units")
TABLE = Table(
    key="t",
    title=Wording("表", "table"),
    columns=(column("code", "代码", "code"), column("alpha", "阿尔法", "alpha")),
    rows=(("A.1", ESTIMATE), ("A.2", NONE)),
)


def basis(**changes: object) -> Basis:
    given = {
        "study": "s", "use": Use.AGREEMENT, "modes": ("blind",), "rounds": (), "codebook": "book 1",
        "read_rule": Wording("规则。", "The rule."), "sources": 4, "units": 50, "compared": 30,
        "coders": ("one", "two"), "instruments": (), "families": ("A",), "plan": Resampling(seed=9),
        "left_out": ((Wording("看着建议所作的编码", "assisted codings"), 3),),
    }  # fmt: skip
    return Basis(**(given | changes))


def figures(alpha: object) -> Figures:
    return Figures(units=10, prevalence=0.2, percent=ESTIMATE, kappa=ESTIMATE, alpha=alpha, ac1=ESTIMATE)


def rows() -> list[CodeRow]:
    labels = Wording("甲", "first")
    return [
        CodeRow(family="A", code=code, label=labels, level=Level.OWN, figures=figures(alpha))
        for code, alpha in (("A.1", ESTIMATE), ("A.2", NONE))
    ]


def test_an_estimate_is_shown_with_its_interval_and_nought_has_no_minus():
    assert as_words(ESTIMATE, "en") == "0.500 [0.000, 0.900]"


@pytest.mark.parametrize(("language", "words"), [("en", "no variation"), ("zh", "没有变异")])
def test_an_undefined_figure_is_shown_as_its_sentence(language, words):
    assert as_words(NONE, language).startswith(words)


def test_json_holds_what_the_figure_rests_on_and_never_nan():
    records = [as_record(TABLE, row) for row in TABLE.rows]
    assert records[0]["alpha"]["seed"] == 3
    assert records[0]["alpha"]["interval"] == "document bootstrap, percentile"
    assert records[1]["alpha"] == {"value": None, "undefined": NONE.reason}
    json.dumps(records, allow_nan=False)


def test_a_spreadsheet_gets_the_parts_of_a_coefficient_in_cells_of_their_own():
    headings, cells = spread(TABLE, "en")
    assert headings == ["code", "alpha", "alpha low", "alpha high", "alpha why none"]
    assert cells[0] == ["A.1", 0.5, -0.0004, 0.9, ""]
    assert cells[1] == ["A.2", None, None, None, NONE.reason]


def test_rows_without_any_figure_are_named_apart():
    shown, hollow = defined_rows(TABLE)
    assert ([row[0] for row in shown], hollow) == (["A.1"], ["A.2"])


def test_intervals_from_few_sources_are_counted():
    assert [note.en for note in cautions_of(TABLE)] == [
        "1 intervals rest on fewer than 20 sources and are probably too narrow"
    ]


def test_concordance_is_never_titled_agreement():
    assert "no agreement" in code_table(rows(), Use.CONCORDANCE).title.en
    assert code_table(rows(), Use.AGREEMENT).title.en == "Agreement by code"


def test_the_methods_paragraph_says_what_was_done_in_both_languages():
    english = methods_paragraph(basis(), rows(), "en", "tricoder audit")
    for part in ("one, two", "book 1", "30 of the study's 50 units", "The rule.", "Cohen's kappa", "1000 resamples",
                 "sources were drawn whole", "seed 9", "0.500 to 0.500 over 1 codes; 1 codes have none",
                 "3 assisted codings", "To reproduce: tricoder audit"):  # fmt: skip
        assert part in english
    chinese = methods_paragraph(basis(), rows(), "zh")
    for part in ("one、two", "全部 50 个单元", "规则。", "Cohen（1960）", "种子 9", "看着建议所作的编码 3"):
        assert part in chinese


def test_the_methods_paragraph_follows_the_number_of_coders_and_the_mode():
    three = methods_paragraph(basis(coders=("a", "b", "c"), use=Use.CONCORDANCE, sources=1), [], "en")
    assert "Conger's kappa (1980) and Fleiss's" in three
    assert "no agreement: proposals had been seen" in three
    assert "units were drawn" in three
    assert "No code has a defined alpha." in three


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_figure_gets_an_adjective(language):
    words = methods_paragraph(basis(), rows(), language).lower()
    adjectives = ("substantial", "moderate", "almost perfect", "excellent", "fair ", "poor", "优秀", "良好", "中等")
    assert not [word for word in adjectives if word in words]


def test_a_workbook_holds_numbers_as_numbers_and_no_formula_runs(tmp_path: Path):
    file = tmp_path / "a.xlsx"
    bad = ["=1+1", "+1", "-1", "@x", "http://x.test", "{=1}", "平台"]
    write_workbook(file, [("一/致:性", ["=head", "n"], [[cell, 0.5] for cell in bad]), ("一 致 性", ["x"], [])])
    book = load_workbook(file)
    assert book.sheetnames == ["一 致 性", "一 致 性 2"]
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet["A"]] == [
        "'=head",
        "'=1+1",
        "'+1",
        "'-1",
        "'@x",
        "http://x.test",
        "{=1}",
        "平台",
    ]
    assert {cell.data_type for cell in sheet["A"]} == {"s"}
    assert [cell.value for cell in sheet["B"][1:]] == [0.5] * len(bad)
    assert list(tmp_path.iterdir()) == [file]


def test_a_workbook_that_cannot_be_written_says_so(tmp_path: Path):
    from assistant.errors import StudyError

    with pytest.raises(StudyError, match="cannot be written"):
        write_workbook(tmp_path / "no" / "a.xlsx", [("a", ["x"], [])])
