"""The demonstration corpus in a ledger: sources, adjudicated codings, a run that screened every unit, three people."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from assistant.bootstrap import SHIPPED
from assistant.demonstration import CASES
from assistant.domain import acts
from assistant.domain.coder import Coder, CoderKind, Role
from assistant.domain.coding import Coding, CodingMode
from assistant.domain.identifiers import CoderId, RunId
from assistant.domain.span import Span
from assistant.ledger import SqlLedger, open_ledger
from assistant.reading.codebook import load_codebook
from assistant.triangulation.claims.lexicon import read_lexicon
from assistant.triangulation.rules import read_rules
from assistant.workflows.workbench import Derivation, Workbench
from tests import nouns
from tests.conftest import ticking_stamp
from tests.triangulation.studies import CORPUS, ROOT, corpus
from tests.workflows import fakes

LEAD, ANNA, BO = (
    Coder(id=CoderId(name), name=name, kind=CoderKind.PERSON, role=role)
    for name, role in (("lead", Role.LEAD), ("anna", Role.CODER), ("bo", Role.CODER))
)
BOOK = load_codebook(ROOT / "prompts" / "codebooks" / "industrial-internet.yaml")
RULES = (CORPUS / "triangulation.toml").read_text("utf-8")


def derivation(rules: str = RULES) -> Derivation:
    package = SHIPPED / "triangulation"
    return Derivation(
        lexicon=lambda: read_lexicon((package / "claims" / "figures.toml").read_text("utf-8")),
        rules=lambda: read_rules((package / "rules.toml").read_text("utf-8"), rules),
    )


def make_study(folder: Path, *, screened: frozenset[str] | None = None) -> Workbench:
    """The study; ``screened`` names the sources that the instrument answered for, all if None."""
    ledger = open_ledger(f"sqlite:///{folder / 'ledger.db'}", ticking_stamp())
    wanted = [
        acts.StudyCreated(name="study", language="zh"),
        *(acts.CoderRegistered(coder=each) for each in (LEAD, ANNA, BO, nouns.INSTRUMENT)),
        acts.CodebookPublished(codebook=BOOK, reason="first"),
        *_sources(),
        *_codings(),
        acts.RunStarted(run_id=RunId("run"), coder_id=nouns.INSTRUMENT.id, codebook_id=BOOK.id),
        *_answers(screened),
    ]
    ledger.append(wanted, actor=LEAD.id)
    bench = fakes.bench(folder, ledger, proposer=None)
    return replace(bench, case_names=CASES, derivation=derivation())


def _sources() -> list[acts.SourceAdded]:
    return [
        acts.SourceAdded(document=each.document, metadata=each.metadata, segmenter="test", segments=each.segments)
        for each in corpus().values()
    ]


def _codings() -> list[acts.CodingAdded]:
    by_file = {each.document.provenance.file_name: each for each in corpus().values()}
    lines = (CORPUS / "gold" / "adjudicated.jsonl").read_text("utf-8").splitlines()
    made = []
    for number, line in enumerate(lines):
        entry = json.loads(line)
        source, span = by_file[entry["source"]], Span(entry["start"], entry["end"])
        segment = next(each for each in source.segments if each.span.overlaps(span))
        coding = Coding(
            id=f"gold-{number:04d}",
            coder_id=LEAD.id,
            codebook_id=BOOK.id,
            document_id=source.document.id,
            segment_id=segment.id,
            span=span,
            code=entry["code"],
            mode=CodingMode.ADJUDICATED,
            attributes=tuple(sorted(entry["attributes"].items())),
        )
        made.append(acts.CodingAdded(coding=coding))
    return made


def _answers(screened: frozenset[str] | None) -> list[acts.SegmentProposed]:
    return [
        acts.SegmentProposed(
            run_id=RunId("run"), document_id=each.document.id, segment_id=segment.id, proposals=(), refusals=()
        )
        for name, each in corpus().items()
        if screened is None or name in screened
        for segment in each.segments
        if segment.is_unit
    ]


def acting(bench: Workbench, coder: Coder) -> Workbench:
    """The study as somebody else works with it."""
    from assistant.workflows.visibility import seen_by

    return seen_by(bench, coder)


def raw(bench: Workbench) -> SqlLedger:
    assert isinstance(bench.ledger, SqlLedger)
    return bench.ledger
