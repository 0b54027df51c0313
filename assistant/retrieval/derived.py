"""What follows from entries and is kept to save time: the lexical index and the token counts. Only ever a cache."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from assistant.retrieval.lexical import LexicalIndex
from assistant.retrieval.roster import Roster
from assistant.retrieval.soft import Counts, SoftIndex, Words

_LEXICAL = "lexical"

Texts = Callable[[], Iterable[str]]
"""Gives the texts of a roster in its order."""


def lexical_index(folder: Path, roster: Roster, texts: Texts) -> LexicalIndex:
    """Return the lexical index of a roster, read or made."""
    index = LexicalIndex.load(folder / _LEXICAL, roster.fingerprint)
    if index is None:
        index = LexicalIndex.build(texts(), roster.fingerprint)
        index.save(folder / _LEXICAL)
    return index


def soft_index(folder: Path, roster: Roster, words: Words, texts: Texts) -> SoftIndex:
    """Return the soft index of a roster, its counts read or made."""
    path = folder / f"tokens-{hashlib.sha256(words.identity.encode('utf-8', 'replace')).hexdigest()[:16]}.npz"
    counts = Counts.load(path, roster.fingerprint)
    if counts is None:
        counts = Counts.read(words, texts())
        counts.save(path, roster.fingerprint)
    return SoftIndex(words, counts)


def forget(folder: Path) -> None:
    """Delete all of it."""
    shutil.rmtree(folder / _LEXICAL, ignore_errors=True)
    for leftover in folder.glob("tokens-*.npz"):
        leftover.unlink(missing_ok=True)
