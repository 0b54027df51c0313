"""The retrieval evaluation: its queries, its measures, and its systems on passages small enough to reason about."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from assistant.domain.codebook import Code, Wording
from assistant.domain.identifiers import CodeId, FamilyId
from assistant.errors import SourceError
from evals.exemplar import read_corpus
from evals.retrieval import (
    QUERIES,
    Gold,
    Pairs,
    corpus_searches,
    own_searches,
    pair_row,
    pairs_of,
    reach,
    read_questions,
    recall,
    searches_of,
)
from evals.retrieval import main as run
from evals.retrieval_systems import System, systems

CORPUS = Path(__file__).parents[2] / "corpora" / "cosmoplat"
PASSAGES = ["平台帮助企业降低成本。", "用户的隐私可能泄露。", "Delivery time fell to 20 days.", "焊接车间明年改造。"]
COMPARED = {system.name: system for system in systems()}


def test_queries_quote_no_more_than_twelve_characters_of_the_paper():
    questions = read_questions(QUERIES / "paper.jsonl")
    assert len(questions) == 40
    assert max(len(quote) for question in questions for quote in question.quotes) <= 12
    assert all(question.zh and question.en.isascii() for question in questions)


def test_queries_over_the_corpus_are_answered_by_one_unit_each():
    one, other = corpus_searches(read_corpus(CORPUS))
    assert (one.name, other.name) == ("corpus zh->en", "corpus en->en")
    assert {len(rows) for rows in one.answers} == {1}


def test_a_quote_that_stands_nowhere_is_an_error():
    with pytest.raises(SourceError, match="no passage"):
        list(own_searches("paper", PASSAGES, read_questions(QUERIES / "paper.jsonl"), "zh"))


@pytest.mark.parametrize("name", sorted(COMPARED))
@pytest.mark.parametrize(("query", "row"), [("降低成本", 0), ("焊接车间", 3), ("delivery time", 2)])
def test_every_system_finds_the_words_themselves(name: str, query: str, row: int):
    assert COMPARED[name].open(PASSAGES).find([query], 2)[0][0] == row


@pytest.mark.parametrize("name", ["BM25", "char n-grams"])
def test_words_do_not_cross_languages(name: str):
    assert 1 not in COMPARED[name].open(PASSAGES).find(["privacy leak"], 3)[0]


@pytest.mark.parametrize("name", ["dense 256", "gated fusion", "soft BM25", "soft+cosine"])
def test_meaning_crosses_languages(name: str):
    assert COMPARED[name].open(PASSAGES).find(["users' privacy could leak"], 3)[0][0] == 1


@pytest.mark.parametrize("name", sorted(name for name, system in COMPARED.items() if system.likeness))
def test_likeness_puts_the_nearer_pair_first(name: str):
    likeness = COMPARED[name].likeness
    assert likeness is not None
    near, far = likeness(["工厂降低了成本", "工厂降低了成本"], ["工厂把成本降低了", "今天天气很好"])
    assert near > far


def test_likeness_of_other_pairs_is_not_remembered_as_theirs():
    likeness = COMPARED["soft BM25"].likeness
    assert likeness is not None
    first = likeness(["成本", "用户", "焊接"], ["成本", "天气", "焊接"])
    second = likeness(["成本", "用户", "焊接"], ["成本", "用户", "焊接"])
    assert first[1] < second[1]


def test_recall_counts_queries_with_an_answer_among_the_first():
    found = [np.array([3, 1]), np.array([2]), np.array([], dtype=np.int64)]
    answers = [frozenset([1]), frozenset([2, 9]), frozenset([0])]
    assert recall(found, answers, 1) == pytest.approx(100 / 3)
    assert recall(found, answers, 2) == pytest.approx(200 / 3)


@pytest.mark.parametrize(("scores", "area"), [([0.9, 0.8, 0.1, 0.2], 100), ([0.1, 0.2, 0.9, 0.8], 0)])
def test_yes_and_no_pairs_are_judged_by_area(scores: list[float], area: float):
    pairs = Pairs(name="p", first=["a"] * 4, second=["b"] * 4, truth=np.array([1, 1, 0, 0.0]), graded=False)
    system = System(name="s", open=COMPARED["BM25"].open, likeness=lambda _a, _b: np.array(scores))
    silent = System(name="t", open=COMPARED["BM25"].open, likeness=None)
    assert pair_row(pairs, [system, silent])[1] == [pytest.approx(area), None]


def test_reach_counts_a_unit_once_however_many_lines_name_it():
    code = Code(id=CodeId("A.X"), family=FamilyId("A"), label=Wording("x", "x"), definition=Wording("x", "x"))
    gold = Gold(texts=["a", "b", "c", "d"], rows={"A.X": frozenset([0, 1, 2])})
    found = reach(code, gold, [np.array([0, 3]), np.array([0, 1])], 2)
    assert (found.found, found.coded, found.looked_at, found.units) == (2, 3, 3, 4)
    assert found.told() == "67 (75)"


def test_a_folder_without_the_development_file_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["--data", str(tmp_path), "--corpus", str(CORPUS)]) == 1
    assert "dev.json.gz" in capsys.readouterr().err


def test_small_development_sets_make_one_row_each(tmp_path: Path):
    from assistant.retrieval.training.evaluating import read_dev_sets

    dev = {
        "bitext": {"b": [["成本", "cost"], ["质量", "quality"]]},
        "pairs": {"stsb_dev": [["成本", "成本", 5], ["成本", "天气", 0]]},
        "cmrc_trial": [[["成本?", 0]], ["降低成本", "提高质量"]],
    }
    path = tmp_path / "dev.json.gz"
    path.write_bytes(gzip.compress(json.dumps(dev).encode()))
    read = read_dev_sets(path)
    assert [search.name for search in searches_of(read)] == ["b zh->en", "b en->zh", "cmrc_trial zh->zh"]
    assert [(pairs.name, pairs.graded) for pairs in pairs_of(read)] == [("stsb_dev", True)]
