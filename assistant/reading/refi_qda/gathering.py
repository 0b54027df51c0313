"""What is collected while a project is read: remarks counted by kind, and links that tie notes to what they are on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.domain.exchange import Remark, guid_of


@dataclass(slots=True)
class Tally:
    """Counts what is remarked by kind; the first few instances are named."""

    _counts: Counter[str] = field(default_factory=Counter)
    _named: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, kind: str, what: str = "", count: int = 1) -> None:
        """Count an instance; ``what`` names it."""
        if count:
            self._counts[kind] += count
        if what and count and what not in self._named[kind]:
            self._named[kind].append(what)

    def remarks(self) -> tuple[Remark, ...]:
        """Return all remarks in the order of their kinds' first instance; every instance named is told."""
        return tuple(Remark(kind, count, "; ".join(self._named[kind])) for kind, count in self._counts.items())


@dataclass(slots=True)
class Gathering:
    """The state of one reading."""

    tally: Tally = field(default_factory=Tally)
    notes_on: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """GUIDs of notes that links tie to a thing, by the thing's GUID."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Names of variables by GUID."""
    codes: frozenset[str] = frozenset()
    """GUIDs of the codes there are."""
    author: str | None = None
    """GUID of the user who made the project."""
    ours: bool = False
    """Whether this program wrote the file, so that positions are known to be the standard's."""
    _used: set[str] = field(default_factory=set)

    def fresh(self, guid: str | None, kind: str, place: str) -> str:
        """Return the GUID where nothing else has it, else one made for this place."""
        if guid is None or guid in self._used:
            self.tally.add("guid_made")
            guid = guid_of(f"foreign {kind}", f"{place} {len(self._used)}")
        self._used.add(guid)
        return guid
