"""The demonstration study: made from the corpus that comes with the program, and finished where a first try stopped."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from assistant.bootstrap import DEFAULT_CODEBOOK, create_study, open_study, shipped
from assistant.domain.coding import CodingMode
from assistant.domain.document import SourceMetadata
from assistant.domain.identifiers import CodeId, CoderId
from assistant.domain.span import Span
from assistant.ports import Progress, keep_going
from assistant.settings import PROJECT_FILE, StudySettings
from assistant.workflows.describing import corrected, describe_source
from assistant.workflows.importing import ForeignCoding, import_codings
from assistant.workflows.indexing import refresh_index
from assistant.workflows.ingest import Outcome, add_files
from assistant.workflows.propose import propose_codes
from assistant.workflows.workbench import Workbench

NAME = "cosmoplat"
CASES = {
    "海尔衣联网": ("Internet of Clothing", "clothing case"),
    "康派斯房车": ("Compaks", "camper", "recreational vehicle"),
    "海尔天津洗衣机互联工厂": ("Tianjin",),
    "青州德威动力": ("Dewei", "engine parts"),
}
"""What the corpus calls its cases in English."""
RULES = "triangulation.toml"
"""What silences are expected, beside the corpus and in the study's folder."""
_FIELDS = {"kind": "source_type"}
_EDITABLE = {field.name for field in fields(SourceMetadata)}


def demonstration_study(say: Callable[[str], None], progress: Progress = keep_going, home: Path | None = None) -> Path:
    """Return the folder of the demonstration study, made or finished first if need be.

    Args:
        say: Told in a sentence what is being done.
        progress: Told how far each long step is.
        home: Folder that holds the study; ``studies`` in the current folder if None.
    """
    folder = (home or Path.cwd() / "studies") / NAME
    if not (folder / PROJECT_FILE).exists():
        say(f"making the demonstration study in {folder}")
    bench = open_study(folder) if (folder / PROJECT_FILE).exists() else new_demonstration(folder)
    try:
        _finish(bench, say, progress)
    finally:
        bench.close()
    return folder


def new_demonstration(folder: Path) -> Workbench:
    """Return the demonstration study without sources."""
    from assistant.reading.codebook import load_codebook  # noqa: PLC0415 - needed once

    settings = StudySettings(name=NAME, language="zh", person="lead", cases=CASES)
    return create_study(folder, settings, load_codebook(shipped(*DEFAULT_CODEBOOK)))


def bring_in(bench: Workbench, say: Callable[[str], None], progress: Progress = keep_going) -> int:
    """Add the sources and the codings of the corpus, as far as they are not there; return how many codings were new."""
    corpus = shipped("corpora", NAME)
    _add_rules(bench.folder, corpus)
    manifest = tomllib.loads((corpus / "manifest.toml").read_text("utf-8"))["source"]
    _add_sources(bench, corpus, manifest, say, progress)
    added, _ = import_codings(bench, _gold(corpus / "gold"), actor=bench.person)
    return added


def _finish(bench: Workbench, say: Callable[[str], None], progress: Progress) -> None:
    added = bring_in(bench, say, progress)
    if added:
        say(f"{added} codings of two simulated coders and their adjudication brought in")
    if not added and _all_answered(bench):
        return
    report = refresh_index(bench, progress=progress)
    if report.embedded:
        say(f"{report.embedded} units embedded with {report.embedder_id}")
    run = propose_codes(bench, "exemplar", actor=bench.person, progress=progress)
    if run.units:
        say(f"{run.proposals} proposals for {run.units} units")


def _add_rules(folder: Path, corpus: Path) -> None:
    """Give the study the corpus's rules of triangulation; what somebody has changed stays."""
    own = folder / RULES
    if not own.exists():
        own.write_bytes((corpus / RULES).read_bytes())


def _all_answered(bench: Workbench) -> bool:
    answered = sum(len(bench.ledger.answered(run.id)) for run in bench.ledger.runs() if run.finished_at)
    return answered >= sum(source.units for source in bench.ledger.sources())


def _add_sources(
    bench: Workbench, corpus: Path, manifest: list[dict[str, Any]], say: Callable[[str], None], progress: Progress
) -> None:
    known = {source.file_name for source in bench.ledger.sources()}
    files = [corpus / "sources" / entry["file"] for entry in manifest if entry["file"] not in known]
    for outcome in add_files(bench, files, actor=bench.person, progress=progress):
        if outcome.outcome is Outcome.FAILED:
            say(f"{outcome.path.name}: {outcome.reason}")
    described = {entry["file"]: entry for entry in manifest}
    for source in bench.ledger.sources():
        entry = described.get(source.file_name, {})
        changes = {_FIELDS.get(name, name): str(value) for name, value in entry.items()}
        changes = {name: value for name, value in changes.items() if name in _EDITABLE}
        if source.file_name not in known:
            describe_source(bench, source, corrected(source.metadata, changes), actor=bench.person)


def _gold(folder: Path) -> Iterator[ForeignCoding]:
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            yield ForeignCoding(
                coder=CoderId(row["coder"]),
                source=row["source"],
                span=Span(row["start"], row["end"]),
                code=CodeId(row["code"]),
                mode=CodingMode.ADJUDICATED if row["coder"] == "adjudicated" else CodingMode.BLIND,
                attributes=row.get("attributes", {}),
                round="gold",
            )
