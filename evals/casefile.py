"""The typed cases of `make evals`: one YAML file each, checked before anything is run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from assistant.errors import StudyError

CASES = Path(__file__).resolve().parent / "cases"


class _Case(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9-]{3,60}$")
    corpus: str
    scorers: tuple[str, ...] = Field(min_length=1)
    why: str = Field(min_length=20)


class CodingCase(_Case):
    """An instrument against people, people against each other."""

    kind: Literal["coding"]
    instrument: Literal["exemplar"]


class LearningCase(_Case):
    """How an instrument gets better with what people have coded.

    Attributes:
        taught: Numbers of coded units it is taught.
        seeds: One draw of units for each.
    """

    kind: Literal["learning"]
    instrument: Literal["exemplar"]
    taught: tuple[int, ...] = Field(min_length=2)
    seeds: tuple[int, ...] = Field(min_length=1)


class FindingCase(_Case):
    """How well passages are found."""

    kind: Literal["finding"]
    systems: tuple[str, ...] = Field(min_length=1)
    depths: tuple[int, ...] = Field(min_length=1)


Case = CodingCase | LearningCase | FindingCase
_CASE: TypeAdapter[Case] = TypeAdapter(Annotated[Case, Field(discriminator="kind")])


def read_cases(folder: Path = CASES) -> tuple[Case, ...]:
    """Return all cases by name.

    Raises:
        StudyError: A file is no case; the message says which and why.
    """
    cases = [_read(path) for path in sorted(folder.glob("*.yaml"))]
    names = [case.name for case in cases]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise StudyError(f"two cases are called {twice!r}; rename one")
    return tuple(cases)


def _read(path: Path) -> Case:
    try:
        return _CASE.validate_python(yaml.safe_load(path.read_text("utf-8")))
    except (ValidationError, yaml.YAMLError) as error:
        raise StudyError(f"{path.name!r} is no evaluation case: {error}") from error
