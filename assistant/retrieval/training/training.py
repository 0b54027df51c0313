"""From a data folder to a model folder: read, choose tokens, learn, bake, round, save, report."""

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import structlog
from tokenizers import Tokenizer

from assistant.errors import SourceError
from assistant.retrieval.bundled_model import BundledEmbeddings, Vectors, mean_vectors
from assistant.retrieval.training.evaluating import DevScores, Encode, evaluate, read_dev_sets
from assistant.retrieval.training.model import Composition, FloatTable, compose
from assistant.retrieval.training.options import TrainingOptions
from assistant.retrieval.training.reading_pairs import PairSet, read_sources
from assistant.retrieval.training.saving import SavedModel, save_model
from assistant.retrieval.training.vocabulary import build_tokenizer

if TYPE_CHECKING:
    from assistant.retrieval.training.contrastive import TokenLists, TokenPairs

_LOG = structlog.get_logger(__name__)
RECORD_FILE = "training.json"
_DEV_FILE = Path("dev") / "dev.json.gz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Everything that learning needs, ready-made.

    Attributes:
        tokenizer: Of the model to be.
        pairs: The training pairs as token ids.
        composition: How token vectors are put together.
        document_frequency: Texts that hold each token.
        texts: Texts counted.
        kept: Pairs by file.
        rejected: Lines that held no pair, and pairs with a side without a known token, by file.
    """

    tokenizer: Tokenizer
    pairs: "tuple[TokenPairs, ...]"
    composition: Composition
    document_frequency: npt.NDArray[np.int64]
    texts: int
    kept: Mapping[str, int]
    rejected: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingReport:
    """What a run did.

    Attributes:
        options: Its settings.
        pairs: Pairs learned from, by file.
        rejected: Lines and pairs that could not be used, by file.
        saved: The model folder.
        dev: Scores of the saved model; None where the data folder has no development file.
        dev_unrounded: Scores of the same table before it was rounded to eight bits.
        seconds: Wall-clock time.
    """

    options: TrainingOptions
    pairs: Mapping[str, int]
    rejected: Mapping[str, int]
    saved: SavedModel
    dev: DevScores | None
    dev_unrounded: DevScores | None
    seconds: float


def train_embedder(data: Path, out: Path, options: TrainingOptions) -> TrainingReport:
    """Train an embedder and save it.

    Args:
        data: Folder of the source files; `../dev/dev.json.gz` or `dev/dev.json.gz` beside them is scored if present.
        out: Model folder, made if absent; its files of the same names are replaced.
        options: Settings of the run.

    Returns:
        What was learned from, what was saved, and how well it does.

    Raises:
        SourceError: A source file is missing or damaged, or holds no usable pair.
    """
    begun = time.monotonic()
    prepared = prepare(read_sources(data, options.sources), options)
    _LOG.info("tokens chosen", tokens=prepared.tokenizer.get_vocab_size(), seconds=round(time.monotonic() - begun))
    table = fit(prepared, options)
    _LOG.info("table learned", seconds=round(time.monotonic() - begun))
    saved = save_model(out, prepared.tokenizer, table, inverse_frequency(prepared))
    report = TrainingReport(
        options=options,
        pairs=prepared.kept,
        rejected=prepared.rejected,
        saved=saved,
        dev=_score(data, BundledEmbeddings(out, width=None).encode),
        dev_unrounded=_score(data, encoder(prepared.tokenizer, table)),
        seconds=time.monotonic() - begun,
    )
    _write_record(report)
    _LOG.info("model saved", **{key: str(value) for key, value in asdict(saved).items()})
    return report


def prepare(pair_sets: tuple[PairSet, ...], options: TrainingOptions) -> Prepared:
    """Return the tokenizer for the pairs, and the pairs as its tokens.

    Raises:
        SourceError: No source holds a usable pair.
    """
    tokenizer = build_tokenizer(pair_sets, options.vocabulary_size)
    pairs = tuple(_tokenise(tokenizer, pair_set) for pair_set in pair_sets)
    kept = {pair_set.source.file: len(tokens.left) for pair_set, tokens in zip(pair_sets, pairs, strict=True)}
    if not any(kept.values()):
        raise SourceError(f"no usable pair in {sorted(kept)!r}; each line needs two texts with a tab between")
    size = tokenizer.get_vocab_size()
    spellings = tokenizer.get_vocab()
    return Prepared(
        tokenizer=tokenizer,
        pairs=tuple(tokens for tokens in pairs if len(tokens.left)),
        composition=compose(sorted(spellings, key=spellings.__getitem__), options),
        document_frequency=np.asarray(
            sum(_document_frequency(side, size) for tokens in pairs for side in (tokens.left, tokens.right))
        ),
        texts=2 * sum(kept.values()),
        kept=kept,
        rejected={
            pair_set.source.file: pair_set.rejected + len(pair_set.left) - kept[pair_set.source.file]
            for pair_set in pair_sets
        },
    )


def fit(prepared: Prepared, options: TrainingOptions) -> FloatTable:
    """Return the plain table of token vectors after training."""
    from assistant.retrieval.training.contrastive import learn_table  # noqa: PLC0415 - imports torch

    parameters = learn_table(prepared.pairs, prepared.composition, initial_table(prepared, options), options)
    return prepared.composition.bake(parameters)


def initial_table(prepared: Prepared, options: TrainingOptions) -> FloatTable:
    """Return the parameter table before training: seeded noise, smaller for frequent tokens if so asked."""
    shape = (prepared.composition.parameter_rows, options.dimensions)
    chance = np.random.default_rng(options.seed)
    table = chance.standard_normal(shape, dtype=np.float32) * np.float32(options.initial_scale)
    if options.sif_constant > 0:
        share = prepared.document_frequency / max(1, prepared.document_frequency.sum())
        table[: len(share)] *= (options.sif_constant / (options.sif_constant + share))[:, None].astype(np.float32)
    return table


def inverse_frequency(prepared: Prepared) -> FloatTable:
    """Return each token's idf over the training texts (Robertson and Zaragoza, 2009)."""
    found = prepared.document_frequency
    return np.log1p((prepared.texts - found + 0.5) / (found + 0.5)).astype(np.float32)


