from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.tokens import fold, passage_tokens, query_tokens, spelled, stem


@dataclass(frozen=True)
class Spellings:
    british: str
    american: str


PAIRS = (
    Spellings("digitalisation", "digitalization"),
    Spellings("organisational", "organizational"),
    Spellings("optimiser", "optimizer"),
    Spellings("analysing", "analyzing"),
    Spellings("behavioural", "behavioral"),
    Spellings("labour", "labor"),
    Spellings("favourable", "favorable"),
    Spellings("neighbouring", "neighboring"),
    Spellings("centres", "centers"),
    Spellings("kilometres", "kilometers"),
    Spellings("catalogues", "catalogs"),
    Spellings("defences", "defenses"),
    Spellings("programmes", "programs"),
    Spellings("modelling", "modeling"),
)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.british)
def test_british_and_american_spellings_are_one_token(pair: Spellings):
    assert stem(pair.british) == stem(pair.american)


@pytest.mark.parametrize(("one", "other"), [("four", "for"), ("hour", "hor"), ("tour", "tor"), ("called", "cal")])
def test_folding_leaves_other_words_apart(one: str, other: str):
    assert stem(one) != stem(other)


def test_words_of_chinese_are_found_whole_and_in_pairs():
    tokens = passage_tokens("数字化转型")
    assert {"数字化", "转型", "字化"} <= set(tokens)


def test_full_width_forms_are_folded():
    assert query_tokens("ＥＲＰ系统１２００") == query_tokens("erp系统1200")


def test_thousands_separators_do_not_count():
    assert query_tokens("1,200.5 万元")[0] == query_tokens("1200.5 万元")[0] == "1200.5"


def test_letters_with_digits_stay_together():
    assert "5g" in query_tokens("5G网络")


def test_a_lone_character_asks_for_itself_and_passages_answer():
    (token,) = query_tokens("链")
    assert spelled(token) == "链"
    assert token in passage_tokens("供应链")
    assert token not in query_tokens("供应链")


def test_accents_are_folded():
    assert fold("Café") == "cafe"


@given(st.text(max_size=80))
def test_a_passage_holds_every_token_of_its_own_words(text: str):
    held = set(passage_tokens(text))
    assert all(token in held for token in query_tokens(text))


@given(st.text(alphabet="数字化转型abc 12,。", max_size=40))
def test_tokens_do_not_depend_on_case_or_width(text: str):
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text.upper())
    assert passage_tokens(wide) == passage_tokens(text)
