"""What a codebook says, as plain data, and the id that names it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

from assistant.domain.codebook import Codebook
from assistant.domain.identifiers import CodebookId, content_hash


def codebook_content(codebook: Codebook) -> dict[str, object]:
    """Return what the codebook says, without its id: plain data in the shape of the file, defaults left out."""
    content = plain(codebook)
    assert isinstance(content, dict)
    return {key: value for key, value in content.items() if key != "id"}


def codebook_id(codebook: Codebook) -> CodebookId:
    """Return the id that names this content."""
    return CodebookId(content_hash(codebook_content(codebook)))


def plain(value: object) -> object:
    """Return data made of dict, list, str and bool; empty parts and true-by-default flags are left out."""
    if is_dataclass(value) and not isinstance(value, type):
        pairs = {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        return {name: part for name, part in pairs.items() if _told(name, part)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, bool) or value is None:
        return value
    return str(value)


def _told(name: str, part: object) -> bool:
    if name == "positive":
        return part is False
    return bool(part)
