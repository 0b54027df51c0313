"""A file that is there whole or not at all: written beside its place, on the disk, then put there in one step."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import StudyError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a draft to write to; it takes the place of ``path`` when the block ends well, and is gone otherwise.

    Raises:
        StudyError: The file cannot be written.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.draft")
    try:
        yield draft
        with draft.open("rb+") as stream:
            os.fsync(stream.fileno())
        draft.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise StudyError(f"{str(path)!r} cannot be written: {error.strerror or error}; choose another place") from error
    finally:
        draft.unlink(missing_ok=True)


def write_whole(path: Path, data: bytes) -> None:
    """Write bytes to a file, whole or not at all.

    Raises:
        StudyError: The file cannot be written.
    """
    with whole_file(path) as draft:
        draft.write_bytes(data)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
