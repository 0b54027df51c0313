"""Everything a workflow may use, put together once by ``bootstrap``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.accounts import Accounts
from assistant.domain.codebook import Codebook
from assistant.domain.document import Reading
from assistant.domain.identifiers import CoderId, CodingId, DecisionId, RunId
from assistant.errors import StudyError
from assistant.parcels import Parcels, Upkeep
from assistant.ports import Encoder, Kept, Ledger, Proposer, SegmentIndex, SourceStore
from assistant.triangulation.claims.lexicon import Lexicon
from assistant.triangulation.rules import Rules
from assistant.workflows.desk import RunDesk
from assistant.workflows.offers import Models, NoModels

if TYPE_CHECKING:
    from assistant.reporting.report import Report


class CodebookFiles(Protocol):
    """Codebooks as files and as the plain data of a form: what comes in keeps the schema and contradicts nothing."""

    def build(self, content: object, name: str) -> Codebook:
        """Return the codebook that plain data stands for; ``name`` is for the messages.

        Raises:
            CodebookError: It breaks the schema or contradicts itself; the message says where.
        """
        ...

    def read(self, path: Path) -> Codebook:
        """Return the codebook in a file.

        Raises:
            CodebookError: The file cannot be read, breaks the schema or contradicts itself.
        """
        ...

    def write(self, codebook: Codebook, path: Path) -> None:
        """Write a codebook as the ending of the file name says; reading it gives the same codebook again.

        Raises:
            CodebookError: Another ending, or the file cannot be written.
        """
        ...


def refuse_to_write(_report: Report, _language: str, _formats: Sequence[str], folder: Path) -> list[Path]:
    """Write nothing: for a workbench without files."""
    raise StudyError(f"nothing here writes reports to {str(folder)!r}")


class Remembered:
    """Keeps what is derived for as long as the process lives."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, str], bytes] = {}

    def get(self, kind: str, keys: Sequence[str]) -> dict[str, bytes]:
        """Return what is kept under the keys."""
        return {key: self._values[kind, key] for key in keys if (kind, key) in self._values}

    def put(self, kind: str, values: Mapping[str, bytes]) -> None:
        """Keep values."""
        self._values |= {(kind, key): value for key, value in values.items()}


def _no_words() -> Lexicon:
    raise StudyError("this workbench has no words for figures")


def _no_rules() -> Rules:
    raise StudyError("this workbench has no rules of triangulation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """What triangulation is derived with.

    Attributes:
        kept: What was derived before.
        lexicon: Reads the words by which figures are told, the study's own among them.
        rules: Reads the rules of convergence, the study's own among them.
    """

    kept: Kept = field(default_factory=Remembered)
    lexicon: Callable[[], Lexicon] = _no_words
    rules: Callable[[], Rules] = _no_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbench:
    """One open study with its adapters.

    Attributes:
        person: The coder on whose behalf the process acts; a page passes the signed-in coder instead.
        index: Opens the index, taking its lock; raises ``IndexBusy`` while another process holds it.
        encoder: Opens the embedder named in the settings.
        proposer: Opens an instrument by its name (``exemplar``; ``model`` for the chat model of the settings).
        read: Reads one file.
        codebook_files: Reads and writes codebooks.
        new_id: Returns a time-ordered id.
        case_names: Further names of cases, from the settings.
        write_report: Writes a report in a language and some formats into a folder, and returns the files.
        derivation: What triangulation is derived with.
        parcels: Reads and writes projects, packs and backups; None where nothing does.
        upkeep: What is done to the ledger as a whole; it shows everything, so only a lead's acts use it.
        models: Opens what the study has of chat models.
        desk: The run of an instrument that this process has under way.
        now: Returns the time, ISO 8601 in UTC with microseconds.
        new_secret: Returns random words that nobody can guess, fit for an address.
        on_close: Called by ``close``, last opened first.
    """

    name: str
    folder: Path
    language: str
    person: CoderId
    ledger: Ledger
    accounts: Accounts
    files: SourceStore
    index: Callable[[], SegmentIndex]
    encoder: Callable[[], Encoder]
    proposer: Callable[[str], Proposer]
    read: Callable[[Path], Reading]
    codebook_files: CodebookFiles
    new_id: Callable[[], str]
    now: Callable[[], str]
    new_secret: Callable[[], str]
    close: Callable[[], None]
    case_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    write_report: Callable[[Report, str, Sequence[str], Path], list[Path]] = refuse_to_write
    derivation: Derivation = field(default_factory=Derivation)
    parcels: Parcels | None = None
    upkeep: Upkeep | None = None
    models: Callable[[], Models] = NoModels
    desk: RunDesk = field(default_factory=RunDesk)

    def codebook(self) -> Codebook:
        """Return the codebook in force.

        Raises:
            StudyError: None was published yet.
        """
        codebook = self.ledger.codebook()
        if codebook is None:
            raise StudyError("this study has no codebook yet; give it one with `tricoder codebook use FILE`")
        return codebook

    def outlets(self) -> tuple[Parcels, Upkeep]:
        """Return what a whole study leaves and enters by.

        Raises:
            StudyError: This workbench has none.
        """
        if self.parcels is None or self.upkeep is None:
            raise StudyError("this study is open without files; open it from its folder")
        return self.parcels, self.upkeep

    def new_coding_id(self) -> CodingId:
        """Return an id for a coding."""
        return CodingId(self.new_id())

    def new_decision_id(self) -> DecisionId:
        """Return an id for a decision."""
        return DecisionId(self.new_id())

    def new_run_id(self) -> RunId:
        """Return an id for a run."""
        return RunId(self.new_id())
