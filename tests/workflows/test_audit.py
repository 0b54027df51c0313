from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.agreement import Estimate, Undefined
from assistant.domain.acts import (
    CodebookPublished,
    CoderRegistered,
    CodingAdded,
    ProposalDecided,
    RunFinished,
    RunStarted,
    SegmentProposed,
    StudyCreated,
)
from assistant.domain.codebook import Code, Exclusion, Wording
from assistant.domain.coding import Action, CodingMode, Decision, Exposure
from assistant.domain.proposal import Refusal
from assistant.domain.span import Span
from assistant.errors import StudyError
from assistant.ledger import SqlLedger, open_ledger
from assistant.reporting.findings import Level, PairKind, Use
from assistant.workflows import audit
from assistant.workflows.audit import AuditQuestion, ReadListed, ReadSample
from assistant.workflows.workbench import Workbench
from tests import nouns
from tests.conftest import ticking_stamp
from tests.workflows.fakes import bench

DOCS = [
    nouns.document(*(f"第{doc}份资料的第{number}段话。" for number in range(6)), name=f"{doc}.txt") for doc in "甲乙丙"
]
BOOK = replace(
    nouns.codebook("A.1", "A.2"),
    codes=(
        *nouns.codebook("A.1", "A.2").codes,
        Code(id="A.1a", family="A", parent="A.1", label=Wording("子", "sub"), definition=Wording("子", "sub"),
             exclusions=(Exclusion(neighbour="A.2", rule=Wording("界线", "the border")),)),
    ),
)  # fmt: skip
Coded = Callable[..., None]


@pytest.fixture
def ledger(tmp_path: Path) -> SqlLedger:
    opened = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}", ticking_stamp())
    acts = [
        StudyCreated(name="s", language="zh"),
        *(CoderRegistered(coder=nouns.person(name)) for name in ("lead", "one", "two", "group")),
        CoderRegistered(coder=nouns.INSTRUMENT),
        CodebookPublished(codebook=BOOK, reason="first"),
        *(nouns.source_added(doc) for doc in DOCS),
    ]
    opened.append(acts, actor=nouns.LEAD)
    return opened


@pytest.fixture
def study(tmp_path: Path, ledger: SqlLedger) -> Workbench:
    return bench(tmp_path, ledger, None)


@pytest.fixture
def code(ledger: SqlLedger) -> Coded:
    made = iter(range(10_000))

    def add(coder: str, doc: int, unit: int, name: str, **changes: object) -> None:
        body = DOCS[doc].blocks[unit].body
        given = nouns.coding(DOCS[doc], BOOK, body, name=f"coding-{next(made)}", coder=coder)
        ledger.append([CodingAdded(coding=replace(given, code=name, **changes))], actor=coder)

    return add


def propose(ledger: SqlLedger, doc: int, units: dict[int, str | None], lost: tuple[int, ...] = ()) -> None:
    acts: list[object] = [RunStarted(run_id="run", coder_id=nouns.INSTRUMENT.id, codebook_id=BOOK.id)]
    for unit, name in units.items():
        body = DOCS[doc].blocks[unit].body
        made = replace(nouns.proposal(DOCS[doc], BOOK, body, name=f"p{unit}"), code=name or "A.1")
        refusal = Refusal(run_id="run", coder_id=nouns.INSTRUMENT.id, document_id=DOCS[doc].id,
                          segment_id=made.segment_id, family="A", reason="unusable answer {")  # fmt: skip
        acts.append(
            SegmentProposed(run_id="run", document_id=DOCS[doc].id, segment_id=made.segment_id,
                            proposals=(made,) if name else (), refusals=(refusal,) if unit in lost else ())
        )  # fmt: skip
    ledger.append([*acts, RunFinished(run_id="run", units=len(units))], actor=nouns.LEAD)


