from __future__ import annotations

from dataclasses import dataclass

import pytest

from assistant.agreement import Estimate, Undefined
from assistant.errors import StudyError
from assistant.workflows.audit import Blank, TableQuestion, audit_table

WIDE = [("unit", "a", "b"), ("1", "x", "x"), ("2", "x", "y"), ("3", "", "y"), ("4", "y", "y")]
LONG = [
    ("unit", "coder", "code"),
    *((row[0], coder, cell) for row in WIDE[1:] for coder, cell in zip("ab", row[1:], strict=True) if cell),
]


def overall(found) -> dict[str, object]:
    return {name: outcome.value if isinstance(outcome, Estimate) else None for name, outcome in found.overall}


@pytest.mark.parametrize("rows", [WIDE, LONG])
def test_a_blank_without_an_answer_is_refused(rows):
    with pytest.raises(StudyError, match=r"1 of 8 cells are blank.*--blank missing.*--blank none"):
        audit_table(rows, TableQuestion())


@pytest.mark.parametrize("blank", list(Blank))
def test_long_and_wide_say_the_same(blank):
    question = TableQuestion(blank=blank)
    assert audit_table(WIDE, question).overall == audit_table(LONG, question).overall


def test_the_two_readings_of_a_blank_give_different_figures():
    missing = overall(audit_table(WIDE, TableQuestion(blank=Blank.MISSING)))
    none = overall(audit_table(WIDE, TableQuestion(blank=Blank.NONE)))
    assert missing["per cent agreement"] == pytest.approx(2 / 3)
    assert none["per cent agreement"] == pytest.approx(2 / 4)


def test_the_published_table_of_krippendorff_gives_his_alphas():
    """Krippendorff (2011), example C: four observers, twelve units, missing data."""
    columns = {
        "A": "1 2 3 3 2 1 4 1 2 . . .", "B": "1 2 3 3 2 2 4 1 2 5 . 3",
        "C": ". 3 3 3 2 3 4 2 2 5 1 .", "D": "1 2 3 3 2 4 4 1 2 5 1 .",
    }  # fmt: skip
    cells = {name: ["" if cell == "." else cell for cell in words.split()] for name, words in columns.items()}
    rows = [("unit", *cells), *((str(at), *(cells[name][at] for name in cells)) for at in range(12))]
    wanted = {"nominal": 0.743, "ordinal": 0.815, "interval": 0.849, "ratio": 0.797}
    for distance, value in wanted.items():
        found = overall(audit_table(rows, TableQuestion(blank=Blank.MISSING, distance=distance)))
        assert found[f"alpha ({distance})"] == pytest.approx(value, abs=0.0006)


def test_several_codes_of_a_cell_are_a_set_and_chinese_headings_are_known():
    rows = [
        ("单元", "编码者", "编码"),
        ("1", "甲", "A"),
        ("1", "甲", "B"),
        ("1", "乙", "A"),
        ("2", "甲", "B"),
        ("2", "乙", "B"),
    ]
    found = audit_table(rows, TableQuestion(distance="masi"))
    assert [code for code, _ in found.codes] == ["A", "B"]
    packed = [("unit", "甲", "乙"), ("1", "A;B", "A"), ("2", "B", "B")]
    assert audit_table(packed, TableQuestion(distance="masi", separator=";")).overall == found.overall


def test_documents_are_drawn_whole_where_the_table_names_them():
    rows = [("unit", "document", "a", "b"), *((str(n), f"d{n % 5}", "xy"[n % 2], "xy"[n % 3 % 2]) for n in range(40))]
    (_, alpha), *_ = audit_table(rows, TableQuestion()).overall
    assert isinstance(alpha, Estimate)
    assert alpha.interval is not None
    assert alpha.interval.clusters == 5


def test_coders_who_never_vary_have_no_kappa_but_a_reason():
    found = audit_table([("unit", "a", "b"), ("1", "x", "x"), ("2", "x", "x")], TableQuestion())
    alpha = dict(found.overall)["alpha (nominal)"]
    assert isinstance(alpha, Undefined)
    assert alpha.reason.startswith("no variation")


MISSING = TableQuestion(blank=Blank.MISSING)


@dataclass(frozen=True)
class Refused:
    rows: list[tuple[str, ...]]
    words: str
    question: TableQuestion = MISSING


@pytest.mark.parametrize(
    "case",
    [
        Refused([("unit", "a", "b")], "empty"),
        Refused([("x", "y"), ("1", "2")], "rename them"),
        Refused([*WIDE, WIDE[1]], "two rows"),
        Refused([("unit", "a", "a"), ("1", "x", "x")], "bear the same"),
        Refused(WIDE, "no distance 'cosine'", TableQuestion(distance="cosine")),
        Refused(WIDE, "is no number", TableQuestion(blank=Blank.MISSING, distance="interval")),
        Refused([("unit", "a", "b"), ("1", "1", ""), ("2", "2", "1")], "has no interval distance",
                TableQuestion(blank=Blank.NONE, distance="interval")),
        Refused([("unit", "a", "b"), ("1", "1;2", "1")], "take masi", TableQuestion(distance="ratio", separator=";")),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_read_is_refused_with_what_to_do(case: Refused):
    with pytest.raises(StudyError, match=case.words):
        audit_table(case.rows, case.question)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("unit", "a", "b"), ("1", "x", "x", "z")], "row 2 has more cells"),
        ([("unit", "a", "", "b"), ("1", "x", "y", "x")], "column 3 has cells and no heading"),
        ([("unit", "a", "b"), ("", "x", "x")], "names no unit"),
        ([("unit", "coder", "code"), ("1", "", "x")], "names no coder"),
        ([("unit", "coder", "code", "document"), ("1", "a", "x", "d"), ("1", "b", "x", "e")], "two documents"),
    ],
)
def test_a_table_with_loose_cells_is_refused_and_not_mended_silently(rows, words):
    with pytest.raises(StudyError, match=words):
        audit_table(rows, TableQuestion(blank=Blank.MISSING))


@pytest.mark.parametrize("cell", ["nan", "inf", "two", "1,5"])
def test_what_is_no_number_has_no_interval_distance(cell):
    rows = [("unit", "a", "b"), ("1", cell, "2"), ("2", "3", "3")]
    with pytest.raises(StudyError, match="is no number"):
        audit_table(rows, TableQuestion(distance="interval"))


def test_an_empty_column_without_a_name_is_no_coder_and_a_single_coder_has_a_reason():
    rows = [("unit", "a", "", "b"), ("1", "x", "", "x"), ("2", "y", "", "y")]
    assert audit_table(rows, TableQuestion()).coders == ("a", "b")
    alone = dict(audit_table([row[:2] for row in rows], TableQuestion()).overall)
    assert "single coder" in alone["alpha (nominal)"].reason
