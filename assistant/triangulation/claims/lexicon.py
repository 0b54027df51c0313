"""The words by which figures are told, from ``figures.toml`` and what a study adds to it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from assistant.domain.identifiers import content_hash
from assistant.errors import StudyError

Table = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The lists, by language; what is looked up often is compiled once."""

    table: Table

    @cached_property
    def identity(self) -> str:
        """Hash of all lists: another list, another reading."""
        return content_hash(self.table)

    def words(self, language: str, name: str) -> tuple[str, ...]:
        """Return one list, longest words first, so that a pattern made of it takes the whole word."""
        lists = self.table[language]
        return tuple(sorted(lists["words"].get(name) or lists[name], key=len, reverse=True))

    def bounds(self, language: str, side: str) -> Mapping[str, str]:
        """Return each word of a bound (``before`` or ``after`` the number) with what it means."""
        return {word: bound for bound, words in self.table[language][side].items() for word in words}

    @cached_property
    def units(self) -> Mapping[str, str]:
        """Return how each unit is written, with its canonical name; English in lower case."""
        named = {
            word.lower(): name
            for language in ("zh", "en")
            for name, words in self.table["units"][language].items()
            for word in words
        }
        return named | {word: word for word in (*self.table["units"]["counted"], *self.table["units"]["frequencies"])}

    @cached_property
    def frequencies(self) -> frozenset[str]:
        """Return the units that tell how often, never how much."""
        return frozenset(self.table["units"]["frequencies"]) - frozenset(self.table["units"]["counted"])

    @cached_property
    def worth(self) -> frozenset[str]:
        """Return the units of worth and share."""
        return frozenset(self.table["units"]["worth"])

    @cached_property
    def counted(self) -> frozenset[str]:
        """Return the classifiers of what is counted."""
        return frozenset(self.table["units"]["counted"])

    @cached_property
    def factors(self) -> Mapping[str, tuple[str, Decimal]]:
        """Return units that can be turned into another, with it and the factor."""
        return {unit: (base, Decimal(factor)) for unit, (base, factor) in self.table["units"]["factors"].items()}

    @cached_property
    def synonyms(self) -> tuple[frozenset[str], ...]:
        """Return groups of names that may mean one measure: reasons to suggest a merger, never to make one."""
        return tuple(frozenset(word.lower() for word in group) for group in self.table.get("synonyms", ()))


def read_lexicon(shipped: str, added: str = "") -> Lexicon:
    """Return the lexicon of a file and what another one adds.

    Args:
        shipped: TOML with every list.
        added: TOML of a study; its lists are added, its tables joined.

    Raises:
        StudyError: The study's file is no TOML, or names a list that does not exist.
    """
    table = tomllib.loads(shipped)
    try:
        more = tomllib.loads(added)
    except tomllib.TOMLDecodeError as error:
        raise StudyError(f"the study's words for figures cannot be read: {error}; see figures.toml") from error
    return Lexicon(_joined(table, more, ()))


def _joined(table: Table, more: Table, path: tuple[str, ...]) -> dict[str, Any]:
    whole = dict(table)
    for name, value in more.items():
        where = ".".join((*path, name))
        if name not in table and path[:1] != ("units",):
            raise StudyError(f"{where!r} is no list of words for figures; choose among {', '.join(sorted(table))}")
        known = table.get(name, type(value)())
        if type(known) is not type(value):
            raise StudyError(f"{where!r} must be written as in figures.toml")
        whole[name] = _joined(known, value, (*path, name)) if isinstance(value, dict) else [*known, *_listed(value)]
    return whole


def _listed(value: Iterable[object]) -> list[object]:
    return list(value)
