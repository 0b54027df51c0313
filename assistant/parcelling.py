"""The adapters behind ``parcels.Parcels`` put together: projects, packs and backups as files."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.domain.exchange import ExchangedProject
from assistant.errors import StudyError
from assistant.parcels import OpenedProject, Part


@dataclass(frozen=True, slots=True)
class ParcelFiles:
    """Implements ``parcels.Parcels``; what is heavy is loaded when it is asked for.

    Attributes:
        ship: Returns the path of something that comes with the program.
    """

    ship: Callable[..., Path]

    @contextmanager
    def opened(self, path: Path) -> Iterator[OpenedProject]:
        """Give the project or codebook in a REFI-QDA file.

        Raises:
            SourceError: It cannot be read; the message says why.
        """
        from assistant.reading.refi_qda import open_package, read_any  # noqa: PLC0415 - loaded when asked for

        with open_package(path) as package:
            yield OpenedProject(foreign=read_any(package), part=package.part)

    def write_project(self, path: Path, project: ExchangedProject, originals: Iterable[tuple[str, bytes]]) -> int:
        """Write a project; return how many characters its XML could not hold."""
        from assistant.exporting.refi_qda import write_project  # noqa: PLC0415 - as above

        return write_project(path, project, originals)

    def write_codebook(self, path: Path, project: ExchangedProject) -> int:
        """Write the codes of a project; return how many characters its XML could not hold."""
        from assistant.exporting.refi_qda import write_codebook  # noqa: PLC0415 - as above

        return write_codebook(path, project)

    def write_archive(self, path: Path, parts: Iterable[Part]) -> None:
        """Write an archive of files, with a list of their hashes."""
        from assistant.exporting.archives import write_archive  # noqa: PLC0415 - as above

        write_archive(path, parts)

    def write_text(self, path: Path, text: str) -> None:
        """Write a text."""
        from assistant.exporting.whole import whole_file  # noqa: PLC0415 - as above

        with whole_file(path) as draft:
            draft.write_text(text, "utf-8")

    def copy_database(self, source: Path, target: Path) -> None:
        """Copy an SQLite file as of one moment, whoever else writes meanwhile.

        Raises:
            StudyError: It is no such file, or cannot be read.
        """
        try:
            with closing(sqlite3.connect(source, timeout=30)) as here, closing(sqlite3.connect(target)) as there:
                here.backup(there)
                there.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.Error as error:
            raise StudyError(f"{source.name!r} cannot be copied ({error}); delete it if it is only a cache") from error

    def workbook(self, sheets: Sequence[tuple[str, Sequence[str], Sequence[Sequence[object]]]]) -> bytes:
        """Return a workbook, a sheet for each (name, headings, rows)."""
        from assistant.exporting.workbooks import write_workbook  # noqa: PLC0415 - as above

        with tempfile.TemporaryDirectory(prefix="tricoder-") as folder:
            path = Path(folder) / "book.xlsx"
            write_workbook(path, sheets)
            return path.read_bytes()

    def shipped(self) -> Mapping[str, bytes]:
        """Return files of the program that belong to a study's record: the verifier, every prompt, and their list."""
        root = self.ship("prompts")
        verifier = Path(__file__).with_name("exporting") / "standalone" / "verify.py"
        return {"verify.py": verifier.read_bytes()} | {
            f"prompts/{path.relative_to(root).as_posix()}": path.read_bytes()
            for path in sorted(root.rglob("*"))
            if path.is_file() and "codebooks" not in path.parts
        }
