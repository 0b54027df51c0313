"""What a model's answer says: typed and checked against what was asked, or refused with a reason; never guessed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.domain.identifiers import CodeId
from assistant.prompting.json_text import NoObject, find_object
from assistant.prompting.language import speaks
from assistant.prompting.tasks import LABEL_ONLY, NONE, UNCLEAR, UNSAID, ScreenTask, VerifyTask

_SHOWN = 80


class FaultKind(StrEnum):
    """What can be wrong with an answer."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_JSON = "no_json"
    TRUNCATED = "truncated"
    MALFORMED = "malformed"
    AMBIGUOUS = "ambiguous"
    WRONG_SHAPE = "wrong_shape"
    WRONG_DOCUMENT = "wrong_document"
    WRONG_SEGMENT = "wrong_segment"
    UNKNOWN_SEGMENT = "unknown_segment"
    MISSING_SEGMENT = "missing_segment"
    CONTRADICTORY = "contradictory"
    UNKNOWN_CODE = "unknown_code"
    ILLEGAL_LABEL = "illegal_label"
    NO_REASON = "no_reason"
    NO_EVIDENCE = "no_evidence"
    WRONG_LANGUAGE = "wrong_language"
    UNKNOWN_ATTRIBUTE = "unknown_attribute"


@dataclass(frozen=True, slots=True)
class Fault:
    """One part of an answer that cannot be used, the rest can.

    Attributes:
        segment: Label of the passage it concerns, None if it names none that was asked about.
    """

    kind: FaultKind
    detail: str
    segment: str | None = None


