"""What an evaluation or a benchmark found, appended line by line, with every hash that says of what."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from assistant.scoring import Score

RESULTS = Path(__file__).resolve().parent / "results"
QUALITY = RESULTS / "quality.jsonl"
SPEED = RESULTS / "speed.jsonl"


def machine() -> str:
    """Return what this was measured on."""
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in _lines(Path("/proc/cpuinfo"))
            if line.startswith(("model name", "Model"))
        ),
        platform.processor() or platform.machine(),
    )
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8", errors="replace").splitlines() if path.exists() else []


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One figure of a quality evaluation.

    Attributes:
        who: What was measured: an instrument, a baseline, a person, a way of finding, a number of lessons.
        against: What it was measured against.
        kind: ``instrument``, ``baseline``, ``ceiling`` or ``system``.
    """

    who: str
    against: str
    kind: str
    scorer: str
    scope: str
    value: float | None
    n: int
    reason: str = ""

    @classmethod
    def of(cls, kind: str, who: str, against: str, score: Score) -> Finding:
        """Return a score with whose it is."""
        return cls(kind=kind, who=who, against=against, **asdict(score))


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRun:
    """One run of one case.

    Attributes:
        hashes: Of the case, the corpus, the gold, the codebook, and the embedder's id.
        failed: Why it came to nothing; a failure is never a zero.
    """

    case: str
    hashes: Mapping[str, str]
    seconds: float
    findings: tuple[Finding, ...] = ()
    failed: str = ""
    machine: str = field(default_factory=machine)


def append(path: Path, record: object) -> None:
    """Append one record as a line of JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(asdict(record), ensure_ascii=False) + "\n")  # type: ignore[call-overload]


def newest(path: Path, key: str) -> dict[str, dict[str, object]]:
    """Return the last record of each case or benchmark that did not fail, by its name."""
    records = [json.loads(line) for line in _lines(path)]
    return {record[key]: record for record in records if not record.get("failed")}


def folder_hash(paths: Iterable[Path]) -> str:
    """Return one sha256 over the names and contents of files."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
