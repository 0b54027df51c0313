"""Settings: of the program (environment, ``TRICODER_…``) and of one study (``project.toml`` in its folder)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import StudyError

PROJECT_FILE = "project.toml"


class ProgramSettings(BaseSettings):
    """What the environment says; every field can be given as ``TRICODER_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="TRICODER_", extra="ignore")

    study: Path | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=0, le=65535)


class StudySettings(BaseModel):
    """What ``project.toml`` says. Paths are relative to the study's folder."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=200)
    language: Literal["zh", "en"] = "zh"
    person: str = Field(default="lead", min_length=1, max_length=64)
    ledger: str = "sqlite:///ledger.db"
    embedder: str = "bundled"


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
    """Write ``project.toml`` for a new study."""
    lines = [f"{name} = {_toml_text(value)}" for name, value in settings.model_dump().items()]
    (folder / PROJECT_FILE).write_text("\n".join(lines) + "\n", "utf-8")


def _toml_text(value: str) -> str:
    escaped = "".join(f"\\u{ord(char):04x}" if ord(char) < 32 or char in '"\\' else char for char in value)
    return f'"{escaped}"'
