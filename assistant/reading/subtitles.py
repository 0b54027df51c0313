"""Subtitles (srt, vtt, ass): cues joined into speakers' turns, or into paragraphs where nobody is named."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.domain.document import BlockKind, ReadingNote
from assistant.errors import EmptySource, UnreadableSource
from assistant.reading.building import RawBlock, RawDocument
from assistant.reading.decoding import decode
from assistant.reading.labels import is_role_word, label_of, milliseconds
from assistant.reading.roles import with_roles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TIMES = re.compile(r"^\s*((?:\d{1,4}:)?\d{1,2}:\d{2}[,.]\d{1,3})\s*-->\s*((?:\d{1,4}:)?\d{1,2}:\d{2}[,.]\d{1,3})")
_VOICE = re.compile(r"<v(?:\.[^\s>]+)?[ \t]+([^>]+)>")
_TAGS = re.compile(
    r"</?(?:i|b|u|s|c|v|lang|ruby|rt|font)(?:[. ][^>]*)?>|<\d{1,3}:\d{2}[\d:.]*>|\{\\[^}]*\}", re.IGNORECASE
)
_FINISHED = re.compile(r"[。！？!?.…][”’\"'」』)）]*$")
_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z]{2}")
_WIDE_END = re.compile("[\u3400-\u9fff\u3000-\u303f\uff01-\uff65]$")
_PAUSE_MS = 1500
_LONG_PAUSE_MS = 4000
_ENOUGH = 300
_TOO_LONG = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Words shown from ``start_ms`` to ``end_ms``; ``speaker`` is empty where nobody is named."""

    start_ms: int
    end_ms: int
    words: str
    speaker: str = ""


def read_subtitles(data: bytes, name: str) -> RawDocument:
    """Return the turns, or paragraphs, that the cues of a subtitle file make.

    Raises:
        UnreadableSource: The bytes are no text, or their cues cannot be followed.
        EmptySource: No cue holds a word.
    """
    decoded = decode(data, name)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    scripted = text.lstrip("\ufeff\n ").startswith("[Script Info]")
    cues = _scripted(text, name) if scripted else list(_cues(text))
    cues = _with_speakers([cue for cue in cues if cue.words.strip()])
    if not cues:
        raise EmptySource(
            f"{name!r} holds no subtitle with a word in it; add the file that has the words",
            f"{name!r} 的字幕里没有文字；请加入有文字的那一份",
        )
    bilingual = _is_bilingual(cues)
    spoken = any(cue.speaker for cue in cues)
    groups = list(_by_speaker(cues) if spoken else _by_sentence(cues))
    blocks = [_block(group, keeping_lines=bilingual) for group in groups]
    detail = "cues joined into turns" if spoken else "cues joined into paragraphs, nobody is named"
    return RawDocument(
        blocks=tuple(with_roles(blocks)),
        reader="subtitles",
        media_type="text/vtt" if text.startswith("WEBVTT") else "text/x-ssa" if scripted else "application/x-subrip",
        encoding=decoded.encoding,
        notes=(*decoded.notes, ReadingNote("cues", len(cues), detail)),
    )


def _cues(text: str) -> Iterator[Cue]:
    """Yield the cues of an srt or vtt text; what stands between cues (numbers, names, notes) is no text."""
    vtt = text.startswith("WEBVTT")
    opened: tuple[int, int] | None = None
    lines: list[str] = []
    for paragraph in re.split(r"\n[ \t]*\n", text):
        rows = paragraph.strip("\n").split("\n")
        at = next((n for n, row in enumerate(rows[:3]) if _TIMES.match(row)), None)
        if at is None:
            if opened and not vtt and not paragraph.strip().isdigit():
                lines += ["", *rows]
            continue
        if opened:
            yield _cue(opened, lines, vtt)
        found = _TIMES.match(rows[at])
        opened = (milliseconds(found[1]) or 0, milliseconds(found[2]) or 0) if found else None
        lines = []
        for row in rows[at + 1 :]:
            again = _TIMES.match(row)
            if again and opened:
                yield _cue(opened, lines[:-1] if lines and lines[-1].strip().isdigit() else lines, vtt)
                opened, lines = (milliseconds(again[1]) or 0, milliseconds(again[2]) or 0), []
            else:
                lines.append(row)
    if opened:
        yield _cue(opened, lines, vtt)


def _cue(times: tuple[int, int], lines: Sequence[str], vtt: object) -> Cue:
    text = "\n".join(line.strip() for line in lines if line.strip())
    voice = _VOICE.search(text)
    words = _TAGS.sub("", text)
    return Cue(
        start_ms=times[0],
        end_ms=times[1],
        words=html.unescape(words) if vtt else words,
        speaker=html.unescape(voice[1]).strip() if voice else "",
    )


