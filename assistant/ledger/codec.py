"""Acts to ledger JSON and back. Large nouns (documents, segments, codebooks) are stored once, under their hash."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from assistant.domain import acts
from assistant.domain.identifiers import canonical_json, content_hash
from assistant.errors import LedgerError

T = TypeVar("T")

KINDS: Mapping[str, type] = {
    "study.created": acts.StudyCreated,
    "source.added": acts.SourceAdded,
    "source.described": acts.SourceDescribed,
    "codebook.published": acts.CodebookPublished,
    "coder.registered": acts.CoderRegistered,
    "run.started": acts.RunStarted,
    "segment.proposed": acts.SegmentProposed,
    "run.finished": acts.RunFinished,
    "proposal.decided": acts.ProposalDecided,
    "coding.added": acts.CodingAdded,
    "coding.removed": acts.CodingRemoved,
    "coding.revised": acts.CodingRevised,
    "coding.restamped": acts.CodingRestamped,
    "decision.withdrawn": acts.DecisionWithdrawn,
    "assignment.made": acts.AssignmentMade,
    "assignment.withdrawn": acts.AssignmentWithdrawn,
    "units.locked": acts.UnitsLocked,
    "units.reopened": acts.UnitsReopened,
    "proposals.shown": acts.ProposalsShown,
    "memo.written": acts.MemoWritten,
    "memo.removed": acts.MemoRemoved,
    "act.undone": acts.ActUndone,
    "adjudicated": acts.Adjudicated,
    "subject.judged": acts.SubjectJudged,
    "stability.measured": acts.StabilityMeasured,
    "study.noted": acts.StudyNoted,
}
NAMES = {kind: name for name, kind in KINDS.items()}
APART: Mapping[type, tuple[str, ...]] = {
    acts.SourceAdded: ("document", "segments"),
    acts.CodebookPublished: ("codebook",),
}
"""Fields that are kept in ``contents`` and stand in the payload as their hash."""


_adapters: dict[type, TypeAdapter[Any]] = {}


def type_adapter(kind: type) -> TypeAdapter[Any]:
    """Return the validator of a noun, made once."""
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


@dataclass(frozen=True, slots=True)
class Written:
    """An act ready for the ledger.

    Attributes:
        contents: Canonical JSON of what is kept apart, by its sha256.
    """

    kind: str
    payload: str
    contents: Mapping[str, str]


def to_json(value: object, kind: type) -> str:
    """Return the canonical JSON of a noun."""
    return canonical_json(type_adapter(kind).dump_python(value, mode="json"))


def from_json(text: str, kind: type[T]) -> T:
    """Return the noun that a canonical JSON text stands for.

    Raises:
        LedgerError: The text is not such a noun.
    """
    try:
        return type_adapter(kind).validate_json(text)  # type: ignore[no-any-return]  # the cached adapter is untyped
    except ValidationError as error:
        raise LedgerError(f"the ledger holds a {kind.__name__} that cannot be read: {error}") from error


def write_act(act: acts.Act) -> Written:
    """Return an act as kind, payload and contents."""
    fields = type_adapter(type(act)).dump_python(act, mode="json")
    contents: dict[str, str] = {}
    for name in APART.get(type(act), ()):
        body = canonical_json(fields[name])
        fields[name] = content_hash(fields[name])
        contents[fields[name]] = body
    return Written(NAMES[type(act)], canonical_json(fields), contents)


def read_act(kind: str, payload: str, content: Callable[[str], str]) -> acts.Act:
    """Return the act that was recorded; ``content`` looks a body up by its hash.

    Raises:
        LedgerError: The kind is unknown (written by a newer version) or the payload does not fit it.
    """
    if kind not in KINDS:
        raise LedgerError(f"event kind {kind!r} is unknown; open this study with a newer version of Tricoder")
    try:
        fields = json.loads(payload)
        for name in APART.get(KINDS[kind], ()):
            fields[name] = json.loads(content(fields[name]))
        return type_adapter(KINDS[kind]).validate_python(fields)  # type: ignore[no-any-return]  # see from_json
    except (ValidationError, ValueError, KeyError, TypeError) as error:
        raise LedgerError(f"event of kind {kind!r} cannot be read: {error}") from error


def named_contents(kind: str, payload: str) -> dict[str, str]:
    """Return which hash stands for which field that is kept apart, as the payload says.

    Never from the act: a noun that has gained a field since is written differently today.
    """
    names = APART.get(KINDS[kind], ())
    fields = json.loads(payload) if names else {}
    return {name: str(fields[name]) for name in names}
