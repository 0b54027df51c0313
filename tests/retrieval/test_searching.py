"""What a search finds and why, on the exact index, where nothing but the ranking can err."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.domain.document import SourceType
from assistant.ports import IndexEntry
from assistant.retrieval.exact import ExactIndex
from assistant.retrieval.fusion import fuse, gate
from assistant.retrieval.hashing import HashingEncoder
from assistant.retrieval.lexical import LexicalIndex
from tests.retrieval.toys import CORPUS, ConceptEncoder, ReadableEncoder, ask, entries, entry, numbers


def index_of(items: list[IndexEntry], encoder: object = None) -> ExactIndex:
    index = ExactIndex(encoder or ConceptEncoder())
    index.refresh(items)
    return index


def test_the_passage_with_the_words_comes_first():
    index = index_of(entries(CORPUS))
    first = index.search(ask("供应链韧性"))[0]
    assert numbers([first]) == [0]
    assert first.dense_rank == 1
    assert first.lexical_rank == 1


@pytest.mark.parametrize("encoder", [ConceptEncoder, ReadableEncoder])
def test_a_query_in_the_other_language_finds_by_meaning(encoder: type[ConceptEncoder]):
    index = index_of(entries(CORPUS), encoder())
    assert numbers(index.search(ask("the resilience of the supply chain")))[0] == 0
    assert numbers(index.search(ask("质量 cost 成本")))[0] in {1, 2}


def test_words_that_hardly_cover_the_query_do_not_outvote_meaning():
    texts = ["供应链的韧性", *("the plant of the town and the river" for _ in range(8)), *CORPUS[1:4]]
    index = index_of(entries(texts))
    query = ask("the resilience of the supply chain")
    assert index._snapshot is not None
    by_words = index._snapshot.lexical.search(query.text, np.ones(len(texts), np.bool_), 20)
    assert len(by_words.rows), "the trap is set: words do rank the wrong passages"
    assert 0 not in by_words.rows
    assert numbers(index.search(query))[0] == 0


def test_the_gate_opens_with_coverage():
    opened = gate(np.array([0.0, 0.2, 0.325, 0.45, 1.0], dtype=np.float32))
    assert opened == pytest.approx([0, 0, 0.25, 1, 1], abs=1e-6)


def test_fusion_sums_reciprocal_ranks():
    rows, scores = fuse(np.array([3, 1]), np.array([1, 9]), np.array([1.0, 0.0], dtype=np.float32))
    assert rows.tolist() == [1, 3, 9]
    assert scores == pytest.approx([1 / 62 + 1 / 61, 1 / 61, 0])


def test_explanations_pair_the_words_of_both_languages():
    index = index_of(entries(CORPUS), ReadableEncoder())
    first = index.search(ask("the resilience of the supply chain"))[0]
    pairs = {(match.query, match.word): match.cosine for match in first.matches}
    assert pairs["resilience", "韧性"] > 0.7
    assert pairs["supply", "供应链"] > 0.7
    assert all(match.query not in {"the", "of"} for match in first.matches[:3])


def test_explanations_without_a_token_table_name_shared_words():
    index = index_of(entries(CORPUS))
    matches = index.search(ask("供应链韧性"))[0].matches
    assert {match.query for match in matches} >= {"供应链", "韧性"}
    assert {match.cosine for match in matches} == {1.0}


def test_filters_hold_and_caps_hold():
    kinds = [SourceType.INTERVIEW, SourceType.NEWS, SourceType.BOOK]
    items = [entry(n, f"供应链的成本 {n}", f"d{n % 5}", kinds[n % 3]) for n in range(60)]
    index = index_of(items)
    by_id = {item.segment_id: item for item in items}

    def found(**where: object) -> list[IndexEntry]:
        return [by_id[hit.segment_id] for hit in index.search(ask("供应链成本", **where))]

    assert {item.document_id for item in found(documents=frozenset({"d1", "d2"}))} == {"d1", "d2"}
    assert "d1" not in {item.document_id for item in found(exclude_documents=frozenset({"d1"}), limit=60)}
    assert {item.source_type for item in found(source_types=frozenset({SourceType.NEWS}))} == {SourceType.NEWS}
    assert found(documents=frozenset({"unknown"})) == []
    chosen = frozenset(item.segment_id for item in items[3:6])
    assert {item.segment_id for item in found(segments=chosen | {"unknown"}, limit=60)} == chosen
    capped = [item.source_type for item in found(per_type=2, limit=50)]
    assert {kind: capped.count(kind) for kind in kinds} == dict.fromkeys(kinds, 2)
    assert len(found(limit=7)) == 7
    assert found(limit=0) == []


def test_a_cap_per_type_reaches_a_type_that_others_drown():
    items = [entry(n, f"供应链的成本 {n}", "d0", SourceType.NEWS) for n in range(400)]
    items.append(entry(999, "成本和培训", "d1", SourceType.INTERVIEW))
    assert 999 in numbers(index_of(items).search(ask("供应链成本", per_type=3)))


@pytest.mark.parametrize("text", ["", "  \n", "\0", "?!…", "😀"])
def test_a_query_without_words_finds_nothing(text: str):
    assert index_of(entries(CORPUS)).search(ask(text)) == []


def test_one_character_is_a_query():
    assert numbers(index_of(entries(CORPUS)).search(ask("链")))[0] == 0


def test_an_empty_index_finds_nothing():
    assert index_of([]).search(ask("供应链")) == []


@pytest.mark.parametrize("encoder", [ConceptEncoder, ReadableEncoder, HashingEncoder])
def test_passages_without_a_word_do_no_harm(encoder: type[ConceptEncoder]):
    index = index_of(entries(["", "…", "\0\0", "供应链", "😀", "\ud800 韧性"]), encoder())
    assert numbers(index.search(ask("供应链")))[0] == 3
    assert 5 in numbers(index.search(ask("韧性")))


def test_a_saved_lexical_index_answers_the_same_and_only_for_its_roster(tmp_path):
    built = LexicalIndex.build(CORPUS, "one")
    built.save(tmp_path / "lexical")
    everywhere = np.ones(len(CORPUS), np.bool_)
    loaded = LexicalIndex.load(tmp_path / "lexical", "one")
    assert loaded is not None
    ours, theirs = (index.search("工人培训", everywhere, 5) for index in (built, loaded))
    assert ours.rows.tolist() == theirs.rows.tolist()
    assert ours.covered.tolist() == theirs.covered.tolist()
    assert LexicalIndex.load(tmp_path / "lexical", "another") is None
    (tmp_path / "lexical" / "vocab.index.json").write_text("{broken")
    assert LexicalIndex.load(tmp_path / "lexical", "one") is None


def test_coverage_is_the_share_of_what_was_asked():
    index = LexicalIndex.build(["alpha beta", "alpha gamma", "delta"], "x")
    found = index.search("alpha beta", np.ones(3, np.bool_), 3)
    assert found.rows.tolist() == [0, 1]
    assert found.covered[0] == pytest.approx(1)
    assert 0 < found.covered[1] < 0.5
