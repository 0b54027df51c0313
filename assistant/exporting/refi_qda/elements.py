"""The XML of a project, its elements in the order that the standard fixes; what would be empty is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from assistant.domain.exchange import (
    ExchangedCase,
    ExchangedCode,
    ExchangedCoding,
    ExchangedNote,
    ExchangedProject,
    ExchangedSelection,
    ExchangedSet,
    ExchangedSource,
    guid_of,
)

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_COLOUR = re.compile(r"#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})")
_LONGEST_NAME = 200


@dataclass(slots=True)
class Markup:
    """Makes elements of one namespace and counts the characters that XML cannot hold."""

    space: str
    replaced: int = 0
    _names: dict[str, str] = field(default_factory=dict)

    def element(self, name: str, attributes: Mapping[str, str | None] | None = None) -> etree._Element:
        """Return an element; attributes without a value are left out."""
        made = etree.Element(f"{{{self.space}}}{name}", nsmap={None: self.space})  # type: ignore[dict-item]  # no prefix
        for key, value in (attributes or {}).items():
            if value:
                made.set(key, self.fit(value))
        return made

    def words(self, name: str, text: str) -> etree._Element:
        """Return an element with words in it."""
        made = self.element(name)
        made.text = self.fit(text)
        return made

    def fit(self, text: str) -> str:
        """Return a text with a replacement sign for each character that XML cannot hold."""
        fitting, count = _UNFIT.subn("\ufffd", text)
        self.replaced += count
        return fitting

    def section(self, name: str, parts: Iterable[etree._Element]) -> list[etree._Element]:
        """Return a section around its parts, nothing where there are none: an empty section is invalid."""
        section = self.element(name)
        section.extend(list(parts))
        return [section] if len(section) else []

    def refs(self, name: str, guids: Iterable[str]) -> list[etree._Element]:
        """Return references to other things."""
        return [self.element(name, {"targetGUID": guid}) for guid in guids]

    def about(self, text: str) -> list[etree._Element]:
        """Return a description where there is one."""
        return [self.words("Description", text)] if text else []


def project_element(project: ExchangedProject, markup: Markup) -> etree._Element:
    """Return the root of a project."""
    when = {"creatingUserGUID": project.user, "creationDateTime": project.at}
    root = markup.element("Project", {"name": project.name or "project", "origin": project.origin, **when})
    users = ({"guid": each.guid, "name": each.name, "id": each.short} for each in project.users)
    variables = _variables(project)
    root.extend(markup.section("Users", (markup.element("User", user) for user in users)))
    if project.codes:
        book = markup.element("CodeBook")
        book.append(codes_element(project.codes, markup))
        root.append(book)
    root.extend(markup.section("Variables", (_variable(name, guid, markup) for name, guid in variables.items())))
    root.extend(markup.section("Cases", (_case(each, variables, markup) for each in project.cases)))
    root.extend(markup.section("Sources", (_source(each, variables, markup) for each in project.sources)))
    root.extend(markup.section("Notes", (_note(each, markup) for each in project.notes)))
    root.extend(markup.section("Sets", (_set(each, markup) for each in project.sets)))
    root.extend(markup.about(project.description))
    root.extend(markup.refs("NoteRef", project.notes_on_project))
    return root


def codebook_element(project: ExchangedProject, markup: Markup) -> etree._Element:
    """Return the root of a codebook file."""
    root = markup.element("CodeBook", {"origin": project.origin})
    root.append(codes_element(project.codes, markup))
    groups = (each for each in project.sets if each.codes)
    root.extend(markup.section("Sets", (_group(each, markup) for each in groups)))
    return root


def codes_element(codes: Iterable[ExchangedCode], markup: Markup) -> etree._Element:
    """Return the codes, each inside the one it stands under."""
    section = markup.element("Codes")
    made: dict[str | None, etree._Element] = {None: section}
    for code in codes:
        colour = code.colour if _COLOUR.fullmatch(code.colour) else None
        stated = {"guid": code.guid, "name": code.name, "isCodable": str(code.codable).lower(), "color": colour}
        element = markup.element("Code", stated)
        element.extend(markup.about(code.description))
        element.extend(markup.refs("NoteRef", code.notes))
        made[code.guid] = element
        made.get(code.parent, section).append(element)
    return section


def _variables(project: ExchangedProject) -> dict[str, str]:
    """Return the GUID of each variable by its name."""
    stated = [*(each.variables for each in project.sources), *(each.variables for each in project.cases)]
    return {name: guid_of("variable", name) for pairs in stated for name, _ in pairs}


def _variable(name: str, guid: str, markup: Markup) -> etree._Element:
    return markup.element("Variable", {"guid": guid, "name": name, "typeOfVariable": "Text"})


def _values(pairs: Iterable[tuple[str, str]], variables: Mapping[str, str], markup: Markup) -> Iterable[etree._Element]:
    for name, value in pairs:
        made = markup.element("VariableValue")
        made.extend(markup.refs("VariableRef", [variables[name]]))
        made.append(markup.words("TextValue", value))
        yield made


def _case(case: ExchangedCase, variables: Mapping[str, str], markup: Markup) -> etree._Element:
    made = markup.element("Case", {"guid": case.guid, "name": case.name})
    made.extend(markup.about(case.description))
    made.extend(_values(case.variables, variables, markup))
    made.extend(markup.refs("SourceRef", case.sources))
    return made


def _source(source: ExchangedSource, variables: Mapping[str, str], markup: Markup) -> etree._Element:
    """Return a source as plain text.

    A docx or pdf is not named beside it: programs that find one count positions in their own reading of that file,
    which is not the text that was coded.
    """
    stated = {"guid": source.guid, "name": source.name, "plainTextPath": text_path(source)}
    made = markup.element("TextSource", {**stated, "creatingUser": source.user, "creationDateTime": source.at})
    made.extend(markup.about(source.description))
    made.extend(_selection(each, source.text, markup) for each in source.selections)
    made.extend(_coding(each, markup) for each in source.codings)
    made.extend(markup.refs("NoteRef", source.notes))
    made.extend(_values(source.variables, variables, markup))
    return made


def text_path(source: ExchangedSource) -> str:
    """Return where the project says the words of a source are."""
    return f"internal://{source.guid}.txt"


def _selection(selection: ExchangedSelection, text: str, markup: Markup) -> etree._Element:
    span = selection.span
    name = " ".join(span.read(text).split())
    stated = {
        "guid": selection.guid,
        "name": name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…",
        "startPosition": str(span.start),
        "endPosition": str(span.end),
        "creatingUser": selection.user,
        "creationDateTime": selection.at,
    }
    made = markup.element("PlainTextSelection", stated)
    made.extend(markup.about(selection.description))
    made.extend(_coding(each, markup) for each in selection.codings)
    made.extend(markup.refs("NoteRef", selection.notes))
    return made


def _coding(coding: ExchangedCoding, markup: Markup) -> etree._Element:
    stated = {"guid": coding.guid, "creatingUser": coding.user, "creationDateTime": coding.at}
    made = markup.element("Coding", stated)
    made.extend(markup.refs("CodeRef", [coding.code]))
    made.extend(markup.refs("NoteRef", coding.notes))
    return made


def _note(note: ExchangedNote, markup: Markup) -> etree._Element:
    stated = {"guid": note.guid, "name": note.name, "creatingUser": note.user, "creationDateTime": note.at}
    made = markup.element("Note", stated)
    made.append(markup.words("PlainTextContent", note.text))
    return made


def _set(group: ExchangedSet, markup: Markup) -> etree._Element:
    made = markup.element("Set", {"guid": group.guid, "name": group.name})
    made.extend(markup.about(group.description))
    made.extend(markup.refs("MemberCode", group.codes))
    made.extend(markup.refs("MemberSource", group.sources))
    made.extend(markup.refs("MemberNote", group.notes))
    return made


def _group(group: ExchangedSet, markup: Markup) -> etree._Element:
    """Return a group of a codebook file, whose members are named in another way than in a project."""
    made = markup.element("Set", {"guid": group.guid, "name": group.name})
    made.extend(markup.about(group.description))
    made.extend(markup.element("MemberCode", {"guid": guid}) for guid in group.codes)
    return made


Maker = Callable[[ExchangedProject, Markup], etree._Element]
