"""From one string to an encoder. A LangChain ``Embeddings`` is the plug; no LangChain type leaves this room."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qsl

import numpy as np

from assistant.errors import InstrumentError
from assistant.ports import Encoder, Vectors
from assistant.retrieval.bundled_model import BundledEmbeddings, TokenTable, Width
from assistant.retrieval.hashing import HashingEncoder
from assistant.retrieval.transformer import Loading, Prompts, hub_folder, open_transformer
from assistant.retrieval.vectors import batches, unit_rows

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

FORMS = (
    "bundled, bundled:128, adapted:NAME, path:/a/model/folder, st:a-model-name, langchain:module:Class "
    "or provider:model"
)
DEFAULT = "bundled"
_BATCH = 256
_WIDTHS: Mapping[str, Width] = {"": 256, "256": 256, "128": 128, "64": 64}
_OURS = frozenset({"batch", "threads", "device", "query", "document"})
_SECRET = ("key", "secret", "password", "token")
_FOREIGN = (
    ("openai", "OpenAIError"),
    ("httpx", "HTTPError"),
    ("ollama", "ResponseError"),
    ("requests", "RequestException"),
)

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class _Spec:
    """A taken-apart spec: ``scheme:name?option=value``."""

    scheme: str
    name: str
    options: Mapping[str, str]

    @classmethod
    def read(cls, text: str) -> _Spec:
        head, _, tail = text.partition("?")
        scheme, _, name = head.strip().partition(":")
        return cls(scheme, name, dict(parse_qsl(tail, keep_blank_values=True)))

    @property
    def prompts(self) -> Prompts:
        return Prompts(self.options.get("query"), self.options.get("document"))

    def number(self, option: str, usual: int) -> int:
        value = self.options.get(option, str(usual))
        if not value.isdecimal() or int(value) < 1:
            raise InstrumentError(f"embedder option {option}={value!r} is no positive whole number")
        return int(value)


def open_encoder(spec: str, *, cache: Path | None) -> Encoder:
    """Return the encoder that a spec names.

    Args:
        spec: One of ``bundled``, ``bundled:128``, ``path:/some/model``, ``st:name``, ``langchain:module:Class``,
            ``provider:model`` as LangChain's ``init_embeddings`` knows them, or ``hashing``, a stand-in without
            semantics. Options follow a question mark: ``?batch=64&threads=1&query=query: &document=passage: ``, any
            others go to the LangChain class.
        cache: Folder that may remember hashes of model files between calls.

    Raises:
        InstrumentError: There is no such embedder, or it cannot be opened.
    """
    asked = _Spec.read(spec)
    opener = _OPENERS.get(asked.scheme)
    if opener is not None:
        return opener(asked, cache)
    if asked.scheme and asked.name:
        return _open_provider(asked)
    raise InstrumentError(f"no embedder is called {spec!r}; write one of: {FORMS}")


class LangChainEncoder:
    """Any LangChain ``Embeddings`` as an encoder."""

    def __init__(
        self, embeddings: Embeddings, embedder_id: str, *, prompts: Prompts | None = None, batch: int = _BATCH
    ) -> None:
        """Take an embedder and the name that stands for its model and settings."""
        self._embeddings = embeddings
        self._name = embedder_id
        self._prompts = prompts or Prompts()
        self._batch = batch

    @property
    def embedder_id(self) -> str:
        """Stable name of model, weights and settings."""
        return self._name

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Return one row per passage.

        Raises:
            InstrumentError: The embedder failed or gave something else than vectors.
        """
        prompt = self._prompts.document or ""
        rows: list[list[float]] = []
        for group in batches((prompt + text for text in texts), self._batch):
            rows += _answered(self._name, partial(self._embeddings.embed_documents, group))
        return _matrix(self._name, rows, len(texts))

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return one row per query.

        Raises:
            InstrumentError: The embedder failed or gave something else than vectors.
        """
        prompt = self._prompts.query or ""
        ask = self._embeddings.embed_query
        rows = [_answered(self._name, partial(ask, prompt + text)) for text in texts]
        return _matrix(self._name, rows, len(texts))


class BundledEncoder:
    """The embedder that comes with the package; it can also say what each token means."""

    def __init__(self, model: BundledEmbeddings) -> None:
        self._model = model

    @property
    def embedder_id(self) -> str:
        """Stable name of model, weights and settings."""
        return self._model.embedder_id

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Return one row per passage."""
        return self._model.encode(texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return one row per query."""
        return self._model.encode(texts)

    def token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the token ids of each text."""
        return self._model.token_ids(texts)

    def token_table(self) -> TokenTable:
        """Return the table of all tokens."""
        return self._model.token_table()


def _open_bundled(spec: _Spec, _cache: Path | None) -> Encoder:
    width = _WIDTHS.get(spec.name)
    if width is None:
        raise InstrumentError(f"the bundled embedder has no width {spec.name!r}; it has 256, 128 and 64")
    return BundledEncoder(BundledEmbeddings(width=width))


def _open_hashing(spec: _Spec, _cache: Path | None) -> Encoder:
    if spec.name and not (spec.name.isdecimal() and 8 <= int(spec.name) <= 4096):
        raise InstrumentError(f"the hashing stand-in has no width {spec.name!r}; write hashing or hashing:256")
    return HashingEncoder(int(spec.name or 256))


def _open_path(spec: _Spec, cache: Path | None) -> Encoder:
    return open_transformer(Path(spec.name).expanduser(), spec.prompts, _loading(spec), cache)


def _open_named(spec: _Spec, cache: Path | None) -> Encoder:
    if not spec.name:
        raise InstrumentError("no model is named after 'st:'; write st:organisation/model")
    return open_transformer(hub_folder(spec.name), spec.prompts, _loading(spec), cache)


def _loading(spec: _Spec) -> Loading:
    threads = spec.number("threads", 1) if "threads" in spec.options else None
    return Loading(batch=spec.number("batch", 32), threads=threads, device=spec.options.get("device", "cpu"))


def _open_class(spec: _Spec, _cache: Path | None) -> Encoder:
    from langchain_core.embeddings import Embeddings  # noqa: PLC0415 - only this form needs it

    module, _, name = spec.name.rpartition(":")
    try:
        found = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise InstrumentError(
            f"no class {name!r} in module {module!r} ({error}); write langchain:module:Class"
        ) from error
    if not (isinstance(found, type) and issubclass(found, Embeddings)):
        raise InstrumentError(f"{spec.name!r} is no LangChain Embeddings class")
    return _wrapped(spec, lambda: found(**_arguments(spec)))


def _open_provider(spec: _Spec) -> Encoder:
    from langchain.embeddings import init_embeddings  # noqa: PLC0415 - almost a second to import

    make: Callable[..., Embeddings] = init_embeddings
    return _wrapped(spec, lambda: make(f"{spec.scheme}:{spec.name}", **_arguments(spec)))


def _wrapped(spec: _Spec, make: Callable[[], Embeddings]) -> Encoder:
    told = {name: value for name, value in spec.options.items() if name not in {"batch", "threads", "device"}}
    name = f"{spec.scheme}:{spec.name}" + (f"?{json.dumps(told, ensure_ascii=False, sort_keys=True)}" if told else "")
    embeddings = _answered(name, make)
    return LangChainEncoder(embeddings, name, prompts=spec.prompts, batch=spec.number("batch", _BATCH))


def _arguments(spec: _Spec) -> dict[str, object]:
    """Return the options that are not ours; a value that reads as JSON is what it says."""
    told = {name: value for name, value in spec.options.items() if name not in _OURS}
    secret = next((name for name in told if name.lower().endswith(_SECRET)), None)
    if secret:
        raise InstrumentError(f"option {secret!r} is a secret; put it in the provider's environment variable instead")
    return {name: _value(value) for name, value in told.items()}


def _value(text: str) -> object:
    try:
        value: object = json.loads(text)
    except ValueError:
        return text
    return value


def _answered(name: str, ask: Callable[[], Made]) -> Made:
    """Return what an embedder of others answers, its failures as a sentence."""
    try:
        return ask()
    except _foreign_errors() as error:
        first = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise InstrumentError(f"embedder {name!r} cannot be used: {first}; known forms: {FORMS}") from error


def _foreign_errors() -> tuple[type[Exception], ...]:
    """Return the error families of the clients that have been loaded, and those that any client raises."""
    found = [getattr(sys.modules.get(module), family, None) for module, family in _FOREIGN]
    clients = [family for family in found if isinstance(family, type) and issubclass(family, Exception)]
    return (*clients, OSError, ValueError, TypeError, KeyError, RuntimeError, ImportError)


def _matrix(name: str, rows: Sequence[Sequence[float]], expected: int) -> Vectors:
    if len(rows) != expected or len({len(row) for row in rows}) > 1:
        raise InstrumentError(f"embedder {name!r} gave {len(rows)} vectors of unlike lengths for {expected} texts")
    matrix = np.array(rows, dtype=np.float32).reshape(expected, -1 if expected else 0)
    if not np.isfinite(matrix).all():
        raise InstrumentError(f"embedder {name!r} gave numbers that are not finite; try another embedder")
    return unit_rows(matrix)


def _open_adapted(spec: _Spec, cache: Path | None) -> Encoder:
    from assistant.retrieval.adaptation_folder import open_adapted  # noqa: PLC0415 - few studies have one

    return BundledEncoder(open_adapted(spec.name, cache))


_Opener = Callable[[_Spec, Path | None], Encoder]
_OPENERS: Mapping[str, _Opener] = {
    "adapted": _open_adapted,
    "bundled": _open_bundled,
    "hashing": _open_hashing,
    "path": _open_path,
    "st": _open_named,
    "langchain": _open_class,
}
