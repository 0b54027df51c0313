"""What an import would do, before anything is done: every source, code, coder, coding and memo, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from assistant.domain.acts import Act
from assistant.domain.coding import CodingMode
from assistant.domain.document import Reading
from assistant.domain.exchange import Remark
from assistant.domain.identifiers import CoderId, DocumentId
from assistant.interchange.matching import CodeMatch

Parts = Callable[[str], bytes | None]
"""Returns the bytes of a part of the project file by its path, None where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportChoice:
    """What the person who imports decides.

    Attributes:
        coders: Coders of the study by the name or GUID of a user of the project; the others are matched by name.
        mode: What the foreign coders could see while coding; only blind codings enter agreement.
        round: Name of the round that their codings belong to.
    """

    coders: Mapping[str, CoderId] = field(default_factory=dict)
    mode: CodingMode = CodingMode.BLIND
    round: str = ""


class SourceFate(StrEnum):
    """What a source of a project is here."""

    REMEMBERED = "remembered"
    """An earlier import or export settled it."""
    SAME_FILE = "same_file"
    """The study has the very file."""
    SAME_WORDS = "same_words"
    """The study has a source with the same words."""
    NEW_FILE = "new_file"
    """It is added from the file that travels along."""
    NEW_TEXT = "new_text"
    """It is added from its words alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceMatch:
    """One source of a project and what it is here."""

    guid: str
    name: str
    document_id: DocumentId
    fate: SourceFate
    file_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoderMatch:
    """One user of a project and who that is here; ``new`` where nobody of the study has that name."""

    guid: str
    name: str
    coder_id: CoderId
    new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A file that an import keeps in the study."""

    document_id: DocumentId
    data: Callable[[], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """A whole import, ready to be carried out in one transaction.

    Attributes:
        project: Name of the project.
        origin: The program that wrote it.
        counts: What comes in and what is there already, by a stable key.
        remarks: What was decided on the way and what cannot come.
        head: Number of the newest event when it was planned.
    """

    file_name: str
    project: str
    origin: str
    codes: tuple[CodeMatch, ...]
    coders: tuple[CoderMatch, ...]
    sources: tuple[SourceMatch, ...]
    counts: Mapping[str, int]
    remarks: tuple[Remark, ...]
    acts: tuple[Act, ...]
    files: tuple[NewFile, ...]
    head: int

    @property
    def changes(self) -> bool:
        """Whether anything would come in."""
        return bool(self.acts)


@dataclass(slots=True)
class Ground:
    """What the parts of a plan share while it is made.

    Attributes:
        read: Reads a file as the study reads files.
        parts: Where the files that travel along are.
    """

    read: Callable[[Path], Reading]
    parts: Parts
    counts: Counter[str] = field(default_factory=Counter)
    remarks: Counter[tuple[str, str]] = field(default_factory=Counter)

    def remark(self, kind: str, what: str = "") -> None:
        """Count a remark; ``what`` names the instance."""
        self.remarks[kind, what] += 1

    def told(self) -> tuple[Remark, ...]:
        """Return the remarks, one for each kind."""
        named: dict[str, list[str]] = {}
        totals: Counter[str] = Counter()
        for (kind, what), count in self.remarks.items():
            totals[kind] += count
            named.setdefault(kind, [])
            if what:
                named[kind].append(what)
        return tuple(Remark(kind, total, "; ".join(named[kind])) for kind, total in totals.items())