def encoder(tokenizer: Tokenizer, table: Vectors) -> Encode:
    """Return a function from texts to vectors of length one."""
    return lambda texts: mean_vectors(
        [encoding.ids for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False)], table
    )


def _score(data: Path, encode: Encode) -> DevScores | None:
    found = [folder / _DEV_FILE for folder in (data, data.parent) if (folder / _DEV_FILE).exists()]
    return evaluate(encode, read_dev_sets(found[0])) if found else None


def _write_record(report: TrainingReport) -> None:
    """Write what decides the weights, and what came of them, beside the weights."""
    record = {
        "options": asdict(report.options),
        "pairs": dict(report.pairs),
        "rejected": dict(report.rejected),
        "weights_sha256": report.saved.weights_sha256,
        "worst_cosine_after_rounding": report.saved.worst_cosine,
        "dev": dict(report.dev.scores) if report.dev else None,
        "dev_before_rounding": dict(report.dev_unrounded.scores) if report.dev_unrounded else None,
    }
    text = json.dumps(record, indent=2, ensure_ascii=False)
    (report.saved.folder / RECORD_FILE).write_text(text + "\n", encoding="utf-8")


def _tokenise(tokenizer: Tokenizer, pairs: PairSet) -> "TokenPairs":
    from assistant.retrieval.training.contrastive import TokenPairs  # noqa: PLC0415 - imports torch

    sides = [_known_ids(tokenizer, texts) for texts in (pairs.left, pairs.right)]
    usable = [index for index, ids in enumerate(zip(*sides, strict=True)) if all(ids)]
    left, right = ([side[index] for index in usable] for side in sides)
    return TokenPairs(source=pairs.source, left=_flat(left), right=_flat(right))


def _known_ids(tokenizer: Tokenizer, texts: tuple[str, ...]) -> list[list[int]]:
    encodings = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    return [[token for token in encoding.ids if token] for encoding in encodings]


def _flat(token_ids: list[list[int]]) -> "TokenLists":
    from assistant.retrieval.training.contrastive import TokenLists  # noqa: PLC0415 - imports torch

    starts = np.cumsum([0, *(len(ids) for ids in token_ids)], dtype=np.int64)
    return TokenLists(
        ids=np.fromiter(chain.from_iterable(token_ids), dtype=np.int64, count=int(starts[-1])), starts=starts
    )


def _document_frequency(texts: "TokenLists", size: int) -> npt.NDArray[np.int64]:
    owners = np.repeat(np.arange(len(texts)), np.diff(texts.starts))
    once = np.unique(owners * size + texts.ids)
    return np.bincount(once % size, minlength=size)
