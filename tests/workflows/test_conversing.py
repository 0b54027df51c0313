"""Many questions under way: what comes of them does not depend on which is answered first, and nobody waits idly."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.workflows.instrument import InstrumentStopped, LanguageModelProposer
from tests import nouns
from tests.workflows.instrument_study import instrument, segments_of, units_of
from tests.workflows.scripted_chat import Asked, DisorderlyChat, RuleChat, failure, keyword_rule

ONE, TWO, THREE = (
    nouns.document(*(f"{name}{number}段，平台给了我们软件，供应商的成本下降了。" for number in range(size)))
    for name, size in (("甲", 7), ("乙", 1), ("丙", 4))
)


def proposer_over(chat: RuleChat, **changes: object) -> LanguageModelProposer:
    parts = instrument(ONE, chat, **{"window_segments": 2, **changes})
    of = {each.id: segments_of(each) for each in (ONE, TWO, THREE)}
    return LanguageModelProposer(replace(parts, segments_of=of.__getitem__))


def swept(chat: RuleChat, **changes: object):
    """What is said of three documents, each document's answers together, and what ended the sweep."""
    said, stop = [], ""
    documents = [(document, units_of(document)) for document in (ONE, TWO, THREE)]
    try:
        said = [each for each in proposer_over(chat, **changes).propose_all(documents, "run") if each is not None]
    except InstrumentStopped as stopped:
        stop = str(stopped)
    return {document.id: [answer for of, answer in said if of == document.id] for document in (ONE, TWO, THREE)}, stop


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), wide=st.integers(1, 12))
def test_answers_are_the_same_in_whatever_order_the_model_gives_them(seed: int, wide: int):
    expected, _ = swept(RuleChat(keyword_rule))
    chat = DisorderlyChat(keyword_rule, chance=random.Random(seed), wide=wide)
    found, stop = swept(chat)
    assert found == expected
    assert stop == ""
    assert len(chat.asked) == len({each.request.messages for each in chat.asked}), "nothing is asked twice"


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_sibling_named_instead_is_verified_once_in_whatever_order(seed: int):
    def rule(asked: Asked) -> object:
        if asked.kind == "verify" and asked.candidate == "A.RES":
            return asked.verified("A.STR", "供应商")
        return keyword_rule(asked)

    expected, _ = swept(RuleChat(rule))
    found, _ = swept(DisorderlyChat(rule, chance=random.Random(seed)))
    assert found == expected
    assert {p.code for answers in found.values() for answer in answers for p in answer.proposals} == {"A.STR", "D.O1"}


def test_a_passage_is_verified_while_others_are_still_screened():
    chat = DisorderlyChat(keyword_rule, wide=2)
    swept(chat)
    kinds = [asked.kind for asked in chat.asked]
    assert kinds.index("verify") < len(kinds) - 1 - kinds[::-1].index("screen")


def test_the_end_of_a_document_leaves_no_place_at_the_model_empty():
    chat = DisorderlyChat(keyword_rule, wide=6)
    swept(chat, window_segments=1)
    assert chat.most_under_way == 6
    first_of_two = next(place for place, asked in enumerate(chat.asked) if asked.tag == f"D{TWO.id[:8]}")
    last_of_one = max(place for place, asked in enumerate(chat.asked) if asked.tag == f"D{ONE.id[:8]}")
    assert first_of_two < last_of_one, "the next document is begun before the last one has ended"


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), after=st.integers(0, 60))
def test_a_stop_in_the_middle_hands_over_complete_units_only(seed: int, after: int):
    expected, _ = swept(RuleChat(keyword_rule))
    kept: list[tuple[str, object]] = []
    chat = DisorderlyChat(
        lambda asked: failure("unreachable", stops=True) if len(chat.asked) > after else keyword_rule(asked),
        chance=random.Random(seed),
    )
    documents = [(document, units_of(document)) for document in (ONE, TWO, THREE)]
    try:
        for said in proposer_over(chat).propose_all(documents, "run"):
            kept += [] if said is None else [said]
        stopped = False
    except InstrumentStopped:
        stopped = True
    assert stopped == (len(chat.asked) > after)
    whole = {(of, answer.segment_id): answer for of, answers in expected.items() for answer in answers}
    assert len({(of, answer.segment_id) for of, answer in kept}) == len(kept)
    for of, answer in kept:
        assert whole[of, answer.segment_id] == answer
    for document in (ONE, TWO, THREE):
        order = [answer.segment_id for of, answer in kept if of == document.id]
        assert order == [a.segment_id for a in expected[document.id] if a.segment_id in set(order)]
