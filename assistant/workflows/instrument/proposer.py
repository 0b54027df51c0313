"""The instrument as the workflows know it: units in, one answer per unit out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assistant.domain.coder import Coder
from assistant.domain.document import Document
from assistant.domain.identifiers import DocumentId, RunId
from assistant.domain.unit import Answer, Unit
from assistant.errors import AssistantError, InstrumentError
from assistant.prompting.language import PromptLanguage
from assistant.workflows.instrument.asking import Asker, Talk, Usage
from assistant.workflows.instrument.chatting import InstrumentStopped
from assistant.workflows.instrument.concluding import conclude
from assistant.workflows.instrument.conversing import Conversation
from assistant.workflows.instrument.passages import Window, language_for, setting_of
from assistant.workflows.instrument.planning import Block, Plan, plan_for
from assistant.workflows.instrument.refusing import Asked
from assistant.workflows.instrument.screening import screen
from assistant.workflows.instrument.settings import InstrumentParts
from assistant.workflows.instrument.states import Notes, States, Work, states_of
from assistant.workflows.instrument.verifying import verify

Said = tuple[DocumentId, Answer]


class LanguageModelProposer:
    """Proposes what a language model screened, verified and quoted from the unit itself."""

    def __init__(self, parts: InstrumentParts) -> None:
        self._parts = parts
        self._coder = parts.coder()
        self._asker = Asker(parts.chat.identity.reported)
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
        """Yield one answer per unit, in order; raises what ``propose_all`` raises."""
        for said in self.propose_all([(document, units)], run_id):
            if said is not None:
                yield said[1]

    def propose_all(self, documents: Iterable[tuple[Document, Sequence[Unit]]], run_id: RunId) -> Iterator[Said | None]:
        """Yield one answer per unit, those of one document in order; None where one is long in coming.

        Documents are read as there is room for questions, so that the end of one holds up no other.

        Raises:
            InstrumentStopped: The run cannot go on; answers of all units that were complete have been yielded.
            InstrumentError: A document must stay on this machine and the model is elsewhere, or its window is too
                small for the codebook; answers have been yielded as above.
        """
        sheets: list[_Sheet] = []
        talks = self._talks(documents, run_id, sheets)
        try:
            for came in Conversation(self._parts.chat, self._asker, talks).hold():
                for sheet in sheets:
                    yield from sheet.ended()
                sheets[:] = [sheet for sheet in sheets if sheet.states]
                if not came:
                    yield None
        except AssistantError:
            yield from (said for sheet in sheets for said in sheet.complete())
            raise
        yield from (said for sheet in sheets for said in sheet.complete())
        if self._asker.stopped:
            raise InstrumentStopped(
                f"the model {self._parts.chat.identity.spec!r} cannot go on: {self._asker.stopped}. "
                "What it answered is kept; start the same run again to go on",
                f"模型 {self._parts.chat.identity.spec!r} 无法继续：{self._asker.stopped_zh}。"
                "已得到的回答都已保留；再次运行即从这里继续",
            )

    def _talks(
        self, documents: Iterable[tuple[Document, Sequence[Unit]]], run_id: RunId, sheets: list[_Sheet]
    ) -> Iterator[Talk[None]]:
        for document, units in documents:
            if units:
                work = self.work_on(document, units, run_id)
                windows = work.plan.windows(self._parts, list(units))
                sheet = _Sheet(work, states_of(windows))
                sheets.append(sheet)
                yield from sheet.talks(windows)

    def work_on(self, document: Document, units: Sequence[Unit], run_id: RunId) -> Work:
        """Return everything that questions about a document need.

        Raises:
            InstrumentError: As in ``propose_all``.
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
            families=parts.families(),
            plan=self._plans[language],
            document=document,
            setting=setting_of(document.id, units[0], language, parts.veil),
            segments=tuple(parts.segments_of(document.id)),
            examples=parts.pool.outside(document.id, document.text),
            asked=Asked(run_id=run_id, coder_id=self._coder.id, document_id=document.id),
            asker=self._asker,
        )


class _Sheet:
    """The units of one document that are not answered yet, in order."""

    def __init__(self, work: Work, states: States) -> None:
        self._work = work
        self.states = states

    def talks(self, windows: Sequence[Window]) -> Iterator[Talk[None]]:
        """Return a talk for each window and family; a unit knows of all talks about it before the first begins."""
        planned = [(blocks, window, Notes()) for window in windows for blocks in self._work.plan.families()]
        for _blocks, window, notes in planned:
            for segment_id in dict.fromkeys(piece.unit.segment.id for piece in window):
                self.states[segment_id].notes.append(notes)
        return (self._talk(*each) for each in planned)

    def ended(self) -> Iterator[Said]:
        """Yield the answers that are complete up to the first unit that is not, and forget them."""
        while self.states and (first := next(iter(self.states.values()))).done:
            del self.states[first.unit.segment.id]
            if not first.open:
                yield self._work.document.id, conclude(self._work, first)

    def complete(self) -> Iterator[Said]:
        """Yield all answers that are complete."""
        for state in self.states.values():
            if not state.open:
                yield self._work.document.id, conclude(self._work, state)

    def _talk(self, blocks: Sequence[Block], window: Window, notes: Notes) -> Talk[None]:
        yield from screen(self._work, blocks, window, notes)
        yield from verify(self._work, notes)
        notes.done = True