def decide(ledger: SqlLedger, coder: str, doc: int, unit: int, *, accept: bool) -> None:
    body = DOCS[doc].blocks[unit].body
    coding = nouns.coding(DOCS[doc], BOOK, body, name=f"from-{coder}-{unit}", coder=coder)
    coding = replace(coding, code="A.1", mode=CodingMode.ASSISTED, origin=f"p{unit}")
    decision = Decision(id=f"d-{coder}-{unit}", proposal_id=f"p{unit}", coder_id=coder,
                        action=Action.ACCEPT if accept else Action.REJECT, reason="so", exposure=Exposure("page"),
                        coding=coding if accept else None)  # fmt: skip
    ledger.append([ProposalDecided(decision=decision)], actor=coder)


def row(study: Workbench, name: str, question: AuditQuestion | None = None, level: Level = Level.OWN):
    rows = audit.by_code(audit.open_grid(study, question or AuditQuestion()))
    return next(each for each in rows if each.code == name and each.level is level)


def test_a_unit_without_codes_in_a_document_both_read_is_none_and_in_another_is_missing(study, code):
    code("one", 0, 0, "A.1")
    code("two", 0, 0, "A.1")
    code("one", 1, 0, "A.1")
    figures = row(study, "A.1").figures
    assert figures.units == 6
    assert figures.prevalence == pytest.approx(2 / 12)
    assert isinstance(figures.alpha, Estimate)
    assert figures.alpha.value == pytest.approx(1.0)


def test_kappa_of_a_known_table(study, code):
    for unit in (0, 1, 2):
        code("one", 0, unit, "A.1")
    for unit in (1, 2, 3):
        code("two", 0, unit, "A.1")
    figures = row(study, "A.1").figures
    assert isinstance(figures.kappa, Estimate)
    assert figures.kappa.value == pytest.approx((4 / 6 - 0.5) / 0.5)
    assert figures.given == 4


def test_a_coder_who_accepts_everything_has_no_blind_units(study, ledger, code):
    propose(ledger, 0, dict.fromkeys(range(6), "A.1"))
    for unit in range(6):
        code("one", 0, unit, "A.1")
        decide(ledger, "two", 0, unit, accept=True)
    grid = audit.open_grid(study)
    assert [column.coder.id for column in grid.people] == ["one"]
    notes = {each.coder: each.note.en for each in audit.by_coder(grid) if each.note}
    assert notes["two"] == "0 blind units: not estimable"
    assert isinstance(row(study, "A.1").figures.alpha, Undefined)
    assert dict((what.en, count) for what, count in audit.basis_of(grid).left_out) == {"assisted codings": 6}


def test_units_where_a_proposal_was_decided_are_not_taken_for_nothing_found(study, ledger, code):
    propose(ledger, 0, dict.fromkeys(range(6), "A.1"))
    code("one", 0, 0, "A.1")
    code("two", 0, 0, "A.1")
    decide(ledger, "two", 0, 3, accept=True)
    decide(ledger, "two", 0, 4, accept=False)
    grid = audit.open_grid(study)
    assert row(study, "A.1").figures.units == 4
    assert {column.coder.id: len(column.exposed) for column in grid.people} == {"one": 0, "two": 2}
    assert any("2 units" in note.en for note in audit.basis_of(grid).cautions)


def test_a_coding_from_a_proposal_is_not_blind_whatever_it_says_of_itself(study, ledger, code):
    propose(ledger, 0, {0: "A.1"})
    code("one", 0, 0, "A.1", origin="p0")
    grid = audit.open_grid(study)
    assert grid.people == ()


def test_assisted_codings_are_concordance_and_never_agreement(study, ledger):
    propose(ledger, 0, dict.fromkeys(range(6), "A.1"))
    for unit in range(6):
        decide(ledger, "one", 0, unit, accept=True)
        decide(ledger, "two", 0, unit, accept=unit > 0)
    question = AuditQuestion(modes=frozenset({CodingMode.ASSISTED}))
    basis = audit.basis_of(audit.open_grid(study, question))
    assert basis.use is Use.CONCORDANCE
    assert row(study, "A.1", question).figures.percent.value == pytest.approx(5 / 6)


