"""What a workbench offers of chat models: settings, instruments, recordings, and a look at what has left."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NoReturn, Protocol

from assistant.domain.document import SourceType
from assistant.domain.identifiers import DocumentId, FamilyId
from assistant.errors import StudyError
from assistant.ports import Proposer
from assistant.workflows.instrument import InstrumentParts, Prices

EMBEDDED = "exemplar"
"""The instrument that needs no model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOrder:
    """What to run.

    Attributes:
        instrument: ``exemplar``, or ``model`` for the chat model of the settings.
        documents: Only these sources, empty for all.
        families: Only these families, empty for all; the embedded instrument always answers for all.
        max_calls: Stop after so many calls.
        max_cost: Stop before it costs more; needs prices.
        recording: Recording of the study that answers in the model's place, empty to ask the model.
    """

    instrument: str
    documents: frozenset[DocumentId] = frozenset()
    families: frozenset[FamilyId] = frozenset()
    max_calls: int | None = None
    max_cost: float | None = None
    recording: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelKept:
    """The chat model that the settings of the study name.

    Attributes:
        values: Its settings by name, empty where none was chosen yet.
        allowed: Types of source that may leave where a source says nothing.
        key_variable: Environment variable that its key is read from, empty where it needs none.
        key_there: Whether that variable is set for this process.
        destination: Host that questions go to, empty for this machine.
    """

    values: Mapping[str, object]
    allowed: frozenset[SourceType]
    key_variable: str = ""
    key_there: bool = True
    destination: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A request that has left this machine.

    Attributes:
        at: ISO 8601 in UTC.
        sha256: Of the bytes that were sent.
        body: What was sent, its end left out where it is very long.
    """

    at: str
    host: str
    model: str
    size: int
    sha256: str
    body: str


class Asked(Proposer, Protocol):
    """A chat model as an instrument, with what an estimate looks at."""

    @property
    def parts(self) -> InstrumentParts:
        """What it works with."""
        ...


class Models(Protocol):
    """The chat models of a study, for pages: settings, instruments, and what has left."""

    def kept(self) -> ModelKept:
        """Return what the settings say."""
        ...

    def keep(self, values: Mapping[str, object], allowed: frozenset[SourceType]) -> None:
        """Write the settings.

        Raises:
            StudyError: A value does not fit; the message says which.
        """
        ...

    def prices(self) -> Prices | None:
        """Return the prices that the settings name."""
        ...

    def unasked(self, order: RunOrder) -> AbstractContextManager[Asked]:
        """Open the model of the settings without sending anything, for an estimate."""
        ...

    def opened(self, order: RunOrder) -> AbstractContextManager[Asked]:
        """Open the model of the settings, its name asked of its server."""
        ...

    def recordings(self) -> tuple[str, ...]:
        """Return the recordings of the study by name."""
        ...

    def departures(self, last: int) -> tuple[Departure, ...]:
        """Return the newest requests that have left this machine, newest first."""
        ...


class NoModels:
    """A workbench without chat models."""

    def kept(self) -> ModelKept:
        """Return that none was chosen."""
        return ModelKept(values={}, allowed=frozenset())

    def keep(self, values: Mapping[str, object], allowed: frozenset[SourceType]) -> None:
        """Refuse."""
        self._refuse(values, allowed)

    def prices(self) -> Prices | None:
        """Return none."""
        return None

    def unasked(self, order: RunOrder) -> AbstractContextManager[Asked]:
        """Refuse."""
        self._refuse(order)

    def opened(self, order: RunOrder) -> AbstractContextManager[Asked]:
        """Refuse."""
        self._refuse(order)

    def recordings(self) -> tuple[str, ...]:
        """Return none."""
        return ()

    def departures(self, last: int) -> tuple[Departure, ...]:
        """Return none of so many."""
        return ()[:last]

    @staticmethod
    def _refuse(*_asked: object) -> NoReturn:
        raise StudyError("this workbench has no chat models")
