"""Settings: of the program (environment, ``TRICODER_…``) and of one study (``project.toml`` in its folder)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.domain.document import SourceType
from assistant.errors import StudyError

PROJECT_FILE = "project.toml"


class ProgramSettings(BaseSettings):
    """What the environment says; every field can be given as ``TRICODER_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="TRICODER_", extra="ignore")

    study: Path | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=0, le=65535)
    team: bool = False
    certificate: Path | None = None
    certificate_key: Path | None = None


class ModelTable(BaseModel):
    """The table ``[model]``: which chat model ``tricoder propose --with model`` asks, and how; see ``ModelSettings``.

    Attributes:
        key_variable: Name of the environment variable that holds the key; the key itself is never written here.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    spec: str = Field(min_length=3, max_length=200)
    base_url: str | None = None
    key_variable: str | None = None
    temperature: float | None = 0.0
    seed: int | None = None
    max_tokens: int | None = None
    timeout_s: float = 60.0
    max_retries: int = 3
    requests_per_minute: float | None = None
    max_concurrency: int = 4
    context_window: int | None = None
    price_in: float | None = None
    price_out: float | None = None


class LeavingTable(BaseModel):
    """The table ``[leaving]``: types of source that may be sent to another machine unless a source says otherwise."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    allow: tuple[SourceType, ...] = ()

    @field_validator("allow")
    @classmethod
    def _interviews_one_by_one(cls, allow: tuple[SourceType, ...]) -> tuple[SourceType, ...]:
        if SourceType.INTERVIEW in allow:
            raise ValueError(
                "interviews are allowed to leave one by one, with `tricoder describe SOURCE --may-leave yes`"
            )
        return allow


class StudySettings(BaseModel):
    """What ``project.toml`` says. Paths are relative to the study's folder.

    Attributes:
        cases: Further names of cases, for sources that speak of several: ``"海尔衣联网" = ["Internet of Clothing"]``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=200)
    language: Literal["zh", "en"] = "zh"
    person: str = Field(default="lead", min_length=1, max_length=64)
    ledger: str = "sqlite:///ledger.db"
    embedder: str = "bundled"
    model: ModelTable | None = None
    leaving: LeavingTable = LeavingTable()
    cases: dict[str, tuple[str, ...]] = Field(default_factory=dict)


def find_study(start: Path, chosen: Path | None) -> Path:
    """Return the study's folder: the one chosen, else the one we stand in, else the only one just below.

    Raises:
        StudyError: There is none, or there are several to choose from.
    """
    if chosen is not None:
        if not (chosen / PROJECT_FILE).is_file():
            raise StudyError(f"{str(chosen)!r} is no study (it has no {PROJECT_FILE}); make one with `tricoder new`")
        return chosen.resolve()
    for folder in (start, *start.parents):
        if (folder / PROJECT_FILE).is_file():
            return folder
    below = sorted(path.parent for path in start.glob(f"*/{PROJECT_FILE}"))
    if len(below) == 1:
        return below[0]
    if below:
        names = ", ".join(folder.name for folder in below)
        raise StudyError(f"there are several studies here ({names}); name one with --study or change into it")
    raise StudyError("there is no study here; make one with `tricoder new NAME`, or name one with --study")


def read_study_settings(folder: Path) -> StudySettings:
    """Return the settings of a study.

    Raises:
        StudyError: The file is missing, no TOML, or has a wrong or unknown entry.
    """
    path = folder / PROJECT_FILE
    try:
        return StudySettings.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise StudyError(f"{str(path)!r} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StudyError(f"{str(path)!r} is not TOML: {error}; mend the line it names") from error
    except ValidationError as error:
        first = error.errors()[0]
        entry = ".".join(str(part) for part in first["loc"])
        raise StudyError(f"{str(path)!r}: entry {entry!r} is wrong: {first['msg']}") from error


def write_study_settings(folder: Path, settings: StudySettings) -> None:
    """Write ``project.toml``; tables that say nothing are left out."""
    values = settings.model_dump(mode="json", exclude_none=True)
    tables = {name: value for name, value in values.items() if isinstance(value, dict)}
    lines = [*_toml_lines({name: value for name, value in values.items() if name not in tables})]
    for name, value in tables.items():
        if any(value.values()):
            lines += ["", f"[{name}]", *_toml_lines(value)]
    (folder / PROJECT_FILE).write_text("\n".join(lines) + "\n", "utf-8")


def _toml_lines(values: Mapping[str, object]) -> Iterator[str]:
    for name, value in values.items():
        yield f"{name if name.isascii() and name.isidentifier() else _toml_text(name)} = {_toml_value(value)}"


def _toml_value(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_toml_value, value))}]"
    return repr(value) if isinstance(value, int | float) else _toml_text(str(value))


def _toml_text(value: str) -> str:
    escaped = "".join(f"\\u{ord(char):04x}" if ord(char) < 32 or char in '"\\' else char for char in value)
    return f'"{escaped}"'
