"""Reads a static embedding model with numpy and tokenizers alone: no torch, no network, a fraction of a second.

A text's vector is the mean of its tokens' vectors, brought to length one; a text without a known token has the zero
vector. Vectors equal those of `SentenceTransformer(folder).encode` up to rounding.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings
from safetensors import SafetensorError
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from assistant.errors import InstrumentError

BUNDLED_MODEL = Path(__file__).parent / "bundled"
WEIGHTS_FILE = "model.safetensors"
TOKENIZER_FILE = "tokenizer.json"

Vectors = npt.NDArray[np.float32]
Width = Literal[64, 128, 256]
_TEXTS_AT_ONCE = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenTable:
    """The vectors of the tokens and what is known about each; row t belongs to token id t.

    Attributes:
        vectors: One row per token, not normalised; row 0, the unknown token, is zero.
        norms: Their lengths: the weight that training gave each token.
        idf: ln((N - n + .5) / (n + .5) + 1) over the training texts (Robertson and Zaragoza, 2009).
        tokens: Their spelling.
    """

    vectors: Vectors
    norms: Vectors
    idf: Vectors
    tokens: tuple[str, ...]


class BundledEmbeddings(Embeddings):
    """The bilingual embedder that comes with the package, as LangChain knows embedders.

    It holds no state that a call changes, so threads may share it.
    """

    def __init__(self, folder: Path = BUNDLED_MODEL, width: Width | None = 256) -> None:
        """Load the model of a folder.

        Args:
            folder: Holds `tokenizer.json` and `model.safetensors`.
            width: Leading numbers of each vector to keep; None keeps all.

        Raises:
            InstrumentError: The folder holds no such model, or a narrower one.
        """
        self._folder = folder
        self._tokenizer = _read_tokenizer(folder / TOKENIZER_FILE)
        self._vectors, self._idf = _read_weights(folder / WEIGHTS_FILE)
        if self._vectors.shape[1] < (width or 1):
            raise InstrumentError(f"model {str(folder)!r} has {self.dimensions} dimensions; ask for at most as many")
        self._vectors = np.ascontiguousarray(self._vectors[:, :width])
        digest = hashlib.sha256((folder / WEIGHTS_FILE).read_bytes()).hexdigest()
        self._identity = f"bundled-zh-en-{self.dimensions}:{digest[:12]}"

    @property
    def embedder_id(self) -> str:
        """Name, width and weights of the embedder; vectors of different ids must not be compared."""
        return self._identity

    @property
    def dimensions(self) -> int:
        """Numbers in a vector."""
        return int(self._vectors.shape[1])

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector per text."""
        rows: list[list[float]] = self.encode(texts).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of one text."""
        return self.embed_documents([text])[0]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text, of length one or zero."""
        blocks = [texts[start : start + _TEXTS_AT_ONCE] for start in range(0, len(texts), _TEXTS_AT_ONCE)]
        empty = np.zeros((0, self.dimensions), dtype=np.float32)
        return np.concatenate([empty, *(mean_vectors(self.token_ids(block), self._vectors) for block in blocks)])

    def token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Return each text's token ids; 0 stands for what the vocabulary lacks."""
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [encoding.ids for encoding in encodings]

    def token_places(self, text: str) -> list[tuple[int, int, int]]:
        """Return (token id, start, end) of each token, in code points of the text as given."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return [(token, start, end) for token, (start, end) in zip(encoding.ids, encoding.offsets, strict=True)]

    def token_table(self) -> TokenTable:
        """Return the vectors, weights and spellings of the tokens, for matching word by word."""
        spellings = self._tokenizer.get_vocab()
        return TokenTable(
            vectors=self._vectors,
            norms=np.linalg.norm(self._vectors, axis=1),
            idf=self._idf,
            tokens=tuple(sorted(spellings, key=spellings.__getitem__)),
        )


def mean_vectors(token_ids: Sequence[Sequence[int]], table: Vectors) -> Vectors:
    """Return the mean vector of each token list, brought to length one; zero where nothing is known."""
    means = np.zeros((len(token_ids), table.shape[1]), dtype=np.float32)
    filled = [index for index, ids in enumerate(token_ids) if ids]
    if filled:
        lengths = np.array([len(token_ids[index]) for index in filled])
        flat = np.fromiter(_flatten(token_ids), dtype=np.int64, count=int(lengths.sum()))
        starts = np.concatenate([[0], np.cumsum(lengths[:-1])])
        means[filled] = np.add.reduceat(table[flat], starts, axis=0)
    norms = np.linalg.norm(means, axis=1, keepdims=True)
    return np.asarray(np.divide(means, norms, out=means, where=norms > 1e-12), dtype=np.float32)


def _flatten(token_ids: Sequence[Sequence[int]]) -> Iterator[int]:
    return (token for ids in token_ids for token in ids)


def _read_tokenizer(path: Path) -> Tokenizer:
    try:
        json.loads(path.read_text(encoding="utf-8"))
        return Tokenizer.from_file(str(path))
    except (OSError, ValueError) as error:
        raise InstrumentError(f"no tokenizer at {str(path)!r} ({error}); install the package again") from error


def _read_weights(path: Path) -> tuple[Vectors, Vectors]:
    """Return the token vectors, made from whole numbers and one scale per row, and the tokens' idf."""
    try:
        arrays = load_file(path)
        vectors = arrays["embeddings"].astype(np.float32) * arrays["weights"][:, None]
        return vectors, arrays["idf"].astype(np.float32)
    except (OSError, KeyError, SafetensorError) as error:
        raise InstrumentError(f"no embedding weights at {str(path)!r} ({error}); install the package again") from error
