"""The learning itself. Importing this module imports torch; only a training run does so.

Loss: symmetric InfoNCE over in-batch negatives (van den Oord et al., 2018), averaged over the Matryoshka widths
(Kusupati et al., 2022). Each step touches only the parameter rows that its texts need, so Adam's moments (Kingma and
Ba, 2015) are kept and moved for those rows alone.
"""

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from assistant.retrieval.training.model import Composition, FloatTable
from assistant.retrieval.training.options import Source, TrainingOptions

IntArray = npt.NDArray[np.int64]
_BETAS = (0.9, 0.999)
_EPSILON = 1e-8
_SMALLEST_BATCH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenLists:
    """Texts as token ids, end to end; text t owns `ids[starts[t]:starts[t + 1]]`."""

    ids: IntArray
    starts: IntArray

    def __len__(self) -> int:
        return len(self.starts) - 1

    def select(self, texts: IntArray) -> "TokenLists":
        """Return the chosen texts, in their order."""
        lengths = self.starts[texts + 1] - self.starts[texts]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        entries = np.arange(starts[-1]) + np.repeat(self.starts[texts] - starts[:-1], lengths)
        return TokenLists(ids=self.ids[entries], starts=starts)

    def thinned(self, share: float, chance: np.random.Generator) -> "TokenLists":
        """Return the texts with about `share` of their tokens left out; a text never loses its last token."""
        kept = chance.random(len(self.ids)) >= share
        owners = np.repeat(np.arange(len(self)), np.diff(self.starts))
        emptied = np.bincount(owners, weights=kept, minlength=len(self)) == 0
        kept |= emptied[owners]
        starts = np.concatenate([[0], np.cumsum(np.bincount(owners, weights=kept, minlength=len(self)))])
        return TokenLists(ids=self.ids[kept], starts=starts.astype(np.int64))


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenPairs:
    """The pairs of one source as token ids; no text is empty."""

    source: Source
    left: TokenLists
    right: TokenLists


@dataclass(frozen=True, slots=True, kw_only=True)
class SparsePair:
    """A sparse matrix and its transpose, both in compressed rows."""

    forward: torch.Tensor
    backward: torch.Tensor

    @classmethod
    def of(cls, starts: IntArray, columns: IntArray, values: FloatTable) -> "SparsePair":
        """Return the matrix whose row i holds `values[starts[i]:starts[i + 1]]` in the columns of the same places."""
        height, width = len(starts) - 1, int(columns.max()) + 1
        owners = np.repeat(np.arange(height), np.diff(starts))
        order = np.argsort(columns, kind="stable")
        turned = np.concatenate([[0], np.cumsum(np.bincount(columns, minlength=width))])
        return cls(
            forward=_compressed(starts, columns, values, (height, width)),
            backward=_compressed(turned, owners[order], values[order], (width, height)),
        )


def _compressed(starts: IntArray, columns: IntArray, values: FloatTable, size: tuple[int, int]) -> torch.Tensor:
    return torch.sparse_csr_tensor(
        torch.from_numpy(starts), torch.from_numpy(columns), torch.from_numpy(values), size=size
    )


class RowAdam:
    """Adam over a few rows of a large table at a time; rows that a step leaves alone keep their moments."""

    def __init__(self, table: torch.Tensor) -> None:
        self.table = table
        self._mean = torch.zeros_like(table)
        self._square = torch.zeros_like(table)
        self._step = 0

    def update(self, rows: torch.Tensor, gradient: torch.Tensor, rate: float) -> None:
        """Move the rows against their gradient."""
        self._step += 1
        mean = self._mean[rows].lerp_(gradient, 1 - _BETAS[0])
        square = self._square[rows].lerp_(gradient * gradient, 1 - _BETAS[1])
        self._mean[rows], self._square[rows] = mean, square
        scale = (square / (1 - _BETAS[1] ** self._step)).sqrt_().add_(_EPSILON)
        self.table[rows] -= rate / (1 - _BETAS[0] ** self._step) * mean / scale


def learn_table(
    pair_sets: tuple[TokenPairs, ...], composition: Composition, initial: FloatTable, options: TrainingOptions
) -> FloatTable:
    """Return the parameter table after training, one row per parameter row of the composition."""
    torch.set_num_threads(options.threads)
    warnings.filterwarnings("ignore", message="Sparse ", category=UserWarning, module=__name__)
    torch.manual_seed(options.seed)
    chance = np.random.default_rng(options.seed)
    optimiser = RowAdam(torch.from_numpy(initial.copy()))
    plan = [batch for _ in range(options.epochs) for batch in _epoch(pair_sets, options.batch_size, chance)]
    for step, (pairs, chosen) in enumerate(plan):
        sides = [side.select(chosen) for side in (pairs.left, pairs.right)]
        if options.token_dropout > 0:
            sides = [side.thinned(options.token_dropout, chance) for side in sides]
        rate = options.learning_rate * (1 - step / len(plan))
        _step(sides, composition, optimiser, (rate, options))
    return np.asarray(optimiser.table.numpy(), dtype=np.float32)


