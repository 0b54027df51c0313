from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.domain.proposal import Proposal, Refusal
from assistant.domain.unit import Answer
from assistant.workflows.instrument import LanguageModelProposer
from assistant.workflows.stability import REWORDED, Stability, Variation, assess_stability, variations, varied
from tests import nouns
from tests.prompting.small_book import BOOK
from tests.workflows.instrument_study import instrument, units_of
from tests.workflows.scripted_chat import RuleChat, keyword_rule

DOCUMENT = nouns.document("平台给了软件。", "平台给了别的软件。", "成本下降了。")
UNITS = units_of(DOCUMENT)


class Scripted:
    """An instrument that gives the codes a rule names, or an unusable answer where it names None."""

    coder = nouns.INSTRUMENT

    def __init__(self, way: Variation, rule: Callable[[Variation, int], set[str] | None]) -> None:
        self.way, self.rule = way, rule

    def propose(self, document, units, run_id):
        for number, unit in enumerate(units):
            ids = {"run_id": run_id, "coder_id": "i", "document_id": document.id, "segment_id": unit.segment.id}
            codes = self.rule(self.way, number)
            refusals = (Refusal(**ids, family="A", reason="unusable answer (no_json): x"),) if codes is None else ()
            made = [
                Proposal(**ids, id=f"{number}{code}", codebook_id=BOOK.id, family=code[0], code=code)
                for code in sorted(codes or ())
            ]
            yield Answer(segment_id=unit.segment.id, proposals=tuple(made), refusals=refusals)


def assessed(rule: Callable[[Variation, int], set[str] | None], ways=None) -> Stability:
    return assess_stability(lambda way: Scripted(way, rule), [(DOCUMENT, UNITS)], ways or variations())


def rates(found) -> dict[str, float | None]:
    return {each.name: each.rate for each in found}


def test_the_same_answer_always_never_flips():
    found = assessed(lambda _way, number: {"A.RES"} if number < 2 else set())
    assert found.overall.rate == 0
    assert (found.overall.pairs, found.units, found.unusable) == (28 * 2, 3, 0)
    assert found.by_segment[2].rate is None, "nothing was ever proposed there"


def test_a_code_given_by_half_of_the_ways_flips_in_four_of_seven_pairs():
    found = assessed(lambda way, number: {"A.RES", "A.STR"} if number == 0 and way.order else {"A.RES"})
    assert rates(found.by_code) == {"A.RES": 0.0, "A.STR": 16 / 28}
    assert found.by_segment[0].rate == pytest.approx(16 / 56)
    assert rates(found.by_factor) == {"order": pytest.approx(4 / 16), "wording": 0.0, "run": 0.0}


def test_each_factor_is_told_apart():
    found = assessed(lambda way, _number: {"A.RES"} if way.wording else {"A.STR"})
    assert rates(found.by_factor) == {"order": 0.0, "wording": 1.0, "run": 0.0}


def test_an_unusable_answer_enters_no_pair_and_is_counted():
    found = assessed(lambda way, _number: None if way.run else {"A.RES", "D.O1"})
    assert found.unusable == 4 * 3
    assert rates(found.by_code) == {"A.RES": 0.0, "D.O1": 16 / 28}, "only family A was unusable"
    res = next(each for each in found.by_code if each.name == "A.RES")
    assert res.pairs == 6 * 3


def test_one_way_of_asking_gives_no_rate():
    found = assessed(lambda _way, _number: {"A.RES"}, [Variation()])
    assert found.overall.rate is None


def test_all_combinations_are_asked_the_plain_one_first():
    ways = variations(orders=3, runs=2)
    assert len(set(ways)) == 12
    assert ways[0] == Variation()


def test_every_way_of_asking_is_another_coder():
    parts = instrument(DOCUMENT)
    coders = {varied(parts, way).coder().id for way in variations(orders=3, runs=2)}
    assert len(coders) == 12
    assert varied(parts, Variation()).coder() == parts.coder()
    assert varied(varied(parts, Variation(wording=REWORDED)), Variation()).coder() == parts.coder()


def test_the_instrument_is_asked_in_each_way():
    chat = RuleChat(keyword_rule)
    parts = instrument(DOCUMENT, chat)
    ways = variations()
    found = assess_stability(lambda way: LanguageModelProposer(varied(parts, way)), [(DOCUMENT, UNITS)], ways)
    assert found.overall.rate == 0
    screens = [asked for asked in chat.asked if asked.kind == "screen" and "A.RES" in asked.codes]
    assert {tuple(asked.codes) for asked in screens} == {("A.RES", "A.STR", "A.PSY"), ("A.PSY", "A.STR", "A.RES")}
    assert len({asked.system for asked in screens}) == 4
    assert {asked.request.sample for asked in screens} == {0, 1}


def test_asked_to_stop_it_tells_what_it_has():
    ways = variations()
    found = assess_stability(
        lambda way: Scripted(way, lambda _way, _number: {"A.RES"}),
        [(DOCUMENT, UNITS)],
        ways,
        lambda done, total, _what: done < 10 and total == len(ways) * len(UNITS),
    )
    assert found.stopped
    assert found.variations == ways[:3], "the fourth way was stopped after one unit of three"


def test_what_was_measured_is_kept_for_each_code_of_each_unit(tmp_path):
    from assistant.domain.acts import CodebookPublished, CoderRegistered, StudyCreated
    from assistant.ledger import open_ledger
    from assistant.workflows import ingest
    from assistant.workflows.propose import all_units
    from assistant.workflows.stability import measured_rates, record_stability, steadiness
    from tests.conftest import ticking_stamp
    from tests.workflows.fakes import bench

    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}", ticking_stamp())
    acts = [StudyCreated(name="s", language="zh"), CoderRegistered(coder=nouns.person())]
    ledger.append([*acts, CodebookPublished(codebook=BOOK, reason="first")], actor=nouns.LEAD)
    study = bench(tmp_path / "study", ledger, Scripted(Variation(), lambda _way, _number: set()))
    path = tmp_path / "a.txt"
    path.write_text("平台给了软件。\n\n平台给了别的软件。", "utf-8")
    list(ingest.add_files(study, [path], actor=nouns.LEAD))
    sample = all_units(study)
    rule = lambda way, number: {"A.RES"} if number == 0 or way.order else set()  # noqa: E731 - a rule in one line
    found = assess_stability(lambda way: Scripted(way, rule), sample, variations())
    record_stability(study, nouns.INSTRUMENT, found, actor=nouns.LEAD)
    record_stability(study, nouns.INSTRUMENT, found, actor=nouns.LEAD)
    rates = measured_rates(ledger)
    assert {(coder, code) for coder, _segment, code in rates} == {(nouns.INSTRUMENT.id, "A.RES")}
    assert sorted((rate.flips, rate.pairs) for rate in rates.values()) == [(0, 28), (16, 28)]
    assert [(flips.given, flips.asked) for _, flips in sorted(ledger.stability(), key=lambda each: -each[1].given)] == [
        (8, 8),
        (4, 8),
    ]
    assert steadiness(ledger)[nouns.INSTRUMENT.id].rate == pytest.approx(16 / 56)
    assert ledger.verify().flaws == ()
