"""The XML of a project, parsed without entities, and its values in one shape whatever program wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID
from xml.parsers import expat

from lxml import etree

from assistant.errors import UnreadableSource, UnsupportedSource
from assistant.reading.markup import local, parse_xml

NAMESPACES = re.compile(r"urn:QDA-XML:(?:project|codebook)[:.]\d+[:.]\d+", re.IGNORECASE)
"""``project:1.0``, ``project:0:10``, ``codebook:1.0``, ``codebook:0:4`` and their like."""
_FEED = 65_536


class _Begun(Exception):
    """The root element begins; nothing but comments stood before it."""


def parse_project(data: bytes, name: str, wanted: str) -> etree._Element:
    """Return the root element of a project (``Project``) or codebook (``CodeBook``).

    Raises:
        UnreadableSource: It is not well formed, or declares a document type or entities.
        UnsupportedSource: It is XML of another kind.
    """
    _refuse_declarations(data, name)
    root = parse_xml(data, name)
    space = etree.QName(root).namespace or ""
    if local(root) != wanted or (space and not NAMESPACES.fullmatch(space)):
        raise UnsupportedSource(
            f"{name!r} is XML with the root {local(root)!r} in {space!r}, no REFI-QDA {wanted}; "
            "export it as REFI-QDA from the program that made it"
        )
    return root


def _refuse_declarations(data: bytes, name: str) -> None:
    """Read as far as the root element, so that no entity is ever expanded, in whatever encoding the file is."""
    parser = expat.ParserCreate()

    def declared(*_: object) -> None:
        raise UnreadableSource(f"{name!r} declares a document type, which no project needs; it was not read")

    def begun(*_: object) -> None:
        raise _Begun

    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = begun
    try:
        for start in range(0, len(data), _FEED):
            parser.Parse(data[start : start + _FEED], start + _FEED >= len(data))
    except _Begun:
        return
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise UnreadableSource(f"{name!r} holds XML that cannot be read ({error}); export it anew") from error


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield the child elements of these names, in order."""
    return (child for child in element if local(child) in names)


def child(element: etree._Element, name: str) -> etree._Element | None:
    """Return the first child element of a name."""
    return next(children(element, name), None)


def inside(element: etree._Element, *path: str) -> Iterator[etree._Element]:
    """Yield the elements at the end of a path of names."""
    found = [element]
    for name in path[:-1]:
        found = [each for parent in found for each in children(parent, name)]
    return (each for parent in found for each in children(parent, path[-1]))


def text_of(element: etree._Element | None) -> str:
    """Return the words inside an element as they stand, empty for none."""
    return "" if element is None else "".join(str(piece) for piece in element.itertext())


def guid(value: str | None) -> str | None:
    """Return a GUID in lower case without braces; None for nothing, or for what is no GUID at all."""
    if value is None:
        return None
    try:
        return str(UUID(value.strip().strip("{}()")))
    except ValueError:
        return None


def own_guid(element: etree._Element) -> str | None:
    """Return the GUID of an element."""
    return guid(element.get("guid"))


def target(element: etree._Element) -> str | None:
    """Return the GUID that a reference names: ``targetGUID``, or as older files have it ``guid`` or the bare text."""
    return guid(element.get("targetGUID") or element.get("guid") or text_of(element) or None)


def targets(element: etree._Element, name: str) -> tuple[str, ...]:
    """Return the GUIDs that the references of a name point to, each once."""
    found = (target(each) for each in children(element, name))
    return tuple(dict.fromkeys(each for each in found if each is not None))


def number(element: etree._Element, name: str) -> int | None:
    """Return an integer attribute, None where it is missing or no number."""
    try:
        return int(element.get(name) or "")
    except ValueError:
        return None


def truth(value: str | None) -> bool:
    """Return an XML boolean; true unless it says otherwise."""
    return (value or "true").strip().lower() not in {"false", "0"}


def moment(value: str | None) -> str:
    """Return a time as ISO 8601, empty where it is missing or none."""
    if not value:
        return ""
    try:
        return datetime.fromisoformat(value.strip()).isoformat()
    except ValueError:
        return ""
