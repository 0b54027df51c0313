"""Projects and codebooks to files, checked against the standard's own schema before they are put in their place."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

from lxml import etree

from assistant.domain.exchange import ExchangedProject, StudyDetails
from assistant.errors import StudyError
from assistant.exporting.refi_qda.elements import (
    CODEBOOK,
    PROJECT,
    Maker,
    Markup,
    codebook_element,
    project_element,
    text_path,
)
from assistant.exporting.whole import whole_file

PROJECT_PART = "project.qde"
DETAILS_PART = "tricoder.json"
FORMAT = 1
_SCHEMAS = Path(__file__).with_name("schemas")

Part = tuple[str, bytes]
"""The name of a file among the sources, and its bytes."""


def project_xml(project: ExchangedProject) -> tuple[bytes, int]:
    """Return the XML of a project, and how many characters it could not hold and replaced.

    Raises:
        StudyError: It breaks the standard's schema.
    """
    return _xml(project, (project_element, PROJECT, "Project.xsd"))


def codebook_xml(project: ExchangedProject) -> tuple[bytes, int]:
    """Return the XML of the project's codes as a codebook file; see ``project_xml``."""
    return _xml(project, (codebook_element, CODEBOOK, "Codebook.xsd"))


def _xml(project: ExchangedProject, how: tuple[Maker, str, str]) -> tuple[bytes, int]:
    maker, space, schema_name = how
    markup = Markup(space)
    root = maker(project, markup)
    try:
        _schema(schema_name).assertValid(root)
    except etree.DocumentInvalid as error:
        raise StudyError(f"this study cannot be written as REFI-QDA: {error}; nothing was written") from error
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8"), markup.replaced


@lru_cache(maxsize=2)
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(_SCHEMAS / name))


def write_project(path: Path, project: ExchangedProject, originals: Iterable[Part] = ()) -> int:
    """Write a ``.qdpx`` file, whole or not at all; return how many characters XML could not hold.

    Args:
        path: Where to.
        project: What.
        originals: Files that travel along beside the words; other programs pass over them.

    Raises:
        StudyError: The file cannot be written, or the project breaks the standard's schema.
    """
    xml, replaced = project_xml(project)
    with whole_file(path) as draft, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_place(PROJECT_PART), xml)
        for source in project.sources:
            archive.writestr(_place(f"sources/{text_path(source).removeprefix('internal://')}"), source.text.encode())
        for name, data in originals:
            archive.writestr(_place(f"sources/{name}"), data)
        archive.writestr(_place(DETAILS_PART), _details(project.details))
    return replaced


def write_codebook(path: Path, project: ExchangedProject) -> int:
    """Write a ``.qdc`` file, whole or not at all; return how many characters XML could not hold.

    Raises:
        StudyError: The file cannot be written, or there are no codes to write.
    """
    if not project.codes:
        raise StudyError("the codebook has no codes, and the format wants at least one; nothing was written")
    xml, replaced = codebook_xml(project)
    with whole_file(path) as draft:
        draft.write_bytes(xml)
    return replaced


def _place(name: str) -> zipfile.ZipInfo:
    """Return an entry without a date, so that the same project is the same file."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _details(details: StudyDetails) -> bytes:
    stated = asdict(details)
    book = stated["codebook"]
    stated["codebook"] = {key: value for key, value in book.items() if key != "id"} if book else None
    return json.dumps({"format": FORMAT, **stated}, ensure_ascii=False, sort_keys=True).encode()
