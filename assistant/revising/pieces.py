"""Two texts as one with what was taken out and what was put in: by words in English, by characters in Chinese."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"[^\W_\u2e80-\u9fff\uf900-\ufaff]+|\s+|.", re.DOTALL)
_LONGEST = 20_000
"""Beyond so many words two texts are told apart as wholes; comparing them word for word would take seconds."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: ``kept`` in both texts, ``out`` of the older, ``put`` in by the newer."""

    kind: str
    words: str


def word_pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Return the pieces; those kept and out give the older text back, those kept and put the newer."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) + len(new) > _LONGEST:
        return tuple(Piece(kind, words) for kind, words in (("out", before), ("put", after)) if words)
    pieces: list[Piece] = []
    for tag, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("kept", "".join(old[start:end])))
            continue
        if end > start:
            pieces.append(Piece("out", "".join(old[start:end])))
        if last > first:
            pieces.append(Piece("put", "".join(new[first:last])))
    return tuple(pieces)
