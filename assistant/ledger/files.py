"""The raw files of a study, each under the sha256 of its bytes. A file is whole and durable, or it is not there."""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from assistant.domain.identifiers import DocumentId
from assistant.errors import LedgerError


@dataclass(frozen=True, slots=True)
class SourceFiles:
    """A folder of source files; implements ``ports.SourceStore``."""

    folder: Path

    def keep(self, document_id: DocumentId, data: bytes) -> None:
        """Store a file durably; storing it again changes nothing.

        Raises:
            LedgerError: The bytes are not the ones the id names, or there is no room for them.
        """
        if hashlib.sha256(data).hexdigest() != document_id:
            raise LedgerError(f"the bytes given for source {document_id!r} have another hash")
        if not self.holds(document_id):
            draft = self.folder / f".{document_id}.{secrets.token_hex(4)}"
            try:
                _write(draft, data)
                draft.replace(self.folder / document_id)
                _sync_folder(self.folder)
            except OSError as error:
                draft.unlink(missing_ok=True)
                raise LedgerError(
                    f"the file cannot be stored in {str(self.folder)!r}: {error.strerror}; make room there or check "
                    "the rights, then add it again"
                ) from error

    def holds(self, document_id: DocumentId) -> bool:
        """Tell whether the file is there, byte for byte."""
        try:
            with (self.folder / document_id).open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest() == document_id
        except OSError:
            return False

    def raw(self, document_id: DocumentId) -> bytes:
        """Return the file as it was given.

        Raises:
            LedgerError: It is missing or damaged.
        """
        try:
            data = (self.folder / document_id).read_bytes()
        except FileNotFoundError as error:
            raise LedgerError(f"the file of source {document_id!r} is missing from {self.folder.name!r}") from error
        if hashlib.sha256(data).hexdigest() != document_id:
            raise LedgerError(f"the file of source {document_id!r} was changed on disk; add the original again")
        return data


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
