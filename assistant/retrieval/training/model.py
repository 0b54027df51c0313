"""How a token's vector is made while training: its own row, plus shares of the rows of what it is written with.

Rare words so learn from frequent ones with the same characters or the same stem. After training the sums are baked
into one plain table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.retrieval.training.options import TrainingOptions
from assistant.retrieval.training.vocabulary import is_han_word, is_latin_word

FloatTable = npt.NDArray[np.float32]
_PREFIXES = (4, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """A sparse matrix, tokens x parameter rows, in compressed rows.

    Attributes:
        starts: Token t owns the entries `starts[t]:starts[t + 1]`.
        rows: Parameter rows of the entries.
        shares: Their factors; 1 for the token's own row, which comes first.
        parameter_rows: Rows of the parameter table: the tokens, then the prefixes.
    """

    starts: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]
    shares: FloatTable
    parameter_rows: int

    def select(self, tokens: npt.NDArray[np.int64]) -> "Composition":
        """Return the composition of the chosen tokens, in their order."""
        lengths = self.starts[tokens + 1] - self.starts[tokens]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        entries = np.arange(starts[-1]) + np.repeat(self.starts[tokens] - starts[:-1], lengths)
        return Composition(
            starts=starts,
            rows=self.rows[entries],
            shares=self.shares[entries],
            parameter_rows=self.parameter_rows,
        )

    def bake(self, parameters: FloatTable) -> FloatTable:
        """Return the plain table of token vectors; the unknown token's is zero."""
        table = np.add.reduceat(parameters[self.rows] * self.shares[:, None], self.starts[:-1], axis=0)
        table[0] = 0.0
        return np.asarray(table, dtype=np.float32)


def compose(tokens: Sequence[str], options: TrainingOptions) -> Composition:
    """Return how each token's vector is put together."""
    ids = {token: index for index, token in enumerate(tokens)}
    prefixes: dict[str, int] = {}
    starts, rows, shares = [0], [], []
    for index, token in enumerate(tokens):
        parts = [(index, 1.0)]
        if is_han_word(token) and len(token) > 1:
            parts += [(ids[part], options.character_share / len(token)) for part in token if part in ids]
        elif is_latin_word(token):
            for length in _PREFIXES:
                if len(token) > length:
                    row = prefixes.setdefault(token[:length], len(tokens) + len(prefixes))
                    parts.append((row, options.prefix_share))
        rows += [row for row, _ in parts]
        shares += [share for _, share in parts]
        starts.append(len(rows))
    return Composition(
        starts=np.array(starts, dtype=np.int64),
        rows=np.array(rows, dtype=np.int64),
        shares=np.array(shares, dtype=np.float32),
        parameter_rows=len(tokens) + len(prefixes),
    )
