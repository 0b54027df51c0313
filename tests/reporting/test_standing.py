"""Which codings count as evidence, and that nothing is left out without being counted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.coding import Coding, CodingMode
from assistant.domain.span import Span
from assistant.reporting.standing import Ground, Standing, accept_codings
from tests import nouns

BOOK = nouns.codebook("A.1", "A.2")
PEOPLE = frozenset({"ann", "ben", "judge"})
BOTH = {("s1", "A"): frozenset({"ann", "ben"}), ("s2", "A"): frozenset({"ann", "ben"})}


def coding(coder: str, code: str = "A.1", **known) -> Coding:
    span = Span(*known.pop("span", (0, 10)))
    unit = known.pop("unit", "s1")
    mode = known.pop("mode", CodingMode.BLIND)
    return Coding(
        id=f"{coder}{code}{span}{unit}{mode}", coder_id=coder, codebook_id=BOOK.id, document_id="d", segment_id=unit,
        span=span, code=code, mode=mode, **known,
    )  # fmt: skip


def accepted(codings, **known):
    return accept_codings(codings, Ground(codebook=BOOK, people=PEOPLE, **known))


def told(acceptance) -> dict[str, int]:
    return {what.en: count for what, count in acceptance.left_out if count}


def test_a_verdict_stands_before_what_two_people_agreed_on():
    settled = coding("judge", "A.2", mode=CodingMode.ADJUDICATED)
    found = accepted([coding("ann"), coding("ben"), settled], looked=BOTH, settled=frozenset({("s1", "A")}))
    assert [(each.code, each.standing) for each in found.accepted] == [("A.2", Standing.ADJUDICATED)]
    assert told(found) == {"codings superseded by adjudication": 2}


def test_a_verdict_that_nothing_applies_leaves_nothing():
    found = accepted([coding("ann"), coding("ben")], looked=BOTH, settled=frozenset({("s1", "A")}))
    assert found.accepted == ()


def test_an_adjudication_brought_in_whole_covers_the_units_it_is_silent_on():
    settled = coding("judge", mode=CodingMode.ADJUDICATED)
    other = coding("ann", unit="s2", span=(20, 30))
    found = accepted([settled, other], settled_documents=frozenset({"d"}))
    assert [each.segment_id for each in found.accepted] == ["s1"]


def test_two_who_looked_blind_must_agree():
    found = accepted([coding("ann"), coding("ben"), coding("ann", "A.2")], looked=BOTH)
    assert [(each.code, each.standing, each.coders) for each in found.accepted] == [
        ("A.1", Standing.AGREED, ("ann", "ben"))
    ]
    assert told(found) == {"codings on which blind coders differ, not adjudicated yet": 1}


def test_a_unit_that_one_looked_at_and_left_empty_is_a_disagreement():
    assert accepted([coding("ann")], looked=BOTH).accepted == ()


def test_one_person_alone_counts_as_one():
    found = accepted([coding("ann", mode=CodingMode.ASSISTED)], looked={("s1", "A"): frozenset({"ann"})})
    assert [each.standing for each in found.accepted] == [Standing.SINGLE]


def test_an_assisted_coding_makes_no_second_blind_coder():
    found = accepted([coding("ann"), coding("ben", mode=CodingMode.ASSISTED)], looked=BOTH)
    assert found.accepted == ()


def test_the_same_words_marked_by_two_are_one_quotation_the_shortest():
    found = accepted(
        [coding("ann", span=(0, 10)), coding("ben", span=(3, 8)), coding("ann", span=(40, 50))], looked=BOTH
    )
    assert [(each.span, each.coders) for each in found.accepted] == [
        (Span(3, 8), ("ann", "ben")),
        (Span(40, 50), ("ann",)),
    ]


def test_instruments_training_rounds_and_retired_codes_are_left_out_and_counted():
    strange = [coding("machine"), coding("ann", round="practice"), coding("ann", "B.9")]
    found = accepted(strange, apart=frozenset({"practice"}))
    assert found.accepted == ()
    assert sum(told(found).values()) == 3


@given(st.lists(st.tuples(st.sampled_from(sorted(PEOPLE)), st.sampled_from(["A.1", "A.2"]), st.integers(0, 40),
                          st.sampled_from(list(CodingMode))), max_size=12))  # fmt: skip
def test_every_coding_counts_or_is_counted_whatever_the_order(given_codings):
    codings = [coding(who, what, span=(at, at + 5), mode=mode) for who, what, at, mode in given_codings]
    found, turned = accepted(codings, looked=BOTH), accepted(codings[::-1], looked=BOTH)
    assert found == turned
    used = {(span, each.code) for each in found.accepted for span in [each.span]}
    assert used <= {(each.span, each.code) for each in codings}
    assert sum(told(found).values()) <= len(codings)
