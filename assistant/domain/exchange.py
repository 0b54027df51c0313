"""A project as analysis programs exchange it (REFI-QDA 1.5): who coded which words of which source with which code.

Identifiers are GUIDs in lower case without braces. Spans count code points of canonical text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from assistant.domain.codebook import Codebook
from assistant.domain.coding import CodingMode
from assistant.domain.document import Reading, SourceMetadata
from assistant.domain.fieldwork import MemoTarget
from assistant.domain.proposal import Rank
from assistant.domain.span import Span

NAMESPACE = UUID("6f1d3c7e-52a4-5b8e-9c50-7a1b0c2d4e88")
"""Never changed: the same code, coder or source has the same GUID for ever."""
ORIGIN = "Tricoder"
"""What this program calls itself in a project."""


def guid_of(kind: str, name: str) -> str:
    """Return the GUID of something of ours: the id itself where that is one, else one made of kind and id."""
    try:
        return str(UUID(name))
    except ValueError:
        return str(uuid5(NAMESPACE, f"{kind}:{name}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangedUser:
    """Somebody who worked on the project; ``short`` is an identifier or initials."""

    guid: str
    name: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangedCode:
    """One code, or a folder of codes (``codable`` False).

    Attributes:
        parent: GUID of the code it stands under.
        notes: GUIDs of the notes on it.
        colour: ``#rrggbb``, empty if none.
    """

    guid: str
    name: str
    description: str = ""
    codable: bool = True
    parent: str | None = None
    colour: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangedCoding:
    """A code given by a user; ``at`` is ISO 8601, empty if unknown."""

    guid: str
    code: str
    user: str | None = None
    at: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangedSelection:
    """Words of a source, with the codes and notes on them."""

    guid: str
    span: Span
    name: str = ""
    description: str = ""
    codings: tuple[ExchangedCoding, ...] = ()
    notes: tuple[str, ...] = ()
    user: str | None = None
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangedSource:
    r"""A source with its words.

    Attributes:
        text: Canonical: NFC, ``\n`` line ends, no byte-order mark.
        codings: Codes given to the source as a whole.
        original: Name of the part that holds the file the text was taken from, empty if none travels along.
        variables: Names and values.
    """

    guid: str
    name: str
    text: str
    original: str = ""
    description: str = ""
    selections: tuple[ExchangedSelection, ...] = ()
    codings: tuple[ExchangedCoding, ...] = ()
    notes: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    user: str | None = None
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangedNote:
    """A memo."""

    guid: str
    text: str
    name: str = ""
    user: str | None = None
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangedCase:
    """A case with its sources and variables; a case without a name carries the variables of its one source."""

    guid: str
    name: str = ""
    description: str = ""
    sources: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangedSet:
    """A named group of sources, codes and notes."""

    guid: str
    name: str
    description: str = ""
    codes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingDetails:
    """What this program knows of a coding beside what the format holds; ``memo`` is the GUID of the note it became."""

    mode: CodingMode = CodingMode.BLIND
    rank: Rank = Rank.PRIMARY
    attributes: tuple[tuple[str, str], ...] = ()
    round: str = ""
    memo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDetails:
    """What this program knows of a source: its file, named by sha256, and all that is said of it.

    Attributes:
        part: Name of the file among the sources of the project, empty if it does not travel along.
    """

    document_id: str
    file_name: str
    metadata: SourceMetadata
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoDetails:
    """What this program knows of a memo beside what the format holds."""

    target: MemoTarget
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyDetails:
    """What travels in a file of this program beside the standard's own; other programs pass over it.

    Attributes:
        codes: Ids in ``codebook``, by GUID of the code.
        codings: By GUID of the coding.
        sources: By GUID of the source.
        memos: By GUID of the note.
    """

    codebook: Codebook | None = None
    codes: Mapping[str, str] = field(default_factory=dict)
    codings: Mapping[str, CodingDetails] = field(default_factory=dict)
    sources: Mapping[str, SourceDetails] = field(default_factory=dict)
    memos: Mapping[str, MemoDetails] = field(default_factory=dict)


_NO_DETAILS = StudyDetails()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangedProject:
    """A whole project. Every GUID that is referred to stands in it, or the reference was counted as lost.

    Attributes:
        origin: Program and version that wrote it.
        notes_on_project: GUIDs of the notes on the project as a whole.
    """

    name: str
    origin: str = ""
    users: tuple[ExchangedUser, ...] = ()
    codes: tuple[ExchangedCode, ...] = ()
    sources: tuple[ExchangedSource, ...] = ()
    notes: tuple[ExchangedNote, ...] = ()
    cases: tuple[ExchangedCase, ...] = ()
    sets: tuple[ExchangedSet, ...] = ()
    notes_on_project: tuple[str, ...] = ()
    description: str = ""
    at: str = ""
    user: str | None = None
    details: StudyDetails = _NO_DETAILS


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that exchange decided, changed or had to leave out; ``kind`` is stable, ``what`` names the instance."""

    kind: str
    count: int
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignProject:
    """A project as read from a file.

    Attributes:
        name: File name.
        readings: By GUID of the source, its words as a document of their own.
        data: By GUID of the source, the bytes that document is named after.
        remarks: What was decided, and what the file holds that is not in ``project``.
    """

    name: str
    project: ExchangedProject
    readings: Mapping[str, Reading] = field(default_factory=dict)
    data: Mapping[str, bytes] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
