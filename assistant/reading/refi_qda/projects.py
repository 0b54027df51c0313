"""The whole of a project: users, codes, sources, notes, cases, groups, and what this program laid beside them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from assistant.domain.codebook import Codebook
from assistant.domain.exchange import (
    ORIGIN,
    CodingDetails,
    ExchangedCase,
    ExchangedNote,
    ExchangedProject,
    ExchangedUser,
    ForeignProject,
    MemoDetails,
    SourceDetails,
    StudyDetails,
)
from assistant.errors import AssistantError, SourceError
from assistant.reading.codebook import build_codebook
from assistant.reading.refi_qda.codes import read_codes, read_sets
from assistant.reading.refi_qda.elements import (
    child,
    children,
    guid,
    inside,
    moment,
    own_guid,
    parse_project,
    targets,
    text_of,
)
from assistant.reading.refi_qda.gathering import Gathering
from assistant.reading.refi_qda.package import Package, part_or_reason
from assistant.reading.refi_qda.sources import read_sources, values_of
from assistant.reading.refi_qda.texts import read_words

if TYPE_CHECKING:
    from lxml import etree


def read_any(package: Package) -> ForeignProject:
    """Return the project, or the codebook, in an opened file.

    Raises:
        UnreadableSource: The XML is damaged or hostile.
        UnsupportedSource: It is neither.
    """
    return read_exchanged_codebook(package) if package.name.lower().endswith(".qdc") else read_project(package)


def read_project(package: Package) -> ForeignProject:
    """Return the project in an opened file.

    Raises:
        UnreadableSource: The XML is damaged or hostile.
        UnsupportedSource: It is no REFI-QDA project.
    """
    root = parse_project(package.project, package.name, "Project")
    book = child(root, "CodeBook")
    origin = (root.get("origin") or "").strip()
    gathering = Gathering(author=guid(root.get("creatingUserGUID")), ours=origin == ORIGIN)
    notes = tuple(_notes(root, package, gathering))
    gathering.notes_on = _linked(root, frozenset(note.guid for note in notes), gathering)
    codes = read_codes(book, gathering)
    gathering.codes = frozenset(code.guid for code in codes)
    gathering.variables = {
        own_guid(each) or "": (each.get("name") or "").strip() for each in inside(root, "Variables", "Variable")
    }
    read = list(read_sources(_section(root, book, "Sources"), package, gathering))
    gathering.tally.add("graphs", count=len(list(inside(root, "Graphs", "Graph"))))
    project = ExchangedProject(
        name=(root.get("name") or "").strip() or package.name,
        origin=origin,
        users=tuple(_users(root)),
        codes=codes,
        sources=tuple(each.source for each in read),
        notes=notes,
        cases=tuple(_cases(root, gathering)),
        sets=read_sets(root, gathering),
        notes_on_project=targets(root, "NoteRef"),
        description=text_of(child(root, "Description")).strip(),
        at=moment(root.get("creationDateTime")),
        user=gathering.author,
        details=_details(package, gathering),
    )
    return ForeignProject(
        name=package.name,
        project=project,
        readings={each.source.guid: each.reading for each in read},
        data={each.source.guid: each.data for each in read},
        remarks=gathering.tally.remarks(),
    )


def read_exchanged_codebook(package: Package) -> ForeignProject:
    """Return the codes of a codebook file (``.qdc``) as a project without sources.

    Raises:
        UnreadableSource: The XML is damaged or hostile.
        UnsupportedSource: It is no REFI-QDA codebook.
    """
    root = parse_project(package.project, package.name, "CodeBook")
    gathering = Gathering()
    codes = read_codes(root, gathering)
    sets = read_sets(root, gathering)
    project = ExchangedProject(name=package.name, origin=(root.get("origin") or "").strip(), codes=codes, sets=sets)
    return ForeignProject(name=package.name, project=project, remarks=gathering.tally.remarks())


def _section(root: etree._Element, book: etree._Element | None, name: str) -> etree._Element | None:
    """Return a section of the project; older files keep some of them inside the codebook."""
    found = child(root, name)
    return found if found is not None or book is None else child(book, name)


def _users(root: etree._Element) -> Iterator[ExchangedUser]:
    for each in inside(root, "Users", "User"):
        found = own_guid(each)
        if found is not None:
            yield ExchangedUser(guid=found, name=(each.get("name") or "").strip(), short=(each.get("id") or "").strip())


def _notes(root: etree._Element, package: Package, gathering: Gathering) -> Iterator[ExchangedNote]:
    book = child(root, "CodeBook")
    section = _section(root, book, "Notes")
    for each in children(section, "Note") if section is not None else ():
        name = (each.get("name") or "").strip()
        words, reason = _note_words(each, package)
        about = text_of(child(each, "Description")).strip()
        text = "\n".join(filter(None, (about, words)))
        if not text:
            gathering.tally.add("note_without_words", f"{name}: {reason}" if reason else name)
            continue
        yield ExchangedNote(
            guid=gathering.fresh(own_guid(each), "note", name),
            text=text,
            name=name,
            user=guid(each.get("creatingUser")) or gathering.author,
            at=moment(each.get("creationDateTime")),
        )


def _note_words(note: etree._Element, package: Package) -> tuple[str, str]:
    content = child(note, "PlainTextContent")
    path = note.get("plainTextPath")
    if content is not None or path is None:
        return text_of(content), ""
    data, reason = part_or_reason(package, path)
    if data is None:
        return "", reason
    try:
        return read_words(data, path).replace("\r\n", "\n").replace("\r", "\n"), ""
    except SourceError as error:
        return "", str(error)


def _linked(root: etree._Element, notes: frozenset[str], gathering: Gathering) -> Mapping[str, tuple[str, ...]]:
    """Return the notes that links tie to something; links of another kind are counted."""
    found: dict[str, list[str]] = defaultdict(list)
    for link in inside(root, "Links", "Link"):
        ends = guid(link.get("originGUID")), guid(link.get("targetGUID"))
        for one, other in (ends, ends[::-1]):
            if one in notes and one is not None and other is not None:
                found[other].append(one)
                break
        else:
            gathering.tally.add("links")
    return {about: tuple(each) for about, each in found.items()}


def _cases(root: etree._Element, gathering: Gathering) -> Iterator[ExchangedCase]:
    for each in inside(root, "Cases", "Case"):
        name = (each.get("name") or "").strip()
        gathering.tally.add("case_selections", name, len(targets(each, "SelectionRef")))
        yield ExchangedCase(
            guid=gathering.fresh(own_guid(each), "case", name),
            name=name,
            description=text_of(child(each, "Description")).strip(),
            sources=targets(each, "SourceRef"),
            variables=values_of(each, gathering),
        )


def _details(package: Package, gathering: Gathering) -> StudyDetails:
    """Return what this program laid beside the standard's own; what does not fit is passed over and said."""
    if not package.details:
        return StudyDetails()
    try:
        stated: dict[str, Any] = json.loads(package.details)
        book = build_codebook(stated["codebook"], package.name) if stated.get("codebook") else None
        return _built(stated, book)
    except (AssistantError, ValidationError, ValueError, KeyError, TypeError, RecursionError) as error:
        gathering.tally.add("details_unreadable", str(error).splitlines()[0][:200])
        return StudyDetails()


def _built(stated: Mapping[str, Any], book: Codebook | None) -> StudyDetails:
    return StudyDetails(
        codebook=book,
        codes=TypeAdapter(dict[str, str]).validate_python(stated.get("codes", {})),
        codings=TypeAdapter(dict[str, CodingDetails]).validate_python(stated.get("codings", {})),
        sources=TypeAdapter(dict[str, SourceDetails]).validate_python(stated.get("sources", {})),
        memos=TypeAdapter(dict[str, MemoDetails]).validate_python(stated.get("memos", {})),
    )
