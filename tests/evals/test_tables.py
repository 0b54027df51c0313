"""What the pages say of quality and speed is what was measured last, and the cases are what they claim to be."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from assistant.errors import StudyError
from assistant.exemplar import Lesson, TaughtDocument
from assistant.scoring import Score
from evals.bench._rows import Row, at_most, told, within
from evals.casefile import CASES, read_cases
from evals.measuring import drawn_lessons
from evals.records import SPEED, CaseRun, Finding, append, newest
from evals.scorers import KNOWN, chosen
from evals.tables import PAGES, ROOT, with_blocks


@pytest.mark.parametrize("name", PAGES)
def test_tables_on_a_page_are_those_of_the_newest_results(name: str):
    page = (ROOT / name).read_text("utf-8")
    assert with_blocks(page, PAGES[name]) == page, "run `python -m evals.run --write`"


def test_a_page_without_a_place_for_its_table_is_refused():
    with pytest.raises(ValueError, match="no place"):
        with_blocks("# A page", ["quality"])


def test_every_case_names_scorers_that_there_are():
    cases = read_cases()
    assert {case.kind for case in cases} == {"coding", "learning", "finding"}
    assert [name for case in cases for name in case.scorers if name not in KNOWN] == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("kind: coding", "kind: guessing"), "is no evaluation case"),
        (("instrument: exemplar", "instrument: exemplar\nextra: 1"), "is no evaluation case"),
        (("why: >", "why: x\nbecause: >"), "is no evaluation case"),
    ],
)
def test_a_malformed_case_is_refused_by_name(tmp_path: Path, change: tuple[str, str], says: str):
    text = (CASES / "coding-cosmoplat.yaml").read_text("utf-8")
    (tmp_path / "odd.yaml").write_text(text.replace(*change), "utf-8")
    with pytest.raises(StudyError, match=says):
        read_cases(tmp_path)


def test_an_unknown_version_of_a_scorer_is_refused():
    with pytest.raises(StudyError, match="exact_set@9"):
        chosen([], ["exact_set@9"])


def test_a_failed_run_does_not_replace_the_last_good_one(tmp_path: Path):
    path = tmp_path / "quality.jsonl"
    score = Score(scorer="exact_set@1", scope="A", value=0.5, n=2)
    good = CaseRun(case="c", hashes={}, seconds=1.0, findings=(Finding.of("instrument", "x", "y", score),))
    append(path, good)
    append(path, CaseRun(case="c", hashes={}, seconds=1.0, failed="stopped"))
    assert newest(path, "case")["c"]["findings"][0]["value"] == 0.5
    assert len(path.read_text("utf-8").splitlines()) == 2, "results are appended, never replaced"


def test_lessons_are_drawn_unit_by_unit_and_the_same_for_the_same_seed():
    lessons = [
        TaughtDocument(
            id=name,
            text="x",
            lessons=tuple(Lesson(segment_id=f"{name}{n}", text="x", codes=()) for n in range(5) for _ in "ab"),
        )
        for name in "AB"
    ]
    drawn = drawn_lessons(lessons, 4, Random(1))
    units = [lesson.segment_id for document in drawn for lesson in document.lessons]
    assert len(set(units)) == 4
    assert len(units) == 8, "all lessons of a unit come with it"
    assert drawn == drawn_lessons(lessons, 4, Random(1))
    assert drawn_lessons(lessons, 0, Random(1)) == []


def test_rows_tell_whether_what_is_asked_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys):
    monkeypatch.setattr("evals.bench._rows.SPEED", tmp_path / SPEED.name)
    kept = at_most(Row(what="a", ours=1.0, bare=1.0, unit="s"), 1.1)
    broken = within(Row(what="b", ours=3.0, unit="s"), 2.0)
    assert told("bench", [kept]) == 0
    assert told("bench", [kept, broken]) == 1
    assert "NOT KEPT" in capsys.readouterr().out
    rows = json.loads((tmp_path / SPEED.name).read_text("utf-8").splitlines()[-1])["rows"]
    assert [row["holds"] for row in rows] == [True, False]
