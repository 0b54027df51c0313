"""Gold sets from outside become studies, and instruments are measured on them as on any study."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.bootstrap import create_study
from assistant.errors import SourceError
from assistant.reading.gold_tables import read_gold_folder
from assistant.settings import StudySettings
from assistant.workflows.evaluating import evaluate_study
from assistant.workflows.goldsets import record_gold
from assistant.workflows.propose import propose_codes

BOOK = """code,definition,include,exclude,example
cost down,the platform lowers cost,a figure for cost,a plan,成本下降了百分之七
trust,people say that they trust the platform,feelings,figures,我们信任平台
"""
TABLE = """unit,document,text,coder,code
u1,甲,平台使我们的成本下降了百分之七。,amy,cost down
u1,甲,,bo,cost down
u2,甲,我们信任平台，也信任它的人。,amy,trust
u2,甲,,bo,
u3,乙,今天天气很好。😀,amy,
u3,乙,,bo,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "outside"
    home.mkdir()
    (home / "codebook.csv").write_text(BOOK, "utf-8")
    (home / "coded.csv").write_text(TABLE, "utf-8-sig")
    return home


def study(folder: Path, home: Path):
    gold = read_gold_folder(folder)
    bench = create_study(home, StudySettings(name="outside", person="evaluator"), gold.codebook)
    record_gold(bench, gold)
    return bench, gold


def test_names_of_codes_with_blanks_become_ids_and_stay_as_labels(folder: Path):
    gold = read_gold_folder(folder)
    assert [(code.id, code.label.en) for code in gold.codebook.codes] == [
        ("cost_down", "cost down"),
        ("trust", "trust"),
    ]
    assert gold.given == {("u1", "amy", "cost_down"), ("u1", "bo", "cost_down"), ("u2", "amy", "trust")}
    assert ("u3", "bo") in gold.looks


def test_units_stay_whole_and_nothing_given_is_told_from_not_looked_at(folder: Path, tmp_path: Path):
    bench, gold = study(folder, tmp_path / "study")
    sources = bench.ledger.sources()
    assert {source.file_name: source.units for source in sources} == {"甲": 2, "乙": 1}
    words = [
        segment.body.read(bench.ledger.document(source.id).text)
        for source in sources
        for segment in bench.ledger.segments(source.id)
    ]
    assert sorted(words) == sorted(unit.text for unit in gold.units)
    assert len(bench.ledger.locks()) == 6
    before = bench.ledger.head()
    assert record_gold(bench, gold) == 3
    assert bench.ledger.head() == before, "the same again adds nothing"
    assert bench.ledger.verify().flaws == ()
    bench.close()


def test_an_instrument_is_measured_beside_baselines_and_what_people_reach(folder: Path, tmp_path: Path):
    bench, _gold = study(folder, tmp_path / "study")
    propose_codes(bench, "exemplar", actor=bench.person)
    found = evaluate_study(bench)
    kinds = {each.kind for each in found.comparisons}
    assert kinds == {"instrument", "baseline", "ceiling"}
    ceiling = next(each for each in found.comparisons if each.kind == "ceiling" and each.who == "amy")
    exact = next(score for score in ceiling.scores if score.scorer == "exact_set@1" and score.scope == "all")
    assert exact.value is not None
    against = {each.against for each in found.comparisons if each.kind == "instrument"}
    assert against == {"consensus", "amy", "bo"}
    bench.close()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("coded.csv", TABLE.replace("cost down", "cost up")), "stands in no entry"),
        (("coded.csv", TABLE.replace("unit,", "thing,")), "no column 'unit'"),
        (("coded.csv", TABLE.replace("u2,甲,,bo", "u2,甲,别的话,bo")), "another text"),
        (("coded.csv", TABLE.replace("u1,甲,平台使我们的成本下降了百分之七。", "u1,甲,")), "no text in any row"),
        (("coded.csv", TABLE.replace("amy", "")), "the coder is empty"),
        (("coded.csv", "unit,text,coder,code\n"), "holds no coded units"),
        (("second.csv", TABLE), "2 tables"),
    ],
)
def test_what_cannot_be_used_is_told_in_a_sentence(folder: Path, change: tuple[str, str], says: str):
    (folder / change[0]).write_text(change[1], "utf-8")
    with pytest.raises(SourceError, match=says):
        read_gold_folder(folder)