def _scripted(text: str, name: str) -> list[Cue]:
    import pysubs2  # noqa: PLC0415 - needed for this format only

    try:
        events = pysubs2.SSAFile.from_string(text, format_="ass" if re.search(r"V4\+|v4\.00\+", text) else "ssa")
    except (pysubs2.exceptions.Pysubs2Error, ValueError, KeyError, IndexError) as error:
        raise UnreadableSource(
            f"{name!r} is a damaged subtitle file ({error}); save it as .srt",
            f"{name!r} 是损坏的字幕文件（{error}）；请另存为 .srt",
        ) from error
    return [
        Cue(
            start_ms=event.start,
            end_ms=event.end,
            words=_TAGS.sub("", event.text.replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " ")).strip(),
            speaker=event.name.strip(),
        )
        for event in sorted(events, key=lambda event: event.start)
        if not event.is_comment
    ]


def _with_speakers(cues: Sequence[Cue]) -> list[Cue]:
    """Return the cues with names printed in their words (``Name: text``) taken for speakers where such names recur."""
    if any(cue.speaker for cue in cues):
        return list(cues)
    labels = [label_of(cue.words.split("\n")[0]) for cue in cues]
    spoken = [label if label and label.shape == "colon" and label.spoken else None for label in labels]
    counts = Counter(label.key for label in spoken if label)
    known = {label.key for label in spoken if label and (counts[label.key] > 1 or is_role_word(label.name))}
    if sum(counts[key] for key in known) < max(2, 0.1 * len(cues)):
        return list(cues)
    speaker, named = "", []
    for cue, label in zip(cues, spoken, strict=True):
        if label and label.key in known:
            speaker = label.name
            cue = replace(cue, words=cue.words[label.end :])  # noqa: PLW2901 - the cue without its label
        named.append(replace(cue, speaker=speaker))
    return named


def _is_bilingual(cues: Sequence[Cue]) -> bool:
    def both(cue: Cue) -> bool:
        lines = cue.words.split("\n")
        han = [bool(_HAN.search(line)) for line in lines]
        latin = [bool(_LATIN.search(line)) and not found for line, found in zip(lines, han, strict=True)]
        return any(han) and any(latin)

    return sum(both(cue) for cue in cues) >= 0.3 * len(cues)


def _by_speaker(cues: Sequence[Cue]) -> Iterator[list[Cue]]:
    group: list[Cue] = []
    for cue in cues:
        if group and cue.speaker != group[-1].speaker:
            yield group
            group = []
        group.append(cue)
    yield group


def _by_sentence(cues: Sequence[Cue]) -> Iterator[list[Cue]]:
    """Yield cues in paragraphs that end with a sentence, at a pause, or before they grow too long."""
    group: list[Cue] = []
    length = 0
    for cue in cues:
        if group and _ends(group[-1], cue, length):
            yield group
            group, length = [], 0
        group.append(cue)
        length += len(cue.words)
    yield group


def _ends(last: Cue, cue: Cue, length: int) -> bool:
    pause = cue.start_ms - last.end_ms
    finished = any(_FINISHED.search(line) for line in last.words.split("\n"))
    return (
        pause >= _LONG_PAUSE_MS
        or (finished and (pause >= _PAUSE_MS or length >= _ENOUGH))
        or (length >= _TOO_LONG and pause > 0)
        or length >= 2 * _TOO_LONG
    )


def _block(cues: Sequence[Cue], *, keeping_lines: bool) -> RawBlock:
    speaker = cues[0].speaker
    label = f"{speaker}{': ' if speaker.isascii() else '：'}" if speaker else ""
    words = "\n".join(cue.words for cue in cues) if keeping_lines else _flowing(cues)
    return RawBlock(
        text=label + words,
        kind=BlockKind.TURN if speaker else BlockKind.PARAGRAPH,
        body_start=len(label),
        speaker=speaker or None,
        start_ms=cues[0].start_ms,
        end_ms=max(cue.end_ms for cue in cues),
    )


def _flowing(cues: Sequence[Cue]) -> str:
    """Return the lines of cues as one line; Chinese lines need no space where punctuation parts them."""
    pieces: list[str] = []
    for line in (line for cue in cues for line in cue.words.split("\n") if line):
        if pieces:
            close = _WIDE_END.search(pieces[-1]) and not _HAN.match(pieces[-1][-1]) and _HAN.match(line)
            pieces.append("" if close else " ")
        pieces.append(line)
    return "".join(pieces)
