"""What differs between two versions of a codebook, field by field, and whether it touches meaning."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from assistant.domain.codebook import AttributeValue, Code, Codebook, Example, Exclusion, Group, Wording


class ChangeKind(StrEnum):
    """What became of an entry."""

    ADDED = "added"
    MINOR = "minor"
    """Label, examples, indicators, typing errors: what was coded stands."""
    SEMANTIC = "semantic"
    """What decides was changed: what was coded under it is looked at again."""
    RETIRED = "retired"
    MERGED = "merged"
    SPLIT = "split"


SEMANTIC_FIELDS = frozenset({"family", "abstain", "definition", "inclusion", "exclusions", "question", "rule"})
"""Fields that decide what a code means; the others explain it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDifference:
    """One field of an entry in both versions, as lines of words.

    Attributes:
        semantic: Whether the change is taken to touch the meaning; the editor may say otherwise.
    """

    name: str
    before: str
    after: str
    semantic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDifference:
    """What differs in one entry.

    Attributes:
        what: ``code``, ``family``, ``attribute`` or ``codebook``.
        kind: Added, retired, minor or semantic, as the fields suggest.
        label: The entry's label in the newer version, of the older where it is gone.
    """

    what: str
    id: str
    kind: ChangeKind
    label: Wording
    fields: tuple[FieldDifference, ...]


def compare_codebooks(before: Codebook, after: Codebook) -> tuple[EntryDifference, ...]:
    """Return what differs, entries of the newer version in its order, then those that are gone."""
    heads = _heading(before, after)
    families = _entries(
        "family", {each.id: each for each in before.families}, {each.id: each for each in after.families}
    )
    codes = _entries("code", {each.id: each for each in before.codes}, {each.id: each for each in after.codes})
    old, new = ({each.id: each for each in book.attributes} for book in (before, after))
    return (*heads, *families, *codes, *_entries("attribute", old, new))


def compare_codes(before: Code | None, after: Code | None) -> EntryDifference | None:
    """Return what differs between an entry and what it was, None where nothing does."""
    return next(_entries("code", _alone(before), _alone(after)), None)


def _alone(code: Code | None) -> dict[str, object]:
    return {} if code is None else {code.id: code}


def _heading(before: Codebook, after: Codebook) -> Iterator[EntryDifference]:
    pairs = (("name", before.name, after.name), ("title", _words(before.title), _words(after.title)))
    changed = tuple(
        FieldDifference(name=name, before=old, after=new, semantic=False) for name, old, new in pairs if old != new
    )
    if changed:
        yield EntryDifference(what="codebook", id=after.name, kind=ChangeKind.MINOR, label=after.title, fields=changed)


def _entries(what: str, before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[EntryDifference]:
    for name in (*after, *(name for name in before if name not in after)):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        changed = tuple(_fields(old, new))
        yield EntryDifference(
            what=what, id=name, kind=_kind(old, new, changed), label=_label(new or old), fields=changed
        )


def _kind(old: object, new: object, changed: tuple[FieldDifference, ...]) -> ChangeKind:
    if old is None:
        return ChangeKind.ADDED
    if new is None:
        return ChangeKind.RETIRED
    return ChangeKind.SEMANTIC if any(field.semantic for field in changed) else ChangeKind.MINOR


def _label(entry: object) -> Wording:
    label = getattr(entry, "label", None)
    return label if isinstance(label, Wording) else Wording()


def _fields(old: object, new: object) -> Iterator[FieldDifference]:
    for field in fields(new or old):  # type: ignore[arg-type]  # entries are records
        if field.name == "id":
            continue
        before = _words(getattr(old, field.name)) if old is not None else ""
        after = _words(getattr(new, field.name)) if new is not None else ""
        if before != after:
            touches = field.name in SEMANTIC_FIELDS and _bare(before) != _bare(after)
            yield FieldDifference(name=field.name, before=before, after=after, semantic=touches)


def _bare(words: str) -> str:
    """Return the letters and figures alone: what is left when spacing, punctuation and case do not count."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    return "".join(char for char in folded if unicodedata.category(char)[0] in "LNS")


def _words(value: object) -> str:
    """Return a field as lines that a person reads."""
    match value:
        case tuple():
            said = "\n".join(_words(item) for item in value)
        case Wording():
            said = " / ".join(side for side in (value.zh, value.en) if side)
        case Exclusion():
            said = f"→ {value.neighbour or '∅'}: {_words(value.rule)}"
        case Example():
            said = _example(value)
        case AttributeValue():
            said = f"{value.id}: {_words(value.label)}"
        case Group():
            said = f"{value.id}: {_words(value.label)} [{', '.join(value.codes)}]"
        case bool():
            said = "✓" if value else ""
        case _:
            said = "" if value is None else str(value)
    return said


def _example(example: Example) -> str:
    marked = example.text.replace(example.quote, f"[[{example.quote}]]", 1) if example.quote else example.text
    instead = f" ⇒ {example.instead}" if example.instead else ""
    why = f" — {_words(example.why)}" if _words(example.why) else ""
    return f"{'+' if example.positive else '−'} {marked}{instead}{why}"
