"""Adapts the bundled embedder to one study, offline, and keeps the result only where it finds more of the study.

It goes on learning from the study's own passages and codebook, then stays near the bundled table by mixing the two
(Wortsman and others, 2022); tokens that the study does not hold keep their vectors. Documents that were not learned
from decide. What is refused leaves no trace; what is kept is one folder, named by its weights, that can be deleted.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

import numpy as np
from tokenizers import Tokenizer

from assistant.errors import StudyError
from assistant.ports import Vectors
from assistant.retrieval.adaptation_folder import SCHEME, sha256
from assistant.retrieval.adaptation_measures import (
    SEARCH,
    Figure,
    JudgedQuery,
    TableEncoder,
    Trial,
    by_search,
    cloze_trial,
    figures,
    judged_trial,
    pair_trial,
)
from assistant.retrieval.adaptation_pairs import (
    Cut,
    TextPair,
    Texts,
    cloze_pairs,
    cut_documents,
    cut_pairs,
    inputs_hash,
)
from assistant.retrieval.bundled_model import (
    BUNDLED_MODEL,
    TOKENIZER_FILE,
    WEIGHTS_FILE,
    BundledEmbeddings,
)
from assistant.retrieval.training.model import Composition
from assistant.retrieval.training.options import Source, TrainingOptions
from assistant.retrieval.training.saving import save_model

if TYPE_CHECKING:
    from assistant.retrieval.training.contrastive import TokenLists, TokenPairs

RECORD_FILE = "adaptation.json"
CLOZE = "sentence to the rest of its passage"
JUDGED = "indicator to coded passage"
CODEBOOK = "codebook wording to its translation"
_FEWEST_QUERIES = 20
_CLOZE_SOURCE = Source(file="passages", passes=1.0, licence="the study's own")
_CODEBOOK_SOURCE = Source(file="codebook", passes=1.0, licence="the study's own")


@dataclass(frozen=True, slots=True, kw_only=True)
class AdaptationOptions:
    """Settings of one adaptation.

    Attributes:
        seed: Decides the cuts, the batches and the sentences asked with.
        epochs: Rounds over the pairs, at least.
        least_steps: A small study goes round as often as it takes for so many steps.
        batch_size: Pairs per step.
        learning_rate: Of Adam, at the first step; half of what the bundled model was trained with.
        temperature: Divisor of the cosines in the loss.
        strengths: Shares of the learned table in the mixture that are tried.
        held_out: Share of the study's characters, and of the codebook's pairs, that decide.
        chosen_by: Share of the characters by which the strength is chosen.
        margin: Gain in mean average precision, 0 to 1, that the searches in held-out documents must show.
        tolerance: Loss in any other figure up to which the adaptation is still kept.
    """

    seed: int = 20261123
    epochs: int = 8
    least_steps: int = 100
    batch_size: int = 128
    learning_rate: float = 0.01
    temperature: float = 0.07
    strengths: tuple[float, ...] = (0.25, 0.5, 0.75, 1.0)
    held_out: float = 0.25
    chosen_by: float = 0.15
    margin: float = 0.01
    tolerance: float = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class AdaptationReport:
    """What an adaptation did; all that is needed to judge it and to repeat it.

    Attributes:
        kept: Whether the adapted model was saved.
        verdict: Why, in a sentence.
        figures: Held-out measures, before and after.
        strength: Share of the learned table in the mixture.
        cut: Which documents were learned from and which decided.
        pairs: Pairs learned from, by kind.
        inputs_sha256: Of the texts and the codebook's pairs.
        base_sha256: Of the bundled weights.
        weights_sha256: Of the adapted weights; empty where nothing was kept.
        folder: Where they lie; None where nothing was kept.
        spec: What to write as the study's embedder; ``bundled`` where nothing was kept.
        seconds: Wall-clock time.
    """

    kept: bool
    verdict: str
    figures: tuple[Figure, ...]
    strength: float
    cut: Cut
    pairs: Mapping[str, int]
    options: AdaptationOptions
    inputs_sha256: str
    base_sha256: str
    weights_sha256: str
    folder: Path | None
    spec: str
    seconds: float


def adapt_embedder(
    texts_by_document: Texts,
    codebook_pairs: Sequence[TextPair],
    out: Path,
    options: AdaptationOptions,
    judged: Sequence[JudgedQuery] = (),
) -> AdaptationReport:
    """Adapt the bundled embedder to a study and save the result where it is better.

    Args:
        texts_by_document: The study's passages.
        codebook_pairs: The same wording in both languages, and labels with their definitions.
        out: Folder of adapted models; a kept one becomes a folder in it, named by its weights.
        options: Settings.
        judged: Queries with passages that people coded; they only measure, nothing is learned from them.

    Raises:
        StudyError: The study is too small to hold enough back.
    """
    began = time.monotonic()
    base = _Base.read(BUNDLED_MODEL)
    cut = cut_documents(texts_by_document, (options.held_out, options.chosen_by), options.seed)
    known, unknown = cut_pairs(codebook_pairs, options.held_out, options.seed)
    trials = _trials(texts_by_document, cut, unknown, (judged, options))
    passages = cloze_pairs(texts_by_document, cut.learned)
    learned = base.learn({_CLOZE_SOURCE: passages, _CODEBOOK_SOURCE: known}, options)
    choosing = cloze_trial(texts_by_document, cut.chosen_by, options.seed)
    strength, table = _strongest(base, learned, choosing, options)
    found = figures(trials, base.encoder(base.table), base.encoder(table), frozenset([CLOZE, JUDGED]))
    kept, verdict = judge(found, options)
    folder, digest = base.save(out, table) if kept else (None, "")
    report = AdaptationReport(
        kept=kept,
        verdict=verdict,
        figures=found,
        strength=strength,
        cut=cut,
        pairs={"passages": len(passages), "codebook": len(known)},
        options=options,
        inputs_sha256=inputs_hash(texts_by_document, codebook_pairs),
        base_sha256=base.sha256,
        weights_sha256=digest,
        folder=folder,
        spec=f"{SCHEME}:{folder.name}" if folder else "bundled",
        seconds=time.monotonic() - began,
    )
    if folder:
        _write_record(folder, report)
    return report


def judge(found: Sequence[Figure], options: AdaptationOptions) -> tuple[bool, str]:
    """Return whether an adaptation is kept, and why.

    The searches in held-out documents must gain, on average, the margin and twice the standard error; no figure may
    lose more than the tolerance.
    """
    searches = [figure for figure in found if figure.name.endswith(SEARCH)]
    if not searches:
        return False, "not kept: nothing could be measured"
    gain = fmean(figure.gain for figure in searches)
    error = sum(figure.error**2 for figure in searches) ** 0.5 / len(searches)
    needed = max(options.margin, 2 * error)
    told = f"searches in held-out documents gain {gain:+.3f} in mean average precision, {needed:.3f} is needed"
    if gain < needed:
        return False, f"not kept: {told}"
    worst = min(found, key=lambda figure: figure.gain)
    if worst.gain < -options.tolerance:
        return False, f"not kept: {worst.name!r} falls by {-worst.gain:.3f}, {options.tolerance:.3f} is allowed"
    return True, f"kept: {told}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Base:
    """The bundled model, taken apart."""

    tokenizer: Tokenizer
    table: Vectors
    idf: Vectors
    sha256: str

    @classmethod
    def read(cls, folder: Path) -> _Base:
        table = BundledEmbeddings(folder, width=None).token_table()
        return cls(
            tokenizer=Tokenizer.from_file(str(folder / TOKENIZER_FILE)),
            table=np.ascontiguousarray(table.vectors),
            idf=table.idf,
            sha256=sha256(folder / WEIGHTS_FILE),
        )

    def encoder(self, table: Vectors) -> TableEncoder:
        return TableEncoder(self.tokenizer, table, self.idf)

    def learn(self, pairs: Mapping[Source, Sequence[TextPair]], options: AdaptationOptions) -> Vectors:
        """Return the table after learning from the pairs alone."""
        from assistant.retrieval.training.contrastive import learn_table  # noqa: PLC0415 - imports torch

        sets = tuple(made for source, rows in pairs.items() if len((made := self._tokens(source, rows)).left))
        if not sets:
            raise StudyError("the study holds no passage of two sentences to learn from; add longer sources first")
        plain = np.arange(len(self.table) + 1, dtype=np.int64)
        itself = Composition(
            starts=plain,
            rows=plain[:-1],
            shares=np.ones(len(self.table), dtype=np.float32),
            parameter_rows=len(self.table),
        )
        batches = sum(max(1, round(len(one.left) / options.batch_size)) for one in sets)
        repeated = replace(options, epochs=max(options.epochs, -(-options.least_steps // batches)))
        return learn_table(sets, itself, self.table, _training(repeated, self.table.shape[1]))

    def save(self, out: Path, table: Vectors) -> tuple[Path, str]:
        """Write the model so that a half-written one never bears a name; return its folder and its hash."""
        half = out / ".half"
        shutil.rmtree(half, ignore_errors=True)
        saved = save_model(half, self.tokenizer, table, self.idf)
        folder = out / saved.weights_sha256[:12]
        shutil.rmtree(folder, ignore_errors=True)
        half.replace(folder)
        return folder, saved.weights_sha256

    def _tokens(self, source: Source, pairs: Sequence[TextPair]) -> TokenPairs:
        from assistant.retrieval.training.contrastive import TokenPairs  # noqa: PLC0415 - imports torch

        encoder = self.encoder(self.table)
        sides = [[[t for t in ids if t] for ids in encoder.token_ids(texts)] for texts in _sides(pairs)]
        usable = [row for row in range(len(pairs)) if all(side[row] for side in sides)]
        left, right = (_flat([side[row] for row in usable]) for side in sides)
        return TokenPairs(source=source, left=left, right=right)


def _trials(
    texts: Texts,
    cut: Cut,
    wording: Sequence[TextPair],
    measured: tuple[Sequence[JudgedQuery], AdaptationOptions],
) -> dict[str, Trial]:
    judged, options = measured
    cloze = cloze_trial(texts, cut.held_out, options.seed)
    if not (cut.learned and cut.chosen_by):
        raise StudyError(
            f"the study is too small to be learned from: apart from reprints, {len(texts)} documents do not make three "
            "groups to learn from, to choose by and to hold out; add sources first"
        )
    if len(cloze.queries) < _FEWEST_QUERIES:
        raise StudyError(
            f"the study is too small to be learned from: {len(cloze.queries)} held-out passages have two sentences or "
            f"more, {_FEWEST_QUERIES} are needed to tell a gain from chance; add sources first"
        )
    return {CLOZE: cloze, JUDGED: judged_trial(texts, cut.held_out, judged), CODEBOOK: pair_trial(wording)}


def _strongest(base: _Base, learned: Vectors, choosing: Trial, options: AdaptationOptions) -> tuple[float, Vectors]:
    """Return the mixture that finds best the passages of the documents it is chosen by; of equals the weakest."""
    mixtures = [(share, base.table + np.float32(share) * (learned - base.table)) for share in options.strengths]
    scored = [(fmean(by_search(choosing, base.encoder(table)) or [0.0]), -share) for share, table in mixtures]
    return mixtures[max(range(len(scored)), key=scored.__getitem__)]


def _training(options: AdaptationOptions, width: int) -> TrainingOptions:
    widths = tuple(dict.fromkeys((width, *(narrow for narrow in (128, 64) if narrow < width))))
    return TrainingOptions(
        seed=options.seed,
        dimensions=width,
        widths=widths,
        temperature=options.temperature,
        epochs=options.epochs,
        batch_size=options.batch_size,
        learning_rate=options.learning_rate,
    )


def _sides(pairs: Sequence[TextPair]) -> tuple[list[str], list[str]]:
    return [one for one, _ in pairs], [other for _, other in pairs]


def _flat(token_ids: Sequence[Sequence[int]]) -> TokenLists:
    from assistant.retrieval.training.contrastive import TokenLists  # noqa: PLC0415 - imports torch

    starts = np.cumsum([0, *(len(ids) for ids in token_ids)], dtype=np.int64)
    return TokenLists(ids=np.array([token for ids in token_ids for token in ids], dtype=np.int64), starts=starts)


def _write_record(folder: Path, report: AdaptationReport) -> None:
    """Write beside the weights what they came from and what they gave."""
    record = asdict(report) | {"folder": folder.name}
    (folder / RECORD_FILE).write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", "utf-8")
