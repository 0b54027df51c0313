"""Editing a codebook: what an editor has changed so far becomes a codebook, and is looked at before it is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assistant.domain.codebook import Code, Codebook
from assistant.domain.identifiers import CodebookId, CodeId
from assistant.errors import CodebookError
from assistant.revising import (
    ChangeKind,
    EntryDifference,
    codebook_content,
    compare_codebooks,
    next_version,
    published_changes,
    retire_code,
)
from assistant.workflows.codebooks import is_quoted, version_of
from assistant.workflows.recoding import affected_codings
from assistant.workflows.workbench import Workbench

Entry = Mapping[str, object]
"""An entry as plain data, in the shape of the codebook file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What an editor has changed and not yet published.

    Attributes:
        base: The version it was begun on.
        codes: New content by code; None takes the entry out.
        families: New content by family; none can be taken out.
        whole: A whole codebook read from a file, in place of the base.
    """

    base: CodebookId
    codes: Mapping[str, Entry | None]
    families: Mapping[str, Entry]
    whole: Entry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A draft as it would be published.

    Attributes:
        differences: What differs from its base, each with the kind it has by default.
        affected: Codings in force of the codes that would be called into question, by code.
        misquoted: (code, 0-based place) of examples whose quotation does not stand in their text.
        minor: Number of the next version if no meaning changes.
        semantic: Number of the next version if some does.
    """

    codebook: Codebook
    differences: tuple[EntryDifference, ...]
    affected: Mapping[CodeId, int]
    misquoted: tuple[tuple[CodeId, int], ...]
    minor: str
    semantic: str


def drafted_codebook(bench: Workbench, draft: Draft) -> Codebook:
    """Return the codebook that a draft stands for, under the number of its base.

    Raises:
        CodebookError: An entry breaks the schema or contradicts another; the message says where.
        StudyError: The base is unknown.
    """
    base = version_of(bench, draft.base)
    content = dict(draft.whole) if draft.whole is not None else codebook_content(base)
    content["families"] = _put(_entries(content, "families"), draft.families)
    content["codes"] = _put(_entries(content, "codes"), {name: new for name, new in draft.codes.items() if new})
    codebook = bench.codebook_files.build(content, "draft")
    for name, new in draft.codes.items():
        if new is None and codebook.code(CodeId(name)) is not None:
            codebook = retire_code(codebook, CodeId(name))
    return codebook


def _entries(content: Entry, name: str) -> list[Entry]:
    entries = content.get(name)
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        raise CodebookError(f"the draft has no list of {name}; begin it again", "草稿不完整；请重新开始")
    return entries


def _put(entries: list[Entry], changed: Mapping[str, Entry]) -> list[Entry]:
    """Return the entries with those changed in their places and new ones at the end of their family."""
    known = {entry.get("id") for entry in entries}
    put = [changed.get(str(entry.get("id")), entry) for entry in entries]
    for name, entry in changed.items():
        if name not in known:
            family = entry.get("family")
            at = max((n + 1 for n, each in enumerate(put) if each.get("family") == family), default=len(put))
            put.insert(at, entry)
    return put


def review_draft(bench: Workbench, draft: Draft) -> Reviewed:
    """Return what publishing a draft would do.

    Raises:
        CodebookError: An entry breaks the schema or contradicts another; the message says where.
        StudyError: The base is unknown.
    """
    base = version_of(bench, draft.base)
    codebook = drafted_codebook(bench, draft)
    kinds = {change.code: ChangeKind(change.kind) for change in published_changes(base, codebook)}
    differences = compare_codebooks(base, codebook)
    touched = {CodeId(entry.id) for entry in differences if entry.what == "code" and base.code(CodeId(entry.id))}
    return Reviewed(
        codebook=codebook,
        differences=tuple(_as_published(entry, kinds) for entry in differences),
        affected=affected_codings(bench, frozenset(touched)),
        misquoted=tuple(place for code in codebook.codes for place in misquoted_places(code)),
        minor=next_version(base.version, semantic=False),
        semantic=next_version(base.version, semantic=True),
    )


def _as_published(entry: EntryDifference, kinds: Mapping[CodeId, ChangeKind]) -> EntryDifference:
    return replace(entry, kind=kinds.get(CodeId(entry.id), entry.kind)) if entry.what == "code" else entry


def misquoted_places(code: Code) -> list[tuple[CodeId, int]]:
    """Return where an entry's examples misquote their own text, as (code, 0-based place)."""
    return [(code.id, at) for at, example in enumerate(code.examples) if not is_quoted(example)]
