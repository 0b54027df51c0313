"""Prompts as files: one per purpose, language and version; a version that was released never changes."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.errors import InstrumentError

RELEASED = "RELEASED.toml"
_NAME = re.compile(r"(?P<name>[a-z][a-z-]*)\.(?P<language>zh|en)\.v(?P<version>[1-9]\d*)\.jinja")
_PARTS = re.compile(
    r"\A---\n(?P<head>.*?)\n---\n=== system ===\n(?P<system>.*?)\n=== user ===\n(?P<user>.*)\Z", re.DOTALL
)
_FIELDS = frozenset({"purpose", "inputs", "answer", "since", "why"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptFile:
    """One version of one prompt.

    Attributes:
        inputs: Names of everything the templates use.
        answer: Which parser reads the answer.
        since: Version of the program that brought it.
        sha256: Of the file's bytes.
    """

    name: str
    language: str
    version: int
    purpose: str
    inputs: frozenset[str]
    answer: str
    since: str
    why: str
    system: str
    user: str
    sha256: str

    @property
    def file_name(self) -> str:
        """The name of its file."""
        return f"{self.name}.{self.language}.v{self.version}.jinja"


def parse_prompt(file_name: str, data: bytes) -> PromptFile:
    """Return the prompt in a file.

    Raises:
        InstrumentError: Name, front matter or parts are not as they have to be.
    """
    named = _NAME.fullmatch(file_name)
    if named is None:
        raise InstrumentError(f"{file_name!r} is no prompt; name it purpose.language.vN.jinja, as screen.zh.v1.jinja")
    parts = _PARTS.match(_text(file_name, data))
    if parts is None:
        raise InstrumentError(
            f"prompt {file_name!r} has to be front matter between lines `---`, then `=== system ===`, `=== user ===`"
        )
    head = _head(file_name, parts["head"])
    return PromptFile(
        name=named["name"],
        language=named["language"],
        version=int(named["version"]),
        purpose=str(head["purpose"]),
        inputs=frozenset(map(str, _list(file_name, head["inputs"]))),
        answer=str(head["answer"]),
        since=str(head["since"]),
        why=str(head["why"]),
        system=parts["system"],
        user=parts["user"],
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _text(file_name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise InstrumentError(f"prompt {file_name!r} is not UTF-8; save it as UTF-8") from error


def _head(file_name: str, text: str) -> Mapping[str, object]:
    try:
        head = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise InstrumentError(f"the front matter of prompt {file_name!r} is no YAML: {error}") from error
    if not isinstance(head, dict) or set(head) != _FIELDS:
        raise InstrumentError(f"the front matter of prompt {file_name!r} needs exactly {', '.join(sorted(_FIELDS))}")
    return head


def _list(file_name: str, value: object) -> list[object]:
    if not isinstance(value, list):
        raise InstrumentError(f"the inputs of prompt {file_name!r} have to be a list")
    return value


class PromptLibrary:
    """The prompts at hand."""

    def __init__(self, prompts: Iterable[PromptFile]) -> None:
        self._prompts = {(each.name, each.language, each.version): each for each in prompts}

    def prompt(self, name: str, language: str, version: int | None = None) -> PromptFile:
        """Return a prompt, its newest version where none is named.

        Raises:
            InstrumentError: There is none.
        """
        versions = [each[2] for each in self._prompts if each[:2] == (name, language)]
        wanted = max(versions, default=0) if version is None else version
        found = self._prompts.get((name, language, wanted))
        if found is None:
            known = ", ".join(sorted(each.file_name for each in self._prompts.values())) or "none"
            raise InstrumentError(
                f"there is no prompt {name!r} in {language!r}, version {version or 'any'}; known: {known}"
            )
        return found

    def all(self) -> tuple[PromptFile, ...]:
        """Return all prompts, sorted by name, language and version."""
        return tuple(self._prompts[key] for key in sorted(self._prompts))


def read_prompts(folder: Path) -> PromptLibrary:
    """Return the prompts of a folder.

    Raises:
        InstrumentError: A file cannot be read or is no prompt, or there is none.
    """
    try:
        files = [(path.name, path.read_bytes()) for path in sorted(folder.glob("*.jinja"))]
    except OSError as error:
        raise InstrumentError(f"the prompts in {str(folder)!r} cannot be read: {error.strerror}") from error
    if not files:
        raise InstrumentError(f"there are no prompts in {str(folder)!r}; install Tricoder again")
    return PromptLibrary(parse_prompt(name, data) for name, data in files)


def changes_since_release(folder: Path) -> tuple[str, ...]:
    """Return what stands against the lock: released versions that changed or went, versions not locked yet.

    Args:
        folder: The folder of all prompts, with the lock in it.
    """
    released = tomllib.loads((folder / RELEASED).read_text("utf-8"))["sha256"]
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.jinja")}
    present = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    found = []
    for name in sorted({*released, *present}):
        if name not in present:
            found.append(f"{name} was released and is gone: put it back")
        elif name not in released:
            found.append(f"{name} is not in {RELEASED}: add its sha256 {present[name]}")
        elif released[name] != present[name]:
            found.append(f"{name} was released and has changed: restore it and write a new version beside it")
    return tuple(found)
