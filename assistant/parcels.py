"""What workflows ask for when a study leaves or enters as a whole: projects, packs, backups, the ledger's upkeep."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.domain.acts import Event, SourceAdded
from assistant.domain.exchange import ExchangedProject, ForeignProject


class Upkeep(Protocol):
    """What is done to a ledger as a whole. It shows everything: only a lead's acts use it."""

    def snapshot(self, path: Path) -> tuple[int, str]:
        """Write a copy as of one moment to a new SQLite file, whoever else writes meanwhile.

        Return number and hash of the newest event in it.
        """
        ...

    def content(self, sha256: str) -> str:
        """Return what is kept under a hash, as it stands."""
        ...

    def damage(self) -> tuple[str, ...]:
        """Return what the database finds wrong with its own file."""
        ...

    def rebuild(self, events: Iterable[Event]) -> int:
        """Derive every table anew from the events, in one transaction; return how many events there are."""
        ...

    def mend_contents(self, act: SourceAdded) -> int:
        """Put what is kept apart of an act back where an event names its hash; return how many pieces were mended."""
        ...


Part = tuple[str, bytes | Path]
"""Name of a file in an archive, and its bytes or where they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedProject:
    """A project of another program while its file is open; ``part`` returns the bytes of a file in it by its path."""

    foreign: ForeignProject
    part: Callable[[str], bytes | None]


class Parcels(Protocol):
    """Files that a whole study comes in and goes out by. What is written is there whole or not at all."""

    def opened(self, path: Path) -> AbstractContextManager[OpenedProject]:
        """Give the project or codebook in a REFI-QDA file."""
        ...

    def write_project(self, path: Path, project: ExchangedProject, originals: Iterable[tuple[str, bytes]]) -> int:
        """Write a project; return how many characters its XML could not hold."""
        ...

    def write_codebook(self, path: Path, project: ExchangedProject) -> int:
        """Write the codes of a project; return how many characters its XML could not hold."""
        ...

    def write_archive(self, path: Path, parts: Iterable[Part]) -> None:
        """Write an archive of files, with a list of their hashes."""
        ...

    def write_text(self, path: Path, text: str) -> None:
        """Write a text."""
        ...

    def copy_database(self, source: Path, target: Path) -> None:
        """Copy an SQLite file as of one moment, whoever else writes meanwhile."""
        ...

    def workbook(self, sheets: Sequence[tuple[str, Sequence[str], Sequence[Sequence[object]]]]) -> bytes:
        """Return a workbook, a sheet for each (name, headings, rows)."""
        ...

    def shipped(self) -> Mapping[str, bytes]:
        """Return files of the program that belong to a study's record: the verifier, and every prompt."""
        ...
