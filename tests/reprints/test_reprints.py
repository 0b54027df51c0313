from __future__ import annotations

import tomllib
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reading import read_source
from assistant.reprints import (
    find_candidates,
    find_kin,
    fingerprint,
    is_reprint,
    kinship,
    shared_passages,
    sketch,
)
from evals.reprints import EDITS, changed, sentences

CORPUS = Path(__file__).parents[2] / "corpora" / "cosmoplat"
MANIFEST = tomllib.loads((CORPUS / "manifest.toml").read_text("utf-8"))["source"]
WHOLE = "康派斯把家电工厂的模块划分方法搬到房车上，整车被拆成几类标准模块，柔性生产线取代了离散作业。"


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {each["id"]: read_source(CORPUS / "sources" / each["file"]).document.text for each in MANIFEST}


def test_a_shortened_text_is_a_reprint_and_another_text_is_not():
    whole = fingerprint(WHOLE)
    assert is_reprint(whole, fingerprint(WHOLE[:30]))
    assert not is_reprint(whole, fingerprint("记者走访几家整车厂发现，交付快慢正在成为经销商选品牌的头一条。"))


def test_the_press_release_and_its_three_reprints_are_one_text_and_no_other_pair_is(texts):
    prints = {name: fingerprint(text) for name, text in texts.items()}
    found = {frozenset(pair) for pair, kin in find_kin(prints).items() if kin.is_reprint}
    assert found == {frozenset(pair) for pair in combinations(("n01", "n02", "n03", "n05"), 2)}


@pytest.mark.parametrize("kind", EDITS)
@pytest.mark.parametrize("share", [0.1, 0.3, 0.5])
def test_an_edited_text_is_still_known_for_what_it_is(texts, kind, share):
    rng = Random(f"{kind}{share}")
    others = [each for each in sentences(texts["w01"]) if len(each) > 12]
    for name in ("n01", "n07", "n10"):
        edited = EDITS[kind](rng, texts[name], share, others)
        if changed(texts[name], edited) <= 0.6 or kind == "reordered":
            assert is_reprint(fingerprint(texts[name]), fingerprint(edited)), name


def test_an_english_text_is_known_after_a_third_of_its_words_was_changed(texts):
    rng = Random(3)
    edited = " ".join("otherwise" if rng.random() < 1 / 3 else word for word in texts["l01"].split())
    assert is_reprint(fingerprint(texts["l01"]), fingerprint(edited))


def test_one_text_on_a_hundred_portals_is_one_text():
    prints = {f"portal {number}": fingerprint(f"{WHOLE}来源：门户{number}号网站") for number in range(100)}
    linked = {name for pair, kin in find_kin(prints).items() if kin.is_reprint for name in pair}
    assert linked == set(prints)


def test_sketches_find_the_same_candidates_and_leave_out_pairs_among_known_texts(texts):
    sketches = {name: sketch(fingerprint(text)) for name, text in texts.items()}
    assert set(combinations(("n01", "n02", "n03", "n05"), 2)) <= set(find_candidates(sketches))
    fresh = set(find_candidates(sketches, known=frozenset(texts) - {"n03"}))
    assert fresh >= {("n01", "n03"), ("n02", "n03"), ("n03", "n05")}
    assert all("n03" in pair for pair in fresh)


def test_shared_passages_are_slices_of_both_texts_longest_first(texts):
    found = shared_passages(texts["n01"], texts["n05"])
    assert found
    assert [each.tokens for each in found] == sorted((each.tokens for each in found), reverse=True)
    for each in found:
        assert "".join(each.one.read(texts["n01"]).split()) == "".join(each.other.read(texts["n05"]).split())
    assert "客户在门店改一处选装，价格、工期和物料需求随之更新" in found[0].one.read(texts["n01"])


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=400), st.text(max_size=400))
def test_kinship_is_the_same_from_both_sides_and_lies_between_none_and_all(one: str, other: str):
    left, right = fingerprint(one), fingerprint(other)
    assert kinship(left, right) == kinship(right, left)
    assert 0 <= kinship(left, right).contained <= 1
    assert is_reprint(left, left)


def test_texts_without_words_are_compared_without_complaint():
    assert not kinship(fingerprint(""), fingerprint("。。。")).is_reprint
    assert shared_passages("", WHOLE) == ()
    assert find_kin({}) == {}
