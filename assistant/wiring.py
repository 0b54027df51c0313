"""From a model's name to an instrument of a study: cache, budget, egress log, permissions, pseudonyms, examples.

Invariants: a question to another machine holds no word of a source that must stay, not even as an example; names are
hidden in it; it is written down before it is sent. One configuration is one coder, its model named by its server.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from assistant.domain.document import Document
from assistant.domain.identifiers import DocumentId, FamilyId, RunId, SegmentId
from assistant.domain.unit import Answer, Unit
from assistant.errors import StudyError
from assistant.models import (
    AnswerCache,
    Budget,
    ChatModel,
    EgressLog,
    Failure,
    FailureKind,
    Limits,
    Message,
    ModelRequest,
    ModelSettings,
    Outfit,
    Patience,
    is_loopback,
    open_chat_model,
    open_replay,
    record,
    request_key,
)
from assistant.models.cache import Answer as Kept
from assistant.models.cache import AnswerStore, answer_from_json
from assistant.porting import PortedChat
from assistant.ports import Encoder, Records
from assistant.prompting import PromptLibrary
from assistant.reading.lexicons import read_lexicon
from assistant.settings import StudySettings
from assistant.veiling import PRIVATE, PrivateFolder, StudyVeil
from assistant.workflows.instrument import (
    EncoderNearness,
    ExamplePool,
    InstrumentParts,
    InstrumentSettings,
    InstrumentStopped,
    LanguageModelProposer,
    ModelIdentity,
    Nearness,
    Veil,
    WordNearness,
    gather_examples,
)
from assistant.workflows.instrument.asking import Usage
from assistant.workflows.instrument.chatting import failure_in_chinese
from assistant.workflows.instrument.settings import NoVeil
from assistant.workflows.leaving import staying

ANSWERS, EGRESS, NAMES = "answers.db", "egress.jsonl", "names.yaml"
OLLAMA_WINDOW = 16_384
"""Asked of Ollama where nothing is set: it would cut questions off at its own default without a word."""
_WHO = ModelRequest(messages=(Message("user", "Reply with the one word OK."),))
"""Asked once per configuration, so that the run can say which model its server calls this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyGround:
    """What an instrument needs of an open study.

    Attributes:
        encoder: Opens the study's embedder.
        prompts: Reads the prompts.
        now: Returns the time, ISO 8601 in UTC.
    """

    folder: Path
    records: Records
    settings: StudySettings
    encoder: Callable[[], Encoder]
    prompts: Callable[[], PromptLibrary]
    now: Callable[[], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice:
    """Which model, and how far a run may go.

    Attributes:
        families: Families to ask about, empty for all.
        replay: Recordings that answer in the model's place.
        record: File that gets the answers used.
    """

    settings: ModelSettings
    families: frozenset[FamilyId] = frozenset()
    limits: Limits = field(default_factory=Limits)
    replay: Path | None = None
    record: Path | None = None
    patience: Patience = field(default_factory=Patience)
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)


def chosen_settings(study: StudySettings, spec: str = "", **changes: object) -> ModelSettings:
    """Return the settings of a model: those of ``project.toml`` where it names the same one, changed as given.

    Raises:
        StudyError: No model is named.
        InstrumentError: A value is out of its range.
    """
    table = study.model
    if not spec and table is None:
        raise StudyError('name a model with --model, or write a table [model] with spec = "provider:model"')
    known = table.model_dump() if table is not None and spec in {"", table.spec} else {"spec": spec}
    given = {name: value for name, value in changes.items() if value is not None}
    settings = ModelSettings(**{**known, **given})
    if settings.provider == "ollama" and settings.context_window is None:
        return replace(settings, context_window=OLLAMA_WINDOW)
    return settings


class _Noting:
    """A store that remembers which answers were used."""

    def __init__(self, store: AnswerStore) -> None:
        self._store = store
        self.used: dict[str, Kept] = {}

    def get(self, key: str) -> Kept | None:
        found = self._store.get(key)
        if found is not None:
            self.used[key] = found
        return found

    def keep(self, key: str, answer: Kept) -> Kept:
        self.used[key] = self._store.keep(key, answer)
        return self.used[key]

    def write(self, path: Path) -> int:
        """Write what was used into a file of recordings, beside what stands there."""
        if not self.used:
            return 0
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        entries = [json.loads(line) for line in lines if line.strip()]
        earlier = {str(entry["key"]): answer_from_json(json.dumps(entry["answer"])) for entry in entries}
        return record(path, (earlier | self.used).items())


