"""Recorded answers: with them a run is repeated with no model at all, and to the letter."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from assistant.errors import InstrumentError
from assistant.models.cache import Answer, answer_from_json, answer_to_json


def record(path: Path, answers: Iterable[tuple[str, Answer]]) -> int:
    """Write a file of recordings (JSON lines in the order of their keys); return how many there are."""
    lines = [
        json.dumps({"key": key, "answer": json.loads(answer_to_json(answer))}, sort_keys=True)
        for key, answer in sorted(answers, key=lambda entry: entry[0])
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    half_made = path.with_name(path.name + ".part")
    half_made.write_text("".join(line + "\n" for line in lines), "utf-8")
    half_made.replace(path)
    return len(lines)


class Replay:
    """The answers of a file, or of all ``*.jsonl`` files of a folder. Nothing is ever added."""

    def __init__(self, path: Path) -> None:
        """Read the recordings.

        Raises:
            InstrumentError: There are none, or a line is damaged.
        """
        files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
        if not files:
            raise InstrumentError(f"the folder {str(path)!r} holds no recordings (*.jsonl); record a run into it first")
        self._answers = dict(entry for file in files for entry in _read(file))

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, key: str) -> Answer | None:
        """Return the recorded answer to a question, if there is one."""
        return self._answers.get(key)

    def keep(self, _key: str, answer: Answer) -> Answer:
        """Return the answer; recordings do not grow."""
        return answer


def _read(file: Path) -> Iterator[tuple[str, Answer]]:
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InstrumentError(f"the recordings {str(file)!r} cannot be read: {error}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            yield str(entry["key"]), answer_from_json(json.dumps(entry["answer"]))
        except (ValueError, KeyError, TypeError) as error:
            raise InstrumentError(
                f"line {number} of the recordings {str(file)!r} is damaged ({error}); record the run again"
            ) from error
