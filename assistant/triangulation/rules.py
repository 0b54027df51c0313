"""The rules as data: thresholds, and which silences are to be expected, from ``rules.toml`` and a study's own file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.domain.codebook import Wording
from assistant.errors import StudyError


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """What a kind of source could not know. Empty sets mean everything.

    Attributes:
        rows: Codes, families, or parts of names of metrics.
        columns: Source types or relations to the owner.
    """

    rows: frozenset[str]
    columns: frozenset[str]
    cases: frozenset[str]
    why: Wording

    def covers(self, kinds: frozenset[str], column: str, case: str) -> bool:
        """Tell whether it speaks of a row (by the names it is known by), a column and a case."""
        fits = not self.rows or bool(self.rows & kinds) or any(each in kind for each in self.rows for kind in kinds)
        return fits and (not self.columns or column in self.columns) and (not self.cases or case in self.cases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Thresholds; what each means stands in ``rules.toml``."""

    prominence_ratio: float
    prominence_least: int
    mixed: float
    miss_rate: float
    owner_share: float
    least: int
    confounded: float
    negative: Mapping[str, tuple[str, ...]]
    silences: tuple[Silence, ...]

    def expects_silence(self, kinds: frozenset[str], column: str, case: str) -> Wording | None:
        """Return why silence is to be expected of a kind of source, None where it is not."""
        return next((each.why for each in self.silences if each.covers(kinds, column, case)), None)


def read_rules(shipped: str, added: str = "") -> Rules:
    """Return the rules of a file and what another one changes or adds.

    Args:
        shipped: TOML with every threshold.
        added: TOML of a study: thresholds replace, silences are added.

    Raises:
        StudyError: The study's file is no TOML, or holds something that is no rule.
    """
    table = tomllib.loads(shipped)
    try:
        own = tomllib.loads(added)
    except tomllib.TOMLDecodeError as error:
        raise StudyError(f"the study's rules of triangulation cannot be read: {error}") from error
    strangers = set(own) - {*table, "silence"}
    if strangers:
        raise StudyError(
            f"{sorted(strangers)[0]!r} is no part of the rules; choose among {', '.join(sorted(table))}, silence"
        )
    convergence, warnings = (_numbers(table[name], own.get(name, {}), name) for name in ("convergence", "warnings"))
    negative = {**table["negative"], **own.get("negative", {})}
    return Rules(
        **convergence,
        **warnings,
        negative={language: tuple(words) for language, words in negative.items()},
        silences=tuple(_silence(each, number) for number, each in enumerate(own.get("silence", []), start=1)),
    )


def _numbers(known: Mapping[str, Any], own: Mapping[str, Any], where: str) -> dict[str, Any]:
    for name, value in own.items():
        if name not in known or not isinstance(value, int | float):
            raise StudyError(f"{where}.{name} = {value!r} is no rule; {where} has {', '.join(known)}, all numbers")
    return {**known, **own}


def _silence(entry: Mapping[str, Any], number: int) -> Silence:
    why = entry.get("why")
    if not isinstance(why, dict) or not (why.get("zh") or why.get("en")):
        raise StudyError(f'silence {number} needs why = {{ zh = "…", en = "…" }}: a silence is expected for a reason')
    sets = {name: frozenset(map(str, entry.get(name, ()))) for name in ("codes", "figures", "sources", "cases")}
    return Silence(
        rows=sets["codes"] | sets["figures"],
        columns=sets["sources"],
        cases=sets["cases"],
        why=Wording(str(why.get("zh", "")), str(why.get("en", ""))),
    )
