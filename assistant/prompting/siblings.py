"""Which codes of a family are most easily mistaken for one another."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from assistant.domain.codebook import Code, Codebook
from assistant.domain.identifiers import content_hash
from assistant.prompting.remembering import Same


def confusable(code: Code, book: Codebook, most: int = 2) -> tuple[Code, ...]:
    """Return the siblings that a code is most easily mistaken for, worst first.

    First those that its own exclusions name, then those whose exclusions name it, then those with the most similar
    words in definition and indicators; never an abstention, never a code of another family.
    """
    return _confusable(Same(code), Same(book), most)


@lru_cache(maxsize=1024)
def _confusable(same_code: Same[Code], same_book: Same[Codebook], most: int) -> tuple[Code, ...]:
    code, book = same_code.value, same_book.value
    family = [other for other in book.in_family(code.family) if other.id != code.id and not other.abstain]
    named = [exclusion.neighbour for exclusion in code.exclusions]
    own = [other for wanted in named for other in family if other.id == wanted]
    pointing = [other for other in family if any(exclusion.neighbour == code.id for exclusion in other.exclusions)]
    similar = sorted(family, key=lambda other: -overlap(_words(code), _words(other)))
    found = {other.id: other for other in (*own, *pointing, *similar)}
    return tuple(found.values())[:most]


@lru_cache(maxsize=16_384)
def overlap(one: str, other: str) -> float:
    """Return how much of two texts' pairs of neighbouring characters is shared, from 0 to 1 (Dice)."""
    first, second = set(_pairs(one)), set(_pairs(other))
    return 2 * len(first & second) / max(1, len(first) + len(second))


def in_order(codes: tuple[Code, ...], order: int) -> tuple[Code, ...]:
    """Return codes in the codebook's own order (0), reversed (1), or in a reproducible other one (2, 3 ...)."""
    if order == 0:
        return codes
    if order == 1:
        return codes[::-1]
    return tuple(sorted(codes, key=lambda code: content_hash([order, code.id])))


def _words(code: Code) -> str:
    wordings = (code.definition, *code.indicators)
    return " ".join(f"{wording.zh} {wording.en}" for wording in wordings)


def _pairs(text: str) -> Iterator[str]:
    letters = "".join(character.lower() for character in text if character.isalnum())
    yield from (letters[at : at + 2] for at in range(len(letters) - 1))
