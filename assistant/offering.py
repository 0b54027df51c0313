"""The chat models of a study, for its pages: settings kept in ``project.toml``, instruments, recordings, departures."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from pydantic import ValidationError

from assistant.domain.document import SourceType
from assistant.errors import StudyError
from assistant.models import Limits
from assistant.models.egress import newest_lines
from assistant.settings import LeavingTable, ModelTable, read_study_settings, write_study_settings
from assistant.wiring import (
    EGRESS,
    ModelChoice,
    ModelInstrument,
    StudyGround,
    chosen_settings,
    destination_of,
    key_variable_of,
    open_instrument,
    open_unasked,
)
from assistant.workflows.instrument import Prices
from assistant.workflows.offers import Departure, ModelKept, RunOrder

RECORDINGS = "recordings"
"""Folder of a study whose files answer in a model's place."""
_SHOWN = 20_000
"""Characters of a request that are shown; the file has all of it."""


@dataclass(frozen=True, slots=True)
class StudyModels:
    """The chat models of one study.

    Attributes:
        ground: Returns what an instrument needs of the open study, its settings read anew.
    """

    ground: Callable[[], StudyGround]
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)

    def kept(self) -> ModelKept:
        """Return what the settings say."""
        settings = self.ground().settings
        allowed = frozenset(settings.leaving.allow)
        if settings.model is None:
            return ModelKept(values={}, allowed=allowed)
        chosen = chosen_settings(settings)
        variable = key_variable_of(chosen, self.environment)
        return ModelKept(
            values=settings.model.model_dump(mode="json"),
            allowed=allowed,
            key_variable=variable,
            key_there=not variable or bool(self.environment.get(variable, "").strip()),
            destination=destination_of(chosen, self.environment),
        )

    def keep(self, values: Mapping[str, object], allowed: frozenset[SourceType]) -> None:
        """Write the settings; what they say of anything else stays.

        Raises:
            StudyError: A value does not fit; the message says which.
            InstrumentError: A value is out of its range.
        """
        folder = self.ground().folder
        try:
            table = ModelTable.model_validate(dict(values))
            leaving = LeavingTable(allow=tuple(sorted(allowed)))
        except ValidationError as error:
            first = error.errors(include_input=False)[0]
            entry = ".".join(str(part) for part in first["loc"])
            raise StudyError(
                f"{entry!r} does not fit: {first['msg']}; nothing was saved",
                f"{entry!r} 不合要求（{first['msg']}）；未保存",
            ) from None
        settings = read_study_settings(folder).model_copy(update={"model": table, "leaving": leaving})
        chosen_settings(settings)
        write_study_settings(folder, settings)

    def prices(self) -> Prices | None:
        """Return the prices that the settings name."""
        table = self.ground().settings.model
        if table is None or table.price_in is None or table.price_out is None:
            return None
        return Prices(tokens_in=table.price_in, tokens_out=table.price_out)

    @contextmanager
    def unasked(self, order: RunOrder) -> Iterator[ModelInstrument]:
        """Open the model of the settings without sending anything."""
        ground = self.ground()
        instrument = open_unasked(ground, self._choice(ground, order))
        try:
            yield instrument
        finally:
            instrument.close()

    @contextmanager
    def opened(self, order: RunOrder) -> Iterator[ModelInstrument]:
        """Open the model of the settings, its name asked of its server."""
        ground = self.ground()
        instrument = open_instrument(ground, self._choice(ground, order))
        try:
            yield instrument
        finally:
            instrument.close()

    def recordings(self) -> tuple[str, ...]:
        """Return the recordings of the study by name."""
        return tuple(path.name for path in sorted((self.ground().folder / RECORDINGS).glob("*.jsonl")))

    def departures(self, last: int) -> tuple[Departure, ...]:
        """Return the newest requests that have left this machine, newest first."""
        return tuple(
            Departure(
                at=str(entry["time"]),
                host=str(entry["host"]),
                model=str(entry["model"]),
                size=int(str(entry["bytes"])),
                sha256=str(entry["sha256"]),
                body=str(entry["body"])[:_SHOWN],
            )
            for entry in newest_lines(self.ground().folder / EGRESS, last)
        )

    def _choice(self, ground: StudyGround, order: RunOrder) -> ModelChoice:
        if order.recording and order.recording not in self.recordings():
            raise StudyError(f"the study has no recording {order.recording!r}; reload the page")
        return ModelChoice(
            settings=chosen_settings(ground.settings),
            families=order.families,
            limits=Limits(max_calls=order.max_calls, max_cost=order.max_cost),
            replay=ground.folder / RECORDINGS / order.recording if order.recording else None,
            environment=self.environment,
        )
