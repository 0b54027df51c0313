from __future__ import annotations

import pytest

from assistant.privacy import Pseudonymiser, leaks, recognise, restore
from tests.privacy.privacy_cases import EN, LEXICON, ZH, PrivacyCase

PSEUDONYMISER = Pseudonymiser(b"the key of an invented project", LEXICON)


def name_of(case: PrivacyCase) -> str:
    return case.text[:30]


@pytest.mark.parametrize("case", [*ZH, *EN], ids=name_of)
def test_exactly_what_names_somebody_is_concealed(case: PrivacyCase):
    concealed = PSEUDONYMISER.conceal(case.text, PSEUDONYMISER.new_table())
    assert tuple(one.original.read(case.text) for one in concealed.replacements) == case.hidden
    assert restore(concealed.text, concealed.table) == case.text
    assert leaks(concealed.text, LEXICON, concealed.table) == ()


@pytest.mark.parametrize("case", [case for case in (*ZH, *EN) if case.hidden], ids=name_of)
def test_nothing_concealed_stands_in_the_text_that_leaves(case: PrivacyCase):
    concealed = PSEUDONYMISER.conceal(case.text, PSEUDONYMISER.new_table())
    for hidden in case.hidden:
        if len(hidden) > 3 and not hidden.startswith(("〔", "[", "PERSON")):
            assert hidden not in concealed.text


def test_recognising_alone_reports_every_rule_that_conceals():
    found = recognise("李总的手机是13812345678。", LEXICON)
    assert [(one.rule, one.start, one.end) for one in found] == [("title", 0, 1), ("mobile", 6, 17)]


def test_the_table_is_long_in_both_languages_and_says_nothing_twice():
    assert len({case.text for case in (*ZH, *EN)}) == len(ZH) + len(EN) >= 150
    assert min(len(ZH), len(EN)) >= 60
    stays = [case for case in (*ZH, *EN) if not case.hidden]
    assert len(stays) >= 50
