"""A whole study in one file, while it is in use: the ledger as of one moment, every source, and what lies beside them.

The index is left out, since it can be made again. The ledger is copied before the sources are: what it names is there
already, because a source is stored before it is recorded.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.errors import StudyError
from assistant.parcels import Parcels, Part
from assistant.workflows.workbench import Workbench

FACTS = "backup.json"
LEDGER = "ledger.db"
FORMAT = 1
ENDING = ".backup.zip"
"""How backups are called by default; one that lies in the study's folder is not backed up again."""
_LEFT = frozenset({"index"})
_DATABASES = frozenset({".db", ".sqlite"})


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupReport:
    """What a backup holds.

    Attributes:
        events: Number of the newest event in it.
        head: Hash of that event.
        missing: Sources whose files were not there to be copied.
        left: Files that were not copied, with the reason.
    """

    path: Path
    files: int
    events: int
    head: str
    missing: tuple[str, ...]
    left: tuple[str, ...]


def back_up(bench: Workbench, path: Path) -> BackupReport:
    """Write the whole study to one file, whole or not at all.

    Raises:
        StudyError: The file cannot be written, or would lie in the index.
        LedgerError: The ledger cannot be read.
    """
    parcels, upkeep = bench.outlets()
    if path.is_dir():
        raise StudyError(f"{str(path)!r} is a folder; name a file in it, such as {bench.name + ENDING!r}")
    with TemporaryDirectory(prefix="tricoder-") as scratch:
        desk = _Desk(bench.folder, Path(scratch), path.absolute(), parcels)
        events, head = upkeep.snapshot(desk.scratch / LEDGER)
        missing = tuple(each.file_name for each in bench.ledger.sources() if not bench.files.holds(each.id))
        facts = {"format": FORMAT, "study": bench.name, "made": bench.now(), "events": events, "head": head}
        files = [(FACTS, json.dumps(facts, ensure_ascii=False, indent=1).encode()), *desk.parts()]
        parcels.write_archive(path, files)
    return BackupReport(path=path, files=len(files), events=events, head=head, missing=missing, left=tuple(desk.left))


class _Desk:
    """Goes through the folder of a study."""

    def __init__(self, folder: Path, scratch: Path, target: Path, parcels: Parcels) -> None:
        self.scratch = scratch
        self.left: list[str] = []
        self._folder = folder
        self._target = target
        self._parcels = parcels

    def parts(self) -> Iterator[Part]:
        """Yield the ledger's copy and every other file of the folder that belongs to the study."""
        yield LEDGER, self.scratch / LEDGER
        for path in sorted(self._folder.rglob("*")):
            name = path.relative_to(self._folder)
            if name.parts[0] in _LEFT or any(step.startswith(".") for step in name.parts) or path.is_dir():
                continue
            if path.is_symlink() or not path.is_file():
                self.left.append(f"{name}: a link or no plain file")
            elif self._belongs(path):
                yield name.as_posix(), self._copied(path)

    def _belongs(self, path: Path) -> bool:
        beside = path.name.endswith((ENDING, ".lock", "-wal", "-shm", "-journal"))
        return not beside and path != self._target and path != self._folder / LEDGER

    def _copied(self, path: Path) -> Path:
        """Return where a file can be read as of one moment: a database is copied, another file is read as it is."""
        if path.suffix not in _DATABASES:
            return path
        copy = self.scratch / f"copy-{len(list(self.scratch.iterdir()))}"
        self._parcels.copy_database(path, copy)
        return copy