@dataclass(frozen=True, slots=True)
class _Held:
    """What an instrument holds open, and how far it may go."""

    stack: ExitStack
    budget: Budget
    priced: bool
    recording: str
    opened_at: float = field(default_factory=time.monotonic)


class ModelInstrument:
    """A language model as an instrument of one study; a proposer, and what estimates and tests need beside it.

    Attributes:
        recording: Name of the file that answers in the model's place, empty where the model itself does.
    """

    def __init__(self, parts: InstrumentParts, chat: PortedChat, far: str, held: _Held) -> None:
        self.parts = parts
        self.host = far
        self.recording = held.recording
        self.coder = parts.coder()
        self._chat = chat
        self._held = held
        self._proposer = LanguageModelProposer(parts)

    @property
    def kept_here(self) -> frozenset[DocumentId]:
        """The sources that must not be shown to this model; none where it is on this machine."""
        return self.parts.kept_local if self.host else frozenset()

    @property
    def usage(self) -> Usage:
        """What its questions came to so far."""
        return self._proposer.usage

    @property
    def totals(self) -> Mapping[str, float]:
        """What its answers came to since it was opened; ``cost`` only where prices are known."""
        told = {**asdict(self.usage), "seconds": time.monotonic() - self._held.opened_at}
        return told | ({"cost": self._held.budget.spent.cost} if self._held.priced else {})

    def propose(self, document: Document, units: Sequence[Unit], run_id: RunId) -> Iterator[Answer]:
        """Yield one answer per unit, in order; raises what ``LanguageModelProposer.propose`` raises."""
        self._chat.stop.clear()
        return self._proposer.propose(document, units, run_id)

    def propose_all(
        self, documents: Iterable[tuple[Document, Sequence[Unit]]], run_id: RunId
    ) -> Iterator[tuple[DocumentId, Answer] | None]:
        """Yield one answer per unit, those of one document in order; see ``LanguageModelProposer.propose_all``."""
        self._chat.stop.clear()
        return self._proposer.propose_all(documents, run_id)

    def halt(self) -> None:
        """Put no further question; what is complete is still handed over."""
        self._chat.stop.set()

    def close(self) -> None:
        """Let go of connections, files and locks; write the recording if one was asked for."""
        self._held.stack.close()


def open_instrument(ground: StudyGround, choice: ModelChoice) -> ModelInstrument:
    """Return a model as an instrument, its name asked of its server; the caller closes it.

    Raises:
        InstrumentStopped: The server does not answer.
        InstrumentError: The model cannot be opened as configured.
        StudyError: The study has no codebook, or its lexicon is wrong.
    """
    return _open(ground, choice, _name_asked)


def open_unasked(ground: StudyGround, choice: ModelChoice) -> ModelInstrument:
    """Return a model as an instrument without sending anything, for an estimate.

    Raises:
        InstrumentError: The model cannot be opened as configured.
        StudyError: As in ``open_instrument``.
    """
    return _open(ground, choice, lambda _chat, store, settings: _kept_name(store, settings))


_Namer = Callable[[ChatModel, AnswerStore, ModelSettings], str]


def _open(ground: StudyGround, choice: ModelChoice, namer: _Namer) -> ModelInstrument:
    settings = choice.settings
    far = destination_of(settings, choice.environment)
    budget = Budget(choice.limits)
    with ExitStack() as held:
        veil: StudyVeil | None = _veil(ground, held) if far else None
        chat, store = _chat(ground, choice, budget, held)
        identity = ModelIdentity(
            spec=settings.spec,
            reported=namer(chat, store, settings),
            parameters=_parameters(settings),
            destination="" if choice.replay else far,
            context_window=settings.context_window,
        )
        ported = PortedChat(chat, identity, veil.check if veil else _anything)
        parts = _parts(ground, choice, ported, veil or NoVeil())
        if veil:
            veil.learn(_words(ground, parts.kept_local))
        return ModelInstrument(parts, ported, far, _held(held, budget, choice))


def _held(stack: ExitStack, budget: Budget, choice: ModelChoice) -> _Held:
    priced = choice.settings.price_in is not None and choice.settings.price_out is not None
    return _Held(stack.pop_all(), budget, priced, choice.replay.name if choice.replay else "")


def _anything(_text: str) -> None:
    """Let every text pass: it stays on this machine."""


def key_variable_of(settings: ModelSettings, environment: Mapping[str, str]) -> str:
    """Return the environment variable that a model's key is read from, empty where it needs none."""
    from assistant.models.providers import KNOWN, UNKNOWN  # noqa: PLC0415 - LangChain takes a second to import

    usual = KNOWN.get(settings.provider, UNKNOWN).key_variable if destination_of(settings, environment) else ""
    return settings.key_variable or usual


