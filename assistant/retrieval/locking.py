"""One process at a time: two that write one vector store destroy it unnoticed. The lock dies with its process."""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import IndexBusy, StudyError

_LOCK = "index.lock"
_HOLDER = "holder.json"


class IndexLock:
    """The lock on an index folder, and a note that says who holds it."""

    def __init__(self, folder: Path) -> None:
        """Take the lock.

        Raises:
            IndexBusy: Another process, or another part of this one, has it.
            StudyError: The folder cannot be written.
        """
        self._holder = folder / _HOLDER
        self._lock = FileLock(folder / _LOCK, timeout=0, thread_local=False)
        try:
            self._lock.acquire()
            self._holder.write_text(json.dumps(_this_process(), ensure_ascii=False), encoding="utf-8")
        except Timeout as error:
            raise IndexBusy(_sentence(self._holder)) from error
        except OSError as error:
            raise StudyError(f"index folder {str(folder)!r} cannot be locked ({error}); check its rights") from error

    def release(self) -> None:
        """Let others have it; doing so twice changes nothing."""
        if self._lock.is_locked:
            self._holder.unlink(missing_ok=True)
            self._lock.release()


def _this_process() -> dict[str, str | int]:
    command = " ".join([Path(sys.argv[0] or "python").name, *sys.argv[1:2]])
    since = datetime.fromtimestamp(time.time(), tz=UTC).isoformat(timespec="seconds")
    return {"pid": os.getpid(), "command": command, "since": since}


def _sentence(holder: Path) -> str:
    try:
        known = json.loads(holder.read_text(encoding="utf-8"))
        who = f"{known['command']!r} (process {known['pid']}, since {known['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        who = "another process"
    return f"the index of this study is held by {who}; close that first, then try again"
