"""The shape of a codebook file. Nothing unknown passes; words come out as NFC with plain line ends, no outer blanks."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from assistant.domain.codebook import (
    Attribute,
    AttributeValue,
    Code,
    Codebook,
    Example,
    Exclusion,
    Family,
    FamilyRole,
    FamilyRule,
    Group,
    Wording,
)
from assistant.domain.identifiers import CodebookId, CodeId, FamilyId, GroupId

HAN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003fffd]")
"""A Chinese character."""
_UNFIT_IN_ID = re.compile(r"[\s\x00-\x1f\x7f]")


def _canonical(words: str) -> str:
    return unicodedata.normalize("NFC", words.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _fit_for_id(name: str) -> str:
    if not name or len(name) > 80 or _UNFIT_IN_ID.search(name):
        raise ValueError("an id has 1 to 80 characters and no blanks")
    return name


def _by_language(value: object) -> object:
    """Let plain words stand for a wording: Chinese if they hold a Chinese character, English otherwise."""
    if isinstance(value, str):
        return {"zh": value} if HAN.search(value) else {"en": value}
    return {} if value is None else value


def _worded(value: WordingEntry) -> WordingEntry:
    if not (value.zh or value.en):
        raise ValueError("has no words; give zh, en or both")
    return value


Words = Annotated[str, AfterValidator(_canonical)]
Identifier = Annotated[str, AfterValidator(_canonical), AfterValidator(_fit_for_id)]


class Entry(BaseModel):
    """Base of every entry: an unknown key is an error, not a guess."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class WordingEntry(Entry):
    """Words in Chinese, in English, or in both."""

    zh: Words = ""
    en: Words = ""

    def to_domain(self) -> Wording:
        """Return the domain's record."""
        return Wording(zh=self.zh, en=self.en)


AnyWording = Annotated[WordingEntry, BeforeValidator(_by_language)]
FilledWording = Annotated[WordingEntry, BeforeValidator(_by_language), AfterValidator(_worded)]


class GroupEntry(Entry):
    """Codes that stand together in tables and figures."""

    id: Identifier
    label: FilledWording
    parent: Identifier | None = None
    codes: tuple[Identifier, ...] = ()
    aside: bool = False

    def to_domain(self) -> Group:
        """Return the domain's record."""
        return Group(
            id=GroupId(self.id),
            label=self.label.to_domain(),
            parent=GroupId(self.parent) if self.parent else None,
            codes=tuple(CodeId(name) for name in self.codes),
            aside=self.aside,
        )


class FamilyEntry(Entry):
    """One family."""

    id: Identifier
    label: FilledWording
    question: AnyWording = WordingEntry()
    rule: FamilyRule = FamilyRule.MULTIPLE
    role: FamilyRole | None = None
    groups: tuple[GroupEntry, ...] = ()

    def to_domain(self) -> Family:
        """Return the domain's record."""
        return Family(
            id=FamilyId(self.id),
            label=self.label.to_domain(),
            question=self.question.to_domain(),
            rule=self.rule,
            role=self.role,
            groups=tuple(entry.to_domain() for entry in self.groups),
        )


class ExclusionEntry(Entry):
    """One near miss."""

    neighbour: Identifier | None = None
    rule: FilledWording

    def to_domain(self) -> Exclusion:
        """Return the domain's record."""
        return Exclusion(neighbour=CodeId(self.neighbour) if self.neighbour else None, rule=self.rule.to_domain())


class ExampleEntry(Entry):
    """One passage with the words that decide."""

    text: Annotated[Words, Field(min_length=1)]
    quote: Annotated[Words, Field(min_length=1)]
    positive: bool = True
    instead: Identifier | None = None
    why: AnyWording = WordingEntry()

    def to_domain(self) -> Example:
        """Return the domain's record."""
        return Example(
            text=self.text,
            quote=self.quote,
            positive=self.positive,
            instead=CodeId(self.instead) if self.instead else None,
            why=self.why.to_domain(),
        )


class CodeEntry(Entry):
    """One code."""

    id: Identifier
    family: Identifier
    label: FilledWording
    definition: FilledWording
    parent: Identifier | None = None
    abstain: bool = False
    inclusion: tuple[FilledWording, ...] = ()
    exclusions: tuple[ExclusionEntry, ...] = ()
    indicators: tuple[FilledWording, ...] = ()
    cues: tuple[Annotated[Words, Field(min_length=1)], ...] = ()
    examples: tuple[ExampleEntry, ...] = ()
    support: Words = ""

    def to_domain(self) -> Code:
        """Return the domain's record."""
        return Code(
            id=CodeId(self.id),
            family=FamilyId(self.family),
            label=self.label.to_domain(),
            definition=self.definition.to_domain(),
            parent=CodeId(self.parent) if self.parent else None,
            abstain=self.abstain,
            inclusion=tuple(words.to_domain() for words in self.inclusion),
            exclusions=tuple(entry.to_domain() for entry in self.exclusions),
            indicators=tuple(words.to_domain() for words in self.indicators),
            cues=self.cues,
            examples=tuple(entry.to_domain() for entry in self.examples),
            support=self.support,
        )


class AttributeValueEntry(Entry):
    """One value of an attribute."""

    id: Identifier
    label: FilledWording


class AttributeEntry(Entry):
    """One closed list of values that a coded span may carry."""

    id: Identifier
    label: FilledWording
    values: Annotated[tuple[AttributeValueEntry, ...], Field(min_length=1)]

    def to_domain(self) -> Attribute:
        """Return the domain's record."""
        values = tuple(AttributeValue(id=value.id, label=value.label.to_domain()) for value in self.values)
        return Attribute(id=self.id, label=self.label.to_domain(), values=values)


class CodebookFile(Entry):
    """A whole file."""

    name: Identifier
    version: Identifier
    title: FilledWording
    families: Annotated[tuple[FamilyEntry, ...], Field(min_length=1)]
    codes: Annotated[tuple[CodeEntry, ...], Field(min_length=1)]
    attributes: tuple[AttributeEntry, ...] = ()

    def to_domain(self) -> Codebook:
        """Return the domain's record, still without its id."""
        return Codebook(
            id=CodebookId(""),
            name=self.name,
            version=self.version,
            title=self.title.to_domain(),
            families=tuple(entry.to_domain() for entry in self.families),
            codes=tuple(entry.to_domain() for entry in self.codes),
            attributes=tuple(entry.to_domain() for entry in self.attributes),
        )