def destination_of(settings: ModelSettings, environment: Mapping[str, str]) -> str:
    """Return the host of a model that is on another machine, empty for this one."""
    from assistant.models.providers import address  # noqa: PLC0415 - LangChain takes a second to import

    url = address(settings, environment)
    host = urlsplit(url).hostname or url
    return "" if is_loopback(host) else host


def _veil(ground: StudyGround, held: ExitStack) -> StudyVeil:
    private = PrivateFolder(ground.folder / PRIVATE)
    held.callback(private.close)
    return StudyVeil.of_study(private, read_lexicon(ground.folder / NAMES))


def _chat(ground: StudyGround, choice: ModelChoice, budget: Budget, held: ExitStack) -> tuple[ChatModel, AnswerStore]:
    if choice.replay is not None:
        from assistant.models.replay import Replay  # noqa: PLC0415 - read only where it is asked for

        return open_replay(choice.settings, choice.replay), Replay(choice.replay)
    cache = AnswerCache(ground.folder / ANSWERS, ground.now)
    held.callback(cache.close)
    noting = _Noting(cache)
    if choice.record is not None:
        held.callback(noting.write, choice.record)
    outfit = Outfit(store=noting, budget=budget, patience=choice.patience)
    log = EgressLog(ground.folder / EGRESS, ground.now)
    chat = open_chat_model(choice.settings, outfit, egress=log, environment=choice.environment)
    held.callback(chat.close)
    return chat, noting


def _kept_name(store: AnswerStore, settings: ModelSettings) -> str:
    kept = store.get(request_key(settings, _WHO))
    return kept.model if kept else ""


_NAMELESS = frozenset({FailureKind.NOT_RECORDED, FailureKind.TOO_LONG, FailureKind.REFUSED_REQUEST})


def _name_asked(chat: ChatModel, store: AnswerStore, settings: ModelSettings) -> str:
    outcome = chat.ask(_WHO)
    name = _kept_name(store, settings)
    if isinstance(outcome, Failure) and not name and outcome.kind not in _NAMELESS:
        raise InstrumentStopped(
            f"{outcome.detail}. Nothing was begun ({outcome.kind.value})",
            f"模型 {settings.spec!r}：{failure_in_chinese(outcome.kind.value)}；没有开始运行",
        )
    return name


def _parameters(settings: ModelSettings) -> tuple[tuple[str, str], ...]:
    names = ("context_window", "max_tokens", "seed", "temperature")
    given = ((name, getattr(settings, name)) for name in names)
    return tuple((name, str(value)) for name, value in given if value is not None)


def _parts(ground: StudyGround, choice: ModelChoice, chat: PortedChat, veil: Veil) -> InstrumentParts:
    records = ground.records
    book = records.codebook()
    if book is None:
        raise StudyError("this study has no codebook yet; give it one with `tricoder codebook use FILE`")
    unknown = sorted(choice.families - {family.id for family in book.families})
    if unknown:
        known = ", ".join(family.id for family in book.families)
        raise StudyError(f"the codebook has no family {unknown[0]!r}; its families are {known}")
    here = staying(records.sources(), frozenset(ground.settings.leaving.allow))
    veiled = not isinstance(veil, NoVeil)
    pool = gather_examples(records, book, _segments(records, here) if veiled else frozenset())
    return InstrumentParts(
        chat=chat,
        book=book,
        prompts=ground.prompts(),
        segments_of=records.segments,
        settings=InstrumentSettings(families=choice.families),
        nearness=_nearness(ground, pool),
        pool=pool,
        veil=veil,
        kept_local=here,
    )


def _segments(records: Records, documents: frozenset[DocumentId]) -> frozenset[SegmentId]:
    """Return the segments of documents: none of them may be shown elsewhere as an example."""
    return frozenset(segment.id for document in documents for segment in records.segments(document))


def _nearness(ground: StudyGround, pool: ExamplePool) -> Nearness:
    """Return the embedder where there are examples to compare, else what needs nothing."""
    return WordNearness() if pool.digest == "none" else EncoderNearness(ground.encoder())


def _words(ground: StudyGround, here: frozenset[DocumentId]) -> Iterator[str]:
    """Yield what may be sent of each source: its title, and each segment's words."""
    for source in ground.records.sources():
        if source.id not in here:
            text = ground.records.document(source.id).text
            yield source.metadata.title
            yield from (segment.body.read(text) for segment in ground.records.segments(source.id))