@dataclass(frozen=True, slots=True)
class ParseFailure:
    """An answer of which nothing can be used."""

    kind: FaultKind
    detail: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A code that a passage may deserve; ``evidence`` is what the model gave, not yet looked for."""

    segment: str
    code: CodeId
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenAnswer:
    """What screening found, most fitting code of a passage first; every passage is in it, or in a fault."""

    candidates: tuple[Candidate, ...]
    none: frozenset[str]
    faults: tuple[Fault, ...] = ()


class Verdict(StrEnum):
    """How a candidate was answered."""

    CODE = "code"
    NONE = "none"
    UNCLEAR = "unclear"
    LABEL_ONLY = "label_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyAnswer:
    """What verification decided.

    Attributes:
        codes: One for a code, the two that compete for an unclear case, else none.
        evidence: Words given as quotations, not yet looked for.
    """

    verdict: Verdict
    codes: tuple[CodeId, ...]
    reason: str
    evidence: tuple[str, ...]
    attributes: tuple[tuple[str, str], ...]
    faults: tuple[Fault, ...] = ()


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class _Found(_Shape):
    segment: str
    code: str
    evidence: str = ""


class _Screen(_Shape):
    document: str
    found: list[_Found]
    none: list[str]


class _Verify(_Shape):
    document: str
    segment: str
    reason: str
    evidence: list[str] | str = []
    label: str
    attributes: dict[str, str | None] = {}


_ShapeT = TypeVar("_ShapeT", bound=_Shape)


def parse_screen(text: str, task: ScreenTask) -> ScreenAnswer | ParseFailure:
    """Return what a screening answer says."""
    given = _shaped(text, _Screen)
    if isinstance(given, ParseFailure):
        return given
    if given.document.strip() != task.setting.tag:
        return _wrong_document(given.document, task.setting.tag)
    labels = list(dict.fromkeys(passage.label for passage in task.passages))
    faults: list[Fault] = []
    candidates = list(_candidates(given.found, labels, task, faults))
    none = frozenset(_none(given.none, labels, faults))
    found = {candidate.segment for candidate in candidates}
    for label in labels:
        if label in found and label in none:
            faults.append(Fault(FaultKind.CONTRADICTORY, f"{label} is in `found` and in `none`", label))
        elif label not in found | none and not any(fault.segment == label for fault in faults):
            faults.append(Fault(FaultKind.MISSING_SEGMENT, f"nothing is said of {label}", label))
    return ScreenAnswer(candidates=tuple(dict.fromkeys(candidates)), none=none - found, faults=tuple(faults))


def parse_verify(text: str, task: VerifyTask) -> VerifyAnswer | ParseFailure:
    """Return what a verification answer decides."""
    given = _shaped(text, _Verify)
    if isinstance(given, ParseFailure):
        return given
    decided = _verdict(given.label, task)
    if isinstance(decided, ParseFailure):
        return decided
    verdict, codes = decided
    quotes = [given.evidence] if isinstance(given.evidence, str) else given.evidence
    evidence = tuple(dict.fromkeys(quote.strip() for quote in quotes if quote.strip()))
    wrong = _wrong(given, task) or _unfounded(verdict, evidence)
    if wrong is not None:
        return wrong
    faults: list[Fault] = []
    attributes = tuple(_attributes(given.attributes, task, faults))
    return VerifyAnswer(
        verdict=verdict,
        codes=codes,
        reason=given.reason.strip(),
        evidence=evidence,
        attributes=attributes,
        faults=tuple(faults),
    )


def _shaped(text: str, shape: type[_ShapeT]) -> _ShapeT | ParseFailure:
    found = find_object(text)
    if isinstance(found, NoObject):
        return ParseFailure(FaultKind(found.value), _MEANINGS[found])
    try:
        return shape.model_validate(found)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the object"
        return ParseFailure(FaultKind.WRONG_SHAPE, f"{place}: {first['msg'].lower()}")


_MEANINGS = {
    NoObject.EMPTY: "the answer is empty",
    NoObject.TOO_LONG: "the answer is far longer than what was asked for",
    NoObject.NO_JSON: "there is no JSON object in the answer",
    NoObject.TRUNCATED: "the answer ends before its JSON object does; be brief",
    NoObject.MALFORMED: "the JSON object is malformed",
    NoObject.AMBIGUOUS: "the answer holds several JSON objects that differ; give one",
}


def _wrong_document(given: str, tag: str) -> ParseFailure:
    return ParseFailure(FaultKind.WRONG_DOCUMENT, f"the answer is for document {_cut(given)}, asked was {tag!r}")


def _candidates(
    found: Sequence[_Found], labels: Sequence[str], task: ScreenTask, faults: list[Fault]
) -> Iterator[Candidate]:
    codes = {_name(code.id): code.id for code in task.codes}
    seen: set[tuple[str, str]] = set()
    for each in found:
        label, code = _name(each.segment), codes.get(_name(each.code))
        if label not in labels:
            faults.append(Fault(FaultKind.UNKNOWN_SEGMENT, f"there is no segment {_cut(each.segment)}"))
        elif code is None:
            faults.append(Fault(FaultKind.UNKNOWN_CODE, f"there is no code {_cut(each.code)} to choose here", label))
        elif (label, code) not in seen:
            seen.add((label, code))
            yield Candidate(label, code, each.evidence.strip())


def _none(given: Sequence[str], labels: Sequence[str], faults: list[Fault]) -> Iterator[str]:
    for each in given:
        if _name(each) in labels:
            yield _name(each)
        else:
            faults.append(Fault(FaultKind.UNKNOWN_SEGMENT, f"there is no segment {_cut(each)}"))


def _verdict(given: str, task: VerifyTask) -> tuple[Verdict, tuple[CodeId, ...]] | ParseFailure:
    offered = {_name(code.id): code.id for code in (task.code, *task.siblings)}
    label = _name(given)
    if label in offered:
        return Verdict.CODE, (offered[label],)
    plain = label.lower().replace("_", " ")
    if plain in {NONE, LABEL_ONLY}:
        return (Verdict.NONE if plain == NONE else Verdict.LABEL_ONLY), ()
    if plain.startswith(UNCLEAR.strip()):
        named = label.partition(":")[2].split("|")
        pair = tuple(dict.fromkeys(offered[_name(each)] for each in named if _name(each) in offered))
        if len(pair) == len(named) == 2:
            return Verdict.UNCLEAR, pair
        return ParseFailure(FaultKind.ILLEGAL_LABEL, f"label {_cut(given)} does not name two of the codes offered")
    if task.book.code(CodeId(label)) is not None:
        return ParseFailure(FaultKind.ILLEGAL_LABEL, f"code {_cut(given)} was not offered here")
    return ParseFailure(FaultKind.UNKNOWN_CODE, f"there is no code {_cut(given)}, and it is no other legal label")


def _wrong(given: _Verify, task: VerifyTask) -> ParseFailure | None:
    if given.document.strip() != task.setting.tag:
        return _wrong_document(given.document, task.setting.tag)
    if _name(given.segment) != task.passage.label:
        detail = f"the answer is for segment {_cut(given.segment)}, asked was {task.passage.label!r}"
        return ParseFailure(FaultKind.WRONG_SEGMENT, detail)
    if not given.reason.strip():
        return ParseFailure(FaultKind.NO_REASON, "the reason is empty")
    if not speaks(given.reason, task.setting.language):
        return ParseFailure(FaultKind.WRONG_LANGUAGE, f"the reason has to be in {task.setting.language!r}")
    return None


def _unfounded(verdict: Verdict, evidence: tuple[str, ...]) -> ParseFailure | None:
    if verdict is Verdict.CODE and not evidence:
        return ParseFailure(FaultKind.NO_EVIDENCE, "a code is given and no words of the segment as evidence")
    return None


def _attributes(given: Mapping[str, str | None], task: VerifyTask, faults: list[Fault]) -> Iterator[tuple[str, str]]:
    declared = {attribute.id: {value.id for value in attribute.values} for attribute in task.attributes}
    for name, value in given.items():
        if value is None or value.strip() == UNSAID:
            continue
        if value.strip() in declared.get(name, ()):
            yield name, value.strip()
        else:
            detail = f"attribute {_cut(name)} cannot be {_cut(value)}"
            faults.append(Fault(FaultKind.UNKNOWN_ATTRIBUTE, detail, task.passage.label))


def _name(given: str) -> str:
    return unicodedata.normalize("NFKC", given).strip().strip("[]【】「」`'\"").strip()


def _cut(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")
