"""A file is written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from assistant.errors import StudyError


def write_whole(path: Path, data: bytes) -> None:
    """Write bytes to a file that nobody ever sees half done.

    Raises:
        StudyError: The file cannot be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(data)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise StudyError(f"{str(path)!r} cannot be written: {error.strerror}") from error
