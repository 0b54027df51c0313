"""The codes of a project or of a codebook file, with their folders and their groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.domain.exchange import ExchangedCode, ExchangedSet
from assistant.reading.refi_qda.elements import child, children, inside, own_guid, targets, text_of, truth
from assistant.reading.refi_qda.gathering import Gathering

if TYPE_CHECKING:
    from lxml import etree


def read_codes(book: etree._Element | None, gathering: Gathering) -> tuple[ExchangedCode, ...]:
    """Return the codes in the order of the file, a folder before what stands in it."""
    if book is None:
        return ()
    return tuple(code for top in inside(book, "Codes", "Code") for code in _walk(top, None, gathering))


def _walk(element: etree._Element, parent: str | None, gathering: Gathering) -> Iterator[ExchangedCode]:
    name = (element.get("name") or "").strip()
    guid = gathering.fresh(own_guid(element), "code", name)
    yield ExchangedCode(
        guid=guid,
        name=name or guid[:8],
        description=text_of(child(element, "Description")).strip(),
        codable=truth(element.get("isCodable")),
        parent=parent,
        colour=element.get("color") or "",
        notes=targets(element, "NoteRef"),
    )
    for below in children(element, "Code"):
        yield from _walk(below, guid, gathering)


def read_sets(parent: etree._Element, gathering: Gathering) -> tuple[ExchangedSet, ...]:
    """Return the groups; an empty ``<Sets/>`` is none."""
    return tuple(
        ExchangedSet(
            guid=gathering.fresh(own_guid(element), "set", element.get("name") or ""),
            name=(element.get("name") or "").strip(),
            description=text_of(child(element, "Description")).strip(),
            codes=targets(element, "MemberCode"),
            sources=targets(element, "MemberSource"),
            notes=targets(element, "MemberNote"),
        )
        for element in inside(parent, "Sets", "Set")
    )