def _epoch(
    pair_sets: tuple[TokenPairs, ...], batch_size: int, chance: np.random.Generator
) -> list[tuple[TokenPairs, IntArray]]:
    """Return one epoch's batches, each of one source, in random order."""
    batches = [(pairs, chosen) for pairs in pair_sets for chosen in _draw(pairs, batch_size, chance)]
    return [batches[index] for index in chance.permutation(len(batches))]


def _draw(pairs: TokenPairs, batch_size: int, chance: np.random.Generator) -> Iterator[IntArray]:
    number = len(pairs.left)
    whole, part = divmod(pairs.source.passes, 1)
    chosen = [chance.permutation(number) for _ in range(int(whole))]
    chosen.append(chance.permutation(number)[: round(part * number)])
    for order in chosen:
        for batch in np.array_split(order, max(1, round(len(order) / batch_size))):
            if len(batch) >= min(_SMALLEST_BATCH, number):
                yield batch


def _step(
    sides: list[TokenLists], composition: Composition, optimiser: RowAdam, settings: tuple[float, TrainingOptions]
) -> None:
    """Move the rows that the texts need: two sparse products forward, the same two transposed for the gradient."""
    rate, options = settings
    tokens, places = np.unique(np.concatenate([side.ids for side in sides]), return_inverse=True)
    part = composition.select(tokens)
    rows, row_places = np.unique(part.rows, return_inverse=True)
    build = SparsePair.of(part.starts, row_places, part.shares)
    starts = np.concatenate([sides[0].starts, sides[0].starts[-1] + sides[1].starts[1:]])
    lengths = np.diff(starts)
    average = SparsePair.of(starts, places, np.repeat(1 / lengths, lengths).astype(np.float32))
    rows_used = torch.from_numpy(rows)
    means = average.forward @ (build.forward @ optimiser.table[rows_used])
    excluded = _repeats(sides[0]) | _repeats(sides[1])
    cut = len(sides[0])
    gradient = contrastive_gradient((means[:cut], means[cut:]), excluded, options)
    optimiser.update(rows_used, build.backward @ (average.backward @ gradient), rate)


def _repeats(side: TokenLists) -> torch.Tensor:
    """Return which two different places of a batch hold the same text: such a pair is no negative example."""
    texts = [side.ids[a:b].tobytes() for a, b in zip(side.starts[:-1], side.starts[1:], strict=True)]
    numbers = {text: index for index, text in enumerate(texts)}
    keys = torch.tensor([numbers[text] for text in texts])
    same = keys[:, None] == keys[None, :]
    return same.fill_diagonal_(False)  # noqa: FBT003 - torch's own signature


def contrastive_gradient(
    sides: Sequence[torch.Tensor], excluded: torch.Tensor, options: TrainingOptions
) -> torch.Tensor:
    """Return the gradient of a batch's loss by its left and right means, one below the other.

    Written out, since it needs half the passes over the score matrix that automatic differentiation makes.

    Args:
        sides: Left and right means; row i of one belongs to row i of the other.
        excluded: Off-diagonal places that are no negative examples.
        options: Give the widths and the temperature.
    """
    gradients = [torch.zeros_like(side) for side in sides]
    scale = 1 / (2 * len(sides[0]) * options.temperature * len(options.widths))
    for width in options.widths:
        lengths = [side[:, :width].norm(dim=1, keepdim=True).clamp_min_(_EPSILON) for side in sides]
        left, right = (side[:, :width] / length for side, length in zip(sides, lengths, strict=True))
        scores = (left @ right.T).sub_(1).div_(options.temperature).exp_().masked_fill_(excluded, 0)
        scores.mul_(1 / scores.sum(dim=1, keepdim=True) + 1 / scores.sum(dim=0, keepdim=True))
        scores.diagonal().sub_(2)
        pulls = (scores @ right, scores.T @ left)
        for gradient, unit, pull, length in zip(gradients, (left, right), pulls, lengths, strict=True):
            along = (unit * pull).sum(dim=1, keepdim=True)
            gradient[:, :width] += (pull - unit * along) * (scale / length)
    return torch.cat(gradients)
