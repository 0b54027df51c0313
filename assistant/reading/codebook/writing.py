"""A codebook as YAML. Invariant: reading what was written gives the same codebook with the same id."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import yaml

from assistant.domain.codebook import Codebook
from assistant.domain.identifiers import CodebookId, content_hash


def codebook_content(codebook: Codebook) -> dict[str, object]:
    """Return what the codebook says, without its id: plain data in the shape of the file, defaults left out."""
    content = _plain(codebook)
    assert isinstance(content, dict)
    return {key: value for key, value in content.items() if key != "id"}


def codebook_id(codebook: Codebook) -> CodebookId:
    """Return the id that names this content."""
    return CodebookId(content_hash(codebook_content(codebook)))


def dump_codebook(codebook: Codebook) -> str:
    """Return the codebook as YAML; ``parse_codebook`` reads the same codebook from it."""
    return yaml.dump(
        codebook_content(codebook), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120, indent=2
    )


class _Dumper(yaml.SafeDumper):
    """A safe dumper that never writes aliases."""

    def ignore_aliases(self, _data: object) -> bool:
        """Tell that no value is shared."""
        return True


def _plain(value: object) -> object:
    """Return data made of dict, list, str and bool; empty parts and true-by-default flags are left out."""
    if is_dataclass(value) and not isinstance(value, type):
        pairs = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {name: part for name, part in pairs.items() if _told(name, part)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, bool) or value is None:
        return value
    return str(value)


def _told(name: str, part: object) -> bool:
    if name == "positive":
        return part is False
    return bool(part)
