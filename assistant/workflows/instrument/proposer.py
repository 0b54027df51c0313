"""The instrument as the workflows know it: units in, one answer per unit out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.domain.coder import Coder
from assistant.domain.document import Document
from assistant.domain.identifiers import RunId
from assistant.domain.unit import Answer, Unit
from assistant.errors import InstrumentError
from assistant.prompting.language import PromptLanguage
from assistant.workflows.instrument.asking import Asker, Usage
from assistant.workflows.instrument.chatting import InstrumentStopped
from assistant.workflows.instrument.concluding import conclude
from assistant.workflows.instrument.passages import Window, language_for, setting_of
from assistant.workflows.instrument.planning import Plan, plan_for
from assistant.workflows.instrument.refusing import Asked
from assistant.workflows.instrument.screening import screen
from assistant.workflows.instrument.settings import InstrumentParts
from assistant.workflows.instrument.states import Work, states_of
from assistant.workflows.instrument.verifying import verify


class LanguageModelProposer:
    """Proposes what a language model screened, verified and quoted from the unit itself."""

    def __init__(self, parts: InstrumentParts) -> None:
        self._parts = parts
        self._coder = parts.coder()
        self._asker = Asker(parts.chat)
        self._plans: dict[PromptLanguage, Plan] = {}

    @property
    def coder(self) -> Coder:
        """Return who this is; another model, parameter, prompt, codebook, example or setting is another coder."""
        return self._coder

    @property
    def usage(self) -> Usage:
        """What the questions came to so far."""
        return self._asker.usage

    def propose(self, document: Document, units: Sequence[Unit], run_id: RunId) -> Iterator[Answer]:
        """Yield one answer per unit, in order.

        Raises:
            InstrumentStopped: The run cannot go on; answers of all units that were complete have been yielded.
            InstrumentError: The document must stay on this machine and the model is elsewhere, or its window is too
                small for the codebook.
        """
        if not units:
            return
        work = self.work_on(document, units, run_id)
        windows = iter(work.plan.windows(self._parts, list(units)))
        for group in _groups(windows, self._parts.settings.windows_at_once):
            yield from self._answers(work, group)
            if self._asker.stopped:
                raise InstrumentStopped(
                    f"the model {self._parts.chat.identity.spec!r} cannot go on: {self._asker.stopped}. "
                    "What it answered is kept; start the same run again to go on"
                )

    def work_on(self, document: Document, units: Sequence[Unit], run_id: RunId) -> Work:
        """Return everything that questions about a document need.

        Raises:
            InstrumentError: As in ``propose``.
        """
        parts = self._parts
        destination = parts.chat.identity.destination
        if destination and document.id in parts.kept_local:
            raise InstrumentError(
                f"{units[0].metadata.title!r} has to stay on this machine, and {parts.chat.identity.spec!r} is at "
                f"{destination!r}; choose a local model, leave the source out, or allow it to leave"
            )
        language = language_for(parts, document, units[0])
        if language not in self._plans:
            self._plans[language] = plan_for(parts, language)
        return Work(
            parts=parts,
            plan=self._plans[language],
            document=document,
            setting=setting_of(document.id, units[0], language, parts.veil),
            segments=tuple(parts.segments_of(document.id)),
            examples=parts.pool.outside(document.id, document.text),
            asked=Asked(run_id=run_id, coder_id=self._coder.id, document_id=document.id),
            asker=self._asker,
        )

    @staticmethod
    def _answers(work: Work, windows: Sequence[Window]) -> Iterator[Answer]:
        states = states_of([piece for window in windows for piece in window])
        screen(work, windows, states)
        verify(work, states)
        for state in states.values():
            if not state.open:
                yield conclude(work, state)


def _groups(windows: Iterator[Window], size: int) -> Iterator[list[Window]]:
    """Yield windows in groups; windows that share a unit are never parted."""
    held: list[Window] = []
    for window in windows:
        if len(held) >= size and held[-1][-1].unit is not window[0].unit:
            yield held
            held = []
        held.append(window)
    if held:
        yield held
