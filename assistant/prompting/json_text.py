"""The one JSON object in what a model said. What is ambiguous is not chosen between."""

from __future__ import annotations

import json
import re
from enum import StrEnum

LONGEST = 200_000
"""Characters of an answer that are looked at; nothing that was asked for is longer."""
_PLACES = 64
"""Opening braces that are tried."""
_THOUGHT = re.compile(r"\A\s*<(think|thinking|thought|reasoning)\b[^>]*>.*?</\1>", re.DOTALL | re.IGNORECASE)
_THOUGHT_END = re.compile(r"</(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
_THOUGHT_START = re.compile(r"\A\s*<(?:think|thinking|thought|reasoning)\b", re.IGNORECASE)


class NoObject(StrEnum):
    """Why there is no JSON object."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_JSON = "no_json"
    TRUNCATED = "truncated"
    MALFORMED = "malformed"
    AMBIGUOUS = "ambiguous"


class _Twice(ValueError):
    """A key stands twice in one object, so that its value is ambiguous."""


def without_thoughts(text: str) -> str:
    """Return an answer without the thinking that reasoning models put before it."""
    bare = _THOUGHT.sub("", text, count=1)
    if bare != text or bare.lstrip().startswith(("{", "```")):
        return bare
    ends = list(_THOUGHT_END.finditer(bare))
    return bare[ends[-1].end() :] if ends else bare


def find_object(text: str) -> dict[str, object] | NoObject:
    """Return the JSON object in an answer: bare, fenced, after thinking, or amid words; else why there is none."""
    bare = without_thoughts(text[: LONGEST + 1])
    hopeless = _hopeless(text, bare)
    if hopeless is not None:
        return hopeless
    try:
        found = _objects(bare)
    except (_Twice, RecursionError):
        return NoObject.MALFORMED
    if not found:
        return NoObject.TRUNCATED if _is_open(bare) else NoObject.MALFORMED
    if any(each != found[0] for each in found[1:]):
        return NoObject.AMBIGUOUS
    return found[0]


def _hopeless(text: str, bare: str) -> NoObject | None:
    if not text.strip():
        return NoObject.EMPTY
    if len(text) > LONGEST:
        return NoObject.TOO_LONG
    if _THOUGHT_START.match(bare):
        return NoObject.TRUNCATED
    return None if "{" in bare else NoObject.NO_JSON


def _objects(text: str) -> list[dict[str, object]]:
    """Return the outermost objects, none if what comes first is broken off: its parts are no answers."""
    decoder = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)
    found: list[dict[str, object]] = []
    at = text.find("{")
    for _ in range(_PLACES):
        if at < 0:
            break
        try:
            value, end = decoder.raw_decode(text, at)
        except _Twice:
            raise
        except ValueError:
            if _begins_object(text, at):
                return []
            end = at + 1
        else:
            if value:
                found.append(value)
        at = text.find("{", end)
    return found


def _begins_object(text: str, at: int) -> bool:
    return re.match(r'\{\s*"', text[at : at + 40]) is not None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _Twice
    return made


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def _is_open(text: str) -> bool:
    """Tell whether the last thing opened was never closed, strings looked through."""
    depth, quoted, escaped = 0, False, False
    for character in text[text.find("{") :]:
        if quoted:
            quoted = escaped or character != '"'
            escaped = character == "\\" and not escaped
        elif character == '"':
            quoted = True
        else:
            depth += (character in "{[") - (character in "}]")
    return quoted or depth > 0
