"""Answers that were paid for, kept under what was asked; committed before they are handed on.

A killed process loses nothing. Many threads and processes may share a file; of two answers to one question the first
one stays, and both askers are given that.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Protocol

from assistant.domain.identifiers import content_hash
from assistant.errors import InstrumentError
from assistant.models.records import Form, ModelRequest
from assistant.models.settings import ModelSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a model said once, as it is kept.

    Attributes:
        at: When it came, ISO 8601 in UTC; empty until it is kept.
    """

    text: str
    model: str
    finish_reason: str
    tokens_in: int
    tokens_out: int
    seconds: float
    form: Form
    at: str = ""


class AnswerStore(Protocol):
    """Where answers are looked up and kept."""

    def get(self, key: str) -> Answer | None:
        """Return the answer to a question, if there is one."""
        ...

    def keep(self, key: str, answer: Answer) -> Answer:
        """Keep an answer durably and return the one that counts: an earlier one stays."""
        ...


def request_key(settings: ModelSettings, request: ModelRequest) -> str:
    """Return what names a question: all that can change the answer, and nothing of how patiently it is asked."""
    return content_hash(
        {
            "spec": settings.spec,
            "messages": [[message.role, message.content] for message in request.messages],
            "schema": request.schema,
            "temperature": settings.temperature,
            "seed": settings.seed,
            "max_tokens": settings.max_tokens,
            "sample": request.sample,
        }
    )


_FIELDS = tuple(sorted(each.name for each in fields(Answer)))


def answer_to_json(answer: Answer) -> str:
    """Return an answer as JSON in ASCII, so that even half a surrogate pair survives."""
    return json.dumps({name: getattr(answer, name) for name in _FIELDS})


def answer_from_json(text: str) -> Answer:
    """Return the answer that a JSON text holds.

    Raises:
        ValueError: It holds no answer.
    """
    value = json.loads(text)
    if not isinstance(value, dict):
        raise ValueError("an answer has to be an object")  # noqa: TRY004 - one error for every kind of damage
    try:
        return Answer(**{**value, "form": Form(value["form"])})
    except (KeyError, TypeError) as error:
        raise ValueError(f"no answer: {error}") from error


_INSERT = "INSERT INTO answers (key, answer) VALUES (?, ?) ON CONFLICT (key) DO NOTHING"
_REPLACE = "UPDATE answers SET answer = ? WHERE key = ?"
_FIND = "SELECT answer FROM answers WHERE key = ?"


class AnswerCache:
    """Answers in a SQLite file, over one connection that threads take in turn."""

    def __init__(self, path: Path, now: Callable[[], str]) -> None:
        """Open a cache, made if it is not there.

        Raises:
            InstrumentError: The file cannot be opened or is none of ours.
        """
        self._path = path
        self._now = now
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._translated():
            self._connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
            # NORMAL: a commit survives the end of the process; after a power cut the last few are asked again.
            for statement in ("PRAGMA busy_timeout=30000", "PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL"):
                self._connection.execute(statement)
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, answer TEXT NOT NULL) WITHOUT ROWID"
            )

    def get(self, key: str) -> Answer | None:
        """Return the answer to a question, if there is one; a damaged one counts as none."""
        with self._lock, self._translated():
            return self._find(key)

    def keep(self, key: str, answer: Answer) -> Answer:
        """Commit an answer and return the one that counts: an earlier sound one stays."""
        stamped = replace(answer, at=self._now())
        text = answer_to_json(stamped)
        with self._lock, self._translated():
            if self._connection.execute(_INSERT, (key, text)).rowcount == 1:
                return stamped
            earlier = self._find(key)
            if earlier is None:
                self._connection.execute(_REPLACE, (text, key))
            return earlier or stamped

    def entries(self) -> Iterator[tuple[str, Answer]]:
        """Yield all sound answers with their keys, in the order of the keys."""
        with self._lock, self._translated():
            rows = self._connection.execute("SELECT key, answer FROM answers ORDER BY key").fetchall()
        for key, text in rows:
            answer = _sound(text)
            if answer is not None:
                yield str(key), answer

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def _find(self, key: str) -> Answer | None:
        row = self._connection.execute(_FIND, (key,)).fetchone()
        return None if row is None else _sound(row[0])

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise InstrumentError(
                f"the cache of answers {str(self._path)!r} cannot be used ({error}); move it away and a new one is made"
            ) from error


def _sound(text: str) -> Answer | None:
    try:
        return answer_from_json(text)
    except ValueError:
        return None
