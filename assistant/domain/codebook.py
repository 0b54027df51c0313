"""The codebook: families of codes with what decides between them. It is data; any study brings its own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.domain.identifiers import CodebookId, CodeId, FamilyId, GroupId


@dataclass(frozen=True, slots=True)
class Wording:
    """The same words in Chinese and in English; one side may be empty in a monolingual codebook."""

    zh: str = ""
    en: str = ""

    def in_language(self, language: str) -> str:
        """Return the side asked for (``zh`` or ``en``), the other where it is empty."""
        return (self.en or self.zh) if language == "en" else (self.zh or self.en)


class FamilyRule(StrEnum):
    """How many codes of one family a unit may carry."""

    PRIMARY = "primary"
    """At most one primary and, with a stated reason, one secondary."""
    MULTIPLE = "multiple"
    """Any number."""


class FamilyRole(StrEnum):
    """What a family is in the framework of a study; tables and figures are laid out by it."""

    TYPE = "type"
    """Kinds of the phenomenon: the rows of a comparison."""
    INPUT = "input"
    PROCESS = "process"
    """Stages, in the order of the codes."""
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Codes of one family that stand together in tables and figures; nothing is ever coded with a group.

    Attributes:
        parent: The group it lies in.
        codes: Codes without a parent; sub-codes follow theirs.
        aside: Codes on the border of the phenomenon: tables mention them and give them no row of their own.
    """

    id: GroupId
    label: Wording
    parent: GroupId | None = None
    codes: tuple[CodeId, ...] = ()
    aside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One independent question that is put to every unit."""

    id: FamilyId
    label: Wording
    question: Wording
    rule: FamilyRule
    role: FamilyRole | None = None
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A near miss: when the neighbouring code is right instead, and the rule that decides.

    ``neighbour`` is empty where nothing at all should be coded.
    """

    neighbour: CodeId | None
    rule: Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A passage with the words that decide; checked: ``quote`` must be found in ``text``.

    Attributes:
        positive: True where the code applies, False for a near miss.
        instead: For a near miss, the code that applies.
        why: Why it does or does not apply.
    """

    text: str
    quote: str
    positive: bool = True
    instead: CodeId | None = None
    why: Wording = Wording()


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One entry.

    Attributes:
        parent: The code it rolls up to.
        abstain: True for codes that say "nothing", "unclear", "label only", "other".
        indicators: Short statements typical of a passage that deserves the code.
        support: Where the definition comes from.
    """

    id: CodeId
    family: FamilyId
    label: Wording
    definition: Wording
    parent: CodeId | None = None
    abstain: bool = False
    inclusion: tuple[Wording, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    indicators: tuple[Wording, ...] = ()
    cues: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    support: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeValue:
    """One value a status attribute may take."""

    id: str
    label: Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """A status that every coded span carries (modality, voice, polarity, quantified ...)."""

    id: str
    label: Wording
    values: tuple[AttributeValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Codebook:
    """One published version. ``id`` is the hash of its content without the id itself."""

    id: CodebookId
    name: str
    version: str
    title: Wording
    families: tuple[Family, ...]
    codes: tuple[Code, ...]
    attributes: tuple[Attribute, ...] = ()

    def code(self, code_id: CodeId) -> Code | None:
        """Return the entry with this id, None if there is none."""
        return next((code for code in self.codes if code.id == code_id), None)

    def in_family(self, family_id: FamilyId) -> tuple[Code, ...]:
        """Return the entries of one family in the codebook's order."""
        return tuple(code for code in self.codes if code.family == family_id)
