"""YAML as plain data. Only text, lists and mappings come out; aliases, foreign tags, depth and bulk are refused."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

import yaml

from assistant.errors import CodebookError

if TYPE_CHECKING:
    _Base = yaml.SafeLoader
else:
    _Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

LARGEST = 4_000_000
"""Most characters of YAML that are read."""
DEEPEST = 12
"""Most levels of nesting that are read; a codebook has six."""
_NULL_ONLY = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _TextLoader(_Base):
    """A safe loader for which ``no``, ``1.0`` and ``2024-01-01`` are text, and a key given twice is an error."""

    yaml_implicit_resolvers = _NULL_ONLY

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:  # noqa: FBT001, FBT002 - the library's signature
        """Return the mapping.

        Raises:
            yaml.constructor.ConstructorError: A key stands twice.
        """
        mapping = super().construct_mapping(node, deep=deep)
        if len(mapping) < len(node.value):
            keys = [key.value for key, _ in node.value]
            twice = next((key for key in keys if keys.count(key) > 1), "")
            raise yaml.constructor.ConstructorError(
                "in this entry", node.start_mark, f"the key {twice!r} stands twice", node.start_mark
            )
        return mapping


def read_yaml(text: str, file_name: str) -> object:
    """Return the data of a YAML text; every scalar but null is a ``str``.

    Raises:
        CodebookError: It is no YAML, too large, too deep, or uses aliases or tags; with the line where known.
    """
    if len(text) > LARGEST:
        raise CodebookError(
            f"{file_name!r} has {len(text)} characters, at most {LARGEST} are read: split the codebook or shorten it"
        )
    try:
        _refuse_bombs(text, file_name)
        return yaml.load(text, Loader=_TextLoader)  # noqa: S506 - a subclass of the safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f", line {mark.line + 1}" if mark else ""
        raise CodebookError(f"{file_name!r}{line}: not valid YAML ({error.problem}): mend that line") from error
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        raise CodebookError(f"{file_name!r}: not valid YAML ({error}): save it as UTF-8 text") from error


def _refuse_bombs(text: str, file_name: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_TextLoader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            raise CodebookError(f"{file_name!r}, line {line}: aliases (*{event.anchor}) are refused: write it out")
        if isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)) and event.tag:
            raise CodebookError(f"{file_name!r}, line {line}: tags ({event.tag}) are refused: write plain text")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise CodebookError(f"{file_name!r}, line {line}: nested deeper than {DEEPEST} levels: flatten it")
