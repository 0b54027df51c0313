"""Sentence-transformers models, by folder or by name. The library and torch are loaded with the first text."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.errors import InstrumentError
from assistant.ports import Vectors
from assistant.retrieval.weights import fingerprint

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BGE_ZH = "为这个句子生成表示以用于检索相关文章："
_BGE_EN = "Represent this sentence for searching relevant passages: "
_INSTRUCT = "Instruct: Given a query, retrieve relevant passages that answer the query\nQuery: "


@dataclass(frozen=True, slots=True)
class Prompts:
    """What is written before a query and before a passage; None leaves it to the model's own settings."""

    query: str | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loading:
    """How a model is run; none of it changes its vectors."""

    batch: int = 32
    threads: int | None = None
    device: str = "cpu"


class TransformerEncoder:
    """An encoder of a sentence-transformers model. Threads may share it; they take turns."""

    def __init__(self, model: Path, name: str, prompts: Prompts, loading: Loading) -> None:
        """Take a model's folder and the id it goes by, which names weights and prompts."""
        self._path = model
        self._name = name
        self._prompts = prompts
        self._loading = loading
        self._guard = threading.Lock()
        self._model: SentenceTransformer | None = None

    @property
    def embedder_id(self) -> str:
        """Stable name of model, weights and settings."""
        return self._name

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Return one row per passage."""
        with self._guard:
            model, prompt = self._loaded(), self._prompts.document
            rows = model.encode_document(
                list(texts), prompt=prompt, batch_size=self._loading.batch, show_progress_bar=False
            )
        return np.asarray(rows, dtype=np.float32)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return one row per query."""
        with self._guard:
            model, prompt = self._loaded(), self._prompts.query
            rows = model.encode_query(
                list(texts), prompt=prompt, batch_size=self._loading.batch, show_progress_bar=False
            )
        return np.asarray(rows, dtype=np.float32)

    def _loaded(self) -> SentenceTransformer:
        if self._model is None:
            self._model = _load(self._path, self._loading)
        return self._model


def open_transformer(model: Path, prompts: Prompts, loading: Loading, cache: Path | None) -> TransformerEncoder:
    """Return the encoder of a model's folder.

    Raises:
        InstrumentError: The folder holds no model.
    """
    if not model.is_dir():
        raise InstrumentError(f"no model folder at {str(model)!r}; check the path after 'path:'")
    own = _has_own_prompts(model)
    chosen = prompts if own else _or_customary(prompts, model.resolve())
    written = f"|{chosen.query!r}|{chosen.document!r}" if chosen != Prompts() else ""
    return TransformerEncoder(model, f"st:{fingerprint(model, cache)}{written}", chosen, loading)


def hub_folder(name: str) -> Path:
    """Return the folder of a named model, from the local store or, where the network may be used, downloaded to it.

    Raises:
        InstrumentError: It is neither here nor to be had.
    """
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import snapshot_download  # noqa: PLC0415 - only models of a hub need it
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError  # noqa: PLC0415

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (LocalEntryNotFoundError, OSError, HFValidationError) as absent:
        if os.environ.get("HF_HUB_OFFLINE", "").lower() in {"1", "true", "yes", "on"}:
            raise InstrumentError(
                f"model {name!r} is not on this machine and HF_HUB_OFFLINE is set; download it first, or use 'path:'"
            ) from absent
    try:
        return Path(snapshot_download(name))
    except (OSError, HfHubHTTPError, HFValidationError) as error:
        raise InstrumentError(f"model {name!r} cannot be downloaded ({_first_line(error)}); use 'path:'") from error


def customary_prompts(model: str) -> Prompts:
    """Return the prompts that families of models were trained with, by a model's name.

    E5 (Wang and others, 2022) and BGE (Xiao and others, 2023) as their cards say; Qwen3 brings its own.
    """
    name = model.lower()
    if "e5-" in name or name.endswith("e5"):
        return Prompts(_INSTRUCT, "") if "instruct" in name else Prompts("query: ", "passage: ")
    if "bge-" in name and "-zh" in name:
        return Prompts(_BGE_ZH, "")
    if "bge-" in name and "-en" in name:
        return Prompts(_BGE_EN, "")
    if "qwen3-embedding" in name:
        return Prompts(_INSTRUCT.replace("Query: ", "Query:"), "")
    return Prompts()


def _or_customary(prompts: Prompts, model: Path) -> Prompts:
    """Fill what was not said from the name of the folder, or of the model whose snapshot it is."""
    hub_name = next((part for part in reversed(model.parts) if part.startswith("models--")), model.name)
    usual = customary_prompts(hub_name)
    query = usual.query if prompts.query is None else prompts.query
    return Prompts(query, usual.document if prompts.document is None else prompts.document)


def _has_own_prompts(model: Path) -> bool:
    """Tell whether the model's settings name a prompt for queries."""
    try:
        settings = json.loads((model / "config_sentence_transformers.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    prompts = settings.get("prompts") if isinstance(settings, dict) else None
    return isinstance(prompts, dict) and any(prompts.values())


def _load(path: Path, loading: Loading) -> SentenceTransformer:
    import torch  # noqa: PLC0415 - seconds to import
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - seconds to import

    if loading.threads is not None:
        torch.set_num_threads(loading.threads)
    try:
        return SentenceTransformer(str(path), device=loading.device, local_files_only=True)
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        raise InstrumentError(f"model {str(path)!r} cannot be loaded ({_first_line(error)})") from error


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
