"""JSON: only a list of messages, each with words and mostly a speaker, is a text that can be coded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from assistant.domain.document import BlockKind, ReadingNote
from assistant.errors import UnreadableSource, UnsupportedSource
from assistant.reading.building import RawBlock, RawDocument
from assistant.reading.decoding import decode
from assistant.reading.labels import milliseconds
from assistant.reading.roles import with_roles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WORDS = ("text", "content", "message", "utterance", "transcript", "内容", "文本")
_SPEAKERS = ("speaker", "speaker_name", "speakerName", "author", "sender", "name", "role", "from", "说话人", "发言人")
_STARTS = ("start", "start_time", "startTime", "begin", "offset", "time", "timestamp", "开始时间", "时间")
_LISTS = ("messages", "segments", "turns", "utterances", "transcript", "dialogue", "conversation", "results", "data")
_FEWEST = 2


def read_chat(data: bytes, name: str) -> RawDocument:
    """Return the messages of a chat or transcript export as turns.

    Raises:
        UnreadableSource: The text is no JSON.
        UnsupportedSource: The JSON is no list of messages.
    """
    decoded = decode(data, name)
    messages = _messages(_parsed(decoded.text, name))
    spoken = [message for message in messages if _first(message, _WORDS)]
    named = sum(bool(_first(message, _SPEAKERS)) for message in spoken)
    if len(spoken) < _FEWEST or named < 0.8 * len(messages):
        raise UnsupportedSource(
            f"{name!r} is JSON, but no list of messages with speaker and text; save the texts as docx, txt or xlsx",
            f"{name!r} 是 JSON，但不是带发言人和文字的消息列表；请把文字另存为 docx、txt 或 xlsx",
        )
    left = len(messages) - len(spoken)
    notes = (ReadingNote("messages_without_words", left, "messages without words left out"),) if left else ()
    return RawDocument(
        blocks=tuple(with_roles([_turn(message) for message in spoken])),
        reader="chat",
        media_type="application/json",
        encoding=decoded.encoding,
        notes=decoded.notes + notes,
    )


def _parsed(text: str, name: str) -> object:
    """Return the value of a JSON text, or the list of values of a text with one on each line."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        lines = [line for line in text.split("\n") if line.strip()]
        values = [_value(line) for line in lines]
        if len(lines) < _FEWEST or None in values:
            raise UnreadableSource(
                f"{name!r} is no sound JSON ({error}); save the text as docx or txt",
                f"{name!r} 不是完好的 JSON（{error}）；请把文字另存为 docx 或 txt",
            ) from error
        return values


def _value(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _messages(value: object) -> list[Mapping[str, object]]:
    if isinstance(value, dict):
        value = next((value[key] for key in _LISTS if isinstance(value.get(key), list)), None)
    if not isinstance(value, list):
        return []
    return [item for item in value if isinstance(item, dict)]


def _first(message: Mapping[str, object], keys: Sequence[str]) -> str:
    for key in keys:
        value = message.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, dict) and isinstance(value.get("name"), str):
            return str(value["name"])
    return ""


def _turn(message: Mapping[str, object]) -> RawBlock:
    speaker = _first(message, _SPEAKERS)
    label = f"{speaker}{': ' if speaker.isascii() else '：'}" if speaker else ""
    return RawBlock(
        text=label + _first(message, _WORDS),
        kind=BlockKind.TURN,
        body_start=len(label),
        speaker=speaker or None,
        start_ms=_start(message),
    )


def _start(message: Mapping[str, object]) -> int | None:
    """Return where a message begins; a bare number counts seconds where it has a fraction."""
    for key in _STARTS:
        value = message.get(key)
        if isinstance(value, str):
            return milliseconds(value)
        if isinstance(value, float) and 0 <= value < 1e6:
            return round(value * 1000)
    return None
