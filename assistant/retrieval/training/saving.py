"""Writes a trained model as a folder that sentence-transformers and plain numpy both read.

Weights are whole numbers of eight bits with one scale per token (`embeddings`, `weights`: the names under which
sentence-transformers finds a scaled table); `idf` comes along for matching by words.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from assistant.retrieval.bundled_model import TOKENIZER_FILE, WEIGHTS_FILE
from assistant.retrieval.training.model import FloatTable

_STATIC = "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"
_NORMALIZE = "sentence_transformers.base.modules.normalize.Normalize"
_SETTINGS = {"model_type": "SentenceTransformer", "similarity_fn_name": "cosine"}
_NORMALIZED = {"module_input_name": "sentence_embedding", "module_output_name": "sentence_embedding"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedModel:
    """What was written.

    Attributes:
        folder: Where.
        size_bytes: All files together.
        weights_sha256: Of the weights file.
        worst_cosine: Smallest cosine between a token's vector before and after rounding to eight bits.
    """

    folder: Path
    size_bytes: int
    weights_sha256: str
    worst_cosine: float


def save_model(out: Path, tokenizer: Tokenizer, table: FloatTable, idf: FloatTable) -> SavedModel:
    """Write the model and return what stands in the folder."""
    out.mkdir(parents=True, exist_ok=True)
    whole, scales = quantise(table)
    save_file({"embeddings": whole, "weights": scales, "idf": idf}, out / WEIGHTS_FILE)
    (out / WEIGHTS_FILE).chmod(0o644)
    (out / TOKENIZER_FILE).write_text(tokenizer.to_str(pretty=False), encoding="utf-8")
    _write_json(out / "modules.json", _modules())
    _write_json(out / "config_sentence_transformers.json", _SETTINGS)
    (out / "1_Normalize").mkdir(exist_ok=True)
    _write_json(out / "1_Normalize" / "config.json", _NORMALIZED)
    written = [path for path in out.rglob("*") if path.is_file()]
    return SavedModel(
        folder=out,
        size_bytes=sum(path.stat().st_size for path in written),
        weights_sha256=hashlib.sha256((out / WEIGHTS_FILE).read_bytes()).hexdigest(),
        worst_cosine=_worst_cosine(table, whole.astype(np.float32) * scales[:, None]),
    )


def quantise(table: FloatTable) -> tuple[npt.NDArray[np.int8], FloatTable]:
    """Return whole numbers from -127 to 127 and the scale per row that restores them."""
    scales = np.abs(table).max(axis=1) / 127
    scales[scales == 0] = 1.0
    return np.round(table / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def _worst_cosine(before: FloatTable, after: FloatTable) -> float:
    lengths = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    known = lengths > 0
    return float(np.min(np.sum(before * after, axis=1)[known] / lengths[known], initial=1.0))


def _modules() -> list[dict[str, object]]:
    return [
        {"idx": 0, "name": "0", "path": "", "type": _STATIC},
        {"idx": 1, "name": "1", "path": "1_Normalize", "type": _NORMALIZE},
    ]


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