def test_adjudicated_codings_are_no_coder_and_give_the_figures_after(study, code):
    for coder in ("one", "two"):
        code(coder, 0, 0, "A.1")
    code("two", 0, 1, "A.1")
    for unit in (0, 1):
        code("group", 0, unit, "A.1", mode=CodingMode.ADJUDICATED)
    grid = audit.open_grid(study)
    assert [column.coder.id for column in grid.people] == ["one", "two"]
    (found,) = audit.around_adjudication(grid)
    after = {name: figures.percent.value for name, figures in found.after}
    assert after == {"one": pytest.approx(5 / 6), "two": pytest.approx(1.0)}
    assert found.before.value < 1
    with pytest.raises(StudyError, match="settled on"):
        audit.open_grid(study, AuditQuestion(modes=frozenset({CodingMode.ADJUDICATED})))


def test_rounds_of_one_source_are_never_pooled(study, code):
    code("one", 0, 0, "A.1", round="first")
    code("one", 0, 1, "A.1", round="second")
    code("two", 0, 0, "A.1", round="first")
    with pytest.raises(StudyError, match="several rounds"):
        audit.open_grid(study)
    assert row(study, "A.1", AuditQuestion(rounds=frozenset({"first"}))).figures.alpha.value == pytest.approx(1.0)


def test_codings_with_another_codebook_are_left_out_and_counted(study, ledger, code):
    code("one", 0, 0, "A.1")
    code("two", 0, 0, "A.1")
    ledger.append([CodebookPublished(codebook=nouns.codebook("A.1", "A.9"), reason="new")], actor=nouns.LEAD)
    grid = audit.open_grid(study)
    assert grid.people == ()
    assert audit.basis_of(grid).left_out[0][1] == 2
    assert len(audit.open_grid(study, AuditQuestion(codebook=BOOK.id)).people) == 2


def test_sub_codes_count_for_their_parent_only_on_request_and_both_levels_are_told(study, code):
    code("one", 0, 0, "A.1a")
    code("two", 0, 0, "A.1")
    question = AuditQuestion(roll_up=True)
    assert row(study, "A.1", question).figures.percent.value == pytest.approx(5 / 6)
    assert row(study, "A.1", question, Level.ROLLED_UP).figures.percent.value == pytest.approx(1.0)
    assert {each.level for each in audit.by_code(audit.open_grid(study))} == {Level.OWN}


def test_a_listed_rule_counts_exactly_what_it_lists(study, code):
    code("one", 0, 0, "A.1")
    code("one", 0, 1, "A.1")
    code("two", 0, 0, "A.1")
    units = [segment.id for segment in nouns.segments(DOCS[0])]
    pairs = frozenset((coder, unit) for coder in ("one", "two") for unit in (units[0], units[5]))
    grid = audit.open_grid(study, AuditQuestion(read=ReadListed(pairs)))
    assert audit.basis_of(grid).compared == 2
    assert audit.basis_of(grid).left_out[0][1] == 1


def test_a_sample_makes_nobody_a_reader_who_coded_nothing(study, ledger, code):
    code("one", 0, 0, "A.1")
    code("two", 0, 0, "A.1")
    rows = [{"segment": segment.id} for doc in DOCS for segment in nouns.segments(doc)[:2]]
    rule = audit.read_listed(ledger, rows)
    assert isinstance(rule, ReadSample)
    grid = audit.open_grid(study, AuditQuestion(read=rule))
    assert [column.coder.id for column in grid.people] == ["one", "two"]
    assert audit.basis_of(grid).compared == 2


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "empty"),
        ([{"coder": "nobody", "segment": "x"}], "no person 'nobody'"),
        ([{"coder": "one", "segment": "x"}], "no unit 'x'"),
        ([{"coder": "one", "source": "x"}], "no source 'x'"),
        ([{"coder": "one", "source": "甲.txt"}, {"coder": "", "source": "乙.txt"}], "in every row or in none"),
    ],
)
def test_a_list_that_names_nothing_known_is_refused(ledger, rows, words):
    with pytest.raises(StudyError, match=words):
        audit.read_listed(ledger, rows)


