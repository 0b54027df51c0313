"""Reads training pairs. A line that holds no pair is counted, never dropped silently."""

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.errors import SourceError
from assistant.retrieval.training.options import Source

_BRACKETS = re.compile(r"\([^)]*(?:\)|$)")
_SENTENCE = re.compile(r"(?:[^。!?！？.]|\.(?=\w))+[。!?！？.]*")
_SHORTEST_SENTENCE = 8
_GLOSSES_PER_WORD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PairSet:
    """The pairs of one source, side by side.

    Attributes:
        source: Where they come from and how often to visit them.
        left: First texts.
        right: Second texts, as many as `left`.
        rejected: Lines or entries that held no pair.
        words: Dictionary headwords; empty for running text.
    """

    source: Source
    left: tuple[str, ...]
    right: tuple[str, ...]
    rejected: int
    words: tuple[str, ...] = ()


def read_source(data: Path, source: Source) -> PairSet:
    """Return the pairs of one file in the data folder.

    Raises:
        SourceError: The file is missing, damaged or in another shape.
    """
    path = data / source.file
    try:
        text = gzip.decompress(path.read_bytes()).decode("utf-8")
        if source.file.endswith(".json.gz"):
            return _dictionary(source, json.loads(text))
    except FileNotFoundError as error:
        raise SourceError(f"no training file {str(path)!r}; check the data folder") from error
    except (OSError, EOFError, UnicodeDecodeError, ValueError, TypeError) as error:
        raise SourceError(f"training file {str(path)!r} cannot be read ({error}); fetch it again") from error
    return _pair_set(source, (line.split("\t") for line in text.split("\n") if line.strip()))


def read_sources(data: Path, sources: Iterable[Source]) -> tuple[PairSet, ...]:
    """Return the pairs of every source, in order; sentence-passage pairs follow the source they are made from."""
    found = []
    for source in sources:
        pairs = read_source(data, source)
        found += [pairs, sentence_passage_pairs(pairs)] if source.cloze_passes > 0 else [pairs]
    return tuple(found)


def sentence_passage_pairs(pairs: PairSet) -> PairSet:
    """Return, for every sentence of every different passage, the sentence and the passage without it."""
    left, right = [], []
    for passage in dict.fromkeys(pairs.right):
        sentences = [sentence for sentence in _SENTENCE.findall(passage) if len(sentence) >= _SHORTEST_SENTENCE]
        for sentence in sentences if len(sentences) > 1 else ():
            left.append(sentence)
            right.append(passage.replace(sentence, " ", 1))
    source = replace(pairs.source, file=pairs.source.file + "#cloze", passes=pairs.source.cloze_passes)
    return PairSet(source=source, left=tuple(left), right=tuple(right), rejected=0)


def _pair_set(source: Source, rows: Iterator[list[str]]) -> PairSet:
    left, right, rejected = [], [], 0
    for row in rows:
        texts = [text.strip() for text in row]
        if len(texts) == 2 and all(texts):
            left.append(texts[0])
            right.append(texts[1])
        else:
            rejected += 1
    return PairSet(source=source, left=tuple(left), right=tuple(right), rejected=rejected)


def _dictionary(source: Source, entries: list[tuple[str, list[str]]]) -> PairSet:
    """Return one pair per word: the word and its first glosses without bracketed remarks."""
    rows = []
    for word, glosses in entries:
        plain = [" ".join(_BRACKETS.sub(" ", gloss).split()) for gloss in glosses[:_GLOSSES_PER_WORD]]
        rows.append([word, "; ".join(gloss for gloss in plain if gloss)])
    pairs = _pair_set(source, iter(rows))
    words = tuple(word for word, _ in entries)
    return PairSet(source=source, left=pairs.left, right=pairs.right, rejected=pairs.rejected, words=words)
