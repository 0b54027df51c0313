"""The one run of an instrument that this process has under way: pages begin it, watch it and stop it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.errors import AssistantError, InstrumentError, StudyError
from assistant.ports import Progress
from assistant.workflows.run_report import RunReport

Work = Callable[[Progress], RunReport]
"""Does the run, and asks its progress whether to go on."""


class Stand(StrEnum):
    """How it stands."""

    IDLE = "idle"
    """Nothing was begun since the process was."""
    RUNNING = "running"
    STOPPING = "stopping"
    """Somebody asked it to stop; what is in hand is finished."""
    ENDED = "ended"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a page shows of the run.

    Attributes:
        what: The instrument, in words.
        recording: The model whose recorded answers are read instead of asking it; empty otherwise.
        done: Units answered now, of ``total``.
        at: Title of the source that was answered last.
        report: What it did, once it has ended.
        error: Why it failed.
    """

    stand: Stand = Stand.IDLE
    what: str = ""
    recording: str = ""
    done: int = 0
    total: int = 0
    at: str = ""
    report: RunReport | None = None
    error: AssistantError | None = None


class RunDesk:
    """Holds the run. Threads share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._standing = Standing()

    def begin(self, work: Work, what: str, recording: str = "") -> None:
        """Begin a run on a thread of its own.

        Raises:
            StudyError: Another one is under way.
        """
        with self._lock:
            if self._standing.stand in {Stand.RUNNING, Stand.STOPPING}:
                raise StudyError(
                    f"{self._standing.what!r} is at work already; wait until it has ended, or stop it",
                    f"{self._standing.what!r} 正在运行；请等它结束，或先停止它",
                )
            self._stop = threading.Event()
            self._standing = Standing(stand=Stand.RUNNING, what=what, recording=recording)
        # A process that ends does not wait for it: what is complete is in the ledger, the rest is done another time.
        threading.Thread(target=self._work, args=(work,), name="run", daemon=True).start()

    def standing(self) -> Standing:
        """Return how it stands."""
        with self._lock:
            return self._standing

    def stop(self) -> None:
        """Ask it to stop; it ends with what is complete."""
        self._stop.set()
        with self._lock:
            if self._standing.stand is Stand.RUNNING:
                self._standing = replace(self._standing, stand=Stand.STOPPING)

    def _work(self, work: Work) -> None:
        came: Future[RunReport] = Future()
        try:
            came.set_result(work(self._progress))
        except AssistantError as error:
            came.set_exception(error)
        finally:
            if not came.done():
                came.set_exception(
                    InstrumentError(
                        "the run broke off by a mistake of the program; what it had answered is kept, and the "
                        "server's terminal says more",
                        "运行因程序错误中断；已完成的部分保留，服务器终端有详细信息",
                    )
                )
            self._end(came)

    def _progress(self, done: int, total: int, what: str) -> bool:
        with self._lock:
            self._standing = replace(self._standing, done=done, total=total, at=what or self._standing.at)
        return not self._stop.is_set()

    def _end(self, came: Future[RunReport]) -> None:
        error = came.exception()
        with self._lock:
            if error is None:
                self._standing = replace(self._standing, stand=Stand.ENDED, report=came.result())
            else:
                told = error if isinstance(error, AssistantError) else None
                self._standing = replace(self._standing, stand=Stand.FAILED, error=told)