def test_confusions_lead_to_the_words_and_the_rule_of_the_codebook(study, code):
    code("one", 0, 0, "A.1a")
    code("two", 0, 0, "A.2")
    code("one", 0, 1, "A.2")
    grid = audit.open_grid(study)
    confusions = audit.find_confusions(grid)
    assert [(each.one, each.other, each.times) for each in confusions] == [("A.1a", "A.2", 1), ("A.2", None, 1)]
    (unit,) = confusions[0].units
    assert unit.text == DOCS[0].blocks[0].body.read(DOCS[0].text)
    assert {each.coder: each.codes for each in unit.marked} == {"one": ("A.1a",), "two": ("A.2",)}
    advice = audit.advise(grid, confusions)
    assert [(each.code, each.disagreements, each.neighbour) for each in advice] == [
        ("A.2", 2, "A.1a"),
        ("A.1a", 1, "A.2"),
    ]
    assert all(each.rule is not None and each.rule.en == "the border" for each in advice)


def test_an_instrument_is_beside_people_and_its_unreadable_answers_are_missing(study, ledger, code):
    for coder in ("one", "two"):
        code(coder, 0, 0, "A.1")
    propose(ledger, 0, {0: "A.1", 1: "A.1", 2: None, 3: None}, lost=(3,))
    grid = audit.open_grid(study)
    assert [column.coder.id for column in grid.instruments] == ["instrument"]
    kinds = {(each.one, each.other): each.kind for each in audit.by_pair(grid)}
    assert kinds["one", "two"] is PairKind.PEOPLE
    assert kinds["one", "instrument"] is PairKind.PERSON_INSTRUMENT
    found = next(each for each in audit.beside_instruments(grid) if each.person == "one")
    assert found.figures.units == 3
    assert (found.scores.hits, found.scores.false_alarms, found.scores.misses) == (1, 1, 0)
    assert row(study, "A.1").figures.units == 6


def test_a_coders_own_overlapping_spans_of_one_code_are_one(study, ledger, code):
    body = DOCS[0].blocks[0].body
    for coder in ("one", "two"):
        code(coder, 0, 0, "A.1")
    first, second = Span(body.start, body.start + 6), Span(body.start + 3, body.end)
    before = next(each for each in audit.by_span(audit.open_grid(study)) if each.code == "A.1").bar_u
    code("two", 0, 0, "A.1", span=first)
    code("two", 0, 0, "A.1", span=second)
    after = next(each for each in audit.by_span(audit.open_grid(study)) if each.code == "A.1").bar_u
    assert before.value == pytest.approx(1.0)
    assert after.value == pytest.approx(before.value)


def test_groups_take_only_their_own_sources(study, code):
    for doc in (0, 1):
        for coder in ("one", "two"):
            code(coder, doc, 0, "A.1")
    rows = audit.by_group(audit.open_grid(study), "type")
    assert {(each.group, each.code, each.figures.units) for each in rows} == {("news", "A.1", 12)}


def test_the_sample_is_drawn_from_all_units_with_known_chances(study):
    units, sample = audit.draw_audit_sample(study, 0.5, 7)
    assert len(units) == 9
    assert {unit.probability for unit in units} == {0.5}
    assert sample.strata[0].size == 18


@pytest.mark.parametrize("kind", [{"coders": frozenset({"x"})}, {"families": frozenset({"x"})}])
def test_names_that_the_study_has_not_are_refused(study, kind):
    with pytest.raises(StudyError, match="there is no"):
        audit.open_grid(study, AuditQuestion(**kind))


def test_an_empty_study_says_why_and_does_not_fall(study):
    found = audit.audit_agreement(study)
    assert found.basis.compared == 0
    assert all(isinstance(each.figures.alpha, Undefined) for each in found.codes)
    assert "agreement needs two" in found.basis.cautions[0].en
