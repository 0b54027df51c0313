"""Vectors of queries, the last thousand or so remembered: the same statements are put to the index again and again."""

from __future__ import annotations

import threading
from collections import OrderedDict

from assistant.ports import Encoder, Vectors
from assistant.retrieval.vectors import unit_rows

_REMEMBERED = 2048


class QueryEncoder:
    """An encoder of single queries with a short memory."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._memory: OrderedDict[str, Vectors] = OrderedDict()
        self._guard = threading.Lock()

    def vector(self, text: str) -> Vectors:
        """Return the query's vector, shape (1, width), of length one or zero."""
        with self._guard:
            if text in self._memory:
                self._memory.move_to_end(text)
                return self._memory[text]
        made = unit_rows(self._encoder.encode_queries([text]))
        with self._guard:
            self._memory[text] = made
            if len(self._memory) > _REMEMBERED:
                self._memory.popitem(last=False)
        return made
